"""The verb `bantin report`."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from bantin.errors import UserError
from bantin.pages.words import Language
from bantin.records.argument import Reading, Records
from bantin.terminal import check_targets, stderr, watched, writer


def report(
    records: Records = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Write the page here; standard output without it.", show_default=False),
    ] = None,
    texts: Annotated[
        list[str] | None,
        typer.Option(
            "--texts",
            help="Where the articles' raw texts are, as `bantin extract` reads them; without it an article shows its spans alone.",
            show_default=False,
        ),
    ] = None,
    language: Annotated[Language, typer.Option("--language", help="Of the page's own words.")] = Language.en,
) -> None:
    """Write one HTML page to read records in: an overview, and each article with its spans in colour.

    The page loads nothing and opens from disk. It shows event types in time, the units with the most events, the people named most
    often; of an article its people and units, whose mentions light up under the pointer or the keyboard's focus, its events with
    their arguments, and each value with what it was read from. A text is shown where it has the id and the SHA-256 of its record.
    Exit status: 0 all well, 1 some lines held no record or some texts could not be read, 2 wrong use.

    Examples: `bantin report records.jsonl -o report.html`, `bantin report records.jsonl --texts news/ -o report.html`,
    `bantin extract article.txt | bantin report - --texts article.txt -o report.html`
    """
    from bantin.report.overview import Overview
    from bantin.report.page import page

    reading = Reading(records, output)
    if "-" in (texts or []):
        raise UserError("--texts -: name files or folders; standard input can be RECORDS alone.")
    check_targets(texts or [], output, None)
    read = list(reading)
    overview = Overview()
    for record in read:
        overview.add(record)
    known = _texts(texts, {(record.id, record.text_sha256) for record in read}, reading) if texts else {}
    with ExitStack() as stack:
        out = writer(stack, output)
        shown = ((record, known.get((record.id, record.text_sha256))) for record in read)
        for piece in page(overview, watched(shown, "writing", "articles"), language):
            out.write(piece.encode())
        out.flush()
    if texts and (missing := sum((record.id, record.text_sha256) not in known for record in read)):
        stderr.print(
            f"warning: {missing:,} of {len(read):,} articles are shown without their text: --texts has none of their id and text_sha256",
            style="yellow",
        )
    reading.finish()


def _texts(sources: list[str], wanted: set[tuple[str, str]], reading: Reading) -> dict[tuple[str, str], str]:
    """The texts of some sources that have a wanted (id, SHA-256); what can't be read is warned of."""
    from bantin.sources.article import Article
    from bantin.sources.reader import read

    def warn(line: str) -> None:
        stderr.print(f"warning: {line}", style="yellow", markup=False)

    found: dict[tuple[str, str], str] = {}
    for item in watched(read(sources, warn=warn), "reading texts", "articles"):
        if not isinstance(item, Article):
            reading.warn(item.message)
            continue
        key = (item.id, hashlib.sha256(item.text.encode("utf-8", "surrogatepass")).hexdigest())
        if key in wanted:
            found[key] = item.text
    return found
