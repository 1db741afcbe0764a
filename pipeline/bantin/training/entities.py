"""Training of the entity tagger: features as the pipeline computes them, weights by python-crfsuite (L-BFGS with L1 and L2)."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pycrfsuite
from spacy.language import Language

from bantin.annotation.corpus import Annotated
from bantin.entities.crf import Crf
from bantin.entities.features import Featurizer
from bantin.language.norms import is_unmarked
from bantin.language.table import TokenTable
from bantin.training.augmentation import augment

CHUNK = 64
LEAST_UNMARKED = 0.85  # score that an entity needs in a text without diacritics, where the texts trained on have them


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


def train_tagger(
    nlp: Language,
    corpus: Sequence[Annotated],
    *,
    c1: float,
    c2: float,
    least: int,
    rounds: int,
    spellings: bool = True,
    report: Callable[[int, float], None] | None = None,
) -> tuple[Crf, int]:
    """A field trained on `corpus`.

    Args:
        nlp: a pipeline with the tokenizer and `bantin_sentences`.
        corpus: annotated articles.
        c1, c2: L1 and L2 regularisation.
        least: features seen fewer times are left out.
        rounds: most iterations of L-BFGS.
        spellings: whether copies in other spellings are added (see `training.augmentation`).
        report: called with (iteration, loss).

    Returns:
        The field, and the number of spans that had to be widened to token borders.
    """
    trainer = _Trainer()
    trainer.report = report
    corpus = list(augment(corpus) if spellings else corpus)
    features: Featurizer = nlp.get_pipe("bantin_tagger").features  # type: ignore[attr-defined]
    widened = 0
    for at in range(0, len(corpus), CHUNK):
        part = corpus[at : at + CHUNK]
        docs = [
            nlp(article.text, disable=[name for name in nlp.pipe_names if name != "bantin_sentences"])
            for article in part
        ]
        tokens = TokenTable([doc for doc in docs if len(doc)])
        numbers, _ = features(tokens)
        labels, wide = bio(tokens, [article.spans for article, doc in zip(part, docs, strict=True) if len(doc)])
        widened += wide
        starts = np.append(np.flatnonzero(tokens.first), len(tokens))
        columns = numbers.T
        for begin, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
            trainer.append(
                [[format(value, "x") for value in row] for row in columns[begin:end].tolist()], labels[begin:end]
            )
    trainer.select("lbfgs")
    trainer.set_params(
        {"c1": c1, "c2": c2, "max_iterations": rounds, "feature.minfreq": least, "feature.possible_transitions": False}
    )
    with tempfile.TemporaryDirectory() as folder:
        model = str(Path(folder) / "model.crfsuite")
        trainer.train(model)
        tagger = pycrfsuite.Tagger()
        tagger.open(model)
        info = tagger.info()
        names = tagger.labels()
        tagger.close()
    crf = from_crfsuite(names, info.state_features, info.transitions)
    crf.least_unmarked = LEAST_UNMARKED if sum(is_unmarked(a.text) for a in corpus) < len(corpus) / 2 else 0.0
    return crf, widened


class _Trainer(pycrfsuite.Trainer):
    """Passes iterations on to `report` instead of printing the trainer's log."""

    report: Callable[[int, float], None] | None = None
    step = 0

    def message(self, line: str) -> None:
        """Read one line of the log."""
        if found := re.search(r"Iteration #(\d+)", line):
            self.step = int(found[1])
        elif (found := re.match(r"Loss: ([\d.]+)", line)) and self.report:
            self.report(self.step, float(found[1]))


def from_crfsuite(
    names: Sequence[str], state: dict[tuple[str, str], float], moves: dict[tuple[str, str], float]
) -> Crf:
    """A `Crf` of crfsuite's weights; moves into `I-X` other than from `B-X` or `I-X` are made impossible."""
    labels = sorted({*names, *(f"I-{name[2:]}" for name in names if name != "O")})
    column = {label: i for i, label in enumerate(labels)}
    numbers = sorted({int(feature, 16) for feature, _ in state})
    row = {number: i for i, number in enumerate(numbers)}
    weights = np.zeros((len(numbers) + 1, len(labels)), np.float32)
    for (feature, label), weight in state.items():
        weights[row[int(feature, 16)], column[label]] = weight
    transitions = np.zeros((len(labels), len(labels)), np.float32)
    for (before, after), weight in moves.items():
        transitions[column[before], column[after]] = weight
    for after in labels:
        if after.startswith("I-"):
            for before in labels:
                if before[2:] != after[2:] or before == "O":
                    transitions[column[before], column[after]] = -1e4
    return Crf(labels, np.array(numbers, np.uint32), weights, transitions)
