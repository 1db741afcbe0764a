"""The event component: types with one primary, then what the text tells of each."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from bantin.events.arguments import Arguments, Event
from bantin.events.classifier import EventModel
from bantin.events.features import Cue, analyse, event_types, sure_forms

ZONE_WEIGHT = (4.0, 2.0, 0.5)  # a cue of the title counts most: what rules alone go by

SURE = 0.85  # the probability that a sure cue is given

Doc.set_extension("events", default=None, force=True)


@Language.factory("bantin_events", assigns=["doc._.events"], requires=["doc._.links", "doc._.zones"])
def create_events(nlp: Language, name: str) -> Events:
    """Factory of `Events`."""
    return Events()


def decide(types: np.ndarray, primary: np.ndarray, thresholds: np.ndarray) -> list[int]:
    """Indices of the types that an article has, the primary one first, the others by falling probability.

    Args:
        types, primary: float[types], as `EventModel.scores` gives them.
        thresholds: float[types], the probability from which a type is reported.
    """
    main = int(primary.argmax())
    if main == event_types().index("other"):  # what is none of the types has none of them
        return [main]
    reported = np.flatnonzero(types >= thresholds)
    order = reported[np.argsort(-types[reported], kind="stable")].tolist()
    return [main, *(k for k in order if k != main and event_types()[k] != "other")]


class Events:
    """Sets `doc._.events`. Without a trained model the cues alone decide."""

    def __init__(self) -> None:
        self.model: EventModel | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Find the events of one document; a text without words has none."""
        numbers, values, cues = analyse(doc)
        events: list[Event] = []
        doc._.events = events
        if not len(numbers):
            return doc
        types, primary = self.model.scores(numbers, values) if self.model else self.by_cues(cues)
        for cue in cues:  # what a text asserts outright stands, however rare the type was in training
            if (cue.form, cue.type) in sure_forms():
                types[cue.type] = max(types[cue.type], SURE)
        names = event_types()
        chosen = decide(types, primary, self.model.thresholds if self.model else np.full(len(names), 0.5))
        arguments = Arguments(doc, [e for e in doc._.entities or () if e.label != "IGNORE"], cues)
        for k in chosen:
            main = k == chosen[0]
            event = Event(names[k], main, float(max(types[k], primary[k]) if main else types[k]))
            arguments.fill(event)
            events.append(event)
        return doc

    @staticmethod
    def by_cues(cues: list[Cue]) -> tuple[np.ndarray, np.ndarray]:
        """Pseudo-probabilities by the weight of the cues: what is answered before any training."""
        weight = np.zeros(len(event_types()))
        for cue in cues:
            weight[cue.type] += ZONE_WEIGHT[cue.zone]
        weight[event_types().index("other")] = 1.0
        return weight / (weight + 4), weight / weight.sum()

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the model's arrays; an untrained component leaves an empty folder."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        if self.model:
            self.model.to_disk(folder / "events.npz")

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Events:
        """Read what `to_disk` wrote."""
        file = Path(path) / "events.npz"
        self.model = EventModel.from_disk(file) if file.exists() else None
        if self.model and self.model.types != list(event_types()):
            raise ValueError("it was trained for other event types than configs/events.toml has now: train it again")
        return self
