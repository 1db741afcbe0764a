"""The rows of a query as a table for people, or as CSV or JSON for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import IO, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDE = 160  # characters of a table in a file or a pipe


class Format(StrEnum):
    """Of what a query prints."""

    table = "table"
    csv = "csv"
    json = "json"


def show(columns: Sequence[str], rows: Iterable[Sequence[Any]], format: Format, out: IO[bytes]) -> None:
    """Write rows as they come; a table is drawn at their end.

    Args:
        columns: their names.
        rows: values that JSON can hold.
        format: `csv` has a line of names first, `json` is one array of objects.
        out: where to.
    """
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    if format is Format.csv:
        lines = csv.writer(text, lineterminator="\n")
        lines.writerow(columns)
        lines.writerows(rows)
    elif format is Format.json:
        text.write("[")
        for number, row in enumerate(rows):
            row_json = json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False)
            text.write(f"{',' if number else ''}\n{row_json}")
        text.write("\n]\n")
    else:
        table = Table()
        for column in columns:
            table.add_column(column, overflow="fold")
        for row in rows:
            table.add_row(*(Text("" if value is None else str(value)) for value in row))
        terminal = Console(file=text)
        (terminal if out.isatty() else Console(file=text, width=WIDE)).print(table)
    text.detach()
