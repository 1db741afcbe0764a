"""Documents: kind, number, date and issuer of each one an article names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from bantin.language.norms import folded
from bantin.resources import table

NUMBER = re.compile(r"(?:số\s*:?\s*)?(\d+[\w/&.-]*+(?:\s?[-/]\s?[A-ZĐ][\w&/-]*+)*+)$")


@dataclass(slots=True)
class Document:
    """An official document.

    Attributes:
        kind: id in `configs/documents.toml`, or None.
        number: as written, without `số`; None for a law known by name.
        name: the mention as written.
        date: ISO date, issuer: name of the issuing body; None where the article does not say.
        mentions: indices into the document's entities.
    """

    kind: str | None
    number: str | None
    name: str
    date: str | None = None
    issuer: str | None = None
    mentions: list[int] = field(default_factory=list)


@cache
def _kinds() -> list[tuple[str, str]]:
    return sorted(
        ((folded(form), row["id"]) for row in table("documents")["kind"] for form in row["forms"]),
        key=lambda pair: -len(pair[0]),
    )


def read_document(text: str) -> Document:
    """Kind and number of a document as written."""
    form = folded(text)
    kind = next((kind for word, kind in _kinds() if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", form)), None)
    match = NUMBER.search(" ".join(text.split()))
    if match and kind == "law" and "/" not in match[1]:  # `Bộ luật Hình sự 2015` is a year, not a number
        match = None
    return Document(kind, match[1].strip() if match else None, " ".join(text.split()))
