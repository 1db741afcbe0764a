"""The command line: one command a verb; each parses, calls and prints."""

from __future__ import annotations

import gc
import json
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bantin.annotation.doccano import commands as doccano
from bantin.batch.command import batch, status
from bantin.commands import annotation, models, training
from bantin.coreference import commands as coreference
from bantin.errors import UserError
from bantin.explain import commands as explanations
from bantin.explore.commands import explore
from bantin.polling import commands as polling
from bantin.report.commands import report
from bantin.sinks import commands as sinks
from bantin.terminal import check_targets, progress, stderr, writer
from bantin.version import __version__


class Quiet(TyperGroup):
    """The verbs; where the reader of a pipe goes away (`bantin extract ... | head -1`) they end as other tools do, with 141, not with 1."""

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        """Run a verb."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(141) from None


app = typer.Typer(
    name="bantin",
    cls=Quiet,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="Vietnamese police and local-government news in, structured JSON records out.",
    epilog="Start with: `bantin extract article.txt`. Everything runs on this machine; nothing is downloaded but the feeds that you name to `bantin poll`.",
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"bantin {__version__}")
        raise typer.Exit()


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Vietnamese police and local-government news in, structured JSON records out."""


@app.command()
def extract(
    source: Annotated[
        list[str] | None,
        typer.Argument(
            help="Files (.txt .html .jsonl .json .xml .rss .atom .warc, each also .gz), folders, or - for JSONL on standard input.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="Write the records here, one JSON object a line; standard output without it.",
            show_default=False,
        ),
    ] = None,
    errors: Annotated[
        Path | None,
        typer.Option(
            "--errors", help="Write the failures here as JSON lines; standard error without it.", show_default=False
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            help="Name of a model in the registry, or a folder that `bantin train` wrote.",
            show_default="the model in use: `bantin models list`",
        ),
    ] = None,
    published: Annotated[
        str | None,
        typer.Option(
            "--published",
            help="Date for articles that carry none: 2024-03-05 or 2024-03-05T20:02:00+07:00.",
            show_default=False,
        ),
    ] = None,
    workers: Annotated[int, typer.Option("--workers", min=1, max=256, help="Processes to work with.")] = 1,
) -> None:
    """Read articles and write one record a line.

    Exit status: 0 all well, 1 some articles failed (the others are written), 2 wrong use, 141 the reader of a pipe went away.

    Examples: `bantin extract article.txt`, `bantin extract news/ -o records.jsonl --errors errors.jsonl`,
    `zcat feed.jsonl.gz | bantin extract - > records.jsonl`
    """
    if not source:
        raise UserError("name at least one SOURCE: a file, a folder, or - for JSONL on standard input")
    import msgspec

    from bantin import parallel, pipeline
    from bantin.sources import reader
    from bantin.sources.article import Failure, check_published

    date = check_published(published) if published else None
    check_targets(source, output, errors)
    path = pipeline.model_path(model)
    nlp = pipeline.load(path) if workers == 1 else None
    gc.freeze()  # the model stays: the collector need not look at it again and again
    failed = 0
    with ExitStack() as stack:
        out, err = writer(stack, output), writer(stack, errors) if errors else sys.stderr.buffer
        advance = stack.enter_context(progress("reading"))
        articles = reader.read(
            source,
            stdin=sys.stdin.buffer,
            published=date,
            warn=lambda line: stderr.print(f"warning: {line}", style="yellow", markup=False),
        )
        results = (
            pipeline.Extractor(nlp).stream(articles) if nlp else parallel.stream_parallel(articles, workers, str(path))
        )
        for result in results:
            if isinstance(result, Failure):
                failed += 1
                err.write(msgspec.json.encode(result) + b"\n")
                err.flush()
            else:
                out.write(result.to_json() + b"\n")
                advance()
        out.flush()
    raise typer.Exit(1 if failed else 0)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a record."""
    from bantin.records.types import json_schema

    typer.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))


@app.command()
def info(
    model: Annotated[
        str | None,
        typer.Option("--model", help="Name of a model in the registry, or a folder.", show_default="the model in use"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Print version, model, configuration, labels, and where everything lies."""
    import spacy

    from bantin import pipeline, resources
    from bantin.events.features import event_types
    from bantin.registry import Registry

    path, models = pipeline.model_path(model), Registry()
    used = models.in_use()
    nlp = pipeline.load(path)
    since = f"promoted {used.change.at}" if used.change else "bundled with bantin"
    rows = {
        "bantin": __version__,
        "spacy": spacy.__version__,
        "python": sys.version.split()[0],
        "model": f"{nlp.meta['name']}-{nlp.meta['version']}",
        "model_path": str(path),
        "models": str(models.folder),
        "in_use": f"{used.name}, {since}",
        "configs": str(resources.CONFIGS),
        "config_sha256": resources.config_sha256(),
        "pipeline": nlp.pipe_names,
        "labels": list(nlp.get_pipe("bantin_tagger").labels),  # type: ignore[attr-defined]
        "event_types": list(event_types()),
        "figures": nlp.meta.get("performance", {}),
    }
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for key, value in rows.items():
        shown = (
            " ".join(value)
            if isinstance(value, list)
            else " ".join(f"{k}={v:.4g}" if isinstance(v, float) else f"{k}={v}" for k, v in value.items())
            if isinstance(value, dict)
            else value
        )
        typer.echo(f"{key:14} {shown}")


for verb in (
    batch,
    status,
    explanations.explain,
    coreference.stories,
    coreference.people,
    report,
    polling.poll,
    sinks.store,
    explore,
    training.train,
    training.evaluate,
    training.compare,
    annotation.convert,
    annotation.agreement,
    annotation.suggest,
):
    app.command()(verb)
app.add_typer(sinks.query, name="query")
app.add_typer(models.app)
app.add_typer(doccano.app)


def run() -> None:
    """Entry point of the `bantin` command: a user's mistake is one line and exit status 2, never a traceback."""
    try:
        app()
    except UserError as error:
        stderr.print(f"bantin: {error}", style="red", markup=False)
        sys.exit(2)
    except OSError as error:  # such as a full disk; what was written stands, line by line
        stderr.print(
            f"bantin: {error.strerror or error}. Nothing more could be written or read.", style="red", markup=False
        )
        sys.exit(1)
    except KeyboardInterrupt:
        stderr.print("bantin: stopped", style="red")
        sys.exit(130)


if __name__ == "__main__":
    run()
