"""How fast `bantin batch` is with one worker and with several, and whether its memory grows with the number of articles.

    python -m bantin.training.benchmark.batch FEED.jsonl.gz --articles 150000 --json batch.json

- The same feed is read in fresh processes: its first `--few` articles and its first `--articles`, with one worker and with `--workers`.
- Words a second are those of the batch's own summary: white-space separated words over the seconds from the first part handed out
  to the last one kept and the near-duplicates found, so they hold the start of the workers and the loading of their model.
- A peak is the most memory that a process ever held (`VmHWM` of Linux): of the one that reads and keeps, and of the largest worker.
- Ratios are of medians over the rounds. Memory that does not grow has a ratio near 1; two workers that have a core each, near 2.
- The texts are copied as JSON lines into a temporary folder beside the records, both removed at the end.
"""

from __future__ import annotations

import contextlib
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from bantin.errors import UserError
from bantin.pipeline import model_path
from bantin.training.benchmark.report import as_json, environment
from bantin.training.benchmark.whole import read_articles

LOOK = 0.25  # seconds between two looks at the processes: seldom, for a look takes time from them
stdout, stderr = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)


def write_feed(source: str, path: Path, most: int) -> int:
    """Copy the first articles of a source as JSON lines.

    Returns:
        How many there were, at most `most`.

    Raises:
        UserError: the source can't be read.
    """
    encoder, number = msgspec.json.Encoder(), 0
    with path.open("wb") as file:
        for article in islice(read_articles(source), most):
            row = {name: value for name, value in msgspec.structs.asdict(article).items() if value and name != "source"}
            file.write(encoder.encode(row) + b"\n")
            number += 1
    return number


def first_lines(path: Path, other: Path, number: int) -> None:
    """Copy the first lines of a file."""
    with path.open("rb") as read, other.open("wb") as written:
        written.writelines(islice(read, number))


def peak(pid: int) -> float:
    """The most memory that a process ever held, in MiB; 0 where it has ended."""
    with contextlib.suppress(OSError, ProcessLookupError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


def workers_of(pid: int) -> list[int]:
    """The worker processes of a batch."""
    found = []
    for threads in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError, ProcessLookupError):
            children = threads.read_text().split()
            found += [int(c) for c in children if b"spawn_main" in Path(f"/proc/{c}/cmdline").read_bytes()]
    return found


def run(feed: Path, out: Path, workers: int, model: str) -> dict[str, Any]:
    """One batch in fresh processes; its messages go to standard error.

    Returns:
        `articles`, `words`, `words_per_second`, `seconds` of the whole command, `parent_mib` and `worker_mib`: the peaks.

    Raises:
        UserError: it failed.
    """
    command = [sys.executable, "-m", "bantin.cli", "batch", feed, "--out", out, "--workers", workers, "--model", model]
    begin = time.perf_counter()
    parent, of_workers = 0.0, 0.0
    with subprocess.Popen([*map(str, command), "--json"], stdout=subprocess.PIPE) as process:
        while process.poll() is None:
            parent = max(parent, peak(process.pid))
            of_workers = max(of_workers, *(peak(pid) for pid in workers_of(process.pid)), 0.0)
            time.sleep(LOOK)
        seconds = time.perf_counter() - begin
        summary = process.stdout.read() if process.stdout else b""
    if process.returncode:
        raise UserError(
            "`bantin batch` failed; its message stands above. Give a feed of which it can read every article."
        )
    told = msgspec.json.decode(summary)
    return {
        "articles": told["articles"],
        "workers": workers,
        "words": told["words"],
        "seconds": round(seconds, 2),
        "words_per_second": told["words_per_second"],
        "parent_mib": round(parent, 1),
        "worker_mib": round(of_workers, 1),
    }


def ratios(runs: list[dict[str, Any]]) -> dict[str, float]:
    """What grew: `parent` and `worker`, the peaks with all articles over those with few, the largest of them; `rate`, words a second
    of all articles with most workers over those with one.
    """

    def median(name: str, articles: int, workers: int) -> float:
        return statistics.median(r[name] for r in runs if (r["articles"], r["workers"]) == (articles, workers))

    sizes, counts = sorted({r["articles"] for r in runs}), sorted({r["workers"] for r in runs})
    grown = {
        name: max(median(f"{name}_mib", sizes[-1], c) / median(f"{name}_mib", sizes[0], c) for c in counts)
        for name in ("parent", "worker")
    }
    rate = median("words_per_second", sizes[-1], counts[-1]) / median("words_per_second", sizes[-1], counts[0])
    return {name: round(value, 3) for name, value in {**grown, "rate": rate}.items()}


def show(figures: dict[str, Any]) -> None:
    """Print the runs and their ratios."""
    columns = ("articles", "workers", "words", "seconds", "words/s", "parent MiB", "worker MiB")
    table = Table(*columns, title=f"bantin batch on {figures['file']}", title_justify="left")
    for row in figures["runs"]:
        table.add_row(*(f"{row[name]:,}" for name in ("articles", "workers", "words", "seconds", "words_per_second")),
                      f"{row['parent_mib']:,.0f}", f"{row['worker_mib']:,.0f}")  # fmt: skip
    stdout.print(table)
    found = figures["ratios"]
    stdout.print(
        f"all articles to few: peak of the parent × {found['parent']:.2f}, of a worker × {found['worker']:.2f}; "
        f"most workers to one: words a second × {found['rate']:.2f}"
    )


def main(
    feed: Annotated[
        str,
        typer.Argument(help="Articles: JSONL (also .gz), or whatever else `bantin batch` reads.", show_default=False),
    ],
    articles: Annotated[int, typer.Option("--articles", min=2, help="Most articles.")] = 150_000,
    few: Annotated[int, typer.Option("--few", min=1, help="Articles that memory is compared with.")] = 10_000,
    workers: Annotated[int, typer.Option("--workers", min=2, help="Processes that are compared with one.")] = 2,
    rounds: Annotated[int, typer.Option("--rounds", min=1, help="How often all is measured; the median counts.")] = 1,
    model: Annotated[
        str | None,
        typer.Option("--model", help="Name of an installed model or a folder.", show_default="the default model"),
    ] = None,
    output: Annotated[Path | None, typer.Option("--json", help="Write the figures here.", show_default=False)] = None,
) -> None:
    """Measure speed and memory of `bantin batch` on the same feed, few articles and many, one worker and several."""
    if not Path("/proc/self/status").exists():
        raise UserError("the memory of processes is read from /proc, which only Linux has")
    path = str(model_path(model))
    if output:
        output.open("ab").close()  # changes nothing: a mistake is told now, not at the end
    runs: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="bantin-") as folder:
        whole, part = Path(folder, "whole.jsonl"), Path(folder, "part.jsonl")
        stderr.print(f"copying {articles:,} articles of {feed}", style="dim", markup=False)
        number = write_feed(feed, whole, articles)
        if number <= few:
            raise UserError(
                f"{feed}: has {number:,} articles, no more than --few {few:,}. Give a longer feed, or fewer."
            )
        first_lines(whole, part, few)
        settings = [(size, count) for size in (part, whole) for count in (1, workers)]
        for at, (size, count) in enumerate(settings * rounds, 1):
            stderr.print(
                f"run {at} of {len(settings) * rounds}: {size.stem}, {count} workers", style="dim", markup=False
            )
            runs.append(run(size, Path(folder, f"out-{at}"), count, path))
    figures = {"file": Path(feed).name, **environment(), "runs": runs, "ratios": ratios(runs)}
    show(figures)
    if output:
        output.write_text(as_json(figures), encoding="utf-8")


if __name__ == "__main__":
    try:
        typer.run(main)
    except UserError as error:
        stderr.print(f"benchmark: {error}", style="red", markup=False)
        sys.exit(2)
    except OSError as error:
        stderr.print(f"benchmark: {error}", style="red", markup=False)
        sys.exit(1)
