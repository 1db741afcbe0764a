"""People across articles: mentions of one full name, put together where rank, posts and company say it is one person.

The name alone joins nobody. Mentions are taken in the order of their days, so a rank that falls, or rises too fast, parts two
people; so do posts in two provinces at the same time, where no article on personnel tells of the transfer.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import math
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

import msgspec

from bantin.coreference.mentions import Held, Mention, mentions
from bantin.coreference.sorting import DiskSorter
from bantin.coreference.stories import Story, StoryFinder
from bantin.language.norms import folded
from bantin.records.types import Record
from bantin.resources import table

DECODER = msgspec.msgpack.Decoder(Mention)
LAST = "99999999"  # mentions without a day come last


class Evidence(msgspec.Struct, kw_only=True):
    """Where an article names the person: characters of its text."""

    article: str
    start: int
    end: int


class State(msgspec.Struct, kw_only=True):
    """A rank and an office held together: ISO days on which it was first and last read, null where no article had a day."""

    date: str | None
    last: str | None
    rank: str | None
    position: str | None
    unit: str | None
    former: bool
    evidence: list[Evidence]


class Join(msgspec.Struct, kw_only=True):
    """Why an article's person is this one: how likely, and what says so."""

    article: str
    score: float
    why: list[str]


class Person(msgspec.Struct, kw_only=True):
    """One person across articles. `confidence` is the lowest score of the joins, null where there is but one article."""

    id: str
    name: str
    confidence: float | None
    timeline: list[State]
    joins: list[Join]


@cache
def _sole() -> frozenset[str]:
    return frozenset(map(folded, table("coreference")["people"]["offices"]["sole"]))


class Cluster:
    """What is known so far of one person."""

    def __init__(self) -> None:
        self.mentions: list[Mention] = []
        self.joins: list[Join] = []
        self.stories: set[str] = set()
        self.units: set[str] = set()
        self.provinces: dict[str, int] = {}  # of offices held, with the last day
        self.offices: dict[str, set[str]] = {}  # keys of the bodies that each title was held in, as far as said
        self.seen: dict[str, int] = {}  # companions, bodies and places with their kind before them, and the last day
        self.order: int | None = None
        self.ranked = 0  # day on which that rank was first read
        self.moved = -math.inf  # last day on which an article told of personnel

    def contradicts(self, other: Mention, limits: dict[str, Any]) -> bool:
        """Whether a mention, later than all before, must be another person.

        Args:
            limits: `people` of `configs/coreference.toml`.
        """
        if other.day and self.order is not None and other.order is not None:
            risen = other.order - self.order
            if risen < 0 or risen > 1 + max(0, other.day - self.ranked) // limits["grade"]:
                return True
        now = {held.province for held in other.held if held.province and not held.former}
        then = {name for name, day in self.provinces.items() if other.day - day <= limits["same_time"]}
        told = other.moved or other.day - self.moved <= limits["same_time"]
        return bool(now and then and not now & then and not told)

    def evidence(self, other: Mention, story: str | None, near: int) -> dict[str, str]:
        """What says that a mention is this person: the kind of evidence, and what it was seen in."""
        found: dict[str, str] = {}
        if story is not None and story in self.stories:
            found["same_story"] = story
        for held in other.held:
            position = folded(held.position or "")
            if unit := next((key for key in held.keys if key in self.units), None):
                found.setdefault("same_unit", unit)
            if held.province in self.provinces:
                found.setdefault("same_province", str(held.province))
            if position in self.offices:
                bodies = self.offices[position]
                elsewhere = bodies and held.keys and bodies.isdisjoint(held.keys)
                found.setdefault("sole_post" if position in _sole() and not elsewhere else "same_position", position)
        if other.order is not None and self.order is not None:
            found["same_rank" if other.order == self.order else "risen_rank"] = other.rank or ""
        around = [("companion", c) for c in other.companions] + [("same_body", b) for b in other.bodies]
        for kind, name in [*around, *(("same_place", place) for place in other.places)]:
            day = self.seen.get(f"{kind} {name}")
            if day is not None and other.day - day <= near:
                if kind == "companion" and kind in found:
                    found.setdefault("companion 2", name)
                found.setdefault(kind, name)
        if "same_unit" in found:
            found.pop("same_province", None)
        return found

    def add(self, mention: Mention, story: str | None) -> None:
        """Take a mention in."""
        self.mentions.append(mention)
        if story is not None:
            self.stories.add(story)
        for held in mention.held:
            self.units.update(held.keys)
            if held.position:
                self.offices.setdefault(folded(held.position), set()).update(held.keys)
            if held.province and not held.former:
                self.provinces[held.province] = mention.day
        if mention.order is not None and mention.order != self.order:
            self.order, self.ranked = mention.order, mention.day
        if mention.moved:
            self.moved = mention.day
        for kind, names in (
            ("companion", mention.companions),
            ("same_body", mention.bodies),
            ("same_place", mention.places),
        ):
            self.seen.update((f"{kind} {name}", mention.day) for name in names)

    def person(self) -> Person:
        """The person as written out."""
        first = self.mentions[0]
        digest = hashlib.sha256(f"{folded(first.name)}\n{first.article}".encode()).hexdigest()[:16]
        written = [m.name for m in self.mentions if not m.name.isupper()]
        return Person(
            id=digest,
            name=(written or [first.name])[0],
            confidence=min((join.score for join in self.joins), default=None),
            timeline=timeline(self.mentions),
            joins=self.joins,
        )


def timeline(mentions: Iterable[Mention]) -> list[State]:
    """What was read of rank and office, by the day it was first read; each state once, with all its evidence."""
    states: dict[tuple[str, ...], State] = {}
    for mention in mentions:
        day = dt.date.fromordinal(mention.day).isoformat() if mention.day else None
        for held in mention.held or [Held(None, None, [], None, False)]:
            unit = held.keys[0] if held.keys else ""
            key = (folded(mention.rank or ""), folded(held.position or ""), unit, str(held.former))
            state = states.get(key)
            if state is None:
                state = states[key] = State(
                    date=day,
                    last=day,
                    rank=mention.rank,
                    position=held.position,
                    unit=held.unit,
                    former=held.former,
                    evidence=[],
                )
            state.last = day or state.last
            state.evidence += [Evidence(article=mention.article, start=s, end=e) for s, e in mention.spans]
    return list(states.values())


def cluster(of_one_name: Iterable[tuple[Mention, str | None]], settings: dict[str, Any]) -> list[Cluster]:
    """The persons behind the mentions of one full name.

    Args:
        of_one_name: mentions in the order of their days, each with its article's story or None.
        settings: `people` of `configs/coreference.toml`.
    """
    clusters: list[Cluster] = []
    weights = settings["evidence"]
    for mention, story in of_one_name:
        best: tuple[float, Cluster, dict[str, str]] | None = None
        for known in clusters:
            if known.contradicts(mention, settings):
                continue
            found = known.evidence(mention, story, settings["near"])
            score = 1 - math.prod(1 - weights[kind.split()[0]] for kind in found)
            if score >= settings["least"] and (best is None or score > best[0]):
                best = score, known, found
        if best is None:
            clusters.append(Cluster())
            clusters[-1].add(mention, story)
            continue
        score, known, found = best
        why = [f"{kind.split()[0]}: {what}" for kind, what in found.items()]
        known.joins.append(Join(article=mention.article, score=round(score, 4), why=why))
        known.add(mention, story)
    return clusters


def people(
    records: Iterable[Record],
    settings: dict[str, Any] | None = None,
    watch: Callable[[Iterable[Story]], Iterable[Story]] = iter,
) -> Iterator[Person]:
    """The people of some records, in the order of their names; in memory are the mentions of one name at a time.

    Args:
        records: in any order; one given twice counts once. The mentions of one without a day come last, and their ranks are not
            compared in time.
        settings: replaces values of `people` in `configs/coreference.toml`.
        watch: given the stories on their way, to show how far the work is.
    """
    limits = {**table("coreference")["people"], **(settings or {})}
    finder, sorter = StoryFinder(), DiskSorter()
    for record in records:
        finder.add(record)
        for number, mention in enumerate(mentions(record)):
            day = f"{mention.day:08}" if mention.day else LAST
            key = (folded(mention.name), day, record.id, record.text_sha256, f"{number:06}")
            sorter.add(key, msgspec.msgpack.encode(mention))
    story_of = {article: story.id for story in watch(finder) if len(story.articles) > 1 for article in story.articles}
    for _, rows in itertools.groupby(sorter, key=lambda row: row[0][0]):
        named = (DECODER.decode(data) for _, data in rows)
        for known in cluster(((mention, story_of.get(mention.article)) for mention in named), limits):
            yield known.person()
