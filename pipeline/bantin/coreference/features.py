"""What of a record is compared with other records: its words, names, places and amounts as terms, its day, its provinces."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise
from urllib.parse import urlsplit

import msgspec

from bantin.language.norms import canonical, folded, whole_words
from bantin.linking import places
from bantin.linking.units import key_of
from bantin.records import types
from bantin.resources import table
from bantin.sources.article import day_of

WORD = re.compile(r"\w+(?:[.,-]\d+)*")


class Item(msgspec.Struct, array_like=True):
    """A record, reduced to what is compared.

    Attributes:
        id, title: the article's. site: host of its address, else its publisher.
        day: ordinal of its day, 0 where it has none.
        type, types: of the primary event, of all its events.
        terms: what it holds, each with its kind before it: `w:` words of the title and pairs of them, `p:` people,
            `u:` units, `l:` places, `q:` amounts.
        provinces: of its units and of its primary event, as they are called since the reform.
        date: ISO day of its primary event, None where it is not known to the day.
        digest: whether the title is one of those that gather many events or come daily.
        people, units, places: names for showing.
    """

    id: str
    title: str
    site: str
    day: int
    type: str
    types: list[str]
    terms: list[str]
    provinces: list[str]
    date: str | None
    digest: bool
    people: list[str]
    units: list[str]
    places: list[str]


@cache
def _digests() -> re.Pattern[str]:
    return whole_words(map(folded, table("coreference")["stories"]["digests"]))


@lru_cache(1 << 12)
def modern_province(code: str | None) -> str | None:
    """Name of the province that a place lies in, as it is called since July 2025; None for an unknown code."""
    known = places.load()
    if code is None or code not in known.by_code:
        return None
    province = known.province(known.by_code[code])
    return known.by_code.get(province.successors[0] if province.successors else "", province).name


def primary(record: types.Record) -> types.Event | None:
    """The primary event of a record; None where it has no events."""
    return next((event for event in record.events if event.primary), None)


def record_day(record: types.Record) -> dt.date | None:
    """Day of a record: of its publication, else of its primary event where that is known to the day."""
    event = primary(record)
    return day_of(record.published) or day_of(event.date.start if event and event.date else None)


def site_of(record: types.Record) -> str:
    """Host of the article's address, else its publisher; empty where both are unknown."""
    try:
        host = urlsplit(record.url or "").hostname
    except ValueError:  # a damaged address
        host = None
    return host or record.publisher or ""


def is_full_name(name: str) -> bool:
    """Whether a name can tell a person from others: two words or more, and none of them an initial (`Nguyễn Văn T.`)."""
    words = name.replace(".", " ").split()
    return len(words) > 1 and all(len(word) > 1 or word == "Ý" for word in words[1:])


def _words(title: str) -> Iterable[str]:
    words = WORD.findall(folded(title))
    return [f"w:{word}" for word in words] + [f"w:{a} {b}" for a, b in pairwise(words)]


def item(record: types.Record) -> Item:
    """What of `record` is compared."""
    event = primary(record)
    day = record_day(record)
    date = day_of(event.date.start) if event and event.date and event.date.end is None else None
    names = [person.name for person in record.people if is_full_name(person.name)]
    located = [canonical(" ".join(e.text.split())) for e in record.entities if e.label == "LOCATION"]
    of_units = [unit.place for unit in record.units if unit.place]
    of_event = [event.place] if event and event.place else []
    terms = dict.fromkeys(
        [
            *_words(record.title or ""),
            *(f"p:{folded(name)}" for name in names),
            *(f"u:{key_of(unit.name)}" for unit in record.units),
            *(f"l:{places.split_name(name)[1]}" for name in [*located, *(place.name for place in of_units)]),
            *(f"q:{q.value:g} {folded(q.unit_text)}" for q in record.quantities),
        ]
    )
    provinces = (modern_province(place.code) for place in [*of_units, *of_event])
    return Item(
        id=record.id,
        title=" ".join((record.title or "").split()),
        site=site_of(record),
        day=day.toordinal() if day else 0,
        type=event.type if event else "other",
        types=sorted({e.type for e in record.events} or {"other"}),
        terms=list(terms),
        provinces=sorted({province for province in provinces if province}),
        date=date.isoformat() if date else None,
        digest=bool(_digests().match(folded(record.title or ""))),
        people=list(dict.fromkeys(names)),
        units=list(dict.fromkeys(unit.name for unit in record.units)),
        places=list(dict.fromkeys(located)),
    )
