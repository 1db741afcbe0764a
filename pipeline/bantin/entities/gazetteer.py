"""Gazetteers: phrases of `configs/` found in token tables, longest first, always on token borders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain

import numpy as np
from ahocorasick_rs import AhoCorasick, MatchKind

from bantin.language.norms import folded
from bantin.language.table import TokenTable
from bantin.language.tokenizer import words_and_spaces
from bantin.resources import CONFIGS, table

# Classes of phrases; each has its own letter in the outline of a sentence (see `entities.rules`).
CLASSES = ("rank", "position", "unit", "place_type", "place_name", "honorific", "role", "country", "term", "body")


def key(phrase: str) -> str:
    """The phrase as it stands in a searched text: each token's folded form between blanks of its own."""
    return "".join(f" {folded(word)} " for word in words_and_spaces(phrase)[0] if not word.isspace())


def spaced(phrase: str) -> str:
    """The phrase with each token's folded form between single blanks: how grammars see a text."""
    return " ".join(folded(word) for word in words_and_spaces(phrase)[0] if not word.isspace())


class Gazetteer:
    """A set of phrases, each with a value; finds the leftmost longest ones.

    Args:
        phrases: (phrase, value) pairs; spelling and case do not matter. The first value of a phrase stays.
    """

    def __init__(self, phrases: Iterable[tuple[str, int]]) -> None:
        self.values: dict[str, int] = {}
        for phrase, value in phrases:
            self.values.setdefault(key(phrase), value)
        self.keys = list(self.values)
        self.by_index = np.array([self.values[k] for k in self.keys], np.int64)
        self.automaton = AhoCorasick(self.keys, matchkind=MatchKind.LeftmostLongest)

    def find(self, text: str, bounds: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Matches in a searchable text (see `searchable`): int64 arrays of first token, token after the last, value."""
        matches = self.automaton.find_matches_as_indexes(text)
        if not matches:
            empty = np.zeros(0, np.int64)
            return empty, empty, empty
        found = np.fromiter(chain.from_iterable(matches), np.int64, 3 * len(matches)).reshape(-1, 3)
        return np.searchsorted(bounds, found[:, 1]), np.searchsorted(bounds, found[:, 2]), self.by_index[found[:, 0]]


def searchable(tokens: TokenTable) -> tuple[str, np.ndarray]:
    """(text, bounds): the folded tokens each between blanks, and where each token's piece begins (and the last ends).

    A line end stands before each sentence, so that no phrase is found across a border.
    """
    text = "".join(f"\n {'  '.join(sentence)} " for sentence in tokens.sentences())
    bounds = np.append(0, (tokens.sizes + 2 + tokens.first).cumsum())
    bounds[:-1] += tokens.first
    return text, bounds


def place_rows() -> list[tuple[str, str, str, str, str, str]]:
    """Rows of `configs/places.tsv`: code, kind, name, parent, valid, successor."""
    with open(CONFIGS / "places.tsv", encoding="utf-8") as lines:
        next(lines)
        return [tuple(line.rstrip("\n").split("\t")) for line in lines]  # type: ignore[misc]


def office_phrases() -> Iterator[tuple[str, str, str]]:
    """(phrase, class, row of the table it stands in) of ranks, positions, heads of units, and words around names."""
    for row in table("ranks")["rank"]:
        yield from ((name, "rank", f"configs/ranks.toml {row['id']}") for name in row["names"])
    for row in table("positions")["position"]:
        yield from ((form, "position", f"configs/positions.toml {row['id']}") for form in row["forms"])
    for row in table("units")["unit"]:
        yield from ((form, "unit", f"configs/units.toml {row['id']}") for form in row["forms"])
    for row in table("units")["name"]:
        yield from ((form, "body", f"configs/units.toml name.{row['kind']}") for form in row["forms"])
    yield from (
        (short, "term", f"configs/abbreviations.toml other.{short}") for short in table("abbreviations")["other"]
    )
    people = table("people")
    for group in ("suspect", "victim", "witness"):
        yield from ((form, "role", f"configs/people.toml roles.{group}") for form in people["roles"][group])
    yield from ((form, "honorific", "configs/people.toml honorifics") for form in people["honorifics"]["forms"])


def place_phrases() -> Iterator[tuple[str, str, str]]:
    """(phrase, class, row) of types and names of places; names of one syllable or all digits are left to the type words."""
    for row in table("places")["place"]:
        kind = "country" if row["id"] in ("bare", "foreign") else "place_type"
        yield from ((form, kind, f"configs/places.toml {row['id']}") for form in row["forms"])
    for code, _, name, *_ in place_rows():
        if " " in name:
            yield name, "place_name", f"configs/places.tsv {code}"


@cache
def offices() -> Gazetteer:
    """The phrases of `office_phrases`; a value is the index of its class in `CLASSES`."""
    return Gazetteer((phrase, CLASSES.index(kind)) for phrase, kind, _ in office_phrases())


@cache
def places() -> Gazetteer:
    """The phrases of `place_phrases`, likewise."""
    return Gazetteer((phrase, CLASSES.index(kind)) for phrase, kind, _ in place_phrases())


@cache
def surnames() -> frozenset[str]:
    """Folded family names."""
    return frozenset(map(folded, table("people")["surnames"]["common"]))
