"""Tokens of many documents as arrays: what the entity stage computes on, instead of on `Token` objects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
from spacy.tokens import Doc

from bantin.language.words import COLUMNS, columns


class TokenTable:
    """The non-space tokens of `docs`, one after another.

    Attributes:
        norm, lower, shape, prefix, suffix: uint64[n], ids in the vocabulary's string store.
        start: int64[n], code point of the text where each token begins.
        position: int64[n], index of each token in its own `Doc`.
        doc: int64[n], which of `docs` the token is of.
        first: bool[n], a sentence begins here.
        line: bool[n], a line begins here.
        glued: bool[n], no white space before the token.
    """

    def __init__(self, docs: Sequence[Doc]) -> None:
        self.docs = docs
        self.strings = docs[0].vocab.strings
        arrays = [columns(doc) for doc in docs]
        lengths = [len(a) for a in arrays]
        data = np.concatenate(arrays) if arrays else np.zeros((0, len(COLUMNS)), np.uint64)
        position = np.concatenate([np.arange(n) for n in lengths]) if arrays else np.zeros(0, np.int64)
        owner = np.repeat(np.arange(len(docs)), lengths)
        shape = data[:, 2]
        newline, blank = self.strings["\n"], self.strings[" "]
        space = (shape == newline) | (shape == blank)
        line = np.zeros(len(data), bool)
        line[1:] = shape[:-1] == newline
        line[position == 0] = True
        glued = np.zeros(len(data), bool)
        glued[1:] = (data[:-1, 6] == 0) & ~space[:-1]
        glued[position == 0] = False
        keep = np.flatnonzero(~space)
        first = (data[:, 5] == 1) | (position == 0)
        # A sentence that begins with white space begins, for the table, at the next token that is kept.
        starts = np.flatnonzero(first)
        moved = np.searchsorted(keep, starts)
        first = np.zeros(len(keep), bool)
        first[moved[moved < len(keep)]] = True
        self.norm, self.lower, self.shape, self.prefix, self.suffix = (
            np.ascontiguousarray(data[keep, i]) for i in range(5)
        )
        self.position, self.doc, self.first = position[keep], owner[keep], first
        self.start = data[keep, 7].astype(np.int64)
        self.line, self.glued = line[keep], glued[keep]

    def __len__(self) -> int:
        return len(self.lower)

    @cached_property
    def forms(self) -> tuple[list[str], np.ndarray]:
        """(the different lower-case canonical forms, int64[n]: which of them each token has)."""
        unique, where = np.unique(self.lower, return_inverse=True)
        return [self.strings[key] for key in unique.tolist()], where

    @cached_property
    def folds(self) -> list[str]:
        """Lower-case canonical form of each token."""
        forms, where = self.forms
        return list(map(forms.__getitem__, where.tolist()))

    @cached_property
    def sizes(self) -> np.ndarray:
        """int64[n]: the characters of each token's lower-case canonical form."""
        forms, where = self.forms
        return np.fromiter(map(len, forms), np.int64, len(forms))[where]

    def sentences(self) -> Iterator[list[str]]:
        """The lower-case canonical forms of each sentence."""
        for start, end in pairwise([*np.flatnonzero(self.first).tolist(), len(self)]):
            yield self.folds[start:end]

    @cached_property
    def doc_bounds(self) -> np.ndarray:
        """int64[len(docs) + 1]: where each document's tokens begin in the table, and the end."""
        return np.searchsorted(self.doc, np.arange(len(self.docs) + 1))
