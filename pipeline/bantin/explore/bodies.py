"""Units across articles: bodies by their id in the registry, or by name where they have none, and what stands around them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from bantin.coreference.features import modern_province
from bantin.linking.lineage import name_of
from bantin.sinks.queries import body, unit_events
from bantin.sinks.tables import articles, lineage, name_key, people, units

CALLED = func.coalesce(units.c.official, units.c.name)
IDENT = func.coalesce(units.c.registry, units.c.name)  # what a unit's page is asked for by


class Body(msgspec.Struct):
    """A body: what its page is asked for by, empty where the store knows no article of it, its name, and its articles."""

    ident: str
    name: str
    articles: int = 0
    province: str | None = None


class Unit(msgspec.Struct):
    """A body's page. `above` begins at the top; `names` are the ways it is written, with the number of articles."""

    ident: str
    name: str
    registry: str | None
    kind: str
    level: str | None
    place: str | None
    province: str | None
    articles: int
    names: list[tuple[str, int]]
    above: list[Body]
    below: list[Body]
    predecessors: list[Body]
    successors: list[Body]
    people: list[Any]
    events: list[Any]


def named_bodies(connection: Connection, written: str, most: int) -> list[Body]:
    """The bodies that a name or an id stands for, those with the most articles first.

    Args:
        connection: of the store.
        written: as `queries.body` takes it.
        most: bodies at most.
    """
    count = func.count(units.c.article.distinct())
    asked = (
        select(IDENT, func.max(CALLED), count, func.max(units.c.province))
        .where(body(written))
        .group_by(IDENT)
        .order_by(count.desc(), IDENT)
    )
    return [Body(*row) for row in connection.execute(asked.limit(most))]


def chain(connection: Connection, registry: str | None) -> list[Body]:
    """The bodies above one, from the top."""
    asked = select(lineage.c.above).where(lineage.c.registry == registry)
    ids = connection.scalars(asked.order_by(lineage.c.distance.desc(), lineage.c.above))
    return [_known(connection, id) for id in dict.fromkeys(ids)]


def _known(connection: Connection, registry: str) -> Body:
    name = connection.scalar(select(CALLED).where(units.c.registry == registry).limit(1))
    return Body(registry, name) if name else Body("", name_of(registry) or registry)


def unit(connection: Connection, ident: str, most: int) -> Unit | None:
    """The page of a body, None where no article names it.

    Args:
        connection: of the store.
        ident: its id in the registry, or its name.
        most: events, people and bodies of each list.

    Raises:
        UserError: the name is empty.
    """
    mine = body(ident.rstrip("*"))
    u = units.c
    row = connection.execute(
        select(u.registry, CALLED.label("name"), u.kind, u.level, u.place, u.place_code, u.province)
        .where(mine)
        .order_by(u.place_code.is_(None), u.article)
        .limit(1)
    ).first()
    if row is None:
        return None
    count = func.count(u.article.distinct())
    names = connection.execute(
        select(u.name, count).where(mine).group_by(u.name).order_by(count.desc(), u.name).limit(most)
    ).all()
    under = (
        select(u.registry, func.max(CALLED), count)
        .join(lineage, lineage.c.registry == u.registry)
        .where(lineage.c.above == row.registry, lineage.c.distance == 1)
        .group_by(u.registry)
        .order_by(count.desc(), u.registry)
    )
    posts = (
        select(people.c.name, people.c.rank_text, people.c.position, people.c.former, articles.c.day, articles.c.key)
        .join(units, (u.article == people.c.article) & (u.id == people.c.unit))
        .join(articles, articles.c.key == people.c.article)
        .where(mine, people.c.position.is_not(None))
        .order_by(articles.c.day.desc().nulls_last(), people.c.name, articles.c.id)
    )
    held: dict[tuple[str, str], Any] = {}
    for post in connection.execute(posts.limit(most * 4)):
        held.setdefault((name_key(post.name), name_key(post.position)), post)
    happened = unit_events(ident.rstrip("*")).add_columns(articles.c.key).limit(most)
    return Unit(
        ident=row.registry or row.name,
        name=row.name,
        registry=row.registry,
        kind=row.kind,
        level=row.level,
        place=row.place,
        province=row.province,
        articles=connection.scalar(select(count).where(mine)) or 0,
        names=[(name, number) for name, number in names],
        above=chain(connection, row.registry),
        below=[Body(*found) for found in connection.execute(under.limit(most))] if row.registry else [],
        predecessors=_predecessors(connection, {name_key(row.name), *(name_key(n) for n, _ in names)}, row),
        successors=_successors(connection, mine, row),
        people=list(held.values())[:most],
        events=list(connection.execute(happened).all()),
    )


def _here(rows: Iterable[Any], row: Any) -> list[Body]:
    """Of (registry, name, place code) those in the same province of today, or of the whole country."""
    home = modern_province(row.place_code)
    found = {id: name for id, name, code in rows if id != row.registry and modern_province(code) == home}
    return [Body(id, name) for id, name in found.items()]


def _predecessors(connection: Connection, keys: set[str], row: Any) -> list[Body]:
    """Bodies that the reform ended and whose successor is this one."""
    u = units.c
    asked = (
        select(u.registry, CALLED, u.place_code).where(u.successor_key.in_(keys), u.registry.is_not(None)).distinct()
    )
    return _here(connection.execute(asked.order_by(CALLED, u.registry, u.place_code)), row)


def _successors(connection: Connection, mine: Any, row: Any) -> list[Body]:
    """What articles say this body became; one with a page where the store knows just one of that name in the province."""
    u = units.c
    found = []
    for name in connection.scalars(select(u.successor).where(mine, u.successor.is_not(None)).distinct()):
        asked = select(u.registry, CALLED, u.place_code).where(u.name_key == name_key(name), u.registry.is_not(None))
        alike = _here(connection.execute(asked.distinct().order_by(u.registry, CALLED, u.place_code)), row)
        found.append(Body(alike[0].ident, name) if len(alike) == 1 else Body("", name))
    return found
