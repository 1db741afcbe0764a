"""Quantities: a number, of how many where that is said, and what is counted (`03 tập thể`, `7/9 Công an phường`, `42 triệu đồng`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc

from bantin.entities.gazetteer import spaced
from bantin.language.words import words
from bantin.resources import table

DIGITS = re.compile(r"\d[^ ]*")
NUMBER = re.compile(r"(?<![\w/.,-])(\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?|\d+\.\d{1,2})(?:/(\d+))?")


@dataclass(slots=True)
class Quantity:
    """A counted or measured amount.

    Attributes:
        start, end: code points of the raw text.
        value: the number, factors (`triệu`) applied; of: the whole it is a part of, or None.
        unit_text: what is counted, folded; kind: its group in `configs/quantities.toml`.
    """

    start: int
    end: int
    value: float
    of: float | None
    unit_text: str
    kind: str


@cache
def _nouns() -> tuple[re.Pattern[str], dict[str, str]]:
    kinds = {spaced(noun): kind for kind, nouns in table("quantities")["count"].items() for noun in nouns}
    return re.compile(rf"({'|'.join(map(re.escape, sorted(kinds, key=len, reverse=True)))})(?!\w)"), kinds


def number(text: str) -> float:
    """Value of a number as Vietnamese writes it: dots between thousands, a comma before decimals."""
    if re.fullmatch(r"\d+\.\d{1,2}", text):
        return float(text)
    value = float(text.replace(".", "").replace(",", "."))
    return int(value) if value.is_integer() else value


def quantities(doc: Doc) -> list[Quantity]:
    """Quantities of a document, in order. Years, dates and clock times are none, since no counted noun follows them."""
    known = words(doc)
    text = " ".join(known.folds)
    pattern, kinds = _nouns()
    found: list[Quantity] = []
    for token in DIGITS.finditer(text):
        begins = not token.start() or text[token.start() - 1] == " "
        match = NUMBER.fullmatch(token[0]) if begins else None
        noun = pattern.match(text, token.end() + 1) if match else None
        if not match or not noun:
            continue
        unit = noun[1]
        first = text.count(" ", 0, token.start())
        last = first + len(unit.split())
        factor = table("quantities")["factor"].get(unit.split()[0]) if kinds[unit] == "money" else None
        of = number(match[2]) if match[2] else None
        value = number(match[1]) * (factor or 1)
        start, end = known.starts[known.position[first]], known.ends[known.position[last]]
        found.append(Quantity(start, end, value, of, unit.replace(" ,", ","), kinds[unit]))
    return found
