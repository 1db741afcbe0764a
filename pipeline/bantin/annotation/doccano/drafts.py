"""What to push: articles that the model, records, or earlier annotations mark beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from bantin.annotation.corpus import Annotated, rows, sha256
from bantin.annotation.doccano.types import Draft, make_draft
from bantin.errors import UserError
from bantin.pipeline import Extractor, check
from bantin.records.types import Record
from bantin.sources.article import Article, Failure

GIVEN = ("published", "title", "url", "publisher", "feed")  # fields of an article that travel in its `meta`


def of_record(article: Article, record: Record | None, task: str) -> Draft:
    """An article marked as its record says; with nothing where that is None."""
    given = {name: getattr(article, name) for name in GIVEN}
    labels: dict[Any, float | None] = {}
    if record is not None and task == "entities":
        labels = {(entity.start, entity.end, entity.label): entity.score for entity in record.entities}
    elif record is not None:
        for event in sorted(record.events, key=lambda event: not event.primary):
            labels[event.type] = max(event.score, labels.get(event.type) or 0)
            if event.primary:
                given["primary"] = event.type
    return make_draft(article.text, labels, id=article.id, model=record.provenance.model if record else None, **given)


def of_annotated(article: Annotated, task: str) -> Draft | None:
    """An annotated article marked as it is; None where it says nothing of the task."""
    if task == "entities":
        if not article.marked:
            return None
        return make_draft(
            article.text, dict.fromkeys(article.spans), id=article.id, model=None, published=article.published
        )
    if article.types is None:
        return None
    return make_draft(
        article.text,
        dict.fromkeys(article.types),
        id=article.id,
        model=None,
        published=article.published,
        primary=article.primary,
    )


def by_model(articles: Iterable[Article | Failure], extractor: Extractor, task: str) -> Iterator[Draft | Failure]:
    """Articles marked by the model; what can't be read comes out as the failure it is."""
    items = list(articles)
    for item, result in zip(items, extractor.stream(items), strict=True):
        if isinstance(result, Failure):
            yield result
        elif isinstance(item, Article):
            yield of_record(item, result, task)


def unmarked(articles: Iterable[Article | Failure], task: str) -> Iterator[Draft | Failure]:
    """Articles with nothing marked."""
    for item in articles:
        yield item if isinstance(item, Failure) else check(item) or of_record(item, None, task)


def read_records(paths: Iterable[Path]) -> dict[tuple[str, str], Record]:
    """Records by their article's id and the SHA-256 of its text.

    Raises:
        UserError: a file holds something else.
    """
    found = {}
    for path in paths:
        if not path.is_file():
            raise UserError(f"{path}: no such file of records.")
        for row in rows(path):
            try:
                record = msgspec.convert(row, Record)
            except msgspec.ValidationError as error:
                raise UserError(f"{path}: {row.get('id')!r} is no record of `bantin extract` ({error}).") from None
            found[record.id, record.text_sha256] = record
    return found


def by_records(
    articles: Iterable[Article | Failure], records: dict[tuple[str, str], Record], task: str
) -> Iterator[Draft | Failure]:
    """Articles marked as their records say.

    Raises:
        UserError: an article has no record, or one of another text.
    """
    for item in articles:
        failure = item if isinstance(item, Failure) else check(item)
        if failure:
            yield failure
        if failure or isinstance(item, Failure):
            continue
        record = records.get((item.id, sha256(item.text)))
        if record is None:
            known = any(id == item.id for id, _ in records)
            wrong = "only a record of another text" if known else "no record"
            raise UserError(f"{item.source or item.id}: --records has {wrong} for {item.id!r}. Extract it anew.")
        yield of_record(item, record, task)


def by_corpus(corpus: Iterable[Annotated], task: str) -> Iterator[Draft | Failure]:
    """Annotated articles as they are; those that say nothing of the task are left out."""
    for article in corpus:
        draft = of_annotated(article, task)
        if draft:
            yield check(Article(id=article.id, text=article.text)) or draft
