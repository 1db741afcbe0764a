"""JSON to articles: JSONL streamed line by line, and files of one object or one array."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from bantin.errors import UserError
from bantin.sources.article import Article, Failure, SourceError, article_id, check_published, failure, feed_text
from bantin.sources.decode import binary_kind

BOM = b"\xef\xbb\xbf"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
NOT_UTF8 = "not valid UTF-8. Convert the file to UTF-8."
OBJECT = 'Write one {"text": …} for each article.'
OPENS = (b"{", b"[")
HELD = 20  # lines in which a file shows what it is


class Row(msgspec.Struct):
    """The keys that are read, of any type: what is wrong with one is said in our words; all other keys are passed over."""

    id: Any = None
    text: Any = None
    title: Any = None
    url: Any = None
    publisher: Any = None
    feed: Any = None
    published: Any = None
    byline: Any = None
    # a feed row has these, and no text
    summary: Any = None
    link: Any = None
    date: Any = None
    source: Any = None
    category: Any = None


ROW = msgspec.json.Decoder(Row)


def _string(row: Row, key: str) -> str | None:
    """A key's value, None where it is absent or blank.

    Raises:
        UserError: it is no string.
    """
    value = getattr(row, key)
    if value is None or isinstance(value, str):
        return value if value and value.strip() else None
    raise SourceError("type", f"`{key}` is {_kind(value)}. Make it a string.", _id(row))


def _kind(value: Any) -> str:
    """A JSON value's type, in words."""
    names = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        list: "an array",
        dict: "an object",
        str: "a string",
    }
    return names.get(type(value), type(value).__name__)


def _id(row: Row) -> str | None:
    """The row's own id as a string, None if it has none.

    Raises:
        UserError: it is neither a string nor a whole number.
    """
    if row.id is None or isinstance(row.id, str):
        return row.id or None
    if isinstance(row.id, int) and not isinstance(row.id, bool):
        try:
            return str(row.id)
        except ValueError:  # thousands of digits, which Python refuses to print
            pass
    raise SourceError("type", f"`id` is {_kind(row.id)}. Make it a string.")


def article_of(line: bytes, where: str = "") -> Article:
    """One JSON object as an article.

    Args:
        line: the object, UTF-8. It holds `text`, or `title` and `summary` as feed rows do; other keys are optional.
        where: its place in its source, for failures of later stages.

    Raises:
        UserError: it is not JSON, no object, or a value in it is missing or wrong; the message names no file.
    """
    try:
        row = ROW.decode(line)
    except msgspec.ValidationError as error:
        raise SourceError("no_object", f"a JSON object is expected ({error}). {OBJECT}") from None
    except UnicodeDecodeError:
        raise SourceError("encoding", NOT_UTF8) from None
    except RecursionError:
        raise SourceError("json", "JSON nested too deeply. Write one flat object for each article.") from None
    except ValueError as error:
        raise _malformed(line, error) from None
    id = _id(row)
    text = row.text
    if text is None and isinstance(row.title, str) and isinstance(row.summary, str):
        text, made = feed_text(row.title, row.summary, _string(row, "link"), _string(row, "date"))
        id = id or made
    if text is None:
        missing = "`text` is missing. Put the article's text there as a string, or give `title` and `summary`."
        raise SourceError("no_text", missing, id)
    if not isinstance(text, str):
        raise SourceError("type", f"`text` is {_kind(text)}. Make it a string.", id)
    if not text.strip():
        raise SourceError("empty", "`text` is empty. Leave the article out or give its text.", id)
    published = row.published if row.published is not None else row.date
    if published == "":
        published = None
    try:
        published = check_published(published) if published is not None else None
    except UserError as error:
        raise SourceError("published", str(error), id) from None
    source, category = _string(row, "source"), _string(row, "category")
    url = _string(row, "url") or _string(row, "link")
    return Article(
        id=id or article_id(url, text),
        text=text,
        title=_string(row, "title"),
        url=url,
        published=published,
        publisher=_string(row, "publisher") or source,
        byline=_string(row, "byline"),
        feed=_string(row, "feed") or "/".join(part for part in (source, category) if part) or None,
        source=where,
    )


def _malformed(line: bytes, error: ValueError) -> SourceError:
    """What is wrong with a line that is not JSON: lone surrogates, not UTF-8, or its grammar."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return SourceError("encoding" if line.startswith(OPENS) else "binary", NOT_UTF8)
    if not line.startswith(OPENS):
        return SourceError("no_object", f"a JSON object is expected. {OBJECT}")
    if SURROGATE.search(line):
        # The standard library reads lone surrogates, so if it reads the line they are all that is wrong with it.
        try:
            row = json.loads(line)
            id = row.get("id") if isinstance(row, dict) else None
            id = id if isinstance(id, str) and id.isprintable() else None
            half = "a lone surrogate (half a character, `\\ud800` to `\\udfff`). Write the whole character or drop it."
            return SourceError("surrogate", half, id)
        except (ValueError, RecursionError):
            pass
    # msgspec says `truncated` of a line that ends inside the object
    reason = str(error).replace("JSON is malformed: ", "").replace("Input data was truncated", "it ends too early")
    return SourceError("json", f"not valid JSON: {reason}. Write one whole JSON object on a line.")


def read_jsonl(stream: BinaryIO, source: str, limit: int, where: str | None = None) -> Iterator[Article | Failure]:
    """Articles of JSONL, one line in memory at a time; a bad line is one failure and the next is read.

    Args:
        stream: bytes, already unpacked where they were gzip.
        source: the path, or `-`.
        limit: bytes that a line may have.
        where: how messages name the source, by default `source`.

    Raises:
        UserError: the stream is a binary file, in UTF-16, or has no line; it is standard input, and plain text.
        OSError, EOFError, zlib.error: not even one line could be read.
    """
    held: list[Failure] = []
    items = _lines(stream, source, limit, where or source)
    for item in items:
        if not isinstance(item, Failure) or item.error not in ("binary", "no_object"):
            yield from (*held, item)
            break
        held.append(item)
        if len(held) == HELD:
            _check(held, source)
            yield from held
            break
    else:
        _check(held, source)
        yield from held
    yield from items


def _check(failures: list[Failure], source: str) -> None:
    """Refuses what holds no JSON at all, once, not line by line.

    Args:
        failures: of its first lines, of which none could be read. source: the path, or `-`.

    Raises:
        UserError: as said.
    """
    if 2 * sum(item.error == "binary" for item in failures) > len(failures):
        raise SourceError("binary", "looks like a binary file (no valid UTF-8). Give JSONL in UTF-8.")
    if source == "-":
        what = 'holds no JSON objects. `-` takes JSON Lines: one {"text": …} a line. Give a plain text as a file, NAME.txt.'
        raise SourceError("no_object", what)


def _lines(stream: BinaryIO, source: str, limit: int, where: str) -> Iterator[Article | Failure]:
    """What `read_jsonl` gives, line by line."""
    number = found = 0
    while True:
        try:
            line = stream.readline(limit + 1)
        except (EOFError, zlib.error, OSError) as error:
            if not number:
                raise
            what = f"the file breaks off or is damaged here ({error}). What stands before was read; fetch it again."
            yield failure(SourceError("truncated", what), source, f"{where}, after line {number}")
            return
        if not line:
            break
        number += 1
        if number == 1:
            check_start(line)
            while line.startswith(BOM):
                line = line[len(BOM) :]
        if len(line) > limit:
            while line and not line.endswith(b"\n"):
                line = stream.readline(1 << 20)
            found += 1
            too_large = SourceError("too_large", f"longer than {limit:,} bytes. Split the text.")
            yield failure(too_large, source, f"{where}, line {number}")
            continue
        line = line.strip()
        if line:
            found += 1
            try:
                yield article_of(line, f"{where}, line {number}")
            except UserError as error:
                yield failure(error, source, f"{where}, line {number}")
    if not found:
        raise SourceError("empty", "the file is empty. One JSON object a line is expected.")


def check_start(line: bytes) -> None:
    """Refuses what is no UTF-8 text at all, once, not line by line.

    Raises:
        UserError: as said.
    """
    kind = binary_kind(line[:16])
    if kind:
        raise SourceError("binary", f"looks like a binary file ({kind}). Give JSONL; gzip only with the suffix .gz.")
    if line.startswith(UTF16):
        raise SourceError("encoding", "in UTF-16. Convert the file to UTF-8.")
    if b"\0" in line[:4096]:
        raise SourceError("binary", "looks like a binary file (it holds NUL bytes). Give JSONL in UTF-8.")


def read_json(data: bytes, source: str) -> Iterator[Article | Failure]:
    """Articles of a JSON file: one object, or an array of objects.

    Args:
        data: the whole file.
        source: its path.

    Raises:
        UserError: the file is binary, not JSON, or empty.
    """
    check_start(data)
    while data.startswith(BOM):
        data = data[len(BOM) :]
    data = data.strip()
    if not data.startswith(b"["):
        try:
            yield article_of(data, source)
        except UserError as error:
            hint = " A file of one object a line is named .jsonl." if "trailing characters" in str(error) else ""
            yield failure(
                SourceError(getattr(error, "error", "json"), f"{error}{hint}", getattr(error, "id", None)), source
            )
        return
    try:
        rows = msgspec.json.decode(data, type=list[msgspec.Raw])
    except RecursionError:
        raise SourceError("json", "JSON nested too deeply. Write one flat object for each article.") from None
    except ValueError as error:
        raise _malformed(data, error) from None
    if not rows:
        raise SourceError("empty", "the array is empty. Put one object for each article in it.")
    for number, row in enumerate(rows, 1):
        try:
            yield article_of(bytes(row).strip(), f"{source}, item {number}")
        except UserError as error:
            yield failure(error, source, f"{source}, item {number}")
