"""One HTML file to read a batch of records in: an overview, and every article with what was found in it."""
