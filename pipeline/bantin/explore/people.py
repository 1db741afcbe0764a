"""People across articles: who may bear a name, with ranks and posts in time, as `bantin.coreference` tells them apart."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, func, select

from bantin.coreference.features import is_full_name
from bantin.coreference.people import Person
from bantin.coreference.people import people as told_apart
from bantin.explore.reading import RECORD
from bantin.language.norms import folded
from bantin.sinks.queries import named
from bantin.sinks.tables import articles, people


class Source(msgspec.Struct):
    """An article that names somebody."""

    key: int
    day: str | None
    title: str


class Named(msgspec.Struct):
    """Who bears a name: the people, those of most articles first, and the articles by id; `read` of `total` articles were read.

    `people` is empty for a name that tells nobody: a given name alone, initials.
    """

    name: str
    total: int
    read: int
    people: list[Person]
    articles: dict[str, Source]


def bearers(connection: Connection, name: str, most: int) -> Named | None:
    """The people of a name, None where no article has it.

    They are told apart on the articles that have the name alone, so that a join may rest on less than `bantin people` has before it,
    which reads the whole store.

    Args:
        connection: of the store.
        name: in whatever spelling of case and tones.
        most: articles that are read, the latest.

    Raises:
        UserError: the name is empty.
    """
    name = name.rstrip("*")
    having = select(people.c.article).where(named(people.c.name_key, name))
    a = articles.c
    total = connection.scalar(select(func.count()).where(a.key.in_(having))) or 0
    if not total:
        return None
    asked = select(a.key, a.id, a.day, a.title, a.record).where(a.key.in_(having))
    rows = connection.execute(asked.order_by(a.day.desc().nulls_last(), a.id).limit(most)).all()
    records = [RECORD.decode(row.record) for row in rows]
    key = folded(name)
    written = next((p.name for record in records for p in record.people if folded(p.name) == key), name)
    found = [person for person in told_apart(records) if folded(person.name) == key] if is_full_name(written) else []
    return Named(
        name=written,
        total=total,
        read=len(rows),
        people=sorted(found, key=lambda person: (-len(person.joins), person.id)),
        articles={row.id: Source(row.key, row.day, " ".join((row.title or row.id).split())) for row in rows},
    )
