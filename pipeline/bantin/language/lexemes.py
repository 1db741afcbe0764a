"""What the pipeline knows of a word form by itself: canonical, folded, affixes, shape. Computed once a form, by spaCy's lexemes.

| attribute | value |
| --- | --- |
| `NORM` | canonical form, case kept |
| `LOWER` | canonical form in lower case |
| `SHAPE` | `Xx`, `X`, `XX`, `x`, `xX`, digits by pattern (`dd/dd`, `dhdd`), punctuation itself |
| `PREFIX`, `SUFFIX` | first two, last three letters of the lower-case form without marks |
"""

from __future__ import annotations

import re

from spacy.attrs import LOWER, NORM, PREFIX, SHAPE, SUFFIX
from spacy.vocab import Vocab

from bantin.language.norms import canonical, without_marks

DIGITS = re.compile(r"\d+")


def shape(text: str) -> str:
    """Outline of a canonical form: capitals, digits and punctuation kept apart; see the module's table."""
    if text.isspace():
        return "\n" if text.splitlines() != [text] else " "
    if not text.isalpha():
        if text.isdecimal():
            number = int(text) if len(text) < 6 else 0
            if 1900 <= number <= 2100:
                return "year"
            return f"d{min(len(text), 5)}"
        if any(c.isdigit() for c in text):
            return DIGITS.sub(
                lambda m: "d" * min(len(m.group()), 5),
                re.sub(
                    r"[^\W\d_]+",
                    lambda m: (
                        m.group() if len(m.group()) == 1 and m.group() in "hg" else "X" if m.group().isupper() else "x"
                    ),
                    text,
                ),
            )[:20]
        if not any(c.isalpha() for c in text):
            return text[:1]
        return "X." if text[0].isupper() else "x."
    if text.islower():
        return "x"
    if text.isupper():
        return "X" if len(text) == 1 else "XX"
    return "Xx" if text[0].isupper() and text[1:].islower() else "xX"


def install(vocab: Vocab) -> None:
    """Let `vocab` compute the attributes of the module's table for every form it meets from now on."""
    getters: dict = vocab.lex_attr_getters  # type: ignore[attr-defined]
    getters.update(
        {
            NORM: canonical,
            LOWER: lambda text: canonical(text).lower(),
            SHAPE: lambda text: shape(canonical(text)),
            PREFIX: lambda text: without_marks(canonical(text).lower())[:2],
            SUFFIX: lambda text: without_marks(canonical(text).lower())[-3:],
        }
    )
