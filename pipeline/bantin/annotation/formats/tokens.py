"""Texts cut into tokens and sentences for the formats that label tokens, and spans put onto them."""

from __future__ import annotations

from functools import cache

from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from bantin.annotation.annotated import Annotated, Lost, loss
from bantin.language import lexemes
from bantin.language.sentences import Sentences
from bantin.language.tokenizer import Tokenizer


@cache
def _tools() -> tuple[Tokenizer, Sentences]:
    vocab = Vocab()
    lexemes.install(vocab)
    return Tokenizer(vocab), Sentences()


def document(text: str) -> Doc:
    """The tokens and sentences of a text, as the pipeline makes them."""
    tokenizer, sentences = _tools()
    return sentences(tokenizer(text))


def token_spans(article: Annotated, doc: Doc, lost: Lost) -> list[Span]:
    """The article's spans as spans of tokens, in order, none overlapping another; `lost` is told of those that can't be."""
    found: list[Span] = []
    for span in sorted(set(article.spans), key=lambda s: (s[0], -s[1], s[2])):
        start, end, label = span
        tokens = doc.char_span(start, end, label=label)
        if tokens is None or not len(tokens):
            lost(loss(article.id, article.text, span, "not on token borders"))
        elif tokens[0].text.isspace() or tokens[-1].text.isspace():
            lost(loss(article.id, article.text, span, "begins or ends with white space"))
        elif found and tokens.start < found[-1].end:
            lost(loss(article.id, article.text, span, f"overlaps the {found[-1].label_} before it"))
        else:
            found.append(tokens)
    return found
