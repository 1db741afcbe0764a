"""The page: templates, style and script of `templates/`, in one file that loads nothing."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bantin.records.types import Record
from bantin.report.overview import Overview
from bantin.report.passages import heading, passages
from bantin.resources import label_colours

# Characters that HTML does not allow, and those that turn the direction of what stands around them, each shown as one mark.
HIDDEN = [
    *range(9),
    11,
    *range(14, 32),
    *range(0x7F, 0xA0),
    0x200E,
    0x200F,
    0x061C,
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
]
CONTROLS = dict.fromkeys(HIDDEN, "\ufffd")
PACK = 50  # articles that are packed together
OTHER = "OTHER"  # class of labels that `annotations/labels/entities.json` has no colour for


def _seen(value: Any) -> Any:
    """What a template prints, with no character that hides or turns others."""
    return value.translate(CONTROLS) if isinstance(value, str) else value


@cache
def _templates() -> Environment:
    env = Environment(
        loader=PackageLoader("bantin.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_seen,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals |= {"passages": passages, "heading": heading, "label_class": label_class}
    return env


def label_class(label: str) -> str:
    """The style's class of a label: its name where it has a colour."""
    return label if label in label_colours() else OTHER


def _static(name: str) -> str:
    return (files("bantin.report") / "templates" / name).read_text(encoding="utf-8")


def style() -> str:
    """The whole style: `report.css`, and the colours of the labels."""
    rules = (
        f'.{label}{{--c:{colour.background};--on:{colour.ink};--name:"{label}"}}'
        for label, colour in label_colours().items()
    )
    return "\n".join((_static("report.css"), *rules, f'.{OTHER}{{--c:#999999;--on:#000000;--name:"other"}}'))


def script() -> str:
    """The whole script."""
    return _static("report.js")


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


def summary(record: Record) -> str:
    """One article's line in the list, as HTML."""
    return _templates().get_template("summary.html").render(record=record)


def article(record: Record, text: str | None) -> str:
    """One article's body as HTML.

    Args:
        record: its record.
        text: the raw text that the record was made of, or None.
    """
    return _templates().get_template("article.html").render(record=record, text=text)


def packed(articles: Iterable[tuple[Record, str | None]]) -> Iterator[Pack]:
    """Records with their texts, `PACK` by `PACK`: a thousand articles of the news take some 10 MB as HTML, packed 2.4."""
    rest = iter(articles)
    for some in iter(lambda: list(islice(rest, PACK)), []):
        bodies = json.dumps([article(record, text) for record, text in some], ensure_ascii=False)
        data = gzip.compress(bodies.encode(), mtime=0)
        yield Pack([Markup(summary(record)) for record, _ in some], base64.b64encode(data).decode())


def page(overview: Overview, articles: Iterable[tuple[Record, str | None]]) -> Iterator[str]:
    """The page in pieces.

    Args:
        overview: the counts over all records.
        articles: the records, each with the raw text that it was made of, or None.
    """
    css, js = style(), script()
    columns, lines = overview.timeline()
    yield from (
        _templates()
        .get_template("page.html")
        .generate(
            overview=overview,
            columns=columns,
            lines=lines,
            packs=packed(articles),
            size=PACK,
            style=Markup(css),
            script=Markup(js),
            policy=policy(css, js),
            labels=[label for label in label_colours() if label != "IGNORE"],
        )
    )
