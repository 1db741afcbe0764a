"""Several processes on one stream of articles, the model loaded once in each."""

from __future__ import annotations

import gc
import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import Any

from bantin import pipeline
from bantin.errors import UserError
from bantin.records.types import Record
from bantin.sources.article import Article, Failure, article_id, check_published

CHUNK = 128
AHEAD = 3  # chunks in flight a worker: enough to keep it busy, few enough to keep memory flat


def as_article(item: Article | Failure | dict[str, Any] | str) -> Article | Failure:
    """An item of a stream as an article; one that is none becomes a failure, so that the stream goes on."""
    if isinstance(item, (Article, Failure)):
        return item
    row = {"text": item} if isinstance(item, str) else dict(item)
    identity = str(row.get("id") or "") or None
    try:
        text = row.get("text")
        if not isinstance(text, str):
            raise UserError("an article needs a `text` that is a string")
        published = row.get("published")
        fields = {name: row.get(name) for name in ("title", "url", "publisher", "feed", "byline")}
        return Article(
            id=identity or article_id(fields["url"], text),
            text=text,
            published=check_published(published) if published else None,
            **fields,
        )
    except (UserError, UnicodeEncodeError) as error:
        return Failure(id=identity, source="stream", stage="source", error="bad_article", message=str(error))


_extractor: pipeline.Extractor | None = None


def _start(model: str | None) -> None:
    """Load the model, once in each process."""
    global _extractor
    _extractor = pipeline.Extractor(pipeline.load(model))
    gc.freeze()


def _work(items: list[Article | Failure]) -> list[Record | Failure]:
    assert _extractor is not None
    return list(_extractor.stream(items))


def stream_parallel(
    items: Iterable[Article | Failure], workers: int, model: str | None = None
) -> Iterator[Record | Failure]:
    """Results in the order of `items`, computed by `workers` processes with the model of that name."""
    source = iter(items)
    waiting: deque[Future[list[Record | Failure]]] = deque()
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _start, (model,)) as pool:
        while True:
            while len(waiting) < workers * AHEAD and (chunk := list(islice(source, CHUNK))):
                waiting.append(pool.submit(_work, chunk))
            if not waiting:
                return
            yield from waiting.popleft().result()
