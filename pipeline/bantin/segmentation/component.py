"""Word segmentation: underthesea's words on the `Doc`, for the parts of an article that tell what it is about.

A Vietnamese word may have several syllables (`công an`, `bắt giữ`), and each syllable is a token. Not in the default pipeline: it costs more
time than it is worth there, see `models/experiments/segmentation.md`.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from bantin.errors import UserError

WORDS = "words"  # the group of `doc.spans`
ZONES = frozenset({"title", "lede"})  # what is segmented


@Language.factory("bantin_segmentation", assigns=["doc.spans"], requires=["doc._.zones"])
def create_segmentation(nlp: Language, name: str) -> Segmentation:
    """Factory of `Segmentation`."""
    return Segmentation()


def segmenter() -> Callable[[str], list[str]]:
    """underthesea's `word_tokenize`.

    Raises:
        UserError: it is not installed.
    """
    try:
        from underthesea import word_tokenize
    except ImportError:
        raise UserError(
            "word segmentation needs a package that is not installed (underthesea): pip install 'bantin[segmentation]'"
        ) from None
    return word_tokenize  # type: ignore[no-any-return]


def aligned(forms: list[str], found: list[str]) -> list[tuple[int, int]]:
    """Borders of words in tokens; where a word's border is none of a token, the words on both sides are one.

    Args:
        forms: the tokens' forms, without white space.
        found: the words that a segmenter made of them.

    Returns:
        (first token, token behind the last) of each word, one after another. Each token is a word where the segmenter changed a letter.
    """
    spelled = ["".join(word.split()) for word in found]
    if "".join(spelled) != "".join(forms):
        return [(k, k + 1) for k in range(len(forms))]
    ends, at = set[int](), 0
    for word in spelled:
        at += len(word)
        ends.add(at)
    borders, at = [0], 0
    for k, form in enumerate(forms, 1):
        at += len(form)
        if at in ends:
            borders.append(k)
    return list(pairwise(borders))


class Segmentation:
    """Sets `doc.spans["words"]`: the words of title and lede; of a text without either, those of its first sentence."""

    def __init__(self) -> None:
        self.segment = segmenter()

    def __call__(self, doc: Doc) -> Doc:
        """Segment one document."""
        parts = [(zone.start, zone.end) for zone in doc._.zones if zone.kind in ZONES]
        parts = parts or [(zone.start, zone.start + 1) for zone in doc._.zones[:1]]
        words: list[Span] = []
        for sentence in doc.sents if len(doc) else ():
            if any(start < sentence.end_char and sentence.start_char < end for start, end in parts):
                words += self._words(sentence)
        doc.spans[WORDS] = SpanGroup(doc, name=WORDS, spans=words)
        return doc

    def _words(self, sentence: Span) -> list[Span]:
        """The words of a sentence: the segmenter reads the tokens' norms, so that spelling variants are alike."""
        tokens = [token for token in sentence if not token.is_space]
        forms = ["".join(token.norm_.split()) for token in tokens]
        borders = aligned(forms, self.segment(" ".join(forms))) if forms else []
        return [sentence.doc[tokens[a].i : tokens[b - 1].i + 1] for a, b in borders]
