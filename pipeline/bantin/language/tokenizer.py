"""The tokenizer: Vietnamese news text to a spaCy `Doc` whose text is the raw text, to the character.

Tokens are syllables and the small units of official news: dates (`12/6/2023`), clock times (`14h30`), document numbers
(`100/2019/NĐ-CP`), ratios, decimals, dotted abbreviations (`TP.HCM`), host names, punctuation marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from bantin.language import lexemes

MARK = "\u0300-\u036f"
_CAPITALS = "".join(
    c for c in map(chr, range(0xC0, 0x1F00)) if unicodedata.category(c) == "Lu" and "LATIN" in unicodedata.name(c, "")
)
UP = rf"(?:[A-ZĐ{_CAPITALS}][{MARK}]*)"
WORD = rf"(?:[^\W_][{MARK}\u00ad\u200b-\u200d\ufeff]*)"
TOP_LEVEL = "vn|com|net|org|gov|edu|info|io|tv|asia|biz"
TOKEN = re.compile(
    rf"""
    [^\W\d_]+(?=[\ ,;\n])                                           # the plain syllable first: nearly every token
    | (?:https?://|www\.)[^\s<>"'()“”‘’«»]+[^\s<>"'()“”‘’«».,;:!?…]              # address of a page
    | [A-Za-z\d_.+-]{{1,64}}@[A-Za-z\d-]{{1,63}}(?:\.[A-Za-z\d-]{{1,63}}){{1,8}}(?![\w{MARK}])    # e-mail (its parts as long as the standards let them be)
    | [A-Za-z][A-Za-z\d_-]{{0,62}}(?:\.[A-Za-z\d_-]{{1,63}}){{0,8}}\.(?:{TOP_LEVEL})(?![\w{MARK}])    # host name
    | \d+/(?:\d{{4}}/)?(?:TTr|{UP}(?:{UP}|[\d&])*)(?:-(?:{UP}|[a-z\d&])+)*(?![\w{MARK}])     # document number: 100/2019/NĐ-CP, 12/CT-TTg
    | \d{{1,4}}-{UP}{{2,5}}/{UP}{{2,6}}(?:-{UP}{{2,6}})?(?![\w{MARK}])     # the Party's: 18-NQ/TW
    | \d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{4}}(?!\w)                     # full date
    | \d{{1,2}}/\d{{4}}(?![\w/])                                    # month and year
    | \d{{1,2}}(?:h|g|:)\d{{2}}(?:[’']|(?![\w{MARK}]))              # clock time: 14h30, 20:02
    | \d{{1,2}}(?:h|g)(?![\w{MARK}])                                # 17h
    | \d{{1,3}}(?:\.\d{{3}})+(?:,\d+)?(?!\d|[.,]\d)                 # thousands: 35.585.407.000
    | \d+/\d+(?![\w/])                                              # ratio or day and month
    | \d{{1,2}}-\d{{1,2}}(?![\w-])                                  # day and month: 16-6
    | \d+[.,]\d+(?!\w|[.,]\d)                                       # decimal or day.month
    | \d+(?!{WORD})                                                 # number
    | {UP}{{1,2}}(?:\.{UP}){{1,6}}(?![\w{MARK}])                    # initials: N.V.A, TP.H
    | (?:TP|Tp|TX|Tx|TT|PGS|GS|TS|BS|ThS|Th|CN|KS)\.{UP}{{2,5}}(?![\w{MARK}])    # TP.HCM, PGS.TS
    | (?:TP|Tp|tp|TX|Tx|TT|Tt|PGS|GS|TS|BS|Bs|ThS|LS|Th|St)\.(?=\s?\S)    # TP. before its name
    | [QPHXTF]\.(?={UP}{WORD}|\d)                                   # P.5, H.Hưng
    | {WORD}+                                                       # syllable, foreign word
    | [{MARK}]+
    | \.{{2,}} | …
    | [^\w\s]
    | _
    """,
    re.VERBOSE,
)
PIECE = re.compile(rf"({TOKEN.pattern})(\ ?)(\s*)", re.VERBOSE)
LONGEST = 400


def words_and_spaces(text: str) -> tuple[list[str], list[bool]]:
    """Tokens of `text`, and whether one blank follows each; white space beyond that is a token of its own."""
    words: list[str] = []
    spaces: list[bool] = []
    lead = len(text) - len(text.lstrip())
    if lead:
        words.append(text[:lead])
        spaces.append(False)
    end = lead
    for match in PIECE.finditer(text, lead):
        word, blank, more = match.groups()
        if match.start() != end:
            words.append(text[end : match.start()])
            spaces.append(False)
        end = match.end()
        if len(word) > LONGEST:
            chunks = [word[i : i + LONGEST] for i in range(0, len(word), LONGEST)]
            words += chunks
            spaces += [False] * (len(chunks) - 1) + [bool(blank)]
        else:
            words.append(word)
            spaces.append(bool(blank))
        if more:
            words.append(more)
            spaces.append(False)
    if end != len(text):
        words.append(text[end:])
        spaces.append(False)
    return words, spaces


RAW = "bantin_raw_text"


def raw(doc: Doc) -> str:
    """The text of a document, as `doc.text`, which spaCy puts together from its tokens at every call."""
    text = doc.user_data.get(RAW)
    return text if isinstance(text, str) else doc.text


class Tokenizer:
    """spaCy tokenizer: `tokenizer(text)` gives a `Doc` with `doc.text == text` for any string that UTF-8 can hold."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """The `Doc` of `text` (any string without lone surrogates)."""
        words, spaces = words_and_spaces(text)
        doc = Doc(self.vocab, words=words, spaces=spaces)
        doc.user_data[RAW] = text
        return doc

    def to_bytes(self, **kwargs: object) -> bytes:
        """Nothing to store: the tokenizer has no state."""
        return b""

    def from_bytes(self, data: bytes, **kwargs: object) -> Tokenizer:
        """Nothing to read."""
        return self

    def to_disk(self, path: str | Path, **kwargs: object) -> None:
        """Nothing to store."""

    def from_disk(self, path: str | Path, **kwargs: object) -> Tokenizer:
        """Nothing to read."""
        return self


@registry.tokenizers("bantin.Tokenizer.v1")
def create_tokenizer() -> Callable[[Language], Tokenizer]:
    """Factory named in `configs/pipeline.cfg`."""

    def create(nlp: Language) -> Tokenizer:
        lexemes.install(nlp.vocab)
        return Tokenizer(nlp.vocab)

    return create
