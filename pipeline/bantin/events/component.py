"""The event component: types with one primary, then what the text tells of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import minibatch

from bantin.events.arguments import Arguments, Event
from bantin.events.classifier import EventModel
from bantin.events.cues import telling
from bantin.events.features import Cue, analyse_all, event_types, sure_forms
from bantin.language.words import words

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
        """Find the events of one document."""
        self.annotate([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Find the events of documents in batches."""
        for docs in minibatch(stream, batch_size):
            self.annotate(docs)
            yield from docs

    def annotate(self, docs: list[Doc]) -> None:
        """Set `doc._.events`; a text without words has none."""
        found = analyse_all(docs)
        scores: Iterable[tuple[np.ndarray, np.ndarray]] = (
            zip(*self.model.scores_all(found.numbers, found.values, found.bounds), strict=True)
            if self.model
            else map(self.by_cues, found.cues)
        )
        filled = (start < end for start, end in pairwise(found.bounds))
        for doc, cues, (types, primary), any_words in zip(docs, found.cues, scores, filled, strict=True):
            doc._.events = self._events(doc, cues, types, primary) if any_words else []

    def _events(self, doc: Doc, cues: list[Cue], types: np.ndarray, primary: np.ndarray) -> list[Event]:
        """The events of a document, by the probabilities of their types."""
        names, sure = event_types(), sure_forms()
        cues = telling(cues, words(doc), doc._.entities or ())
        for cue in cues:  # what a text asserts outright stands, however rare the type was in training
            if (cue.form, cue.type) in sure:
                types[cue.type] = max(types[cue.type], SURE)
        chosen = decide(types, primary, self.model.thresholds if self.model else np.full(len(names), 0.5))
        arguments = Arguments(doc, cues)
        events = []
        for k in chosen:
            main = k == chosen[0]
            event = Event(names[k], main, float(max(types[k], primary[k]) if main else types[k]))
            arguments.fill(event)
            events.append(event)
        return events

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
