"""Sentence borders: line ends, and full stops that no abbreviation explains.

Each token is outlined as one character, and a regular expression over the outline finds the borders:
`n` line end, `_` other white space, `.` full stop or dots, `!` other end mark, `)` closing and `(` opening mark,
`U` capitalised, `I` one capital letter, `d` digits, `a` abbreviation, `x` anything else.
"""

from __future__ import annotations

import re

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

    def __call__(self, doc: Doc) -> Doc:
        """Split `doc`; an empty document is left as it is."""
        if not len(doc):
            return doc
        ids = doc.to_array(NORM)
        known, strings = self.outlines, doc.vocab.strings
        for key in set(ids.tolist()) - known.keys():
            if len(known) > 200_000:
                known.clear()
                return self(doc)
            known[key] = outline(strings[key] or " ")
        marks = "".join([known[key] for key in ids.tolist()])
        flags = np.full(len(doc), -1, np.int64)
        flags[0] = 1
        flags[[match.end() for match in BORDER.finditer(marks) if match.end() < len(doc)]] = 1
        borders = np.append(np.flatnonzero(flags == 1), len(flags))
        for start, end in zip(borders[:-1].tolist(), borders[1:].tolist(), strict=True):
            flags[start:end:LONGEST] = (
                1  # a text without any full stop must not become one sentence of a million tokens
            )
        doc.from_array([SENT_START], flags.reshape(-1, 1).view(np.uint64))  # type: ignore[arg-type]
        return doc
