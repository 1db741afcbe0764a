"""Annotated corpora: reading, sampling, stories."""
