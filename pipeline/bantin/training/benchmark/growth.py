"""What is measured in fresh processes: the start, and how time and memory grow with the number of articles.

Run these before this process loads a model: Linux hands a parent's peak of memory on to its children.
"""

from __future__ import annotations

import gc
import multiprocessing
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from pathlib import Path

from bantin.errors import UserError
from bantin.pipeline import Extractor, load
from bantin.sources.article import Article
from bantin.training.benchmark.whole import measured, read_articles, run_whole, words

TELL = 10_000  # articles between two lines of progress
SAMPLE = """Công an huyện Đông Hòa gặp mặt cán bộ hưu trí
Sáng 12/4/2024, Công an huyện Đông Hòa tổ chức gặp mặt cán bộ hưu trí. Trung tá Lê Văn Bình, Trưởng Công an huyện, chủ trì buổi gặp mặt.
"""


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


def run_here(source: str, model: str | None, articles: int) -> dict[str, float]:
    """Bring the first `articles` of `source` to JSON in this process.

    Returns:
        `articles` and `words` that there were; `seconds` of reading and extracting, the model loaded before, and
        `cpu_seconds` of them; `words_per_second`; `peak_mib`: the most memory that this process ever held.
    """
    import resource  # Windows has none

    extractor = Extractor(load(model))
    gc.freeze()  # as `bantin extract` does
    counts: list[int] = []

    def counted() -> Iterator[Article]:
        for article in islice(read_articles(source), articles):
            counts.append(words(article.text))
            yield article
            if len(counts) % TELL == 0:
                print(f"  {len(counts):,} articles", file=sys.stderr, flush=True)

    seconds = measured(lambda: run_whole(extractor, counted()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return {
        "articles": len(counts),
        "words": sum(counts),
        "seconds": round(seconds.wall, 2),
        "cpu_seconds": round(seconds.cpu, 2),
        "words_per_second": round(sum(counts) / seconds.wall),
        "peak_mib": round(peak, 1),
    }


def run_fresh(source: str, model: str | None, articles: int) -> dict[str, float]:
    """`run_here` in a process that did nothing before.

    Raises:
        UserError: an article failed, or the process ended.
    """
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as fresh:
        try:
            return fresh.submit(run_here, source, model, articles).result()
        except BrokenProcessPool:
            raise UserError(f"the process that read {articles:,} articles of {source} ended (out of memory?)") from None


def growth(source: str, model: str | None, largest: int, say: Callable[[str], object]) -> list[dict[str, float]]:
    """The figures of `run_fresh` for 100, 1,000, 10,000 … articles, until `largest` or the end of `source`.

    Args:
        source: a file or folder; where it has fewer articles than a size, the last row is of all that it has.
        model: name of an installed model or a folder.
        largest: most articles.
        say: takes a line before each size.
    """
    rows: list[dict[str, float]] = []
    size = min(100, largest)
    while not rows or (rows[-1]["articles"] == size and size < largest):
        size = min(size * 10, largest) if rows else size
        say(f"growth: {size:,} articles in a fresh process")
        rows.append(run_fresh(source, model, size))
    return rows
