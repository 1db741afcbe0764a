"""Full-text search that answers alike in SQLite (FTS5) and PostgreSQL (tsvector): both are given the same words.

Neither database cuts a text into words itself. The words are in the canonical form of `language.norms`, so that `hoà` finds `hòa`.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ColumnElement, Integer, cast, column, literal, select, table
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.types import Text, TypeDecorator, TypeEngine

from bantin.errors import UserError
from bantin.language.norms import folded

WORD = re.compile(r"[^\W_]+")
MOST = 5000  # words of an article: a tsvector keeps 255 places of a word, which more could exceed
LONGEST = 40  # characters of a word

# `ascii` ends words at ASCII punctuation and white space only: at the spaces between the words it is given.
FTS5 = (
    "CREATE VIRTUAL TABLE article_words USING fts5(words, content='articles', content_rowid='key', tokenize='ascii')",
    "CREATE TRIGGER article_added AFTER INSERT ON articles BEGIN "
    "INSERT INTO article_words(rowid, words) VALUES (new.key, new.words); END",
    "CREATE TRIGGER article_removed AFTER DELETE ON articles BEGIN "
    "INSERT INTO article_words(article_words, rowid, words) VALUES ('delete', old.key, old.words); END",
    "CREATE TRIGGER article_changed AFTER UPDATE OF words ON articles BEGIN "
    "INSERT INTO article_words(article_words, rowid, words) VALUES ('delete', old.key, old.words); "
    "INSERT INTO article_words(rowid, words) VALUES (new.key, new.words); END",
)
GIN = "CREATE INDEX article_words ON articles USING gin (words)"


def _words(written: str) -> list[str]:
    return [word[:LONGEST] for word in WORD.findall(folded(written))]


def words(*texts: str | None) -> str:
    """The words that search looks in, a space between them.

    Args:
        texts: such as title and text; the first 5,000 words count.
    """
    found: list[str] = []
    for written in texts:
        found += _words(written[: MOST * 2 * LONGEST] if written else "")[: MOST - len(found)]
    return " ".join(found)


class SearchWords(TypeDecorator[str]):
    """What `words` gives: in SQLite text that FTS5 indexes, in PostgreSQL a tsvector."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type in the database."""
        return dialect.type_descriptor(postgresql.TSVECTOR() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """In PostgreSQL each word with its places."""
        if dialect.name != "postgresql" or value is None:
            return value
        places: dict[str, list[str]] = {}
        for number, word in enumerate(value.split(" ") if value else (), 1):
            places.setdefault(word, []).append(str(number))
        return " ".join(f"'{word}':{','.join(at)}" for word, at in places.items())


def matches(query: str, dialect: str, key: ColumnElement[int], held: ColumnElement[str]) -> ColumnElement[bool]:
    """The condition that an article holds what is asked for.

    Args:
        query: words that must all be there, in any order; words in double quotes stand next to each other.
        dialect: `sqlite` or `postgresql`.
        key: the article's key.
        held: its `words`.

    Raises:
        UserError: the query holds no word.
    """
    phrases = [_words(quoted or bare) for quoted, bare in re.findall(r'"([^"]*)"|([^\s"]+)', query)]
    phrases = [phrase for phrase in phrases if phrase]
    if not phrases:
        raise UserError(f'{query!r}: no word to search for. Write words, or a "phrase" in double quotes.')
    if dialect == "postgresql":
        wanted = " & ".join("(" + " <-> ".join(f"'{word}'" for word in phrase) + ")" for phrase in phrases)
        return held.op("@@", is_comparison=True)(cast(literal(wanted), postgresql.TSQUERY))
    wanted = " AND ".join('"' + " ".join(phrase) + '"' for phrase in phrases)
    index = table("article_words", column("rowid", Integer), column("article_words"))
    return key.in_(select(index.c.rowid).where(index.c.article_words.op("MATCH", is_comparison=True)(wanted)))
