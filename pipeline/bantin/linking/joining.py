"""Mentions of persons joined: the short forms of a name to the full one."""

from __future__ import annotations

import re
from functools import cache

from bantin.language.norms import folded
from bantin.linking.ranks import rank_code
from bantin.linking.remembering import remembered
from bantin.resources import table

INITIAL = re.compile(r"^([^\W\d_]\.)(?=[^\W\d_]{2,}$)")  # before a name: `D.Trump`
GENERAL = "tướng"  # a rank that stands for every rank of a general


@cache
def _surnames() -> frozenset[str]:
    return frozenset(map(folded, table("people")["surnames"]["common"]))


@cache
def _given_first() -> frozenset[str]:
    return frozenset(map(folded, table("people")["given_first"]["forms"]))


def same_name(words: list[str], other: list[str]) -> bool:
    """Whether two folded names can be one person's: equal, or one the end of the other, as Vietnamese names are shortened."""
    short, long = sorted((words, other), key=len)
    if words == other:
        return True
    if "." in (words[0][-1], other[0][-1]) and (_initial(words, other) or _initial(other, words)):
        return True
    if len(short) == len(long) or long[-len(short) :] != short:
        return False
    return not (len(short) > 1 and short[0] == long[0])


def _initial(short: list[str], long: list[str]) -> bool:
    """Whether the first word of a folded name stands as its initial in another (`D.Trump`)."""
    return len(short) == 2 and short[0] == f"{long[0][0]}." and short[-1] == long[-1]


def foreign_short(words: list[str], other: list[str]) -> bool:
    """Whether a name that begins with no Vietnamese surname is another: its first word (`Kang`, `Tập`), without its middle, turned round."""
    short, long = sorted((words, other), key=len)
    if long[0] in _given_first() and len(short) != len(long):
        return len(short) > 1 and long[: len(short)] == short  # `Y Lang`, `Y Lang Niê`
    if short[0] in _surnames() or long[0] in _surnames():
        return False
    if len(short) == len(long) or long[0] != short[0]:
        return len(short) == 2 and short == long[::-1]
    return len(short) == 1 or (len(short) == 2 and short[-1] == long[-1])


@remembered
def words_of(name: str) -> list[str]:
    """The folded words of a name; a hyphen parts words as a blank does (`Kim Jong-un`)."""
    return INITIAL.sub(r"\1 ", folded(name)).replace("-", " ").split() or [name]


def same_rank(one: str, other: str) -> bool:
    """Whether two ranks as written can be one person's: equal, or one of them just `tướng`."""
    code = rank_code(one)
    if code and code == rank_code(other):
        return True
    one, other = folded(one), folded(other)
    return one == other or (GENERAL in (one, other) and one.split()[-1] == other.split()[-1])
