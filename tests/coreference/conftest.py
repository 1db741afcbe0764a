"""Records written for these tests: what `bantin extract` would say of small invented articles."""

from __future__ import annotations

import hashlib

import msgspec
import pytest

from bantin.linking import places
from bantin.records.types import Record


@pytest.fixture(scope="session")
def record():
    """Makes a record. `people` are (name, (rank's code, rank), position, unit, former), as many of these as are known;
    `amounts` are (value, what); the first of `types` is primary."""

    def place(name):
        found = places.load().find(name, places.REFORM) if name else []
        if len(found) != 1:
            return None
        return {"name": found[0].full, "code": found[0].code, "province": places.load().province(found[0]).name}

    def record(
        id,
        day="2026-01-05",
        title="",
        *,
        people=(),
        units=(),
        locations=(),
        amounts=(),
        types=("crime",),
        date=None,
        site="a.vn",
    ):
        entities, at = [], 0

        def entity(label, text):
            nonlocal at
            entities.append(
                {"id": f"e{len(entities) + 1}", "label": label, "start": at, "end": at + len(text), "text": text}
                | {"norm": None, "score": 0.9, "by": "model"}
            )
            at += len(text) + 1
            return entities[-1]["id"]

        named = {
            name: f"u{n + 1}"
            for n, name in enumerate(dict.fromkeys([*units, *(p[3] for p in people if len(p) > 3 and p[3])]))
        }
        data = {
            "id": id,
            "url": f"https://{site}/{id}",
            "publisher": None,
            "feed": None,
            "title": title or None,
            "byline": None,
            "published": day,
            "text_sha256": hashlib.sha256(f"{id}{title}".encode()).hexdigest(),
            "zones": [],
            "units": [
                {
                    "id": key,
                    "name": name,
                    "kind": "police" if "Công an" in name else "government",
                    "level": None,
                    "place": place(name.partition(" tỉnh ")[2] and "tỉnh " + name.partition(" tỉnh ")[2]),
                    "parent": None,
                    "valid": None,
                    "successor": None,
                    "mentions": [entity("UNIT", name)],
                }
                for name, key in named.items()
            ],
            "people": [
                {
                    "id": f"p{n + 1}",
                    "name": name,
                    "rank": rank and {"code": rank[0], "text": rank[1]},
                    "position": position,
                    "unit": named.get(unit),
                    "former": former,
                    "mentions": [entity("PERSON", name)],
                }
                for n, (name, rank, position, unit, former) in enumerate(
                    (*p, *(None,) * (4 - len(p)), False)[:5] for p in people
                )
            ],
            "events": [
                {
                    "id": f"v{n + 1}",
                    "type": type,
                    "primary": n == 0,
                    "status": "happened",
                    "score": 0.9,
                    "trigger": None,
                    "date": date and {"start": date, "end": None, "part": None, "text": "x"},
                    "place": place(locations[0]) if locations else None,
                    "organizer": None,
                    "participants": [],
                    "quantities": [],
                }
                for n, type in enumerate(types)
            ],
            "documents": [],
            "quantities": [
                {"start": 0, "end": 1, "text": "x", "value": value, "of": None, "unit_text": what}
                for value, what in amounts
            ],
            "abbreviations": {},
            "provenance": {"bantin": "0", "model": "m", "config_sha256": "0" * 64},
        }
        for name in locations:
            entity("LOCATION", name)
        return msgspec.convert(data | {"entities": entities}, Record)

    return record
