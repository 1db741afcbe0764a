"""Which types of event an article reports, and which of them it is about: linear models over `events.features`.

Trained with scikit-learn (see `training.events`) and applied here as arrays, so that a model file holds numbers only and loads without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bantin.arrays import write_arrays


@dataclass
class EventModel:
    """Weights of the classifier.

    Attributes:
        types: event types, in column order.
        weights, bias: float32[features, types], float32[types], of one logistic regression a type.
        primary_weights, primary_bias: the same of one multinomial regression over the primary type.
        threshold: a type is reported from this probability on.
    """

    types: list[str]
    weights: np.ndarray
    bias: np.ndarray
    primary_weights: np.ndarray
    primary_bias: np.ndarray
    threshold: float

    def scores(self, index: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(probability of each type, probability that each is the primary one) of an article's features."""
        logits = values @ self.weights[index] + self.bias
        primary = values @ self.primary_weights[index] + self.primary_bias
        primary = np.exp(primary - primary.max())
        return 1 / (1 + np.exp(-logits)), primary / primary.sum()

    def reasons(self, index: np.ndarray, values: np.ndarray, k: int, most: int = 5) -> list[tuple[int, float]]:
        """(feature, what it adds to the log-odds) of those that speak most for type `k` in an article, the strongest first.

        Args:
            index, values: the article's features, as for `scores`.
            k: index of the type in `types`.
            most: how many at most; only those that speak for the type are given.
        """
        added = values * self.weights[index, k]
        best = np.argsort(-added, kind="stable")[:most]
        return [(int(index[i]), float(added[i])) for i in best if added[i] > 0]

    def to_disk(self, path: Path) -> None:
        """Write the weights, compressed, without time stamps: same weights, same bytes."""
        arrays = {
            "types": np.array(self.types),
            "weights": self.weights.astype(np.float16),
            "bias": self.bias,
            "primary_weights": self.primary_weights.astype(np.float16),
            "primary_bias": self.primary_bias,
            "threshold": np.array(self.threshold),
        }
        write_arrays(path, arrays)

    @classmethod
    def from_disk(cls, path: Path) -> EventModel:
        """Read what `to_disk` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            wide = {
                name: arrays[name].astype(np.float32) for name in ("weights", "bias", "primary_weights", "primary_bias")
            }
            return cls(arrays["types"].tolist(), **wide, threshold=float(arrays["threshold"]))
