"""Quantities: a number, of how many where that is said, and what is counted (`06 tập thể`, `15/18 Công an xã`, `42 triệu đồng`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from spacy.attrs import LOWER
from spacy.tokens import Doc

from bantin.entities.gazetteer import spaced
from bantin.resources import table

NUMBER = re.compile(r"(?<![\w/.,-])(\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?|\d+\.\d{1,2})(?:/(\d+))?\s*")


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
    folds = [strings[key] for key in doc.to_array(LOWER).tolist()]
    pattern, kinds = _nouns()
    found: list[Quantity] = []
    for i, fold in enumerate(folds):
        if not fold[:1].isdigit():
            continue
        match = NUMBER.fullmatch(fold + " ")
        if not match or i + 1 >= len(folds):
            continue
        after = folds[i + 1 : i + 7]
        text = " ".join(after)
        noun = pattern.match(text)
        if not noun:
            continue
        count = len(noun[1].split())
        unit = noun[1]
        value: float = number(match[1])
        factor = table("quantities")["factor"].get(unit.split()[0]) if kinds[unit] == "money" else None
        last = doc[i + count]
        found.append(
            Quantity(
                doc[i].idx,
                last.idx + len(last),
                value * (factor or 1),
                number(match[2]) if match[2] else None,
                unit.replace(" ,", ","),
                kinds[unit],
            )
        )
    return found
