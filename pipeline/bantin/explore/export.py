"""Results as files: JSON lines, or CSV that a spreadsheet takes for text and never for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Select

from bantin.sinks.store import Store

CHUNK = 1 << 16  # characters that are sent together
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # what spreadsheets begin a formula by


class Format(StrEnum):
    """Of an exported file."""

    jsonl = "jsonl"
    csv = "csv"


def harmless(value: Any) -> Any:
    """A cell; a text that a spreadsheet would run gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def rows(store: Store, statement: Select[Any], format: Format, seconds: float) -> Iterator[bytes]:
    """A statement's rows as the pieces of a file.

    Args:
        store: where to ask.
        statement: a column `record` holds what is a line of its own already; it is alone then.
        format: of the file; CSV has a line of names first.
        seconds: how long it may take.
    """
    names = [column.name for column in statement.selected_columns]
    out = io.StringIO(newline="")
    write = csv.writer(out, lineterminator="\r\n").writerow
    if format is Format.csv:
        out.write("\ufeff")  # else Excel reads UTF-8 as Windows-1252
        write(names)
    with store.reading(seconds) as connection:
        for row in connection.execution_options(yield_per=500).execute(statement):
            if format is Format.csv:
                write(map(harmless, row))
            elif names == ["record"]:
                out.write(row.record + "\n")
            else:
                out.write(msgspec.json.encode(dict(zip(names, row, strict=True))).decode() + "\n")
            if out.tell() > CHUNK:
                yield out.getvalue().encode()
                out.seek(0)
                out.truncate()
        yield out.getvalue().encode()
