"""Speed of `extract` beside underthesea's `ner`, both on the same sentences in one run and one process; start and memory too.

    pip install 'bantin[bench]' && python -m bantin.training.benchmark TEXTS.jsonl.gz --json figures.json

- A word is a syllable between white space. Times are wall-clock (a second ratio is of processor time), each figure the median of
  the rounds; within a round one thing is measured after the other, so that noise hits all.
- bantin is timed from raw texts in memory to bytes of JSON. Its stages are timed in a pass of their own.
- underthesea reads, sentence by sentence, as many of the same articles as `--peer-words` allows; in the ratio bantin's figure is of
  exactly those articles. Sentence borders are bantin's.
- Both are warmed up before, with articles that come after the measured ones where there are any.
- Peak memory is that of a fresh process each, before this one loads a model: Linux hands a parent's peak on to its children.
  It grows until some batches have filled the caches: judge it with `--articles 4000`.
- The texts are only read; nothing of them is written.
"""

from __future__ import annotations

import importlib.metadata
import json
import multiprocessing
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import accumulate, islice
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from spacy.language import Language

from bantin.errors import UserError
from bantin.pipeline import BATCH, Extractor, check, load, model_path
from bantin.sources import reader
from bantin.sources.article import Article, Failure

PACKAGES = ("bantin", "spacy", "numpy", "msgspec", "ahocorasick-rs", "underthesea")
SAMPLE = """Công an huyện Đông Hòa gặp mặt cán bộ hưu trí
Sáng 12/4/2024, Công an huyện Đông Hòa tổ chức gặp mặt cán bộ hưu trí. Trung tá Lê Văn Bình, Trưởng Công an huyện, chủ trì buổi gặp mặt.
"""
stdout, stderr = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)


def read_articles(source: str) -> Iterator[Article]:
    """The articles of a file or folder that the pipeline accepts.

    Raises:
        UserError: the source can't be read.
    """
    for item in reader.read([source], warn=lambda line: None):
        if isinstance(item, Article) and check(item) is None:
            yield item
        elif isinstance(item, Failure) and item.id is None:
            raise UserError(item.message)


def peak_memory(source: str, model: str | None, articles: int) -> float:
    """The most memory that this process ever held (MiB), after it brought the first `articles` of `source` to JSON."""
    import resource  # Windows has none

    run_whole(Extractor(load(model)), islice(read_articles(source), articles))
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10), 1)


def start_to_first_record(model: str | None) -> float:
    """Seconds from the start of `bantin extract` on one short file to its first record.

    Raises:
        UserError: it wrote none.
    """
    with tempfile.TemporaryDirectory() as folder:
        (path := Path(folder, "sample.txt")).write_text(SAMPLE, encoding="utf-8")
        command = [sys.executable, "-m", "bantin.cli", "extract", str(path), *(["--model", model] if model else [])]
        begin = time.perf_counter()
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            line = process.stdout.readline() if process.stdout else b""
            seconds = time.perf_counter() - begin
    if not line:
        raise UserError("`bantin extract` wrote no record; its message stands above")
    return seconds


def sentences(nlp: Language, articles: Sequence[Article]) -> list[str]:
    """The sentences of articles, by bantin's own splitter, without the white space round them."""
    with nlp.memory_zone():
        docs = nlp.pipe(
            [article.text for article in articles],
            disable=[name for name in nlp.pipe_names if name != "bantin_sentences"],
        )
        return [text for doc in docs for sentence in doc.sents if (text := sentence.text.strip())]


@contextmanager
def timed(spent: dict[str, float], name: str) -> Iterator[None]:
    """Add the wall-clock seconds of the block to `spent[name]`, and the processor's to `spent["cpu " + name]`."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    spent[f"cpu {name}"] = spent.get(f"cpu {name}", 0.0) + time.process_time() - cpu
    spent[name] = spent.get(name, 0.0) + time.perf_counter() - wall


def run_whole(extractor: Extractor, articles: Iterable[Article]) -> None:
    """Raw texts to bytes of JSON, the way `bantin extract` goes.

    Raises:
        UserError: an article failed, so that the time would flatter.
    """
    for result in extractor.stream(articles):
        if isinstance(result, Failure):
            raise UserError(f"{result.id}: failed in {result.stage} ({result.message}). Measure articles that succeed.")
        result.to_json()


def run_staged(extractor: Extractor, articles: Sequence[Article]) -> dict[str, float]:
    """Seconds by stage: the tokenizer, each component by its name, record building, JSON encoding."""
    spent: dict[str, float] = {}
    for at in range(0, len(articles), BATCH):
        with extractor.nlp.memory_zone():
            with timed(spent, "tokenizer"):
                docs = [extractor.doc(article) for article in articles[at : at + BATCH]]
            for name, process in extractor.nlp.pipeline:
                with timed(spent, name):
                    docs = (
                        list(process.pipe(docs, batch_size=BATCH))
                        if hasattr(process, "pipe")
                        else [process(doc) for doc in docs]
                    )
            with timed(spent, "record"):
                records = [extractor.builder(doc) for doc in docs]
            with timed(spent, "json"):
                _ = [record.to_json() for record in records]
    return spent


def measure_speed(
    nlp: Language, articles: list[Article], warm: list[Article], peer_words: int, rounds: int
) -> dict[str, Any]:
    """The figures of speed.

    Args:
        nlp: the pipeline.
        articles: what is measured.
        warm: what both are warmed up with.
        peer_words: most words for the peer, which gets whole articles, at least one; 0 leaves it out.
        rounds: how often all is measured.

    Returns:
        `articles`, `words`, `bantin`, `stages`, `peer`, `ratio` and `ratio_cpu`, the last three None without a peer.
    """
    extractor, ner = Extractor(nlp), peer_function() if peer_words else None
    sums = list(accumulate(len(article.text.split()) for article in articles))
    shared = articles[: max(1, sum(total <= peer_words for total in sums))]
    tagged = sentences(nlp, shared)
    run_whole(extractor, warm)
    run_staged(extractor, warm)
    deque(map(ner, sentences(nlp, warm[:2])) if ner else (), maxlen=0)
    rows: list[dict[str, float]] = []
    for _ in range(rounds):
        rows.append(run_staged(extractor, articles))
        with timed(rows[-1], "whole"):
            run_whole(extractor, articles)
        if ner:
            with timed(rows[-1], "shared"):
                run_whole(extractor, shared)
            with timed(rows[-1], "peer"):
                deque(map(ner, tagged), maxlen=0)
    seconds = {name: statistics.median(row[name] for row in rows) for name in rows[0]}

    def speed(name: str, count: int) -> dict[str, Any]:
        return {"words_per_second": round(count / seconds[name]), "rounds": [round(count / row[name]) for row in rows]}

    parts = {name: seconds[name] for name in ("tokenizer", *nlp.pipe_names, "record", "json")}
    figures = {
        "articles": len(articles),
        "words": sums[-1],
        "bantin": speed("whole", sums[-1]),
        "peer": None,
        "ratio": None,
        "ratio_cpu": None,
    }
    figures["stages"] = {
        name: {"seconds": round(value, 6), "share": round(value / sum(parts.values()), 4)}
        for name, value in parts.items()
    }
    if ner:
        read = {
            "name": "underthesea ner",
            "articles": len(shared),
            "sentences": len(tagged),
            "words": (count := sums[len(shared) - 1]),
        }
        figures["peer"] = {**read, **speed("peer", count), "bantin": speed("shared", count)}
        figures |= {
            "ratio": round(seconds["peer"] / seconds["shared"], 1),
            "ratio_cpu": round(seconds["cpu peer"] / seconds["cpu shared"], 1),
        }
    return figures


def peer_function() -> Callable[[str], object] | None:
    """underthesea's `ner`; None where it is not installed, which is said on standard error."""
    try:
        from underthesea import ner
    except ImportError:
        stderr.print(
            "underthesea is not installed, so only bantin is measured. To compare: pip install 'bantin[bench]'",
            style="yellow",
            markup=False,
        )
        return None
    return ner


def environment() -> dict[str, Any]:
    """Python, processor and package versions."""
    info = Path("/proc/cpuinfo")
    names = (
        [line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
        if info.exists()
        else []
    )
    installed = {
        found.name.lower().replace("_", "-"): found.version
        for found in importlib.metadata.distributions()
        if found.name
    }
    return {
        "python": platform.python_version(),
        "cpu": names[0] if names else platform.processor() or platform.machine(),
        "cpus": os.cpu_count(),
        "packages": {name: installed.get(name) for name in PACKAGES},
    }


def show(figures: dict[str, Any]) -> None:
    """Print the table, and the line with the ratio."""
    peer, table = (
        figures["peer"],
        Table(
            "",
            "words/s",
            "share",
            title=f"{figures['articles']:,} articles, {figures['words']:,} words",
            title_justify="left",
        ),
    )
    table.add_row("bantin extract", f"{figures['bantin']['words_per_second']:,}", "100 %", style="bold")
    for name, stage in figures["stages"].items():
        table.add_row(
            f"  {name}",
            f"{figures['words'] / stage['seconds']:,.0f}" if stage["seconds"] else "",
            f"{100 * stage['share']:.1f} %",
        )
    if peer:
        table.add_row(
            f"bantin extract, the first {peer['articles']:,} articles", f"{peer['bantin']['words_per_second']:,}", ""
        )
        table.add_row(f"{peer['name']}, their {peer['sentences']:,} sentences", f"{peer['words_per_second']:,}", "")
    stdout.print(table)
    peaks = ", ".join(f"{mib:,.0f} MiB after {int(count):,} articles" for count, mib in figures["memory_mib"].items())
    stdout.print(f"start to first record {figures['start_seconds']:.2f} s; peak memory {peaks}")
    if peer:
        stdout.print(
            f"ratio: bantin extracts {figures['ratio']:.1f} times as many words a second as {peer['name']} tags, on the same {peer['words']:,} words"
            f" ({figures['ratio_cpu']:.1f} times a second of processor time)"
        )


def main(
    texts: Annotated[
        str,
        typer.Argument(
            help="Articles: JSONL with `text` (also .gz), or whatever else `bantin extract` reads.", show_default=False
        ),
    ],
    articles: Annotated[int, typer.Option("--articles", min=1, help="Most articles to measure.")] = 400,
    peer_words: Annotated[
        int, typer.Option("--peer-words", min=0, help="Most words for underthesea; 0 leaves it out.")
    ] = 20_000,
    rounds: Annotated[int, typer.Option("--rounds", min=1, help="How often all is measured; the median counts.")] = 3,
    model: Annotated[
        str | None,
        typer.Option("--model", help="Name of an installed model or a folder.", show_default="the default model"),
    ] = None,
    output: Annotated[Path | None, typer.Option("--json", help="Write the figures here.", show_default=False)] = None,
) -> None:
    """Measure speed beside underthesea's `ner`, start, and memory."""
    rows = list(islice(read_articles(texts), articles + BATCH))
    if not rows:
        raise UserError(f"{texts}: no article in it")
    model, measured, warm = str(model_path(model)), rows[:articles], rows[articles:] or rows[:BATCH]
    starts = [start_to_first_record(model) for _ in range(rounds)]
    peaks = {}
    for count in sorted({-(-len(measured) // 10), len(measured)}):
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as fresh:
            peaks[str(count)] = fresh.submit(peak_memory, texts, model, count).result()
    figures = {
        "file": Path(texts).name,
        **environment(),
        **measure_speed(load(model), measured, warm, peer_words, rounds),
    }
    figures |= {"start_seconds": round(statistics.median(starts), 3), "memory_mib": peaks}
    show(figures)
    if output:
        try:
            output.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            raise UserError(
                f"{output}: can't be written ({error.strerror}). Choose another file, or make its folder first."
            ) from None


if __name__ == "__main__":
    try:
        typer.run(main)
    except UserError as error:
        stderr.print(f"benchmark: {error}", style="red", markup=False)
        sys.exit(2)
