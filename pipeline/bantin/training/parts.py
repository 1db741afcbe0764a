"""Training of a pipeline's parts, the tagger and the event classifier: anew, or on from what they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from functools import partial
from typing import Any

from spacy.language import Language

from bantin import pipeline
from bantin.annotation.annotated import Annotated
from bantin.entities.crf import Crf
from bantin.entities.tagger import FIELDS
from bantin.events.classifier import EventModel
from bantin.training import augmentation, held_out
from bantin.training.adaptation import adapt_tagger
from bantin.training.calibration import Prediction, expected_calibration_error, fit_calibration
from bantin.training.entities import train_respelled, train_tagger
from bantin.training.events import FEW, adapt_events, answers, check, train_events
from bantin.training.stages import Stages

NETWORK = ("networks", "hidden", "passes")  # settings of an event classifier that is trained anew
FIELD = ("c1", "c2", "least", "rounds", "delta")  # settings of a field that is trained anew
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
            model, measured = train_events(nlp, corpus, **{key: use[key] for key in NETWORK}, seed=seed)
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


def begin_events(
    corpus: Sequence[Annotated], use: dict[str, Any], seed: int, stages: Stages, aside: Executor
) -> Future[list[str]]:
    """Train an event classifier anew in another process; `train_events_part` takes it from `stages` once that is done.

    Args:
        corpus, use, seed, stages: as of `train_events_part`.
        aside: where it is trained.

    Returns:
        The lines that tell of it, some time.

    Raises:
        UserError: the articles are too few.
    """
    check(answers(corpus)[0][:FEW])  # now and not in half an hour
    return aside.submit(_events_aside, corpus, use, seed, stages)


def _events_aside(corpus: Sequence[Annotated], use: dict[str, Any], seed: int, stages: Stages) -> list[str]:
    nlp, lines = pipeline.blank(use["gazetteer"], use["segmentation"]), list[str]()
    train_events_part(nlp, corpus, use, seed, 0.0, stages, lines.append)
    return lines


def train_tagger_part(
    nlp: Language,
    marked: Sequence[Annotated],
    dev: Sequence[Annotated],
    use: dict[str, Any],
    ratio: float,
    stages: Stages,
    aside: Executor,
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
        aside: where another field is trained that held-out articles are measured with.
        say: told what goes on, a line each.
    """
    component: Any = nlp.get_pipe("bantin_tagger")

    done = stages.kept("tagger")
    if done:
        say("tagger: as an earlier run left it")
    if component.crf:
        figures: dict[str, Any] = {}
        if not done:
            done = _adapt(nlp, marked, dev, use, ratio, stages, say)
        if done["unseen"]:
            say(f"no example of {', '.join(done['unseen'])} in the data: what the base knows of it stays")
        _read(component, stages, done)
    else:
        settings, other = {key: use[key] for key in FIELD}, stages.kept("held_out")
        future = None
        if other is None and len(marked) >= held_out.LEAST:
            future = aside.submit(held_out.predict_held_out, marked, settings, use["gazetteer"])
            future.add_done_callback(partial(_keep_held_out, stages))
        if not done:
            crf, widened = train_tagger(nlp, marked, **settings, dev=dev, report=partial(_report, say, "tagger"))
            respelled = train_respelled(nlp, marked, **settings, report=partial(_report, say, "other spellings"))
            done = _keep(crf, respelled, stages, {"widened": widened})
        other = future.result() if future else other
        _read(component, stages, done)
        figures = _calibrate(component, held_out.HeldOut(*other), say) if other else {}
    field = component.crf
    say(
        f"tagger: {len(field.keys):,} features, {len(field.labels)} labels; "
        f"{done['widened']:,} spans did not fall on token borders and were widened"
    )
    return figures


def _report(say: Say, what: str, step: int, loss: float, f1: float | None) -> None:
    """Tell of some of the iterations."""
    if step % EVERY == 0:
        said = f"  F1 by word on --dev {f1:.3f}" if f1 is not None else ""
        say(f"{what} {step:4d}  loss {loss:,.{0 if loss >= 100 else 1}f}{said}")


def _adapt(
    nlp: Language,
    marked: Sequence[Annotated],
    dev: Sequence[Annotated],
    use: dict[str, Any],
    ratio: float,
    stages: Stages,
    say: Say,
) -> dict[str, Any]:
    """Train the fields of `nlp`'s tagger on and keep them; what `train_tagger_part` tells of it."""
    component: Any = nlp.get_pipe("bantin_tagger")
    options = {"hold": use["hold"], "ratio": ratio, "rounds": use["rounds"], "delta": use["delta"]}
    crf, widened, unseen = adapt_tagger(
        nlp, component.crf, marked, **options, dev=dev, report=partial(_report, say, "tagger")
    )
    respelled, copies = component.respelled, list(augmentation.respelled(marked))
    if respelled and copies:
        report = partial(_report, say, "other spellings")
        respelled, _, _ = adapt_tagger(nlp, respelled, copies, **options, report=report)
    return _keep(crf, respelled, stages, {"widened": widened, "unseen": unseen})


def _keep_held_out(stages: Stages, done: Future[Any]) -> None:
    """Keep what a tagger did on articles that it was not trained on."""
    if not done.cancelled() and not done.exception():
        stages.keep("held_out", done.result())


def _keep(crf: Crf, respelled: Crf | None, stages: Stages, result: dict[str, Any]) -> dict[str, Any]:
    """Keep fields that are trained; `result`, with whether there is one for other spellings."""
    crf.to_disk(stages.file(FIELDS["crf"]))
    if respelled:
        respelled.to_disk(stages.file(FIELDS["respelled"]))
    result["respelled"] = bool(respelled)
    stages.keep("tagger", result)
    return result


def _read(component: Any, stages: Stages, done: dict[str, Any]) -> None:
    """Set the fields of a tagger to those that were kept: in half precision, as a model has them."""
    component.crf = Crf.from_disk(stages.file(FIELDS["crf"]))
    component.respelled = Crf.from_disk(stages.file(FIELDS["respelled"])) if done["respelled"] else None


def _calibrate(component: Any, other: held_out.HeldOut, say: Say) -> dict[str, Any]:
    """Calibrate the fields of a tagger by what others like them answered on articles they had not seen; the figures of that."""
    for field, found in ((component.crf, other.predictions), (component.respelled, other.respelled)):
        if field:
            field.calibrate(fit_calibration([Prediction(*p) for p in found]))
    figures = other.figures
    say(
        f"entities: strict F1 {figures['entities']:.3f} on {figures['articles']:,} articles of a third of the stories, "
        "by a tagger trained on the rest; scores are calibrated on them"
    )
    raw = round(expected_calibration_error([Prediction(*p) for p in other.predictions]), 4)
    return {"entities_held_out": figures | {"uncalibrated_error": raw}}
