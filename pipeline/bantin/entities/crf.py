"""A linear-chain conditional random field over hashed features: decoding and exact span probabilities, batched in NumPy.

Training is python-crfsuite's (see `training.entities`); this module only applies the weights: the best path by Viterbi, probabilities
by forward and backward passes with a scale a step (Rabiner 1989), each over all sentences of a batch at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from bantin.arrays import write_arrays
from bantin.entities.hashing import TemplateLookup

NEVER = np.float32(-1e4)
TINY = 1e-30
BLOCK = 2048  # tokens whose emissions are summed up at a time: they stay in a processor's cache


class Steps:
    """Tokens of sentences in the order of decoding: the first of every sentence, then the second, and so on, the longest sentence first.

    The tokens of one step lie side by side, and the sentences that go on after a step are the first of it: nothing is padded.

    Args:
        starts: int64[sentences], the first token of each, ascending, the first being 0.
        n: tokens in all.
        chosen: int64, indices of the sentences wanted; all by default.

    Attributes:
        tokens: int64[m], the token of each column.
        steps: the columns of each step.
        pairs: (the columns at the step before of the sentences that go on, their columns at the step), from the second step.
    """

    def __init__(self, starts: np.ndarray, n: int, chosen: np.ndarray | None = None) -> None:
        lengths = np.diff(np.append(starts, n))
        if chosen is not None:
            starts, lengths = starts[chosen], lengths[chosen]
        order = np.argsort(-lengths, kind="stable")
        starts, lengths = starts[order], lengths[order]
        time = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        self.tokens = (np.repeat(starts, lengths) + time)[np.argsort(time, kind="stable")]
        bounds = [0, *np.cumsum(np.bincount(time)).tolist()]
        self.steps = [slice(a, b) for a, b in pairwise(bounds)]
        self.pairs = [(slice(a.start, a.start + b.stop - b.start), b) for a, b in pairwise(self.steps)]


def forward(local: np.ndarray, moves: np.ndarray, start: np.ndarray, order: Steps) -> tuple[np.ndarray, np.ndarray]:
    """The forward pass.

    Args:
        local: float64[labels, columns], exp of the emissions, each column up to a factor.
        moves: float64[labels, labels], exp of the transitions.
        start: exp of what each label gets at the beginning of a sentence; [labels, 1].
        order: of the columns.

    Returns:
        (float64[labels, columns], the chance of each label given its sentence up to there; float64[columns], the scale of each
        column, whose logarithms sum up to that of the partition function).
    """
    alpha, into = np.empty_like(local), np.ascontiguousarray(moves.T)
    scale = np.empty(local.shape[1])
    first = order.steps[0]
    alpha[:, first] = local[:, first] * start
    scale[first] = alpha[:, first].sum(0)
    alpha[:, first] /= scale[first]
    for before, now in order.pairs:
        step = (into @ alpha[:, before]) * local[:, now]
        scale[now] = step.sum(0)
        alpha[:, now] = step / scale[now]
    return alpha, scale


def backward(local: np.ndarray, moves: np.ndarray, order: Steps) -> np.ndarray:
    """The backward pass: float64[labels, columns] by which `forward`'s chances become those given the whole sentence.

    Args:
        local: as in `forward`, divided by its scale; what follows a column is multiplied into it.
        moves: as in `forward`.
        order: of the columns.
    """
    beta = np.ones_like(local)
    for before, now in reversed(order.pairs):
        local[:, now] *= beta[:, now]
        beta[:, before] = moves @ local[:, now]
    return beta


@dataclass
class Crf:
    """Weights of a trained model.

    Attributes:
        labels: BIO labels, `O` among them, every `B-X` with its `I-X`.
        keys: uint32[f], known feature numbers, ascending.
        weights: float32[f + 1, labels], the last row zero.
        transitions: float32[labels, labels], from row to column; impossible ones are `NEVER`.
        calibration: float32[2, labels], slope and offset on the log-odds of an entity by its `B-X`; none by default.
        least_unmarked: the score from which an entity of a text without diacritics stands: such a text gives fewer ones, not wrong ones.
    """

    labels: list[str]
    keys: np.ndarray
    weights: np.ndarray
    transitions: np.ndarray
    calibration: np.ndarray | None = None
    least_unmarked: float = 0.0

    def __post_init__(self) -> None:
        self.lookup = TemplateLookup(self.keys)
        kinds = np.array([label[0] for label in self.labels])
        self.begins = kinds == "B"
        self.inside, self.others = np.flatnonzero(kinds == "I"), np.flatnonzero(kinds != "I")
        self.opening = np.array([self.labels.index(f"B{self.labels[i][1:]}") for i in self.inside], np.int64)
        # The label that goes on with the entity of each label; none does for `O`.
        self.onward = np.array([-1 if n == "O" else self.labels.index(f"I{n[1:]}") for n in self.labels])
        self.start = np.where(kinds == "I", NEVER, np.float32(0))[:, None]
        self.moves = np.exp(self.transitions.astype(np.float64))
        if self.calibration is None:
            self.calibration = np.array([[1.0], [0.0]], np.float32).repeat(len(self.labels), 1)

    def emissions(self, numbers: np.ndarray) -> np.ndarray:
        """float32[n, labels] of feature numbers uint32[templates, n], n above 0."""
        rows = self.lookup(numbers)
        total = np.zeros((numbers.shape[1], len(self.labels)), np.float32)
        spare = np.empty((BLOCK, len(self.labels)), np.float32)
        for start in range(0, len(total), BLOCK):
            part = total[start : start + BLOCK]
            for found in rows[:, start : start + BLOCK]:
                part += self.weights.take(found, 0, spare[: len(part)], "clip")
        return total

    def decode(
        self, emissions: np.ndarray, starts: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Best label of every token, and the entities that they form.

        Args:
            emissions: float32[n, labels], n above 0.
            starts: int64[sentences], the first token of each sentence, ascending, the first being 0.

        Returns:
            (int64[n] label indices; of each entity, in order: its first token, the token after its last, the probability that exactly
            this span has this label).
        """
        n = len(emissions)
        path = self._viterbi(emissions, Steps(starts, n))
        first = np.flatnonzero(self.begins[path])
        stop = np.ones(n + 1, bool)
        stop[1:n] = self.onward[path[:-1]] != path[1:]
        stop[starts] = True
        stops = np.flatnonzero(stop)
        end = stops[np.searchsorted(stops, first, "right")]
        return path, first, end, self._chances(emissions, starts, path, first, end)

    def _viterbi(self, emissions: np.ndarray, order: Steps) -> np.ndarray:
        """int64[n]: the best label of each token."""
        # Labels come first, so that an operation runs along the sentences.
        reach = np.ascontiguousarray(emissions[order.tokens].T)
        reach[:, order.steps[0]] += self.start
        moves = self.transitions[:, self.others, None]
        stay = self.transitions[self.inside, self.inside, None]
        enter = self.transitions[self.opening, self.inside, None]
        for before, now in order.pairs:
            past = reach[:, before]
            reach[self.others, now] += (past[:, None] + moves).max(0)
            reach[self.inside, now] += np.maximum(past[self.inside] + stay, past[self.opening] + enter)
        score = np.ascontiguousarray(reach.T)
        into = np.ascontiguousarray(self.transitions.T)
        label = np.empty(len(score), np.int64)
        for step, pair in zip(reversed(order.steps), [None, *reversed(order.pairs)], strict=True):
            if pair:
                score[pair[0]] += into[label[pair[1]]]
            label[step] = score[step].argmax(1)
        path = np.empty_like(label)
        path[order.tokens] = label
        return path

    def _chances(
        self, emissions: np.ndarray, starts: np.ndarray, path: np.ndarray, first: np.ndarray, end: np.ndarray
    ) -> np.ndarray:
        """float64: the probability of each entity, given by its first token and the token after its last."""
        if not len(first):
            return np.zeros(0)
        n = len(emissions)
        order = Steps(starts, n, np.unique(np.searchsorted(starts, first, "right") - 1))
        # In double precision: what a product rounds depends on how many sentences stand beside each other, and no score may.
        local = np.ascontiguousarray(emissions[order.tokens].T, np.float64)
        local = np.exp(local - local.max(0))
        alpha, scale = forward(local, self.moves, np.exp(self.start), order)
        local /= scale
        column = np.full(n, -1)
        column[order.tokens] = np.arange(len(order.tokens))
        # Logarithms of the steps inside of entities, summed up, so that what a span costs is a difference.
        within = np.flatnonzero(self.onward[path] == path)
        inner = np.zeros(n)
        inner[within] = self.transitions[path[within - 1], path[within]]
        inner[within] += np.log(np.maximum(local[path[within], column[within]], TINY))
        inner = inner.cumsum()
        chance = alpha[path[first], column[first]] * np.exp(inner[end - 1] - inner[first])
        backward(local, self.moves, order)
        goes_on = np.ones(n + 1, bool)
        goes_on[starts] = goes_on[n] = False
        (left,) = np.nonzero(
            goes_on[end]
        )  # entities behind which the sentence goes on: with anything but the same entity
        leaving = self.moves[path[end[left] - 1]] * local[:, column[end[left]]].T
        leaving[np.arange(len(left)), self.onward[path[end[left] - 1]]] = 0
        chance[left] *= leaving.sum(1)
        return np.minimum(chance, 1)

    def calibrate(self, lines: dict[str, tuple[float, float]]) -> None:
        """Set the calibration from {label: (slope, offset)}; `""` holds for labels that are not there."""
        found = [lines.get(label[2:], lines.get("", (1.0, 0.0))) for label in self.labels]
        self.calibration = np.array(found, np.float32).T.copy()

    def calibrated(self, labels: np.ndarray, chances: np.ndarray) -> np.ndarray:
        """float64: probabilities of entities as they proved on held-out articles.

        Args:
            labels: int64, index of each entity's `B-X`.
            chances: its probability by the field.
        """
        assert self.calibration is not None
        slope, offset = self.calibration[:, labels]
        odds = np.clip(chances, 1e-6, 1 - 1e-6)
        return 1 / (1 + np.exp(-slope * np.log(odds / (1 - odds)) - offset))

    def to_disk(self, path: Path) -> None:
        """Write the weights."""
        assert self.calibration is not None
        arrays = {
            "labels": np.array(self.labels),
            "keys": self.keys,
            "weights": self.weights.astype(np.float16),
            "transitions": self.transitions,
            "calibration": self.calibration,
            "least_unmarked": np.array(self.least_unmarked),
        }
        write_arrays(path, arrays)

    @classmethod
    def from_disk(cls, path: Path) -> Crf:
        """Read what `to_disk` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            weights = arrays["weights"].astype(np.float32)
            return cls(
                arrays["labels"].tolist(),
                arrays["keys"],
                weights,
                arrays["transitions"],
                arrays["calibration"],
                float(arrays["least_unmarked"]),
            )
