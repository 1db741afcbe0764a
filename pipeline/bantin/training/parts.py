"""Training of a pipeline's parts, the tagger and the event classifier: anew, or on from what they are."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from typing import Any

from spacy.language import Language

from bantin.annotation.annotated import Annotated
from bantin.entities.crf import Crf
from bantin.events.classifier import EventModel
from bantin.training import held_out
from bantin.training.adaptation import adapt_tagger
from bantin.training.calibration import Prediction, expected_calibration_error, fit_calibration
from bantin.training.entities import train_tagger
from bantin.training.events import adapt_events, train_events
from bantin.training.stages import Stages

FIELD = ("c1", "c2", "least", "rounds", "delta")  # settings of a field that is trained anew
TAGGER = "tagger.npz"
EVERY = 10  # iterations that are told of
Say = Callable[[str], None]


def train_events_part(
    nlp: Language, corpus: Sequence[Annotated], use: dict[str, Any], seed: int, ratio: float, stages: Stages, say: Say
) -> dict[str, Any]:
    """Train the event classifier of `nlp`; its figures.

    Args:
        nlp: the pipeline.
        corpus: annotated articles, some of them with types.
        use: the settings.
        seed: of the solvers.
        ratio: how many articles its classifier was trained on for each of `corpus`.
        stages: what an earlier run finished.
        say: told what goes on, a line each.
    """
    component: Any = nlp.get_pipe("bantin_events")
    figures, file = stages.kept("events"), stages.file("events.npz")
    if figures is None:
        if component.model:
            model, learned = adapt_events(nlp, corpus, strength=use["strength"], ratio=ratio)
            figures = {}
            say(f"events: trained on from the base with {learned:,} articles that have types and a primary one")
        else:
            model, measured = train_events(nlp, corpus, strength=use["strength"], seed=seed)
            figures = {f"events_{key}_cv": round(value, 4) for key, value in measured.items()}
            say(
                f"events: types F1 {measured['types']:.3f}, primary {measured['primary']:.3f} in five-fold cross-validation by story"
            )
        model.to_disk(file)
        stages.keep("events", figures)
    else:
        say("events: as an earlier run left them")
    component.model = EventModel.from_disk(file)
    return figures


def train_tagger_part(
    nlp: Language,
    marked: Sequence[Annotated],
    dev: Sequence[Annotated],
    use: dict[str, Any],
    ratio: float,
    stages: Stages,
    say: Say,
) -> dict[str, Any]:
    """Train the tagger of `nlp`; its figures.

    Args:
        nlp: the pipeline.
        marked: annotated articles.
        dev: articles whose F1 is told on the way, never trained on.
        use: the settings.
        ratio: how many articles its field was trained on for each of `marked`.
        stages: what an earlier run finished.
        say: told what goes on, a line each.
    """
    component: Any = nlp.get_pipe("bantin_tagger")

    def report(step: int, loss: float, f1: float | None) -> None:
        if step % EVERY == 0:
            said = f"  F1 by word on --dev {f1:.3f}" if f1 is not None else ""
            say(f"tagger {step:4d}  loss {loss:,.{0 if loss >= 100 else 1}f}{said}")

    done = stages.kept("tagger")
    if done:
        say("tagger: as an earlier run left it")
    if component.crf:
        figures: dict[str, Any] = {}
        if not done:
            field, widened, unseen = adapt_tagger(
                nlp,
                marked,
                hold=use["hold"],
                ratio=ratio,
                rounds=use["rounds"],
                delta=use["delta"],
                dev=dev,
                report=report,
            )
            done = _keep(field, stages, {"widened": widened, "unseen": unseen})
        if done["unseen"]:
            say(f"no example of {', '.join(done['unseen'])} in the data: what the base knows of it stays")
        component.crf = Crf.from_disk(stages.file(TAGGER))
    else:
        settings, other = {key: use[key] for key in FIELD}, stages.kept("held_out")
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as aside:
            future = None
            if other is None and len(marked) >= held_out.LEAST:
                future = aside.submit(held_out.predict_held_out, marked, settings, use["gazetteer"])
                future.add_done_callback(partial(_keep_held_out, stages))
            if not done:
                field, widened = train_tagger(nlp, marked, **settings, dev=dev, report=report)
                done = _keep(field, stages, {"widened": widened})
            other = future.result() if future else other
        component.crf = Crf.from_disk(stages.file(TAGGER))
        figures = _calibrate(component.crf, [Prediction(*p) for p in other[0]], other[1], say) if other else {}
    field = component.crf
    say(
        f"tagger: {len(field.keys):,} features, {len(field.labels)} labels; "
        f"{done['widened']:,} spans did not fall on token borders and were widened"
    )
    return figures


def _keep_held_out(stages: Stages, done: Future[Any]) -> None:
    """Keep what a tagger did on articles that it was not trained on."""
    if not done.cancelled() and not done.exception():
        stages.keep("held_out", done.result())


def _keep(field: Crf, stages: Stages, result: dict[str, Any]) -> dict[str, Any]:
    """Keep a field that is trained; `result` again."""
    field.to_disk(stages.file(TAGGER))
    stages.keep("tagger", result)
    return result


def _calibrate(field: Crf, predictions: Sequence[Prediction], figures: dict[str, Any], say: Say) -> dict[str, Any]:
    """Calibrate a field by what one like it answered on articles it had not seen; the figures of that."""
    field.calibrate(fit_calibration(predictions))
    say(
        f"entities: strict F1 {figures['entities']:.3f} on {figures['articles']:,} articles of a third of the stories, "
        "by a tagger trained on the rest; scores are calibrated on them"
    )
    raw = round(expected_calibration_error(predictions), 4)
    return {"entities_held_out": figures | {"uncalibrated_error": raw}}
