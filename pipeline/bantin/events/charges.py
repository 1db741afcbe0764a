"""Where a crime is only named: in a charge, in a word for who did it, in what an authority announces on a later day."""

from __future__ import annotations

import re
from functools import cache

from bantin.language.norms import whole_words
from bantin.resources import table

CHARGE, WORD = 3.0, 4.0  # how much less a cue tells that names the crime, or only who did it
LINKS = 3  # words between `về hành vi` and the crime's name


@cache
def _words(key: str) -> re.Pattern[str]:
    return whole_words(table("events")["charge"][key])


@cache
def _named() -> re.Pattern[str]:
    return re.compile(rf"(?:{_words('before').pattern})(?: [^ ,.;:]+){{0,{LINKS - 1}}}$")


def named(before: str, form: str) -> float:
    """How far a crime is named rather than told, 0 where it is told: by the folded words of its sentence before the cue, and the cue."""
    if form in table("events")["charge"]["names"]:
        return WORD
    return CHARGE if _named().search(before) else 0.0


def announced(between: str) -> bool:
    """Whether a day is that of an announcement or a measure, by the folded words between the day and the crime."""
    return bool(_words("announced").search(between)) and not _words("caught").search(between)
