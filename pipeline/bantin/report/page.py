"""The page of a batch of records: its overview, and a list of its articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bantin.pages import templates
from bantin.pages.onefile import packed, written
from bantin.pages.words import Language
from bantin.records.types import Record
from bantin.report.overview import Overview

PACKAGE = "bantin.report"


def page(
    overview: Overview, articles: Iterable[tuple[Record, str | None]], language: Language = Language.en
) -> Iterator[str]:
    """The page in pieces.

    Args:
        overview: the counts over all records.
        articles: the records, each with the raw text that it was made of, or None.
        language: of the page's own words.
    """
    env = templates.environment(PACKAGE, language)
    summary, article = env.get_template("summary.html"), env.get_template("article.html")
    columns, lines = overview.timeline()
    yield from written(
        PACKAGE,
        "page.html",
        language,
        overview=overview,
        columns=columns,
        lines=lines,
        packs=packed(
            (summary.render(record=record), article.render(record=record, text=text)) for record, text in articles
        ),
    )
