"""A network with one hidden layer over sparse features, trained with Adam: what the event classifier is.

One hidden layer for all types, so that what is learned of one serves the others; scikit-learn's has neither dropout nor two kinds of
answers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix

BATCH = 128  # articles a step
STEPS = 400  # at least, also for a small corpus
RATE = 0.003  # of the first step; it falls to nothing
START = 0.02  # standard deviation of the embeddings before the first step
LOST_FEATURES, LOST_UNITS = 0.3, 0.3  # dropout
SMOOTHING = 0.1  # share of an answer that is spread over the others: annotators err too
TYPICAL = 1 / 6  # what a type's answer is spread to
DECAY, SECOND_DECAY, TINY = 0.9, 0.999, 1e-8  # of Adam


class Network(NamedTuple):
    """float32 parameters.

    Attributes:
        embeddings: [features, hidden]. hidden_bias: [hidden].
        weights: [hidden, 2 * types], of whether a type is reported, then of whether it is the primary one. bias: [2 * types].
    """

    embeddings: np.ndarray
    hidden_bias: np.ndarray
    weights: np.ndarray
    bias: np.ndarray

    def hidden(self, features: csr_matrix) -> np.ndarray:
        """[articles, hidden]: what the hidden layer says of articles."""
        return np.maximum(features @ self.embeddings + self.hidden_bias, 0)

    def chances(self, features: csr_matrix) -> np.ndarray:
        """[articles, 2 * types]: the probabilities of each type, reported, then primary."""
        return chances(self.hidden(features) @ self.weights + self.bias)


def joined(networks: Sequence[Network]) -> Network:
    """One network that gives the means of the margins of several, which err apart from each other."""
    embeddings, hidden_bias, weights, bias = zip(*networks, strict=True)
    return Network(
        np.hstack(embeddings),
        np.concatenate(hidden_bias),
        np.vstack(weights) / np.float32(len(networks)),
        np.vstack(bias).mean(0),
    )


def chances(margins: np.ndarray) -> np.ndarray:
    """Probabilities of margins: logistic in the first half of the columns, those of the second half sum to 1."""
    reported, primary = np.split(margins, 2, 1)
    primary = np.exp(primary - primary.max(1, keepdims=True))
    return np.hstack([1 / (1 + np.exp(-reported)), primary / primary.sum(1, keepdims=True)])


class _Adam:
    """Steps of one parameter; a row that a step does not touch keeps its means."""

    def __init__(self, parameter: np.ndarray) -> None:
        self.parameter = parameter
        self.mean, self.square = np.zeros_like(parameter), np.zeros_like(parameter)

    def step(self, slope: np.ndarray, rate: float, rows: np.ndarray | slice = slice(None)) -> None:
        """Follow `slope`, which has the `rows` of the parameter."""
        self.mean[rows] = mean = DECAY * self.mean[rows] + (1 - DECAY) * slope
        self.square[rows] = square = SECOND_DECAY * self.square[rows] + (1 - SECOND_DECAY) * slope * slope
        self.parameter[rows] -= rate * mean / (np.sqrt(square) + TINY)


def fit(
    features: csr_matrix, types: np.ndarray, primary: np.ndarray, *, hidden: int, passes: int, seed: int
) -> Network:
    """Train a network.

    Args:
        features: [articles, features].
        types: 0/1 [articles, types]. primary: [articles], index of the primary type.
        hidden: units of the hidden layer.
        passes: over the articles; more where there are few.
        seed: of the start, the order and the dropout.
    """
    random = np.random.default_rng(seed)
    features = features.astype(np.float32)
    articles, count = types.shape
    right = np.hstack([types, primary[:, None] == np.arange(count)]).astype(np.float32)
    right = (1 - SMOOTHING) * right + SMOOTHING * np.repeat(np.array([TYPICAL, 1 / count], np.float32), count)
    network = Network(
        START * random.standard_normal((features.shape[1], hidden), np.float32),
        np.zeros(hidden, np.float32),
        random.standard_normal((hidden, 2 * count), np.float32) / np.float32(math.sqrt(hidden)),
        np.full(2 * count, -2, np.float32),
    )
    ways = [_Adam(parameter) for parameter in network]
    a_pass = math.ceil(articles / BATCH)
    passes = max(passes, math.ceil(STEPS / a_pass))
    done, steps = 0, passes * a_pass
    for _ in range(passes):
        for at in np.array_split(random.permutation(articles), a_pass):
            slopes, columns = _slopes(network, features[at], right[at], random)
            done += 1
            rate = RATE * (1 - done / steps) * math.sqrt(1 - SECOND_DECAY**done) / (1 - DECAY**done)
            ways[0].step(slopes[0], rate, columns)
            for way, slope in zip(ways[1:], slopes[1:], strict=True):
                way.step(slope, rate)
    return network


def _slopes(
    network: Network, batch: csr_matrix, right: np.ndarray, random: np.random.Generator
) -> tuple[list[np.ndarray], np.ndarray]:
    """(slope of the loss for each parameter, the features that the batch has: the rows of the first slope)."""
    kept = random.random(len(batch.data), np.float32) >= LOST_FEATURES
    columns, place = np.unique(batch.indices, return_inverse=True)
    shape = (batch.shape[0], len(columns))
    part = csr_matrix((batch.data * kept / np.float32(1 - LOST_FEATURES), place, batch.indptr), shape)
    sums = part @ network.embeddings[columns] + network.hidden_bias
    open = (sums > 0) * (random.random(sums.shape, np.float32) >= LOST_UNITS) / np.float32(1 - LOST_UNITS)
    hidden = sums * open
    error = (chances(hidden @ network.weights + network.bias) - right) / np.float32(len(right))
    back = (error @ network.weights.T) * open
    return [part.T @ back, back.sum(0), hidden.T @ error, error.sum(0)], columns
