"""Calendar expressions to ISO 8601, against the day of publication and the days already told of.

| expression | norm |
| --- | --- |
| `Sáng 12/6/2023` | `2023-06-12`, part `morning` |
| `14h30 ngày 27/5` | `2017-05-27T14:30`, the year from the anchor |
| `tháng 5/2017`, `năm 2016` | `2017-05`, `2016` |
| `cuối tháng 5/2017`, `hè 2017` | `2017-05`, `2017`: the smallest unit of the calendar that surely holds it |
| `6 tháng đầu năm 2017` | `2017-01-01/2017-06-30` (see `bantin.linking.intervals`) |
| `30/6` without any anchor | `--06-30` (month and day, as XML Schema writes them) |
| `mùng 3 Tết`, `31/4` | none: a day of the lunar year, and no day at all |
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache

from bantin.linking.intervals import AHEAD, YEAR, interval, near
from bantin.linking.remembering import remembered
from bantin.resources import table

ISO = re.compile(r"(?<!\d)((?:19|20)\d{2}) ?[-/] ?(\d{1,2}) ?[-/] ?(\d{1,2})(?![\d/])")
SHORT_YEAR = re.compile(r"(?<![\d/.-])(\d{1,2}) ?([/.-]) ?(\d{1,2})\2(\d{2})(?![\d/])")
DAY_MONTH = re.compile(rf"(?<![\d/.-])(\d{{1,2}}) ?[/.-] ?(\d{{1,2}})(?: ?[/.-] ?{YEAR}|(?: ,)? năm {YEAR})?(?![\d/])")
WORDED = re.compile(
    rf"(?:ngày |mùng |mồng |^|(?<= ))(\d{{1,2}}) tháng (\d{{1,2}})(?!\d)(?:(?: ,)? năm {YEAR}| ?[/.-] ?{YEAR}|(?: ,)? {YEAR})?"
)
DAY_ONLY = re.compile(r"(?:ngày|đêm|sáng|chiều|tối|trưa|khuya|hôm) (\d{1,2})$|^(\d{1,2})$")
LUNAR = re.compile(r"(?<!\w)(?:tết|giêng|chạp|rằm|giao thừa|m[ùồ]ng \d{1,2})(?!\w)")
MONTH = re.compile(rf"tháng (\d{{1,2}})(?!\d)(?:(?: ?[/.-] ?|(?: ,)? năm | ){YEAR})?")
MONTH_YEAR = re.compile(rf"(?<![\d/.-])(\d{{1,2}}) ?[/.-] ?{YEAR}$")
ONLY_YEAR = re.compile(rf"(?<!\d){YEAR}$")
WEEKDAY = re.compile(r"thứ (\w+)|(chủ nhật|chúa nhật)")
OF_WEEK = re.compile(r"tuần (?:(này|trước|rồi|tới|sau)|(?:vừa )?qua)")
CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})(?: ?[hg:](\d{2})| ?[hg](?![^\W\d])(?: ?(\d{1,2})(?! ?[/.-] ?\d| tháng))?| ?giờ(?: ?(\d{1,2})(?! ?[/.-] ?\d| tháng))?)(?!\d)"
)
BEFORE_THE_HOUR = re.compile(r"kém (\d{1,2})")
RELATIVE = re.compile(r"(?<!thứ )(?<!\w)(tháng|năm) (này|nay|trước|rồi|ngoái|kia|tới|sau)(?!\w)")
DURATION = re.compile(r"^\d+ (?:ngày|tuần|tháng|năm) (?:trước|rồi|tới|sau|qua|nay)")
COMING = re.compile(r" (?:tới|sau)(?: đây)?$")
GONE = re.compile(r" (?:trước|qua|rồi)$")
CLOSE = 31  # days from a day told of within which its year is taken over, where the day of publication is unknown
SOON = 3  # days after publication that a day of the month alone may name
GOING_ON = 7  # days after the day told of in which the next month's days are meant: 30 June, then `ngày 2`
NO_LIMIT = 365


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


@remembered
def part_of(text: str) -> str | None:
    """Part of the day that a folded expression names."""
    return next((part for form, part in _parts() if form.search(text)), None)


def is_part(text: str) -> bool:
    """Whether a folded expression is a part of the day and nothing else."""
    return any(text in forms for forms in table("dates")["parts"].values())


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


@cache
def _said(name: str) -> re.Pattern[str]:
    """A phrase of `[offsets]` or `[told]`; one of a single word stands alone or behind a part of the day (`đêm qua`)."""
    rows = table("dates")
    forms = sorted(rows[name], key=len, reverse=True)
    alone = "|".join(form for form in forms if " " not in form) or "(?!)"
    parts = "|".join(form for group in rows["parts"].values() for form in group)
    phrases = "|".join(form for form in forms if " " in form)
    return re.compile(rf"(?<!\w)({phrases})(?!\w)|(?:^|(?<!\w)(?:{parts}) )({alone})(?!\w)")


@cache
def _month_words() -> re.Pattern[str]:
    """`tháng tư`; `tháng năm 2016` is no May, as in `9 tháng năm 2016`."""
    words = "|".join(sorted(table("dates")["months"], key=len, reverse=True))
    return re.compile(rf"(?<!\w)tháng (?!năm {YEAR})({words})(?!\w)")


def _in_figures(text: str, anchor: dt.date | None) -> str:
    """`text` with relative months and years and months in words written out; without an anchor the relative ones are left out."""

    def counted(match: re.Match[str]) -> str:
        step = table("dates")["steps"][match[2]]
        if not anchor:
            return ""
        if match[1] == "năm":
            return f"năm {anchor.year + step}"
        year, before = divmod(anchor.year * 12 + anchor.month - 1 + step, 12)
        return f"tháng {before + 1} năm {year}"

    if "tháng" not in text and "năm" not in text:
        return text
    text = RELATIVE.sub(counted, text).strip()
    return _month_words().sub(lambda match: f"tháng {table('dates')['months'][match[2]]}", text)


def _offset(name: str, text: str) -> int | None:
    match = _said(name).search(text)
    return table("dates")[name][match[1] or match[2]] if match else None


def _ahead(text: str) -> int:
    """How many days after the anchor an expression may lie."""
    return NO_LIMIT if COMING.search(text) else 0 if GONE.search(text) else AHEAD


def _in_full(text: str, published: dt.date | None, told: dt.date | None) -> dt.date | str | None:
    """The day of an expression that has day and month; `--MM-DD` where nothing tells the year, None where it has them not."""
    if match := ISO.search(text):
        return dt.date(int(match[1]), int(match[2]), int(match[3]))
    if match := SHORT_YEAR.search(text):
        latest = (published or told or dt.date(2068, 1, 1)).year + 1  # 68: the century's turn that POSIX takes
        year = 2000 + int(match[4])
        return dt.date(year if year <= latest else year - 100, int(match[3]), int(match[1]))
    match = DAY_MONTH.search(text) or WORDED.search(text)
    if not match:
        return None
    day, month = int(match[1]), int(match[2])
    if year := next((int(written) for written in match.groups()[2:] if written), 0):
        return dt.date(year, month, day)
    if published:
        return near(published, month, day, _ahead(text))
    if told and abs((close := near(told, month, day)) - told).days <= CLOSE:
        return close
    return f"{dt.date(2000, month, day):--%m-%d}"


def _day_of(number: int, published: dt.date | None, told: dt.date | None) -> dt.date:
    """The day of the month told of, or of the one it goes on to, or of the one before: the first that the publication allows."""
    anchor = told or published
    if not anchor:
        raise ValueError("no month")
    first = anchor.replace(day=1)
    months = [first, first - dt.timedelta(days=1)]
    if told:
        months.insert(0, first + dt.timedelta(days=31))
    for place, month in enumerate(months):
        try:
            day = month.replace(day=number)
        except ValueError:
            continue
        if told and place == 0 and (day - told).days > GOING_ON:
            continue
        if not published or (day - published).days <= SOON:
            return day
    raise ValueError(f"no day {number} about {anchor}")


def _month_or_year(text: str, anchor: dt.date | None) -> str | None:
    if match := MONTH_YEAR.search(text) or MONTH.search(text):
        month = int(match[1])
        if match[2]:
            return f"{dt.date(int(match[2]), month, 1):%Y-%m}"
        if not anchor:
            return f"{dt.date(2000, month, 1):--%m}"
        return f"{near(anchor, month, 1, _ahead(text)):%Y-%m}"
    return match[1] if (match := ONLY_YEAR.search(text)) else None


def _weekday(text: str, match: re.Match[str], anchor: dt.date | None) -> dt.date | None:
    """The weekday in the week that is named, or the last one, today's included, or the next where it is said to come."""
    rows = table("dates")
    weekday = rows["weekdays"].get(match[1] or match[2])
    if weekday is None or not anchor:
        return None
    since = (anchor.weekday() - weekday) % 7
    rest = text[match.end() :]
    if week := OF_WEEK.search(rest):
        return anchor + dt.timedelta(days=weekday - anchor.weekday() + 7 * rows["steps"][week[1] or "trước"])
    if rest == " này":
        return anchor + dt.timedelta(days=weekday - anchor.weekday())
    if COMING.search(rest):
        return anchor + dt.timedelta(days=7 - since)
    return anchor - dt.timedelta(days=since or 7 if GONE.search(rest) else since)


@remembered
def resolve(text: str, published: dt.date | None, told: dt.date | None = None) -> Resolved | None:
    """Value of an expression.

    Args:
        text: the expression, folded, its tokens joined by single blanks.
        published: the anchor, or None when nothing is known of it.
        told: the day last named before it in the article.

    Returns:
        The value, or None where it cannot be known.
    """
    try:
        return _resolve(text, published, told)
    except (ValueError, OverflowError):  # there is no such day, or nothing to count from
        return None


def _resolve(text: str, published: dt.date | None, told: dt.date | None) -> Resolved | None:
    if "âm lịch" in text or DURATION.search(text):
        return None
    anchor = published or told
    text = _in_figures(text, anchor)
    if stretch := interval(text, anchor):
        return Resolved(f"{stretch[0]}/{stretch[1]}", *stretch)
    part = part_of(text)
    clock = CLOCK.search(text)
    time = _time(text, clock, part) if clock else None
    rest = CLOCK.sub(" ", text).strip(" ,") if clock else text
    after_midnight = 0  # `2h đêm qua` is told on the day it belongs to
    day: dt.date | str | None
    if day := _in_full(rest, published, told):
        if isinstance(day, str):
            return Resolved(day, None, None, part or (part_at(time[0] % 24) if time else None))
    elif LUNAR.search(rest):
        return None
    elif (offset := _offset("told", rest)) is not None:
        day, after_midnight = _moved(told or published, offset), 1
    elif (match := DAY_ONLY.search(rest)) and (match[1] or not clock):
        day = _day_of(int(match[1] or match[2]), published, told)
    elif norm := _month_or_year(rest, anchor):
        return Resolved(norm, None)
    elif match := WEEKDAY.search(rest):
        day = _weekday(rest, match, anchor)
    elif (offset := _offset("offsets", rest)) is not None:
        day, after_midnight = _moved(published, offset), 1
    elif clock or part:
        day = told or published
    if not day:
        return None
    if not time:
        return Resolved(str(day), day, None, part)
    hour, minute = time
    if hour == 24 or (hour < 6 and part == "night" and after_midnight):
        day, hour = day + dt.timedelta(days=1), hour % 24
    return Resolved(f"{day}T{hour:02d}:{minute:02d}", day, None, part or part_at(hour))


def _moved(day: dt.date | None, days: int) -> dt.date | None:
    return day + dt.timedelta(days=days) if day else None


def _time(text: str, clock: re.Match[str], part: str | None) -> tuple[int, int] | None:
    """Hour, 24 where the day ends, and minute; None where the clock has no such time."""
    hour, minute = int(clock[1]), int(clock[2] or clock[3] or clock[4] or 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    if (
        (part == "afternoon" and hour < 12)
        or (part == "evening" and hour <= 12)
        or (part == "night" and 6 <= hour <= 12)
        or (part == "noon" and hour < 4)
    ):
        hour += 12
    if "rưỡi" in text:
        minute = 30
    elif before := BEFORE_THE_HOUR.search(text):
        hour, minute = divmod((60 * hour - int(before[1])) % (24 * 60), 60)
    return hour, minute
