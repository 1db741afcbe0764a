"""Numbers as Vietnamese writes them, in digits and in words."""

from __future__ import annotations

import re
from functools import cache

from bantin.resources import table

DECIMAL = re.compile(r"\d+\.\d{1,2}")
TEN, TENS, HUNDRED = "mười", "mươi", "trăm"


def number(text: str) -> float:
    """Value of a number in digits: dots between thousands, a comma before decimals."""
    if "." in text and DECIMAL.fullmatch(text):
        return float(text)
    value = float(text.replace(".", "").replace(",", "."))
    return int(value) if value.is_integer() else value


@cache
def starters() -> frozenset[str]:
    """Words a number in words may begin with."""
    return frozenset(table("quantities")["number"]["digits"]) | {TEN}


@cache
def _behind() -> tuple[frozenset[str], frozenset[str]]:
    """Words behind which a word is no number of its own; words behind which `năm` is one."""
    rows = table("quantities")["number"]
    return frozenset(rows["names"]) | starters(), frozenset(rows["five"])


def in_words(folds: list[str], i: int, begin: int, end: int) -> tuple[int, int] | None:
    """(value, word behind it) of the number in words that begins at word `i`: `ba`, `mười hai`, `hai mươi lăm`, `một trăm ba mươi`.

    Args:
        folds: folded words.
        i: a word of `starters`.
        begin, end: the sentence's first word, and the one behind its last.

    Returns:
        None where the word is no number: part of a larger number, a month (`tháng ba`), `năm` as a year.
    """
    word, before = folds[i], folds[i - 1] if i > begin else ""
    never, five = _behind()
    if before in never:
        return None
    if word == "năm" and before and before not in five and folds[i + 1 : i + 3] != ["năm", "tù"]:
        return None
    return _read(folds, i, end)


def _read(folds: list[str], i: int, end: int) -> tuple[int, int]:
    rows = table("quantities")["number"]
    digits, later = rows["digits"], rows["digits"] | rows["later"]
    following = folds[i + 1] if i + 1 < end else ""
    after = folds[i + 2] if i + 2 < end else ""
    year = "năm"  # behind a number it is a unit of time where `tù` follows
    if folds[i] == TEN:
        one = following in later and not (following == year and after == "tù")
        return (10 + later[following], i + 2) if one else (10, i + 1)
    value = digits[folds[i]]
    if following in (TENS, "chục"):
        one = following == TENS and after in later and not (after == year and folds[i + 3 : i + 4] == ["tù"])
        return (10 * value + later[after], i + 3) if one else (10 * value, i + 2)
    if following == HUNDRED:
        if after in digits or after == TEN:
            rest, stop = _read(folds, i + 2, end)
            return (100 * value + rest, stop) if rest >= 10 else (100 * value, i + 2)
        return 100 * value, i + 2
    return value, i + 1
