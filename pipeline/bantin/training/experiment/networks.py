"""A narrow thinc network decoded with bantin's Viterbi, and spaCy's `ner`."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import filter_spans
from thinc.api import (
    Adam,
    HashEmbed,
    Maxout,
    Model,
    Softmax,
    chain,
    concatenate,
    expand_window,
    fix_random_seed,
    residual,
    with_array,
)

from bantin.annotation.corpus import Annotated
from bantin.entities.clusters import FILE as CLUSTERS
from bantin.entities.crf import NEVER, Crf
from bantin.entities.features import Featurizer
from bantin.entities.rules import find_candidates
from bantin.language.table import TokenTable
from bantin.training.entities import bio
from bantin.training.experiment.measure import (
    BATCH,
    Mention,
    Prepared,
    batches,
    best_pass,
    f1,
    located,
    prepare,
    tallies,
)

WORDS = 600  # tokens of one step of training
ROWS = {"w": 5000, "n": 5000, "s": 1000, "p": 500, "f": 2000, "o": 200, "r": 100, "c": 500, "l": 50}
ROWS |= {"k": 2000, "g": 500, "b": 2000}  # rows of each column's table of embeddings
EMBEDDED, WIDTH, DEPTH, PIECES, DROPOUT = 24, 96, 2, 3, 0.2

Item = TypeVar("Item")


def in_steps(items: list[Item], length: Callable[[Item], int]) -> Iterator[list[Item]]:
    """The items in random order, in lists of about `WORDS` tokens."""
    random.shuffle(items)
    part: list[Item] = []
    total = 0
    for item in items:
        part.append(item)
        total += length(item)
        if total >= WORDS:
            yield part
            part, total = [], 0
    if part:
        yield part


def tagged(tag: Callable[[Sequence[Doc]], list[list[Mention]]], stop: Sequence[Prepared]) -> float:
    """Strict F1 of a tagger on the articles to stop by."""
    found = [spans for docs in batches([p.doc for p in stop]) for spans in tag(docs)]
    return float(f1(tallies([p.spans for p in stop], found).sum(0)))


class Network:
    """Hashed embeddings of the columns that bantin's features look at, two convolutions, softmax; Viterbi keeps to BIO.

    Args:
        passes: most passes over the training articles.
        seed: of everything random.
        columns: those it sees, as `Featurizer.columns` names them.
    """

    def __init__(self, passes: int, seed: int, columns: str = "".join(ROWS)) -> None:
        self.passes, self.seed, self.columns = passes, seed, columns
        self.features = Featurizer()
        self.crf: Crf | None = None
        self.model: Model[Any, Any] | None = None

    def sentences(self, tokens: TokenTable) -> list[np.ndarray]:
        """uint64[tokens, columns] of each sentence."""
        data = self.features.columns(tokens, find_candidates(tokens, self.features.outline(tokens)))
        matrix = np.stack([data[name] for name in self.columns], 1).astype(np.uint64)
        return np.split(matrix, np.flatnonzero(tokens.first)[1:])

    def build(self, labels: int) -> Model[Any, Any]:
        """The network, from a list of sentences to probabilities of labels."""
        embed: Model[Any, Any] = concatenate(
            *(HashEmbed(EMBEDDED, ROWS[name], seed=8 + i, column=i) for i, name in enumerate(self.columns))
        )
        mix = Maxout(WIDTH, EMBEDDED * len(self.columns), PIECES, dropout=DROPOUT, normalize=True)
        convolve = [
            residual(chain(expand_window(1), Maxout(WIDTH, WIDTH * 3, PIECES, dropout=DROPOUT, normalize=True)))
            for _ in range(DEPTH)
        ]
        return with_array(chain(embed, mix, *convolve, Softmax(labels, WIDTH)), pad=DEPTH)

    def fit(self, nlp: Language, learn: Sequence[Annotated], stop: Sequence[Annotated]) -> str:
        """Train with Adam, averaged weights, until F1 on `stop` rises no more."""
        fix_random_seed(self.seed)
        prepared, held = prepare(nlp, learn), prepare(nlp, stop)
        kinds = sorted({label for p in prepared for _, _, label in p.spans})
        labels = ["O", *(f"{side}-{kind}" for kind in kinds for side in "BI")]
        self.crf = constraints(labels)
        number = {label: i for i, label in enumerate(labels)}
        items: list[tuple[np.ndarray, np.ndarray]] = []
        for at in range(0, len(prepared), BATCH):
            part = prepared[at : at + BATCH]
            tokens = TokenTable([p.doc for p in part])
            wanted = np.array([number[label] for label in bio(tokens, [p.spans for p in part])[0]])
            items += zip(self.sentences(tokens), np.split(wanted, np.flatnonzero(tokens.first)[1:]), strict=True)
        self.model = model = self.build(len(labels))
        model.initialize([items[0][0]])
        optimizer = Adam(0.002, L2=0.01, use_averages=True)

        def learn_once() -> None:
            for step in in_steps(items, lambda item: len(item[1])):
                chances, backprop = model.begin_update([x for x, _ in step])
                total = sum(len(y) for _, y in step)
                wrong = []
                for chance, (_, y) in zip(chances, step, strict=True):
                    chance = chance.copy()
                    chance[np.arange(len(y)), y] -= 1
                    wrong.append(chance / total)
                backprop(wrong)
                model.finish_update(optimizer)
                optimizer.step_schedules()

        def score() -> float:
            with model.use_params(optimizer.averages):
                return tagged(self.tag, held)

        def keep() -> bytes:
            with model.use_params(optimizer.averages):
                return model.to_bytes()

        kept, at = best_pass(learn_once, score, keep, self.passes)
        model.from_bytes(kept)
        return f"{at} passes"

    def tag(self, docs: Sequence[Doc]) -> list[list[Mention]]:
        """The entities of each document."""
        assert self.model
        assert self.crf
        tokens = TokenTable(docs)
        chances = np.concatenate(self.model.predict(self.sentences(tokens)))
        path, first, end, _ = self.crf.decode(np.log(np.maximum(chances, 1e-8)), np.flatnonzero(tokens.first))
        names = [self.crf.labels[i][2:] for i in path[first].tolist()]
        return located(tokens, zip(first.tolist(), end.tolist(), names, strict=True))

    def save(self, folder: Path) -> None:
        """Write the weights, and the clusters where it looks at them."""
        assert self.model
        self.model.to_disk(folder / "model")
        if set("kgb") & set(self.columns):
            self.features.clusters.to_disk(folder / CLUSTERS)


def constraints(labels: list[str]) -> Crf:
    """A field that knows nothing but which BIO labels may follow each other."""
    moves = [
        [NEVER if after[0] == "I" and (before == "O" or before[2:] != after[2:]) else 0 for after in labels]
        for before in labels
    ]
    empty = np.zeros(0, np.uint32)
    return Crf(labels, empty, np.zeros((1, len(labels)), np.float32), np.array(moves, np.float32))


class SpacyNer:
    """spaCy's `ner` with its default model (four convolutions over hashed embeddings, a transition system).

    Args:
        passes: most passes over the training articles.
        seed: of everything random.
    """

    def __init__(self, passes: int, seed: int) -> None:
        self.passes, self.seed = passes, seed
        self.ner: Any = None

    @staticmethod
    def example(prepared: Prepared) -> Example:
        """An example; a span across sentences, which `ner` can't make, is left out."""
        spans = (
            prepared.doc.char_span(start, end, label, alignment_mode="expand") for start, end, label in prepared.spans
        )
        reference = prepared.doc.copy()
        whole = [s for s in spans if s is not None and not any(t.is_sent_start for t in s[1:])]
        reference.set_ents(filter_spans(whole))
        return Example(prepared.doc, reference)

    def fit(self, nlp: Language, learn: Sequence[Annotated], stop: Sequence[Annotated]) -> str:
        """Train with Adam, averaged weights, until F1 on `stop` rises no more."""
        fix_random_seed(self.seed)
        examples = [self.example(p) for p in prepare(nlp, learn)]
        held = prepare(nlp, stop)
        ner: Any = nlp.create_pipe("ner")
        self.ner = ner
        ner.initialize(lambda: examples, nlp=nlp)
        optimizer = Adam(0.001, L2=0.01, use_averages=True)

        def learn_once() -> None:
            for step in in_steps(examples, lambda example: len(example.reference)):
                ner.update(step, drop=0.1, sgd=optimizer)
                optimizer.step_schedules()

        def score() -> float:
            with ner.model.use_params(optimizer.averages):
                return tagged(self.tag, held)

        def keep() -> bytes:
            with ner.model.use_params(optimizer.averages):
                return bytes(ner.to_bytes(exclude=["vocab"]))

        kept, at = best_pass(learn_once, score, keep, self.passes)
        ner.from_bytes(kept, exclude=["vocab"])
        return f"{at} passes"

    def tag(self, docs: Sequence[Doc]) -> list[list[Mention]]:
        """The entities of each document."""
        for doc in docs:  # what stands there already would be kept
            doc.set_ents([], default="missing")
        self.ner.set_annotations(docs, self.ner.predict(docs))
        return [[(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in docs]

    def save(self, folder: Path) -> None:
        """Write the component."""
        self.ner.to_disk(folder / "ner", exclude=["vocab"])
