"""Training on from a model: its field moves only as far as new articles ask, so that what it knows stays.

The new weights are the likeliest ones given the new articles and a Gaussian around the old weights (Chelba and Acero 2004). How firmly
a weight is held follows from how much the old articles say of it, by Laplace's approximation of what they left (Kirkpatrick et al. 2017):
they are not there any more, so the new articles stand for them, as many times over as the model was trained on more. A label that the
new articles never show is taken for one that nobody marked: where they say `O`, it may stand as well (Tsuboi et al. 2008).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count

import numpy as np
from scipy.optimize import OptimizeResult, minimize
from scipy.sparse import csr_array
from spacy.language import Language

from bantin.annotation.annotated import Annotated
from bantin.entities.crf import NEVER, Crf, Steps, backward, forward
from bantin.training.entities import CONVERGED, Report, complete, encode, forbid, token_f1

LEAST_PULL = 0.05  # nats by which the new articles must pull at a weight before it may move
LEAST_CHANGE = 0.005  # smaller changes of a weight are left out of the model
EVERY = 10  # iterations after which the F1 is measured


def widened(base: Crf, names: Iterable[str]) -> Crf:
    """`base` with further BIO labels, of which it knows nothing yet."""
    labels = complete({*base.labels, *names})
    if labels == base.labels:
        return base
    assert base.calibration is not None
    at = [labels.index(label) for label in base.labels]
    weights = np.zeros((len(base.weights), len(labels)), np.float32)
    transitions = np.zeros((len(labels), len(labels)), np.float32)
    calibration = np.array([[1.0], [0.0]], np.float32).repeat(len(labels), 1)
    weights[:, at], transitions[np.ix_(at, at)], calibration[:, at] = base.weights, base.transitions, base.calibration
    return Crf(labels, base.keys, weights, forbid(labels, transitions), calibration, base.least_unmarked)


class Evidence:
    """What new articles say: their log-likelihood as a function of a field's scores, and its gradient.

    Args:
        base: a field that knows every label.
        labels: the BIO label of each token.
        starts: int64[sentences], the first token of each.

    Attributes:
        order: of the tokens; all arrays here are [labels, tokens in that order].
        unseen: labels that no token has, as entities' labels.
    """

    def __init__(self, base: Crf, labels: Sequence[str], starts: np.ndarray) -> None:
        column = {label: i for i, label in enumerate(base.labels)}
        gold, n = np.array([column[label] for label in labels]), len(labels)
        seen = {label[2:] for label in labels}
        missing = np.array([label != "O" and label[2:] not in seen for label in base.labels])
        self.unseen = sorted({label[2:] for label, none in zip(base.labels, missing, strict=True) if none})
        allowed = np.zeros((len(base.labels), n), bool)
        allowed[gold, np.arange(n)] = True
        allowed |= missing[:, None] & (gold == column["O"])
        # Where an entity goes on that did not begin (a sentence cut in the wrong place, spans that overlap), the sentence says nothing.
        first = np.zeros(n, bool)
        first[starts] = True
        broken = np.isin(gold, base.inside) & (first | (base.onward[np.roll(gold, 1)] != gold))
        sentence = np.cumsum(first)
        allowed[:, np.isin(sentence, sentence[broken])] = True
        self.order = Steps(starts, n)
        self.start = np.exp(base.start.astype(np.float64))
        self.mask = np.where(allowed[:, self.order.tokens], 0.0, -np.inf)
        # The columns of all steps but the first, and the column before each.
        self.now = slice(self.order.steps[0].stop, None)
        self.before = np.array([i for pair, _ in self.order.pairs for i in range(pair.start, pair.stop)], np.int64)

    def expected(self, emissions: np.ndarray, transitions: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        """(logarithm of the partition function, probability of each label at each token, expected number of each pair of labels)."""
        top = emissions.max(0)
        local, moves = np.exp(emissions - top), np.exp(transitions)
        alpha, scale = forward(local, moves, self.start, self.order)
        local /= scale
        beta = backward(local, moves, self.order)
        pairs = moves * (alpha[:, self.before] @ local[:, self.now].T)
        return float(np.log(scale).sum() + top.sum()), alpha * beta, pairs

    def __call__(self, emissions: np.ndarray, transitions: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        """(negative log-likelihood of what was annotated, its gradient by the emissions, by the transitions)."""
        total, nodes, pairs = self.expected(emissions, transitions)
        right, right_nodes, right_pairs = self.expected(emissions + self.mask, transitions)
        return total - right, nodes - right_nodes, pairs - right_pairs


def adapt_tagger(
    nlp: Language,
    base: Crf,
    corpus: Sequence[Annotated],
    *,
    hold: float,
    ratio: float,
    rounds: int,
    delta: float = CONVERGED,
    dev: Sequence[Annotated] = (),
    report: Report | None = None,
) -> tuple[Crf, int, list[str]]:
    """A field, trained on.

    Args:
        nlp: the pipeline of which `base` is a field.
        base: the field.
        corpus: new annotated articles, or new ones among old ones.
        hold: how firmly every weight is held, above 0: the precision of its Gaussian.
        ratio: how many articles the field was trained on for each of `corpus`, 0 or more.
        rounds: most iterations of L-BFGS.
        delta: it ends early when an iteration gains less than this share of the loss.
        dev: articles whose F1 is reported, never trained on.
        report: told of every iteration.

    Returns:
        The field, the number of spans that had to be widened to token borders, and the labels of which `corpus` has no example.
    """
    parts = list(encode(nlp, corpus))
    numbers = np.concatenate([part.numbers for part in parts], 1)
    labels = [label for part in parts for label in part.labels]
    sizes = np.cumsum([0, *(len(part.labels) for part in parts)])
    starts = np.concatenate([part.starts + at for part, at in zip(parts, sizes, strict=False)])
    base = widened(base, {*labels, "O"})
    evidence = Evidence(base, labels, starts)
    tokens = evidence.order.tokens
    scores = np.ascontiguousarray(base.emissions(numbers)[tokens].T, np.float64)
    moves = base.transitions.astype(np.float64)

    # Which weights the new articles pull at, and how firmly each is held.
    _, pull, _ = evidence(scores, moves)
    _, chance, pairs = evidence.expected(scores, moves)
    keys, column = np.unique(numbers[:, tokens].T, return_inverse=True)
    rows = np.arange(0, column.size + 1, len(numbers))
    active = csr_array((np.ones(column.size), column.ravel(), rows), shape=(len(tokens), len(keys)))
    force = active.T @ np.ascontiguousarray(pull.T)
    free = np.abs(force) > LEAST_PULL
    used = np.flatnonzero(free.any(1))
    keys, free, active = keys[used], free[used], active[:, used].tocsr()
    across = active.T.tocsr()
    known = np.isin(keys, base.keys)[:, None]
    firm = hold + ratio * known * (across @ np.ascontiguousarray((chance * (1 - chance)).T))
    open_moves = moves > NEVER / 2
    spread = 1 / np.sqrt(np.concatenate([firm[free], (hold + ratio * pairs)[open_moves]]))
    weighted = int(free.sum())

    def changes(point: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        weights, transitions = np.zeros(free.shape), np.zeros_like(moves)
        weights[free], transitions[open_moves] = np.split(point * spread, [weighted])
        return weights, transitions

    def objective(point: np.ndarray) -> tuple[float, np.ndarray]:
        weights, transitions = changes(point)
        loss, by_scores, by_moves = evidence(scores + (active @ weights).T, moves + transitions)
        by_weights = across @ np.ascontiguousarray(by_scores.T)
        return loss + point @ point / 2, np.concatenate([by_weights[free], by_moves[open_moves]]) * spread + point

    def field(point: np.ndarray) -> Crf:
        weights, transitions = changes(point)
        weights[np.abs(weights) < LEAST_CHANGE] = 0
        moved = weights.any(1)
        every = np.union1d(base.keys, keys[moved])
        table = np.zeros((len(every) + 1, len(base.labels)), np.float32)
        table[np.searchsorted(every, base.keys)] = base.weights[:-1]
        table[np.searchsorted(every, keys[moved])] += weights[moved].astype(np.float32)
        together = (moves + transitions).astype(np.float32)
        return Crf(base.labels, every, table, together, base.calibration, base.least_unmarked)

    held, steps = list(encode(nlp, dev)), count(1)

    def told(intermediate_result: OptimizeResult) -> None:
        step, point = next(steps), intermediate_result.x
        if report:
            f1 = token_f1(field(point), held) if held and step % EVERY == 0 else None
            report(step, float(intermediate_result.fun - point @ point / 2), f1)

    found = minimize(
        objective,
        np.zeros(len(spread)),
        jac=True,
        method="L-BFGS-B",
        callback=told,
        options={"maxiter": rounds, "ftol": delta},
    )
    return field(found.x), sum(part.widened for part in parts), evidence.unseen
