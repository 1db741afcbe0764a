"""Text, HTML, feeds and JSONL to articles: the first stage. Nothing here needs spaCy."""
