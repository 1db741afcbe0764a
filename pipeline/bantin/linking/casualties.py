"""What became of the people that a number counts: dead, injured, missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from bantin.resources import table

BEHIND = 7  # words between the people and what is said of them, at most
BEFORE = 8  # words in which what is said before the number stands
HARMS = frozenset({"dead", "injured", "missing"})
STOPS = frozenset(',.;:!?()"”“–-…')


@cache
def _said() -> tuple[dict[str, list[tuple[tuple[str, ...], str]]], re.Pattern[str], frozenset[str]]:
    """(predicates by first word, longest first; pattern of those before a number; words that break the tie)."""
    rows = table("quantities")
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for kind, forms in rows["casualties"].items():
        for form in sorted(forms, key=len, reverse=True):
            by_first.setdefault(form.split()[0], []).append((tuple(form.split()), kind))
    for pairs in by_first.values():
        pairs.sort(key=lambda pair: -len(pair[0]))
    about = "|".join(re.escape(form) for form in sorted(rows["told"]["about"], key=len, reverse=True))
    before = "|".join(
        rf"(?P<{kind}>{'|'.join(sorted(map(re.escape, forms), key=len, reverse=True))})"
        for kind, forms in rows["harm"].items()
    )
    return by_first, re.compile(rf"(?<!\w)(?:{before})(?: (?:{about})){{0,3}}$"), frozenset(rows["told"]["breaks"])


@cache
def _total() -> re.Pattern[str]:
    """`số người chết vì bão đã tăng lên`, before the figure."""
    kinds = "|".join(rf"(?P<{kind}>{'|'.join(forms)})" for kind, forms in table("quantities")["harm"].items())
    return re.compile(
        rf"số (?:người|nạn nhân) (?:bị )?(?:{kinds})(?: [^ ,.;]+){{0,4}} (?:lên|là|tới|đến|thành)(?: ít nhất)?$"
    )


@cache
def _bare() -> frozenset[str]:
    """Words behind which a number may count people that are not named: `làm 2 người chết, 3 bị thương`."""
    return STOPS | frozenset(table("quantities")["told"]["bare"])


def _predicate(folds: list[str], k: int, end: int) -> tuple[str, int] | None:
    """(kind, word behind it) of what is said at word `k`."""
    for form, kind in _said()[0].get(folds[k], ()):
        if k + len(form) <= end and tuple(folds[k : k + len(form)]) == form:
            return kind, k + len(form)
    return None


def fate(
    folds: list[str], borders: tuple[int, int, int, int], noun: bool, names: Mapping[int, int] | None = None
) -> tuple[str, int] | None:
    """What is said of counted people.

    Args:
        folds: folded words.
        borders: words at which the sentence begins, the number begins, what is counted ends, the sentence ends.
        names: by first word, the word behind each name (of a body, a place), which counts as one word.
        noun: whether a noun stands behind the number; `3 bị thương` has none, and then what is said stands next to it.

    Returns:
        (kind, word behind what belongs to the quantity's own text), or None where nothing is said.
    """
    begin, first, last, end = borders
    if not noun and first > begin and folds[first - 1] not in _bare():
        return None
    k, left = last - 1, BEHIND if noun else 1
    while left and (k := k + 1) < end:
        left -= 1
        if names and k in names:
            k = names[k] - 1
            continue
        word = folds[k]
        if word in STOPS or word[:1].isdigit():
            break
        if told := _predicate(folds, k, end):
            kind, stop = told
            # `3 người chết và bị thương`: how many of each is not said
            other = _predicate(folds, stop + 1, end) if stop + 1 < end and folds[stop] in ("và", ",", "hoặc") else None
            if other and other[0] != kind:
                return "casualties", other[1] if k == last else last
            return kind, stop if k == last else last
        if word in _said()[2] and folds[k - 1] != "bị":
            break
    text = " ".join(folds[max(begin, first - BEFORE) : first])
    if "số" in text and (total := _total().search(text)):
        return total.lastgroup or "dead", last
    match = _said()[1].search(text)
    if not match or match.lastgroup is None or text[: match.start()].endswith(("cái ", "thoát ", "không ", "suýt ")):
        return None
    if not noun and not match[0].endswith((" lên", " là", " tới", " đến", ":", " nhất")):
        return None
    return match.lastgroup, last


@cache
def _single() -> tuple[dict[str, list[list[str]]], frozenset[str]]:
    """(nouns for one person by first word, longest first; words before them that make them several or another)."""
    rows = table("quantities")["single"]
    nouns: dict[str, list[list[str]]] = {}
    for form in sorted(rows["nouns"], key=len, reverse=True):
        nouns.setdefault(form.split()[0], []).append(form.split())
    return nouns, frozenset(rows["many"])


def singles(
    folds: list[str], begin: int, end: int, persons: Mapping[int, tuple[int, int]], names: Mapping[int, int]
) -> Iterable[tuple[str, int | str]]:
    """(kind, who) of the dead, injured and missing told of one by one between two words, as `khiến anh A tử vong, vợ bị thương`.

    Args:
        folds: folded words. begin, end: the sentence.
        persons: by first word, (word behind, number of the person) of each person's name. names: as for `fate`.
    """
    nouns, many = _single()
    k = begin
    while k < end:
        who: int | str | None = None
        stop = k + 1
        if k in persons:
            stop, who = persons[k]
        elif k in names:
            stop = names[k]
        elif form := next((f for f in nouns.get(folds[k], ()) if folds[k : k + len(f)] == f), None):
            stop = k + len(form)
            if k == begin or (folds[k - 1] not in many and not folds[k - 1].isdigit()):
                who = " ".join(form)
        if who is not None and (told := fate(folds, (begin, k, stop, end), True, names)) and told[0] in HARMS:
            yield told[0], who
        k = stop
