"""Quantities: a number, of how many where that is said, and what is counted (`03 tập thể`, `7/9 Công an phường`, `42 triệu đồng`).

| written | value | kind | unit |
| --- | --- | --- | --- |
| `4,5 tỉ đồng`, `1 tỷ 200 triệu` | 4500000000, 1200000000 | money | VND |
| `1,2 kg ma túy đá`, `10 bánh heroin` | 1200, 10 | drugs | g, none |
| `ba người thiệt mạng` | 3 | dead | |
| `5 năm 6 tháng tù` | 66 | sentence | month |
| `3 – 6 tháng tù` | 3, and another of 6 | sentence | month |
| `án chung thân` | 1 | sentence | |
| `7/9 Công an phường`, `98%` | 7 of 9, 98 | share | none, % |
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import Any

from spacy.tokens import Doc

from bantin.entities.gazetteer import spaced
from bantin.language.words import Words, words
from bantin.linking.casualties import fate
from bantin.linking.numerals import in_words, number, starters
from bantin.linking.terms import GLUED, lower
from bantin.resources import table

NUMBER = re.compile(r"(\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?|\d+\.\d{1,2})(?:/(\d+))?(?![\d.,/])(.*)")
REACH = 10  # words in which what is counted stands
TERM = re.compile(r"năm (\d+) tháng (?:tù(?: giam| treo)?|cải tạo không giam giữ)(?!\w)")
YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(slots=True)
class Quantity:
    """A counted or measured amount.

    Attributes:
        start, end: code points of the raw text.
        value: the number in `unit`, factors (`triệu`) applied; of: the whole it is a part of, or None.
        unit_text: what is counted, folded.
        kind: its group in `configs/quantities.toml`: `money`, `drugs`, `dead`, `injured`, `missing`, `casualties` (those not told apart),
            `people`, `groups`, `papers`, `cases`, `vehicles`, `goods`, `area`, `measure`, `sentence` or `share`.
        unit: ISO 4217 code, `g`, `m2`, `month` or `%`; None where things are counted or the unit is as written.
    """

    start: int
    end: int
    value: float
    of: float | None
    unit_text: str
    kind: str
    unit: str | None = None


def _any(forms: list[str]) -> str:
    return "|".join(re.escape(spaced(form)) for form in sorted(forms, key=len, reverse=True))


@dataclass(frozen=True)
class _Grammar:
    """What may follow a number, compiled from the table."""

    noun: re.Pattern[str]
    kinds: dict[str, str]
    factor: re.Pattern[str]
    money: re.Pattern[str]
    currency: dict[str, str]
    drugs: re.Pattern[str]
    openers: frozenset[str]
    alone: dict[str, str]


@cache
def _grammar() -> _Grammar:
    rows: dict[str, Any] = table("quantities")
    kinds = {spaced(noun): kind for kind, nouns in rows["count"].items() for noun in nouns}
    currency = {spaced(word): code for code, forms in rows["currency"].items() for word in forms}
    drugs = rows["drugs"]
    amounts = [*drugs["pieces"], *rows["convert"]["g"]]
    return _Grammar(
        re.compile(rf"({_any(list(kinds))})(?!\w)"),
        kinds,
        re.compile(rf"({_any(list(rows['factor']))})(?: ({_any(list(rows['factor']))}))?(?!\w)"),
        re.compile(rf"({_any(list(currency))})(?!\w)"),
        currency,
        re.compile(rf"({_any(amounts)})(?: (?:{_any(drugs['between'])})){{0,4}} (?:{_any(drugs['substances'])})(?!\w)"),
        frozenset(spaced(form).split()[0] for form in (*kinds, *currency, *rows["factor"], *amounts)),
        {spaced(noun): kind for kind, nouns in rows["alone"].items() for noun in nouns},
    )


@dataclass(slots=True)
class _Found:
    """What follows a number: words taken, the number's value in `unit`, what is counted and its kind."""

    taken: int
    value: float
    text: str
    kind: str
    unit: str | None = None


def _count(text: str) -> int:
    return text.count(" ") + 1


def _small(value: float) -> float:
    """The value without what binary fractions add to it (`1,2 * 1000`)."""
    value = round(value, 6)
    return int(value) if value == int(value) else value


def _after(text: str, value: float) -> _Found | None:
    """What is counted by a number of this value, from the folded words behind it."""
    rows, grammar = table("quantities"), _grammar()
    if match := grammar.drugs.match(text):
        factor = rows["convert"]["g"].get(match[1])
        return _Found(_count(match[0]), _small(value * (factor or 1)), match[0], "drugs", "g" if factor else None)
    noun, money = grammar.noun.match(text), grammar.money.match(text)
    if noun and not (money and len(money[0]) >= len(noun[0])):
        unit, kind = noun[1], grammar.kinds[noun[1]]
        if kind == "area" and unit in rows["convert"]["m2"]:
            return _Found(_count(unit), _small(value * rows["convert"]["m2"][unit]), unit, kind, "m2")
        if kind == "sentence" and (months := rows["convert"]["month"].get(unit.split()[0])):
            return _Found(_count(unit), _small(value * months), unit, kind, "month")
        return _Found(_count(unit), value, unit, kind, "%" if kind == "share" else None)
    if money:
        return _Found(_count(money[1]), value, money[1], "money", grammar.currency[money[1]])
    return _with_factor(text, value)


def _with_factor(text: str, value: float) -> _Found | None:
    """The same where a factor stands first: `triệu đồng`, `nghìn tỷ đồng`, `triệu lượt`, `tỷ 200 triệu`, `triệu` alone."""
    rows, grammar = table("quantities"), _grammar()
    match = grammar.factor.match(text)
    if not match:
        return None
    factors = [rows["factor"][form] for form in match.groups() if form]
    for factor in factors:
        value *= factor
    value, taken = _small(value), _count(match[0])
    rest = text[match.end() + 1 :]
    more = re.match(r"(\d{1,3}) ", rest)
    smaller = grammar.factor.match(rest[more.end() :]) if more else None
    if more and smaller and not smaller[2] and rows["factor"][smaller[1]] < factors[-1] >= 1_000_000:
        value += int(more[1]) * rows["factor"][smaller[1]]
        taken += 2
        text, rest = f"{match[0]} {more[0]}{smaller[0]}", rest[more.end() + smaller.end() + 1 :]
    else:
        text = match[0]
    counted = _after(rest, value) if rest and not grammar.factor.match(rest) else None
    if counted and counted.kind not in ("share", "sentence"):
        counted.taken += taken
        counted.text = f"{text} {counted.text}"
        return counted
    return _Found(taken, value, text, "money", "VND") if match[1] in rows["bare"]["money"] else None


def quantities(doc: Doc) -> list[Quantity]:
    """Quantities of a document, in order. Figures of dates are none; those of clock times are none since nothing counted follows them."""
    known = words(doc)
    folds, start = known.folds, starters() | {form.split()[0] for form in _grammar().alone}
    candidates = [i for i, word in enumerate(folds) if "0" <= word < ":" or word in start]
    if not candidates:
        return []
    dated = {
        i for e in doc._.entities or () if e.label == "DATE" for i in range(known.before[e.start], known.before[e.end])
    }
    names = bodies(doc, known)
    borders = [known.before[token] for token in known.borders]
    one, done = table("quantities")["number"]["one"], 0
    found: list[Quantity] = []
    for i in candidates:
        if i < done or i in dated:
            continue
        at = bisect_right(borders, i)
        end = borders[at] if at < len(borders) else len(folds)
        read = _at(folds, i, borders[at - 1] if at else 0, end, _whole(known, i), names)
        if read is None:
            continue
        first, last, quantity, of = read
        if folds[i] == "một" and last - first - quantity.taken == 0 and quantity.kind not in one:
            continue
        done = last + 1
        kind = "share" if of is not None else quantity.kind
        begins, text = known.starts[known.position[first]], quantity.text.replace(" ,", ",")
        if quantity.unit == "month":
            below = lower(known, first, borders[at - 1] if at else 0, text.split()[0], quantity.value)
            if below and not (found and found[-1].end > below[0]):
                found.append(Quantity(*below, None, text, kind, quantity.unit))
            if glued := GLUED.fullmatch(folds[first]):
                begins += glued.start(2)
        found.append(Quantity(begins, known.ends[known.position[last]], quantity.value, of, text, kind, quantity.unit))
    return found


def bodies(doc: Doc, known: Words) -> dict[int, int]:
    """By first word, the word behind each name of a body or a place."""
    named = (e for e in doc._.entities or () if e.label in ("UNIT", "LOCATION"))
    return {known.before[e.start]: known.before[e.end] for e in named}


def _whole(known: Words, i: int) -> str:
    """The digits before the comma of a number whose unit is stuck to it, which is three words (`1,2kg`); empty where there are none."""
    folds = known.folds
    if i < 2 or folds[i - 1] != "," or not folds[i - 2].isdigit() or folds[i].isdigit():
        return ""
    a, b, c = (int(known.position[k]) for k in (i - 2, i - 1, i))
    return folds[i - 2] if known.ends[a] == known.starts[b] and known.ends[b] == known.starts[c] else ""


def _at(
    folds: list[str], i: int, begin: int, end: int, whole: str, names: dict[int, int]
) -> tuple[int, int, _Found, float | None] | None:
    """(first word, last word, what is counted, of how many) of a quantity whose number stands at word `i` of a sentence.

    Args:
        folds: folded words.
        i: the number, or what stands behind its comma. begin, end: the sentence's first word, and the one behind its last.
        names: by first word, the word behind each name of a body or a place.
        whole: the digits before the comma where they are another word.
    """
    of: float | None = None
    tail = ""  # what is stuck to the digits
    first = i - 2 if whole else i
    glued = GLUED.fullmatch(folds[i])
    if folds[i][:1].isdigit():
        match = NUMBER.fullmatch(glued[2] if glued else folds[i])
        if not match or (YEAR.fullmatch(folds[i]) and i > begin and folds[i - 1] == "năm"):
            return None
        if not match[1].isdigit():  # `2,4.5kg`
            whole, first = "", i
        value, j, tail = number(f"{whole},{match[1]}" if whole else match[1]), i + 1, match[3]
        of = number(match[2]) if match[2] else None
        if of is not None and value > of:  # a day and a month
            return None
        year = not tail and j < end and folds[j] == "năm"
        if year and (term := TERM.match(" ".join(folds[j : min(j + REACH, end)]))):
            taken, months = _count(term[0]), int(12 * value) + int(term[1])
            return i, i + taken, _Found(taken, months, term[0], "sentence", "month"), None
    elif folds[i] not in starters():
        noun = next((form for form in _grammar().alone if folds[i : min(i + _count(form), end)] == form.split()), None)
        found = noun and _Found(_count(noun), 1, noun, _grammar().alone[noun])
        return (i, i + found.taken - 1, found, None) if found else None
    else:
        read = in_words(folds, i, begin, end)
        if read is None:
            return None
        value, j = read
    counted = None
    if tail or (j < end and folds[j] in _grammar().openers):  # most numbers count nothing
        text = " ".join(folds[j : min(j + REACH, end)])
        counted = _after(f"{tail} {text}" if tail else text, value)
    if glued:  # `2-9` before anything but a term is a day
        return (i, j + counted.taken - 1, counted, None) if counted and counted.unit == "month" else None
    if counted is None and i > begin and folds[i - 1] == "$" and not tail:
        return i - 1, i, _Found(0, value, "$", "money", "USD"), of
    if counted and counted.kind == "groups" and i > begin and folds[i - 1] in table("quantities")["number"]["streets"]:
        return None
    last = j + (counted.taken if counted else 0) - (2 if tail else 1)
    people = counted.kind == "people" if counted else of is None and not tail
    told = fate(folds, (begin, i, last + 1, end), counted is not None, names) if people else None
    if told:
        kind, stop = told
        said = " ".join(folds[last + 1 : stop])
        text = " ".join(filter(None, (counted.text if counted else "", said)))
        return i, stop - 1, _Found(stop - j, value, text, kind), of
    return (first, last, counted, of) if counted else None
