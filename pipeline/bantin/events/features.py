"""Features of an article for the event classifier: cues by zone and hashed words, as sparse rows."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from spacy.tokens import Doc

from bantin.entities.gazetteer import Gazetteer
from bantin.language.words import Words, words
from bantin.resources import table

WORDS = 1 << 13  # hashed words and pairs of words, in each zone
LEDE_TOKENS = 60  # where no zones tell, the lede is taken to be this long
WORD_WEIGHT = (3.0, 1.0, 1.0)  # a word of the title tells most of what an article is about
PLACES = ("title", "lede", "body")
PLACE_OF_ZONE = {"title": 0, "section": 2, "lede": 1, "dateline": 1, "body": 2}


class Cue(NamedTuple):
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
def _cue_forms() -> list[str]:
    """The cues by their indices."""
    return list(dict.fromkeys(cue for row in table("events")["type"] for cue in row["cues"]))


@cache
def sure_forms() -> frozenset[tuple[int, int]]:
    """(form, type) of the cues that assert an instance of their type."""
    forms = _cue_forms()
    return frozenset(
        (forms.index(cue), k) for k, row in enumerate(table("events")["type"]) for cue in row.get("sure", [])
    )


def dimension() -> int:
    """Number of features."""
    return len(PLACES) * len(event_types()) * 2 + 2 * len(_cues()[1]) + len(PLACES) * WORDS


def zone_of_words(doc: Doc, known: Words) -> np.ndarray:
    """int64[n]: index in `PLACES` of each word; -1 for captions, bylines and headers."""
    result = np.full(len(known.folds), 2)
    zones = doc._.zones or ()
    if zones:
        where = np.searchsorted([zone.start for zone in zones], known.start, "right") - 1
        kinds = np.array([PLACE_OF_ZONE.get(zone.kind, -1) for zone in zones])
        inside = (where >= 0) & (known.start < np.array([zone.end for zone in zones])[where])
        result[inside] = kinds[where[inside]]
    if not (result == 1).any():
        body = np.flatnonzero(result == 2)[:LEDE_TOKENS]
        result[body] = 1
    return result


def find_cues(known: Words, zones: np.ndarray) -> list[Cue]:
    """Cues of a document, in order.

    Args:
        known: its words.
        zones: as `zone_of_words` gives them.
    """
    gazetteer, types = _cues()
    folds = known.folds
    firsts = [first for token in known.borders if (first := known.before[token]) < len(folds)]
    # As `entities.gazetteer.searchable` writes it: each word between blanks, a line end before each sentence.
    text = "".join(f"\n {'  '.join(folds[a:b])} " for a, b in pairwise([*dict.fromkeys(firsts), len(folds)]))
    widths = np.fromiter(map(len, folds), np.int64, len(folds)) + 2
    ends = widths.copy()
    ends[firsts] += 1
    ends = np.cumsum(ends)
    position, place = known.position.tolist(), zones.tolist()
    starts, stops, values = (found.tolist() for found in gazetteer.find(text, np.append(ends - widths, ends[-1])))
    return [
        Cue(value, kind, position[start], position[stop - 1] + 1, place[start])
        for start, stop, value in zip(starts, stops, values, strict=True)
        if place[start] >= 0
        for kind in types[value]
    ]


def hashed_words(known: Words, zones: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(index in `PLACES`, hashed number) of each word, then of each pair of neighbours in one zone; the first words of the pairs.

    Args:
        known: the words of a document, one at least.
        zones: as `zone_of_words` gives them.
    """
    lower = known.lower
    pair = (lower[:-1] * np.uint64(0x9E3779B97F4A7C15)) ^ lower[1:]
    both = np.flatnonzero(zones[:-1] == zones[1:])
    hashed = (np.concatenate([lower, pair[both]]) * np.uint64(0xBF58476D1CE4E5B9)) >> np.uint64(51)
    return np.concatenate([zones, zones[both]]), hashed, both


def analyse(doc: Doc) -> tuple[np.ndarray, np.ndarray, list[Cue]]:
    """(int64 feature indices ascending, float32 values, cues) of a document with zones."""
    known = words(doc)
    if not known.folds:
        return np.zeros(0, np.int64), np.zeros(0, np.float32), []
    zones = zone_of_words(doc, known)
    cues = find_cues(known, zones)
    count, forms = len(event_types()), len(_cues()[1])
    counts = np.bincount([cue.zone * count + cue.type for cue in cues], minlength=len(PLACES) * count)
    said = np.zeros((2, forms))  # each cue by itself: in the title or the lede, and anywhere
    said[1, [cue.form for cue in cues]] = 1
    said[0, [cue.form for cue in cues if cue.zone < 2]] = 1
    dense = np.concatenate([counts > 0, np.log1p(counts), said.ravel()])
    filled = np.flatnonzero(dense)

    place, hashed, _ = hashed_words(known, zones)
    seen = np.zeros((len(PLACES) + 1, WORDS), bool)  # the last row takes what stands in none of the places
    seen[place, hashed] = True
    seen = seen[:-1]
    amounts = seen.sum(1)
    weights = np.array(WORD_WEIGHT) / np.sqrt(np.maximum(1, amounts))
    index = np.concatenate([filled, np.flatnonzero(seen) + len(dense)])
    values = np.concatenate([dense[filled], np.repeat(weights, amounts)])
    return index, values.astype(np.float32), cues


def feature_names(doc: Doc) -> dict[int, str]:
    """What each feature that `analyse` can give for a document looks at; words that share a hashed number are all named."""
    known = words(doc)
    if not known.folds:
        return {}
    types, forms = event_types(), _cue_forms()
    names = [f"a cue of {name} in the {place}" for place in PLACES for name in types]
    names += [f"number of cues of {name} in the {place}" for place in PLACES for name in types]
    names += [f"cue “{form}”{where}" for where in (" in the title or lede", "") for form in forms]
    zones = zone_of_words(doc, known)
    places, hashed, pairs = hashed_words(known, zones)
    texts = [*known.folds, *(f"{known.folds[k]} {known.folds[k + 1]}" for k in pairs.tolist())]
    said: dict[tuple[int, int], dict[str, None]] = {}
    for text, place, number in zip(texts, places.tolist(), hashed.tolist(), strict=True):
        said.setdefault((place, number), {})[f"“{text}”"] = None
    return dict(enumerate(names)) | {
        len(names) + place * WORDS + number: f"{' or '.join(found)} in the {PLACES[place]}"
        for (place, number), found in said.items()
        if place >= 0
    }
