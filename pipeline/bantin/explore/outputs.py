"""What the explorer gives to programs: results as files, and an article's record."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Iterator
from typing import Annotated, Any

import msgspec
from anyio import CancelScope, to_thread
from litestar import get, post
from litestar.di import NamedDependency
from litestar.exceptions import ClientException, HTTPException
from litestar.params import JSONBody, QueryParameter
from litestar.response import Stream
from sqlalchemy import Select

from bantin.explore import export
from bantin.explore.asked import Asked
from bantin.explore.export import Format
from bantin.explore.site import Site
from bantin.records.types import Record
from bantin.sinks.queries import person_mentions, unit_events
from bantin.sinks.tables import articles
from bantin.sources.article import Failure, as_article

TYPES = {Format.jsonl: "application/x-ndjson", Format.csv: "text/csv"}
Form = Annotated[Format, QueryParameter(name="format", description="Of the file.")]


def _counted(site: Site, pieces: Iterator[bytes]) -> Generator[bytes]:
    """The pieces of a file; while they last it is one of those that are sent."""
    if not site.exports.acquire(blocking=False):
        raise HTTPException(status_code=503, detail="Đang có nhiều tệp được tải về. Hãy thử lại sau.")
    try:
        yield from pieces
    finally:
        site.exports.release()


async def sent(first: bytes, pieces: Generator[bytes]) -> AsyncGenerator[bytes]:
    """A file's pieces, made in a thread; when the client leaves, the connection to the store is given back."""
    try:
        yield first
        while piece := await to_thread.run_sync(next, pieces, b""):
            yield piece
    finally:
        with CancelScope(shield=True):
            await to_thread.run_sync(pieces.close)


def _file(site: Site, name: str, statement: Select[Any], format: Format) -> Stream:
    pieces = _counted(site, export.rows(site.store, statement, format, site.limits["export_seconds"]))
    first = next(pieces)  # what goes wrong at the start is told with its status
    return Stream(
        sent(first, pieces),
        media_type=TYPES[format],
        headers={"content-disposition": f'attachment; filename="{name}.{format.value}"'},
    )


@get("/export/articles", sync_to_thread=True)
def export_articles(site: NamedDependency[Site], asked: NamedDependency[Asked], form: Form = Format.jsonl) -> Stream:
    """Articles of a search: as JSON lines the whole records, as `bantin extract` writes them; as CSV a line each."""
    statement = asked.articles(site.store.dialect)
    if form is Format.jsonl:
        statement = statement.with_only_columns(articles.c.record)
    return _file(site, "articles", statement, form)


@get("/export/events", sync_to_thread=True)
def export_events(site: NamedDependency[Site], asked: NamedDependency[Asked], form: Form = Format.jsonl) -> Stream:
    """Events, as `bantin query events` gives them; words are not looked at."""
    asked_for = asked.others()
    return _file(site, "events", unit_events(asked_for.pop("unit"), asked_for.pop("person"), **asked_for), form)


@get("/export/mentions", sync_to_thread=True)
def export_mentions(site: NamedDependency[Site], asked: NamedDependency[Asked], form: Form = Format.jsonl) -> Stream:
    """Where a person is named, as `bantin query mentions` gives it; only person and days are looked at."""
    if not asked.person:
        raise ClientException("person: Hãy ghi tên người.")
    found = person_mentions(asked.person, since=asked.since or None, until=asked.until or None)
    return _file(site, "mentions", found, form)


class Draft(msgspec.Struct, kw_only=True):
    """An article to read: its text, and what else is known of it."""

    text: str
    id: str | None = None
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    feed: str | None = None
    byline: str | None = None
    published: str | None = None


@post("/extract", sync_to_thread=True, status_code=200)
def extract(site: NamedDependency[Site], data: JSONBody[Draft]) -> Record:
    """The record of one article. Nothing is kept."""
    made = as_article(msgspec.structs.asdict(data))
    result = made if isinstance(made, Failure) else site.extract(made)
    if isinstance(result, Failure):
        raise ClientException(result.message)
    return result


HANDLERS = (export_articles, export_events, export_mentions, extract)
