"""Training of the event classifier with scikit-learn: one logistic regression a type, one multinomial for the primary type."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.multiclass import OneVsRestClassifier
from spacy.language import Language

from bantin.annotation.corpus import Annotated
from bantin.annotation.stories import story_clusters
from bantin.errors import UserError
from bantin.events.classifier import EventModel
from bantin.events.features import analyse, dimension, event_types
from bantin.language.zones import find_zones

# General news is annotated so that the tagger learns silence; the feeds that bantin is for hold less of it.
OTHER_WEIGHT = 0.25
FOLDS = 5
THRESHOLDS = np.arange(0.15, 0.75, 0.025)


def matrix(nlp: Language, texts: Sequence[str]) -> csr_matrix:
    """Features of texts, a row each."""
    rows, columns, values = [], [], []
    off = [name for name in nlp.pipe_names if name != "bantin_sentences"]
    for k, text in enumerate(texts):
        doc = nlp(text, disable=off)
        doc._.zones = find_zones(text)
        index, value, _ = analyse(doc)
        rows.append(np.full(len(index), k))
        columns.append(index)
        values.append(value)
    return csr_matrix(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=(len(texts), dimension())
    )


def fit(
    features: csr_matrix, types: np.ndarray, primary: np.ndarray, strength: float, seed: int
) -> tuple[OneVsRestClassifier, LogisticRegression]:
    """The two regressions on 0/1 types [articles, types] and primary indices [articles]; `strength` is the inverse of regularisation."""
    many = OneVsRestClassifier(LogisticRegression(C=strength, solver="liblinear", random_state=seed)).fit(
        features, types
    )
    weight = np.where(primary == event_types().index("other"), OTHER_WEIGHT, 1.0)
    one = LogisticRegression(C=strength, max_iter=2000, random_state=seed).fit(features, primary, sample_weight=weight)
    return many, one


def spread(part: np.ndarray, present: Sequence[int], total: int, fill: float) -> np.ndarray:
    """Columns of the classes seen in training, put at their places among all."""
    result = np.full((len(part), total), fill, np.float32)
    result[:, list(present)] = part
    return result


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
        The model, its threshold chosen on the held-out folds, and {`types`: micro-F1, `primary`: accuracy} on them.
    """
    articles = [a for a in corpus if a.types and a.primary]
    names = list(event_types())
    if wrong := {t for a in articles for t in (*(a.types or ()), a.primary)} - set(names):
        raise UserError(
            f"unknown event type {sorted(map(str, wrong))[0]!r}: configs/events.toml lists those that are known"
        )
    stories = story_clusters([a.text for a in articles])
    if len(set(stories)) < FOLDS or len({a.primary for a in articles}) < 2:
        raise UserError(
            f"events need `types` and `primary` on articles of at least {FOLDS} stories with two primary types; "
            f"the data have {len(set(stories))} such stories"
        )
    features = matrix(nlp, [a.text for a in articles])
    types = np.array([[name in (a.types or ()) for name in names] for a in articles], int)
    primary = np.array([names.index(a.primary or "other") for a in articles])
    chance, guess = np.zeros(types.shape), np.zeros(len(articles), int)
    for train, test in GroupKFold(FOLDS).split(features, groups=stories):
        many, one = fit(features[train], types[train], primary[train], strength, seed)
        chance[test] = many.predict_proba(features[test])
        guess[test] = one.predict(features[test])
    sure = np.zeros_like(types, bool)
    sure[np.arange(len(guess)), guess] = True

    def micro(threshold: float) -> float:
        found = (chance >= threshold) | sure
        return float(2 * (found & (types == 1)).sum() / (found.sum() + types.sum()))

    threshold = float(max(THRESHOLDS, key=micro))
    many, one = fit(features, types, primary, strength, seed)
    weights = np.zeros((features.shape[1], len(names)), np.float32)
    bias = np.full(len(names), -20, np.float32)
    for k, estimator in enumerate(many.estimators_):
        if hasattr(estimator, "coef_"):
            weights[:, k], bias[k] = estimator.coef_[0], estimator.intercept_[0]
    primary_weights = spread(one.coef_.T, one.classes_, len(names), 0)
    primary_bias = spread(one.intercept_[None], one.classes_, len(names), -20)[0]
    return EventModel(names, weights, bias, primary_weights, primary_bias, threshold), {
        "types": micro(threshold),
        "primary": float((guess == primary).mean()),
    }
