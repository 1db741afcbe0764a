"""Words of more than one syllable, where a stage behind wants them."""
