"""Article to spaCy Doc: tokenizer, canonical forms, sentences, zones."""
