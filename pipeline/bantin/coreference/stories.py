"""Stories: the records that tell of one event, found in one pass over the days.

A record joins the open story it is most like, or begins one; it never joins two stories to one. So what was decided about
earlier articles stays as it is when later ones come, and with it the story's id.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
from datasketch import MinHash, MinHashLSH

from bantin.coreference.features import Item, item
from bantin.coreference.similarity import Rarity, Weighted, contradicted, cosine, has_name, shared, tells
from bantin.coreference.sorting import DiskSorter
from bantin.records.types import Record
from bantin.resources import table

PERMUTATIONS, BANDS = (
    64,
    (32, 2),
)  # finds seven in ten of the pairs that share a fifth of their terms, nearly all with a third
NAMED = ("p:", "u:", "l:")
RARE = 4.0  # weight of a name that leads to candidates by itself: at most about one record in fifty holds it
DECODER = msgspec.msgpack.Decoder(Item)


class Join(msgspec.Struct, kw_only=True):
    """Why an article is in its story: the article it is most like, its mean score with the story's, the terms that weigh most."""

    article: str
    like: str
    score: float
    why: list[str]


class Story(msgspec.Struct, kw_only=True):
    """Articles that tell of one event, earliest first.

    `id` is made of the type and the earliest article. `first` and `last` are ISO days, null where the articles have none;
    `score` is the lowest of the joins, null for a single article. Names stand by how many articles say them. `titles` stand
    in the order of `articles`.
    """

    id: str
    type: str
    first: str | None
    last: str | None
    articles: list[str]
    people: list[str]
    units: list[str]
    places: list[str]
    score: float | None
    joins: list[Join]
    titles: list[str]


@dataclass(slots=True)
class Open:
    """A story that can still grow: its latest day, the articles that new ones are compared with, all that is written of it."""

    last: int
    compared: list[tuple[int, Weighted]]
    items: list[Item] = field(default_factory=list)
    joins: list[Join] = field(default_factory=list)


def story_id(type: str, article: str) -> str:
    """A story's id: 16 hexadecimal digits of the SHA-256 of its type and its earliest article's id."""
    return hashlib.sha256(f"{type}\n{article}".encode()).hexdigest()[:16]


def _iso(day: int) -> str | None:
    return dt.date.fromordinal(day).isoformat() if day else None


def _by_count(lists: Iterable[list[str]]) -> list[str]:
    return [name for name, _ in Counter(name for names in lists for name in names).most_common()]


class Grouper:
    """Puts items, given in the order of their days, into stories.

    Args:
        settings: `stories` of `configs/coreference.toml`, whose comments say what each means.
    """

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings
        self.rarity = Rarity()
        self.lsh = MinHashLSH(num_perm=PERMUTATIONS, params=BANDS)
        self.named: dict[tuple[str, str], set[int]] = defaultdict(set)  # articles by type and rare name
        self.story_of: dict[int, Open] = {}  # by the number of a compared article
        self.stories: dict[int, Open] = {}  # by the number of its first article, in the order in which they began
        self.number = 0
        self.day = 0

    def add(self, item: Item) -> Iterator[Story]:
        """Take the next item in; yields the stories that are complete by its day."""
        if item.day > self.day:
            self.day = item.day
            yield from self.close(item.day - self.settings["days"])
        self.number += 1
        if not item.day or item.digest:
            yield self._story(Open(item.day, [], [item]))
            return
        weighted = Weighted.of(item, self.rarity)
        sketch = MinHash(num_perm=PERMUTATIONS, seed=1)
        sketch.update_batch([t.encode("utf-8", "surrogatepass") for t in item.terms if t[:2] != "w:" or " " in t])
        names = [(item.type, t) for t in item.terms if t.startswith(NAMED) and weighted.raw[t] >= RARE]
        near = set(self.lsh.query(sketch)).union(*(self.named.get(name, ()) for name in names))
        best = self._best(weighted, near)
        if best is None:
            story = self.stories[self.number] = Open(item.day, [], [item])
        else:
            story, join = best
            story.items.append(item)
            story.joins.append(join)
            story.last = item.day
        if len(story.compared) >= self.settings["members"]:
            self._forget(story, 1)  # the first stays: it says what the story is
        story.compared.append((self.number, weighted))
        self.story_of[self.number] = story
        self.lsh.insert(self.number, sketch)
        for name in names:
            self.named[name].add(self.number)

    def _best(self, weighted: Weighted, near: set[int]) -> tuple[Open, Join] | None:
        """The story that an article joins, and why; None where it begins one."""
        best: tuple[Open, Join] | None = None
        limits = self.settings
        least = limits["least_other" if weighted.item.type == "other" else "least"]
        for story in {id(s): s for n in sorted(near) for s in [self.story_of[n]]}.values():
            scores = [cosine(weighted, other) for _, other in story.compared]
            mean, top = sum(scores) / len(scores), max(range(len(scores)), key=scores.__getitem__)
            if mean < least or (best and mean <= best[1].score):
                continue
            if any(
                contradicted(weighted.item, other.item, score >= limits["duplicate"], limits["of_person"])
                for score, (_, other) in zip(scores, story.compared, strict=True)
            ):
                continue
            like = story.compared[top][1]
            both = weighted.weights.keys() & like.weights.keys()
            if not tells(both) or (mean < limits["unnamed"] and not has_name(both)):
                continue
            best = story, Join(article=weighted.item.id, like=like.item.id, score=mean, why=shared(weighted, like))
        return best

    def _forget(self, story: Open, at: int) -> None:
        """No longer compare with one of a story's articles."""
        number, weighted = story.compared.pop(at)
        self.lsh.remove(number)
        del self.story_of[number]
        for term in weighted.weights:
            name = (weighted.item.type, term)
            if name in self.named:
                self.named[name].discard(number)
                if not self.named[name]:
                    del self.named[name]

    def close(self, before: int) -> Iterator[Story]:
        """The stories whose latest article is older than the day `before`, in the order in which they began."""
        for number, story in list(self.stories.items()):
            if story.last < before:
                while story.compared:
                    self._forget(story, -1)
                del self.stories[number]
                yield self._story(story)

    @staticmethod
    def _story(story: Open) -> Story:
        items = story.items
        first = items[0]
        for join in story.joins:
            join.score = round(join.score, 4)
        return Story(
            id=story_id(first.type, first.id),
            type=first.type,
            first=_iso(first.day),
            last=_iso(items[-1].day),
            articles=[item.id for item in items],
            people=_by_count(item.people for item in items),
            units=_by_count(item.units for item in items),
            places=_by_count(item.places for item in items),
            score=min((join.score for join in story.joins), default=None),
            joins=story.joins,
            titles=[item.title for item in items],
        )


class StoryFinder:
    """Takes records in any order, and gives their stories; memory is that of the days that are open.

    Records are put into the order of their days on disk; one given twice counts once. One without a day (neither published nor
    its event dated) is near in time to none, so it is a story of its own; those come first.

    Args:
        settings: replaces values of `stories` in `configs/coreference.toml`.
    """

    def __init__(self, settings: dict[str, Any] | None = None) -> None:
        self.settings = {**table("coreference")["stories"], **(settings or {})}
        self.sorter = DiskSorter()
        self.undated = 0

    def add(self, record: Record) -> None:
        """Take a record in."""
        row = item(record)
        self.undated += not row.day
        key = (f"{row.day:08}", record.published or "", record.id, record.text_sha256)
        self.sorter.add(key, msgspec.msgpack.encode(row))

    def __iter__(self) -> Iterator[Story]:
        """The stories, in the order in which they are complete; once."""
        grouper = Grouper(self.settings)
        for _, row in self.sorter:
            yield from grouper.add(DECODER.decode(row))
        yield from grouper.close(grouper.day + 1)
