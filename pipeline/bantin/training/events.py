"""Training of the event classifier with scikit-learn: for each type one logistic regression that says whether it is reported, one that
says whether it is what the article is about."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from spacy.language import Language

from bantin.annotation.corpus import Annotated
from bantin.annotation.stories import story_clusters
from bantin.errors import UserError
from bantin.events.classifier import EventModel
from bantin.events.component import decide
from bantin.events.features import analyse, event_types
from bantin.language.zones import find_zones

# General news is annotated so that the tagger learns silence; the feeds that bantin is for hold less of it.
OTHER, OTHER_WEIGHT = "other", 0.25
FOLDS = 5
ROUNDS = 100  # most iterations where a model is trained on
THRESHOLDS = np.arange(0.15, 0.75, 0.025)
LEAST_SEEN = 2  # articles that must have a feature
LEAST_WEIGHT = 0.02  # smaller weights are left out: the model file is a fifth as large, the answers stay
OFTEN = 60  # articles a type must have for a threshold of its own


def matrix(nlp: Language, texts: Sequence[str], least: int = LEAST_SEEN) -> tuple[csr_matrix, np.ndarray]:
    """(features of texts, a row each; uint32: the feature number of each column), of features that at least `least` texts have."""
    rows, numbers, values = [], [], []
    off = [name for name in nlp.pipe_names if name != "bantin_sentences"]
    for k, text in enumerate(texts):
        doc = nlp(text, disable=off)
        doc._.zones = find_zones(text)
        number, value, _ = analyse(doc)
        rows.append(np.full(len(number), k))
        numbers.append(number)
        values.append(value)
    keys, column, seen = np.unique(np.concatenate(numbers), return_inverse=True, return_counts=True)
    row, value = np.concatenate(rows), np.concatenate(values)
    kept = seen >= min(least, len(texts))
    place = np.cumsum(kept) - 1
    good = kept[column]
    return csr_matrix((value[good], (row[good], place[column[good]])), shape=(len(texts), int(kept.sum()))), keys[kept]


def answers(corpus: Sequence[Annotated]) -> tuple[list[Annotated], np.ndarray, np.ndarray]:
    """(articles with types and a primary type, 0/1 [articles, types], [articles] index of the primary type).

    Raises:
        UserError: a type is none that configs/events.toml has.
    """
    articles = [a for a in corpus if a.types and a.primary]
    names = list(event_types())
    if wrong := {t for a in articles for t in (*(a.types or ()), a.primary)} - set(names):
        raise UserError(
            f"unknown event type {sorted(map(str, wrong))[0]!r}: configs/events.toml lists those that are known"
        )
    types = np.array([[name in (a.types or ()) for name in names] for a in articles], int)
    return articles, types, np.array([names.index(a.primary or OTHER) for a in articles])


def fit(
    features: csr_matrix, types: np.ndarray, primary: np.ndarray, strength: float, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """(float32[features, 2 * types] weights, float32[2 * types] bias) of the regressions: whether reported, then whether primary.

    Args:
        features: [articles, features].
        types: 0/1 [articles, types]. primary: [articles], index of the primary type.
        strength: inverse of regularisation.
        seed: of the solver.
    """
    count = types.shape[1]
    weights = np.zeros((features.shape[1], 2 * count), np.float32)
    bias = np.full(2 * count, -20, np.float32)
    aside = np.where(primary == event_types().index(OTHER), OTHER_WEIGHT, 1.0)
    for k in range(2 * count):
        wanted = types[:, k] if k < count else (primary == k - count).astype(int)
        if 0 < wanted.sum() < len(wanted):
            model = LogisticRegression(C=strength, solver="liblinear", dual=True, random_state=seed)
            model.fit(features, wanted, sample_weight=aside if k >= count else None)
            weights[:, k], bias[k] = model.coef_[0], model.intercept_[0]
    weights[np.abs(weights) < LEAST_WEIGHT] = 0
    return weights, bias


def choose_thresholds(chance: np.ndarray, primary: np.ndarray, types: np.ndarray) -> np.ndarray:
    """float32[types]: the thresholds with the best F1 on held-out probabilities, one for all rare types, one each for the others."""

    def best(columns: list[int]) -> float:
        part, wanted = chance[:, columns], types[:, columns] == 1
        sure = primary.argmax(1)[:, None] == np.array(columns)

        def f1(threshold: float) -> float:
            found = (part >= threshold) | sure
            return float(2 * (found & wanted).sum() / max(1, found.sum() + wanted.sum()))

        return float(max(THRESHOLDS, key=f1))

    together = best(list(range(types.shape[1])))
    often = types.sum(0) >= OFTEN
    return np.array([best([k]) if often[k] else together for k in range(types.shape[1])], np.float32)


def train_events(
    nlp: Language, corpus: Sequence[Annotated], *, strength: float, seed: int
) -> tuple[EventModel, dict[str, float]]:
    """An event model, and what five-fold cross-validation by story says of it.

    Args:
        nlp: a pipeline with the tokenizer and `bantin_sentences`.
        corpus: articles with types and a primary type; others are left out.
        strength: inverse regularisation, above 0.
        seed: of the solvers.

    Returns:
        The model, its thresholds chosen on the held-out folds, and {`types`: micro-F1, `primary`: accuracy} on them.
    """
    articles, types, primary = answers(corpus)
    names = list(event_types())
    stories = story_clusters([a.text for a in articles])
    if len(set(stories)) < FOLDS or len({a.primary for a in articles}) < 2:
        raise UserError(
            f"events need `types` and `primary` on articles of at least {FOLDS} stories with two primary types; "
            f"the data have {len(set(stories))} such stories"
        )
    features, keys = matrix(nlp, [a.text for a in articles])
    chance = np.zeros((len(articles), 2 * len(names)))
    for train, test in GroupKFold(FOLDS).split(features, groups=stories):
        weights, bias = fit(features[train], types[train], primary[train], strength, seed)
        chance[test] = 1 / (1 + np.exp(-(features[test] @ weights + bias)))
    reported, about = np.split(chance, 2, axis=1)
    thresholds = choose_thresholds(reported, about, types)
    found = np.zeros_like(types)
    for k in range(len(articles)):
        found[k, decide(reported[k], about[k], thresholds)] = 1
    weights, bias = fit(features, types, primary, strength, seed)
    kept = np.abs(weights).max(1) > 0
    weights = np.append(weights[kept], np.zeros((1, weights.shape[1]), np.float32), 0)
    return EventModel(names, keys[kept], weights, bias, thresholds), {
        "types": float(2 * (found & types).sum() / (found.sum() + types.sum())),
        "primary": float((about.argmax(1) == primary).mean()),
    }


def adapt_events(
    nlp: Language, corpus: Sequence[Annotated], *, strength: float, ratio: float, rounds: int = ROUNDS
) -> tuple[EventModel, int]:
    """The event model of `nlp`, trained on: its weights move only as far as new articles ask (see `training.adaptation`).

    Args:
        nlp: a pipeline whose `bantin_events` has a model.
        corpus: articles with types and a primary type; others are left out.
        strength: inverse regularisation, above 0.
        ratio: how many articles the model was trained on for each of `corpus`, 0 or more.
        rounds: most iterations of L-BFGS.

    Returns:
        The model, its thresholds as they were, and the number of articles learned from.
    """
    base: EventModel = nlp.get_pipe("bantin_events").model  # type: ignore[attr-defined]
    articles, types, primary = answers(corpus)
    if not articles:
        return base, 0
    features, keys = matrix(nlp, [a.text for a in articles], 1)
    margins = features @ base.weights[base.lookup(keys)].astype(np.float64) + base.bias
    known = np.isin(keys, base.keys)
    free = np.flatnonzero(known | (features.getnnz(0) >= min(LEAST_SEEN, len(articles))))
    features, keys, known = features[:, free], keys[free], known[free]
    wanted = np.hstack([types, primary[:, None] == np.arange(types.shape[1])])
    weight = np.ones(wanted.shape)
    weight[primary == event_types().index(OTHER), types.shape[1] :] = OTHER_WEIGHT
    chance = 1 / (1 + np.exp(-margins))
    spread = weight * chance * (1 - chance)
    firm = np.vstack([ratio * known[:, None] * (features.multiply(features).T @ spread), ratio * spread.sum(0)])
    scale = 1 / np.sqrt(1 / strength + firm)

    def objective(point: np.ndarray) -> tuple[float, np.ndarray]:
        change = point.reshape(scale.shape) * scale
        now = margins + features @ change[:-1] + change[-1]
        pull = weight * (1 / (1 + np.exp(-now)) - wanted)
        loss = (weight * (np.logaddexp(0, now) - wanted * now)).sum()
        slope = np.vstack([features.T @ pull, pull.sum(0)]) * scale
        return loss + point @ point / 2, slope.ravel() + point

    found = minimize(objective, np.zeros(scale.size), jac=True, method="L-BFGS-B", options={"maxiter": rounds})
    change = (found.x.reshape(scale.shape) * scale).astype(np.float32)
    change[:-1][np.abs(change[:-1]) < LEAST_WEIGHT] = 0
    moved = change[:-1].any(1)
    every = np.union1d(base.keys, keys[moved])
    weights = np.zeros((len(every) + 1, change.shape[1]), np.float32)
    weights[np.searchsorted(every, base.keys)] = base.weights[:-1]
    weights[np.searchsorted(every, keys[moved])] += change[:-1][moved]
    return EventModel(base.types, every, weights, base.bias + change[-1], base.thresholds), len(articles)
