"""The tables of a store, and a record as their rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    DDL,
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    event,
)
from sqlalchemy.dialects import postgresql

from bantin.language.norms import folded
from bantin.linking.lineage import above
from bantin.records.types import Place, Record
from bantin.sinks.search import FTS5, GIN, SearchWords, words
from bantin.sources.article import day_of

METADATA = MetaData()
KEY = 200  # characters of a name that are compared: an index of PostgreSQL takes no long ones
# PostgreSQL sorts by the rules of the database's language unless told not to; SQLite sorts by code points.
String = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def _article() -> Column[Any]:
    return Column("article", Integer, ForeignKey("articles.key", ondelete="CASCADE"), primary_key=True)


def _within(column: str, target: str) -> ForeignKeyConstraint:
    """A key of something in the same article."""
    return ForeignKeyConstraint(["article", column], [f"{target}.article", f"{target}.id"], ondelete="CASCADE")


def _place() -> tuple[Column[Any], ...]:
    return Column("place", String), Column("place_code", String), Column("province", String)


articles = Table(
    "articles",
    METADATA,
    Column("key", Integer, primary_key=True),  # what the other tables call the article by
    Column("id", String, nullable=False, unique=True),
    Column("url", String),
    Column("publisher", String),
    Column("feed", String),
    Column("title", String),
    Column("byline", String),
    Column("published", String),
    Column("day", String),  # of `published`
    Column("text_sha256", String, nullable=False),
    Column("model", String, nullable=False),
    Column("text", String),  # the raw text, null where only the record is known
    Column("words", SearchWords),  # what full-text search looks in
    Column("record", String, nullable=False),  # the whole record as JSON: documents, quantities, zones and so on
    Index("articles_by_day", "day"),
    Index("articles_by_text", "text_sha256"),
)
entities = Table(
    "entities",
    METADATA,
    _article(),
    Column("id", String, primary_key=True),
    Column("label", String, nullable=False),
    Column("char_start", Integer, nullable=False),  # code points of the article's text
    Column("char_end", Integer, nullable=False),
    Column("text", String, nullable=False),
    Column("norm", String),
    Column("score", Float, nullable=False),
    Column("by", String, nullable=False),
)
units = Table(
    "units",
    METADATA,
    _article(),
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("name_key", String, nullable=False),  # lower case, one spelling, at most 200 characters
    Column("kind", String, nullable=False),
    Column("level", String),
    *_place(),
    Column("parent", String),
    Column("successor", String),
    Column("successor_key", String),
    Column("registry", String),  # its id there, null where it is not resolved
    Column("official", String),
    Index("units_by_name", "name_key", "article"),
    Index("units_by_registry", "registry", "article"),
    Index("units_by_province", "province", "article"),
    Index("units_by_successor", "successor_key"),
)
people = Table(
    "people",
    METADATA,
    _article(),
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("name_key", String, nullable=False),
    Column("rank", String),
    Column("rank_text", String),
    Column("position", String),
    Column("unit", String),
    Column("former", Boolean, nullable=False),
    _within("unit", "units"),
    Index("people_by_name", "name_key", "article"),
)
mentions = Table(
    "mentions",
    METADATA,
    _article(),
    Column("entity", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("person", String),  # of these two one
    Column("unit", String),
    _within("entity", "entities"),
    _within("person", "people"),
    _within("unit", "units"),
    Index("mentions_by_person", "article", "person"),
    Index("mentions_by_unit", "article", "unit"),
)
events = Table(
    "events",
    METADATA,
    _article(),
    Column("id", String, primary_key=True),
    Column("type", String, nullable=False),
    Column("is_primary", Boolean, nullable=False),
    Column("status", String, nullable=False),
    Column("score", Float, nullable=False),
    Column("date_start", String),  # as in the record: a day, a time, or `--06-30`
    Column("date_end", String),
    Column("day_part", String),
    Column("first_day", String),  # the days that are known with their year
    Column("last_day", String),
    *_place(),
    Column("organizer", String),
    Column("trigger_text", String),
    _within("organizer", "units"),
    Index("events_by_day", "first_day"),
    Index("events_by_type", "type", "article"),
    Index("events_by_province", "province", "article"),
)
participants = Table(
    "participants",
    METADATA,
    _article(),
    Column("event", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("role", String, nullable=False),
    Column("person", String),
    Column("unit", String),
    _within("event", "events"),
    _within("person", "people"),
    _within("unit", "units"),
)
lineage = Table(  # which bodies of the registry stand above which, as far as records told; of no article by itself
    "lineage",
    METADATA,
    Column("registry", String, primary_key=True),
    Column("above", String, primary_key=True),
    Column("distance", Integer, nullable=False),
    Index("lineage_by_above", "above", "registry"),
)
PARTS = (entities, units, people, mentions, events, participants)  # in the order in which they refer to each other

for statement in FTS5:
    event.listen(articles, "after_create", DDL(statement).execute_if(dialect="sqlite"))
event.listen(articles, "after_create", DDL(GIN).execute_if(dialect="postgresql"))


def name_key(name: str) -> str:
    """What a name is compared by: lower case, one spelling, its first 200 characters."""
    return folded(name)[:KEY]


def short(value: str | None) -> str | None:
    """What of a value the tables compare by: nothing that bantin writes is longer."""
    return value and value[:KEY]


def clean(value: Any) -> Any:
    """A value as both databases take it: PostgreSQL knows no NUL, and another character keeps the offsets right."""
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value


def _iso(date: str | None) -> str | None:
    day = day_of(date)
    return day.isoformat() if day else None


def _located(place: Place | None) -> dict[str, Any]:
    return {
        "place": place and place.name,
        "place_code": place and place.code,
        "province": short(place.province if place else None),
    }


def article_row(record: Record, text: str | None) -> dict[str, Any]:
    """The row of `articles` but its key.

    Args:
        record: of the article.
        text: its raw text, None where it is not at hand: then the entities' texts are what search looks in.
    """
    plain = ("id", "url", "publisher", "feed", "title", "byline", "published", "text_sha256")
    searched = text if text is not None else "\n".join(entity.text for entity in record.entities)
    row = {name: getattr(record, name) for name in plain} | {
        "day": _iso(record.published),
        "model": record.provenance.model,
        "text": text,
        "words": words(record.title, searched),
        "record": record.to_json().decode(),
    }
    return {name: clean(value) for name, value in row.items()}


def part_rows(record: Record, article: int) -> dict[Table, list[dict[str, Any]]]:
    """The rows of all other tables.

    Args:
        record: of the article.
        article: the article's key.
    """
    rows: dict[Table, list[dict[str, Any]]] = {
        entities: [
            {"id": e.id, "label": e.label, "char_start": e.start, "char_end": e.end, "text": e.text}
            | {"norm": e.norm, "score": e.score, "by": e.by}
            for e in record.entities
        ],
        units: [
            {"id": u.id, "name": u.name, "name_key": name_key(u.name), "kind": u.kind, "level": u.level}
            | {"parent": u.parent, "successor": u.successor, "registry": short(u.registry), "official": u.official}
            | {"successor_key": u.successor and name_key(u.successor)}
            | _located(u.place)
            for u in record.units
        ],
        people: [
            {"id": p.id, "name": p.name, "name_key": name_key(p.name), "position": p.position, "unit": p.unit}
            | {"rank": p.rank and p.rank.code, "rank_text": p.rank and p.rank.text, "former": p.former}
            for p in record.people
        ],
        mentions: [
            {"entity": entity, "number": number, "person": person, "unit": unit}
            for number, (entity, person, unit) in enumerate(
                [(entity, p.id, None) for p in record.people for entity in p.mentions]
                + [(entity, None, u.id) for u in record.units for entity in u.mentions]
            )
        ],
        events: [
            {"id": v.id, "type": short(v.type), "is_primary": v.primary, "status": v.status, "score": v.score}
            | {"date_start": v.date and v.date.start, "date_end": v.date and v.date.end}
            | {"day_part": v.date and v.date.part, "organizer": v.organizer}
            | {"first_day": _iso(v.date.start if v.date else None)}
            | {"last_day": _iso(v.date.end or v.date.start if v.date else None)}
            | {"trigger_text": v.trigger and v.trigger.text}
            | _located(v.place)
            for v in record.events
        ],
        participants: [
            {"event": v.id, "number": number, "role": p.role, "person": p.person, "unit": p.unit}
            for v in record.events
            for number, p in enumerate(v.participants)
        ],
    }
    return {
        table: [{"article": article} | {name: clean(value) for name, value in row.items()} for row in found]
        for table, found in rows.items()
    }


def lineage_rows(record: Record) -> list[dict[str, Any]]:
    """The rows of `lineage` that a record tells."""
    return [
        {"registry": short(clean(unit.registry)), "above": body, "distance": distance}
        for unit in record.units
        if unit.registry
        for distance, body in enumerate(above(unit.registry, unit.name, unit.place and unit.place.code), 1)
    ]
