"""Copies of annotated texts in other spellings, as feeds also bring them: titles in capitals, text typed without diacritics."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from bantin.annotation.corpus import Annotated
from bantin.language.norms import is_unmarked, without_marks


def head(article: Annotated, lines: int) -> Annotated | None:
    """The first `lines` lines that are not blank, with their spans; None where they hold no span."""
    end, seen = 0, 0
    for line in article.text.splitlines(keepends=True):
        end += len(line)
        seen += bool(line.strip())
        if seen == lines:
            break
    spans = [span for span in article.spans if span[1] <= end]
    return article._replace(text=article.text[:end], spans=spans) if spans else None


def in_capitals(article: Annotated) -> Annotated | None:
    """The title in capitals; None where it has no span or its length would change."""
    title = head(article, 1)
    return title._replace(text=title.text.upper()) if title and len(title.text.upper()) == len(title.text) else None


def unmarked(article: Annotated) -> Annotated | None:
    """The first lines without diacritics; None where they have no span or their length would change."""
    part = head(article, 3)
    plain = "".join(map(without_marks, part.text)) if part else ""
    return part._replace(text=plain) if part and len(plain) == len(part.text) else None


def has_marks(corpus: Sequence[Annotated]) -> bool:
    """Whether most articles are typed with diacritics."""
    return sum(is_unmarked(article.text) for article in corpus) < len(corpus) / 2


def respelled(corpus: Sequence[Annotated]) -> Iterator[Annotated]:
    """The titles in capitals, and, where most articles have diacritics, the first lines of every other one without them, chosen by the
    hash of its text."""
    marked = has_marks(corpus)
    for article in corpus:
        chosen = marked and hashlib.sha256(article.text.encode()).digest()[0] % 2 == 0
        for copy in (in_capitals(article), unmarked(article) if chosen else None):
            if copy:
                yield copy
