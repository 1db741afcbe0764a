"""A doccano server: articles and pre-annotations there, annotations back, every span checked."""
