"""One analysed article, as the explanations look at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from bantin.entities.tagger import Entity
from bantin.language.norms import folded
from bantin.language.words import Words, words
from bantin.linking.linker import Links
from bantin.sources.article import Article


@dataclass
class Reading:
    """An article with all that the stages left on its document.

    Attributes:
        nlp: the pipeline that analysed it.
        doc: the document.
        record: its record, as plain dictionaries.
        dated: `published` was given on the command line, not by the source.
        entities: the entities, in the order of the record's; credits are left out.
    """

    nlp: Language
    doc: Doc
    record: dict[str, Any]
    dated: bool = False
    entities: list[Entity] = field(init=False)
    known: Words = field(init=False)

    def __post_init__(self) -> None:
        self.entities = [e for e in self.doc._.entities if e.label != "IGNORE"]
        self.known = words(self.doc)

    @property
    def article(self) -> Article:
        """The article as its source gave it."""
        return self.doc._.article

    @property
    def links(self) -> Links:
        """What linking found."""
        return self.doc._.links

    def text(self, i: int) -> str:
        """Raw text of entity `i`."""
        return self.record["entities"][i]["text"]

    def fold(self, i: int) -> str:
        """Folded text of entity `i`."""
        return folded(self.text(i))

    def ending_with(self, words: str, labels: tuple[str, ...] = ("UNIT", "LOCATION")) -> int | None:
        """The first entity of `labels` whose text ends with `words` after other words; else the first that says just them."""
        wanted = folded(words)
        longer = [i for i, e in enumerate(self.entities) if e.label in labels and self.fold(i).endswith(f" {wanted}")]
        alone = [i for i, e in enumerate(self.entities) if e.label in labels and self.fold(i) == wanted]
        return next(iter(longer + alone), None)

    def nearest(self, i: int, mentions: list[int]) -> int:
        """That of some mentions with the fewest characters between it and entity `i`."""
        entities = self.record["entities"]

        def apart(m: int) -> int:
            first, second = (entities[k] for k in sorted((m, i)))
            return second["start"] - first["end"]

        return min(mentions, key=apart)

    def stretch(self, *mentions: int) -> dict[str, Any]:
        """The text from the first of some entities to the last: its borders, each entity's id in it, and the words between them."""
        first, last = min(mentions), max(mentions)
        inside = self.record["entities"][first : last + 1]
        text, start, end = self.article.text, inside[0]["start"], inside[-1]["end"]
        between = [text[a["end"] : b["start"]] for a, b in pairwise(inside)]
        return {"start": start, "end": end, "entities": [e["id"] for e in inside], "between": between}


def marked(text: str, start: int, end: int, entities: list[dict[str, Any]]) -> str:
    """`text[start:end]` with each entity in brackets behind its label: `[RANK Đại úy] [PERSON Lê Mai]`.

    Args:
        text: the article's raw text.
        start, end: code points of it.
        entities: the record's entities, in order; those outside are passed over.
    """
    parts, at = [], start
    for entity in entities:
        first, last = max(entity["start"], start), min(entity["end"], end)
        if first < last:
            parts += [text[at:first], f"[{entity['label']} {text[first:last]}]"]
            at = last
    return "".join([*parts, text[at:end]])
