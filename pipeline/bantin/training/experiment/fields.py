"""Rules alone, bantin's conditional random field with its ablations, and python-crfsuite as it comes."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pycrfsuite
from spacy.language import Language
from spacy.tokens import Doc

from bantin.annotation.corpus import Annotated
from bantin.entities.clusters import FILE as CLUSTERS
from bantin.entities.crf import Crf
from bantin.entities.features import TEMPLATES, Featurizer
from bantin.entities.rules import Candidates
from bantin.entities.tagger import Tagger
from bantin.language.table import TokenTable
from bantin.training.augmentation import respelled
from bantin.training.entities import bio, train_tagger
from bantin.training.experiment.measure import BATCH, Mention, located, prepare


class Rules:
    """What rules propose, taken as the answer."""

    def __init__(self) -> None:
        self.features = Featurizer()

    def fit(self, nlp: Language, learn: Sequence[Annotated], stop: Sequence[Annotated]) -> str:
        """Nothing is learned."""
        return ""

    def tag(self, docs: Sequence[Doc]) -> list[list[Mention]]:
        """The proposals of each document."""
        tokens = TokenTable(docs)
        return located(tokens, self.features(tokens)[1].spans())

    def save(self, folder: Path) -> None:
        """Nothing is written."""


class Fewer(Featurizer):
    """Features without the templates that look at some columns.

    Args:
        dropped: letters of the columns, as `features.TEMPLATES` names them.
    """

    def __init__(self, dropped: str) -> None:
        super().__init__()
        self.kept = [i for i, parts in enumerate(TEMPLATES) if not any(column in dropped for column, _ in parts)]

    def __call__(self, tokens: TokenTable) -> tuple[np.ndarray, Candidates]:
        """(uint32[kept templates, n], candidates)."""
        numbers, candidates = super().__call__(tokens)
        return numbers[self.kept], candidates


class HashedField:
    """bantin's tagger: a field over hashed features of arrays.

    Args:
        settings: of `train_tagger`.
        dropped: columns whose templates are left out.
        copies: whether copies in other spellings are learned from too (see `training.augmentation`).
    """

    def __init__(self, settings: dict[str, Any], dropped: str = "", copies: bool = False) -> None:
        self.settings, self.copies = settings, copies
        self.features = Fewer(dropped) if dropped else Featurizer()
        self.crf: Crf | None = None

    def fit(self, nlp: Language, learn: Sequence[Annotated], stop: Sequence[Annotated]) -> str:
        """Train; the articles to stop by are not needed."""
        nlp.get_pipe("bantin_tagger").features = self.features  # type: ignore[attr-defined]
        copies = list(respelled(learn)) if self.copies else []
        self.crf, _ = train_tagger(nlp, [*learn, *copies], **self.settings)
        return f"{len(self.crf.keys):,} features"

    def tag(self, docs: Sequence[Doc]) -> list[list[Mention]]:
        """The entities of each document; their probabilities are computed, as the pipeline does."""
        assert self.crf
        tokens = TokenTable(docs)
        numbers, _ = self.features(tokens)
        return located(tokens, (found[:3] for found in Tagger.decoded(self.crf, tokens, numbers)))

    def save(self, folder: Path) -> None:
        """Write the weights and the clusters."""
        assert self.crf
        self.crf.to_disk(folder / "crf.npz")
        self.features.clusters.to_disk(folder / CLUSTERS)


def window(words: list[str], shapes: list[str], at: int) -> list[str]:
    """Features of a word as strings: words and shapes round it, pairs of words, its affixes."""
    word = words[at]
    found = ["bias", f"p1={word[:1]}", f"p2={word[:2]}", f"p3={word[:3]}"]
    found += [f"s1={word[-1:]}", f"s2={word[-2:]}", f"s3={word[-3:]}"]
    for offset in range(-2, 3):
        inside = 0 <= at + offset < len(words)
        found += [
            f"w{offset}={words[at + offset] if inside else '<>'}",
            f"h{offset}={shapes[at + offset] if inside else '<>'}",
        ]
    if at:
        found += [f"w-1w0={words[at - 1]} {word}", f"h-1h0={shapes[at - 1]} {shapes[at]}"]
    if at + 1 < len(words):
        found += [f"w0w1={word} {words[at + 1]}", f"h0h1={shapes[at]} {shapes[at + 1]}"]
    return found


class StringField:
    """python-crfsuite as it comes: features are strings, sentences are tagged one by one.

    Args:
        settings: `c1`, `c2`, `least`, `rounds` as of `train_tagger`.
    """

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings
        self.model = b""
        self.tagger = pycrfsuite.Tagger()

    @staticmethod
    def sentences(tokens: TokenTable) -> list[tuple[int, list[list[str]]]]:
        """(first token, features) of each sentence."""
        words = tokens.folds
        shapes = [tokens.strings[key] for key in tokens.shape.tolist()]
        bounds = [*np.flatnonzero(tokens.first).tolist(), len(tokens)]
        found = []
        for start, end in pairwise(bounds):
            here, forms = words[start:end], shapes[start:end]
            found.append((start, [window(here, forms, i) for i in range(end - start)]))
        return found

    def fit(self, nlp: Language, learn: Sequence[Annotated], stop: Sequence[Annotated]) -> str:
        """Train; the articles to stop by are not needed."""
        trainer = pycrfsuite.Trainer(verbose=False)
        prepared = prepare(nlp, learn)
        for at in range(0, len(prepared), BATCH):
            part = prepared[at : at + BATCH]
            tokens = TokenTable([p.doc for p in part])
            labels, _ = bio(tokens, [p.spans for p in part])
            for start, features in self.sentences(tokens):
                trainer.append(features, labels[start : start + len(features)])
        trainer.select("lbfgs")
        use = self.settings
        trainer.set_params(
            {"c1": use["c1"], "c2": use["c2"], "max_iterations": use["rounds"], "feature.minfreq": use["least"]}
        )
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "model.crfsuite"
            trainer.train(str(file))
            self.model = file.read_bytes()
        self.tagger.open_inmemory(self.model)
        return f"{self.tagger.info().header['num_attrs']} features"

    def tag(self, docs: Sequence[Doc]) -> list[list[Mention]]:
        """The entities of each document."""
        tokens = TokenTable(docs)
        mentions: list[Mention] = []
        for start, features in self.sentences(tokens):
            before = "O"
            for at, label in enumerate(self.tagger.tag(features), start):
                if label[0] == "I" and before[2:] == label[2:]:
                    mentions[-1] = (mentions[-1][0], at + 1, label[2:])
                elif label != "O":  # an `I-` that nothing begins begins itself
                    mentions.append((at, at + 1, label[2:]))
                before = label
        return located(tokens, mentions)

    def save(self, folder: Path) -> None:
        """Write the model."""
        (folder / "model.crfsuite").write_bytes(self.model)
