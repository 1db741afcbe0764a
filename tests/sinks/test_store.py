"""A store keeps an article once, whole, and under its id."""

from __future__ import annotations

import sqlite3

import msgspec
import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, inspect, select, text

from bantin.errors import UserError
from bantin.records.types import Record
from bantin.sinks import migrations
from bantin.sinks.store import COMPONENT, MIGRATIONS, Store, StoreError
from bantin.sinks.tables import METADATA, PARTS, articles, lineage

ALL = (articles, *PARTS)


def contents(store):
    """Every row of every table, in order."""
    with store.reading() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in ALL
        }


def put(store, record, text=None):
    with store.writing() as connection:
        return store.put(connection, record, text)


def test_a_record_comes_back_as_it_was(filled, records):
    with filled.reading() as connection:
        rows = connection.execute(select(articles.c.id, articles.c.record)).all()
    assert {id: msgspec.json.decode(record, type=Record) for id, record in rows} == records


def test_the_tables_hold_what_the_record_says(filled, records):
    with filled.reading() as connection:
        key = connection.scalar(select(articles.c.key).where(articles.c.id == "a"))
        found = {table.name: connection.execute(select(table).where(table.c.article == key)).all() for table in PARTS}
    record = records["a"]
    assert [row.text for row in found["entities"]] == [entity.text for entity in record.entities]
    assert [(row.name, row.rank, row.unit) for row in found["people"]] == [
        (p.name, p.rank.code, p.unit) for p in record.people
    ]
    assert [(row.name, row.level, row.province) for row in found["units"]] == [
        (u.name, u.level, u.place and u.place.province) for u in record.units
    ]
    assert len(found["mentions"]) == sum(len(one.mentions) for one in (*record.people, *record.units))
    assert [row.first_day for row in found["events"]] == [v.date and v.date.start[:10] for v in record.events]
    assert [row.role for row in found["participants"]] == [p.role for v in record.events for p in v.participants]
    assert all(found[name] for name in found)


def test_a_replay_changes_nothing(filled, records):
    before = contents(filled)
    assert {put(filled, record) for record in records.values()} == {"same"}
    assert contents(filled) == before


def test_a_later_record_takes_the_place_of_the_earlier(filled, records):
    changed = msgspec.structs.replace(records["a"], title="Tin đã sửa", people=[], events=[])
    assert put(filled, changed) == "changed"
    found = contents(filled)
    key = next(row[0] for row in found["articles"] if row[1] == "a")
    assert len(found["articles"]) == len(records)
    assert not [row for name in ("people", "events", "participants") for row in found[name] if row[0] == key]
    assert [row for row in found["units"] if row[0] == key]


def test_a_text_stays_as_long_as_it_is_the_records(filled, records):
    def text_of(id):
        with filled.reading() as connection:
            return connection.scalar(select(articles.c.text).where(articles.c.id == id))

    put(filled, msgspec.structs.replace(records["a"], title="Tin đã sửa"))
    assert text_of("a")
    put(filled, msgspec.structs.replace(records["a"], text_sha256="0" * 64))
    assert text_of("a") is None


def test_texts_find_their_articles(store, records, texts):
    put(store, records["b"])
    with store.writing() as connection:
        assert [store.put_text(connection, text) for text in (texts["b"], texts["b"], "another")] == [1, 0, 0]
        assert connection.scalar(select(articles.c.text)) == texts["b"]


def test_what_fails_in_the_middle_leaves_nothing(store, records):
    def fail():
        with store.writing() as connection:
            store.put(connection, records["a"])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not any(contents(store).values())


def test_a_record_that_contradicts_itself_costs_itself_only(store, records):
    twice = msgspec.structs.replace(records["a"], entities=records["a"].entities * 2)
    with store.writing() as connection:
        store.put(connection, records["b"])
        with pytest.raises(UserError, match="id a: "):
            store.put(connection, twice)
        with pytest.raises(UserError, match="longer than"):
            store.put(connection, msgspec.structs.replace(records["a"], id="x" * 3000))
        store.put(connection, records["c"])
    assert [row[1] for row in contents(store)["articles"]] == ["b", "c"]


def test_nothing_dangles(filled):
    with filled.writing() as connection:
        connection.execute(articles.delete())
    assert not any(contents(filled).values())


def test_a_store_is_opened_again(filled, records, address):
    again = Store(address, create=False)
    with again.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(articles)) == len(records)
    again.close()


def test_migrations_lead_an_old_database_to_what_a_new_one_has(store):
    def tables(*columns):
        metadata = MetaData()
        return metadata, Table("things", metadata, Column("id", Integer, primary_key=True), *columns)

    old, things = tables()
    new, _ = tables(Column("size", Integer))
    steps = (
        lambda connection: connection.execute(text("ALTER TABLE things ADD COLUMN size INTEGER")),
        lambda connection: connection.execute(text("UPDATE things SET size = 7")),
    )
    store.prepare("things", old, ())
    with store.writing() as connection:
        connection.execute(insert(things).values(id=1))
    for _ in range(2):  # the second time there is nothing to do
        store.prepare("things", new, steps)
    with store.reading() as connection:
        assert connection.execute(select(new.tables["things"])).all() == [(1, 7)]
        assert migrations.version_of(connection, "things") == 3
    with pytest.raises(StoreError, match="newer bantin"):
        store.prepare("things", old, ())


BACK = (  # to version 1
    "DROP TABLE lineage",
    "DROP INDEX units_by_registry",
    "DROP INDEX units_by_province",
    "DROP INDEX units_by_successor",
    "DROP INDEX events_by_province",
    "ALTER TABLE units DROP COLUMN registry",
    "ALTER TABLE units DROP COLUMN official",
    "ALTER TABLE units DROP COLUMN successor_key",
    "UPDATE bantin_versions SET version = 1 WHERE component = 'records'",
)


def described(store):
    """Columns and indexes of every table, in no order."""
    with store.reading() as connection:
        seen = inspect(connection)
        return {
            table: (
                {(column["name"], str(column["type"]), column["nullable"]) for column in seen.get_columns(table)},
                {(index["name"], *index["column_names"]) for index in seen.get_indexes(table)},
            )
            for table in seen.get_table_names()
        }


def test_a_store_of_the_first_version_is_brought_up_to_date(filled, address):
    def everything(store):
        with store.reading() as connection:
            return contents(store), described(store), {tuple(row) for row in connection.execute(select(lineage))}

    before = everything(filled)
    with filled.writing() as connection:
        for statement in BACK:
            connection.execute(text(statement))
    filled.close()
    again = Store(address, create=False, seconds=5)  # also where it will only be read
    assert everything(again) == before
    assert before[2]
    again.close()


def test_a_migration_that_fails_leaves_the_database_as_it_was(store):
    def fail(connection):
        connection.execute(text("CREATE TABLE half (id INTEGER)"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.prepare(COMPONENT, METADATA, (*MIGRATIONS, fail))
    with store.reading() as connection:
        assert migrations.version_of(connection, COMPONENT) == 1 + len(MIGRATIONS)
        assert not inspect(connection).has_table("half")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("news.db", "is no address"),
        ("mysql://localhost/news", "no database for bantin"),
        ("sqlite:////no/such/folder/news.db", "folder is not there"),
        ("postgresql://someone:secret@127.0.0.1:1/news", "refused"),
    ],
)
def test_a_wrong_address_is_told(address, told):
    with pytest.raises(StoreError, match=told) as error:
        Store(address)
    assert "secret" not in str(error.value)
    assert "\n" not in str(error.value)


def test_a_store_to_ask_is_not_made(tmp_path):
    path = tmp_path / "news.db"
    with pytest.raises(StoreError, match="no such file"):
        Store(f"sqlite:///{path}", create=False)
    assert not path.exists()
    path.write_bytes(b"no database at all, but long enough to look like one" * 99)
    with pytest.raises(StoreError, match="refused"):
        Store(f"sqlite:///{path}", create=False)
    path.unlink()
    sqlite3.connect(path).execute("CREATE TABLE t (x)").connection.close()
    with pytest.raises(StoreError, match="holds no records"):
        Store(f"sqlite:///{path}", create=False)
