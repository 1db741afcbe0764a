"""Which types of event an article reports, and which of them it is about: linear models over `events.features`.

Trained with scikit-learn (see `training.events`) and applied here as arrays, so that a model file holds numbers only and loads without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from bantin.arrays import write_arrays
from bantin.entities.hashing import Lookup


@dataclass
class EventModel:
    """Weights of the classifier.

    Attributes:
        types: event types, in column order.
        keys: uint32[f], the feature numbers that have weights.
        weights: float32[f + 1, 2 * types], the last row zero: of one logistic regression a type (is it reported), then of one a
            type (is it what the article is about).
        bias: float32[2 * types].
        thresholds: float32[types], the probability from which a type is reported.
    """

    types: list[str]
    keys: np.ndarray
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
        # A product for each article, so that how its terms are summed does not hang on the others.
        sums = np.array([values[a:b] @ self.weights.take(rows[a:b], 0) for a, b in pairwise(bounds)])
        reported, primary = np.split(1 / (1 + np.exp(-(sums + self.bias))), 2, 1)
        return reported, primary / primary.sum(1, keepdims=True)

    def reasons(self, numbers: np.ndarray, values: np.ndarray, k: int, most: int = 5) -> list[tuple[int, float]]:
        """(feature, what it adds to the log-odds) of those that speak most for type `k` in an article, the strongest first.

        Args:
            numbers, values: the article's features, as for `scores`.
            k: index of the type in `types`.
            most: how many at most; only those that speak for the type are given.
        """
        added = values * self.weights[self.lookup(numbers), k]
        best = np.argsort(-added, kind="stable")[:most]
        return [(int(numbers[i]), float(added[i])) for i in best if added[i] > 0]

    def to_disk(self, path: Path) -> None:
        """Write the weights, compressed, without time stamps: same weights, same bytes."""
        arrays = {
            "types": np.array(self.types),
            "keys": self.keys,
            "weights": self.weights.astype(np.float16),
            "bias": self.bias,
            "thresholds": self.thresholds,
        }
        write_arrays(path, arrays)

    @classmethod
    def from_disk(cls, path: Path) -> EventModel:
        """Read what `to_disk` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            weights = arrays["weights"].astype(np.float32)
            return cls(arrays["types"].tolist(), arrays["keys"], weights, arrays["bias"], arrays["thresholds"])
