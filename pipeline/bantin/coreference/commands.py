"""The verbs `bantin stories` and `bantin people`."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Annotated, Any

import typer
from rich.console import Console

from bantin.records.argument import Reading, Records
from bantin.terminal import stderr, watched, writer

Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", help="Write JSON lines here; standard output without it.", show_default=False),
]
AsTable = Annotated[bool, typer.Option("--table", help="Print a table to read instead of JSON lines.")]
Least = Annotated[int, typer.Option("--min-articles", min=1, help="Leave out what fewer articles tell of.")]


def _write(out: IO[bytes], results: Iterable[Any]) -> None:
    import msgspec

    encoder = msgspec.json.Encoder()
    for result in results:
        out.write(encoder.encode(result) + b"\n")
    out.flush()


def _print(out: IO[bytes], table: Any) -> None:
    """A table in the terminal's width, in a file or a pipe 160 characters wide."""
    text = io.TextIOWrapper(out, encoding="utf-8", write_through=True)
    (Console() if sys.stdout.isatty() and out is sys.stdout.buffer else Console(file=text, width=160)).print(table)
    text.detach()


def stories(
    records: Records = None,
    output: Output = None,
    table: AsTable = False,
    least: Least = 1,
    days: Annotated[
        int | None,
        typer.Option(
            "--days",
            min=0,
            help="Days after a story's latest article within which another can join it.",
            show_default="as configs/coreference.toml says",
        ),
    ] = None,
    sample: Annotated[
        int | None,
        typer.Option(
            "--sample",
            min=1,
            help="Instead, draw so many pairs of joined articles, with both titles, to judge whether they tell of one event.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Seed of --sample: the same seed draws the same pairs.")] = 1,
) -> None:
    """Put the records that tell of one event together, so that ten newspapers' reports count once.

    One story a line: `id, type, first, last, articles, people, units, places, score, joins, titles`. `joins` says of each article
    but the earliest why it is there; `score` is the lowest of them, 0 to 1. A story's id is made of its type and its earliest
    article: later articles leave it as it is. Records may come in any order; one with no date, of its own or of its event, is a
    story of its own. Exit status: 0 all well, 1 some lines held no record, 2 wrong use.

    Examples: `bantin stories records.jsonl -o stories.jsonl`, `bantin stories records.jsonl.gz --table --min-articles 3`,
    `bantin extract feed.jsonl.gz | bantin stories - --sample 100 --seed 1`
    """
    from bantin.coreference import show
    from bantin.coreference.stories import StoryFinder

    reading = Reading(records, output)
    with ExitStack() as stack:
        out = writer(stack, output)
        finder = StoryFinder({} if days is None else {"days": days})
        for record in reading:
            finder.add(record)
        if finder.undated:
            stderr.print(
                f"warning: {finder.undated:,} records have no date: each is a story of its own", style="yellow"
            )
        found = (story for story in watched(finder, "grouping", "stories") if len(story.articles) >= least)
        if sample and table:
            _print(out, show.pair_table(show.sample(found, sample, seed)))
        elif sample:
            _write(out, show.sample(found, sample, seed))
        elif table:
            _print(out, show.story_table(found))
        else:
            _write(out, found)
    reading.finish()


def people(
    records: Records = None,
    output: Output = None,
    table: AsTable = False,
    least: Least = 1,
) -> None:
    """Put each person's mentions in different articles together: a timeline of ranks and posts, with its evidence.

    One person a line: `id, name, confidence, timeline, joins`. A name alone joins nobody: an office, a rank, a story, other people
    and bodies named beside it must say that it is the same person. Ranks do not fall in time; posts in two provinces within two
    months are two people, unless an article on personnel tells of the move. `joins` gives each article's score, 0 to 1, and what
    it rests on; `confidence` is the lowest. Lone given names and initials are left out. Exit status: 0 all well, 1 some lines held
    no record, 2 wrong use.

    Examples: `bantin people records.jsonl -o people.jsonl`, `bantin people records.jsonl --table --min-articles 5`
    """
    from bantin.coreference import show
    from bantin.coreference.people import people as find

    reading = Reading(records, output)
    with ExitStack() as stack:
        out = writer(stack, output)
        joined = watched(find(reading, watch=lambda found: watched(found, "grouping", "stories")), "joining", "people")
        found = (person for person in joined if len(person.joins) + 1 >= least)
        if table:
            _print(out, show.people_table(found))
        else:
            _write(out, found)
    reading.finish()
