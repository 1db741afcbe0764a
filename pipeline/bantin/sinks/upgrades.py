"""The migrations of a store's tables. Once released, none is changed: each leads from one version to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, text

from bantin.linking.lineage import above
from bantin.records.types import Record
from bantin.sinks.tables import clean, name_key, short
from bantin.terminal import watched

ROWS = 1000  # articles that are read together
REGISTRY_OF_UNITS = (
    "ALTER TABLE units ADD COLUMN registry {text}",
    "ALTER TABLE units ADD COLUMN official {text}",
    "ALTER TABLE units ADD COLUMN successor_key {text}",
    "CREATE TABLE lineage (registry {text} NOT NULL, above {text} NOT NULL, distance INTEGER NOT NULL, PRIMARY KEY (registry, above))",
    "DROP INDEX units_by_name",
    "DROP INDEX people_by_name",
    "DROP INDEX events_by_type",
    "CREATE INDEX units_by_name ON units (name_key, article)",
    "CREATE INDEX people_by_name ON people (name_key, article)",
    "CREATE INDEX events_by_type ON events (type, article)",
    "CREATE INDEX events_by_province ON events (province, article)",
    "CREATE INDEX units_by_registry ON units (registry, article)",
    "CREATE INDEX units_by_province ON units (province, article)",
    "CREATE INDEX units_by_successor ON units (successor_key)",
    "CREATE INDEX lineage_by_above ON lineage (above, registry)",
)


def _articles(connection: Connection) -> Iterator[Sequence[Any]]:
    """(key, record) of all articles, `ROWS` by `ROWS`."""
    asked = text("SELECT key, record FROM articles WHERE key > :last ORDER BY key LIMIT :rows")
    last = 0
    while rows := connection.execute(asked, {"last": last, "rows": ROWS}).all():
        yield rows
        last = rows[-1].key


def registry_of_units(connection: Connection) -> None:
    """Version 2: units with their ids in the registry and what stands above them, from the records; indexes to filter by."""
    kind = 'TEXT COLLATE "C"' if connection.dialect.name == "postgresql" else "TEXT"
    for statement in REGISTRY_OF_UNITS:
        connection.execute(text(statement.format(text=kind)))
    decoder = msgspec.json.Decoder(Record)
    for rows in watched(_articles(connection), "bringing the store up to date", "thousand articles"):
        units = [(key, unit) for key, record in rows for unit in decoder.decode(record).units]
        found = [
            {"registry": short(unit.registry), "official": unit.official, "article": key, "id": unit.id}
            | {"successor_key": unit.successor and name_key(unit.successor)}
            for key, unit in units
            if unit.registry or unit.successor
        ]
        lines = [
            {"registry": short(unit.registry), "above": body, "distance": distance}
            for _, unit in units
            if unit.registry
            for distance, body in enumerate(above(unit.registry, unit.name, unit.place and unit.place.code), 1)
        ]
        for statement, values in (
            (
                "UPDATE units SET registry = :registry, official = :official, successor_key = :successor_key "
                "WHERE article = :article AND id = :id",
                found,
            ),
            ("INSERT INTO lineage VALUES (:registry, :above, :distance) ON CONFLICT DO NOTHING", lines),
        ):
            if values:
                connection.execute(
                    text(statement), [{name: clean(value) for name, value in row.items()} for row in values]
                )
