"""Words a second: bantin's stages, the whole of it, and the peers, all in one process in the same rounds."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate
from typing import Any

from spacy.language import Language

from bantin.pipeline import BATCH, Extractor
from bantin.sources.article import Article
from bantin.training.benchmark.peers import Peer
from bantin.training.benchmark.whole import Seconds, measured, run_whole, words


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
    """Add the seconds of the block to `spent[name]`."""
    begin = time.perf_counter()
    yield
    spent[name] = spent.get(name, 0.0) + time.perf_counter() - begin


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


def figure(count: int, rounds: Sequence[Seconds]) -> dict[str, Any]:
    """Words a second of `count` words: by the median of the rounds, and of each round."""
    return {
        "words_per_second": round(count / statistics.median(seconds.wall for seconds in rounds)),
        "rounds": [round(count / seconds.wall) for seconds in rounds],
    }


def ratio(slow: Sequence[Seconds], fast: Sequence[Seconds], at: int) -> float:
    """How many times as long `slow` takes as `fast`, by their medians; `at` is 0 for wall-clock, 1 for processor time."""
    return round(statistics.median(s[at] for s in slow) / statistics.median(s[at] for s in fast), 2)


def measure_speed(
    nlp: Language,
    articles: list[Article],
    warm: list[Article],
    peers: Sequence[Peer],
    peer_words: int,
    rounds: int,
    say: Callable[[str], object],
) -> dict[str, Any]:
    """The figures of speed.

    Args:
        nlp: the pipeline.
        articles: what is measured.
        warm: what all are warmed up with.
        peers: what is compared.
        peer_words: most words for the peers, which get whole articles, at least one.
        rounds: how often all is measured.
        say: takes a line before each piece of work.

    Returns:
        `articles`, `words`, `bantin`, `stages`; `shared`: what the peers read and bantin's figure on it, None without a
        peer; `peers`: by name, with `ratio` (times on the clock) and `ratio_cpu` (times of processor time) to bantin.
    """
    extractor = Extractor(nlp)
    sums = list(accumulate(words(article.text) for article in articles))
    shared = articles[: max(1, sum(total <= peer_words for total in sums))]
    tagged = sentences(nlp, shared)
    say("warming up")
    run_whole(extractor, warm)
    run_staged(extractor, warm)
    for peer in peers:
        peer.read(sentences(nlp, warm[:2]))
    staged: list[dict[str, float]] = []
    whole: list[Seconds] = []
    same: list[Seconds] = []
    read: dict[str, list[Seconds]] = {peer.name: [] for peer in peers}
    for number in range(1, rounds + 1):
        say(f"round {number} of {rounds}: bantin, {len(articles):,} articles")
        staged.append(run_staged(extractor, articles))
        whole.append(measured(lambda: run_whole(extractor, articles)))
        if peers:
            same.append(measured(lambda: run_whole(extractor, shared)))
        for peer in peers:
            say(f"round {number} of {rounds}: {peer.name}, {len(tagged):,} sentences")
            read[peer.name].append(peer.read(tagged))
    stages = {name: statistics.median(row[name] for row in staged) for name in staged[0]}
    count = sums[len(shared) - 1]
    return {
        "articles": len(articles),
        "words": sums[-1],
        "bantin": figure(sums[-1], whole),
        "stages": {
            name: {"seconds": round(seconds, 6), "share": round(seconds / sum(stages.values()), 4)}
            for name, seconds in stages.items()
        },
        "shared": {
            "articles": len(shared),
            "sentences": len(tagged),
            "words": count,
            "bantin": figure(count, same),
        }
        if peers
        else None,
        "peers": {
            peer.name: {
                "version": peer.version,
                **figure(count, spent := read[peer.name]),
                "ratio": ratio(spent, same, 0),
                "ratio_cpu": ratio(spent, same, 1),
            }
            for peer in peers
        },
    }
