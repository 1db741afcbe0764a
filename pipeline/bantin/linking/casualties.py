"""What became of the people that a number counts: dead, injured, missing."""

from __future__ import annotations

import re
from functools import cache

from bantin.resources import table

BEHIND = 7  # words between the people and what is said of them, at most
BEFORE = 8  # words in which what is said before the number stands
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


def fate(folds: list[str], borders: tuple[int, int, int, int], noun: bool) -> tuple[str, int] | None:
    """What is said of counted people.

    Args:
        folds: folded words.
        borders: words at which the sentence begins, the number begins, what is counted ends, the sentence ends.
        noun: whether a noun stands behind the number; `3 bị thương` has none, and then what is said stands next to it.

    Returns:
        (kind, word behind what belongs to the quantity's own text), or None where nothing is said.
    """
    begin, first, last, end = borders
    if not noun and first > begin and folds[first - 1] not in _bare():
        return None
    for k in range(last, min(end, last + (BEHIND if noun else 1))):
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
