"""The whole pipeline, from a source's articles to bytes of JSON, and how long a piece of work takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from bantin.errors import UserError
from bantin.pipeline import Extractor, check
from bantin.sources import reader
from bantin.sources.article import Article, Failure


class Seconds(NamedTuple):
    """Seconds on the clock on the wall, and seconds of processor time."""

    wall: float
    cpu: float


def measured(work: Callable[[], object]) -> Seconds:
    """How long `work()` takes in this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Seconds(time.perf_counter() - wall, time.process_time() - cpu)


def words(text: str) -> int:
    """How many words a text has for all figures of speed: syllables between white space."""
    return len(text.split())


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


def run_whole(extractor: Extractor, articles: Iterable[Article]) -> None:
    """Raw texts to bytes of JSON, the way `bantin extract` goes.

    Raises:
        UserError: an article failed, so that the time would flatter.
    """
    for result in extractor.stream(articles):
        if isinstance(result, Failure):
            raise UserError(f"{result.id}: failed in {result.stage} ({result.message}). Measure articles that succeed.")
        result.to_json()
