"""How many people an accident, a fire, a disaster or a crime left dead, injured and missing: the figure the title and the lede agree on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bantin.linking.quantities import Quantity

KINDS = ("dead", "injured", "missing")
TOLD = frozenset({*KINDS, "casualties"})
TAKES = frozenset({"traffic_accident", "other_accident", "fire_explosion", "disaster", "crime", "rescue"})
NOBODY = re.compile(
    r"(?:không|chưa) (?:có |gây |xảy ra |ghi nhận |để xảy ra )*(?:thương vong|thiệt hại(?: nào)? về người|ai (?:bị )?(?:thương|thiệt mạng|tử vong)(?: vong)?|người (?:nào )?(?:bị thương|thương vong|tử vong|thiệt mạng|chết))"
)
GENERIC = frozenset({"nạn nhân", "người này", "người đàn ông", "người phụ nữ", "cô gái", "nam thanh niên", "tài xế"})
ADDED = re.compile(r"tại chỗ|bệnh viện|trên đường|khác|còn lại|thêm|cấp cứu")
PART = re.compile(r"trong đó|trong số|bao gồm|gồm|tổng cộng|gồm có")


@dataclass(slots=True)
class Casualties:
    """People dead, injured and missing; None where it is not told."""

    dead: int | None = None
    injured: int | None = None
    missing: int | None = None


def casualties(
    sentences: Iterable[tuple[str, Sequence[Quantity], Sequence[tuple[str, int | str]]]],
) -> Casualties | None:
    """What the sentences tell; None where they tell of no casualties.

    Args:
        sentences: of each, its folded text, the quantities in it, and (kind, who) of those told of one by one: a person's number, or a noun.
    """
    most: dict[str, int] = {}
    persons: dict[str, set[int]] = {}
    sentences = list(sentences)
    died = {who for _, _, singles in sentences for kind, who in singles if kind == "dead"}
    for text, found, singles in sentences:
        if ("không" in text or "chưa" in text) and (nobody := NOBODY.search(text)):
            for kind in ("dead", "injured"):
                if (
                    "thương vong" in nobody[0]
                    or "về người" in nobody[0]
                    or ("thương" in nobody[0]) == (kind == "injured")
                ):
                    most.setdefault(kind, 0)
        for kind in KINDS:
            figures = [int(q.value) for q in found if q.kind == kind]
            if figures:
                most[kind] = max(most.get(kind, 0), _together(figures, text))
            if here := {who for other, who in singles if other == kind and (kind == "dead" or who not in died)}:
                persons.setdefault(kind, set()).update(who for who in here if isinstance(who, int))
                most[kind] = max(most.get(kind, 0), _different(here), len(persons[kind]))
    return Casualties(**most) if most else None


def _different(here: set[int | str]) -> int:
    """How many people a sentence's names and nouns stand for: `nạn nhân` beside a name is the same person."""
    names = sum(isinstance(who, int) for who in here)
    return names + len({who for who in here if isinstance(who, str) and not (names and who in GENERIC)})


def _together(figures: list[int], text: str) -> int:
    """One figure of those a sentence tells: their sum where the later ones come on top (`2 người chết tại chỗ, 1 người tử vong tại bệnh viện`)."""
    largest = max(figures)
    if len(figures) == 1 or PART.search(text) or largest == sum(figures) - largest or not ADDED.search(text):
        return largest
    return sum(figures)
