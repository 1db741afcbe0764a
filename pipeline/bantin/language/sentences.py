"""Sentence borders: line ends, and full stops that no abbreviation explains.

Each token is outlined as one character, and a regular expression over the outline finds the borders:
`n` line end, `_` other white space, `.` full stop or dots, `!` other end mark, `)` closing and `(` opening mark,
`U` capitalised, `I` one capital letter, `d` digits, `a` abbreviation, `x` anything else.
"""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
from spacy.attrs import NORM, SENT_START
from spacy.language import Language
from spacy.tokens import Doc

ABBREVIATIONS = frozenset(
    ["tp", "tx", "tt", "q", "p", "h", "x", "ths", "ts", "gs", "pgs", "bs", "ls", "st", "th", "tr", "đ/c", "kp", "ql"]
)
MARKS = {
    **dict.fromkeys(".…", "."),
    "...": ".",
    "..": ".",
    "....": ".",
    "!": "!",
    "?": "!",
    **dict.fromkeys("\"”’')]»", ")"),
    **dict.fromkeys("“‘([«-–*•", "("),
}
LONGEST = 1000  # tokens
FORMS = 1 << 17  # word forms remembered at most
BORDER = re.compile(r"n[_n]*|(?:(?<![aI])\.|\.\.|!)\)*+_*+(?=[()]*+[UdI])")


def outline(form: str) -> str:
    """The character that stands for a token of canonical form `form`; see the module."""
    if form in MARKS:
        return MARKS[form]
    if form.isspace():
        return "n" if form.splitlines() != [form] else "_"
    if form.lower() in ABBREVIATIONS:
        return "a"
    if form[0].isupper():
        return "I" if len(form) == 1 or form[1] == "." else "U"
    return "d" if form[0].isdigit() else "x"


@Language.factory("bantin_sentences", assigns=["token.is_sent_start"])
def create_sentences(nlp: Language, name: str) -> Sentences:
    """Factory of `Sentences`."""
    return Sentences()


class Sentences:
    """Component that sets `is_sent_start` on every token."""

    def __init__(self) -> None:
        self.outlines: dict[int, str] = {}

    def outline(self, doc: Doc) -> str:
        """The characters that stand for the tokens of `doc`."""
        keys, known, strings = doc.to_array(NORM).tolist(), self.outlines, doc.vocab.strings
        try:
            return "".join(map(known.__getitem__, keys))
        except KeyError:  # forms not met before
            if len(known) > FORMS:
                known.clear()
            known.update((key, outline(strings[key] or " ")) for key in set(keys) if key not in known)
            return "".join(map(known.__getitem__, keys))

    def __call__(self, doc: Doc) -> Doc:
        """Split `doc`; an empty document is left as it is."""
        if not len(doc):
            return doc
        marks = self.outline(doc)
        borders = [0, *(match.end() for match in BORDER.finditer(marks) if match.end() < len(doc)), len(doc)]
        flags = np.full(len(doc), -1, np.int64)
        flags[borders[:-1]] = 1
        for start, end in pairwise(borders):
            if end - start > LONGEST:  # a text without any full stop must not become one sentence of a million tokens
                flags[start:end:LONGEST] = 1
        doc.from_array([SENT_START], flags.reshape(-1, 1).view(np.uint64))  # type: ignore[arg-type]
        return doc
