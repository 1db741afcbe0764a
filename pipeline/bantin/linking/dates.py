"""Calendar expressions to ISO 8601, against the day of publication and the days already told of.

| expression | norm |
| --- | --- |
| `Sáng 12/6/2023` | `2023-06-12`, part `morning` |
| `14h30 ngày 27/5` | `2017-05-27T14:30`, the year from the anchor |
| `tháng 5/2017`, `năm 2016` | `2017-05`, `2016` |
| `6 tháng đầu năm 2017` | `2017-01-01/2017-06-30` |
| `30/6` without any anchor | `--06-30` (month and day, as XML Schema writes them) |
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache, lru_cache

from bantin.resources import table

DAY_MONTH = re.compile(r"(?<![\d/.-])(\d{1,2}) ?[/.-] ?(\d{1,2})(?: ?[/.-] ?((?:19|20)\d{2}))?(?![\d/])")
WORDED = re.compile(
    r"(?:ngày |mùng |mồng |^|(?<= ))(\d{1,2}) tháng (\d{1,2})(?:(?: ,)? năm ((?:19|20)\d{2})| [/-] ((?:19|20)\d{2})|/((?:19|20)\d{2}))?"
)
DAY_ONLY = re.compile(r"(?:ngày|đêm|sáng|chiều|tối|trưa|khuya|hôm|mùng)(?: mùng)? (\d{1,2})$|^(\d{1,2})$")
MONTH = re.compile(r"tháng (\d{1,2})(?:(?: ?[/.-] ?| năm )((?:19|20)\d{2})| (năm ngoái|năm nay))?")
MONTH_YEAR = re.compile(r"(\d{1,2}) ?/ ?((?:19|20)\d{2})$")
YEAR = re.compile(r"((?:19|20)\d{2})$")
HALF = re.compile(r"(\d{1,2}) tháng (đầu|cuối) năm(?: ((?:19|20)\d{2})| nay)?")
QUARTER = re.compile(r"quý ([1-4]|iii|ii|iv|i)(?: ?/ ?| năm )?((?:19|20)\d{2})?")
CLOCK = re.compile(r"(?<!\d)(\d{1,2})(?: ?[hg:](\d{2})| ?[hg](?![^\W\d]) ?(\d{1,2})?| giờ(?: (\d{1,2}))?)(?!\d)")
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
CLOSE = 31  # days from a day told of within which its year is taken over, where the day of publication is unknown
AHEAD = 60  # days an expression without a year may lie after the anchor before last year's is meant


@dataclass(frozen=True, slots=True)
class Resolved:
    """A calendar expression's value.

    Attributes:
        norm: ISO 8601 date, date and time, month, year or interval; `--MM-DD` where the year is unknown.
        day: the day it names, where it names one.
        end: last day of an interval, else None.
        part: `morning`, `noon`, `afternoon`, `evening`, `night` or None.
    """

    norm: str
    day: dt.date | None
    end: dt.date | None = None
    part: str | None = None

    @property
    def is_day(self) -> bool:
        """Whether it names one day, its year known or not."""
        return self.end is None and (
            self.day is not None or (self.norm.startswith("--") and len(self.norm) == len("--MM-DD"))
        )


@cache
def _parts() -> list[tuple[re.Pattern[str], str]]:
    pairs = [(form, part) for part, forms in table("dates")["parts"].items() for form in forms]
    return [(re.compile(rf"(?<!\w){form}(?!\w)"), part) for form, part in sorted(pairs, key=lambda pair: -len(pair[0]))]


@lru_cache(1 << 12)
def part_of(text: str) -> str | None:
    """Part of the day that a folded expression names."""
    return next((part for form, part in _parts() if form.search(text)), None)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def near(anchor: dt.date, month: int, day: int) -> dt.date | None:
    """The day and month in the year that brings it next to `anchor`, the past preferred."""
    found = [d for year in (anchor.year - 1, anchor.year, anchor.year + 1) if (d := _date(year, month, day))]
    past = [d for d in found if (d - anchor).days <= AHEAD]
    return max(past, default=None)


def month_end(year: int, month: int) -> dt.date:
    """Last day of a month."""
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


def resolve(text: str, published: dt.date | None, told: dt.date | None = None) -> Resolved | None:
    """Value of an expression.

    Args:
        text: the expression, folded, its tokens joined by single blanks.
        published: the anchor, or None when nothing is known of it.
        told: the day last named before it in the article.

    Returns:
        The value, or None where it cannot be known.
    """
    if "âm lịch" in text:
        return None
    part = part_of(text)
    clock = CLOCK.search(text)
    rest = CLOCK.sub(" ", text).strip() if clock else text
    anchor = published or told
    day: dt.date | None = None
    rows = table("dates")
    if match := HALF.search(text):
        year = int(match[3]) if match[3] else anchor.year if anchor else None
        count = int(match[1])
        if year and 1 <= count <= 12:
            first, last = (1, count) if match[2] == "đầu" else (13 - count, 12)
            begin, end = dt.date(year, first, 1), month_end(year, last)
            return Resolved(f"{begin}/{end}", begin, end)
        return None
    if match := QUARTER.search(text):
        year = int(match[2]) if match[2] else anchor.year if anchor else None
        number = ROMAN.get(match[1]) or int(match[1])
        if not year:
            return None
        begin, end = dt.date(year, 3 * number - 2, 1), month_end(year, 3 * number)
        return Resolved(f"{begin}/{end}", begin, end)
    match = DAY_MONTH.search(text) or WORDED.search(text)
    if match:
        number, month = int(match[1]), int(match[2])
        written = next((g for g in match.groups()[2:] if g), None)
        if written:
            day = _date(int(written), month, number)
        elif published:
            day = near(published, month, number)
        elif told and (close := near(told, month, number)) and abs((close - told).days) <= CLOSE:
            day = close
        elif _date(2000, month, number):
            return Resolved(f"--{month:02d}-{number:02d}", None, None, part)
        if not day:
            return None
    elif (offset := _lookup(text, rows["told"])) is not None:
        base = told or published
        day = base + dt.timedelta(days=offset) if base else None
    elif (match := DAY_ONLY.search(rest)) and (match[1] or not clock):
        day = _day_of(int(match[1] or match[2]), told or published)
    elif match := MONTH_YEAR.match(text):
        return Resolved(f"{match[2]}-{int(match[1]):02d}", None) if 1 <= int(match[1]) <= 12 else None
    elif match := MONTH.search(text):
        month = int(match[1])
        year = int(match[2]) if match[2] else (anchor.year - (match[3] == "năm ngoái")) if anchor else None
        if not 1 <= month <= 12:
            return None
        if year is None:
            return Resolved(f"--{month:02d}", None)
        if not match[2] and not match[3] and anchor and dt.date(year, month, 1) > anchor + dt.timedelta(days=AHEAD):
            year -= 1
        return Resolved(f"{year}-{month:02d}", None)
    elif match := YEAR.search(text):
        return Resolved(match[1], None)
    elif "năm nay" in text or "năm ngoái" in text:
        return Resolved(str(published.year - ("ngoái" in text)), None) if published else None
    elif match := re.search(r"thứ (\w+)|(chủ nhật)", text):
        weekday = rows["weekdays"].get(match[1] or match[2])
        if weekday is None or not anchor:
            return None
        day = anchor - dt.timedelta(days=(anchor.weekday() - weekday) % 7)
        if re.search(r"\b(?:tới|tuần sau|tuần tới)$", text):
            day += dt.timedelta(days=7)
    elif (offset := _lookup(text, rows["offsets"])) is not None:
        day = published + dt.timedelta(days=offset) if published else None
    elif clock or part:
        day = told or published
    if not day:
        return None
    if clock and int(clock[1]) < 24 and (minute := int(clock[2] or clock[3] or clock[4] or 0)) < 60:
        hour = int(clock[1])
        if "rưỡi" in text:
            minute = 30
        elif before := re.search(r"kém (\d{1,2})", text):
            hour, minute = (hour - 1) % 24, (60 - int(before[1])) % 60
        if (
            (part in ("afternoon", "evening") and hour < 12)
            or (part == "night" and 6 <= hour < 12)
            or (part == "noon" and hour < 4)
        ):
            hour += 12
        elif part == "night" and hour == 12:  # `12 giờ đêm` ends the day that is named
            day, hour = day + dt.timedelta(days=1), 0
        return Resolved(f"{day}T{hour:02d}:{minute:02d}", day, None, part or part_at(hour))
    return Resolved(str(day), day, None, part)


def part_at(hour: int) -> str:
    """Part of the day of an hour, 0 to 23."""
    return (
        "night"
        if hour < 1 or hour >= 22
        else "morning"
        if hour < 11
        else "noon"
        if hour < 13
        else "afternoon"
        if hour < 18
        else "evening"
    )


def _lookup(text: str, offsets: dict[str, int]) -> int | None:
    at_end, at_start = f" {text}", f"{text} "
    fits = [form for form in offsets if at_end.endswith(f" {form}") or at_start.startswith(f"{form} ")]
    return offsets[max(fits, key=len)] if fits else None


def _day_of(number: int, anchor: dt.date | None) -> dt.date | None:
    """The day of the anchor's month, or of the month before where it would lie ahead."""
    if not anchor:
        return None
    day = _date(anchor.year, anchor.month, number)
    if day and (day - anchor).days <= 3:
        return day
    before = anchor.replace(day=1) - dt.timedelta(days=1)
    return _date(before.year, before.month, number)
