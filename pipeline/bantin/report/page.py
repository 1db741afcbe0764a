"""The page: its templates, style and script in one file that loads nothing."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from markupsafe import Markup

from bantin.pages import templates
from bantin.pages.words import Language
from bantin.records.types import Record
from bantin.report.overview import Overview

PACKAGE = "bantin.report"
PACK = 50  # articles that are packed together


def policy(style: str, script: str) -> str:
    """The content security policy under which just these two run and nothing is loaded."""
    allowed = {
        name: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for name, text in (("style", style), ("script", script))
    }
    return (
        f"default-src 'none'; style-src 'sha256-{allowed['style']}'; script-src 'sha256-{allowed['script']}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


class Pack(NamedTuple):
    """Some articles: a line of HTML for each, and their bodies, packed with gzip as a JSON list and written in base64."""

    summaries: list[Markup]
    bodies: str


def packed(articles: Iterable[tuple[Record, str | None]], language: Language) -> Iterator[Pack]:
    """Records with their texts, `PACK` by `PACK`: a thousand articles of the news take some 10 MB as HTML, packed 2.4."""
    env = templates.environment(PACKAGE, language)
    summary, article = env.get_template("summary.html"), env.get_template("article.html")
    rest = iter(articles)
    for some in iter(lambda: list(islice(rest, PACK)), []):
        bodies = json.dumps([article.render(record=record, text=text) for record, text in some], ensure_ascii=False)
        data = gzip.compress(bodies.encode(), mtime=0)
        yield Pack([Markup(summary.render(record=record)) for record, _ in some], base64.b64encode(data).decode())


def page(
    overview: Overview, articles: Iterable[tuple[Record, str | None]], language: Language = Language.en
) -> Iterator[str]:
    """The page in pieces.

    Args:
        overview: the counts over all records.
        articles: the records, each with the raw text that it was made of, or None.
        language: of the page's own words.
    """
    css, js = templates.style(language), templates.script(templates.static(PACKAGE, "report.js"))
    columns, lines = overview.timeline()
    yield from (
        templates.environment(PACKAGE, language)
        .get_template("page.html")
        .generate(
            overview=overview,
            columns=columns,
            lines=lines,
            packs=packed(articles, language),
            size=PACK,
            style=Markup(css),
            script=Markup(js),
            policy=policy(css, js),
        )
    )
