"""What a feed or a sitemap lists: pages, with what it says of them, and further sitemaps."""

from __future__ import annotations

import hashlib
import re
from typing import Any
from urllib.parse import urldefrag, urljoin

import msgspec

from bantin.errors import UserError
from bantin.polling.addresses import bad_url
from bantin.polling.feeds import Feed
from bantin.sources.article import Article, SourceError, check_published
from bantin.sources.feed import read_feed, safe_text

ROOT = re.compile(r"<(?:[A-Za-z][\w.-]*:)?([A-Za-z][\w.-]*)")

TAGS = 200_000  # of a feed: feedparser needs a second for ten thousand, and a feed has hundreds


class Item(msgspec.Struct, omit_defaults=True):
    """A page, or a text that the feed itself holds.

    Attributes:
        url: of the page, without its fragment; for a text, the article's id.
        stamp: changes when what the feed says of the page does; empty where it says nothing that could.
        article: what the feed says of it: title, date, author and so on.
        fetched: whether the text is the page's; if not, it is `article.text`.
    """

    url: str
    stamp: str
    article: Article
    fetched: bool = True


class Listing(msgspec.Struct):
    """What was read in a feed or a sitemap: items, other sitemaps with their stamps, and what was wrong in a few words each."""

    items: list[Item] = []
    lists: dict[str, str] = {}
    warnings: list[str] = []


def listing(data: bytes, url: str, feed: Feed) -> Listing:
    """Read a feed or a sitemap; what can't be read of it is left out.

    Args:
        data: what was fetched.
        url: where from; relative links are completed by it.
        feed: what it was fetched for.

    Raises:
        UserError: it is neither a feed nor a sitemap, or not safe to read.
    """
    text, _ = safe_text(data)
    root = ROOT.search(text)
    if root and root[1] in ("urlset", "sitemapindex"):
        return _sitemap(text, url)
    if text.count("<") > TAGS:
        raise SourceError("feed", f"the feed has more than {TAGS:,} tags. It is no feed to read.")
    found = Listing()
    for item in read_feed(data, url, found.warnings.append):
        if not isinstance(item, Article):
            found.warnings.append(item.message)
            continue
        try:
            _add(found, item, url, feed)
        except ValueError as error:  # half a surrogate pair, which nothing can hold
            found.warnings.append(f"{url}: an item can't be kept ({error})")
    return found


def _digest(article: Article) -> str:
    return hashlib.sha256(msgspec.json.encode(msgspec.structs.replace(article, source=""))).hexdigest()[:16]


def _link(found: Listing, link: str, url: str) -> str | None:
    """A link as it can be fetched, None where it can't."""
    try:
        whole = urldefrag(urljoin(url, link.strip())).url
    except ValueError:
        whole = link
    if wrong := bad_url(whole):
        found.warnings.append(f"{url}: {link[:200]!r} {wrong}")
        return None
    return whole


def _add(found: Listing, article: Article, url: str, feed: Feed) -> None:
    """An item of a feed. The page's address says which article it is: several feeds give all of their items one guid."""
    stamp = _digest(article)
    link = _link(found, article.url, url) if article.url else None
    if link and feed.pages:
        known = msgspec.structs.replace(article, id=link, url=link, text="", source=link)
        found.items.append(Item(link, stamp, known))
    elif link or not article.url:
        id = link or f"{url}#{stamp}"
        known = msgspec.structs.replace(article, id=id, url=link, source=url)
        found.items.append(Item(id, stamp, known, fetched=False))


def _sitemap(text: str, url: str) -> Listing:
    """The pages of a sitemap, with what its news extension says of them, or the sitemaps of an index; the latest first."""
    from lxml import etree

    parser: Any = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if root is None:
        raise SourceError("feed", "the sitemap can't be read at all. Fetch it again.")
    found = Listing()
    for entry in root:
        told = dict(_fields(entry))
        link = _link(found, told["loc"], url) if "loc" in told else None
        if link is None:
            continue
        if etree.QName(root).localname == "sitemapindex":
            found.lists[link] = told.get("lastmod", "")
            continue
        known = Article(id=link, url=link, text="", title=told.get("title"), published=told.get("publication_date"))
        known = msgspec.structs.replace(known, publisher=told.get("name"), source=link)
        stamp = told.get("lastmod") or told.get("publication_date") or ""
        found.items.append(Item(link, stamp, msgspec.structs.replace(known, published=_date(known.published))))
    found.items.sort(key=lambda item: item.stamp, reverse=True)
    found.lists = dict(sorted(found.lists.items(), key=lambda pair: pair[1], reverse=True))
    return found


def _fields(entry: Any) -> Any:
    """(name, text) of an entry's own fields and those of the news extension; the pictures' have other addresses."""
    for child in entry:
        if not isinstance(child.tag, str):
            continue
        name = child.tag.rpartition("}")[2]
        if name in ("news", "publication"):
            yield from _fields(child)
        elif child.text and child.text.strip():
            yield name, " ".join(child.text.split())


def _date(written: str | None) -> str | None:
    try:
        return check_published(written) if written else None
    except UserError:
        return None
