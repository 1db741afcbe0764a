"""What a tagger's fields do on articles that they were not trained on: their figures, and predictions to calibrate their scores by."""

from __future__ import annotations

import collections
import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple

from spacy.language import Language

from bantin import pipeline
from bantin.annotation.corpus import Annotated
from bantin.annotation.stories import story_clusters
from bantin.entities.crf import Crf
from bantin.training.augmentation import respelled
from bantin.training.calibration import Prediction
from bantin.training.entities import train_respelled, train_tagger

LEAST = 100  # articles; fewer say nothing about a third of them


def split(corpus: Sequence[Annotated]) -> tuple[list[Annotated], list[Annotated]]:
    """(two thirds of the articles to train on, a third to hold out), by story: near-duplicates stay on one side."""
    stories = story_clusters([article.text for article in corpus])
    held = {story: hashlib.sha256(corpus[story].text.encode()).digest()[0] % 3 == 0 for story in set(stories)}
    return (
        [article for article, story in zip(corpus, stories, strict=True) if not held[story]],
        [article for article, story in zip(corpus, stories, strict=True) if held[story]],
    )


def f1(right: int, found: int, gold: int) -> float:
    """F1 of counts; 0 where there is nothing."""
    return round(2 * right / max(1, found + gold), 4)


class HeldOut(NamedTuple):
    """What a tagger answered on articles that it was not trained on.

    Attributes:
        predictions: of the field, to calibrate it by.
        figures: {`articles`: how many, `entities`: strict F1, each label: its F1} of them.
        respelled: predictions of the field for other spellings, on copies of the articles in those.
    """

    predictions: list[Prediction]
    figures: dict[str, Any]
    respelled: list[Prediction]


def predict_held_out(corpus: Sequence[Annotated], settings: dict[str, Any], gazetteer: bool = True) -> HeldOut:
    """Train on two thirds, predict the third.

    Args:
        corpus: annotated articles.
        settings: of `train_tagger`.
        gazetteer: see `pipeline.blank`.
    """
    rest, held = split(corpus)
    nlp = pipeline.blank(gazetteer)
    field, _ = train_tagger(nlp, rest, **settings)
    predictions, figures = predict(nlp, field, held)
    other = train_respelled(nlp, rest, **settings)
    if other:
        other.least_unmarked = 0.0  # calibration wants the doubtful ones too
    return HeldOut(predictions, figures, predict(nlp, other, list(respelled(held)))[0] if other else [])


def predict(nlp: Language, field: Crf, held: Sequence[Annotated]) -> tuple[list[Prediction], dict[str, Any]]:
    """What a field answers on annotated articles: (predictions, figures) as in `HeldOut`."""
    nlp.get_pipe("bantin_tagger").crf = field  # type: ignore[attr-defined]
    predictions: list[Prediction] = []
    counts: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    with nlp.select_pipes(enable=["bantin_sentences", "bantin_zones", "bantin_tagger"]):
        for article, doc in zip(held, nlp.pipe(article.text for article in held), strict=True):
            credits = [(start, end) for start, end, label in article.spans if label == "IGNORE"]
            gold = {span for span in article.spans if span[2] != "IGNORE"}
            counts["gold"].update(label for _, _, label in gold)
            for entity in doc._.entities:
                span = doc[entity.start : entity.end]
                if entity.label == "IGNORE" or any(span.start_char < e and s < span.end_char for s, e in credits):
                    continue
                hit = (span.start_char, span.end_char, entity.label) in gold
                counts["found"][entity.label] += 1
                counts["right"][entity.label] += hit
                if entity.by == "model":
                    predictions.append(Prediction(entity.label, entity.score, hit))
    right, found, wanted = counts["right"], counts["found"], counts["gold"]
    figures: dict[str, Any] = {"articles": len(held), "entities": f1(right.total(), found.total(), wanted.total())}
    return predictions, figures | {label: f1(right[label], found[label], wanted[label]) for label in sorted(wanted)}
