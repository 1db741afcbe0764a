"""Training, measuring and comparing models."""
