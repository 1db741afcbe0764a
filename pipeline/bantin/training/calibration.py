"""How far scores can be trusted: held-out predictions, a calibration fitted on them, and the measure of what remains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

LEAST = 150  # predictions of a label before it gets a calibration of its own
BINS = 10


class Prediction(NamedTuple):
    """One predicted entity: its label, its score in 0..1, and whether exactly this span has this label in the annotation."""

    label: str
    score: float
    right: bool


def log_odds(scores: np.ndarray) -> np.ndarray:
    """float64: logarithm of the odds of probabilities, those of 0 and 1 kept finite."""
    clipped = np.clip(np.asarray(scores, np.float64), 1e-6, 1 - 1e-6)
    return np.log(clipped / (1 - clipped))


def fit_calibration(predictions: Sequence[Prediction]) -> dict[str, tuple[float, float]]:
    """{label: (slope, offset)} on the log-odds (Platt 1999); `""` is for every label with few predictions.

    Args:
        predictions: of articles that the scoring model was not trained on.
    """
    from sklearn.linear_model import LogisticRegression  # here, for measuring does without it

    groups = {"": list(predictions)}
    for prediction in predictions:
        groups.setdefault(prediction.label, []).append(prediction)
    found = {}
    for label, group in groups.items():
        right = np.array([p.right for p in group])
        if (label and len(group) < LEAST) or len(set(right.tolist())) < 2:
            continue
        line = LogisticRegression(C=100.0).fit(log_odds(np.array([p.score for p in group]))[:, None], right)
        found[label] = (float(line.coef_[0, 0]), float(line.intercept_[0]))
    return found


def reliability(predictions: Sequence[Prediction]) -> list[tuple[float, float, int]]:
    """(mean score, share that is right, predictions) of each of ten equal bins of the score that holds any."""
    score, right = np.array([p.score for p in predictions]), np.array([p.right for p in predictions])
    which = np.minimum((score * BINS).astype(int), BINS - 1)
    return [
        (float(score[which == b].mean()), float(right[which == b].mean()), int((which == b).sum()))
        for b in range(BINS)
        if (which == b).any()
    ]


def expected_calibration_error(predictions: Sequence[Prediction]) -> float:
    """Mean distance of score and share that is right over the bins, weighted by their size (Naeini et al. 2015); 0 without predictions."""
    bins = reliability(predictions) if predictions else []
    return sum(n * abs(score - share) for score, share, n in bins) / max(1, len(predictions))
