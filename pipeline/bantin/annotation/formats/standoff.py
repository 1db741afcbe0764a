"""Stand-off JSON lines: `id`, the text's `sha256`, `spans`, and no text, so that annotations can be given away without the articles."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bantin.annotation.annotated import Annotated, Lost
from bantin.annotation.formats.jsonl import read, rest, write_rows

__all__ = ["read", "sha256", "write"]  # reading is that of all JSON lines; the corpus joins the rows to their texts


def sha256(text: str) -> str:
    """SHA-256 of a text's UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def write(articles: Iterable[Annotated], path: Path, lost: Lost) -> None:
    """One object a line."""

    def row(article: Annotated) -> dict[str, Any]:
        spans = {"spans": article.spans} if article.marked else {}
        return {"id": article.id, "sha256": sha256(article.text), **spans, **rest(article)}

    write_rows(path, map(row, articles))
