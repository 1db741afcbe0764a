"""A stream of articles cut into parts, the same parts each time it is read; exact duplicates are dropped on the way, near ones marked."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import sqlite3
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import BinaryIO

import msgspec

from bantin.batch.ledger import os_error
from bantin.batch.near import NearDuplicates, Sketches
from bantin.sources.article import Article, Failure

CHARACTERS = 8_000_000  # of one part, so that articles of book length don't fill the memory
Item = Article | Failure
_values_of_article = attrgetter(*(name for name in Article.__struct_fields__ if name != "source"))
_values_of_failure = attrgetter(*Failure.__struct_fields__)


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Some articles of a stream, one after the other.

    Attributes:
        number: 0, 1, … in the stream.
        items: articles, and failures of their source.
        first: number of its first article among all articles kept.
        read: items of the stream up to the end of this part, the dropped ones too.
    """

    number: int
    items: list[Item]
    first: int
    read: int

    def sha256(self) -> str:
        """Of all that its records and failures depend on; where an article was read from is no part of it."""
        digest = hashlib.sha256()
        for item in self.items:
            values = _values_of_article(item) if isinstance(item, Article) else _values_of_failure(item)
            digest.update(_bytes(values))
        return digest.hexdigest()

    def texts(self) -> list[str]:
        """Those of its articles."""
        return [item.text for item in self.items if isinstance(item, Article)]


def _bytes(values: Iterable[str | None]) -> bytes:
    """Strings as bytes that others don't give; half a surrogate pair is no obstacle."""
    return "".join(["-;" if v is None else f"{len(v)};{v}" for v in values]).encode("utf-8", "surrogatepass")


def cut(items: Iterable[Item], size: int, duplicates: Duplicates) -> Iterator[Part]:
    """The parts of a stream, its duplicates dropped.

    Args:
        items: the stream; what is read ahead of the part returned is one item at most.
        size: items of a part, at least 1; fewer where their texts are very long.
        duplicates: what was seen; fresh for each stream.
    """
    part: list[Item] = []
    number = first = read = characters = 0
    for item in items:
        length = len(item.text) if isinstance(item, Article) else 0
        if part and (len(part) == size or characters + length > CHARACTERS):
            yield Part(number=number, items=part, first=first, read=read)
            part, number, first, characters = [], number + 1, duplicates.kept, 0
        read += 1
        if isinstance(item, Failure) or not duplicates.drop(item):
            part.append(item)
            characters += length
    if part:
        yield Part(number=number, items=part, first=first, read=read)


class Duplicates:
    """Which articles came before: on disk, so that memory does not grow with their number.

    Articles with the same text and date of publication are one: only the first is kept. Those that share only their id are both
    kept, since they say different things, and are written down; so are those whose text is much like that of an earlier one, by
    the sketches that are given with `add`.

    Attributes:
        kept: articles that were not dropped.
        exact, ids, near: rows written of each kind.

    Args:
        file: takes a row of CSV for each, `kind,id,source,of,of_source,similarity` after a header; kind is `exact` (dropped), `id` or
            `near` (both kept).
    """

    def __init__(self, file: BinaryIO) -> None:
        self.kept = self.exact = self.ids = self.near = 0
        self._seen = sqlite3.connect(
            "", isolation_level=None
        )  # a database of its own, in a file that ends with this process
        self._seen.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA cache_size = -8192; BEGIN;"
            "CREATE TABLE articles (number INTEGER PRIMARY KEY, hash BLOB UNIQUE, id TEXT, source TEXT);"
            "CREATE TABLE ids (hash BLOB PRIMARY KEY, number INTEGER) WITHOUT ROWID;"
        )
        self._alike = NearDuplicates(self._seen)
        self._text = io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="", write_through=True)
        self._rows = csv.writer(self._text, lineterminator="\n")
        self._rows.writerow(["kind", "id", "source", "of", "of_source", "similarity"])

    def drop(self, article: Article) -> bool:
        """Whether an article repeats an earlier one.

        Raises:
            OSError: no room to remember it.
        """
        with _told():
            return self._drop(article)

    def _drop(self, article: Article) -> bool:
        text, id = _key(article.text, article.published), _key(article.id)
        row = self.kept, text, _storable(article.id), _storable(article.source)
        if not self._seen.execute("INSERT OR IGNORE INTO articles VALUES (?, ?, ?, ?)", row).rowcount:
            self.exact += 1
            self._rows.writerow(["exact", article.id, article.source, *self._named("hash = ?", text), ""])
            return True
        if not self._seen.execute("INSERT OR IGNORE INTO ids VALUES (?, ?)", (id, self.kept)).rowcount:
            self.ids += 1
            first = self._named("number = (SELECT number FROM ids WHERE hash = ?)", id)
            self._rows.writerow(["id", article.id, article.source, *first, ""])
        self.kept += 1
        return False

    def _named(self, which: str, value: int | bytes) -> tuple[str, str]:
        """An article's id and source."""
        found: tuple[str, str] = self._seen.execute(
            f"SELECT id, source FROM articles WHERE {which}", (value,)
        ).fetchone()
        return found

    def add(self, first: int, sketches: Iterable[Sketches]) -> None:
        """Take in what near-duplicates among the articles kept are found by.

        Args:
            first: number of the first of these articles.
            sketches: of their texts.

        Raises:
            OSError: no room to remember them.
        """
        with _told():
            self._alike.add(first, sketches)

    def mark(self) -> None:
        """Write down the near-duplicates of all articles whose sketches were given; once, after the last.

        Raises:
            OSError: no room to find them.
        """
        with _told():
            for alike in self._alike.find():
                self.near += 1
                names = *self._named("number = ?", alike.number), *self._named("number = ?", alike.of)
                self._rows.writerow(["near", *names, f"{alike.similarity:.3f}"])

    def close(self) -> None:
        """Write the last rows and forget what was seen; the file stays open."""
        self._text.flush()
        self._text.detach()
        self._seen.close()


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """SQLite's errors as the system's."""
    try:
        yield
    except sqlite3.Error as error:
        raise os_error(error, "the list of what was read (in the folder for temporary files)") from None


def _key(*values: str | None) -> bytes:
    return hashlib.sha256(_bytes(values)).digest()[:16]


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
