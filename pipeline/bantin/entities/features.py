"""Hashed features of tokens, computed column by column on a `TokenTable`.

A feature is a 64-bit number: the hash of a template and of the values it looks at (words, shapes, outline letters of the token and its
neighbours). No strings are built; a model maps the numbers it knows to weights.
"""

from __future__ import annotations

import numpy as np

from bantin.entities.gazetteer import surnames
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
    )
)
PAD = np.uint64(0x9E3779B97F4A7C15)
PRIME = np.uint64(0xBF58476D1CE4E5B9)
SHIFT = np.uint64(29)


class LexemeCache:
    """Outline letters of single word forms, by their id in the string store."""

    def __init__(self) -> None:
        self.letters: dict[int, int] = {}

    def __call__(self, tokens: TokenTable) -> np.ndarray:
        """uint8[n]: `S` family name, `C` capitalised, `A` acronym, `I` initial, `d` digits, `x` word, or the punctuation itself."""
        unique, where = np.unique(tokens.norm, return_inverse=True)
        if len(self.letters) > 500_000:
            self.letters.clear()
        found = []
        for key in unique.tolist():
            letter = self.letters.get(key)
            if letter is None:
                letter = self.letters[key] = self.letter(tokens.strings[key])
            found.append(letter)
        return np.array(found, np.uint8)[where] if found else np.zeros(0, np.uint8)

    @staticmethod
    def letter(form: str) -> int:
        """Outline letter of one canonical form."""
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
    """uint64[n]: what the whole document says of a word: seen at a person's name's end, after a rank or an honorific, in lower case."""
    lower, letters = tokens.lower, candidates.letters
    here = lower ^ (tokens.doc.astype(np.uint64) * PRIME)
    person = 2 * LABELS.index("PERSON") + 1
    inside = candidates.proposed == person + 1
    last = inside & ~np.append(inside[1:], False)
    capital = np.isin(letters, np.frombuffer(b"SCI", np.uint8))
    after = np.zeros(len(lower), bool)
    after[1:] = np.isin(letters[:-1], np.frombuffer(b"RrHhOo", np.uint8)) & ~tokens.first[1:]
    short = after & capital & ~np.append(capital[1:] & ~tokens.first[1:], False)
    plain = tokens.shape == tokens.strings["x"]
    result = np.zeros(len(lower), np.uint64)
    for bit, mask in enumerate((last, short, plain, after & capital)):
        result |= np.isin(here, here[mask]).astype(np.uint64) << np.uint64(bit)
    result |= capital.astype(np.uint64) << np.uint64(4)
    return result


def columns(tokens: TokenTable, candidates: Candidates) -> dict[str, np.ndarray]:
    """The columns that templates name, uint64[n] each."""
    return {
        "w": tokens.lower,
        "n": tokens.norm,
        "s": tokens.shape,
        "p": tokens.prefix,
        "f": tokens.suffix,
        "o": candidates.letters.astype(np.uint64),
        "r": candidates.proposed.astype(np.uint64),
        "c": clues(tokens, candidates),
        "l": tokens.line.astype(np.uint64) + 2 * tokens.glued.astype(np.uint64),
    }


def features(tokens: TokenTable, cache: LexemeCache) -> tuple[np.ndarray, Candidates]:
    """(uint64[len(TEMPLATES), n] feature numbers, the candidates they were computed with)."""
    candidates = find_candidates(tokens, cache(tokens))
    data = columns(tokens, candidates)
    n = len(tokens)
    sentence = np.cumsum(tokens.first)
    shifted: dict[tuple[str, int], np.ndarray] = {}
    for name, offset in {part for template in TEMPLATES for part in template}:
        if offset == 0:
            shifted[name, 0] = data[name]
            continue
        column = np.full(n, PAD)
        reach = min(abs(offset), n)
        here, there = slice(0, n - reach), slice(reach, n)
        if offset < 0:
            here, there = there, here
        same = sentence[here] == sentence[there]
        column[here] = np.where(same, data[name][there], PAD)
        shifted[name, offset] = column
    result = np.empty((len(TEMPLATES), n), np.uint64)
    for i, template in enumerate(TEMPLATES):
        value = np.full(n, PAD) * np.uint64(i + 1)
        for part in template:
            value = (value ^ shifted[part]) * PRIME
            value ^= value >> SHIFT
        result[i] = value
    return result, candidates
