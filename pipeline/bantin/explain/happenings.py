"""Why an article is said to report an event: the cue, the words that weighed most, and the choice of day, place and organizer."""

from __future__ import annotations

from typing import Any

from bantin.events.component import SURE, Events
from bantin.events.cues import telling
from bantin.events.features import PLACES, analyse, event_types, feature_names, sure_forms
from bantin.explain.reading import Reading

FEATURES = 5


def events(reading: Reading) -> list[dict[str, Any]]:
    """The record's events, each with its `cue`, the `probability` the model gives, the `features` that weighed most, and `why`."""
    component = reading.nlp.get_pipe("bantin_events")
    assert isinstance(component, Events)
    model = component.model
    index, values, cues = analyse(reading.doc)
    cues = telling(cues, reading.known, reading.entities)
    names = feature_names(reading.doc)
    scores = model.scores(index, values) if model and len(index) else None
    found = []
    for event, shown in zip(reading.doc._.events, reading.record["events"], strict=True):
        own = [cue for cue in cues if event_types()[cue.type] == event.type]
        fired = next((cue for cue in own if (cue.start, cue.end) == event.trigger), None)
        cue = fired and {
            "text": reading.known.span(fired.start, fired.end),
            "zone": PLACES[fired.zone],
            "sure": (fired.form, fired.type) in sure_forms(),
            "row": f"configs/events.toml {event.type}",
            "others": len(own) - 1,
        }
        probability, features = None, []
        if model and scores and event.type in model.types:
            k = model.types.index(event.type)
            sure = SURE if any((c.form, c.type) in sure_forms() for c in own) else None
            probability = {"type": float(scores[0][k]), "primary": float(scores[1][k]), "sure_cue": sure}
            features = [
                {"name": names.get(i, f"feature {i}"), "adds": round(added, 3)}
                for i, added in model.reasons(index, values, k, FEATURES)
            ]
        why = {name: event.why.get(name) for name in ("date", "place", "organizer") if shown[name]}
        if event.place is None and shown["place"]:
            why["place"] = "the organizer's place"
        mentions = {"date": event.date, "place": event.place, "organizer": event.organizer}
        found.append(
            shown
            | {
                "cue": cue,
                "probability": probability,
                "features": features,
                "why": why,
                "from": {name: f"e{m + 1}" for name, m in mentions.items() if m is not None and shown[name]},
            }
        )
    return found
