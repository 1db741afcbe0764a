"""Records to show on pages, one of them of texts that try to break out."""

from __future__ import annotations

import hashlib

import msgspec

from bantin.records.types import Record

HOST = "testserver"  # what clients call the explorer
TEXT = "Lào Cai\n\nSáng 5/3/2021, Thiếu tá Trần Văn Nam chủ trì hội nghị của Công an huyện Tân Lạc."
EVIL = "<script>alert('x')</script>\"'`</details></script><!--&amp; \u202eabc\u2066\u0000"


def record(text=TEXT, person="Trần Văn Nam", unit="Công an huyện Tân Lạc", **fields):
    """A record of a text that holds a person and a unit, with one event."""

    def entity(id, label, words, norm):
        start = text.find(words)
        place = {"start": start, "end": start + len(words), "text": words}
        return {"id": id, "label": label, **place, "norm": norm, "score": 0.9, "by": "model"}

    row = {
        "id": "a",
        **dict.fromkeys(("url", "publisher", "feed", "byline")),
        "title": "Hội nghị",
        "published": "2021-03-05",
        "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "zones": [{"kind": "section", "start": 0, "end": 7}, {"kind": "body", "start": 9, "end": len(text)}],
        "entities": [entity("e1", "PERSON", person, "p1"), entity("e2", "UNIT", unit, "u1")],
        "people": [
            {
                "id": "p1",
                "name": person,
                "rank": None,
                "position": "Trưởng",
                "unit": "u1",
                "former": False,
                "mentions": ["e1"],
            }
        ],
        "units": [
            {
                **dict.fromkeys(("level", "place", "parent", "valid", "successor")),
                **{"id": "u1", "name": unit, "kind": "police", "mentions": ["e2"]},
            }
        ],
        "events": [
            {
                **dict.fromkeys(("trigger", "date", "place")),
                **{
                    "id": "v1",
                    "type": "conference",
                    "primary": True,
                    "status": "happened",
                    "score": 0.8,
                    "organizer": "u1",
                },
                **{"participants": [{"role": "chair", "person": "p1"}], "quantities": []},
            }
        ],
        "documents": [],
        "quantities": [],
        "abbreviations": {},
        "provenance": {"bantin": "0", "model": "m", "config_sha256": "0" * 64},
        **fields,
    }
    return msgspec.convert(row, Record)
