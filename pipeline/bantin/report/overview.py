"""What a batch of records holds, counted: event types in time, units by their events, people by their mentions."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from bantin.coreference.features import is_full_name
from bantin.language.norms import folded
from bantin.pages.charts import Bar, Line, day_of, timeline
from bantin.records.types import Event, Record

ROWS = 15  # units and people listed


@dataclass
class _Tally:
    """Names of one body or person, its count, and the articles it stands in."""

    names: Counter[str] = field(default_factory=Counter)
    count: int = 0
    articles: int = 0

    def bar(self) -> Bar:
        return Bar(self.names.most_common(1)[0][0], self.count, self.articles)


class Overview:
    """Counts over records, which `add` takes one by one.

    Attributes:
        articles, events: how many there are.
        first, last: days of publication, None where no record has one.
    """

    def __init__(self) -> None:
        self.articles = self.events = 0
        self.first: str | None = None
        self.last: str | None = None
        self._types: dict[str, Counter[str | None]] = defaultdict(Counter)
        self._units: dict[str, _Tally] = defaultdict(_Tally)
        self._people: dict[str, _Tally] = defaultdict(_Tally)

    def add(self, record: Record) -> None:
        """Count one record."""
        self.articles += 1
        self.events += len(record.events)
        published = day_of(record.published)
        if published:
            self.first = min(self.first or published, published)
            self.last = max(self.last or published, published)
        for event in record.events:
            # The article's day: an anniversary of 1945 that it mentions would stretch the axis.
            self._types[event.type][published or day_of(event.date.start if event.date else None)] += 1
        taken = Counter(unit for event in record.events for unit in _bodies(event, record))
        for unit in record.units:
            if taken[unit.id] and unit.kind != "press":
                _count(self._units[unit.registry or folded(unit.name)], unit.official or unit.name, taken[unit.id])
        for person in filter(lambda person: is_full_name(person.name), record.people):
            _count(self._people[folded(person.name)], person.name, len(person.mentions))

    @property
    def people(self) -> int:
        """Different full names of people: a lone given name or initials tell nobody."""
        return len(self._people)

    @property
    def units(self) -> int:
        """Different bodies that organize an event or take part in one."""
        return len(self._units)

    def most_units(self) -> list[Bar]:
        """The bodies with the most events, the first first."""
        return _most(self._units)

    def most_people(self) -> list[Bar]:
        """The names with the most mentions, the first first."""
        return _most(self._people)

    def timeline(self) -> tuple[list[str], list[Line]]:
        """The event types in time, see `charts.timeline`."""
        return timeline((name, day, count) for name, days in self._types.items() for day, count in days.items())


def _bodies(event: Event, record: Record) -> set[str]:
    """Ids of the units that organize an event or take part in it, themselves or through a member."""
    posts = {person.id: person.unit for person in record.people}
    named = [event.organizer, *(who.unit or posts.get(who.person or "") for who in event.participants)]
    return {unit for unit in named if unit}


def _count(tally: _Tally, name: str, number: int) -> None:
    tally.names[name] += 1
    tally.count += number
    tally.articles += 1


def _most(tallies: dict[str, _Tally]) -> list[Bar]:
    bars = [tally.bar() for tally in tallies.values()]
    return sorted(bars, key=lambda bar: (-bar.count, -bar.articles, bar.name))[:ROWS]
