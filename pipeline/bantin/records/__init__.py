"""The record's types, its JSON Schema, and Doc to record."""
