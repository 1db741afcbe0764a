"""The verbs `bantin batch` and `bantin status`: they parse, call and print."""

from __future__ import annotations

import errno
import logging
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from bantin.errors import UserError

if TYPE_CHECKING:
    from bantin.batch.runner import Progress

log = logging.getLogger(__name__)


class Format(StrEnum):
    """Of the parts."""

    jsonl = "jsonl"
    parquet = "parquet"


class Engine(StrEnum):
    """What the workers are."""

    local = "local"
    ray = "ray"


class Log(StrEnum):
    """Of the lines on standard error."""

    text = "text"
    json = "json"


def _duration(seconds: float | None) -> str:
    """Time in words, rounded as people say it."""
    if seconds is None:
        return "unknown"
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _said(progress: Progress) -> str:
    rate = f"{progress.rate:,.0f} articles/s" if progress.rate else "all from an earlier run so far"
    return f"{rate}, {_duration(progress.left)} left" if progress.left is not None else rate


@contextmanager
def _reporter(console: Console, bar: bool) -> Iterator[Callable[[Progress], None]]:
    """What hears of progress: a bar on a terminal, else the log."""
    if not bar:

        def tell(progress: Progress) -> None:
            rate = round(progress.rate, 1) if progress.rate else None
            left = round(progress.left) if progress.left is not None else None
            fields = {"articles": progress.articles, "total": progress.total, "rate": rate, "seconds_left": left}
            log.info("%s articles done, %s", f"{progress.articles:,}", _said(progress), extra={"fields": fields})

        yield tell
        return
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(), TextColumn("{task.completed:,} articles, {task.description}"), TimeElapsedColumn())
    with Bar(*columns, console=console, transient=True) as shown:
        task = shown.add_task("starting", total=None)
        yield lambda progress: shown.update(
            task, completed=progress.articles, total=progress.total, description=_said(progress)
        )


def _print_counts(rows: dict[str, Any]) -> None:
    for key, value in rows.items():
        if isinstance(value, dict):
            value = ", ".join(f"{name} {number:,}" for name, number in value.items()) or "none"
        shown = f"{value:,}" if isinstance(value, int | float) else "-" if value is None else value
        typer.echo(f"{key.replace('_', ' '):17} {shown}")


def batch(
    source: Annotated[
        list[str] | None,
        typer.Argument(
            help="Files, folders, or - for JSONL on standard input, as `extract` reads them.", show_default=False
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder for the parts and the ledger; made if need be.", show_default=False),
    ] = None,
    format: Annotated[
        Format, typer.Option("--format", help="Of the parts; parquet needs `bantin[parquet]`.")
    ] = Format.jsonl,
    workers: Annotated[
        int, typer.Option("--workers", min=1, max=256, help="Processes, or actors of Ray, that extract.")
    ] = 1,
    engine: Annotated[
        Engine,
        typer.Option("--engine", help="local: processes of this machine. ray: actors of Ray; needs `bantin[ray]`."),
    ] = Engine.local,
    ray_address: Annotated[
        str | None,
        typer.Option(
            "--ray-address",
            help="Head of a Ray cluster that this machine is part of: HOST:PORT, or auto.",
            show_default="a Ray of its own on loopback",
        ),
    ] = None,
    part_size: Annotated[int, typer.Option("--part-size", min=1, max=1_000_000, help="Articles of a part.")] = 1000,
    model: Annotated[
        str | None,
        typer.Option("--model", help="Name of a model in the registry, or a folder.", show_default="the model in use"),
    ] = None,
    published: Annotated[
        str | None,
        typer.Option("--published", help="Date for articles that carry none: 2024-03-05.", show_default=False),
    ] = None,
    form: Annotated[Log, typer.Option("--log", help="Lines on standard error, for people or for programs.")] = Log.text,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as one JSON object.")] = False,
) -> None:
    """Read any amount of articles into a folder of parts; run again after any stop, it goes on.

    The folder gets `part-000000.jsonl` and so on, `errors.jsonl`, `duplicates.csv`, and at the end `summary.json`. Articles with the
    same text and date as an earlier one are dropped; those that are nearly like an earlier one are kept and marked in
    `duplicates.csv`. What is done stays done; a part is done again when its articles, the model or the configuration change.

    Exit status: 0 all well, 1 some articles failed or the disk is full, 2 wrong use.

    Examples: `bantin batch news/ --out records --workers 2`, `bantin batch feed.jsonl.gz --out tables --format parquet`
    """
    if not source:
        raise UserError("name at least one SOURCE: a file, a folder, or - for JSONL on standard input")
    if out is None:
        raise UserError("name the folder to write with --out DIR")
    for (
        name
    ) in source:  # before anything in the folder is touched: a part of what is not there any more would be removed
        if name != "-" and not Path(name).exists():
            raise UserError(f"{name}: no such file or folder. Nothing was changed in {out}.")
    if ray_address and engine is not Engine.ray:
        raise UserError("--ray-address: add --engine ray")
    import msgspec

    from bantin import logs
    from bantin.batch import cluster, runner

    with ExitStack() as stack:
        if engine is Engine.ray:
            stack.enter_context(cluster.apart())
        console = Console(stderr=True, highlight=False, soft_wrap=True)
        bar = console.is_terminal and form is Log.text
        logs.start(form, console, quiet=bar)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            with _reporter(console, bar) as report:
                summary = runner.run(
                    source,
                    out,
                    format=format,
                    workers=workers,
                    engine=engine,
                    ray_address=ray_address,
                    part_size=part_size,
                    model=model,
                    published=published,
                    stdin=sys.stdin.buffer,
                    report=report,
                )
        except KeyboardInterrupt:
            console.print("bantin: stopped. Run the same command again, it goes on: what is done is kept", style="red")
            raise typer.Exit(130) from None
        except OSError as error:
            advice = "Make room" if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) else "Look to the folder"
            raise OSError(
                error.errno,
                f"{out}: {error.strerror or error}. {advice} and run the same command again: what is done is kept",
            ) from None
    if as_json:
        typer.echo(msgspec.json.encode(summary))
    else:
        _print_counts({"folder": out, **msgspec.structs.asdict(summary)})
    raise typer.Exit(1 if summary.failures else 0)


def status(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder given to `bantin batch` as --out.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say how far a batch is, and whether it is at work.

    `state` is `running`, `complete`, or `stopped`: run the same `bantin batch` again, it goes on.

    Examples: `bantin status records`, `bantin status records --json`
    """
    import msgspec

    from bantin.batch.ledger import standing
    from bantin.batch.lock import holder

    pid = holder(folder)
    found = standing(folder)
    state = "running" if pid else "complete" if "ended" in found.run else "stopped"
    rows = {
        "folder": str(folder),
        "state": state,
        "process": pid,
        "sources": found.run.get("sources", []),
        "started": found.run.get("started"),
        "ended": found.run.get("ended"),
        "parts": found.parts,
        "last_part": found.last,
        **msgspec.structs.asdict(found.tally.ordered()),
    }
    if as_json:
        typer.echo(msgspec.json.encode(rows))
        return
    rows["sources"] = " ".join(rows["sources"])
    _print_counts({key: value for key, value in rows.items() if value is not None})
