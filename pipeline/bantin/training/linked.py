"""How many people the linking gets right where it is given every span: its own mistakes, apart from the tagger's.

    python -m bantin.training.linked annotations/gold ../shared/data [--errors FILE]

A person with a rank or a position is right where name, rank, position and unit are; where several posts are found, one of them has to be.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated as Argument
from typing import Any, NamedTuple

import typer
from rich.console import Console
from spacy.language import Language

from bantin import pipeline
from bantin.annotation.annotated import Annotated
from bantin.annotation.corpus import read_corpus
from bantin.annotation.formats.jsonl import write_rows
from bantin.annotation.scores import Counts
from bantin.entities.tagger import Entity
from bantin.errors import UserError
from bantin.language.norms import folded
from bantin.linking.linker import Links
from bantin.sources.article import Article
from bantin.terminal import progress, stderr
from bantin.training.evaluate import table_of
from bantin.training.predict import nothing

PARTS = ("name", "rank", "position", "unit")
MARKS = re.compile(r"[^\w\s.]")
Key = tuple[str, ...]


class People(NamedTuple):
    """The people of an article as they were annotated and as the linking found them.

    Attributes:
        id: of the article.
        gold: (name, rank, position, unit) of each person, folded, empty where there is none.
        found: the same of each person found, once for each post.
    """

    id: str
    gold: list[Key]
    found: list[list[Key]]

    def wrong(self) -> tuple[list[Key], list[list[Key]]]:
        """(people who are missed, people found who are nobody); somebody with a mistake is in both."""
        left, spurious = Counter(self.gold), []
        for keys in self.found:
            if right := next((key for key in keys if left[key]), None):
                left[right] -= 1
            else:
                spurious.append(keys)
        return list(left.elements()), spurious


def key(*values: str | None) -> Key:
    """Values as they are compared: case, tone marks, white space and punctuation folded."""
    return tuple(" ".join(MARKS.sub(" ", folded(value or "")).split()) for value in values)


def keys_of(links: Links) -> Iterator[list[Key]]:
    """What the linking says of each person with a rank or a position."""
    for person in links.people:
        rank = person.rank[1] if person.rank else None
        posts = [(p.position, None if p.unit is None else links.units[p.unit].name) for p in person.posts]
        if rank or any(position for position, _ in posts):
            yield [key(person.name, rank, *post) for post in posts or [(None, None)]]


def link(nlp: Language, corpus: Sequence[Annotated], advance: Callable[[], None] = nothing) -> Iterator[People]:
    """The people of each article whose spans were annotated.

    Args:
        nlp: a bantin pipeline, whose tagger is not asked.
        corpus: annotated articles.
        advance: called after each article.
    """
    sentences, zones, linker = (nlp.get_pipe(f"bantin_{name}") for name in ("sentences", "zones", "linker"))
    for article in (article for article in corpus if article.marked):
        doc = nlp.make_doc(article.text)
        doc._.article = Article(id=article.id, text=article.text, published=article.published)
        doc = zones(sentences(doc))
        doc._.entities = []
        for start, end, label in sorted(article.spans):
            span = doc.char_span(start, end, alignment_mode="expand")
            assert span is not None  # only in strict mode is there none
            if not doc._.entities or doc._.entities[-1].end <= span.start:
                doc._.entities.append(Entity(label, span.start, span.end, 1.0, "gold"))
        gold = [key(*(person.get(part) for part in PARTS)) for person in article.people]
        yield People(article.id, gold, list(keys_of(linker(doc)._.links)))
        advance()


def figures(people: Sequence[People]) -> dict[str, Counts]:
    """{`names`: people by the name alone, `people`: people of whom all is right}."""
    counts = {"names": Counts(), "people": Counts()}
    for one in people:
        names = Counter(gold[0] for gold in one.gold) & Counter(keys[0][0] for keys in one.found)
        missed, _ = one.wrong()
        for name, right in (("names", names.total()), ("people", len(one.gold) - len(missed))):
            counts[name].right += right
            counts[name].found += len(one.found)
            counts[name].gold += len(one.gold)
    return counts


def errors(people: Sequence[People]) -> Iterator[dict[str, Any]]:
    """A row for each article with a mistake: who was missed, and who was found (each post) and is nobody."""
    for one in people:
        missed, spurious = one.wrong()
        if missed or spurious:
            yield {"id": one.id, "missed": missed, "spurious": spurious}


def main(
    data: Argument[Path, typer.Argument(help="Annotated articles with `people`: a file or a folder.")],
    texts: Argument[
        Path | None, typer.Argument(help="Where the texts of stand-off rows are: JSONL, a file or a folder.")
    ] = None,
    out: Argument[
        Path | None,
        typer.Option(
            "--errors", help="Write who was missed and who is nobody here, a line an article.", show_default=False
        ),
    ] = None,
) -> None:
    """Measure the people that the linking finds where it is given every span of annotated articles."""
    corpus = read_corpus([data], [texts] if texts else [])
    with progress("linking") as advance:
        people = list(link(pipeline.blank(), corpus, advance))
    if not any(one.gold for one in people):
        raise UserError(f"{data}: no article has spans and `people`. Name data such as annotations/gold.")
    if out:
        write_rows(out, errors(people))
    rows = {name: counts.figures() for name, counts in figures(people).items()}
    Console(highlight=False).print(table_of(f"people of {len(people):,} articles, every span given", rows))


if __name__ == "__main__":
    try:
        typer.run(main)
    except UserError as error:
        stderr.print(f"Error: {error}", style="red", markup=False)
        sys.exit(2)
