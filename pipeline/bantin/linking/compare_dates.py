"""Compare bantin's reading of calendar expressions with that of `dateparser`, on a table of expressions whose values are known.

    pip install -e '.[bench]' && python -m bantin.linking.compare_dates tests/linking/dates.tsv > tests/linking/dates.md

The table has tab-separated columns: `expression` as written, `anchor` the day of publication, `told` the day last told of in the article
(both may be empty), the right `norm` and `part`, empty where nothing can be known, and a `note`.
`dateparser` counts from the day told of where there is one, else from the day of publication, and takes the past where the year is open;
its answer is cut to the unit that it says it has found. It knows no parts of the day and no stretches, so only the norm is compared.
"""

from __future__ import annotations

import csv
import datetime as dt
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bantin.entities.gazetteer import spaced
from bantin.errors import UserError
from bantin.linking.dates import resolve

NO_ANCHOR = dt.date(
    2000, 1, 1
)  # what `dateparser` counts from where there is nothing; else it would be the day this runs
COLUMNS = ["expression", "anchor", "told", "norm", "part", "note"]


@dataclass(frozen=True, slots=True)
class Row:
    """An expression, what it is counted from, and its right value; see the module for the columns."""

    expression: str
    anchor: dt.date | None
    told: dt.date | None
    norm: str | None
    part: str | None
    note: str


def read_table(path: str | Path) -> list[Row]:
    """Rows of a table of expressions.

    Args:
        path: UTF-8, tab-separated, its columns named in the first line.

    Raises:
        UserError: the file cannot be read, or a line is no such row.
    """
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: {error}; give a UTF-8 table of expressions") from error
    rows = []
    cells = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    if next(cells, None) != COLUMNS:
        raise UserError(f"{path}: line 1 must name the columns {', '.join(COLUMNS)}, with tabs between")
    for number, row in enumerate(cells, 2):
        try:
            expression, anchor, told, norm, part, note = row
            published, before = (dt.date.fromisoformat(day) if day else None for day in (anchor, told))
        except ValueError as error:
            raise UserError(f"{path}: line {number}: {error}; each line has {len(COLUMNS)} columns") from error
        rows.append(Row(expression, published, before, norm or None, part or None, note))
    return rows


def by_bantin(row: Row) -> tuple[str | None, str | None]:
    """(norm, part) that bantin reads."""
    found = resolve(spaced(row.expression), row.anchor, row.told)
    return (found.norm, found.part) if found else (None, None)


def by_dateparser(row: Row) -> str | None:
    """The norm that `dateparser` reads."""
    from dateparser.date import DateDataParser

    anchor = row.told or row.anchor
    base = dt.datetime.combine(anchor or NO_ANCHOR, dt.time())
    settings = {"PREFER_DATES_FROM": "past", "RELATIVE_BASE": base}
    found = DateDataParser(languages=["vi"], settings=settings).get_date_data(row.expression)
    moment, parts = found.date_obj, set(found.parts)
    if moment is None:
        return None
    if (
        not anchor and parts and "year" not in parts and "month" in parts
    ):  # the year is that of the base, which nobody said
        return f"{moment:--%m-%d}" if "day" in parts else f"{moment:--%m}"
    if "time" in parts:
        return f"{moment:%Y-%m-%dT%H:%M}"
    return f"{moment:{ {'year': '%Y', 'month': '%Y-%m'}.get(found.period, '%Y-%m-%d') }}"


def report(rows: list[Row]) -> Iterator[str]:
    """Lines of a Markdown page: the share right of each, then every row on which one of them is wrong."""
    values = [(row, *by_bantin(row), by_dateparser(row)) for row in rows]
    count = len(rows)
    right = sum(norm == row.norm for row, norm, _, _ in values)
    with_part = sum((norm, part) == (row.norm, row.part) for row, norm, part, _ in values)
    other = sum(norm == row.norm for row, _, _, norm in values)
    yield "# Calendar expressions: bantin beside `dateparser`"
    yield ""
    yield "Written by `python -m bantin.linking.compare_dates tests/linking/dates.tsv`, which tells how the two are compared."
    yield ""
    yield f"| on {count} expressions | norm right | share | norm and part of the day right |"
    yield "| --- | ---: | ---: | ---: |"
    yield f"| bantin | {right} | {right / count:.1%} | {with_part} |"
    yield f"| dateparser {version('dateparser')} | {other} | {other / count:.1%} | it has none |"
    yield ""
    yield "Where the two differ, or one is wrong:"
    yield ""
    yield "| expression | read on | told of | right | bantin | dateparser |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for row, norm, _, theirs in values:
        if norm == theirs == row.norm:
            continue
        cells = (row.anchor, row.told, row.norm, "right" if norm == row.norm else norm or "none", theirs or "none")
        if theirs == row.norm:
            cells = (*cells[:4], "right")
        yield f"| `{row.expression}` | " + " | ".join(str(cell or "") for cell in cells) + " |"


def main() -> None:
    """Print the page for the table that the command line names."""
    if len(sys.argv) != 2 or sys.argv[1] in ("-h", "--help"):
        print(__doc__)
        raise SystemExit(0 if len(sys.argv) == 2 else 2)
    warnings.filterwarnings("ignore", module="dateparser")  # a day without a year: its year is what is compared
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    try:
        for line in report(read_table(sys.argv[1])):
            print(line)
    except UserError as error:
        print(f"Error: {error}", file=sys.stderr)
        raise SystemExit(2) from error


if __name__ == "__main__":
    main()
