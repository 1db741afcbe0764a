"""Records in SQLite or PostgreSQL, through SQLAlchemy Core: an article once, a replay changes nothing."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Engine, create_engine, delete, event, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError

from bantin.errors import UserError
from bantin.records.types import Record
from bantin.sinks.migrations import Migration, upgrade, version_of
from bantin.sinks.search import words
from bantin.sinks.tables import METADATA, PARTS, article_row, articles, clean, lineage, lineage_rows, part_rows
from bantin.sinks.upgrades import registry_of_units

COMPONENT = "records"
MIGRATIONS: tuple[Migration, ...] = (registry_of_units,)
LOCK = 0x62616E74  # of PostgreSQL: any number that other programs will not take
WAIT = 30  # seconds that SQLite waits for another process which writes
STEPS = 10_000  # of SQLite's machine between two looks at the clock
LONGEST_ID = 2000  # bytes, which PostgreSQL can index
FORMS = "Write sqlite:///FILE or postgresql://USER@HOST/DATABASE."
Change = Literal["new", "changed", "same"]


class StoreError(UserError):
    """The database can't be reached, read or written."""


def _url(written: str) -> URL:
    """The address of a database, with the driver that bantin uses.

    Raises:
        StoreError: it is none, of another database, or its driver is missing.
    """
    try:
        url = make_url(written)
    except (ArgumentError, ValueError):
        raise StoreError(f"--store {written}: is no address of a database. {FORMS}") from None
    kind = url.drivername.partition("+")[0]
    if kind == "sqlite":
        return url.set(drivername="sqlite+pysqlite")
    if kind not in ("postgresql", "postgres"):
        raise StoreError(f"--store {url.render_as_string()}: {kind} is no database for bantin. {FORMS}")
    try:
        import psycopg  # noqa: F401
    except ImportError:
        raise StoreError("PostgreSQL needs psycopg: pip install 'bantin[postgres]', or use sqlite:///FILE") from None
    return url.set(drivername="postgresql+psycopg")


def _engine(url: URL, seconds: float | None) -> Engine:
    """The engine of a database; with `seconds` it only reads, and no statement takes longer."""
    if not url.drivername.startswith("sqlite"):
        if seconds is None:
            return create_engine(url, pool_pre_ping=True)
        only = f"-c default_transaction_read_only=on -c statement_timeout={seconds * 1000:.0f}"
        return create_engine(url, pool_pre_ping=True, connect_args={"options": only})
    if seconds is not None and url.database and url.database != ":memory:":
        url = url.set(database=Path(url.database).absolute().as_uri(), query={"mode": "ro", "uri": "true"})
    engine = create_engine(url, connect_args={"timeout": WAIT})

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # else the driver begins and commits by itself
        connection.execute("PRAGMA foreign_keys = ON")
        # Who asks does not wait for who writes.
        connection.execute("PRAGMA journal_mode = WAL" if seconds is None else "PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if seconds is not None:
            end = time.monotonic() + options.get("seconds", seconds)
            driver: Any = connection.connection.driver_connection
            driver.set_progress_handler(lambda: time.monotonic() > end, STEPS)
        # A reader that goes over to writing could be refused.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")

    return engine


class Store:
    """A database of records.

    Args:
        address: `sqlite:///FILE` or `postgresql://…`; tables are made there if need be, and brought to the latest version.
        create: whether tables may be made where there are none.
        seconds: given, nothing is written but an upgrade of the tables at the start, and no transaction reads longer.

    Raises:
        StoreError: no such database, one that can't be read, or one with no records and `create` is false.
    """

    def __init__(self, address: str, *, create: bool = True, seconds: float | None = None) -> None:
        url = _url(address)
        self.shown = url.set(drivername=url.drivername.partition("+")[0]).render_as_string()  # without its password
        file = url.database if url.drivername.startswith("sqlite") else None
        if file and file != ":memory:":
            if not create and not Path(file).is_file():
                raise StoreError(f"--store {self.shown}: no such file. Fill it with `bantin store` or `bantin poll`.")
            if not Path(file).absolute().parent.is_dir():
                raise StoreError(f"--store {self.shown}: its folder is not there. Make it first.")
        self._engine = _engine(url, seconds)
        self.dialect = self._engine.dialect.name
        with self.reading() as connection:
            found = version_of(connection, COMPONENT)
        if found is None and not create:
            raise StoreError(f"--store {self.shown}: holds no records. Fill it with `bantin store` or `bantin poll`.")
        if found != 1 + len(MIGRATIONS):
            if seconds is not None:
                Store(address, create=create).close()  # which may write
            else:
                self.prepare(COMPONENT, METADATA, MIGRATIONS)

    def prepare(self, component: str, metadata: Any, migrations: tuple[Migration, ...]) -> None:
        """Make or upgrade a component's tables, see `migrations.upgrade`."""
        with self.writing() as connection:
            try:
                upgrade(connection, component, metadata, migrations)
            except UserError as error:
                raise StoreError(f"--store {self.shown}: {error}") from None

    @contextmanager
    def _transaction(self, writes: bool, seconds: float | None = None) -> Iterator[Connection]:
        options: dict[str, Any] = {"writes": writes} | ({"seconds": seconds} if seconds else {})
        try:
            with self._engine.connect().execution_options(**options) as connection, connection.begin():
                if (
                    self.dialect == "postgresql" and writes
                ):  # one writes at a time, as in SQLite: else two could deadlock
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
                elif self.dialect == "postgresql" and seconds:
                    connection.execute(text(f"SET LOCAL statement_timeout = {seconds * 1000:.0f}"))
                yield connection
        except DBAPIError as error:
            reason = " ".join(str(error.orig).split())
            raise StoreError(
                f"--store {self.shown}: the database refused ({reason}). Check its address, rights and room."
            ) from error

    def reading(self, seconds: float | None = None) -> Any:
        """A context with a connection to ask with; `seconds` in the place of those of a store that only reads."""
        return self._transaction(writes=False, seconds=seconds)

    def writing(self) -> Any:
        """A context with a connection whose changes are kept together at its end, or none of them after an exception."""
        return self._transaction(writes=True)

    def put(self, connection: Connection, record: Record, text: str | None = None) -> Change:
        """Keep a record in the place of an earlier one of that article.

        Args:
            connection: from `writing`.
            record: its `id` is the article's.
            text: the article's raw text, where it is at hand; else one that is there already stays, as long as it is the same.

        Returns:
            What happened; `same` where nothing was written.

        Raises:
            UserError: the id is too long for a key, or what the record's parts refer to is not in it.
        """
        if len(record.id.encode()) > LONGEST_ID:
            raise UserError(f"id {record.id[:60]}…: longer than {LONGEST_ID:,} bytes. Give the article a shorter one.")
        columns = articles.c.record, articles.c.text, articles.c.text_sha256
        old = connection.execute(select(*columns).where(articles.c.id == clean(record.id))).one_or_none()
        if old is not None and text is None and old.text_sha256 == record.text_sha256:
            text = old.text
        row = article_row(record, text)
        if old is not None and (old.record, old.text) == (row["record"], row["text"]):
            return "same"
        dialect: Any = postgresql if self.dialect == "postgresql" else sqlite
        statement = dialect.insert(articles).values(row)
        statement = statement.on_conflict_do_update(index_elements=["id"], set_=row).returning(articles.c.key)
        try:
            with connection.begin_nested():
                key = connection.execute(statement).scalar_one()
                for table in reversed(PARTS) if old is not None else ():
                    connection.execute(delete(table).where(table.c.article == key))
                for table, rows in part_rows(record, key).items():
                    if rows:
                        connection.execute(insert(table), rows)
                if above := lineage_rows(record):
                    connection.execute(dialect.insert(lineage).on_conflict_do_nothing(), above)
        except IntegrityError as error:
            reason = " ".join(str(error.orig).split())
            raise UserError(
                f"id {record.id}: its parts do not fit together ({reason}). Give what `bantin extract` wrote."
            ) from None
        return "new" if old is None else "changed"

    def put_text(self, connection: Connection, text: str) -> int:
        """Give a raw text to the articles it is of, by its SHA-256; returns how many lacked it."""
        digest = hashlib.sha256(text.encode()).hexdigest()
        wanted = select(articles.c.key, articles.c.title).where(
            articles.c.text_sha256 == digest, articles.c.text.is_(None)
        )
        found = connection.execute(wanted).all()
        for key, title in found:
            changed = {"text": clean(text), "words": words(title, text)}
            connection.execute(update(articles).where(articles.c.key == key).values(changed))
        return len(found)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()
