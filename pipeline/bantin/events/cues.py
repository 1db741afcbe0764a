"""Which cues tell of an event: not those in a body's name (`Cục Thi hành án dân sự`), nor those in a longer word (`đánh` in `đánh giá`)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache

from bantin.entities.gazetteer import spaced
from bantin.entities.tagger import Entity
from bantin.events.features import Cue, cue_forms
from bantin.language.words import Words
from bantin.resources import table

Sides = tuple[list[str], list[str]]


def _sides(cue: list[str], longer: list[str]) -> Iterator[Sides]:
    """What stands before and behind a cue where it shares words with `longer` and does not hold it whole."""
    for at in range(1 - len(longer), len(cue)):  # where in the cue the other begins
        before, shared = longer[: max(0, -at)], longer[max(0, -at) : len(cue) - at]
        behind = longer[len(cue) - at :]
        if (before or behind) and cue[max(0, at) : max(0, at) + len(shared)] == shared:
            yield before, behind


@cache
def _longer() -> list[list[Sides]]:
    """Of each form of a cue, what stands beside it in the longer words of the table."""
    words = [spaced(word).split() for word in table("events")["longer"]["words"]]
    return [[sides for word in words for sides in _sides(spaced(form).split(), word)] for form in cue_forms()]


def telling(cues: Iterable[Cue], known: Words, entities: Iterable[Entity]) -> list[Cue]:
    """The cues that tell of an event.

    Args:
        cues: those of a document. known: its words. entities: its entities in order.
    """
    units = [entity for entity in entities if entity.label == "UNIT"]
    starts = [unit.start for unit in units]
    found = []
    for cue in cues:
        k = bisect_left(starts, cue.end) - 1  # the last body that begins before the cue ends
        if k >= 0 and units[k].end > cue.start:
            continue
        start, end = known.before[cue.start], known.before[cue.end]
        if not any(
            known.folds[max(0, start - len(before)) : start] == before
            and known.folds[end : end + len(behind)] == behind
            for before, behind in _longer()[cue.form]
        ):
            found.append(cue)
    return found
