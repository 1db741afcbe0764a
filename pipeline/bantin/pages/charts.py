"""What the charts of a page are drawn from: bars, and lines over days, months or years. Templates draw them as SVG."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
DAYS = 45  # columns of the chart at most while a column is a day
MONTHS = 48  # and while it is a month; longer spans are shown by year


@dataclass(frozen=True)
class Bar:
    """A row of a chart of bars: its name, its number, a second number beside it, and where it leads, empty for nowhere."""

    name: str
    count: int
    articles: int
    link: str = ""


@dataclass(frozen=True)
class Line:
    """An event type in time: its name, how many events, how many in each column, how many have no day."""

    name: str
    count: int
    columns: list[int]
    undated: int


def timeline(counted: Iterable[tuple[str, str | None, int]]) -> tuple[list[str], list[Line]]:
    """Columns (days, months or years, without gaps) and the event types in them, the most frequent first.

    Args:
        counted: (type, ISO day or None, number); a pair of type and day may come more than once.
    """
    rows = list(counted)
    days = [day for _, day, _ in rows if day]
    columns = periods(min(days), max(days)) if days else []
    width = len(columns[0]) if columns else 0
    sums: dict[str, Counter[str | None]] = {}
    for name, day, count in rows:
        sums.setdefault(name, Counter(dict.fromkeys(columns, 0)))[day and day[:width]] += count
    lines = [Line(name, sum(by.values()), [by[column] for column in columns], by[None]) for name, by in sums.items()]
    return columns, sorted(lines, key=lambda line: (-line.count, line.name))


def periods(first: str, last: str) -> list[str]:
    """The days, months or years from one ISO day to another, as few kinds as fit: `2024-03-05`, `2024-03` or `2024`."""
    start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    days = (end - start).days + 1
    if days <= DAYS:
        return [(start + dt.timedelta(n)).isoformat() for n in range(days)]
    months = range(start.year * 12 + start.month - 1, end.year * 12 + end.month)
    if len(months) <= MONTHS:
        return [f"{month // 12:04}-{month % 12 + 1:02}" for month in months]
    return [f"{year:04}" for year in range(start.year, end.year + 1)]


def day_of(value: str | None) -> str | None:
    """The day of an ISO date or time; None where it is not known to the day."""
    match = DAY.match(value or "")
    try:
        return dt.date.fromisoformat(match[0]).isoformat() if match else None
    except ValueError:
        return None
