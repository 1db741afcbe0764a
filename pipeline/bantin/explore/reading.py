"""What the explorer's pages show, read from the store."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, func, literal, select

from bantin.language.norms import folded
from bantin.records.types import Record
from bantin.sinks.search import WORD
from bantin.sinks.tables import articles, events

RECORD = msgspec.json.Decoder(Record)
LOOKED_AT = 20_000  # characters of a text in which an excerpt looks for the words
BEFORE = 60  # characters of an excerpt before the first of them


class Hit(msgspec.Struct):
    """An article in a list. `excerpt` is cut into (text, whether it was searched for); `types` has (type, whether primary)."""

    key: int
    day: str | None
    publisher: str | None
    title: str
    types: list[tuple[str, bool]]
    excerpt: list[tuple[str, bool]]


class Found(msgspec.Struct):
    """A page of a search: its articles, how many were found in all, and whether there are still more than were counted."""

    hits: list[Hit]
    total: int
    more: bool


def search(connection: Connection, statement: Select[Any], page: int, words: str, limits: dict[str, Any]) -> Found:
    """A page of a search.

    Args:
        connection: of the store.
        statement: from `queries.found_articles`.
        page: its number, from 1.
        words: what was searched for.
        limits: `configs/explore.toml`.
    """
    size, most = limits["page"], limits["page"] * limits["pages"]
    counted = (
        statement.with_only_columns(literal(1), maintain_column_froms=True).order_by(None).limit(most + 1).subquery()
    )
    total = connection.scalar(select(func.count()).select_from(counted)) or 0
    a = articles.c
    columns = a.key, a.id, a.day, a.publisher, a.title, func.substr(a.text, 1, LOOKED_AT).label("text")
    rows = connection.execute(statement.with_only_columns(*columns).limit(size).offset((page - 1) * size)).all()
    return Found(list(_hits(connection, rows, words, limits["excerpt"])), min(total, most), total > most)


def _hits(connection: Connection, rows: Sequence[Any], words: str, length: int) -> Iterator[Hit]:
    types: dict[int, list[tuple[str, bool]]] = {row.key: [] for row in rows}
    e = events.c
    of_these = select(e.article, e.type, e.is_primary).where(e.article.in_(types)).order_by(e.article, e.id)
    for key, type, primary in connection.execute(of_these):
        types[key].append((type, primary))
    wanted = frozenset(WORD.findall(folded(words)))
    for row in rows:
        title = " ".join((row.title or "").split()) or row.id
        yield Hit(
            row.key, row.day, row.publisher, title, types[row.key], excerpt(row.text or "", title, wanted, length)
        )


def excerpt(text: str, title: str, words: frozenset[str], length: int) -> list[tuple[str, bool]]:
    """The first place of a text that holds one of the words, else its beginning, cut into (text, whether a word).

    Args:
        text: the article's.
        title: left out where the text begins with it.
        words: folded.
        length: characters at most.
    """
    text = " ".join(text.split())
    text = text.removeprefix(title).lstrip(" .:–-") if text != title else ""
    found = [match.span() for match in WORD.finditer(text) if folded(match[0]) in words] if words else []
    start = 0
    if found and found[0][0] > length - BEFORE:
        start = text.rfind(" ", 0, found[0][0] - BEFORE) + 1
    end = start + length
    if end < len(text):
        end = max(text.rfind(" ", start, end), start) or end
        end = end if end > start else start + length  # one long word
    pieces: list[tuple[str, bool]] = [("… ", False)] if start else []
    at = start
    for left, right in found:
        if left >= end:
            break
        if left >= at:
            pieces += [(text[at:left], False), (text[left : min(right, end)], True)]
            at = min(right, end)
    pieces.append((text[at:end] + (" …" if end < len(text) else ""), False))
    return [piece for piece in pieces if piece[0]]


class Article(msgspec.Struct):
    """An article to read: its record, its raw text or None, and its link, None where it is no web page."""

    key: int
    record: Record
    text: str | None
    url: str | None


def article(connection: Connection, key: int) -> Article | None:
    """An article by its key in the store, None where there is none."""
    row = connection.execute(select(articles.c.record, articles.c.text).where(articles.c.key == key)).one_or_none()
    if row is None:
        return None
    record = RECORD.decode(row.record)
    return Article(key, record, row.text, record.url if re.match(r"https?://", record.url or "") else None)
