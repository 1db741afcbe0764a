"""What a model finds in annotated articles, side by side with what was annotated: the ground of `evaluate` and `compare`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from spacy.language import Language
from spacy.tokens import Doc

from bantin.annotation.annotated import Annotated
from bantin.annotation.scores import IGNORE, Span, counted, plain
from bantin.sources.article import Article


@dataclass(slots=True)
class Judged:
    """An article, what was annotated and what was found.

    Attributes:
        article: as annotated.
        gold: annotated spans of the labels judged.
        found: predicted spans of those labels, without what touches an `IGNORE` span.
        scores: probability in 0..1 of each predicted span.
        zones: (kind, start, end) of the text's zones.
        types, primary: event types found, each with (start, end) of the words that it was told by, None where there are none;
            None where the pipeline was not asked for them.
    """

    article: Annotated
    gold: set[Span] = field(default_factory=set)
    found: set[Span] = field(default_factory=set)
    scores: dict[Span, float] = field(default_factory=dict)
    zones: list[tuple[str, int, int]] = field(default_factory=list)
    types: dict[str, tuple[int, int] | None] | None = None
    primary: str | None = None

    def zone(self, at: int) -> str:
        """The kind of zone that a character stands in, `none` between zones."""
        return next((kind for kind, start, end in self.zones if start <= at < end), "none")

    @property
    def source(self) -> str:
        """Where the article comes from, as far as its id tells: the host of an address, what stands before the first `/`, else `-`."""
        host = urlsplit(self.article.id).netloc if "://" in self.article.id else ""
        return host or (self.article.id.split("/")[0] if "/" in self.article.id else "-")


def labels_of(nlp: Language, corpus: Iterable[Annotated]) -> tuple[str, ...]:
    """The labels a model is judged on: those it knows; for an untrained pipeline, those of the data."""
    known = nlp.get_pipe("bantin_tagger").labels  # type: ignore[attr-defined]
    return tuple(label for label in known if label != IGNORE) or tuple(
        sorted({span[2] for article in corpus for span in plain(article.spans)})
    )


def documents(nlp: Language, corpus: Sequence[Annotated]) -> Iterator[Doc]:
    """A document for each article, with the events only where some article has types."""
    off = [] if any(article.types is not None for article in corpus) else ["bantin_linker", "bantin_events"]

    def docs() -> Iterator[Doc]:
        for article in corpus:
            doc = nlp.make_doc(article.text)
            doc._.article = Article(id=article.id, text=article.text, published=article.published)
            yield doc

    with nlp.select_pipes(disable=[name for name in off if name in nlp.pipe_names]):
        yield from nlp.pipe(docs(), batch_size=64)


def nothing() -> None:
    """What is done after each article unless the caller says otherwise."""


def located(doc: Doc, tokens: tuple[int, int] | None) -> tuple[int, int] | None:
    """(start, end) in code points of (first token, token after the last)."""
    return (doc[tokens[0]].idx, doc[tokens[0] : tokens[1]].end_char) if tokens else None


def judge(
    nlp: Language, corpus: Sequence[Annotated], labels: Iterable[str], advance: Callable[[], None] = nothing
) -> Iterator[Judged]:
    """Each article with its annotation and what the pipeline finds, spans of `labels` only; `advance` is called after each."""
    wanted = set(labels)
    for article, doc in zip(corpus, documents(nlp, corpus), strict=True):
        judged = Judged(article, zones=[(z.kind, z.start, z.end) for z in doc._.zones or ()])
        if article.marked:
            for entity in doc._.entities or ():
                span = doc[entity.start : entity.end]
                judged.scores[span.start_char, span.end_char, entity.label] = float(entity.score)
            judged.gold = {span for span in plain(article.spans) if span[2] in wanted}
            judged.found = {span for span in counted(judged.scores, article.spans) if span[2] in wanted}
        if article.types is not None:
            events = doc._.events or ()
            judged.types = {event.type: located(doc, event.trigger) for event in events}
            judged.primary = next((event.type for event in events if event.primary), None)
        advance()
        yield judged
