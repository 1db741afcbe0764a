"""Training of the event classifier: a network that says of each type whether it is reported, and which one the article is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.model_selection import GroupKFold
from spacy.language import Language

from bantin.annotation.corpus import Annotated
from bantin.annotation.stories import story_clusters
from bantin.errors import UserError
from bantin.events.classifier import EventModel
from bantin.events.component import decide
from bantin.events.features import analyse, event_types
from bantin.language.zones import find_zones
from bantin.training.network import Network, chances, fit, joined

OTHER = "other"
FOLDS = 5
FEW = 1000  # articles among which there are stories enough, if anywhere
ROUNDS = 100  # most iterations where a model is trained on
THRESHOLDS = np.arange(0.15, 0.75, 0.025)
LEAST_SEEN = 4  # articles that must have a feature
GRAIN = 3 / 64  # embeddings are rounded to it: the model file is small, the answers stay
OFTEN = 60  # articles a type must have for a threshold of its own


def matrix(nlp: Language, texts: Sequence[str], least: int = LEAST_SEEN) -> tuple[csr_matrix, np.ndarray]:
    """(features of texts, a row each; uint32: the feature number of each column), of features that at least `least` texts have."""
    rows, numbers, values = [], [], []
    off = [name for name in nlp.pipe_names if name != "bantin_sentences"]
    segment = nlp.get_pipe("bantin_segmentation") if nlp.has_pipe("bantin_segmentation") else None
    for k, text in enumerate(texts):
        doc = nlp(text, disable=off)
        doc._.zones = find_zones(text)
        if segment:
            doc = segment(doc)
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


def check(articles: Sequence[Annotated]) -> None:
    """Whether articles that have types are enough to learn from.

    Raises:
        UserError: they are not.
    """
    stories = len(set(story_clusters([a.text for a in articles])))
    if stories < FOLDS or len({a.primary for a in articles}) < 2:
        raise UserError(
            f"events need `types` and `primary` on articles of at least {FOLDS} stories with two primary types; "
            f"the data have {stories} such stories"
        )


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


def rounded(network: Network) -> Network:
    """The network with coarser embeddings."""
    return network._replace(embeddings=GRAIN * np.rint(network.embeddings / GRAIN))


class Validated(NamedTuple):
    """Articles whose types and primary type are known, and what networks answered that had not seen their stories.

    Attributes:
        types, primary: see `answers`.
        features: csr_matrix[articles, features]. keys: see `matrix`.
        reported, about: float[articles, types], the probability of each type, and that it is the primary one.
        thresholds: float32[types], chosen on `reported`.
    """

    types: np.ndarray
    primary: np.ndarray
    features: csr_matrix
    keys: np.ndarray
    reported: np.ndarray
    about: np.ndarray
    thresholds: np.ndarray

    def figures(self) -> dict[str, float]:
        """{`types`: micro-F1, `primary`: accuracy}."""
        found = np.zeros_like(self.types)
        for k in range(len(found)):
            found[k, decide(self.reported[k], self.about[k], self.thresholds)] = 1
        return {
            "types": float(2 * (found & self.types).sum() / (found.sum() + self.types.sum())),
            "primary": float((self.about.argmax(1) == self.primary).mean()),
        }


def learn(data: Validated, part: np.ndarray, *, networks: int, hidden: int, passes: int, seed: int) -> Network:
    """Train networks on a part of the articles, join and round them; see `train_events`."""
    seen = data.features[part], data.types[part], data.primary[part]
    return rounded(joined([fit(*seen, hidden=hidden, passes=passes, seed=seed + k) for k in range(networks)]))


def cross_validated(nlp: Language, corpus: Sequence[Annotated], **options: int) -> Validated:
    """Five-fold cross-validation by story; arguments and errors are those of `train_events`."""
    articles, types, primary = answers(corpus)
    check(articles[:FEW])
    stories = story_clusters([a.text for a in articles])
    features, keys = matrix(nlp, [a.text for a in articles])
    reported, about = np.zeros((2, *types.shape))
    data = Validated(types, primary, features, keys, reported, about, np.zeros(0))
    for train, test in GroupKFold(FOLDS).split(features, groups=stories):
        reported[test], about[test] = np.split(learn(data, train, **options).chances(features[test]), 2, axis=1)
    return data._replace(thresholds=choose_thresholds(reported, about, types))


def train_events(
    nlp: Language, corpus: Sequence[Annotated], *, networks: int, hidden: int, passes: int, seed: int
) -> tuple[EventModel, dict[str, float]]:
    """An event model, and what five-fold cross-validation by story says of it.

    Args:
        nlp: a pipeline with the tokenizer and `bantin_sentences`; with `bantin_segmentation` the model learns of words too.
        corpus: articles with types and a primary type; others are left out.
        networks: how many are trained, each from another start, and joined to one.
        hidden: units of the hidden layer of each.
        passes: over the articles.
        seed: of everything random.

    Returns:
        The model, its thresholds chosen on the held-out folds, and {`types`: micro-F1, `primary`: accuracy} on them.

    Raises:
        UserError: the articles are too few.
    """
    options = {"networks": networks, "hidden": hidden, "passes": passes, "seed": seed}
    data = cross_validated(nlp, corpus, **options)
    network = learn(data, np.arange(len(data.types)), **options)
    kept = network.embeddings.any(1)
    embeddings = np.append(network.embeddings[kept], np.zeros((1, networks * hidden), np.float32), 0)
    _, hidden_bias, weights, bias = network
    model = EventModel(list(event_types()), data.keys[kept], embeddings, hidden_bias, weights, bias, data.thresholds)
    return model, data.figures()


def adapt_events(
    nlp: Language, corpus: Sequence[Annotated], *, strength: float, ratio: float, rounds: int = ROUNDS
) -> tuple[EventModel, int]:
    """The event model of `nlp`, trained on: its parameters move only as far as new articles ask (see `training.adaptation`).

    Args:
        nlp: a pipeline whose `bantin_events` has a model.
        corpus: articles with types and a primary type; others are left out.
        strength: how freely a parameter moves that nothing holds, above 0.
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
    known = np.isin(keys, base.keys)
    free = np.flatnonzero(known | (features.getnnz(0) >= min(2, len(articles))))
    features, keys, known = features[:, free], keys[free], known[free]
    start = Network(base.rows(base.lookup(keys)), base.hidden_bias, base.weights, base.bias)
    wanted = np.hstack([types, primary[:, None] == np.arange(types.shape[1])])
    scales = [1 / np.sqrt(1 / strength + ratio * firm) for firm in _firmness(start, features, known)]
    borders = np.cumsum([scale.size for scale in scales])[:-1]

    def moved(point: np.ndarray) -> list[np.ndarray]:
        parts = np.split(point, borders)
        return [scale * part.reshape(scale.shape) for scale, part in zip(scales, parts, strict=True)]

    def objective(point: np.ndarray) -> tuple[float, np.ndarray]:
        now = Network(*(old + change for old, change in zip(start, moved(point), strict=True)))
        hidden = now.hidden(features)
        chance = chances(hidden @ now.weights + now.bias)
        reported, about = np.split(np.clip(chance, 1e-12, 1 - 1e-12), 2, 1)
        loss = -np.where(types, np.log(reported), np.log(1 - reported)).sum()
        loss -= np.log(about[np.arange(len(primary)), primary]).sum()
        error = chance - wanted
        back = (error @ now.weights.T) * (hidden > 0)
        slopes = features.T @ back, back.sum(0), hidden.T @ error, error.sum(0)
        slope = np.concatenate([(scale * part).ravel() for scale, part in zip(scales, slopes, strict=True)])
        return loss + point @ point / 2, slope + point

    found = minimize(
        objective,
        np.zeros(borders[-1] + base.bias.size),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": rounds, "maxcor": 5},
    )
    change, *rest = moved(found.x)
    every = np.union1d(base.keys, keys)
    embeddings = np.zeros((len(every) + 1, change.shape[1]), np.float32)
    embeddings[np.searchsorted(every, base.keys)] = base.rows(np.arange(len(base.keys)))
    embeddings[np.searchsorted(every, keys)] += change.astype(np.float32)
    hidden_bias, weights, bias = (old + part.astype(np.float32) for old, part in zip(start[1:], rest, strict=True))
    return EventModel(base.types, every, embeddings, hidden_bias, weights, bias, base.thresholds), len(articles)


def _firmness(network: Network, features: csr_matrix, known: np.ndarray) -> list[np.ndarray]:
    """How firmly what the network was trained on holds each parameter: the diagonal of the Fisher information, an article each.

    Args:
        network: the network.
        features: [articles, features], articles that stand for those.
        known: bool[features], the features that it was trained on.
    """
    hidden = network.hidden(features)
    chance = chances(hidden @ network.weights + network.bias)
    spread = chance * (1 - chance)
    back = (spread @ (network.weights**2).T) * (hidden > 0)
    return [
        known[:, None] * (features.multiply(features).T @ back),
        back.sum(0),
        (hidden**2).T @ spread,
        spread.sum(0),
    ]
