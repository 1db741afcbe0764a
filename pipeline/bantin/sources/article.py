"""What every source is turned into: an article, or the account of why there is none."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from bantin.errors import UserError

PUBLISHED = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)([Zz]|[+-][0-9]{2}:[0-9]{2})?)?"
)
STAGE = "source"
YEARS = range(1900, 2101)
HANOI = "+07:00"
SKEW = dt.timedelta(days=1)  # by which clocks and zones may differ


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One article as it enters the pipeline.

    Attributes:
        id: unique in its source, never empty.
        text: the raw text, kept as it came; every offset of the record points into it.
        title, url, publisher, feed, byline: what the source says of the article, None where it says nothing.
        published: RFC 3339 date or date-time as `check_published` writes it, or None.
        source: where it was read: the path, with the line or item where there are several; no part of the record.
    """

    id: str
    text: str
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    feed: str | None = None
    published: str | None = None
    byline: str | None = None
    source: str = ""


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """Why an article, or a whole source, gives no record: a row of the errors file.

    Attributes:
        id: the article's id, None where it is unknown or a whole source failed.
        source: the path, or `-` for standard input; an article's own `source` where one was read and a later stage gave up.
        stage: the stage that gave up, `source` for all of this folder.
        error: a short word that programs can count by, such as `empty`, `json`, `published`, `too_large`.
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
    """A date of publication, checked, in one form of RFC 3339: a date, or a date-time to the second with its offset.

    A date-time without an offset is Hanoi's time and gets `+07:00`; any other stays at its own. Fractions are cut.

    Args:
        value: `YYYY-MM-DD`, or that with `Thh:mm[:ss[.f]]` and, if known, `Z` or an offset `+hh:mm`.

    Raises:
        UserError: it has another form, names a day or an hour that does not exist, or a year outside 1900-2100.
    """
    value = value.strip() if isinstance(value, str) else value
    match = PUBLISHED.fullmatch(value) if isinstance(value, str) else None
    if match:
        day, time, offset = match.groups()
        seconds = (time or "00:00").partition(".")[0] + (":00" if len(time or "00:00") == 5 else "")
        moment = f"{day}T{seconds}{(offset or HANOI).upper()}"
        try:
            if dt.datetime.fromisoformat(moment).year in YEARS:
                return moment if time else day
        except ValueError:
            pass
    shown = repr(value) if len(repr(value)) <= 60 else repr(value)[:57] + "..."
    raise SourceError(
        "published",
        f"published {shown} is no date of the years 1900 to 2100 that can be read. Write it like 2022-05-23 or 2022-05-23T20:02:00+07:00.",
    )


def day_of(date: str | None) -> dt.date | None:
    """The day that an ISO 8601 date or date-time begins with, as its own offset counts it.

    Args:
        date: such as `2022-05-23` or `2022-05-23T20:02:00+07:00`; of less than a day (`2022-05`, `--05-23`), or None, it is None.
    """
    try:
        return dt.date.fromisoformat((date or "")[:10])
    except ValueError:
        return None


def believed(published: str | None, seen: dt.datetime) -> str | None:
    """A date of publication as `check_published` gives it, None where it lies after the moment at which it was read on its page.

    Args:
        published: the date; what it says is allowed to be a day ahead, for clocks and zones differ.
        seen: the moment, with its zone.
    """
    if not published:
        return None
    moment = dt.datetime.fromisoformat(published)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return published if moment <= seen + SKEW else None


def article_id(url: str | None, text: str) -> str:
    """An id for an article that brings none.

    Args:
        url: the article's address; it is the id, without its fragment, where there is one.
        text: the raw text; else the first 16 hexadecimal digits of its SHA-256 are the id.
    """
    address = (url or "").partition("#")[0].strip()
    return address or hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def as_article(item: Any) -> Article | Failure:
    """An item of a stream as an article; one that is none becomes a failure, so that the stream goes on.

    Args:
        item: an article or a failure, a bare text, or a mapping with an article's fields; its other keys are passed over.
    """
    if isinstance(item, Failure):
        return item
    identity = None
    try:
        if isinstance(item, str):
            row: dict[str, Any] = {"text": item}
        elif isinstance(item, Article):
            row = msgspec.structs.asdict(item)
        elif isinstance(item, Mapping):
            fields = [name for name in Article.__struct_fields__ if name != "source"]
            row = {name: item[name] for name in fields if item.get(name) is not None}
        else:
            raise UserError(f"an article is a text or a mapping with `text`, not {type(item).__name__}")
        if isinstance(row.get("id"), int) and not isinstance(row["id"], bool):
            row["id"] = str(row["id"])
        article = msgspec.convert({"id": "", **row}, Article)
        for name, value in msgspec.structs.asdict(article).items():
            (value or "").encode()  # half a surrogate pair could not be written
            identity = (value or None) if name == "id" else identity
        return msgspec.structs.replace(
            article,
            id=article.id or article_id(article.url, article.text),
            published=check_published(article.published) if article.published else None,
        )
    except (UserError, msgspec.ValidationError, TypeError, ValueError) as error:  # ValueError: what UTF-8 can't hold
        return Failure(id=identity, source="stream", stage=STAGE, error="bad_article", message=str(error))


def feed_text(title: str, summary: str, link: str | None, date: str | None) -> tuple[str, str | None]:
    """(text, id) of a feed row: title and summary on a line each; the id of its date and the end of its link, where it has both."""
    slug = link.rstrip("/").rsplit("/", 1)[-1][:60] if link else None
    return f"{title}\n{summary}", f"feed/{date}/{slug}" if slug and date else None
