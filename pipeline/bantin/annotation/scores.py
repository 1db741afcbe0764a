"""Counts of spans that agree, strictly: start, end and label; what annotators, models and rules are all measured by."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

IGNORE = "IGNORE"  # credits and bylines: nothing that touches them counts
Span = tuple[int, int, str]
AROUND = 40  # characters of context on either side
DASH = "—"  # stands for a figure that is undefined


@dataclass(slots=True)
class Counts:
    """How many spans were found, how many there are, and how many are both."""

    right: int = 0
    found: int = 0
    gold: int = 0

    def add(self, found: Collection[Any], gold: Collection[Any]) -> None:
        """Count two sets."""
        self.right += len(set(found) & set(gold))
        self.found += len(set(found))
        self.gold += len(set(gold))

    @property
    def precision(self) -> float:
        """Share of the found that is right; 0 where nothing was found."""
        return self.right / max(1, self.found)

    @property
    def recall(self) -> float:
        """Share of the gold that was found; 0 where there is none."""
        return self.right / max(1, self.gold)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where there is nothing."""
        return 2 * self.right / max(1, self.found + self.gold)

    def figures(self) -> dict[str, float]:
        """`precision`, `recall`, `f1`; `support`: the gold spans; `found`: those found."""
        return {
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "support": self.gold,
            "found": self.found,
        }


def printed(row: Mapping[str, float], key: str) -> str:
    """`precision`, `recall` or `f1` of a row of `Counts.figures` for people: a dash where it is undefined, for 0 would be a verdict."""
    of = {"precision": row["found"], "recall": row["support"]}.get(key, row["found"] + row["support"])
    return f"{row[key]:.3f}" if of else DASH


def plain(spans: Iterable[Span]) -> set[Span]:
    """The spans without `IGNORE` ones."""
    return {span for span in spans if span[2] != IGNORE}


def counted(spans: Iterable[Span], other: Iterable[Span]) -> set[Span]:
    """The spans without `IGNORE` ones and without those that touch an `IGNORE` span of `other`."""
    ignored = [(start, end) for start, end, label in other if label == IGNORE]
    return {s for s in plain(spans) if not any(s[0] < end and start < s[1] for start, end in ignored)}


def context(text: str, start: int, end: int, around: int = AROUND) -> dict[str, str]:
    """`before`, `text` and `after` of a span, `around` characters on either side."""
    return {
        "before": text[max(0, start - around) : start],
        "text": text[start:end],
        "after": text[end : end + around],
    }


def pairs(gold: Iterable[Span], found: Iterable[Span]) -> list[tuple[Span | None, Span | None]]:
    """What does not agree, as (gold, found): spans that overlap are paired, best first, the others stand with None.

    The best pair has the same borders, then the same label, then the longest overlap.
    """
    missed, spurious = sorted(set(gold) - set(found)), sorted(set(found) - set(gold))
    close = sorted(
        (-(g[:2] == f[:2]), -(g[2] == f[2]), max(g[0], f[0]) - min(g[1], f[1]), g, f)
        for g in missed
        for f in spurious
        if g[0] < f[1] and f[0] < g[1]
    )
    result: list[tuple[Span | None, Span | None]] = []
    left, right = set(missed), set(spurious)
    for *_, g, f in close:
        if g in left and f in right:
            left.remove(g)
            right.remove(f)
            result.append((g, f))
    result += [(g, None) for g in left] + [(None, f) for f in right]
    return sorted(result, key=lambda pair: pair[0] or pair[1] or (0, 0, ""))


def kind_of(gold: Span | None, found: Span | None) -> str:
    """What is wrong with a pair: `missed`, `spurious`, `label`, `borders`, or `both`."""
    if gold is None or found is None:
        return "spurious" if gold is None else "missed"
    if gold[:2] == found[:2]:
        return "label"
    return "borders" if gold[2] == found[2] else "both"
