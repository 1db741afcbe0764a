"""Quantities: a number, of how many where that is said, and what is counted (`03 tập thể`, `7/9 Công an phường`, `42 triệu đồng`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from spacy.attrs import IDX, LOWER
from spacy.tokens import Doc

from bantin.entities.gazetteer import spaced
from bantin.language.tokenizer import raw
from bantin.resources import table

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
    strings = doc.vocab.strings
    rows = [(strings[lower], at) for lower, at in doc.to_array([LOWER, IDX]).tolist() if not strings[lower].isspace()]
    folds = [fold for fold, _ in rows]
    text = raw(doc)
    pattern, kinds = _nouns()
    found: list[Quantity] = []
    for i, fold in enumerate(folds[:-1]):
        match = NUMBER.fullmatch(fold) if fold[:1].isdigit() else None
        noun = pattern.match(" ".join(folds[i + 1 : i + 7])) if match else None
        if not match or not noun:
            continue
        unit, last = noun[1], i + len(noun[1].split())
        factor = table("quantities")["factor"].get(unit.split()[0]) if kinds[unit] == "money" else None
        end = rows[last + 1][1] if last + 1 < len(rows) else len(text)
        end = rows[last][1] + len(text[rows[last][1] : end].rstrip())
        of = number(match[2]) if match[2] else None
        value = number(match[1]) * (factor or 1)
        found.append(Quantity(rows[i][1], end, value, of, unit.replace(" ,", ","), kinds[unit]))
    return found
