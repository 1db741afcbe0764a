"""The words of one document, as the stages behind the tagger ask for them again and again: computed once a document."""

from __future__ import annotations

import numpy as np
from spacy.attrs import IDX, IS_SPACE, LOWER, NORM, PREFIX, SENT_START, SHAPE, SPACY, SUFFIX
from spacy.strings import StringStore
from spacy.tokens import Doc

from bantin.language.tokenizer import raw

WORDS, ARRAY = "bantin_words", "bantin_array"
COLUMNS = [NORM, LOWER, SHAPE, PREFIX, SUFFIX, SENT_START, SPACY, IDX, IS_SPACE]
FORMS = 1 << 17  # forms remembered at most

_folds: dict[int, str] = {}  # by id, which is the same in every vocabulary


def fold_strings(keys: list[int], strings: StringStore) -> list[str]:
    """The strings of lower-case ids."""
    try:
        return list(map(_folds.__getitem__, keys))
    except KeyError:  # forms not met before
        if len(_folds) > FORMS:
            _folds.clear()
        _folds.update((key, strings[key]) for key in set(keys) if key not in _folds)
        return list(map(_folds.__getitem__, keys))


def columns(doc: Doc) -> np.ndarray:
    """uint64[tokens, len(COLUMNS)] of a document whose sentences are known; it keeps them until `words` has read them."""
    found = doc.user_data.get(ARRAY)
    if not isinstance(found, np.ndarray) or len(found) != len(doc):
        found = doc.user_data[ARRAY] = doc.to_array(COLUMNS)
    return found


class Words:
    """The tokens of `doc`; its *words* are those that are not white space.

    Attributes:
        text: the raw text.
        starts, ends: code points of each token; the length of the text stands behind the last start.
        borders: tokens that begin a sentence, and the number of tokens.
        before: how many words stand before each token, and how many there are.
        folds: lower-case canonical form of each word. lower: uint64, its id.
        position: int64, token of each word. start: int64, code point where it begins.
    """

    def __init__(self, doc: Doc) -> None:
        self.text = raw(doc)
        _, lower, _, _, _, first, blank, begin, space = columns(doc).view(np.int64).T
        del doc.user_data[ARRAY]
        self.starts = [*begin.tolist(), len(self.text)]
        self.ends = (np.append(begin[1:], len(self.text)) - blank).tolist()
        self.borders = [*(first == 1).nonzero()[0].tolist(), len(doc)]
        kept = space == 0
        self.before = [0, *kept.cumsum().tolist()]
        self.position = kept.nonzero()[0]
        self.start = begin[kept]
        self.lower = lower[kept].view(np.uint64)
        self.folds = fold_strings(self.lower.tolist(), doc.vocab.strings)

    def span(self, start: int, end: int) -> str:
        """The raw text from token `start` up to token `end`, which is exclusive; no white space stands behind it."""
        return self.text[self.starts[start] : self.ends[end - 1]]

    def folded(self, start: int, end: int) -> str:
        """The folded words between two tokens, single blanks between them."""
        return " ".join(self.folds[self.before[start] : self.before[end]])


def words(doc: Doc) -> Words:
    """The words of a document whose sentences are known."""
    found = doc.user_data.get(WORDS)
    if not isinstance(found, Words) or len(found.ends) != len(doc):
        found = doc.user_data[WORDS] = Words(doc)
    return found
