"""Annotated articles in any format of `bantin.annotation.formats`; stand-off ones are joined to the texts by id and checked by SHA-256."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bantin.annotation import formats
from bantin.annotation.annotated import Annotated, Loss, Lost
from bantin.annotation.formats.jsonl import numbered_rows
from bantin.annotation.formats.standoff import sha256
from bantin.errors import UserError
from bantin.sources.article import feed_text

__all__ = ["Annotated", "articles", "feed_article", "find_texts", "read_corpus", "rows", "sha256"]


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The JSON objects of a file, gzip or plain, one a line.

    Raises:
        UserError: a line is no JSON object.
    """
    for _, row in numbered_rows(path):
        yield row


def feed_article(row: dict[str, Any]) -> dict[str, Any]:
    """A feed row as an article, with the text and the id that `bantin extract` gives it."""
    text, id = feed_text(row["title"], row["summary"], row["link"], row["date"])
    return {"id": id, "text": text, "published": row["date"]}


def text_files(paths: Iterable[Path]) -> list[Path]:
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


def articles(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Every article of JSONL files and folders, with `id` and `text`; feed rows (`title`, `summary`, `link`) count as articles too."""
    for path in text_files(paths):
        for row in rows(path):
            yield feed_article(row) if "summary" in row and "link" in row else row


def find_texts(paths: Iterable[Path], wanted: set[str]) -> dict[tuple[str, str], dict[str, Any]]:
    """Articles by id and hash, those with an id of `wanted`.

    An id made from a link can stand for two rows of a feed, so the hash is part of the key.
    """
    texts: dict[tuple[str, str], dict[str, Any]] = {}
    for article in articles(paths):
        if article.get("id") in wanted and isinstance(article.get("text"), str):
            texts.setdefault((article["id"], sha256(article["text"])), article)
    return texts


def marks_of(row: dict[str, Any]) -> list[Any] | None:
    """The spans of a row, under whichever key they stand; None where it has none of the keys."""
    marks = next((row[key] for key in ("spans", "label", "entities") if key in row), None)
    if isinstance(marks, list):  # doccano's export with relations has an object for each span
        return [[m["start_offset"], m["end_offset"], m["label"]] if isinstance(m, dict) else m for m in marks]
    return marks


def annotated(row: dict[str, Any], article: dict[str, Any], where: str, number: int) -> Annotated:
    """A row as an annotated article.

    Args:
        row: what was annotated.
        article: what holds the text, the row itself or another.
        where: file and line, for messages.
        number: the article's place in the corpus, its id where it has none.

    Raises:
        UserError: a value is none of what it should be, or a span lies outside the text.
    """
    text = article["text"]
    if not isinstance(text, str):
        raise UserError(f"{where}: `text` is {type(text).__name__}. Make it a string.")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UserError(f"{where}: the text holds half a surrogate pair. Repair it at its source.") from None
    id = str(row.get("id", number))
    try:
        marks, types = marks_of(row), row.get("types")
        if marks and all(isinstance(mark, str) for mark in marks):  # doccano's classification projects
            marks, types = None, marks
        spans = [(int(start), int(end), str(label)) for start, end, label in marks or ()]
    except (TypeError, ValueError, KeyError):
        raise UserError(f"{where}: {id!r} has spans that are not [[start, end, label], …].") from None
    if types is not None and not (isinstance(types, list) and all(isinstance(t, str) for t in types)):
        raise UserError(f"{where}: {id!r} has `types` that are not a list of strings.")
    for start, end, label in spans:
        if not 0 <= start < end <= len(text):
            raise UserError(f"{where}: {id!r} has a span outside its text: {start}-{end} {label}.")
        if not label:
            raise UserError(f"{where}: {id!r} has a span without a label: {start}-{end}.")
    published = article.get("published") or row.get("published")
    marked = marks is not None or ("types" not in row and types is None)
    return Annotated(id, text, published, spans, marked, types, row.get("primary"), row.get("people") or [])


def warn(lost: Loss) -> None:
    """What is done about a span that can't be read, unless the caller says otherwise."""
    warnings.warn(str(lost), stacklevel=2)


def read_corpus(
    data: Iterable[Path], texts: Iterable[Path] = (), *, format: str | None = None, lost: Lost = warn
) -> list[Annotated]:
    """Annotated articles of files and folders in any of the formats.

    Args:
        data: files or folders; rows of JSONL hold `text`, or `id` and `sha256` where the text stands elsewhere.
        texts: JSONL files or folders with the texts of stand-off rows.
        format: a name of `formats.FORMATS`; by default told by ending and content, file by file.
        lost: told of each span that the format can express and an article can't.

    Raises:
        UserError: a file can't be read, a text is missing or has another hash than the annotation, or a span lies outside it.
    """
    found = [item for path, name in formats.data_files(data, format) for item in formats.read(path, name, lost)]
    wanted = {row["id"] for _, row in found if "text" not in row and isinstance(row.get("id"), str)}
    known = find_texts(texts, wanted) if wanted else {}
    ids = {id for id, _ in known}
    corpus: list[Annotated] = []
    for where, row in found:
        article = row if "text" in row else known.get((str(row.get("id", "")), str(row.get("sha256", ""))))
        if article is None:
            other = "another text stands under that id" if row.get("id") in ids else "no text has that id"
            raise UserError(
                f"{where}: the text of {row.get('id')!r} was not found ({other}). Name its file with --texts."
            )
        corpus.append(annotated(row, article, where, len(corpus)))
    return corpus
