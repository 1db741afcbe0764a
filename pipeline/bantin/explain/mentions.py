"""Why each mention is an entity: what rules proposed there, and in which rows of the tables its words stand."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

import numpy as np

from bantin.entities import gazetteer
from bantin.entities.rules import FIRST, find_candidates
from bantin.entities.tagger import Tagger
from bantin.explain.reading import Reading
from bantin.language.norms import canonical, folded
from bantin.language.table import TokenTable
from bantin.language.tokenizer import words_and_spaces
from bantin.linking.abbreviations import abbreviations
from bantin.linking.dates import part_of
from bantin.linking.documents import read_document
from bantin.resources import table

Phrase = tuple[int, int, list[str]]  # first token, token after the last, rows of the tables

# What an entity's words are looked up as; labels that are not named here, as all.
CLASSES_OF = {
    "RANK": ("rank",),
    "POSITION": ("position",),
    "UNIT": ("unit", "place_type", "place_name", "country"),
    "LOCATION": ("place_type", "place_name", "country"),
}
PROPOSED_BY = {"DATE": "grammar", "DOCUMENT": "grammar", "RANK": "gazetteer", "POSITION": "gazetteer"}


@cache
def _rows() -> dict[tuple[str, str], list[str]]:
    """Rows of the tables in which a phrase stands, by its key and its class."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for phrases in (gazetteer.place_phrases(), gazetteer.office_phrases()):
        for phrase, kind, row in phrases:
            found[gazetteer.key(phrase), kind].append(row)
    return found


def proposals(reading: Reading) -> tuple[list[tuple[int, int, str]], list[Phrase]]:
    """(spans that rules propose, phrases of the tables that their outline is made of), as tokens of the document.

    The first are (first token, token after the last, label), each in order.
    """
    tokens = TokenTable([reading.doc])
    if not len(tokens):
        return [], []
    tagger = reading.nlp.get_pipe("bantin_tagger")
    assert isinstance(tagger, Tagger)
    candidates = find_candidates(tokens, tagger.features.outline(tokens))
    position = tokens.position.tolist()
    spans = [(position[a], position[b - 1] + 1, label) for a, b, label in candidates.spans()]
    phrases = []
    text, bounds = gazetteer.searchable(tokens)
    for known in (gazetteer.places(), gazetteer.offices()):
        for start, end, value in zip(*(found.tolist() for found in known.find(text, bounds)), strict=True):
            if candidates.letters[start] == FIRST[value + 1]:  # else the outline took other words here
                key = "".join(f" {form} " for form in tokens.folds[start:end])
                rows = _rows().get((key, gazetteer.CLASSES[value]), [])
                phrases.append((position[start], position[end - 1] + 1, rows))
    return spans, sorted(phrases)


def own_rows(label: str, text: str) -> list[str]:
    """Rows of the tables that the words of a mention stand in, looked up by themselves; offices before places, as rules do."""
    words = [word for word in words_and_spaces(canonical(text))[0] if not word.isspace()]
    if label == "PERSON":
        return ["configs/people.toml surnames"] if words[0].lower() in gazetteer.surnames() else []
    if label == "DOCUMENT":
        kind = read_document(text).kind
        return [f"configs/documents.toml {kind}"] if kind else []
    if label == "DATE":
        part = part_of(folded(text))
        return [f"configs/dates.toml parts.{part}"] if part else []
    keys = [f" {folded(word)} " for word in words]
    bounds = np.cumsum([0, *map(len, keys)])
    rows: dict[str, None] = {}
    taken: set[int] = set()
    for known in (gazetteer.offices(), gazetteer.places()):
        for start, end, value in zip(*(found.tolist() for found in known.find("".join(keys), bounds)), strict=True):
            kind = gazetteer.CLASSES[value]
            named = kind not in ("place_name", "country", "term") or words[start][0].isupper()
            if named and kind in CLASSES_OF.get(label, gazetteer.CLASSES) and start not in taken:
                rows |= dict.fromkeys(_rows()["".join(keys[start:end]), kind])
                taken.update(range(start, end))
    known_short = table("abbreviations")["unit"]
    return [
        *rows,
        *(f"configs/abbreviations.toml unit.{short}" for short in abbreviations(text) if short in known_short),
    ]


def entities(reading: Reading) -> list[dict[str, Any]]:
    """The record's entities, each with `rules` (what rules propose where it stands), `agree` and the `rows` of its words."""
    spans, phrases = proposals(reading)
    found = []
    for entity, shown in zip(reading.entities, reading.record["entities"], strict=True):
        beside = [s for s in spans if s[0] < entity.end and entity.start < s[1]]
        found.append(
            shown
            | {
                "rules": [_span(reading, phrases, *s) for s in beside],
                "agree": beside == [(entity.start, entity.end, entity.label)],
                "rows": own_rows(entity.label, shown["text"]),
            }
        )
    return found


def refused(reading: Reading) -> list[dict[str, Any]]:
    """What rules propose where the model sees no entity."""
    spans, phrases = proposals(reading)
    taken = [(e.start, e.end) for e in reading.doc._.entities]
    return [
        _span(reading, phrases, start, end, label)
        for start, end, label in spans
        if label != "IGNORE" and not any(a < end and start < b for a, b in taken)
    ]


def _span(reading: Reading, phrases: list[Phrase], start: int, end: int, label: str) -> dict[str, Any]:
    """A proposal: its label, borders and text, `by` what, and the rows of the phrases it is made of."""
    known = reading.known
    return {
        "label": label,
        "start": known.starts[start],
        "end": known.ends[end - 1],
        "text": known.span(start, end),
        "by": PROPOSED_BY.get(label, "pattern"),
        "rows": [row for a, b, rows in phrases if start <= a and b <= end for row in rows],
    }
