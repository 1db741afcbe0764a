"""Where each value of one article's record comes from: computed from the analysed `Doc` when asked, above all stages, never in a batch."""
