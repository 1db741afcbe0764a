"""What every format is read into and written from: an article with its labels, and the account of a span that got lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


class Annotated(NamedTuple):
    """An article with its labels.

    Attributes:
        id, text, published: the article's own; `published` an ISO date or None.
        spans: [start, end, label] in code points of `text`.
        marked: whether spans were annotated; rows with event types alone have none to learn from.
        types: event types, or None where events were not annotated.
        primary: the primary type, or None.
        people: persons as the guidelines list them.
    """

    id: str
    text: str
    published: str | None
    spans: list[tuple[int, int, str]]
    marked: bool
    types: list[str] | None
    primary: str | None
    people: list[dict[str, Any]]


class Loss(NamedTuple):
    """A span that a format can't hold, and why.

    Attributes:
        id: of the article.
        start, end: code points of the article's text.
        label, text: of the span.
        why: a few words, such as `not on token borders`.
    """

    id: str
    start: int
    end: int
    label: str
    text: str
    why: str

    def __str__(self) -> str:
        return f"{self.id}: {self.start}-{self.end} {self.label} {self.text!r} left out: {self.why}"


Lost = Callable[[Loss], None]


def loss(id: str, text: str, span: tuple[int, int, str], why: str) -> Loss:
    """The `Loss` of a span of `text`."""
    start, end, label = span
    return Loss(id, start, end, label, text[start:end], why)
