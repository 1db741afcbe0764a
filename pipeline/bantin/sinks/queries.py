"""The common questions to a store. Each gives a statement whose rows are the same, in the same order, from either database."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union

from bantin.errors import UserError
from bantin.sinks.search import matches
from bantin.sinks.tables import (
    articles,
    clean,
    entities,
    events,
    lineage,
    mentions,
    name_key,
    participants,
    people,
    units,
)

REGISTRY = re.compile(r"[a-z]+/vn(?:/[a-z0-9-]+)*")
AFTER_ALL = "\U0010ffff"  # no name begins with a character above it
DAY = func.coalesce(events.c.first_day, articles.c.day)


def named(column: ColumnElement[str], name: str) -> ColumnElement[bool]:
    """Whether a `name_key` is that of `name`, or begins like it where it ends in `*`; the spelling of tones and case do not matter.

    Raises:
        UserError: the name is empty.
    """
    key = clean(name_key(name.removesuffix("*")))
    if not key:
        raise UserError(f"{name!r}: is no name. Write it as the news do, such as 'Công an tỉnh Lào Cai'.")
    return and_(column >= key, column < key + AFTER_ALL) if name.endswith("*") else column == key


def body(written: str) -> ColumnElement[bool]:
    """Whether a row of `units` is the body asked for.

    Args:
        written: its name, as `named` takes it, or its id in the registry; with `*` behind the id the bodies below it as well.

    Raises:
        UserError: it is empty.
    """
    id = written.removesuffix("*").rstrip("/")
    if not REGISTRY.fullmatch(id):
        return named(units.c.name_key, written)
    own = units.c.registry == id
    return or_(own, units.c.registry.in_(below(id))) if written.endswith("*") else own


def below(id: str) -> Select[Any]:
    """The registry's ids of the bodies below one."""
    return select(lineage.c.registry).where(lineage.c.above == id)


def _day(option: str, written: str) -> str:
    """A day from the command line, checked.

    Raises:
        UserError: it is none.
    """
    try:
        return dt.date.fromisoformat(written).isoformat()
    except ValueError:
        raise UserError(f"{option} {written}: is no day. Write it like 2024-03-05.") from None


def _between(
    first: ColumnElement[Any], last: ColumnElement[Any], since: str | None, until: str | None
) -> list[ColumnElement[bool]]:
    """The conditions that what lasts from `first` to `last` touches the days from `since` to `until`."""
    found = [last >= _day("--from", since)] if since else []
    return found + ([first <= _day("--to", until)] if until else [])


def unit_events(
    unit: str | None = None,
    person: str | None = None,
    *,
    type: str | None = None,
    province: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> Select[Any]:
    """Events, the latest first; one whose day is not known counts as of the day of its article.

    Args:
        unit: a body that organized it, took part, or whose member took part, as `body` takes it.
        person: name of someone who took part, likewise.
        type: such as `crime`.
        province: where it was, such as `Lào Cai`.
        since, until: first and last day, as `YYYY-MM-DD`.

    Raises:
        UserError: a name is empty, or a day is none.
    """
    here = articles.c.key
    taking = and_(participants.c.article == here, participants.c.event == events.c.id)
    conditions = _between(DAY, func.coalesce(events.c.last_day, DAY), since, until)
    # Ids hold within an article only, and a query sees no further out than the one it stands in: each names the article of that one.
    if unit:

        def bodies(article: ColumnElement[Any]) -> Select[Any]:
            return select(units.c.id).where(units.c.article == article, body(unit or ""))

        in_bodies = people.c.unit.in_(bodies(people.c.article))
        members = select(people.c.id).where(people.c.article == participants.c.article, in_bodies)
        takes_part = or_(participants.c.unit.in_(bodies(participants.c.article)), participants.c.person.in_(members))
        conditions.append(
            here.in_(select(units.c.article).where(body(unit)))
        )  # quick to find; what follows asks each event
        conditions.append(or_(events.c.organizer.in_(bodies(here)), select(1).where(taking, takes_part).exists()))
    if person:
        is_named = named(people.c.name_key, person)
        them = select(people.c.id).where(people.c.article == participants.c.article, is_named)
        conditions.append(here.in_(select(people.c.article).where(is_named)))
        conditions.append(select(1).where(taking, participants.c.person.in_(them)).exists())
    if type:
        conditions.append(events.c.type == type)
    if province:
        conditions.append(events.c.province == province)
    organizer = units.alias("organizers")
    return (
        select(
            DAY.label("day"),
            events.c.date_start,
            events.c.date_end,
            events.c.type,
            events.c.is_primary,
            events.c.status,
            organizer.c.name.label("organizer"),
            events.c.place,
            events.c.province,
            articles.c.title,
            articles.c.id.label("article"),
        )
        .join(articles, here == events.c.article)
        .outerjoin(organizer, and_(organizer.c.article == here, organizer.c.id == events.c.organizer))
        .where(*conditions)
        .order_by(DAY.desc().nulls_last(), articles.c.id, events.c.id)
    )


def person_mentions(person: str, *, since: str | None = None, until: str | None = None) -> Select[Any]:
    """Where a person is named, the latest article first. One name may be several people, see `bantin people`.

    Args:
        person: the name; with `*` at its end, how it begins.
        since, until: first and last day of the articles, as `YYYY-MM-DD`.

    Raises:
        UserError: the name is empty, or a day is none.
    """
    here = articles.c.key
    return (
        select(
            articles.c.day,
            people.c.name,
            people.c.rank_text.label("rank"),
            people.c.position,
            units.c.name.label("unit"),
            entities.c.text,
            entities.c.char_start,
            entities.c.char_end,
            articles.c.title,
            articles.c.id.label("article"),
        )
        .select_from(people)
        .join(articles, here == people.c.article)
        .join(mentions, and_(mentions.c.article == here, mentions.c.person == people.c.id))
        .join(entities, and_(entities.c.article == here, entities.c.id == mentions.c.entity))
        .outerjoin(units, and_(units.c.article == here, units.c.id == people.c.unit))
        .where(named(people.c.name_key, person), *_between(articles.c.day, articles.c.day, since, until))
        .order_by(articles.c.day.desc().nulls_last(), articles.c.id, entities.c.char_start, people.c.id)
    )


def found_articles(
    query: str | None,
    dialect: str,
    *,
    type: str | None = None,
    unit: str | None = None,
    person: str | None = None,
    province: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> Select[Any]:
    """Articles that hold the words, and all else that is asked for, the latest first.

    Args:
        query: as `search.matches` reads it; None for all articles.
        dialect: the database's.
        type: of an event that the article tells of.
        unit: a body that it names, as `body` takes it.
        person: whom it names, as `named` takes it.
        province: in which an event or a body of it is.
        since, until: first and last day, as `YYYY-MM-DD`.

    Raises:
        UserError: no word is asked for, a name is empty, or a day is none.
    """
    key = articles.c.key
    conditions = _between(articles.c.day, articles.c.day, since, until)
    if query is not None:
        conditions.append(matches(query, dialect, key, articles.c.words))
    if type:
        conditions.append(key.in_(select(events.c.article).where(events.c.type == type)))
    if unit:
        conditions.append(key.in_(select(units.c.article).where(body(unit))))
    if person:
        conditions.append(key.in_(select(people.c.article).where(named(people.c.name_key, person))))
    if province:
        there = (select(table.c.article).where(table.c.province == province) for table in (events, units))
        conditions.append(key.in_(union(*there)))
    columns = articles.c.day, articles.c.publisher, articles.c.title, articles.c.url, articles.c.id.label("article")
    return select(*columns).where(*conditions).order_by(articles.c.day.desc().nulls_last(), articles.c.id)
