"""What is told of a person right behind the name: age, year of birth, where the person lives."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from bantin.linking.mentions import Mentions
from bantin.resources import table

AGE = re.compile(r"^[\s(,–-]*(?:năm nay |khoảng |cùng |mới |đã )?(\d{1,3}) tuổi(?!\w)\s*")
BORN = re.compile(r"^\s*[(,;–-]?\s*(?:s\.? ?n\.?|sinh)(?: năm| ngày)?:?\s*$")
YEAR = re.compile(r"(?:^|\D)((?:19|20)\d\d)(?!\d)")
OLDEST = 120
NEAR = 40  # characters behind a name within which an age stands


@dataclass(slots=True)
class Details:
    """Age in years, year of birth, mentions of the place of residence; `last` is the last mention told, `gap` what follows it."""

    last: int
    gap: str | None
    age: int | None = None
    born: int | None = None
    residence: list[int] = field(default_factory=list)


@cache
def _lives() -> re.Pattern[str]:
    forms = "|".join(sorted(map(re.escape, table("people")["residence"]["forms"]), key=len, reverse=True))
    # A word or two of no level of their own may stand before the place: `cùng trú tại tổ dân phố 3, phường …`.
    return re.compile(
        rf"^\s*[),;–(-]*\s*(?:cùng |đều |hiện )?(?:{forms})(?: tại| ở)?:?(?:[\s,]+(?!là\b|và\b)[\w/]+){{0,4}}[\s,]*$"
    )


def read_details(mentions: Mentions, i: int) -> Details:
    """What is told behind the name that is mention `i`."""
    found = Details(i, mentions.gap(i), born=_led(mentions, i))
    if (
        found.gap is None
        and "tu" not in mentions.known.text[(end := mentions.known.ends[mentions.entities[i].end - 1]) : end + NEAR]
    ):
        return found
    rest = _behind(mentions, i)
    while True:
        if found.age is None and (age := AGE.match(rest)) and int(age[1]) <= OLDEST:
            found.age = int(age[1])
            rest = rest[age.end() :]
        elif mentions.gap(found.last) is None:
            break
        elif found.born is None and mentions.labelled(found.last + 1, "DATE") and BORN.match(rest):
            year = YEAR.search(mentions.texts[found.last + 1])
            found.last, found.born = found.last + 1, int(year[1]) if year else None
            rest = _behind(mentions, found.last)
        elif mentions.labelled(found.last + 1, "LOCATION") and (
            _lives().match(rest) if not found.residence else rest.strip() in (",", "-", "–", "")
        ):
            found.last += 1
            found.residence.append(found.last)
            rest = _behind(mentions, found.last)
        else:
            break
    if mentions.gap(found.last) is None:
        found.gap = None
    elif found.last != i or found.age is not None:
        # An open bracket stays, for what else stands in it.
        told = "".join(mentions.gap(k) or "" for k in range(i, found.last + 1))
        opened = told.startswith("(") and ")" not in told
        found.gap = f"({rest.lstrip(', ')}" if opened else rest.strip().removeprefix(")").strip()
    return found


def _led(mentions: Mentions, i: int) -> int | None:
    """The year of birth that a sentence begins with which goes on with the name: `Sinh năm 1997, An giành huy chương`."""
    if (
        not mentions.labelled(i - 1, "DATE")
        or mentions.gap(i - 1) != ","
        or not BORN.match(mentions.before(i - 1) or "-")
    ):
        return None
    year = YEAR.search(mentions.texts[i - 1])
    return int(year[1]) if year else None


def _behind(mentions: Mentions, i: int) -> str:
    """What stands behind mention `i`: up to the next where that is near, else a few words."""
    gap = mentions.gap(i)
    return mentions.after(i).removeprefix(".").strip() if gap is None else gap
