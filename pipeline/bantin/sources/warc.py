"""WARC files (ISO 28500) to articles: the HTML pages among the responses that a crawler kept, by the route of all pages.

One record is in memory at a time. FastWARC reads on from where it stands, so after a damaged place this module looks for the next
record: the next member of a gzip file that unpacks to a record, or the next line that begins one.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import mmap
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

import msgspec
from fastwarc import ArchiveIterator, WarcRecord

from bantin.errors import UserError
from bantin.sources.article import Article, Failure, SourceError, article_id, believed, failure
from bantin.sources.html import read_html

PAGE = 20_000_000  # bytes of a page, in its record and unpacked
DAMAGES = 100  # places of one file after which it is given up
HTML = ("text/html", "application/xhtml+xml")
GZIP = re.compile(rb"\x1f\x8b\x08")
RECORD = re.compile(rb"(?<=\n)WARC/[01]\.\d")
SHOWN = 8  # reasons for leaving out records that are told by name


class _Response(NamedTuple):
    """A response as it stands in its record.

    Attributes:
        at: byte of the file at which the record begins; where a gzip file is one whole, at which its unpacking stood.
        url, date: what was fetched, and when (`WARC-Date`), None where the record does not say.
        block: the HTTP message; None where it is an HTML page larger than `PAGE`.
    """

    at: int
    url: str
    date: str | None
    block: bytes | None


class _Damage(NamedTuple):
    """Where a record can't be read, why, and where reading goes on, None for nowhere."""

    place: str
    why: str
    next: int | None


class _Damaged(Exception):
    """A record is not whole."""


def read_warc(raw: BinaryIO, source: str, warn: Callable[[str], None]) -> Iterator[Article | Failure]:
    """The articles of a WARC file's responses that are HTML pages of status 200, whatever they are packed with.

    An article's address is the record's target; it is published when its page says so, but not later than it was fetched. Its `source`
    names the byte at which the record begins, and when it was fetched. All other records are counted.

    Args:
        raw: a file of the file system, packed with gzip or not.
        source: its path, for failures and warnings.
        warn: called with one line for guessed encodings, and at the end with what was left out.

    Raises:
        UserError: it holds no record, or is damaged in many places.
    """
    left_out: Counter[str] = Counter()
    found = damages = 0
    for item in _responses(raw, left_out):
        if isinstance(item, _Damage):
            if item.next is None and not found and not left_out:
                raise SourceError("warc", f"no record of a WARC file can be read in it ({item.why}). Fetch it again.")
            damages += 1
            if damages > DAMAGES:
                raise SourceError("warc", f"is damaged in more than {DAMAGES} places. Fetch it again.")
            rest = "Nothing after it could be read" if item.next is None else f"Reading went on at byte {item.next:,}"
            damaged = SourceError("damaged", f"the record is damaged ({item.why}). {rest}. Fetch the file again.")
            yield failure(damaged, source, f"{source}, {item.place}")
            continue
        found += 1
        where = f"{source}, record at byte {item.at}"
        try:
            page = _page(item, left_out)
            if page is not None:
                article, warning = read_html(page, item.url)
                if warning:
                    warn(f"{where}: {warning}")
                yield _told(article, item, where)
        except UserError as error:
            yield failure(error, source, where)
    if not found and not left_out:
        raise SourceError("empty", "no record of a WARC file is in it. Check what wrote it.")
    if left_out:
        named = [f"{number:,} {reason}" for reason, number in left_out.most_common(SHOWN)]
        more = left_out.total() - sum(number for _, number in left_out.most_common(SHOWN))
        others = [f"{more:,} others"] if more else []
        warn(
            f"{source}: {left_out.total():,} records that are no HTML page of status 200 were left out ({', '.join(named + others)})"
        )


def _told(article: Article, response: _Response, where: str) -> Article:
    """A page's article with what its record says of it. Which address it has, the record decides: a page could claim any."""
    published = article.published
    if response.date:
        with contextlib.suppress(ValueError):
            fetched = dt.datetime.fromisoformat(response.date)
            published = believed(published, fetched if fetched.tzinfo else fetched.replace(tzinfo=dt.UTC))
    return msgspec.structs.replace(
        article,
        id=article_id(response.url, article.text),
        url=response.url,
        published=published,
        source=f"{where}, fetched {response.date or 'at an unknown time'}",
    )


def _page(response: _Response, left_out: Counter[str]) -> bytes | None:
    """The page of a response, unpacked; None, and counted, where it is none.

    Raises:
        UserError: it is too large, or can't be unpacked.
    """
    if response.block is None:
        raise SourceError("too_large", f"the page has more than {PAGE:,} bytes. Save its text as .txt.")
    try:
        reason, body = _message(response.block, "all")
    except OSError:
        try:  # some crawlers keep the body unpacked, and the headers as they came
            reason, body = _message(response.block, "none")
        except OSError:
            raise SourceError("http", "the record holds no HTTP message. Fetch the page again.") from None
        if not reason and not body.lstrip().startswith(b"<"):
            raise SourceError("http", "the page is not packed as its header says. Fetch the page again.") from None
    if reason:
        left_out[reason] += 1
        return None
    if len(body) > PAGE:
        raise SourceError("too_large", f"the page has more than {PAGE:,} bytes unpacked. Save its text as .txt.")
    return body


def _message(block: bytes, unpack: str) -> tuple[str | None, bytes]:
    """(why a HTTP message is no page, its body up to one byte more than `PAGE`).

    Raises:
        OSError: it can't be read or unpacked.
    """
    record = WarcRecord()
    record.set_bytes_content(block)
    record.is_http = True
    record.parse_http(auto_decode=unpack)  # type: ignore[arg-type]
    status = record.http_headers.status_code
    if status is None:
        raise OSError("no status")
    reason = f"status {status}" if status != 200 else _other_type(record)
    return reason, b"" if reason else record.reader.read(PAGE + 1)


def _other_type(record: WarcRecord) -> str | None:
    """The content type of a HTTP message, None where it is HTML."""
    kind = (record.http_content_type or "no content type").strip().lower()
    return None if kind in HTML else kind[:40]


def _responses(raw: BinaryIO, left_out: Counter[str]) -> Iterator[_Response | _Damage]:
    """The HTTP responses of a file, and what of it is damaged; other records are counted.

    A response is given once the record after it was found where its length says: a wrong length may have swallowed others.
    """
    start: int | None = 0
    damage: _Damage | None = None  # told of once it is known where reading goes on
    while start is not None:
        raw.seek(start)
        at, held, whole, why = start, None, False, ""
        try:
            for record in ArchiveIterator(raw, parse_http=False):
                if held:
                    yield held
                at, held, whole = record.stream_pos, None, False
                held = _response(record, at, left_out)
                whole = True
                if damage:
                    yield damage._replace(next=at)
                    damage = None
        except (OSError, _Damaged) as error:
            why = " ".join(str(error).split())[:80]
        if why and held and (not held.block or RECORD.search(held.block) or b"\n\r\n" not in held.block):
            held, whole = None, False  # its length is wrong
        if held:
            yield held
        if why:
            damage = _Damage(f"after the record at byte {at}" if whole else f"record at byte {at}", why, None)
        start = _next(raw, at + 1) if why else None
    if damage:
        yield damage


def _response(record: WarcRecord, at: int, left_out: Counter[str]) -> _Response | None:
    """A record's response, None for one of another kind; whichever it is, it is read to its end.

    Raises:
        _Damaged: it is not whole.
        OSError: it can't be unpacked.
    """
    if not (record.headers.get("Content-Length") or "").strip().isdigit():
        raise _Damaged("its header breaks off or tells no length")
    kind = record.headers.get("WARC-Type") or "of no type"
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> ")  # some writers put it in brackets
    length, block = record.content_length, None
    taken = kind == "response" and bool(url) and record.is_http
    if taken and length <= PAGE:
        block = record.reader.read(length)
    elif taken:
        record.parse_http()
        length = record.content_length  # of the body
        taken = record.http_headers.status_code == 200 and _other_type(record) is None
        kind = f"{kind} of more than {PAGE:,} bytes"
    if (len(block) if block is not None else record.consume()) < length:
        raise _Damaged("it breaks off")
    if not taken:
        left_out[kind] += 1
        return None
    return _Response(at, url, record.headers.get("WARC-Date"), block)


def _next(raw: BinaryIO, after: int) -> int | None:
    """Where the next record begins at or after a byte of a file, None where none does."""
    with mmap.mmap(raw.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if not GZIP.match(data):
            match = RECORD.search(data, after)
            return match.start() if match else None
        for match in GZIP.finditer(data, after):
            head = data[match.start() : match.start() + 4096]
            with contextlib.suppress(zlib.error):
                if zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(head, 5) == b"WARC/":
                    return match.start()
    return None
