"""What every source is turned into: an article, or the account of why there is none."""

from __future__ import annotations

import datetime as dt
import hashlib
import re

import msgspec

from bantin.errors import UserError

PUBLISHED = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)([Zz]|[+-][0-9]{2}:[0-9]{2})?)?"
)
STAGE = "source"


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One article as it enters the pipeline.

    Attributes:
        id: unique in its source, never empty.
        text: the raw text, kept as it came; every offset of the record points into it.
        title, url, publisher, feed, byline: what the source says of the article, None where it says nothing.
        published: RFC 3339 date or date-time, as given, or None.
    """

    id: str
    text: str
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    feed: str | None = None
    published: str | None = None
    byline: str | None = None


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """Why an article, or a whole source, gives no record: a row of the errors file.

    Attributes:
        id: the article's id, None where it is unknown or a whole source failed.
        source: the path, or `-` for standard input.
        stage: the stage that gave up, `source` for all of this folder.
        error: a short word that programs can count by, such as `empty`, `json`, `published`, `truncated`.
        message: one line for a person: where, what is wrong and what to do.
    """

    id: str | None
    source: str
    stage: str
    error: str
    message: str


class SourceError(UserError):
    """A `UserError` that carries the short word of a `Failure`.

    Args:
        error: the word, such as `binary`.
        message: the line for the person at the terminal.
        id: the article it concerns, where known.
    """

    def __init__(self, error: str, message: str, id: str | None = None) -> None:
        super().__init__(message)
        self.error = error
        self.id = id


def failure(error: UserError, source: str, where: str | None = None) -> Failure:
    """`error` as a row of the errors file.

    Args:
        error: what was raised; its word is `source` where it carries none.
        source: the path, or `-`.
        where: the place the message starts with, by default `source`.
    """
    kind = error.error if isinstance(error, SourceError) else STAGE
    id = error.id if isinstance(error, SourceError) else None
    message = " ".join(f"{where or source}: {error}".split())
    return Failure(id=id, source=source, stage=STAGE, error=kind, message=message)


def check_published(value: str) -> str:
    """A date of publication, checked and returned as it was given (white space round it removed).

    Args:
        value: `YYYY-MM-DD`, or that with `Thh:mm[:ss[.f]]` and, if known, `Z` or an offset `+hh:mm`.

    Raises:
        UserError: it has another form, or names a day or an hour that does not exist.
    """
    value = value.strip() if isinstance(value, str) else value
    match = PUBLISHED.fullmatch(value) if isinstance(value, str) else None
    if match:
        day, time, offset = match.groups()
        try:
            # Fractions are cut: they tell nothing here, and Python 3.11 accepts only some lengths of them.
            dt.datetime.fromisoformat(f"{day}T{(time or '00:00').partition('.')[0]}{(offset or '').upper()}")
            return match.string
        except ValueError:
            pass
    shown = repr(value) if len(repr(value)) <= 60 else repr(value)[:57] + "..."
    raise SourceError(
        "published",
        f"published {shown} is no date that can be read. Write it like 2022-05-23 or 2022-05-23T20:02:00+07:00.",
    )


def article_id(url: str | None, text: str) -> str:
    """An id for an article that brings none.

    Args:
        url: the article's address; it is the id, without its fragment, where there is one.
        text: the raw text; else the first 16 hexadecimal digits of its SHA-256 are the id.
    """
    address = (url or "").partition("#")[0].strip()
    return address or hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
