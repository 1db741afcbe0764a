"""Rules propose: entity candidates from gazetteers and grammars, as spans and as features for the tagger.

Each token is outlined as one letter (see `OUTLINE`), and patterns over the outline of a sentence propose spans. What the rules alone
would answer is a complete, if modest, analysis: the baseline that the trained tagger has to beat.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import numpy as np

from bantin.entities.gazetteer import CLASSES, Gazetteer, offices, places, searchable
from bantin.entities.grammar import proposals
from bantin.language.table import TokenTable
from bantin.resources import table

LABELS = ("RANK", "PERSON", "POSITION", "UNIT", "LOCATION", "DATE", "DOCUMENT", "IGNORE")
# First letter of a phrase in capitals, the rest of it in lower case: Rank, Position, Unit head, pLace type, place Name, Honorific,
# rOle, Country (K), Term, Body with a name of its own; then single tokens: Surname, Capitalised, Acronym, Initial, digits, unit-inside word, other word, punctuation itself.
OUTLINE = {
    "rank": "Rr",
    "position": "Pp",
    "unit": "Uu",
    "place_type": "Ll",
    "place_name": "Nn",
    "honorific": "Hh",
    "role": "Oo",
    "country": "Kk",
    "term": "Tt",
    "body": "Bb",
}
CAP = "[SCNnKkAI]"
# Each begins with the letters that it can begin with, which the engine skips to.
PATTERNS = (
    ("RANK", re.compile("Rr*")),
    (
        "PERSON",
        re.compile(rf"[SCI](?:(?<=[RrHhOo].){CAP}{{0,4}}|(?<=[Rr][Uu]{{2}}[SC]){CAP}{{1,4}}|(?<=S)[SCNnAI]{{1,4}})"),
    ),
    (
        "UNIT",
        re.compile(
            rf"Uu*(?:[UuqLlBb]|{CAP}|d|-(?={CAP}|[Uuq]))*(?:[UuLBb]|{CAP}|d|q)|A(?:{CAP}{{1,3}})?(?<=A..)|Uu+|Bb*"
        ),
    ),
    ("LOCATION", re.compile(rf"Ll*(?:{CAP}{{1,4}}|d)(?:/d)?|Nn+|Kk*")),
    ("POSITION", re.compile("P(?:p+|(?=[Uu,–-]|$)|(?<=[-–,]P))")),
)


FIRST = np.array([ord("x"), *(ord(OUTLINE.get(name, "xx")[0]) for name in CLASSES)], np.uint8)
REST = np.array([ord("x"), *(ord(OUTLINE.get(name, "xx")[1]) for name in CLASSES)], np.uint8)
ADDRESS = np.array([False, *(name in ("honorific", "role") for name in CLASSES)])
NEEDS_CAPITALS = np.array([False, *(name in ("place_name", "country", "term", "body") for name in CLASSES)])


@dataclass
class Candidates:
    """What rules found in a token table.

    Attributes:
        letters: uint8[n], each token's outline letter.
        proposed: int8[n], 0 for none, else `2 * label + 1` at a proposal's first token and `2 * label + 2` inside, by `LABELS`.
    """

    letters: np.ndarray
    proposed: np.ndarray

    def spans(self) -> list[tuple[int, int, str]]:
        """(first token, token after the last, label) of every proposal."""
        starts = np.flatnonzero(self.proposed & 1)
        inside = (self.proposed != 0) & (self.proposed & 1 == 0)
        outside = np.flatnonzero(np.append(~inside, True))
        ends = outside[np.searchsorted(outside, starts + 1)]
        labels = (self.proposed[starts] - 1) // 2
        return [(s, e, LABELS[i]) for s, e, i in zip(starts.tolist(), ends.tolist(), labels.tolist(), strict=True)]


@cache
def inside_words() -> Gazetteer:
    """Words that go on with a unit's name."""
    return Gazetteer((word, 0) for word in table("units")["inside"]["words"])


def covered(starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """int64: every index in the half-open ranges, in order."""
    lengths = ends - starts
    total = int(lengths.sum())
    return np.repeat(starts - np.cumsum(lengths) + lengths, lengths) + np.arange(total)


def find_candidates(tokens: TokenTable, single: np.ndarray) -> Candidates:
    """Candidates of a token table.

    Args:
        tokens: the tokens.
        single: uint8[n], the outline letter of each token by itself.
    """
    n = len(tokens)
    letters = single.copy()
    text, bounds = searchable(tokens)
    starts, ends, _ = inside_words().find(text, bounds)
    inside = covered(starts, ends)
    letters[inside[letters[inside] == ord("x")]] = ord("q")
    lower = np.concatenate([[0], np.cumsum(~np.isin(single, np.frombuffer(b"SCAI", np.uint8)))])
    capital = np.isin(single, np.frombuffer(b"SC", np.uint8))
    for gazetteer in (places(), offices()):
        starts, ends, values = gazetteer.find(text, bounds)
        keep = ~NEEDS_CAPITALS[values + 1] | (lower[ends] == lower[starts])
        # `Phạm Thị Hạnh`, `Lê Tuấn Anh`: a capitalised form of address right behind a capitalised word is part of the name.
        keep &= ~(
            ADDRESS[values + 1] & (ends == starts + 1) & capital[starts] & capital[starts - 1] & ~tokens.first[starts]
        )
        starts, ends, values = starts[keep], ends[keep], values[keep]
        letters[covered(starts, ends)] = np.repeat(REST[values + 1], ends - starts)
        letters[starts] = FIRST[values + 1]
    borders = np.flatnonzero(tokens.first)
    outline = np.insert(letters, borders, ord("\n")).tobytes().decode("ascii")
    place = np.arange(n) + np.cumsum(tokens.first)
    back = np.zeros(len(outline) + 1, np.int64)
    back[place] = np.arange(n)
    index = back.tolist()
    proposed = bytearray(n)

    def propose(start: int, end: int, label: str) -> None:
        if not any(proposed[start:end]):
            code = 2 * LABELS.index(label)
            proposed[start:end] = bytes([code + 1]) + bytes([code + 2]) * (end - start - 1)

    for start, end, label in proposals(tokens):
        propose(start, end, label)
    for label, pattern in PATTERNS:
        for match in pattern.finditer(outline):
            propose(index[match.start()], index[match.end() - 1] + 1, label)
    return Candidates(letters, np.frombuffer(proposed, np.int8))
