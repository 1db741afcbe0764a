"""A linear-chain conditional random field over hashed features: decoding and exact span probabilities, batched in NumPy.

Training is python-crfsuite's (see `training.entities`); this module only applies the weights. Sentences of like length are decoded
together; forward and backward passes run in the probability domain with a scale a step (Rabiner 1989).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bantin.arrays import write_arrays

BATCH = 256
CELLS = 1 << 16  # tokens of a padded batch at most: one long sentence must not widen 255 short ones


class Lookup:
    """Rows of known feature numbers: an open-addressing hash table of `keys`, probed in arrays."""

    def __init__(self, keys: np.ndarray) -> None:
        size = 1 << max(10, int(np.ceil(np.log2(max(1, len(keys)) * 8))))
        self.mask = np.uint64(size - 1)
        self.slots = np.full(size, -1, np.int32)
        self.keys = np.append(keys, np.uint64(0))
        left, slot, self.probes = np.arange(len(keys)), (keys & self.mask).astype(np.int64), 0
        while len(left):
            self.probes += 1
            free = self.slots[slot] < 0
            self.slots[slot[free][::-1]] = left[free][::-1]
            lost = self.slots[slot] != left
            left, slot = left[lost], (slot[lost] + 1) % size

    def __call__(self, numbers: np.ndarray) -> np.ndarray:
        """int32, shaped as `numbers`: the row of each, or `len(keys)` where it is unknown."""
        flat = numbers.ravel()
        slot = (flat & self.mask).astype(np.int64)
        row = self.slots[slot]
        wrong = np.flatnonzero((row >= 0) & (self.keys[row] != flat))
        for _ in range(self.probes):
            if not len(wrong):
                break
            slot[wrong] = (slot[wrong] + 1) & int(self.mask)
            row[wrong] = self.slots[slot[wrong]]
            wrong = wrong[(row[wrong] >= 0) & (self.keys[row[wrong]] != flat[wrong])]
        row[row < 0] = len(self.keys) - 1
        row[wrong] = len(self.keys) - 1
        return row.reshape(numbers.shape)


@dataclass
class Crf:
    """Weights of a trained model.

    Attributes:
        labels: BIO labels; `O` among them.
        keys: uint64[f], known feature numbers.
        weights: float32[f + 1, labels], the last row zero.
        transitions: float32[labels, labels], from row to column; impossible ones are -1e4.
    """

    labels: list[str]
    keys: np.ndarray
    weights: np.ndarray
    transitions: np.ndarray

    def __post_init__(self) -> None:
        self.lookup = Lookup(self.keys)
        self.start = np.array([-1e4 if label.startswith("I-") else 0.0 for label in self.labels], np.float32)

    def emissions(self, numbers: np.ndarray) -> np.ndarray:
        """float32[n, labels] of feature numbers uint64[templates, n]."""
        total = np.zeros((numbers.shape[1], len(self.labels)), np.float32)
        for rows in self.lookup(numbers):
            total += self.weights[rows]
        return total

    def decode(self, emissions: np.ndarray, starts: np.ndarray) -> tuple[np.ndarray, dict[tuple[int, int], float]]:
        """Best label of every token, and the probability of every entity that they form.

        Args:
            emissions: float32[n, labels].
            starts: int64[sentences], the first token of each sentence, ascending, the first being 0.

        Returns:
            (int64[n] label indices, {(first token, token after the last): probability that exactly this span has this label}).
        """
        lengths = np.diff(np.append(starts, len(emissions)))
        best = np.zeros(len(emissions), np.int64)
        scores: dict[tuple[int, int], float] = {}
        order = np.argsort(lengths, kind="stable")
        at = 0
        while at < len(order):
            count = min(BATCH, len(order) - at)
            while count > 1 and count * int(lengths[order[at + count - 1]]) > CELLS:
                count //= 2
            chosen = order[at : at + count]
            at += count
            width = int(lengths[chosen].max(initial=0))
            if not width:
                continue
            where = np.minimum(starts[chosen][:, None] + np.arange(width), len(emissions) - 1)
            real = np.arange(width) < lengths[chosen][:, None]
            part = np.where(real[:, :, None], emissions[where], 0)
            path = self._viterbi(part, real)
            best[where[real]] = path[real]
            self._score(part, real, path, starts[chosen], scores)
        return best, scores

    def _viterbi(self, part: np.ndarray, real: np.ndarray) -> np.ndarray:
        rows, width, _ = part.shape
        score = part[:, 0] + self.start
        back = np.zeros(part.shape, np.int8)
        for t in range(1, width):
            options = score[:, :, None] + self.transitions
            choice = options.argmax(1)
            moved = np.take_along_axis(options, choice[:, None, :], 1)[:, 0] + part[:, t]
            live = real[:, t, None]
            back[:, t] = np.where(live, choice, np.arange(len(self.labels)))
            score = np.where(live, moved, score)
        path = np.zeros((rows, width), np.int64)
        path[:, -1] = score.argmax(1)
        for t in range(width - 1, 0, -1):
            path[:, t - 1] = back[np.arange(rows), t, path[:, t]]
        return path

    def _score(
        self,
        part: np.ndarray,
        real: np.ndarray,
        path: np.ndarray,
        starts: np.ndarray,
        scores: dict[tuple[int, int], float],
    ) -> None:
        entity = np.array([label[0] == "B" for label in self.labels])
        some = np.flatnonzero((entity[path] & real).any(1))
        if not len(some):
            return
        part, real, path, starts = part[some], real[some], path[some], starts[some]
        rows, width, count = part.shape
        move = np.exp(self.transitions.astype(np.float64))
        local = np.exp((part - part.max(2, keepdims=True)).astype(np.float64))
        alpha, beta = np.zeros((rows, width, count)), np.ones((rows, width, count))
        scale = np.ones((rows, width))
        alpha[:, 0] = local[:, 0] * np.exp(self.start)
        scale[:, 0] = alpha[:, 0].sum(1)
        alpha[:, 0] /= scale[:, :1]
        for t in range(1, width):
            step = (alpha[:, t - 1] @ move) * local[:, t]
            scale[:, t] = np.where(real[:, t], step.sum(1), 1)
            alpha[:, t] = np.where(real[:, t, None], step / scale[:, t, None], alpha[:, t - 1])
        for t in range(width - 2, -1, -1):
            step = (beta[:, t + 1] * local[:, t + 1]) @ move.T / scale[:, t + 1, None]
            beta[:, t] = np.where(real[:, t + 1, None], step, 1)
        lengths = real.sum(1)
        for row, first in np.argwhere(entity[path] & real):
            begin = int(path[row, first])
            inner = self.labels.index("I" + self.labels[begin][1:])
            last = first
            chance = alpha[row, first, begin]
            while last + 1 < lengths[row] and path[row, last + 1] == inner:
                last += 1
                chance *= move[path[row, last - 1], inner] * local[row, last, inner] / scale[row, last]
            if last + 1 < lengths[row]:
                onward = move[path[row, last]] * local[row, last + 1] * beta[row, last + 1] / scale[row, last + 1]
                chance *= onward.sum() - onward[inner]
            scores[int(starts[row] + first), int(starts[row] + last) + 1] = float(min(1.0, chance))

    def to_disk(self, path: Path) -> None:
        """Write the weights."""
        arrays = {
            "labels": np.array(self.labels),
            "keys": self.keys,
            "weights": self.weights.astype(np.float16),
            "transitions": self.transitions,
        }
        write_arrays(path, arrays)

    @classmethod
    def from_disk(cls, path: Path) -> Crf:
        """Read what `to_disk` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(
                arrays["labels"].tolist(), arrays["keys"], arrays["weights"].astype(np.float32), arrays["transitions"]
            )
