"""Text, HTML, feeds, JSONL and WARC to articles: the first stage. Nothing here needs spaCy."""
