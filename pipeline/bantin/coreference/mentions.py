"""A person of a record, reduced to what tells whether another record means the same one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import msgspec

from bantin.coreference.features import is_full_name, modern_province, record_day
from bantin.language.norms import folded
from bantin.linking.bodies import PUBLIC, key_of
from bantin.records import types
from bantin.resources import table


class Held(msgspec.Struct, array_like=True):
    """An office: title, unit's name, the unit's keys (its own and its successor's), province since the reform, whether former."""

    position: str | None
    unit: str | None
    keys: list[str]
    province: str | None
    former: bool


class Mention(msgspec.Struct, array_like=True):
    """What one article says of one person.

    Attributes:
        name: as written. article: its id.
        day: ordinal of the article's day, 0 where it has none.
        rank, order: as written, and its place in the order of ranks; None for no rank, or one that only says `general`.
        held: the offices.
        spans: where the person is named, `[start, end]`.
        companions, bodies, places: folded full names of the other people, keys of the other units, folded places of the article.
        moved: whether the article tells of personnel, so that an office may be new.
    """

    name: str
    article: str
    day: int
    rank: str | None
    order: int | None
    held: list[Held]
    spans: list[tuple[int, int]]
    companions: list[str]
    bodies: list[str]
    places: list[str]
    moved: bool


@cache
def _orders() -> dict[str, int]:
    return {row["id"]: row["order"] for row in table("ranks")["rank"] if row["id"] != "tuong"}


def _held(post: types.Post, units: dict[str, types.Unit]) -> Held:
    unit = units.get(post.unit or "")
    if unit is None:
        return Held(post.position, None, [], None, post.former)
    names = [unit.name, *([unit.successor] if unit.successor else [])]
    province = modern_province(unit.place.code) if unit.place and unit.kind in PUBLIC else None
    return Held(post.position, unit.name, [key_of(name) for name in names], province, post.former)


def mentions(record: types.Record) -> Iterator[Mention]:
    """The people of `record` that it calls by a full name; a lone given name or initials tell nobody."""
    units = {unit.id: unit for unit in record.units}
    spans = {entity.id: (entity.start, entity.end) for entity in record.entities}
    day = record_day(record)
    full = {person.id: folded(person.name) for person in record.people if is_full_name(person.name)}
    places = sorted({folded(entity.text) for entity in record.entities if entity.label == "LOCATION"})
    moved = any(event.type == "personnel" and event.status != "denied" for event in record.events)
    for person in record.people:
        if person.id not in full:
            continue
        posts = person.posts or [types.Post(position=person.position, unit=person.unit, former=person.former)]
        held = [_held(post, units) for post in posts if post.position or post.unit]
        own = {post.unit for post in posts}
        yield Mention(
            name=person.name,
            article=record.id,
            day=day.toordinal() if day else 0,
            rank=person.rank.text if person.rank else None,
            order=_orders().get(person.rank.code or "") if person.rank else None,
            held=held,
            spans=[spans[mention] for mention in person.mentions if mention in spans],
            companions=sorted({name for id, name in full.items() if name != full[person.id]}),
            bodies=sorted({key_of(unit.name) for unit in record.units if unit.id not in own}),
            places=places,
            moved=moved,
        )
