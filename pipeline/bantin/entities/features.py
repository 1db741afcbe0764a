"""Hashed features of tokens, computed column by column on a `TokenTable`.

A feature is a 32-bit number: its template above a hash of the values that it looks at (words, shapes, outline letters of the token and
its neighbours). No strings are built; a model maps the numbers it knows to weights.
"""

from __future__ import annotations

import numpy as np

from bantin.entities.clusters import Clusters, known_clusters
from bantin.entities.gazetteer import surnames
from bantin.entities.hashing import HASHED, PRIME, SHIFT, mixed, short
from bantin.entities.rules import LABELS, Candidates, find_candidates
from bantin.language.table import TokenTable

# Columns: word, canonical word, shape, prefix, suffix, outline letter, rule proposal, document clues, layout.
TEMPLATES: tuple[tuple[tuple[str, int], ...], ...] = tuple(
    tuple((part[0], int(part[1:])) for part in template.split())
    for template in (
        "w0",
        "w-1",
        "w1",
        "w-2",
        "w2",
        "w-3",
        "w3",
        "w-1 w0",
        "w0 w1",
        "w-2 w-1",
        "w1 w2",
        "w-1 w1",
        "w-2 w-1 w0",
        "w0 w1 w2",
        "n0",
        "s0",
        "s-1 s0",
        "s0 s1",
        "s-1 s0 s1",
        "p0 s0",
        "f0 s0",
        "f-1",
        "f1",
        "o0",
        "o-1 o0",
        "o0 o1",
        "o-1 o0 o1",
        "o-2 o-1 o0",
        "o0 o1 o2",
        "o-2 o-1 o0 o1 o2",
        "o-1 w0",
        "w-1 o0",
        "o0 w1",
        "o-3 o-2 o-1 o0",
        "o0 o1 o2 o3",
        "r0",
        "r-1 r0",
        "r0 r1",
        "r0 w0",
        "r-1 r0 r1",
        "c0",
        "c0 o-1",
        "c0 w-1",
        "c0 c1",
        "c0 r0",
        "l0 s0",
        "l0 o0",
        "k-2",
        "k-1",
        "k0",
        "k1",
        "k2",
        "k-1 k0",
        "k0 k1",
        "g-1 g0 g1",
        "g-2 g-1 g0",
        "g0 g1 g2",
        "b-2",
        "b-1",
        "b0",
        "b1",
        "b-2 b0",
        "d-2 o0",
        "b0 o0",
        "k-1 o0",
        "k0 o0",
        "k1 o0",
    )
)
PARTS = sorted({part for template in TEMPLATES for part in template})
PERSON, UNIT, LOCATION = (LABELS.index(name) for name in ("PERSON", "UNIT", "LOCATION"))
PAD = 0x7F4A7C15


def outline_letter(form: str) -> int:
    """Code of the outline letter of one canonical form: `S` family name, `C` capitalised, `A` acronym, `I` initial, `d` digits, `x` word,
    or the punctuation itself."""
    first = form[:1] or "*"
    if first.isdigit():
        return ord("d")
    if first.isalpha():
        if not first.isupper():
            return ord("x")
        if len(form) == 1 or form[1] == ".":
            return ord("I")
        if form.isupper() and len(form) > 1:
            return ord("A") if len(form) < 3 or form.lower() not in surnames() else ord("S")
        return ord("S") if form.lower() in surnames() else ord("C")
    if first in "-–—":
        return ord("-")
    if first in "\"“”'‘’«»":
        return ord('"')
    return ord(first) if first.isascii() and first.isprintable() and first not in "\n" else ord("*")


def clues(tokens: TokenTable, candidates: Candidates) -> np.ndarray:
    """uint32[n]: what the whole document says of a word: seen at a person's name's end, after a rank or an honorific, in lower case,
    in a unit's name, in a place's."""
    letters = candidates.letters
    here = mixed(short(tokens.lower)) ^ mixed(tokens.doc.astype(np.uint32))
    kind = (candidates.proposed + 1) // 2 - 1
    last = (kind == PERSON) & ~np.append((kind[1:] == PERSON) & (candidates.proposed[1:] & 1 == 0), False)
    capital = np.isin(letters, np.frombuffer(b"SCI", np.uint8))
    after = np.zeros(len(here), bool)
    after[1:] = np.isin(letters[:-1], np.frombuffer(b"RrHhOo", np.uint8)) & ~tokens.first[1:]
    alone = after & capital & ~np.append(capital[1:] & ~tokens.first[1:], False)
    plain = tokens.shape == tokens.strings["x"]
    forms, which = np.unique(here, return_inverse=True)
    seen = np.zeros((len(forms)), np.uint32)
    for bit, mask in enumerate(
        (last, alone, plain, after & capital, (kind == UNIT) & ~plain, (kind == LOCATION) & ~plain)
    ):
        some = np.zeros(len(forms), bool)
        some[which[mask]] = True
        seen |= some.astype(np.uint32) << np.uint32(bit)
    return seen[which] | capital.astype(np.uint32) << np.uint32(6)


class Featurizer:
    """Features of token tables.

    Args:
        clusters: of word forms; those of `configs/` by default.
        gazetteer: whether gazetteers and rules propose candidates; without them, the features that look at proposals say nothing.

    Attributes:
        letters: outline letters of single word forms, by their id in the string store, as far as they were met.
    """

    def __init__(self, clusters: Clusters | None = None, gazetteer: bool = True) -> None:
        self.clusters = known_clusters() if clusters is None else clusters
        self.gazetteer = gazetteer
        self.letters: dict[int, int] = {}

    def outline(self, tokens: TokenTable) -> np.ndarray:
        """uint8[n]: the outline letter of each token by itself; see `outline_letter`."""
        unique, where = np.unique(tokens.norm, return_inverse=True)
        if len(self.letters) > 500_000:
            self.letters.clear()
        found = []
        for key in unique.tolist():
            code = self.letters.get(key)
            if code is None:
                code = self.letters[key] = outline_letter(tokens.strings[key])
            found.append(code)
        return np.array(found, np.uint8)[where]

    def columns(self, tokens: TokenTable, candidates: Candidates) -> dict[str, np.ndarray]:
        """The columns that templates name, uint32[n] each."""
        norm = short(tokens.norm)
        return {
            "w": short(tokens.lower),
            "n": norm,
            "s": short(tokens.shape),
            "p": short(tokens.prefix),
            "f": short(tokens.suffix),
            "o": candidates.letters.astype(np.uint32),
            "r": candidates.proposed.astype(np.uint32),
            "c": clues(tokens, candidates),
            "l": tokens.line.astype(np.uint32) + 2 * tokens.glued.astype(np.uint32),
            **self.clusters(norm, tokens.first),
        }

    def __call__(self, tokens: TokenTable) -> tuple[np.ndarray, Candidates]:
        """(uint32[len(TEMPLATES), n] feature numbers, the candidates they were computed with)."""
        single = self.outline(tokens)
        candidates = (
            find_candidates(tokens, single) if self.gazetteer else Candidates(single, np.zeros(len(tokens), np.int8))
        )
        data = self.columns(tokens, candidates)
        n = len(tokens)
        sentence = np.cumsum(tokens.first)
        shifted: dict[tuple[str, int], np.ndarray] = {}
        same: dict[int, np.ndarray] = {}
        for name, offset in PARTS:
            if offset == 0:
                shifted[name, 0] = data[name]
                continue
            column = np.full(n, PAD, np.uint32)
            reach = min(abs(offset), n)
            here, there = slice(0, n - reach), slice(reach, n)
            if offset < 0:
                here, there = there, here
            if offset not in same:
                same[offset] = sentence[here] == sentence[there]
            np.copyto(column[here], data[name][there], where=same[offset])
            shifted[name, offset] = column
        result = np.empty((len(TEMPLATES), n), np.uint32)
        spare = np.empty(n, np.uint32)
        for i, template in enumerate(TEMPLATES):
            value = result[i]
            value[:] = PAD
            for part in template:
                value ^= shifted[part]
                value *= PRIME
                np.right_shift(value, SHIFT, out=spare)
                value ^= spare
            value >>= np.uint32(32 - HASHED)
            value |= np.uint32(i << HASHED)
        return result, candidates
