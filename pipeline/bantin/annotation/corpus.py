"""Annotated articles: with their text (doccano's JSONL) or stand-off, joined to the texts by id and checked by SHA-256."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bantin.errors import UserError
from bantin.sources.article import feed_text


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


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The JSON objects of a file, gzip or plain, one a line.

    Raises:
        UserError: a line is no JSON object.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    row = json.loads(line)
                except ValueError as error:
                    raise UserError(
                        f"{path}, line {number}: not JSON ({error}). One JSON object a line is expected."
                    ) from None
                if not isinstance(row, dict):
                    raise UserError(f"{path}, line {number}: a JSON object is expected, not {type(row).__name__}.")
                yield row


def feed_article(row: dict[str, Any]) -> dict[str, Any]:
    """A feed row as an article, with the text and the id that `bantin extract` gives it."""
    text, id = feed_text(row["title"], row["summary"], row["link"], row["date"])
    return {"id": id, "text": text, "published": row["date"]}


def data_files(paths: Iterable[Path]) -> list[Path]:
    """The JSONL files among `paths`, folders searched.

    Raises:
        UserError: a path does not exist or a folder holds no JSONL file.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted({*path.rglob("*.jsonl"), *path.rglob("*.jsonl.gz")})
            if not inside:
                raise UserError(f"{path}: the folder holds no .jsonl or .jsonl.gz file.")
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise UserError(f"{path}: no such file or folder.")
    return found


def sha256(text: str) -> str:
    """SHA-256 of a text's UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def articles(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Every article of files and folders, with `id` and `text`; feed rows (`title`, `summary`, `link`) count as articles too."""
    for path in data_files(paths):
        for row in rows(path):
            yield feed_article(row) if "summary" in row and "link" in row else row


def find_texts(paths: Iterable[Path], wanted: set[str]) -> dict[tuple[str, str], dict[str, Any]]:
    """Articles by id and hash, those with an id of `wanted`.

    An id made from a link can stand for two rows of a feed, so the hash is part of the key.
    """
    texts: dict[tuple[str, str], dict[str, Any]] = {}
    for article in articles(paths):
        if article.get("id") in wanted:
            texts.setdefault((article["id"], sha256(article["text"])), article)
    return texts


def read_corpus(data: Iterable[Path], texts: Iterable[Path] = ()) -> list[Annotated]:
    """Annotated articles of JSONL files.

    Args:
        data: files or folders; rows hold `text`, or `id` and `sha256` where the text stands elsewhere.
        texts: files or folders with the texts of stand-off rows.

    Raises:
        UserError: a text is missing, has another hash than the annotation, or a span lies outside it.
    """
    found = [(path, row) for path in data_files(data) for row in rows(path)]
    wanted = {row["id"] for _, row in found if "text" not in row and "id" in row}
    known = find_texts(texts, wanted) if wanted else {}
    corpus: list[Annotated] = []
    for path, row in found:
        article = row if "text" in row else known.get((row.get("id", ""), row.get("sha256", "")))
        if article is None:
            other = (
                "another text stands under that id"
                if any(i == row.get("id") for i, _ in known)
                else "no text has that id"
            )
            raise UserError(
                f"{path}: the text of {row.get('id')!r} was not found ({other}). Name its file with --texts."
            )
        text = article["text"]
        marks = next((row[key] for key in ("spans", "label", "entities") if key in row), None)
        spans = [(int(s), int(e), str(label)) for s, e, label in marks or ()]
        for start, end, label in spans:
            if not 0 <= start < end <= len(text):
                raise UserError(f"{path}: {row.get('id')!r} has a span outside its text: {start}-{end} {label}.")
        published = article.get("published") or row.get("published")
        corpus.append(
            Annotated(
                str(row.get("id", len(corpus))),
                text,
                published,
                spans,
                marks is not None or "types" not in row,
                row.get("types"),
                row.get("primary"),
                row.get("people", []),
            )
        )
    return corpus
