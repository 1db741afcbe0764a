"""Errors that are the user's to mend: one clear line, never a traceback."""


class UserError(Exception):
    """What is wrong, where, and what to do about it, in one line for the person at the terminal."""
