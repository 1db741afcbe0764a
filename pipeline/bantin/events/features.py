"""Features of an article for the event classifier: cues and words by zone, hashed to numbers; a model knows those it has weights for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from spacy.strings import get_string_id
from spacy.tokens import Doc

from bantin.entities.gazetteer import Gazetteer
from bantin.entities.hashing import mixed, short
from bantin.language.words import Words, words
from bantin.resources import table

LEDE_TOKENS = 60  # where no zones tell, the lede is taken to be this long
WORD_WEIGHT = (3.0, 1.5, 1.0)  # a word of the title tells most of what an article is about
PLACES = ("title", "lede", "body")
SALTS = list(mixed(np.arange(16, dtype=np.uint32)))  # what keeps apart the kinds of features
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


@cache
def _hashes() -> tuple[list[np.uint32], list[np.uint32]]:
    """Hashes of the cues' forms and of the types, which stay when the tables grow."""
    both = [
        short(np.array([get_string_id(name) for name in names], np.uint64)) for names in (_cue_forms(), event_types())
    ]
    return list(mixed(both[0])), list(mixed(mixed(both[1])))


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


def _of_cues(cues: list[Cue]) -> list[np.uint32]:
    """Numbers of each cue by its form in its zone, of each by its form in the title or the lede, of each by its type in its zone."""
    forms, types = _hashes()
    said = [forms[cue.form] ^ SALTS[cue.zone] for cue in cues]
    said += [forms[cue.form] ^ SALTS[3 + (cue.zone < 2)] for cue in cues]
    return said + [types[cue.type] ^ SALTS[5 + cue.zone] for cue in cues]


def _of_words(known: Words, zones: np.ndarray) -> Iterator[tuple[int, np.ndarray, np.ndarray, np.ndarray]]:
    """(zone, first words, last words, their numbers) of the words of each zone, then of its pairs of neighbours."""
    figures = np.fromiter((fold[:1].isdigit() for fold in known.folds), bool, len(known.folds))
    forms = np.where(figures, np.uint32(1), short(known.lower))
    for zone in range(len(PLACES)):
        at = np.flatnonzero(zones == zone)
        here = mixed(forms[at])
        yield zone, at, at, here ^ SALTS[8 + 2 * zone]
        yield zone, at[:-1], at[1:], mixed(here[:-1]) ^ here[1:] ^ SALTS[9 + 2 * zone]


def analyse(doc: Doc) -> tuple[np.ndarray, np.ndarray, list[Cue]]:
    """(uint32 feature numbers, each once; float32 values; cues) of a document with zones.

    A feature is the hash of a cue's form or type with where it stands, or of a word or a pair of neighbouring words of one zone; all
    figures count as one word.
    """
    known = words(doc)
    if not known.folds:
        return np.zeros(0, np.uint32), np.zeros(0, np.float32), []
    zones = zone_of_words(doc, known)
    cues = find_cues(known, zones)
    groups = [np.unique(np.array(_of_cues(cues), np.uint32))]
    values = [np.ones(len(groups[0]), np.float32)]
    for zone, _, _, found in _of_words(known, zones):
        groups.append(np.unique(found))
        values.append(np.full(len(groups[-1]), WORD_WEIGHT[zone] / max(1, len(groups[-1])) ** 0.5, np.float32))
    numbers, first = np.unique(np.concatenate(groups), return_index=True)
    return numbers, np.concatenate(values)[first], cues


def feature_names(doc: Doc) -> dict[int, str]:
    """What each feature that `analyse` gives for a document looks at; words that share a number are all named."""
    known = words(doc)
    if not known.folds:
        return {}
    zones = zone_of_words(doc, known)
    cues = find_cues(known, zones)
    said = [f"cue “{known.folded(cue.start, cue.end)}”" for cue in cues]
    texts = [f"{form} in the {PLACES[cue.zone]}" for form, cue in zip(said, cues, strict=True)]
    texts += [
        f"{form} in the {'title or lede' if cue.zone < 2 else 'body'}" for form, cue in zip(said, cues, strict=True)
    ]
    texts += [f"a cue of {event_types()[cue.type]} in the {PLACES[cue.zone]}" for cue in cues]
    names = dict(zip(map(int, _of_cues(cues)), texts, strict=True))
    shared: dict[int, dict[str, None]] = {}
    for zone, firsts, lasts, numbers in _of_words(known, zones):
        for a, b, number in zip(firsts.tolist(), lasts.tolist(), numbers.tolist(), strict=True):
            text = known.folds[a] if a == b else f"{known.folds[a]} {known.folds[b]}"
            shared.setdefault(number, {})[f"“{text}” in the {PLACES[zone]}"] = None
    return names | {number: " or ".join(found) for number, found in shared.items()}
