"""Which feeds to poll and how, from a TOML or OPML file."""

from __future__ import annotations

import re
import tomllib
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from bantin.errors import UserError
from bantin.polling.addresses import bad_url
from bantin.resources import table

FORM = 'Write it like:  [[feed]]  and below it  url = "https://…"'
Positive = Annotated[float, Meta(gt=0)]
Count = Annotated[int, Meta(ge=1)]


class Feed(Struct, frozen=True, forbid_unknown_fields=True):
    """A feed to poll.

    Attributes:
        url: of an RSS or Atom feed, a sitemap, or an index of sitemaps.
        publisher: of all its articles, where neither page nor feed name it rightly.
        pages: whether an item's page is fetched; if not, what the feed itself says is the article.
        trusted: whether the host of `url` may have a private or loopback address.
    """

    url: str
    publisher: str | None = None
    pages: bool = True
    trusted: bool = False


class Limits(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What `configs/polling.toml` says, see there."""

    contact: str
    pause: Annotated[float, Meta(ge=0)]
    seconds: Positive
    redirects: Annotated[int, Meta(ge=0)]
    list_bytes: Count
    page_bytes: Count
    items: Count
    lists: Count
    depth: Annotated[int, Meta(ge=0)]
    pages: Count
    attempts: Count
    first_wait: Positive
    factor: Annotated[float, Meta(ge=1)]
    longest_wait: Positive
    patience: Annotated[float, Meta(ge=0)]


class _File(Struct, forbid_unknown_fields=True):
    feed: list[Feed]
    polling: dict[str, Any] = {}


def limits(**others: Any) -> Limits:
    """The limits of `configs/polling.toml`, some put otherwise.

    Raises:
        UserError: a name or value is wrong.
    """
    try:
        return msgspec.convert(table("polling") | others, Limits)
    except msgspec.ValidationError as error:
        raise UserError(f"[polling]: {error}. configs/polling.toml lists what there is.") from None


def read_feeds(data: bytes, source: str) -> tuple[list[Feed], Limits]:
    """The feeds that a file names, each once, and the limits.

    Args:
        data: the file: OPML where it begins with `<`, else TOML.
        source: its name, for messages.

    Raises:
        UserError: it can't be read, names no feed, or one whose address is none.
    """
    try:
        found = _opml(data) if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else _toml(data)
        held = limits(**found.polling)
    except UserError as error:
        raise UserError(f"{source}: {error}") from None
    feeds = list({feed.url: feed for feed in found.feed}.values())
    if not feeds:
        raise UserError(f"{source}: names no feed. {FORM}")
    for feed in feeds:
        if wrong := bad_url(feed.url):
            raise UserError(f"{source}: feed {feed.url[:200]!r}: {wrong}")
    return feeds, held


def _toml(data: bytes) -> _File:
    try:
        return msgspec.convert(tomllib.loads(data.decode("utf-8-sig")), _File)
    except UnicodeDecodeError:
        raise UserError("is not UTF-8. Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"is no TOML: {error}. {FORM}") from None
    except msgspec.ValidationError as error:
        raise UserError(f"{error}. {FORM}") from None


def _opml(data: bytes) -> _File:
    from lxml import etree

    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UserError(f"is no OPML: {error}. Export it again.") from None
    feeds = []
    for outline in root.iter("outline"):
        told = {name.lower(): value for name, value in outline.attrib.items()}
        if "xmlurl" in told:
            trusted = re.fullmatch("true|1", told.get("trusted", ""), re.IGNORECASE)
            feeds.append(Feed(told["xmlurl"].strip(), trusted=bool(trusted)))
    return _File(feeds)
