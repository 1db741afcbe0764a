"""Counts over articles and their records, which add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from bantin.records.types import Record
from bantin.sources.article import Failure


class Tally(msgspec.Struct, kw_only=True):
    """What came out of some articles.

    Attributes:
        articles: items read: articles, and rows and files that are none.
        words: white-space separated words of the articles.
        records: articles that gave a record.
        failures: how many gave none, by the short word of the reason.
        entities, events: how many were found, by label and by type.
    """

    articles: int = 0
    words: int = 0
    records: int = 0
    failures: dict[str, int] = {}
    entities: dict[str, int] = {}
    events: dict[str, int] = {}

    def add(self, other: Tally) -> None:
        """Count what `other` counted."""
        self.articles += other.articles
        self.words += other.words
        self.records += other.records
        for mine, theirs in (
            (self.failures, other.failures),
            (self.entities, other.entities),
            (self.events, other.events),
        ):
            for key, number in theirs.items():
                mine[key] = mine.get(key, 0) + number

    def ordered(self) -> Tally:
        """The same with the most frequent keys first."""
        numbers = {
            name: dict(sorted(getattr(self, name).items(), key=lambda item: (-item[1], item[0])))
            for name in ("failures", "entities", "events")
        }
        return msgspec.structs.replace(self, **numbers)

    def count(self, record: Record) -> None:
        """Count one record."""
        self.records += 1
        _count(self.entities, (entity.label for entity in record.entities))
        _count(self.events, (event.type for event in record.events))

    def fail(self, failure: Failure) -> None:
        """Count one failure."""
        _count(self.failures, [failure.error])


def _count(numbers: dict[str, int], keys: Iterable[str]) -> None:
    for key, number in Counter(keys).items():
        numbers[key] = numbers.get(key, 0) + number
