"""How the speed of `bantin batch` grows with its workers: processes of this machine, and actors of a Ray of its own.

    pip install 'bantin[ray]'
    python -m bantin.training.benchmark.scaling FEED.jsonl.gz --articles 60000 --json scaling.json

- The first `--articles` of the feed are read in a fresh process for each engine and each number of workers; all must give the same files.
- The rate is that of the last three quarters of the articles, when every worker has its model and is warm. What comes before is told
  apart: the seconds until the first part is done. A word is a syllable between white space.
- The reader is the one process that reads, cuts, drops duplicates and keeps. How many articles it passes on for each second of its own
  processor time is the bound of the whole; how many workers that would feed is a projection, which no run has shown.
- Give it no more workers than there are cores to spare: Ray's own processes need some too.
- The texts are copied as JSON lines into a temporary folder beside the records, both removed at the end.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from rich.console import Console
from rich.table import Table

from bantin.batch import cluster, runner
from bantin.errors import UserError
from bantin.pipeline import model_path
from bantin.sinks.files import sha256_of
from bantin.training.benchmark.batch import write_feed
from bantin.training.benchmark.report import as_json, environment

WARM = 0.25  # share of the articles before the rate is taken
ENGINES = ("local", "ray")
stdout, stderr = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)


class Mark(NamedTuple):
    """Articles done at a time: seconds since the start, and processor seconds of the reader."""

    wall: float
    cpu: float
    articles: int


def rates(marks: Sequence[Mark]) -> tuple[float, float]:
    """Articles a second, and articles a second of the reader's processor time, once all is warm.

    Args:
        marks: one for each part that is done, in their order.

    Raises:
        UserError: there are too few.
    """
    warm = next((mark for mark in marks if mark.articles >= WARM * marks[-1].articles), None)
    if warm is None or marks.index(warm) + 2 > len(marks) - 1:
        raise UserError("too few parts to take a rate of: give more --articles or a smaller --part-size")
    articles = marks[-1].articles - warm.articles
    return articles / (marks[-1].wall - warm.wall), articles / max(marks[-1].cpu - warm.cpu, 1e-9)


def run_here(feed: str, out: str, engine: str, workers: int, part_size: int, model: str) -> dict[str, Any]:
    """One batch, its reader in this process.

    Returns:
        The figures, and what must be the same in all runs: `words`, and `parts`, their SHA-256.

    Raises:
        UserError: it failed.
    """
    marks: list[Mark] = []
    begin, cpu = time.perf_counter(), time.process_time()

    def report(progress: runner.Progress) -> None:
        marks.append(Mark(time.perf_counter() - begin, time.process_time() - cpu, progress.fresh))

    with cluster.apart() if engine == "ray" else contextlib.nullcontext():
        summary = runner.run(
            [feed], Path(out), engine=engine, workers=workers, part_size=part_size, model=model, report=report
        )
    rate, of_reader = rates(marks)
    return {
        "engine": engine,
        "workers": workers,
        "seconds": round(summary.seconds, 2),
        "first_part_seconds": round(marks[0].wall, 2),
        "articles_per_second": round(rate, 1),
        "words_per_second": round(rate * summary.words / summary.articles),
        "articles_per_reader_second": round(of_reader),
        "words": summary.words,
        "parts": [sha256_of(path) for path in sorted(Path(out).glob("part-*"))],
    }


def run_fresh(*args: Any) -> dict[str, Any]:
    """`run_here` in a process that did nothing before.

    Raises:
        UserError: it failed.
    """
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as fresh:
        try:
            return fresh.submit(run_here, *args).result()
        except BrokenProcessPool:
            raise UserError("the process of a batch ended (out of memory?)") from None


def scaling(runs: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """By engine, medians over the rounds: `times`, the rate over that of one worker of the local engine, by number of workers; and
    `fed`, the workers that one reader could feed if their number were all that counts.
    """
    found: dict[str, dict[str, Any]] = {}

    def median(name: str, engine: str, workers: int) -> float:
        return statistics.median(r[name] for r in runs if (r["engine"], r["workers"]) == (engine, workers))

    one = median("articles_per_second", "local", 1)
    for engine in dict.fromkeys(r["engine"] for r in runs):
        counts = sorted({r["workers"] for r in runs if r["engine"] == engine})
        rate = {count: median("articles_per_second", engine, count) for count in counts}
        reader = median("articles_per_reader_second", engine, counts[-1])
        found[engine] = {
            "times": {str(count): round(rate[count] / one, 2) for count in counts},
            "fed": round(reader / (rate[counts[-1]] / counts[-1])),
        }
    return found


def show(figures: dict[str, Any]) -> None:
    """Print the runs and what follows from them."""
    title = f"bantin batch on {figures['articles']:,} articles, {figures['words']:,} words, of {figures['file']}"
    columns = ("engine", "workers", "articles/s", "words/s", "times", "first part", "whole run")
    table = Table(*columns, title=title, title_justify="left")
    for row in figures["runs"]:
        times = figures["scaling"][row["engine"]]["times"][str(row["workers"])]
        table.add_row(row["engine"], str(row["workers"]), f"{row['articles_per_second']:,.1f}",
                      f"{row['words_per_second']:,}", f"{times:.2f} ×",
                      f"{row['first_part_seconds']:.1f} s", f"{row['seconds']:.1f} s")  # fmt: skip
    stdout.print(table)
    for engine, row in figures["scaling"].items():
        stdout.print(f"{engine}: by its processor time, one reader could feed {row['fed']:,} such workers (projected)")


def planned(workers: Sequence[int], rounds: int) -> Iterator[tuple[str, int]]:
    """The runs, in their order: within a round one after the other, so that noise hits all."""
    for _ in range(rounds):
        for count in workers:
            for engine in ENGINES:
                yield engine, count


def main(
    feed: Annotated[
        str,
        typer.Argument(help="Articles: JSONL (also .gz), or whatever else `bantin batch` reads.", show_default=False),
    ],
    articles: Annotated[int, typer.Option("--articles", min=1, help="Most articles.")] = 60_000,
    workers: Annotated[
        list[int] | None, typer.Option("--workers", min=1, help="Numbers of workers to compare.", show_default="1, 2")
    ] = None,
    part_size: Annotated[int, typer.Option("--part-size", min=1, help="Articles of a part.")] = 1000,
    rounds: Annotated[int, typer.Option("--rounds", min=1, help="How often all is measured; the median counts.")] = 3,
    model: Annotated[
        str | None,
        typer.Option("--model", help="Name of an installed model or a folder.", show_default="the default model"),
    ] = None,
    output: Annotated[Path | None, typer.Option("--json", help="Write the figures here.", show_default=False)] = None,
) -> None:
    """Measure how the speed of `bantin batch` grows with its workers, with the local engine and with Ray."""
    counts = sorted({1, *(workers or [2])})
    path = str(model_path(model).absolute())
    if output:
        output.open("ab").close()  # changes nothing: a mistake is told now, not at the end
    try:
        version = importlib.metadata.version("ray")
    except importlib.metadata.PackageNotFoundError:
        raise UserError("Ray is not installed: pip install 'bantin[ray]'") from None
    runs: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="bantin-") as folder:
        copy = Path(folder, "feed.jsonl")
        stderr.print(f"copying {articles:,} articles of {feed}", style="dim", markup=False)
        if not (number := write_feed(feed, copy, articles)):
            raise UserError(f"{feed}: no article in it")
        plan = list(planned(counts, rounds))
        for at, (engine, count) in enumerate(plan, 1):
            stderr.print(f"run {at} of {len(plan)}: {engine}, {count} workers", style="dim", markup=False)
            runs.append(run_fresh(str(copy), str(Path(folder, f"out-{at}")), engine, count, part_size, path))
            if runs[-1]["parts"] != runs[0]["parts"]:
                raise UserError(f"{engine} with {count} workers gave other files than local with one")
    figures = {
        "file": Path(feed).name,
        **environment(),
        "ray": version,
        "articles": number,
        "words": runs[0]["words"],
        "part_size": part_size,
        "runs": [{name: value for name, value in run.items() if name not in ("parts", "words")} for run in runs],
        "scaling": scaling(runs),
    }
    show(figures)
    if output:
        output.write_text(as_json(figures), encoding="utf-8")


if __name__ == "__main__":
    try:
        typer.run(main)
    except UserError as error:
        stderr.print(f"scaling: {error}", style="red", markup=False)
        sys.exit(2)
    except OSError as error:
        stderr.print(f"scaling: {error}", style="red", markup=False)
        sys.exit(1)
