"""The verbs `bantin store` and `bantin query`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from bantin.errors import UserError
from bantin.records.argument import Reading, Records
from bantin.sinks.show import Format, show
from bantin.terminal import stderr, watched

if TYPE_CHECKING:
    from sqlalchemy import Select

    from bantin.sinks.store import Store

Item = TypeVar("Item")
BATCH = 500  # records that are kept together
Address = Annotated[
    str, typer.Option("--store", metavar="URL", help="sqlite:///FILE or postgresql://USER@HOST/DATABASE.")
]
Shown = Annotated[Format, typer.Option("--format", help="What to print.")]
Most = Annotated[int | None, typer.Option("--limit", min=1, help="Print so many rows at most.", show_default=False)]
Since = Annotated[str | None, typer.Option("--from", metavar="DAY", help="First day, 2024-03-05.", show_default=False)]
Until = Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day.", show_default=False)]

query = typer.Typer(
    no_args_is_help=True,
    help="Ask a store, filled by `bantin store` or `bantin poll`, and print a table, CSV or JSON.\n\n"
    "Case and the place of tone marks do not matter; a name that ends in `*` stands for all that begin like it.",
)


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """`items` in lists of `BATCH`."""
    rest = iter(items)
    return iter(lambda: list(islice(rest, BATCH)), [])


def store(
    address: Address,
    records: Records = None,
    texts: Annotated[
        list[str] | None,
        typer.Option(
            "--texts",
            help="Where the articles' raw texts are, as `extract` reads them: kept too, and searched by `bantin query articles`.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Load records into a database, an article once: a later record of the same `id` takes the place of the earlier.

    The same records again change nothing. Without their texts (`--texts`), `bantin query articles` searches titles and the names
    that were found. Exit status: 0 all well, 1 some lines held no record, 2 wrong use.

    Examples: `bantin store records.jsonl --store sqlite:///news.db`,
    `bantin extract feed.jsonl.gz | bantin store - --store postgresql://localhost/news`,
    `bantin store records.jsonl --store sqlite:///news.db --texts news/`
    """
    from bantin.sinks.store import Store

    reading = Reading(records, None)
    target = Store(address)
    changes: Counter[str] = Counter()
    for batch in _batches(reading):
        with target.writing() as connection:
            for record in batch:
                try:
                    changes[target.put(connection, record)] += 1
                except UserError as error:
                    reading.warn(str(error))
    lacked = _texts(target, texts) if texts else 0
    target.close()
    stderr.print(
        f"{changes.total():,} records: {changes['new']:,} new, {changes['changed']:,} changed, {changes['same']:,} as they were"
        + (f"; {lacked:,} texts added" if texts else ""),
        markup=False,
    )
    reading.finish()


def _texts(target: Store, sources: list[str]) -> int:
    """Keep the texts of articles that are there; returns how many lacked theirs."""
    from bantin.sources.article import Article
    from bantin.sources.reader import read

    def warn(line: str) -> None:
        stderr.print(f"warning: {line}", style="yellow", markup=False)

    lacked = 0
    for batch in _batches(watched(read(sources, warn=warn), "adding texts", "articles")):
        with target.writing() as connection:
            for item in batch:
                if isinstance(item, Article):
                    lacked += target.put_text(connection, item.text)
                else:
                    warn(item.message)
    return lacked


def answer(target: Store, statement: Select[Any], format: Format, most: int | None) -> None:
    """Print a statement's rows."""
    with target.reading() as connection:
        rows = connection.execution_options(yield_per=1000).execute(statement)
        show([column.name for column in statement.selected_columns], islice(rows, most), format, sys.stdout.buffer)
    target.close()


@query.command()
def events(
    address: Address,
    unit: Annotated[
        str | None,
        typer.Option(
            "--unit",
            help="That organized it, took part, or whose member took part: a name or an id of the registry, with `*` and all below it.",
            show_default=False,
        ),
    ] = None,
    person: Annotated[str | None, typer.Option("--person", help="Who took part.", show_default=False)] = None,
    type: Annotated[
        str | None, typer.Option("--type", help="Such as crime; all are listed by `bantin info`.", show_default=False)
    ] = None,
    province: Annotated[str | None, typer.Option("--province", help="Such as 'Lào Cai'.", show_default=False)] = None,
    since: Since = None,
    until: Until = None,
    format: Shown = Format.table,
    most: Most = None,
) -> None:
    """Events between days, of a unit, of a person; the latest first.

    `day` is the event's first day, or its article's where the event's is not known.

    Examples: `bantin query events --store sqlite:///news.db --unit 'Công an tỉnh Lào Cai' --from 2026-01-01 --to 2026-03-31`,
    `bantin query events --store sqlite:///news.db --unit 'Công an huyện*' --type crime --format csv`
    """
    from bantin.sinks.queries import unit_events
    from bantin.sinks.store import Store

    asked = unit_events(unit, person, type=type, province=province, since=since, until=until)
    answer(Store(address, create=False), asked, format, most)


@query.command()
def mentions(
    person: Annotated[str, typer.Argument(metavar="NAME", help="The person's name, without rank.")],
    address: Address,
    since: Since = None,
    until: Until = None,
    format: Shown = Format.table,
    most: Most = None,
) -> None:
    """Where a person is named, with rank, office and the characters; the latest article first.

    One name may be several people: `bantin people` tells them apart.

    Example: `bantin query mentions 'Trần Văn Nam' --store sqlite:///news.db --format json`
    """
    from bantin.sinks.queries import person_mentions
    from bantin.sinks.store import Store

    answer(Store(address, create=False), person_mentions(person, since=since, until=until), format, most)


@query.command()
def articles(
    words: Annotated[str, typer.Argument(metavar="WORDS", help='All must be there; a "phrase" in double quotes.')],
    address: Address,
    since: Since = None,
    until: Until = None,
    format: Shown = Format.table,
    most: Most = None,
) -> None:
    """Articles that hold some words, by full-text search; the latest first.

    Example: `bantin query articles '"trộm cắp" xe máy' --store sqlite:///news.db`
    """
    from bantin.sinks.queries import found_articles
    from bantin.sinks.store import Store

    target = Store(address, create=False)
    answer(target, found_articles(words, target.dialect, since=since, until=until), format, most)
