"""CoNLL: a token and its BIO tag a line, white space or tab between, a blank line between sentences.

`-DOCSTART-` lines part the articles, as in the data of CoNLL 2003; in a file without any, every sentence is an article. Of more than two
columns the first is the token and the last the tag. White space between tokens, ids and event types have no place in the format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bantin.annotation.annotated import Annotated, Lost
from bantin.annotation.formats.files import created, inner, opened
from bantin.annotation.formats.tokens import document, token_spans
from bantin.errors import UserError

START = "-DOCSTART-"
TAG = re.compile(r"O|[BIELSU]-\S+")
Sentence = list[tuple[str, str]]


def columns(line: str) -> list[str]:
    """The columns of a line: at tabs where it has any, else at white space."""
    return [column.strip() for column in line.strip().split("\t")] if "\t" in line.strip() else line.split()


def looks_like(start: str) -> bool:
    """Whether the beginning of a file looks like this format."""
    lines = [columns(line) for line in start.splitlines()[:-1] or [start] if line.strip() and line[0] != "#"]
    return bool(lines) and all(len(line) > 1 and TAG.fullmatch(line[-1]) for line in lines[:20])


def sentences(path: Path) -> Iterator[Sentence | None]:
    """The sentences of a file as (token, tag); None where an article begins.

    Raises:
        UserError: a line is not a token and a tag.
    """
    sentence: Sentence = []
    with opened(path) as lines:
        for number, line in enumerate(lines, 1):
            found = columns(line)
            if not found or found[0] == START:
                if sentence:
                    yield sentence
                sentence = []
                if found:
                    yield None
            elif len(found) > 1 and found[0] and TAG.fullmatch(found[-1]):
                sentence.append((found[0], found[-1]))
            elif not line.startswith("#"):  # comments, as CoNLL-U has them
                raise UserError(
                    f"{path}, line {number}: a token and its tag are expected (such as `Nam B-PERSON` or `họp O`), not {line.strip()[:60]!r}."
                )
    if sentence:
        yield sentence


def article_of(parts: list[Sentence]) -> tuple[str, list[tuple[int, int, str]]]:
    """(text, spans) of sentences: a blank between tokens, a line for each sentence."""
    text, spans = "", list[tuple[int, int, str]]()
    for sentence in parts:
        text += "\n" if text else ""
        open_label, start, end = None, 0, 0
        for token, tag in sentence:
            begin = len(text)
            text += token + " "
            label = None if tag == "O" else tag[2:]
            if open_label and (label != open_label or tag[0] in "BSU"):
                spans.append((start, end, open_label))
                open_label = None
            if label:
                start, open_label = (start, label) if open_label else (begin, label)
                end = begin + len(token)
                if tag[0] in "ELSU":  # the tags that close a span, in other schemes than BIO
                    spans.append((start, end, label))
                    open_label = None
        if open_label:
            spans.append((start, end, open_label))
        text = text[:-1]
    return text, spans


def read(path: Path, lost: Lost) -> Iterator[tuple[str, dict[str, Any]]]:
    """The articles, numbered in their order: `name-1`, `name-2`, …"""
    stem, number = inner(path).stem, 0
    by_start, article = False, list[Sentence]()

    def row() -> tuple[str, dict[str, Any]]:
        text, spans = article_of(article)
        return f"{path}, article {number}", {"id": f"{stem}-{number}", "text": text, "spans": spans}

    for sentence in sentences(path):
        if sentence is None:
            if by_start:
                yield row()
            by_start, article, number = True, [], number + 1
        elif by_start:
            article.append(sentence)
        else:
            article, number = [sentence], number + 1
            yield row()
    if by_start:
        yield row()


def write(articles: Iterable[Annotated], path: Path, lost: Lost) -> None:
    """Tokens are the pipeline's own; a sentence does not end inside a span.

    Raises:
        UserError: a label holds white space.
    """
    with created(path) as out:
        for article in articles:
            doc = document(article.text)
            spans = token_spans(article, doc, lost)
            tags = ["O"] * len(doc)
            for span in spans:
                if not TAG.fullmatch(f"B-{span.label_}"):
                    raise UserError(
                        f"{article.id}: the label {span.label_!r} holds white space, which .conll can't hold."
                    )
                tags[span.start : span.end] = [f"B-{span.label_}"] + [f"I-{span.label_}"] * (len(span) - 1)
            out.write(f"{START}\tO\n\n")
            written = False
            for token, tag in zip(doc, tags, strict=True):
                if token.is_sent_start and written and not tag.startswith("I-"):
                    out.write("\n")
                    written = False
                if not token.text.isspace():
                    out.write(f"{token.text}\t{tag}\n")
                    written = True
            out.write("\n")
