"""Entities and cues to events: classifier, triggers, arguments."""
