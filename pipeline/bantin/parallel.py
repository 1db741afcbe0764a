"""Several processes on one stream of articles, the model loaded once in each."""

from __future__ import annotations

import gc
import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from itertools import islice

from bantin import pipeline
from bantin.errors import UserError
from bantin.records.types import Record
from bantin.sources.article import Article, Failure

CHUNK = 128
AHEAD = 3  # chunks in flight a worker: enough to keep it busy, few enough to keep memory flat


@cache
def _extractor(model: str | None) -> pipeline.Extractor:
    """The extractor of a model, loaded once in each process."""
    extractor = pipeline.Extractor(pipeline.load(model))
    gc.freeze()
    return extractor


def _work(items: list[Article | Failure], model: str | None) -> list[Record | Failure]:
    return list(_extractor(model).stream(items))


def stream_parallel(
    items: Iterable[Article | Failure], workers: int, model: str | None = None
) -> Iterator[Record | Failure]:
    """Results in the order of `items`, computed by `workers` processes with the model of that name or folder.

    Raises:
        UserError: the model can't be loaded, or a process ended before its work was done.
    """
    source = iter(items)
    waiting: deque[Future[list[Record | Failure]]] = deque()
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        try:
            while True:
                while len(waiting) < workers * AHEAD and (chunk := list(islice(source, CHUNK))):
                    waiting.append(pool.submit(_work, chunk, model))
                if not waiting:
                    return
                yield from waiting.popleft().result()
        except BrokenProcessPool:
            raise UserError("a worker process ended (out of memory?); use fewer --workers") from None
