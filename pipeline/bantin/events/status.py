"""How a sentence tells of an event: whether it has happened, is planned or denied; whether the sentence is news, background or law."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from bantin.language.norms import whole_words
from bantin.linking.dates import Resolved
from bantin.resources import table

REACH = 14  # words around a trigger in which its status is told
WISH = 3  # words between a wish and what is wished
LAW, PAST, EARLIER = 3.5, 3.0, 1.0  # how much less a sentence of this kind tells of the news
OLD = 300  # days before publication from which on a sentence's day is history
ARTICLE_OF_LAW = re.compile(r"điều \d+[^.;]{0,80} quy định(?: về| rõ| như sau| người| mức| hành vi| :)")
OPENING_YEAR = re.compile(r"^(?:vào |từ |hồi |trong |trước đó , )?(?:tháng \d+[ /.-])?(?:năm )?((?:19|20)\d\d)(?!\w)")
CLAUSE = re.compile(r"[;:.!?]")


@cache
def _words(key: str) -> re.Pattern[str]:
    return whole_words(table("events")["status"][key])


def _last(key: str, text: str) -> re.Match[str] | None:
    """The last place where one of a row's words stands."""
    found = list(_words(key).finditer(text))
    return found[-1] if found else None


@cache
def _aside(key: str) -> re.Pattern[str]:
    return whole_words(table("events")["aside"][key])


@cache
def _negation() -> re.Pattern[str]:
    rows = table("events")["status"]
    through = "|".join(sorted(map(re.escape, rows["through"]), key=len, reverse=True))
    negated = "|".join(sorted(map(re.escape, rows["negated"]), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{negated})(?: (?:{through})){{0,3}} ?$")


@cache
def _untrue_report() -> re.Pattern[str]:
    return re.compile(rf"(?:{_words('report').pattern})(?: \w+){{0,3}}? (?:{_words('untrue').pattern})")


def aside(text: str, first_day: dt.date | None, published: dt.date | None) -> float:
    """How far a sentence stands aside from the news, 0 where it is news.

    Args:
        text: its folded words.
        first_day: the first day told in it.
        published: when the article was.
    """
    if _aside("law").search(text) or ("quy định" in text and ARTICLE_OF_LAW.search(text)):
        return LAW
    opening = text[:60]
    year = OPENING_YEAR.match(opening)
    if year and published and int(year[1]) < published.year:
        return PAST
    if first_day and published and (published - first_day).days > OLD and _aside("earlier").search(opening):
        return PAST
    if _aside("past").search(opening):
        return PAST
    return EARLIER if _aside("earlier").search(opening) else 0.0


def modal(before: str) -> int | None:
    """Where in the folded words before a trigger it is said that the event is still to come; None where nothing says so."""
    last = _last("planned", before)
    return last.start() if last and not _words("come").search(before[last.end() :]) else None


def status(
    before: str,
    after: str,
    value: Resolved | None,
    day_behind: bool,
    published: dt.date | None,
    proposal: str = "",
) -> str:
    """`happened`, `planned` or `denied`.

    Args:
        before, after: folded words of the sentence around the trigger.
        proposal: in the title and the lede the trigger itself, for what is proposed there is the news; else empty.
        value: the event's date, if told. day_behind: whether it stands behind the trigger.
        published: when the article was.
    """
    clause = " ".join(CLAUSE.split(before)[-1].split()[-REACH:])
    following = " ".join(CLAUSE.split(after)[0].split()[:REACH])
    if _denied(clause, following):
        return "denied"
    day = value.day if value else None
    if day and published and day > published:
        return "planned"
    past = bool(day and published and day < published)
    if modal(clause) is not None and not (past and day_behind):
        return "planned"
    ahead = _words("ahead").search(following)
    if ahead and following[: ahead.start()].count(" ") <= 6 and not past:
        return "planned"
    if proposal and _proposed(f"{clause} {proposal} {following}", len(clause) + 1 + len(proposal)):
        return "planned"
    wish = _last("wished", clause)
    if wish:
        between = clause[wish.end() :].split()
        if (
            len(between) <= WISH
            and "," not in between
            and "của" not in between
            and not _words("come").search(clause[wish.end() :])
        ):
            return "planned"
    return "happened"


def _proposed(clause: str, end: int) -> bool:
    """Whether a clause proposes what its words up to `end` tell of, the trigger last; not where somebody's proposal was acted on (`theo đề xuất của`)."""
    return any(
        match.end() <= end
        and not clause[match.end() :].startswith(" của")
        and not _words("come").search(clause[match.end() : end])
        for match in _words("proposed").finditer(clause)
    )


def _denied(clause: str, following: str) -> bool:
    near = clause.rsplit(",", 1)[-1].strip()
    if (match := _negation().search(near)) and not re.match(r"không phải là (?:lần|vụ) đầu", match[0]):
        return True
    for match in _words("denied").finditer(clause):
        if match[0].startswith(("bác", "phủ nhận")) and _words("accused").search(clause[: match.start()]):
            continue
        if match[0] in ("bác bỏ", "phủ nhận", "hủy", "hủy bỏ", "dừng tổ chức") and clause[match.end() :].count(" ") > 2:
            continue
        return True
    return bool(_words("untrue").search(following))


def denied_report(text: str) -> bool:
    """Whether a text says of the report it tells that it is untrue (`Thông tin trên là sai sự thật`)."""
    return bool(_untrue_report().search(text))
