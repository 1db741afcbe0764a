"""Features of an article for the event classifier: cues by zone and hashed words, as sparse rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from spacy.tokens import Doc

from bantin.entities.gazetteer import Gazetteer, searchable
from bantin.language.table import TokenTable
from bantin.resources import table

WORDS = 1 << 13  # hashed words and pairs of words, in each zone
LEDE_TOKENS = 60  # where no zones tell, the lede is taken to be this long
WORD_WEIGHT = (3.0, 1.0, 1.0)  # a word of the title tells most of what an article is about
PLACES = ("title", "lede", "body")
PLACE_OF_ZONE = {"title": 0, "section": 2, "lede": 1, "dateline": 1, "body": 2}


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue found in an article: its form's and event type's indices, token borders in the `Doc`, the zone (index in `PLACES`)."""

    form: int
    type: int
    start: int
    end: int
    zone: int


@cache
def event_types() -> tuple[str, ...]:
    """Ids of the event types, in the table's order."""
    return tuple(row["id"] for row in table("events")["type"])


@cache
def _cues() -> tuple[Gazetteer, list[tuple[int, ...]]]:
    """The cues, and the types of each (a word may tell of several)."""
    types: dict[str, list[int]] = {}
    for k, row in enumerate(table("events")["type"]):
        for cue in row["cues"]:
            types.setdefault(cue, []).append(k)
    forms = list(types)
    return Gazetteer((form, i) for i, form in enumerate(forms)), [tuple(types[form]) for form in forms]


@cache
def sure_forms() -> frozenset[tuple[int, int]]:
    """(form, type) of the cues that assert an instance of their type."""
    forms = list(dict.fromkeys(cue for row in table("events")["type"] for cue in row["cues"]))
    return frozenset(
        (forms.index(cue), k) for k, row in enumerate(table("events")["type"]) for cue in row.get("sure", [])
    )


def dimension() -> int:
    """Number of features."""
    return len(PLACES) * len(event_types()) * 2 + 2 * len(_cues()[1]) + len(PLACES) * WORDS


def zone_of_tokens(doc: Doc, tokens: TokenTable) -> np.ndarray:
    """int64[n]: index in `PLACES` of each token; -1 for captions, bylines and headers."""
    result = np.full(len(tokens), 2)
    zones = doc._.zones or ()
    if zones:
        where = np.searchsorted([zone.start for zone in zones], tokens.start, "right") - 1
        kinds = np.array([PLACE_OF_ZONE.get(zone.kind, -1) for zone in zones])
        inside = (where >= 0) & (tokens.start < np.array([zone.end for zone in zones])[where])
        result[inside] = kinds[where[inside]]
    if not (result == 1).any():
        body = np.flatnonzero(result == 2)[:LEDE_TOKENS]
        result[body] = 1
    return result


def analyse(doc: Doc) -> tuple[np.ndarray, np.ndarray, list[Cue]]:
    """(int64 feature indices ascending, float32 values, cues) of a document with zones."""
    if not any(not t.is_space for t in doc):
        return np.zeros(0, np.int64), np.zeros(0, np.float32), []
    tokens = TokenTable([doc])
    zones = zone_of_tokens(doc, tokens)
    gazetteer, types = _cues()
    text, bounds = searchable(tokens)
    cues = [
        Cue(value, kind, int(tokens.position[start]), int(tokens.position[end - 1]) + 1, int(zones[start]))
        for start, end, value in zip(*(part.tolist() for part in gazetteer.find(text, bounds)), strict=True)
        for kind in types[value]
        if zones[start] >= 0
    ]
    count = len(event_types())
    counts = np.zeros((len(PLACES), count))
    for cue in cues:
        counts[cue.zone, cue.type] += 1
    forms = np.zeros((2, len(types)))  # each cue by itself: in the title or the lede, and anywhere
    for cue in cues:
        forms[1, cue.form] = 1
        forms[0, cue.form] = max(forms[0, cue.form], cue.zone < 2)
    dense = np.concatenate([(counts > 0).ravel(), np.log1p(counts).ravel(), forms.ravel()])
    words = tokens.lower
    pair = (words[:-1] * np.uint64(0x9E3779B97F4A7C15)) ^ words[1:]
    parts = []
    for k in range(len(PLACES)):
        here = zones == k
        both = here[:-1] & here[1:]
        hashed = np.concatenate([words[here], pair[both]]) if len(words) > 1 else words[here]
        hashed = (hashed * np.uint64(0xBF58476D1CE4E5B9)) >> np.uint64(51)
        parts.append(np.unique(hashed).astype(np.int64) + len(dense) + k * WORDS)
    filled = np.flatnonzero(dense)
    index = np.concatenate([filled, *parts])
    values = [dense[filled]]
    for part, weight in zip(parts, WORD_WEIGHT, strict=True):
        values.append(np.full(len(part), weight / np.sqrt(max(1, len(part)))))
    return index, np.concatenate(values).astype(np.float32), cues
