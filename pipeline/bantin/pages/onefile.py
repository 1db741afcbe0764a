"""A page that is one file: it loads nothing, opens from disk, and holds a long list packed."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from markupsafe import Markup

from bantin.pages import templates
from bantin.pages.words import Language

PACK = 50  # entries of the list that are packed together


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
    """Some entries of a list: a line of HTML for each, and their bodies, packed with gzip as a JSON list and written in base64."""

    summaries: list[Markup]
    bodies: str


def packed(entries: Iterable[tuple[str, str]]) -> Iterator[Pack]:
    """(line, body) pairs of HTML, `PACK` by `PACK`: a thousand articles of the news take some 10 MB, packed 2.4."""
    rest = iter(entries)
    for some in iter(lambda: list(islice(rest, PACK)), []):
        data = gzip.compress(json.dumps([body for _, body in some], ensure_ascii=False).encode(), mtime=0)
        yield Pack([Markup(line) for line, _ in some], base64.b64encode(data).decode())


def written(package: str, template: str, language: Language, *styles: str, **values: Any) -> Iterator[str]:
    """A page in pieces: a template that extends `base.html`, with the style of all pages and the script of a packed list.

    Args:
        package: whose template it is, such as `bantin.report`.
        template: its name.
        language: of the page's own words.
        styles: what the style has beside that of all pages.
        values: what the template shows.
    """
    css, js = templates.style(language, *styles), templates.script(templates.static("bantin.pages", "list.js"))
    page = templates.environment(package, language).get_template(template)
    yield from page.generate(**values, size=PACK, style=Markup(css), script=Markup(js), policy=policy(css, js))
