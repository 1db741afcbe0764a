"""How alike two records are: what both hold, weighted by how rare it is; and what says that they tell of two events."""

from __future__ import annotations

import math
import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import numpy as np

from bantin.coreference.features import Item

BITS = 20  # counters: 2**20, however many terms there are
PRIOR = 1000  # records taken to be known before the first, so that rarity means something from the start
SHOWN = 4  # terms that an explanation names
LEAST_SHARED = 3  # terms, people aside: a name alone makes no event, however little else two short records hold


class Rarity:
    """How many records so far hold a term; the counters' number is fixed, so terms may share one."""

    def __init__(self) -> None:
        self.counts = np.zeros(1 << BITS, np.int32)
        self.records = 0

    @staticmethod
    def slots(terms: list[str]) -> list[int]:
        """The counters of some terms."""
        return [zlib.crc32(term.encode("utf-8", "surrogatepass")) >> (32 - BITS) for term in terms]

    def weights(self, slots: list[int]) -> list[float]:
        """Weight of each term: the logarithm of one over the share of records that hold it."""
        total = math.log(PRIOR + self.records)
        return (total - np.log(self.counts[slots] + 1.0)).tolist()

    def add(self, slots: list[int]) -> None:
        """Count one record."""
        self.counts[list(set(slots))] += 1
        self.records += 1


@dataclass(slots=True)
class Weighted:
    """An item with its terms' weights, of which the squares sum to 1."""

    item: Item
    weights: dict[str, float]
    raw: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, item: Item, rarity: Rarity) -> Weighted:
        """`item` weighted by what `rarity` knows so far, and counted there."""
        slots = rarity.slots(item.terms)
        weights = rarity.weights(slots)
        rarity.add(slots)
        norm = math.sqrt(sum(w * w for w in weights)) or 1.0
        return cls(
            item,
            {t: w / norm for t, w in zip(item.terms, weights, strict=True)},
            dict(zip(item.terms, weights, strict=True)),
        )


def cosine(a: Weighted, b: Weighted) -> float:
    """Weighted cosine of two records' terms, 0 to 1."""
    return sum(a.weights[term] * b.weights[term] for term in a.weights.keys() & b.weights.keys())


def shared(a: Weighted, b: Weighted) -> list[str]:
    """The shared terms that weigh most, heaviest first."""
    common = a.weights.keys() & b.weights.keys()
    return sorted(common, key=lambda term: (-a.weights[term] * b.weights[term], term))[:SHOWN]


def tells(shared: Collection[str]) -> bool:
    """Whether shared terms can tell of one event at all: some of them beside people."""
    return sum(not term.startswith("p:") for term in shared) >= LEAST_SHARED


def has_name(terms: Iterable[str]) -> bool:
    """Whether a person, a unit, a place or an amount is among some terms."""
    return any(not term.startswith("w:") for term in terms)


def contradicted(a: Item, b: Item, duplicate: bool, of_person: list[str]) -> bool:
    """Whether two records tell of two events, however alike they are.

    Args:
        a, b: the records.
        duplicate: whether they are near-duplicates: then what the classifier or a paper says of them may differ.
        of_person: types whose event is what happens to a person.
    """
    if a.provinces and b.provinces and not set(a.provinces) & set(b.provinces):
        return True
    if a.type in of_person and a.people and b.people and not set(a.people) & set(b.people):
        return True
    if duplicate:
        return False
    if a.type not in b.types and b.type not in a.types:
        return True
    if a.type == b.type == "other" and a.site == b.site:  # a series of one paper, not one event
        return True
    return bool(a.date and b.date and a.date != b.date)
