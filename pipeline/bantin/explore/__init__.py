"""A small web application to search a store and read what was found: articles, people, units, events."""
