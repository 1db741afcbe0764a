"""`bantin explain`: one article, and where each value of its record comes from."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer
from rich.console import Console

from bantin.errors import UserError
from bantin.sources.article import Article, Failure

MORE = 100  # articles of a source that are counted
PIPE = 100_000  # columns where nothing is wrapped: a fact a line, for `grep`


def _article(source: str, wanted: str | None, stderr: Console) -> Article:
    """The first article of a source, or the one with an id.

    Raises:
        UserError: there is none, or it can't be read.
    """
    from bantin.sources import reader

    def warn(line: str) -> None:
        stderr.print(f"warning: {line}", style="yellow", markup=False)

    first: Article | None = None
    ids: list[str] = []
    for item in reader.read([source], stdin=sys.stdin.buffer, warn=warn):
        if isinstance(item, Failure):
            if (wanted is None and first is None) or (wanted is not None and item.id == wanted):
                raise UserError(item.message)
        elif wanted is not None and item.id == wanted:
            return item
        else:
            first = first or item
            ids.append(item.id)
            if wanted is None and len(ids) > MORE:
                break
    if first and wanted is None:
        if others := ids[1:]:
            many = f"{len(others)} more articles are" if len(ids) <= MORE else f"At least {MORE} more articles are"
            many = "1 more article is" if len(others) == 1 else many
            stderr.print(f"{many} in {source}. Name one with --id, such as --id {others[0]}", markup=False)
        return first
    known = (
        f"its {len(ids):,} articles begin with {', '.join(ids[:3])}" if ids else "it has no article that can be read"
    )
    raise UserError(f"{source}: no article has the id {wanted!r}; {known}." if wanted else f"{source}: {known}.")


def explain(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE",
            help="A file or folder as `bantin extract` reads it, or - for JSONL on standard input; its first article is shown.",
            show_default=False,
        ),
    ],
    id: Annotated[str | None, typer.Option("--id", help="Show the article with this id.", show_default=False)] = None,
    only: Annotated[
        str | None,
        typer.Option(
            "--only",
            help="Sections, with commas between: header, text, entities, refused, people, units, dates, events, documents, quantities, abbreviations.",
            show_default="all",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    model: Annotated[
        str | None,
        typer.Option("--model", help="Name of a model in the registry, or a folder.", show_default="the model in use"),
    ] = None,
    published: Annotated[
        str | None,
        typer.Option("--published", help="Date for an article that carries none: 2024-03-05.", show_default=False),
    ] = None,
) -> None:
    """Show one article and, for every value of its record, where it came from.

    Spans stand in the colours of their labels; on a pipe, or with NO_COLOR set, in brackets behind their labels
    (FORCE_COLOR=1 keeps the colours for `less -R`). Each value names the rule, the row of a table under `configs/`, the mention or the
    model's probability that it is from.

    Examples: `bantin explain article.txt`, `bantin explain news.jsonl --id 4711 --only people,units`,
    `bantin explain article.txt --json | jq .events`
    """
    import msgspec

    from bantin import pipeline
    from bantin.explain.explanation import chosen, read
    from bantin.explain.explanation import explain as explained
    from bantin.explain.show import Show
    from bantin.sources.article import check_published

    sections, date = chosen(only), check_published(published) if published else None
    article = _article(source, id, Console(stderr=True, highlight=False, soft_wrap=True))
    dated = bool(date and not article.published)
    if dated:
        article = msgspec.structs.replace(article, published=date)
    reading = read(pipeline.Extractor(pipeline.load(model)), article, dated=dated)
    found = explained(reading, sections)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    console = Console(highlight=False, markup=False, emoji=False)
    if console.is_terminal:
        Show(reading, console)(found)
        return
    console.width = PIPE
    with console.capture() as written:
        Show(reading, console)(found)
    typer.echo("\n".join(line.rstrip() for line in written.get().splitlines()))
