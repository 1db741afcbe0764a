"""Whatever a user names on the command line to articles, one at a time: files by suffix, folders, standard input."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from bantin.errors import UserError
from bantin.sources.article import Article, Failure, SourceError, check_published, failure
from bantin.sources.decode import decode
from bantin.sources.jsonl import read_json, read_jsonl
from bantin.sources.opening import ERRORS, explained, is_packed, unpacked

MAX_BYTES = 200_000_000
KINDS = {
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".xml": "feed",
    ".rss": "feed",
    ".atom": "feed",
    ".warc": "warc",
}
READABLE = f"{', '.join(KINDS)}, each also with .gz"
Warn = Callable[[str], None]
Passed = Callable[[int], None]


def shown(path: str | Path) -> str:
    """A path as text that can be written as UTF-8, whatever bytes its name holds."""
    return os.fsencode(path).decode("utf-8", "replace")


def kind_of(path: Path) -> tuple[str | None, str]:
    """(kind by suffix or None, the name without its suffixes).

    Args:
        path: a file; only its name is looked at.
    """
    inner = path.with_suffix("") if is_packed(path) else path
    kind = KINDS.get(inner.suffix.lower())
    return kind, shown(inner.stem if kind else inner.name)


def read(
    sources: Sequence[str | Path],
    *,
    stdin: BinaryIO | None = None,
    published: str | None = None,
    warn: Warn,
    passed: Passed | None = None,
) -> Iterator[Article | Failure]:
    """Articles of all sources in their order, streamed; what cannot be read is a `Failure` and the rest goes on.

    Args:
        sources: files, folders (searched recursively in sorted order; hidden files and unknown suffixes are passed over),
            or `-` for JSONL on standard input.
        stdin: the bytes that `-` reads, by default standard input.
        published: RFC 3339 date or date-time for articles whose source gives none.
        warn: called with one line for a guessed encoding or a feed that is not well-formed.
        passed: called with the number of bytes of files read since its last call, against `size`.

    Raises:
        UserError: `published` is no date. Raised at the call, before anything is read.
    """
    date = check_published(published) if published is not None else None
    return _dated(sources, stdin, date, warn, passed or (lambda number: None))


def size(sources: Sequence[str | Path]) -> int | None:
    """Bytes of all files that `read` will open, None where standard input is among the sources.

    Args:
        sources: as `read` takes them; what is not there counts nothing.
    """
    total = 0
    for source in map(str, sources):
        if source == "-":
            return None
        for path in _paths(Path(source)) if os.path.isdir(source) else [Path(source)]:
            with contextlib.suppress(OSError):
                total += path.stat().st_size
    return total


def _dated(
    sources: Sequence[str | Path], stdin: BinaryIO | None, published: str | None, warn: Warn, passed: Passed
) -> Iterator[Article | Failure]:
    """All sources' articles, those without a date with `published`."""
    for source in sources:
        for item in _source(source, stdin, warn, passed):
            if published and isinstance(item, Article) and item.published is None:
                item = msgspec.structs.replace(item, published=published)
            yield item


def _source(source: str | Path, stdin: BinaryIO | None, warn: Warn, passed: Passed) -> Iterator[Article | Failure]:
    """One source's articles."""
    if str(source) == "-":
        stream = stdin if stdin is not None else sys.stdin.buffer
        yield from _caught(read_jsonl(stream, "-", MAX_BYTES, "standard input"), "-", "standard input")
        return
    path = Path(source)
    if path.is_dir():
        yield from _folder(path, warn, passed)
    else:
        yield from _caught(_file(path, warn, passed), shown(path))


def _paths(folder: Path, onerror: Callable[[OSError], object] | None = None) -> Iterator[Path]:
    """A folder's readable files, in the order of their paths; links to folders are not followed."""
    for parent, inside, names in os.walk(folder, onerror=onerror):
        inside[:] = sorted(name for name in inside if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            if not name.startswith(".") and kind_of(path)[0] is not None:
                yield path


def _folder(folder: Path, warn: Warn, passed: Passed) -> Iterator[Article | Failure]:
    """The articles of a folder's readable files."""
    errors: list[OSError] = []
    found = False
    for path in _paths(folder, errors.append):
        found = True
        yield from _caught(_file(path, warn, passed), shown(path))
    for error in errors:
        yield failure(explained(error), shown(error.filename or folder))
    if not found and not errors:
        nothing = SourceError("no_files", f"the folder holds no file that can be read. Readable suffixes: {READABLE}.")
        yield failure(nothing, shown(folder))


def _caught(items: Iterator[Article | Failure], source: str, where: str | None = None) -> Iterator[Article | Failure]:
    """`items`, and whatever ends them early as a last `Failure`."""
    try:
        yield from items
    except UserError as error:
        yield failure(error, source, where)
    except ERRORS as error:
        yield failure(explained(error), source, where)


def _file(path: Path, warn: Warn, passed: Passed) -> Iterator[Article | Failure]:
    """One file's articles.

    Raises:
        UserError: the file cannot be read as what its suffix says.
        OSError, EOFError, zlib.error: as `opening.ERRORS` says.
    """
    kind, name = kind_of(path)
    source = shown(path)
    with open(path, "rb") as raw:  # first, so that a missing file is called missing, whatever its suffix
        if kind is None:
            raise SourceError(
                "suffix",
                f"what it holds cannot be told from its suffix. Readable: {READABLE}; for JSONL in a pipe, `-`.",
            )
        if kind == "warc":
            from bantin.sources.warc import read_warc  # here, for texts and JSONL need not wait for the parsers

            yield from _watched(read_warc(raw, source, warn), raw, passed)
            return
        stream = unpacked(raw, path)
        if kind == "jsonl":
            yield from _watched(read_jsonl(stream, source, MAX_BYTES), raw, passed)
            return
        data = stream.read(MAX_BYTES + 1)
        passed(raw.tell())
    if len(data) > MAX_BYTES:
        raise SourceError(
            "too_large", f"larger than {MAX_BYTES:,} bytes unpacked. Split it, or give its articles as JSONL."
        )
    if not data.strip():
        raise SourceError("empty", "the file is empty. Remove it, or check what wrote it.")
    if kind == "json":
        yield from read_json(data, source)
    elif kind == "feed":
        from bantin.sources.feed import read_feed

        yield from read_feed(data, source, warn)
    elif kind == "html":
        from bantin.sources.html import read_html

        article, warning = read_html(data, source=source)
        if warning:
            warn(f"{source}: {warning}")
        yield article
    else:
        yield _text(data, name, source, warn)


def _watched(items: Iterator[Article | Failure], raw: BinaryIO, passed: Passed) -> Iterator[Article | Failure]:
    """`items`, telling how far their file is read."""
    before = 0
    for item in items:
        passed(raw.tell() - before)
        before = raw.tell()
        yield item


def _text(data: bytes, name: str, source: str, warn: Warn) -> Article:
    """A plain text file as one article.

    Raises:
        UserError: the file is binary, or has no text after decoding.
    """
    decoded = decode(data)
    if decoded.warning:
        warn(f"{source}: {decoded.warning}")
    if not decoded.text.strip():
        raise SourceError("empty", "the file holds white space only. Remove it, or check what wrote it.", name)
    return Article(id=name, text=decoded.text, source=source)
