"""Spans to canonical values, and who holds what."""
