"""Stretches of days that an expression names: parts of a year or month, weeks, decades, ranges written in one.

| expression, read on 3 July 2023 | days |
| --- | --- |
| `6 tháng đầu năm 2017` | 1 January to 30 June 2017 |
| `quý iv` | 1 October to 31 December of the year that brings it next |
| `10 ngày đầu tháng 6` | 1 to 10 June 2023 |
| `tuần trước`, `cuối tuần trước` | Monday to Sunday of the week before, its Saturday and Sunday |
| `27-30/12`, `tháng 5-6/2023`, `2016 - 2021` | from the first to the last |
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange

from bantin.resources import table

YEAR = r"((?:19|20)\d{2})(?!\d)"
OF_MONTH = rf"tháng (\d{{1,2}})(?!\d)(?:(?: ?[/.-] ?| năm ){YEAR})?"
MONTHS_OF_YEAR = re.compile(rf"(?<!ngày )(?<!\d)(\d{{1,2}}) tháng (?:(đầu|cuối) năm(?: {YEAR})?|năm {YEAR})")
DAYS_OF = re.compile(rf"(?:(?<!\d)(\d{{1,2}}) ngày|nửa) (đầu|cuối|sau) (?:năm(?: {YEAR})?|{OF_MONTH})")
QUARTER = re.compile(
    rf"q(?:uý|uí|úy) (?:([1-4]|iii|ii|iv|i)(?!\w)|(đầu|cuối) năm|(này|trước|tới|sau)(?!\w))(?:(?: ?[/-] ?| năm | ){YEAR})?"
)
WEEK = re.compile(r"^(?:đầu |giữa |(cuối ))?tuần (?:(này|trước|rồi|tới|sau)|(?:vừa )?qua)$")
DAYS = re.compile(
    rf"(?<![\d/.-])(?<![/.-] )(\d{{1,2}}) ?[-–] ?(\d{{1,2}}) ?/ ?(\d{{1,2}})(?!\d)(?:(?: ?[/.-] ?| năm ){YEAR})?(?! ?/)"
)
MONTHS = re.compile(rf"tháng (\d{{1,2}}) ?[-–] ?(\d{{1,2}})(?:(?: ?/ ?| năm ){YEAR})")
YEARS = re.compile(rf"(?<!\d){YEAR} ?[-–] ?{YEAR}$")
DECADE = re.compile(r"^(?:đầu |giữa |cuối )?(?:những năm|thập niên|thập kỷ) (?:((?:19|20)\d)|([5-9]))0(?!\d)")
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
AHEAD = 60  # days an expression without a year may lie after the anchor before last year's is meant
FAR = 183  # the same for a quarter, which is planned for further ahead


def near(anchor: dt.date, month: int, day: int, ahead: int = AHEAD) -> dt.date:
    """The day and month in the latest year that puts it no more than `ahead` days behind `anchor`.

    Raises:
        ValueError: none of the years around the anchor has that day.
    """
    for year in (anchor.year + 1, anchor.year, anchor.year - 1):
        try:
            found = dt.date(year, month, day)
        except ValueError:  # 29 February
            continue
        if (found - anchor).days <= ahead:
            return found
    raise ValueError(f"no day {day}/{month} about {anchor}")


def month_end(year: int, month: int) -> dt.date:
    """Last day of a month."""
    return dt.date(year, month, monthrange(year, month)[1])


def _known(anchor: dt.date | None) -> dt.date:
    if not anchor:
        raise ValueError("nothing to count from")
    return anchor


def _year(written: str | None, anchor: dt.date | None) -> int:
    return int(written) if written else _known(anchor).year


def _months(year: int, first: int, last: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, first, 1), month_end(year, last)


def _days_of(match: re.Match[str], anchor: dt.date | None) -> tuple[dt.date, dt.date]:
    """`10 ngày đầu tháng 6`, `nửa cuối năm 2023`."""
    count, half, of_year, of_month, of_month_year = match.groups()
    if of_month:
        month = int(of_month)
        year = int(of_month_year) if of_month_year else near(_known(anchor), month, 1).year
        first, last, middle = *_months(year, month, month), dt.date(year, month, 15)
    else:
        year = _year(of_year, anchor)
        first, last, middle = *_months(year, 1, 12), month_end(year, 6)
    if half == "đầu":
        return first, first + dt.timedelta(days=int(count) - 1) if count else middle
    return last - dt.timedelta(days=int(count) - 1) if count else middle + dt.timedelta(days=1), last


def _quarter(match: re.Match[str], anchor: dt.date | None) -> tuple[dt.date, dt.date]:
    figure, end, step, written = match.groups()
    if step:
        now = _known(anchor)
        year, before = divmod(now.year * 4 + (now.month - 1) // 3 + table("dates")["steps"][step], 4)
        number = before + 1
    elif end:
        year, number = _year(written, anchor), 1 if end == "đầu" else 4
    else:
        number = ROMAN.get(figure) or int(figure)
        year = int(written) if written else near(_known(anchor), 3 * number - 2, 1, FAR).year
    return _months(year, 3 * number - 2, 3 * number)


def _week(match: re.Match[str], anchor: dt.date | None) -> tuple[dt.date, dt.date]:
    weekend, step = match.groups()
    now = _known(anchor)
    if not weekend and not step:  # `tuần qua`: the seven days gone by
        return now - dt.timedelta(days=7), now - dt.timedelta(days=1)
    monday = now + dt.timedelta(days=7 * table("dates")["steps"][step or "trước"] - now.weekday())
    return monday + dt.timedelta(days=5 if weekend else 0), monday + dt.timedelta(days=6)


def _days(match: re.Match[str], anchor: dt.date | None) -> tuple[dt.date, dt.date]:
    first, last, month = (int(figure) for figure in match.groups()[:3])
    end = dt.date(int(match[4]), month, last) if match[4] else near(_known(anchor), month, last)
    return dt.date(end.year, end.month, first), end


def interval(text: str, anchor: dt.date | None) -> tuple[dt.date, dt.date] | None:
    """First and last day of a stretch.

    Args:
        text: the expression, folded, its relative months and years written out.
        anchor: the day of publication, or the day told of.

    Returns:
        The days, or None where the expression is no stretch.

    Raises:
        ValueError: it is one, and its days do not exist or cannot be known.
    """
    if match := MONTHS_OF_YEAR.search(text):
        count, year = int(match[1]), _year(match[3] or match[4], anchor)
        found = _months(year, 13 - count, 12) if match[2] == "cuối" else _months(year, 1, count)
    elif match := QUARTER.search(text):
        found = _quarter(match, anchor)
    elif match := DAYS_OF.search(text):
        found = _days_of(match, anchor)
    elif match := WEEK.search(text):
        found = _week(match, anchor)
    elif match := DAYS.search(text):
        found = _days(match, anchor)
    elif match := MONTHS.search(text):
        found = dt.date(int(match[3]), int(match[1]), 1), month_end(int(match[3]), int(match[2]))
    elif match := YEARS.search(text):
        found = dt.date(int(match[1]), 1, 1), dt.date(int(match[2]), 12, 31)
    elif match := DECADE.search(text):
        year = int(match[1] or f"19{match[2]}") * 10
        found = dt.date(year, 1, 1), dt.date(year + 9, 12, 31)
    else:
        return None
    if found[0] > found[1]:
        raise ValueError("it ends before it begins")
    return found
