"""The event component: types with one primary, then what the text tells of each."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from bantin.events.arguments import Arguments, Event
from bantin.events.classifier import EventModel
from bantin.events.features import Cue, analyse, dimension, event_types, sure_forms

ZONE_WEIGHT = (4.0, 2.0, 0.5)  # a cue of the title counts most: what rules alone go by

SURE = 0.85  # the probability that a sure cue is given

Doc.set_extension("events", default=None, force=True)


@Language.factory("bantin_events", assigns=["doc._.events"], requires=["doc._.links", "doc._.zones"])
def create_events(nlp: Language, name: str) -> Events:
    """Factory of `Events`."""
    return Events()


class Events:
    """Sets `doc._.events`. Without a trained model the cues alone decide."""

    def __init__(self) -> None:
        self.model: EventModel | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Find the events of one document; a text without words has none."""
        index, values, cues = analyse(doc)
        events: list[Event] = []
        doc._.events = events
        if not len(index):
            return doc
        types, primary = self.model.scores(index, values) if self.model else self.by_cues(cues)
        for cue in cues:  # what a text asserts outright stands, however rare the type was in training
            if (cue.form, cue.type) in sure_forms():
                types[cue.type] = max(types[cue.type], SURE)
        names = self.model.types if self.model else list(event_types())
        threshold = self.model.threshold if self.model else 0.5
        main = int(primary.argmax())
        chosen = [main, *(k for k in np.argsort(-types).tolist() if types[k] >= threshold and k != main)]
        if len(chosen) > 1:  # `other` stands only where nothing else does
            chosen = [k for k in chosen if names[k] != "other" or k == main]
        arguments = Arguments(doc, [e for e in doc._.entities or () if e.label != "IGNORE"], cues)
        for k in chosen:
            event = Event(names[k], k == main, float(max(types[k], primary[k]) if k == main else types[k]))
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
        if self.model and len(self.model.weights) != dimension():
            raise ValueError(
                "its event types were trained with other cues than configs/events.toml has now: train them again"
            )
        return self
