"""What a store holds, counted: the same charts as the report has."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, and_, func, select

from bantin.coreference.features import is_full_name
from bantin.explore.bodies import CALLED, IDENT
from bantin.pages.charts import Bar, Line, day_of, timeline
from bantin.sinks.tables import articles, events, mentions, people, units

ROWS = 15  # units and people listed


class Overview(msgspec.Struct):
    """Counts over all articles of a store; `most_units` and `most_people` link by name or id."""

    articles: int
    events: int
    first: str | None
    last: str | None
    columns: list[str]
    lines: list[Line]
    most_units: list[Bar]
    most_people: list[Bar]


def overview(connection: Connection) -> Overview:
    """Count the whole store; this takes seconds where it is large."""
    count = func.count()
    here = articles.c.key
    first, last, total = connection.execute(
        select(func.min(articles.c.day), func.max(articles.c.day), count).select_from(articles)
    ).one()
    day = func.coalesce(
        articles.c.day, events.c.first_day
    )  # the article's: an anniversary of 1945 would stretch the axis
    by_day = connection.execute(
        select(events.c.type, day, count).join(articles, here == events.c.article).group_by(events.c.type, day)
    )
    counted = [(type, day_of(on), number) for type, on, number in by_day]
    organizer = and_(units.c.article == events.c.article, units.c.id == events.c.organizer)
    bodies = (
        select(IDENT, func.max(CALLED), count, func.count(events.c.article.distinct()))
        .select_from(events)
        .join(units, organizer)
        .where(units.c.kind != "press")
        .group_by(IDENT)
        .order_by(count.desc(), IDENT)
        .limit(ROWS)
    )
    named = (
        select(people.c.name_key, func.max(people.c.name), count, func.count(people.c.article.distinct()))
        .select_from(people)
        .join(mentions, and_(mentions.c.article == people.c.article, mentions.c.person == people.c.id))
        .group_by(people.c.name_key)
        .order_by(count.desc(), people.c.name_key)
        .limit(ROWS * 10)
    )
    columns, lines = timeline(counted)
    full = (row for row in connection.execute(named) if is_full_name(row[1]))
    return Overview(
        articles=total,
        events=sum(number for _, _, number in counted),
        first=day_of(first),
        last=day_of(last),
        columns=columns,
        lines=lines,
        most_units=[Bar(name, number, of, ident) for ident, name, number, of in connection.execute(bodies)],
        most_people=[Bar(name, number, of, name) for _, name, number, of in full][:ROWS],
    )
