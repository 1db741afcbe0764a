"""What a poll remembers between its rounds, in the store itself: what was seen, what failed, and when it is tried again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    Column,
    Connection,
    Float,
    Index,
    Integer,
    MetaData,
    Select,
    Table,
    TypeDecorator,
    delete,
    insert,
    select,
    type_coerce,
    update,
)

from bantin.sinks.migrations import Migration
from bantin.sinks.tables import String, clean

COMPONENT = "polling"
MIGRATIONS: tuple[Migration, ...] = ()  # the tables are at version 1
METADATA = MetaData()
MANY = 500  # values of one statement: databases take no more than some thousand
visits = Table(
    "visits",
    METADATA,
    Column("url", String, primary_key=True),
    Column("kind", String, nullable=False),  # `list` for feeds and sitemaps, `page`
    Column("feed", String, nullable=False),  # for which it is fetched
    Column("depth", Integer, nullable=False),  # indexes above a sitemap
    Column("place", Integer, nullable=False),  # in its list
    Column("state", String, nullable=False),  # `waiting`, `done`, `lost`
    Column("failures", Integer, nullable=False),  # in a row
    Column("due", Float, nullable=False),  # when it may be fetched, in seconds since 1970
    Column("first_seen", Float, nullable=False),
    Column("fetched", Float),  # when that last went well
    Column("etag", String),
    Column("modified", String),
    Column("stamp", String, nullable=False),  # what its list says of its version
    Column("item", String),  # what its list says of it, as JSON
    Column("error", String),  # of the last failure, as a word
    Column("message", String),
    Index("visits_by_state", "state", "due"),
)
hosts = Table(
    "hosts",
    METADATA,
    Column("name", String, primary_key=True),
    Column("rested", Float, nullable=False),  # until when it is left alone
    Column("failures", Integer, nullable=False),  # in a row
)


class Task(msgspec.Struct):
    """Something to fetch: the columns of `visits` that tell how."""

    url: str
    kind: str
    feed: str
    depth: int
    place: int
    failures: int
    due: float
    etag: str | None
    modified: str | None
    item: str | None


class Found(msgspec.Struct):
    """Something that a list names.

    Attributes:
        url, kind, depth, stamp, item: as the columns.
    """

    url: str
    kind: str
    stamp: str
    depth: int = 0
    item: str | None = None


FIELDS = [visits.c[name] for name in Task.__struct_fields__]


def _at(url: str) -> Any:
    return update(visits).where(visits.c.url == url)


def start(connection: Connection, feeds: Iterable[str], now: float) -> None:
    """Have feeds fetched in the round that begins; one that failed waits until it is due."""
    for url in feeds:
        state = connection.scalar(select(visits.c.state).where(visits.c.url == url))
        if state is None:
            _insert(connection, [Found(url, "list", "")], url, now)
        elif state != "waiting":
            connection.execute(_at(url).values(kind="list", feed=url, depth=0, state="waiting", due=now, failures=0))


def _insert(connection: Connection, found: Sequence[Found], feed: str, now: float) -> None:
    fixed = {"feed": feed, "state": "waiting", "failures": 0, "due": now, "first_seen": now}
    connection.execute(
        insert(visits), [msgspec.structs.asdict(one) | fixed | {"place": place} for place, one in enumerate(found)]
    )


def offer(connection: Connection, found: Sequence[Found], feed: str, now: float) -> int:
    """Remember what a list names; what is new, or has another stamp than when it was last named, is fetched.

    Args:
        found: in the order in which they are to be fetched.
        feed: for which.

    Returns:
        How many are to be fetched because of it.
    """
    by_url = {one.url: one for one in reversed(found)}  # of one named twice, what is said first
    wanted = 0
    urls = list(reversed(by_url))
    for start in range(0, len(urls), MANY):
        some = urls[start : start + MANY]
        columns = visits.c.url, visits.c.stamp, visits.c.kind, visits.c.state
        old = {row.url: row for row in connection.execute(select(*columns).where(visits.c.url.in_(some)))}
        new = [by_url[url] for url in some if url not in old]
        if new:
            _insert(connection, new, feed, now)
        wanted += len(new)
        for url in some:
            one, row = by_url[url], old.get(url)
            # A sitemap without a stamp may have changed; a page without one is what it was.
            if row is None or row.kind != one.kind or row.state == "waiting":
                continue
            if row.stamp != one.stamp or (one.kind == "list" and not one.stamp):
                changed = {"stamp": one.stamp, "item": one.item, "state": "waiting", "due": now, "failures": 0}
                connection.execute(_at(url).values(changed))
                wanted += 1
    return wanted


def waiting(connection: Connection, feeds: Iterable[str], until: float) -> list[Task]:
    """What is due by `until` for these feeds."""
    due = visits.c.state == "waiting", visits.c.due <= until, visits.c.feed.in_(list(feeds))
    statement = select(*FIELDS).where(*due)
    return [Task(*row) for row in connection.execute(statement)]


def done(connection: Connection, task: Task, now: float, etag: str | None, modified: str | None) -> None:
    """It was fetched, or has not changed."""
    changed = {"state": "done", "failures": 0, "fetched": now, "etag": etag, "modified": modified}
    connection.execute(_at(task.url).values(changed | {"error": None, "message": None}))


def failed(connection: Connection, task: Task, error: str, message: str, due: float, *, lost: bool) -> None:
    """It failed: it is tried again when it is due, or never."""
    state = {"state": "lost" if lost else "waiting", "failures": task.failures + 1, "due": due}
    connection.execute(_at(task.url).values(state | {"error": clean(error), "message": clean(message)}))


def put_off(connection: Connection, task: Task, due: float) -> None:
    """It was not asked for, because a host rests; that is no failure of its own."""
    connection.execute(_at(task.url).values(due=due))


def rests(connection: Connection) -> dict[str, tuple[float, int]]:
    """Until when each host is left alone, and how often in a row it failed."""
    return {row.name: (row.rested, row.failures) for row in connection.execute(select(hosts))}


def save_rests(connection: Connection, rests: dict[str, tuple[float, int]]) -> None:
    """Remember some hosts' rests in the place of earlier ones."""
    if rests:
        connection.execute(delete(hosts).where(hosts.c.name.in_(rests)))
        rows = [{"name": name, "rested": rested, "failures": count} for name, (rested, count) in rests.items()]
        connection.execute(insert(hosts), rows)


class _Moment(TypeDecorator[str]):
    """Seconds since 1970 that come out as a date and time in UTC."""

    impl = Float
    cache_ok = True

    def process_result_value(self, value: float | None, dialect: Any) -> str | None:
        return None if value is None else dt.datetime.fromtimestamp(value, dt.UTC).isoformat(timespec="seconds")


def failures() -> Select[Any]:
    """What failed and was not got since, the latest first, for `bantin query failures`; `due` reads like 2026-01-31T06:30:00+00:00."""
    c = visits.c
    due = type_coerce(c.due, _Moment).label("due")
    return (
        select(c.url, c.kind, c.state, c.failures, due, c.error, c.message, c.feed)
        .where(visits.c.error.is_not(None))
        .order_by(visits.c.due.desc(), visits.c.url)
    )
