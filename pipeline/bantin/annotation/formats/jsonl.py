"""JSON lines with `text` and `label` or `spans`, as doccano exports them; rows without `text` are stand-off."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bantin.annotation.annotated import Annotated, Lost
from bantin.annotation.formats.files import created, opened
from bantin.errors import UserError


def numbered_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line number, JSON object) of each line that is not blank.

    Raises:
        UserError: a line is no JSON object.
    """
    with opened(path) as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    row = json.loads(line)
                except (ValueError, RecursionError) as error:
                    raise UserError(
                        f"{path}, line {number}: not JSON ({error}). One JSON object a line is expected."
                    ) from None
                if not isinstance(row, dict):
                    raise UserError(f"{path}, line {number}: a JSON object is expected, not {type(row).__name__}.")
                yield number, row


def read(path: Path, lost: Lost) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows as they are."""
    for number, row in numbered_rows(path):
        yield f"{path}, line {number}", row


def rest(article: Annotated) -> dict[str, Any]:
    """What an article has beside text and spans, keys without a value left out."""
    fields = {key: getattr(article, key) for key in ("published", "types", "primary", "people")}
    return {key: value for key, value in fields.items() if value or (key == "types" and value is not None)}


def write(articles: Iterable[Annotated], path: Path, lost: Lost) -> None:
    """One object a line, its spans as `label`, the key that doccano imports."""

    def row(article: Annotated) -> dict[str, Any]:
        spans = {"label": article.spans} if article.marked else {}
        return {"id": article.id, "text": article.text, **spans, **rest(article)}

    write_rows(path, map(row, articles))


def write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write any rows, one JSON object a line."""
    with created(path) as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
