"""Titles of offices, and the words that may stand around them: what `configs/people.toml` knows, as patterns."""

from __future__ import annotations

import re
from functools import cache

from bantin.language.norms import folded
from bantin.linking.remembering import remembered
from bantin.resources import table


def _any(forms: list[str]) -> str:
    """A pattern of the forms, the longest first."""
    return "|".join(sorted((re.escape(folded(form)) for form in forms), key=len, reverse=True))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    people = table("people")
    honorific, former, force, service, speaks, state, pretence, relative, when, now, once, acts, holds, left, led = (
        _any(people[name]["forms"])
        for name in (
            *("honorifics", "former", "forces", "service", "spokesman", "states", "pretence", "relatives"),
            *("moments", "now", "once", "as", "holds", "leaves", "leaders"),
        )
    )
    kinds, firms = _any(list(_kinds())), _any(people["company"]["words"])
    several = r"\d+|hai|ba|bốn|năm|sáu|bảy|các|những|nhiều|cả"
    seeks = "tranh cử|ứng cử|ứng viên|ứng cử viên|tranh cử chức|chạy đua vào ghế"
    # what an officer does in a unit: a few words that tell of no event
    duty = r"(?:cán bộ|chuyên viên|nhân viên|lãnh đạo)(?: (?!(?:bị|bởi|cho|cùng|do|được|đã|khi|nói|và|vừa)\b)[^\s\d,.;:()]+){1,4}"
    sources = {
        # before a title, a unit
        "former": rf"(?:^|.*\s)(?:{former})\s*$",
        "count": rf"(?:^|.*\s)(?:{several})\s*(?:(?:{former})\s*)?$",
        "office": r"(?:^|.*\s)(?:chức|chức vụ|chức danh|vị trí|cương vị|vai trò|giữ|từ|khỏi|làm)\s*$",
        "sought": rf"(?:^|.*\s)(?:{seeks}|làm)\s*$",
        "seeks": rf"(?:^|.*\s)(?:{seeks})\s*$",
        "spokesman": rf"(?:^|.*\s)(?:{speaks})(?: của)?\s*$",
        # before a unit: who speaks for it or is at its head
        "leader": rf"(?:^|.*\s)(?:{speaks}|{led})(?: của)?\s*$",
        "pretence": rf"(?:^|.*\s)(?:{pretence})(?: là| mình là)?(?: :)?\s*[\"“'‘]?\s*$",
        # between a name and another of the same person, what is told of the person between them
        "alias": rf"^\s*(?:[,(–-][^()]*?)?(?<!\w)(?:{_any(people['alias']['forms'])})\s*:?\s*[\"“”'‘]?\s*$",
        # before a name: somebody's relative
        "relative": rf"(?:^|.*\s)(?:{relative})\s*$",
        # behind a name: a relative of the next
        "relative_of": rf"^\s*[,(–-]?\s*(?:là )?(?:{relative}) (?:của|ông|bà)(?!\w)",
        # before the rank of a spokesman, behind a name: the force
        "speaks_for": rf"(?:^|.*\s)(?:{speaks})(?: của)?\s+(?P<kind>{kinds})\s*,?\s*$",
        "serves": rf"^[\s,(–-]*(?:(?:{service})\s+)*?(?P<kind>{kinds})(?!\w)",
        # before a name that a sentence begins with or that is spoken of with respect
        "subject": r"$|(?:.*\s)?(?:ông|bà)\s*$",
        "prefix": rf"(?i)(?:(?P<former>{former})|tân)\s+(?=\w)",
        # between a name and the title after it
        "after": rf"^\s*(?:\([^()]{{0,20}}\)\s*)?(?:[,–—-]|,? (?:là )?(?:một|vị)|[,–—(-]\s*(?:(?:{former})\s+)?(?:(?:{service}),?\s*)+|{acts}|\((?:[^()]{{0,30}},)?|,\s*\(|:|(?:, )?(?:(?:{when}) )?(?:(?:{now}) )?là|(?:, )?(?:{now}) (?:làm|{holds})"
        rf"|(?P<gone>{left}|(?:[,(]\s*)?(?:{once}) (?:là|làm|{holds})|(?:bị (?:cáo buộc|tố|cho là) )?(?:khi|lúc|hồi|trong thời gian|thời) (?:(?:còn|đang) )?(?:là|làm|{holds}))"
        rf"|tái đắc cử|(?P<coming>(?:được (?:bầu|bổ nhiệm) )?(?:làm|(?:, )?{holds})))?"
        rf"\s*(?:(?:{former}|quyền|tân|đức)\s*)?$",
        # between a title or unit and the name (or rank) after it
        "before": rf"^\s*(?:tỉnh|thành phố|huyện|xã|phường)?\s*\)?\s*(?:(?:phụ trách|chuyên trách) [^,.;:()]{{1,40}}?\s*)?"
        rf"(?:(?:{state}|(?:lực lượng )?(?:{force})(?: (?:{state}|khu vực))?)\s*)?(?:,|-|–|—|:|là|,?\s*(?:bao )?gồm(?: có)?\s*:?)?\s*(?:(?:{honorific})\s*){{0,2}}$",
        # between a unit and the officer who leads it somewhere or whom it sends
        "leads": rf"^\)?\s*(?:do|(?:đã |vừa |cũng )?(?:cử|phân công|giao(?: cho)?|điều động|cắt cử)|:)\s*(?:(?:{honorific})\s*){{0,2}}$",
        # before the rank of an officer who acts in an office for the day: `do Đại úy A làm tổ trưởng`
        "by": r"(?:^|.*\s)do\s*$",
        # between an office that is given or taken and the one it is given to
        "given": rf"^\s*(?:với|đối với|của|cho|là)\s*(?:(?:{honorific})\s*){{0,2}}$",
        # between a rank and the name: at most a few words that say of which force
        "rank": rf"^\s*(?:(?:[,-]\s*)?(?:{force}|{state})\s*){{0,3}}(?:(?:[,-]\s*)?(?:{honorific})[.,]?\s*){{0,2}}$",
        # between a name and the unit after it, without a title
        "of": rf"^\s*(?:\([^()]{{0,30}}\)\s*)?(?:[,\-–—(]|(?:đều )?là(?: (?:{several})(?!\w))?)?\s*(?:(?P<former>{former})\s*)?"
        rf"(?:(?:{service}|{force}|{speaks}|{led}|{duty})\s*,?\s*){{0,5}}$",
        # between a rank and the first of the several names that have it
        "are": rf"^(?:là|(?:bao )?gồm(?: có)?)\s*:?\s*(?:(?:{honorific})\s*){{0,2}}$",
        "next": rf"^\s*(?:,|;|-|–|(?:, ?)?(?:và|kiêm|đồng thời là|(?:và )?từng là))\s*(?:(?:{former}|quyền)\s*)?$",
        "chain": r"^\s*(?:,|\(|\)|\),|-|–|thuộc|của|tại|ở|\( ?thuộc|, ?thuộc|\) ?thuộc)?\s*$",
        # between a part of a body and the body that it speaks for
        "speaks": rf",? ?(?:kiêm )?(?:là )?(?:{speaks})(?: của)?$",
        # between a title and its unit
        "unit": rf"^\s*\)?\s*(?:của|tại|ở|,|\(|thường trực|điều hành|(?:phụ trách|chuyên trách)(?: [^,.;:()]{{1,40}}?)??(?: của)?"
        rf"|,? ?(?:kiêm (?:{speaks}|{service})(?: (?:tại|ở))?|đại diện|(?:và|kiêm) (?:đồng |nhà )?(?:sở hữu|sáng lập))(?: của)?|(?:{firms}) [^.,;:()]{{1,60}})?\s*$",
        # between a unit and the list of its members, and between them
        "members": r"^\s*,?\s*(?:bao )?gồm(?: có)?\s*(?:các )?(?:đồng chí|ông|bà)?\s*:?\s*$",
        "both": rf"^\s*(?:và|cùng)\s*(?:(?:{honorific})\s*){{0,2}}$",
        "listed": rf"^\s*(?:,|và|;|cùng)\s*(?:(?:{honorific})\s*)?$",
    }
    return {name: re.compile(source) for name, source in sources.items()}


@remembered
def fits(text: str, pattern: str) -> re.Match[str] | None:
    """The match of a folded text with a pattern of `_patterns`."""
    return _patterns()[pattern].match(text)


@cache
def alone() -> frozenset[str]:
    """Folded titles that no unit goes with, though one follows with the next title."""
    return frozenset(map(folded, table("people")["alone"]["forms"]))


@cache
def _bodies() -> dict[str, tuple[str, ...]]:
    return {title: tuple(row["heads"]) for row in table("people")["body"] for title in row["titles"]}


def bodies(title: str) -> tuple[str, ...]:
    """How the name of the body begins that has a folded title: `phó đội trưởng` is of a `đội`; empty where the title does not tell."""
    if (known := _bodies().get(title)) is not None:
        return known
    words = title.split()
    left = [word for word in words if word not in ("trưởng", "phó", "quyền", "thường", "trực")]
    # A foreign minister's field stands in the title (`Bộ trưởng Tài chính`): the ministry is not named.
    told = left and len(left) < len(words) and not (left[0] == "bộ" and len(left) > 1)
    return (" ".join(left),) if told else ()


@cache
def _kinds() -> dict[str, tuple[str, ...]]:
    return {word: tuple(row["heads"]) for row in table("people")["kind"] for word in row["words"]}


@cache
def _kind() -> re.Pattern[str]:
    return re.compile(rf"(?:của )?(?P<some>một )?(?P<kind>{_any(list(_kinds()))})(?!\w)")


@remembered
def kind_behind(text: str) -> tuple[str, ...] | None:
    """How the name of a body begins of which only the kind is said behind a title (`Giám đốc bệnh viện`), None where none is said.

    Args:
        text: folded, what stands behind the title.
    """
    found = _kind().match(text.lstrip())
    return None if found is None else () if found["some"] else _kinds()[found["kind"]]


def begins(name: str, heads: tuple[str, ...]) -> bool:
    """Whether a folded name begins with one of the heads, as whole words."""
    return name.startswith(heads) and any(f"{name} ".startswith(f"{head} ") for head in heads)
