"""Stories and people for a person to read: tables on the terminal, and pairs drawn at random to be judged."""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterable

import msgspec
from rich.markup import escape
from rich.table import Table

from bantin.coreference.people import Person, State
from bantin.coreference.stories import Story

ROWS = 50  # of a table: what a person reads


class Pair(msgspec.Struct, kw_only=True):
    """Two articles of one story, to be judged: `b` joined it with this score for these reasons, `a` is one of the earlier ones."""

    story: str
    type: str
    score: float
    why: list[str]
    a: str
    b: str
    title_a: str
    title_b: str


def sample(stories: Iterable[Story], n: int, seed: int) -> list[Pair]:
    """`n` of the joins of `stories`, each as likely, in the order in which they were made; all where there are fewer.

    Args:
        stories: in a fixed order, for the same seed to draw the same.
        n: at least 1.
        seed: of the choice of joins, and of the earlier article each is shown with.
    """
    chance = random.Random(seed)
    kept: list[tuple[int, Pair]] = []
    seen = 0
    for story in stories:
        for at, join in enumerate(story.joins, 1):
            other = chance.randrange(at)
            pair = Pair(
                story=story.id,
                type=story.type,
                score=join.score,
                why=join.why,
                a=story.articles[other],
                b=join.article,
                title_a=story.titles[other],
                title_b=story.titles[at],
            )
            seen += 1
            if len(kept) < n:
                kept.append((seen, pair))
            elif (place := chance.randrange(seen)) < n:
                kept[place] = (seen, pair)
    return [pair for _, pair in sorted(kept, key=lambda row: row[0])]


def pair_table(pairs: list[Pair]) -> Table:
    """Pairs with both titles."""
    table = Table(title=f"{len(pairs)} pairs that were joined", show_lines=True)
    for name in ("type", "score", "titles", "because of"):
        table.add_column(name, overflow="fold")
    for pair in pairs:
        table.add_row(
            pair.type, f"{pair.score:.2f}", escape(f"{pair.title_a}\n{pair.title_b}"), escape("\n".join(pair.why))
        )
    return table


def story_table(stories: Iterable[Story]) -> Table:
    """The stories that most articles tell of."""
    count = 0

    def counted() -> Iterable[Story]:
        nonlocal count
        for story in stories:
            count += 1
            yield story

    best = heapq.nlargest(ROWS, counted(), key=lambda story: len(story.articles))
    table = Table(title=_title(len(best), count, "stories"))
    for name in ("articles", "days", "type", "earliest title", "people, units, places", "score"):
        table.add_column(name, overflow="fold")
    for story in best:
        days = " ".join(dict.fromkeys(day for day in (story.first, story.last) if day))
        named = ", ".join([*story.people[:2], *story.units[:2], *story.places[:2]])
        score = "" if story.score is None else f"{story.score:.2f}"
        table.add_row(str(len(story.articles)), days, story.type, escape(story.titles[0]), escape(named), score)
    return table


def people_table(people: Iterable[Person]) -> Table:
    """The people that most articles name, with their timelines."""
    count = 0

    def counted() -> Iterable[Person]:
        nonlocal count
        for person in people:
            count += 1
            yield person

    best = heapq.nlargest(ROWS, counted(), key=lambda person: len(person.joins))
    table = Table(title=_title(len(best), count, "people"), show_lines=True)
    for name in ("articles", "name", "ranks and posts", "confidence"):
        table.add_column(name, overflow="fold")
    for person in best:
        said = [state for state in person.timeline if state.rank or state.position or state.unit]
        sure = "" if person.confidence is None else f"{person.confidence:.2f}"
        table.add_row(str(len(person.joins) + 1), escape(person.name), escape("\n".join(map(_state, said))), sure)
    return table


def _state(state: State) -> str:
    words = [state.rank, "nguyên" if state.former else None, state.position, state.unit]
    return f"{state.date or 'undated'}  {' '.join(word for word in words if word)} ({len(state.evidence)})"


def _title(shown: int, count: int, what: str) -> str:
    return f"{count:,} {what}" if shown == count else f"{shown} of {count:,} {what}, those in most articles"
