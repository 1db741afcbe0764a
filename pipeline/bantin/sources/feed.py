"""RSS and Atom files to articles by feedparser, an article an item."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from bantin.errors import UserError
from bantin.sources.article import Article, Failure, SourceError, article_id, check_published, failure
from bantin.sources.decode import declared_encoding, decode
from bantin.sources.html import plain_text

ZONE = re.compile(r"\s(?:GMT|UTC)?\s*([+-])(\d{1,2})(?::?(\d\d))?$")  # `GMT+7`, as several Vietnamese feeds write it
HARMLESS = ("CharacterEncodingOverride", "NonXMLContentType")  # the encoding is ours by then


def _dates(entry: Any) -> Iterator[str]:
    """The item's dates as they are given and in ISO 8601, the best first, with the offset they were given in (the day depends on it)."""
    for key in ("published", "updated", "created"):
        given = " ".join(str(dict.get(entry, key) or "").split())  # the plain `get`: feedparser's own mixes the keys up
        if not given:
            continue
        yield given
        try:
            match = ZONE.search(given)
            zoned = f"{given[: match.start()]} {match[1]}{match[2]:>02}{match[3] or '00'}" if match else given
            yield parsedate_to_datetime(zoned).isoformat()
        except (ValueError, TypeError, OverflowError, IndexError):
            pass
        parsed = dict.get(entry, f"{key}_parsed")  # other forms feedparser knows; always in UTC
        if parsed:
            yield "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*parsed[:6])


def _published(entry: Any) -> str | None:
    """The item's date of publication, None if it has none that can be read."""
    for date in _dates(entry):
        with suppress(UserError):
            return check_published(date)
    return None


def _host(url: str | None) -> str | None:
    """The host that a link names, None where it names none that can be read."""
    try:
        return urlsplit(url or "").hostname or None
    except ValueError:  # such as `http://[`
        return None


def _text(detail: Any, fallback: Any = "") -> str:
    """Plain text of one of feedparser's text constructs."""
    value = str((detail or {}).get("value") or fallback or "")
    return value.strip() if (detail or {}).get("type") == "text/plain" else plain_text(value)


def _article(entry: Any, feed: str | None, publisher: str | None, where: str) -> Article:
    """One item as an article.

    Raises:
        UserError: the item has neither title nor text.
    """
    title = " ".join(_text(entry.get("title_detail"), entry.get("title")).split())
    bodies = [_text(detail) for detail in entry.get("content") or ()] + [
        _text(entry.get("summary_detail"), entry.get("summary"))
    ]
    body = next((body for body in bodies if body), "")
    text = "\n".join(part for part in (title, body) if part)
    url = entry.get("link") or None
    id = entry.get("id") or article_id(url, text)
    if not text:
        raise SourceError("empty", "the item has neither a title nor a text. Nothing is to be read in it.", id)
    origin = (entry.get("source") or {}).get("title")
    return Article(
        id=id,
        text=text,
        title=title or None,
        url=url,
        feed=feed,
        published=_published(entry),
        byline=entry.get("author") or None,
        publisher=entry.get("publisher") or origin or publisher or _host(url),
        source=where,
    )


def safe_text(data: bytes) -> tuple[str, str | None]:
    """(the text of an XML file, a warning about its encoding).

    Args:
        data: the whole file.

    Raises:
        UserError: it is no text, or declares entities, by which a small file can fill the memory or have other files read.
    """
    decoded = decode(data, declared_encoding(data))
    # Entities are declared before the first element; read in the decoded text, no exotic encoding hides them.
    prolog = re.split(r"<[A-Za-z]", decoded.text, maxsplit=1)[0]
    if re.search(r"<!\s*ENTITY", prolog, re.IGNORECASE):
        raise SourceError(
            "entities", "the feed declares XML entities, which is not safe to read. Remove its <!DOCTYPE …>."
        )
    return re.sub(r"""(<\?xml[^>]*?)\s+encoding\s*=\s*["'][^"']*["']""", r"\1", decoded.text, count=1), decoded.warning


def _parse(data: bytes) -> tuple[Any, str | None]:
    """(what feedparser makes of the file, a warning about its encoding).

    Raises:
        UserError: as `safe_text`, or feedparser gave up.
    """
    text, warning = safe_text(data)
    import feedparser

    # Bytes in a stream: a plain string could be opened as a path or fetched as a URL. The encoding is settled already.
    stream = io.BytesIO(text.encode("utf-8", "replace"))
    try:
        # neither cleaned nor completed by feedparser, which is slow on broken markup: the text is taken out of it anyway
        headers = {"content-type": "application/xml; charset=utf-8"}
        return feedparser.parse(
            stream, response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        ), warning
    except Exception as error:  # a broken file costs itself only
        raise SourceError(
            "feed", f"the feed could not be parsed ({type(error).__name__}: {error}). Fetch it again."
        ) from error


def read_feed(data: bytes, source: str, warn: Callable[[str], None]) -> Iterator[Article | Failure]:
    """The items of an RSS or Atom file.

    Args:
        data: the whole file.
        source: its path, for failures and warnings.
        warn: called with one line where the encoding was guessed or the file is not well-formed.

    Raises:
        UserError: the file is no text, is not safe to read or holds no item.
    """
    parsed, warning = _parse(data)
    if warning:
        warn(f"{source}: {warning}")
    problem = parsed.get("bozo_exception")
    broken = bool(parsed.get("bozo")) and type(problem).__name__ not in HARMLESS
    if not parsed.entries:
        why = f" ({problem})" if broken and problem else ""
        raise SourceError(
            "no_items",
            f"no item of an RSS or Atom feed was found{why}. Check that the file is a feed; name a page .html.",
        )
    if broken:
        warn(
            f"{source}: the feed is not well-formed ({problem}); {len(parsed.entries)} items were read, later ones may be missing"
        )
    head = parsed.feed
    feed = plain_text(str(head.get("title") or "")) or None
    publisher = head.get("publisher") or _host(head.get("link"))
    for number, entry in enumerate(parsed.entries, 1):
        where = f"{source}, item {number}"
        try:
            yield _article(entry, feed, publisher, where)
        except UserError as error:
            yield failure(error, source, where)
