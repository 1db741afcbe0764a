"""Training of the entity tagger: features as the pipeline computes them, weights by python-crfsuite (L-BFGS with L1 and L2)."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pycrfsuite
from spacy.language import Language

from bantin.annotation.corpus import Annotated
from bantin.annotation.scores import Counts
from bantin.entities.crf import NEVER, Crf
from bantin.entities.features import Featurizer
from bantin.language.table import TokenTable
from bantin.training.augmentation import has_marks, respelled

CHUNK = 64
CONVERGED = 1e-5
Report = Callable[[int, float, float | None], None]  # (iteration, loss, F1 by word on --dev, where there is one)
LEAST_UNMARKED = 0.85  # score that an entity needs in a text without diacritics


class Encoded(NamedTuple):
    """Tokens of annotated articles as a field learns from them.

    Attributes:
        numbers: uint32[templates, n], the features of each token.
        labels: its BIO label.
        starts: int64[sentences], the first token of each.
        widened: how many spans did not fall on token borders and were widened to them.
    """

    numbers: np.ndarray
    labels: list[str]
    starts: np.ndarray
    widened: int


def token_f1(crf: Crf, parts: Iterable[Encoded]) -> float:
    """F1 over the words that have a label, by word, as the trainer reports it of its iterations."""
    counts = Counts()
    for part in parts:
        path = crf.decode(crf.emissions(part.numbers), part.starts)[0]
        found = {(i, crf.labels[label]) for i, label in enumerate(path.tolist()) if crf.labels[label] != "O"}
        counts.add(found, {(i, label) for i, label in enumerate(part.labels) if label in crf.labels and label != "O"})
    return counts.f1


def bio(tokens: TokenTable, spans: Sequence[Sequence[tuple[int, int, str]]]) -> tuple[list[str], int]:
    """BIO labels of a token table, and how many spans did not fall on token borders (they are widened to them).

    Args:
        tokens: the tokens.
        spans: for each document of the table, its spans in code points.
    """
    labels, widened = ["O"] * len(tokens), 0
    bounds = tokens.doc_bounds
    for k, doc in enumerate(tokens.docs):
        here = slice(int(bounds[k]), int(bounds[k + 1]))
        begins = tokens.start[here]
        ends = begins + np.array([len(doc[int(i)]) for i in tokens.position[here]], np.int64)
        for start, end, label in spans[k]:
            first, last = int(np.searchsorted(ends, start, "right")), int(np.searchsorted(begins, end, "left"))
            if first >= last:
                continue
            widened += bool(begins[first] != start or ends[last - 1] != end)
            labels[here.start + first] = f"B-{label}"
            labels[here.start + first + 1 : here.start + last] = [f"I-{label}"] * (last - first - 1)
    return labels, widened


def encode(nlp: Language, corpus: Sequence[Annotated]) -> Iterator[Encoded]:
    """Annotated articles, some at a time.

    Args:
        nlp: a pipeline with the tokenizer and `bantin_sentences`.
        corpus: the articles.
    """
    features: Featurizer = nlp.get_pipe("bantin_tagger").features  # type: ignore[attr-defined]
    off = [name for name in nlp.pipe_names if name != "bantin_sentences"]
    for at in range(0, len(corpus), CHUNK):
        part = corpus[at : at + CHUNK]
        pairs = [(doc, a.spans) for doc, a in ((nlp(a.text, disable=off), a) for a in part) if len(doc)]
        if not pairs:
            continue
        tokens = TokenTable([doc for doc, _ in pairs])
        labels, widened = bio(tokens, [spans for _, spans in pairs])
        yield Encoded(features(tokens)[0], labels, np.flatnonzero(tokens.first), widened)


def train_tagger(
    nlp: Language,
    corpus: Sequence[Annotated],
    *,
    c1: float,
    c2: float,
    least: int,
    rounds: int,
    delta: float = CONVERGED,
    dev: Sequence[Annotated] = (),
    report: Report | None = None,
) -> tuple[Crf, int]:
    """A field trained on `corpus`.

    Args:
        nlp: a pipeline with the tokenizer and `bantin_sentences`.
        corpus: annotated articles.
        c1, c2: L1 and L2 regularisation.
        least: features seen fewer times are left out.
        rounds: most iterations of L-BFGS.
        delta: it ends early when the loss of the last ten iterations fell by less than this share of it.
        dev: articles whose F1 is reported, never trained on.
        report: told of every iteration.

    Returns:
        The field, and the number of spans that had to be widened to token borders.
    """
    trainer = _Trainer()
    trainer.report = report
    widened = 0
    known = {"O"} | {f"{mark}-{label}" for article in corpus for *_, label in article.spans for mark in "BI"}
    for group, articles in enumerate((corpus, dev)):
        for part in encode(nlp, articles):
            widened += part.widened * (group == 0)
            columns = part.numbers.T
            for begin, end in pairwise([*part.starts.tolist(), len(part.labels)]):
                features = [[format(value, "x") for value in row] for row in columns[begin:end].tolist()]
                labels = [label if label in known else "O" for label in part.labels[begin:end]]
                trainer.append(features, labels, group)
    trainer.select("lbfgs")
    settings = {"c1": c1, "c2": c2, "max_iterations": rounds, "delta": delta, "feature.minfreq": least}
    trainer.set_params(settings | {"feature.possible_transitions": False})
    with tempfile.TemporaryDirectory() as folder:
        model = str(Path(folder) / "model.crfsuite")
        trainer.train(model, 1 if dev else -1)
        tagger = pycrfsuite.Tagger()
        tagger.open(model)
        info = tagger.info()
        names = tagger.labels()
        tagger.close()
    return from_crfsuite(names, info.state_features, info.transitions), widened


def train_respelled(nlp: Language, corpus: Sequence[Annotated], **settings: Any) -> Crf | None:
    """A field for other spellings, of copies of `corpus` alone (see `training.augmentation`); None where no copy has a span.

    Learned beside the articles themselves, copies cost the field that reads those a little of its accuracy.

    Args:
        nlp, corpus, settings: as of `train_tagger`; half the iterations do for texts so short.
    """
    copies = list(respelled(corpus))
    if not copies:
        return None
    field, _ = train_tagger(nlp, copies, **settings | {"rounds": settings["rounds"] // 2 + 1})
    field.least_unmarked = LEAST_UNMARKED if has_marks(corpus) else 0.0
    return field


class _Trainer(pycrfsuite.Trainer):
    """Passes iterations on to `report` instead of printing the trainer's log."""

    report: Report | None = None
    step, loss, counts = 0, 0.0, Counts()

    def message(self, line: str) -> None:
        """Read one line of the log; an empty one ends an iteration."""
        if found := re.search(r"Iteration #(\d+)", line):
            self.step, self.counts = int(found[1]), Counts()
        elif found := re.match(r"Loss: ([\d.]+)", line):
            self.loss = float(found[1])
        elif found := re.match(r" +[BI]-.+: \((\d+), (\d+), (\d+)\)", line):
            for name, number in zip(("right", "found", "gold"), found.groups(), strict=True):
                setattr(self.counts, name, getattr(self.counts, name) + int(number))
        elif line == "\n" and self.step and self.report:
            self.report(self.step, self.loss, self.counts.f1 if self.counts.gold else None)
            self.step = 0


def from_crfsuite(
    names: Sequence[str], state: dict[tuple[str, str], float], moves: dict[tuple[str, str], float]
) -> Crf:
    """A `Crf` of crfsuite's weights; moves into `I-X` other than from `B-X` or `I-X` are made impossible."""
    labels = complete(names)
    column = {label: i for i, label in enumerate(labels)}
    numbers = sorted({int(feature, 16) for feature, _ in state})
    row = {number: i for i, number in enumerate(numbers)}
    weights = np.zeros((len(numbers) + 1, len(labels)), np.float32)
    for (feature, label), weight in state.items():
        weights[row[int(feature, 16)], column[label]] = weight
    transitions = np.zeros((len(labels), len(labels)), np.float32)
    for (before, after), weight in moves.items():
        transitions[column[before], column[after]] = weight
    return Crf(labels, np.array(numbers, np.uint32), weights, forbid(labels, transitions))


def complete(names: Iterable[str]) -> list[str]:
    """BIO labels in order, each `B-X` with its `I-X`, also where spans that overlap left only one of them."""
    return sorted(
        {label for name in names for label in ((f"B-{name[2:]}", f"I-{name[2:]}") if name != "O" else (name,))}
    )


def forbid(labels: Sequence[str], transitions: np.ndarray) -> np.ndarray:
    """`transitions` with the moves into `I-X` other than from `B-X` or `I-X` made impossible, in place."""
    for j, after in enumerate(labels):
        if after.startswith("I-"):
            for i, before in enumerate(labels):
                if before[2:] != after[2:] or before == "O":
                    transitions[i, j] = NEVER
    return transitions
