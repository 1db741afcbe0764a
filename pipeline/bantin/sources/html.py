"""HTML pages to articles by trafilatura, and fragments of HTML to plain text."""

from __future__ import annotations

import logging
import re

from bantin.errors import UserError
from bantin.sources.article import Article, SourceError, article_id, check_published
from bantin.sources.decode import declared_encoding, decode

BLOCKS = frozenset(
    (
        "p",
        "div",
        "br",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "tr",
        "table",
        "blockquote",
        "section",
        "article",
        "figure",
        "figcaption",
        "pre",
        "hr",
    )
)
HIDDEN = frozenset(("script", "style", "template", "iframe", "noscript"))
# The moment of publication as pages write it for machines: Open Graph, schema.org in attributes and in JSON-LD, <time>.
MOMENT = re.compile(
    r"""(?:article:published_time|datePublished|<time\b)[^<>]{0,80}?["']\s*"""
    r"""(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?\s*["']"""
)


def plain_text(fragment: str) -> str:
    """The visible text of an HTML fragment: a line a paragraph, no empty lines, white space made single.

    Args:
        fragment: HTML, well-formed or not, or text without any tag.
    """
    from lxml import etree  # of linear time on broken markup, where the standard library's parser needs minutes

    fragment = fragment.replace("\0", " ")
    if "<" in fragment or "&" in fragment:
        root = etree.fromstring(
            f"<html><body>{fragment}", etree.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
        )
        parts: list[str] = []
        hidden = 0
        for event, element in etree.iterwalk(root, events=("start", "end")):
            hidden += (1 if event == "start" else -1) if element.tag in HIDDEN else 0
            if element.tag in BLOCKS:
                parts.append("\n")
            piece = element.text if event == "start" else element.tail
            if piece and not hidden:
                parts.append(piece.replace("\n", " "))
        fragment = "".join(parts)
    else:
        fragment = fragment.replace("\n", " ")
    lines = (" ".join(line.split()) for line in fragment.split("\n"))
    return "\n".join(line for line in lines if line)


def _moment(html: str, date: str | None) -> str | None:
    """The page's date-time of publication where it agrees with the date that was found, else that date, else None."""
    for day_time, offset in MOMENT.findall(html):
        if date is None or day_time.startswith(date):
            zone = f"{offset[:3]}:{offset[-2:]}" if offset and offset != "Z" else offset
            date = day_time + zone
            break
    try:
        return check_published(date) if date else None
    except UserError:
        return None


def read_html(page: bytes | str, url: str | None = None, source: str = "") -> tuple[Article, str | None]:
    """The article of an HTML page, and a warning where the encoding was guessed.

    The text is the page's main text, a line a paragraph, menus and footers left out; the title stands first in it, as in a
    feed item, whether or not the page repeats it there.

    Args:
        page: the page; bytes are decoded by `decode`.
        url: its address, where the page does not name its own.
        source: its path, for failures of later stages.

    Raises:
        UserError: the bytes are no text, or the page holds no article.
    """
    warning = None
    if isinstance(page, bytes):
        decoded = decode(page, declared_encoding(page))
        page, warning = decoded.text, decoded.warning
    import trafilatura  # here, for it takes half a second that texts and JSONL need not wait

    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).addHandler(
            logging.NullHandler()
        )  # else Python prints their complaints to standard error
    page = re.sub(r"^\s*<\?xml[^>]*>", "", page.replace("\0", " "))  # lxml refuses a str that declares an encoding
    try:
        found = trafilatura.bare_extraction(
            page,
            url=url,
            with_metadata=True,
            include_comments=False,
            deduplicate=False,
            # A date from anywhere in the page may be today's or the footer's: only what the page marks as its date is taken.
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except Exception as error:  # whatever a page of the web can do to two parsers, it costs that page only
        raise SourceError(
            "html", f"the page could not be parsed ({type(error).__name__}: {error}). Save its text as .txt."
        ) from error
    # a dict, which the types allow for, comes only by a deprecated option
    if found is None or isinstance(found, dict) or not (text := (found.text or "").strip()):
        raise SourceError("no_article", "no article text was found in the page. Save its text as .txt if it has one.")
    title = " ".join((found.title or "").split()) or None
    if title and title.casefold() not in " ".join(text[: len(title) + 400].split()).casefold():
        text = f"{title}\n{text}"
    address = found.url or url
    return Article(
        id=article_id(address, text),
        text=text,
        title=title,
        url=address,
        publisher=found.sitename or found.hostname or None,
        byline=found.author or None,
        published=_moment(page, found.date),
        source=source,
    ), warning
