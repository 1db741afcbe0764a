"""What all pages share: templates, style, script of mentions, texts in two languages, an article cut into passages, charts."""
