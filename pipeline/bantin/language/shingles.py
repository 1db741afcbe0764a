"""Shingles: the overlapping runs of words by which two texts are compared."""

from __future__ import annotations

import re

WORDS = 400  # of a text, from its start
WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """The first 400 words of `text`, in lower case."""
    return WORD.findall(text.lower())[:WORDS]


def shingles(text: str, n: int = 3) -> set[str]:
    """Lower-case word `n`-grams of the first 400 words of `text`; what it has where it has fewer than `n` words."""
    found = words(text)
    return {" ".join(found[i : i + n]) for i in range(max(1, len(found) - n + 1))}
