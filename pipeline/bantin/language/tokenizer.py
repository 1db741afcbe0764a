"""The tokenizer: Vietnamese news text to a spaCy `Doc` whose text is the raw text, to the character.

Tokens are syllables and the small units of official news: dates (`12/6/2023`), clock times (`14h30`), document numbers
(`100/2019/NĐ-CP`), ratios, decimals, dotted abbreviations (`TP.HCM`), host names, punctuation marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import accumulate, chain
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
GAP = re.compile(r"[^\S ]\s*| (?:\s+|\Z)")  # white space that is not one blank between words
LONGEST = 400
SHORT = 32  # characters of a chunk that is worth remembering
LASTING = PASSING = 1 << 15  # chunks whose lexemes are kept for good; others remembered at a time

Words = tuple[str | int, ...]  # of a word that the vocabulary keeps, the id, which is found sooner


def split(chunk: str, followed: bool) -> list[str]:
    """Tokens of a text without white space; `followed` says that after one white space character the text goes on."""
    words = TOKEN.findall(chunk + " a")[:-1] if followed else TOKEN.findall(chunk)
    if len(chunk) <= LONGEST:
        return words
    return [word[i : i + LONGEST] for word in words for i in range(0, len(word), LONGEST)]


class Chunks(dict[str, Words]):
    """Tokens of what stands between two blanks, computed once: nearly all of a text has been read before.

    Attributes:
        lasting: how many chunks stay.
        passing: the other ones, which `settle` makes lasting or forgets.
    """

    def __init__(self) -> None:
        self.lasting = 0
        self.passing: list[str] = []

    def __missing__(self, chunk: str) -> Words:
        words = tuple(split(chunk, True))
        if len(chunk) <= SHORT and len(self.passing) < PASSING:
            self[chunk] = words
            self.passing.append(chunk)
        return words

    def settle(self, vocab: Vocab) -> None:
        """Make the words of passing chunks lexemes of `vocab` and the chunks lasting, while there is room."""
        for chunk in self.passing:
            words = self.pop(chunk)
            if self.lasting < LASTING:
                self[chunk] = tuple(vocab[word].orth for word in words)
                self.lasting += 1
        self.passing.clear()


def read(text: str, chunks: Chunks) -> tuple[list[str | int], list[bool]]:
    """Tokens of `text`, and whether one blank follows each; white space beyond that is a token of its own.

    Args:
        text: any string.
        chunks: what is known of chunks.
    """
    parts: list[Words] = []
    glued: list[int] = []  # the parts that no blank follows
    at = len(text) - len(text.lstrip())
    if at:
        glued.append(0)
        parts.append((text[:at],))
    while at < len(text):
        gap = GAP.search(text, at)
        end, after = gap.span() if gap else (len(text), len(text))
        found = text[at:end].split(" ")
        at = after
        if after - end != 1 or after == len(text):
            end_of_text = found.pop()
            parts += map(chunks.__getitem__, found)
            parts.append(tuple(split(end_of_text, False)))
        else:
            parts += map(chunks.__getitem__, found)
        blank = after > end and text[end] == " "
        if not blank:
            glued.append(len(parts) - 1)
        if after > end + blank:
            glued.append(len(parts))
            parts.append((text[end + blank : after],))
    words = list(chain.from_iterable(parts))
    ends = list(accumulate(map(len, parts)))
    spaces = [False] * len(words)
    for end in ends:
        spaces[end - 1] = True
    for part in glued:
        spaces[ends[part] - 1] = False
    return words, spaces


def words_and_spaces(text: str) -> tuple[list[str], list[bool]]:
    """Tokens of `text`, and whether one blank follows each; white space beyond that is a token of its own."""
    words, spaces = read(text, Chunks())
    return [word for word in words if isinstance(word, str)], spaces


RAW = "bantin_raw_text"


def raw(doc: Doc) -> str:
    """The text of a document, as `doc.text`, which spaCy puts together from its tokens at every call."""
    text = doc.user_data.get(RAW)
    return text if isinstance(text, str) else doc.text


class Tokenizer:
    """spaCy tokenizer: `tokenizer(text)` gives a `Doc` with `doc.text == text` for any string that UTF-8 can hold."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab
        self.chunks = Chunks()

    def settle(self) -> None:
        """Keep the lexemes of the words met since the last time, up to a limit; to be called outside memory zones.

        A zone forgets the lexemes it made, and computing the attributes of a word anew costs more than all else of its token.
        """
        self.chunks.settle(self.vocab)

    def __call__(self, text: str) -> Doc:
        """The `Doc` of `text` (any string without lone surrogates)."""
        words, spaces = read(text, self.chunks)
        doc = Doc(self.vocab, words=words, spaces=spaces)  # type: ignore[arg-type]  # ids are taken as well
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
