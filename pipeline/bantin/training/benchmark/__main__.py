"""Speed of `bantin extract`, its stages and other Vietnamese tools on the same sentences in one run; start, memory, growth.

    pip install 'bantin[bench]' && npm install --prefix build/vntk vntk@1.4.4
    python -m bantin.training.benchmark TEXTS.jsonl.gz --vntk build/vntk --growth FEED.jsonl.gz --json figures.json

- A word is a syllable between white space. Times are wall-clock (a second ratio is of processor time), each figure the median of
  the rounds; within a round one thing is measured after the other, so that noise hits all.
- bantin is timed from raw texts in memory to bytes of JSON. Its stages are timed in a pass of their own.
- The peers (underthesea, pyvi, vntk) read, sentence by sentence, as many of the same articles as `--peer-words` allows; in the
  ratios bantin's figure is of exactly those articles. Sentence borders are bantin's. vntk runs in Node, which times its tagging alone.
- All are warmed up before, with articles that come after the measured ones where there are any.
- Start, peak memory and `--growth` are of fresh processes, the model loaded before the clock starts (but for the start). Memory
  grows until some batches have filled the caches: judge it with `--articles 4000` or `--growth`.
- The texts are only read; nothing of them is written.
"""

from __future__ import annotations

import gc
import statistics
import sys
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bantin.errors import UserError
from bantin.pipeline import BATCH, load, model_path
from bantin.training.benchmark.growth import growth, run_fresh, start_to_first_record
from bantin.training.benchmark.peers import check_vntk, load_peers
from bantin.training.benchmark.report import as_json, environment, show
from bantin.training.benchmark.speed import measure_speed
from bantin.training.benchmark.whole import read_articles

stdout, stderr = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)


def say(line: str) -> None:
    """Progress, on standard error."""
    stderr.print(line, style="dim", markup=False)


def tell(line: str) -> None:
    """What is not as wished, on standard error."""
    stderr.print(line, style="yellow", markup=False)


def write(path: Path, mode: str, text: str = "") -> None:
    """Write text to a file opened with `mode`.

    Raises:
        UserError: it can't be written.
    """
    try:
        with path.open(mode) as file:
            file.write(text.encode())
    except OSError as error:
        raise UserError(
            f"{path}: can't be written ({error.strerror}). Choose another file, or make its folder first."
        ) from None


def main(
    texts: Annotated[
        str,
        typer.Argument(
            help="Articles: JSONL with `text` (also .gz), or whatever else `bantin extract` reads.", show_default=False
        ),
    ],
    articles: Annotated[int, typer.Option("--articles", min=1, help="Most articles to measure.")] = 400,
    peer_words: Annotated[
        int, typer.Option("--peer-words", min=0, help="Most words for the other tools; 0 leaves them out.")
    ] = 20_000,
    rounds: Annotated[int, typer.Option("--rounds", min=1, help="How often all is measured; the median counts.")] = 3,
    model: Annotated[
        str | None,
        typer.Option("--model", help="Name of a model in the registry, or a folder.", show_default="the model in use"),
    ] = None,
    vntk: Annotated[
        Path | None,
        typer.Option(
            "--vntk",
            help="Folder whose node_modules holds vntk: `npm install --prefix DIR vntk@1.4.4`.",
            show_default="without vntk",
        ),
    ] = None,
    grown: Annotated[
        str | None,
        typer.Option(
            "--growth",
            help="Measure time and memory of the first 100, 1,000, 10,000 … articles of this file.",
            show_default=False,
        ),
    ] = None,
    largest: Annotated[int, typer.Option("--growth-to", min=1, help="Most articles of --growth.")] = 100_000,
    output: Annotated[Path | None, typer.Option("--json", help="Write the figures here.", show_default=False)] = None,
) -> None:
    """Measure the speed of bantin and its stages beside underthesea, pyvi and vntk; start, memory, growth."""
    rows = list(islice(read_articles(texts), articles + BATCH))
    for source, first in ((texts, rows), (grown, grown and list(islice(read_articles(grown), 1)))):
        if source and not first:
            raise UserError(f"{source}: no article in it")
    if output:
        write(output, "ab")  # changes nothing: a mistake is told now, not at the end
    if vntk and peer_words:
        check_vntk(vntk)
    path, measured, warm = str(model_path(model)), rows[:articles], rows[articles:] or rows[:BATCH]
    figures: dict[str, Any] = {"file": Path(texts).name, **environment()}
    with ExitStack() as stack:
        say("start to first record")
        starts = [start_to_first_record(path) for _ in range(rounds)]
        say("peak memory")
        fresh = [run_fresh(texts, path, count) for count in sorted({-(-len(measured) // 10), len(measured)})]
        growing = {"file": Path(grown).name, "rows": growth(grown, path, largest, say)} if grown else None
        peers = load_peers(stack, vntk, tell) if peer_words else []
        nlp = load(path)
        gc.freeze()  # as `bantin extract` does
        figures |= measure_speed(nlp, measured, warm, peers, peer_words, rounds, say)
    figures["start_seconds"] = round(statistics.median(starts), 3)
    figures["memory_mib"] = {str(row["articles"]): row["peak_mib"] for row in fresh}
    figures["growth"] = growing
    show(figures, stdout)
    if output:
        write(output, "wb", as_json(figures))


if __name__ == "__main__":
    try:
        typer.run(main)
    except UserError as error:
        stderr.print(f"benchmark: {error}", style="red", markup=False)
        sys.exit(2)
