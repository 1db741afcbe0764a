"""An event of a given type read from a marked text, whatever the classifier would say."""

import numpy as np
import pytest

from bantin.events.component import Events
from bantin.events.features import event_types


@pytest.fixture
def tell(link, monkeypatch):
    """(marked text, type) to the event, with names instead of ids: `organizer`, and `roles` as (name, role) pairs."""

    def tell(marked, kind, **fields):
        scores = np.array([float(name == kind) for name in event_types()])
        monkeypatch.setattr(Events, "by_cues", staticmethod(lambda cues: (scores.copy(), scores.copy())))
        _, record = link(marked, **fields)
        names = {x["id"]: x["name"] for x in (*record["people"], *record["units"])}
        (event,) = [event for event in record["events"] if event["type"] == kind]
        event["organizer"] = names.get(event["organizer"])
        event["roles"] = {(names[p.get("person") or p.get("unit")], p["role"]) for p in event["participants"]}
        return event

    return tell
