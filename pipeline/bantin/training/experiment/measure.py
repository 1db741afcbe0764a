"""What all taggers of the comparison share: documents as they get them, spans as they give them, strict figures."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from bantin.annotation.corpus import Annotated
from bantin.annotation.stories import story_clusters
from bantin.language.table import TokenTable

BATCH = 64  # documents
STOP = 10  # every tenth training story says when to stop
DRAWS = 1000  # resamples of the test articles
PATIENCE = 5  # passes without a better F1 there

Mention = tuple[int, int, str]


class Prepared(NamedTuple):
    """A document with tokens and sentences, and its gold spans in code points."""

    doc: Doc
    spans: list[Mention]


def prepare(nlp: Language, articles: Iterable[Annotated]) -> list[Prepared]:
    """Tokens and sentences of articles, by `nlp`'s tokenizer and its `bantin_sentences`; empty ones are left out."""
    with nlp.select_pipes(enable=["bantin_sentences"]):
        pairs = nlp.pipe(((article.text, article.spans) for article in articles), as_tuples=True)
        return [Prepared(doc, spans) for doc, spans in pairs if len(doc)]


def portion(corpus: Sequence[Annotated], share: float) -> tuple[list[Annotated], list[Annotated]]:
    """(articles to learn from, articles to stop by): a tenth of the stories says when to stop, a share of the others is learned from.

    Args:
        corpus: training articles.
        share: above 0, at most 1.
    """
    learn: list[Annotated] = []
    stop: list[Annotated] = []
    for article, story in zip(corpus, story_clusters([a.text for a in corpus]), strict=True):
        digest = hashlib.sha256(corpus[story].text.encode()).digest()
        if digest[3] % STOP == 0:
            stop.append(article)
        elif int.from_bytes(digest[1:3]) < share * 65536:
            learn.append(article)
    return learn, stop


def located(tokens: TokenTable, mentions: Iterable[Mention]) -> list[list[Mention]]:
    """Mentions by tokens of a table as code points, by document."""
    found: list[list[Mention]] = [[] for _ in tokens.docs]
    for first, stop, label in mentions:
        owner = int(tokens.doc[first])
        last = tokens.docs[owner][int(tokens.position[stop - 1])]
        found[owner].append((int(tokens.start[first]), last.idx + len(last), label))
    return found


def batches(docs: Sequence[Doc]) -> Iterable[Sequence[Doc]]:
    """Documents in the batches that all taggers get."""
    return (docs[at : at + BATCH] for at in range(0, len(docs), BATCH))


def judged(right: list[Mention], guessed: list[Mention]) -> tuple[set[Mention], set[Mention]]:
    """(gold, found) of a document, without credits (`IGNORE`) and what is found inside of one, as in `training.held_out`."""
    credits = [span for span in right if span[2] == "IGNORE"]
    return set(right) - set(credits), {
        span
        for span in guessed
        if span[2] != "IGNORE" and not any(span[0] < end and start < span[1] for start, end, _ in credits)
    }


def tallies(gold: Iterable[list[Mention]], found: Iterable[list[Mention]]) -> np.ndarray:
    """int64[documents, 3]: how many spans of each document are right, found, gold; start, end and label must all agree."""
    pairs = [judged(right, guessed) for right, guessed in zip(gold, found, strict=True)]
    return np.array([(len(wanted & kept), len(kept), len(wanted)) for wanted, kept in pairs], np.int64).reshape(-1, 3)


def f1(counts: np.ndarray) -> np.ndarray:
    """F1 of [..., 3] counts right, found, gold; 0 where there is nothing."""
    return 2 * counts[..., 0] / np.maximum(1, counts[..., 1] + counts[..., 2])


def figures(gold: Sequence[list[Mention]], found: Sequence[list[Mention]]) -> dict[str, Any]:
    """`precision`, `recall`, `f1` in all, `labels`: the F1 of each; all strict.

    Args:
        gold, found: the spans of each document.
    """
    right, made, there = tallies(gold, found).sum(0).tolist()
    labels = {}
    for label in sorted({span[2] for spans in gold for span in spans} - {"IGNORE"}):
        kept = [[span for span in spans if span[2] in (label, "IGNORE")] for spans in gold]
        labels[label] = round(
            float(f1(tallies(kept, [[s for s in spans if s[2] == label] for spans in found]).sum(0))), 4
        )
    return {
        "precision": round(right / max(1, made), 4),
        "recall": round(right / max(1, there), 4),
        "f1": round(2 * right / max(1, made + there), 4),
        "labels": labels,
    }


def difference(one: np.ndarray, other: np.ndarray, seed: int) -> list[float]:
    """F1 of one tagger less that of another, and the interval that holds 95 % of it when articles are drawn again.

    Args:
        one, other: their `tallies` on the same documents.
        seed: of the drawing.

    Returns:
        [difference, lower end, upper end].
    """
    drawn = np.random.default_rng(seed).integers(0, len(one), (DRAWS, len(one)))
    again = f1(one[drawn].sum(1)) - f1(other[drawn].sum(1))
    return [round(float(x), 4) for x in (f1(one.sum(0)) - f1(other.sum(0)), *np.quantile(again, (0.025, 0.975)))]


def best_pass(
    learn: Callable[[], None], score: Callable[[], float], keep: Callable[[], bytes], most: int
) -> tuple[bytes, int]:
    """Pass over the training articles until the score has not risen for `PATIENCE` passes, `most` times at most.

    Args:
        learn: makes one pass.
        score: F1 on the articles to stop by.
        keep: the weights.
        most: passes, at least 1.

    Returns:
        The weights after the best pass, and its number from 1.
    """
    best, at, kept = -1.0, 0, b""
    for number in range(1, most + 1):
        learn()
        reached = score()
        if reached > best:
            best, at, kept = reached, number, keep()
        elif number - at >= PATIENCE:
            break
    return kept, at
