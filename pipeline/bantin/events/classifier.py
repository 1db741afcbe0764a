"""Which types of event an article reports, and which of them it is about: a network with one hidden layer over `events.features`
(several that were trained apart, side by side in it).

Trained by `training.events` and applied here as arrays, so that a model file holds numbers only and loads without anything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from bantin.arrays import write_arrays
from bantin.entities.hashing import Lookup

STEP = 1 / 64  # grain of the embeddings on disk, where each is one byte


@dataclass
class EventModel:
    """Parameters of the classifier.

    Attributes:
        types: event types, in column order.
        keys: uint32[f], the feature numbers that are known.
        embeddings: [f + 1, hidden], what each feature adds to the hidden units; the last row, of what is unknown, is zero. float32, or
            int8 in steps of `STEP`, as they are on disk: a quarter of the memory to read.
        hidden_bias: float32[hidden].
        weights: float32[hidden, 2 * types]: of whether a type is reported, then of whether it is what the article is about.
        bias: float32[2 * types].
        thresholds: float32[types], the probability from which a type is reported.
    """

    types: list[str]
    keys: np.ndarray
    embeddings: np.ndarray
    hidden_bias: np.ndarray
    weights: np.ndarray
    bias: np.ndarray
    thresholds: np.ndarray

    def __post_init__(self) -> None:
        self.lookup = Lookup(self.keys)

    def scores(self, numbers: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(probability of each type, probability that each is the primary one) of an article's features."""
        reported, primary = self.scores_all(numbers, values, [0, len(numbers)])
        return reported[0], primary[0]

    def scores_all(self, numbers: np.ndarray, values: np.ndarray, bounds: list[int]) -> tuple[np.ndarray, np.ndarray]:
        """The same of several articles, a row each, whose features stand between `bounds`."""
        rows = self.lookup(numbers)
        # Products for each article, so that how their terms are summed does not hang on the others.
        margins = np.array([self._hidden(rows[a:b], values[a:b]) @ self.weights for a, b in pairwise(bounds)])
        reported, primary = np.split(margins + self.bias, 2, 1)
        primary = np.exp(primary - primary.max(1, keepdims=True))
        return 1 / (1 + np.exp(-reported)), primary / primary.sum(1, keepdims=True)

    def rows(self, numbers: np.ndarray) -> np.ndarray:
        """float32[n, hidden]: what features add, by their rows in `embeddings`."""
        found = self.embeddings.take(numbers, 0)
        return found * np.float32(STEP) if found.dtype == np.int8 else found

    def _hidden(self, rows: np.ndarray, values: np.ndarray) -> np.ndarray:
        """float32[hidden] of an article, by the rows of its features."""
        return np.maximum(values @ self.rows(rows) + self.hidden_bias, 0)

    def reasons(self, numbers: np.ndarray, values: np.ndarray, k: int, most: int = 5) -> list[tuple[int, float]]:
        """(feature, what it adds to the log-odds) of those that speak most for type `k` in an article, the strongest first.

        Between the units that are on, the network is linear: what the features add is exact there.

        Args:
            numbers, values: the article's features, as for `scores`.
            k: index of the type in `types`.
            most: how many at most; only those that speak for the type are given.
        """
        rows = self.lookup(numbers)
        on = np.where(self._hidden(rows, values) > 0, self.weights[:, k], 0)
        added = values * (self.rows(rows) @ on)
        best = np.argsort(-added, kind="stable")[:most]
        return [(int(numbers[i]), float(added[i])) for i in best if added[i] > 0]

    def to_disk(self, path: Path) -> None:
        """Write the parameters, compressed, without time stamps: same parameters, same bytes."""
        arrays = {
            "types": np.array(self.types),
            "keys": self.keys,
            "embeddings": self.embeddings
            if self.embeddings.dtype == np.int8
            else np.clip(np.rint(self.embeddings / STEP), -127, 127).astype(np.int8),
            "hidden_bias": self.hidden_bias,
            "weights": self.weights,
            "bias": self.bias,
            "thresholds": self.thresholds,
        }
        write_arrays(path, arrays)

    @classmethod
    def from_disk(cls, path: Path) -> EventModel:
        """Read what `to_disk` wrote.

        Raises:
            ValueError: an earlier version of bantin wrote it.
        """
        with np.load(path, allow_pickle=False) as arrays:
            if "embeddings" not in arrays:
                raise ValueError("an earlier version of bantin trained its event classifier: train it again")
            parts = (arrays[name] for name in ("embeddings", "hidden_bias", "weights", "bias", "thresholds"))
            return cls(arrays["types"].tolist(), arrays["keys"], *parts)
