"""Abbreviations: those an article defines in brackets, and those everybody in the field knows."""

from __future__ import annotations

import re
from functools import cache

from bantin.language.norms import canonical, composed, without_marks
from bantin.language.tokenizer import UP
from bantin.resources import table

DEFINED = re.compile(rf"\((?:gọi tắt là |viết tắt là |sau đây gọi là )?({UP}(?:{UP}|[0-9&-]){{1,9}})\)")
WORDS = re.compile(r"[^\W\d_]+")
FUNCTION_WORDS = frozenset(["và", "của", "về", "các", "cho", "là"])


def defined(text: str) -> dict[str, str]:
    """{short: long} of `long (SHORT)` in a composed text, where SHORT is the initials of the words before it."""
    found: dict[str, str] = {}
    for match in DEFINED.finditer(text):
        letters = without_marks(re.sub(r"[^\w]", "", match[1])).lower().replace("0", "")
        clause = re.split(r"[.;:!?()\n]", text[max(0, match.start() - 160) : match.start()])[-1]
        words = list(WORDS.finditer(clause))
        at, k = len(words) - 1, len(letters) - 1
        while at >= 0 and k >= 0:
            word = words[at][0].lower()
            if without_marks(word)[0] == letters[k] and (word[0] != "đ" or match[1][min(k, len(match[1]) - 1)] in "ĐD"):
                k -= 1
            elif word not in FUNCTION_WORDS:
                break
            at -= 1
        if k < 0 and not clause[words[-1].end() :].strip():
            found.setdefault(match[1], " ".join(clause[words[at + 1].start() :].split()))
    return found


@cache
def _known() -> tuple[dict[str, str], re.Pattern[str]]:
    rows = table("abbreviations")
    entries = {short: long for group in ("unit", "other") for short, long in rows[group].items()}
    rest: dict[str, list[str]] = {}
    for short in sorted(entries, key=len, reverse=True):
        rest.setdefault(short[0], []).append(re.escape(short[1:]))
    # The first letter stands first, so that the engine skips to it; what must not stand before it is looked at from there.
    forms = (rf"{first}(?<![\w&.-]{first})(?:{'|'.join(ends)})" for first, ends in rest.items())
    return entries, re.compile(rf"(?:{'|'.join(forms)})(?![\w&]|-\w)")


def expand(short: str) -> str | None:
    """What the table says an abbreviation stands for."""
    return _known()[0].get(short)


def written_out(text: str) -> str:
    """A canonical text with every abbreviation that the table knows replaced by its long form."""
    entries, pattern = _known()
    return pattern.sub(lambda match: entries[match[0]], text)


def abbreviations(text: str) -> dict[str, str]:
    """{short: long} of every abbreviation in `text` that it defines itself or that the table knows; its own definition wins."""
    text = composed(text)  # where tones stand matters only for what is found
    entries, pattern = _known()
    own = {short: canonical(long) for short, long in defined(text).items()}
    return {**{match[0]: entries[match[0]] for match in pattern.finditer(text)}, **own}
