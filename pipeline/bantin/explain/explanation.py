"""One article analysed and explained, section by section, as plain data: what `bantin explain --json` prints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bantin.errors import UserError
from bantin.explain import bodies, happenings, mentions, values
from bantin.explain.reading import Reading
from bantin.pipeline import Extractor, check
from bantin.sources.article import Article

SECTIONS: dict[str, Callable[[Reading], Any]] = {
    "header": values.header,
    "text": lambda reading: {"raw": reading.article.text, "zones": reading.record["zones"]},
    "entities": mentions.entities,
    "refused": mentions.refused,
    "people": bodies.people,
    "units": bodies.units,
    "dates": values.dates,
    "events": happenings.events,
    "documents": values.documents,
    "quantities": values.quantities,
    "abbreviations": values.abbreviations,
}


def chosen(only: str | None) -> list[str]:
    """Names of sections, in their own order.

    Args:
        only: names with commas between, or None for all.

    Raises:
        UserError: there is no such section.
    """
    if only is None:
        return list(SECTIONS)
    wanted = {name.strip() for name in only.split(",") if name.strip()}
    if wrong := sorted(wanted - SECTIONS.keys()):
        raise UserError(f"--only {only}: there is no section {wrong[0]!r}. Choose from: {', '.join(SECTIONS)}.")
    if not wanted:
        raise UserError(f"--only: name at least one section of: {', '.join(SECTIONS)}.")
    return [name for name in SECTIONS if name in wanted]


def read(extractor: Extractor, article: Article, *, dated: bool = False) -> Reading:
    """The article analysed, with its document.

    Args:
        extractor: the pipeline.
        article: an article.
        dated: its date is the command line's, not its source's.

    Raises:
        UserError: it can't be processed.
    """
    if failure := check(article):
        raise UserError(failure.message)
    doc = extractor.nlp(extractor.doc(article))
    return Reading(extractor.nlp, doc, extractor.builder(doc).to_dict(), dated)


def explain(reading: Reading, sections: Sequence[str] = tuple(SECTIONS)) -> dict[str, Any]:
    """Each section by its name. Values are those of the record, under its field names; what explains them stands beside them."""
    return {name: SECTIONS[name](reading) for name in sections}
