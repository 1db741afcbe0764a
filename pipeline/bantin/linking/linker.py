"""The linking component: spans to canonical values, and who holds what."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from spacy.language import Language
from spacy.tokens import Doc

from bantin.entities.tagger import Entity
from bantin.language.norms import canonical, folded
from bantin.language.tokenizer import raw
from bantin.language.words import words
from bantin.linking.abbreviations import abbreviations
from bantin.linking.clubs import clubs
from bantin.linking.dates import Resolved
from bantin.linking.documents import Document, read_document
from bantin.linking.mentions import Mentions
from bantin.linking.people import PeopleLinker, Person
from bantin.linking.quantities import Quantity, quantities
from bantin.linking.ranks import rank_code
from bantin.linking.timeline import Timeline
from bantin.linking.units import Unit, UnitLinker
from bantin.sources.article import day_of

STAMP = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:\D{1,12}(\d{1,2}):(\d{2}))?|(\d{1,2}):(\d{2})\D{1,12}(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})"
)
HANOI = "+07:00"


@dataclass(slots=True)
class Links:
    """What linking found in an article.

    Attributes:
        published: RFC 3339 date or date-time, the article's own or read from its header.
        dates: value of each DATE entity, by its index.
        units, people, documents, quantities, abbreviations: see their modules.
        unit_of: index of the unit of each UNIT entity.
    """

    published: str | None = None
    dates: dict[int, Resolved] = field(default_factory=dict)
    units: list[Unit] = field(default_factory=list)
    unit_of: dict[int, int] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    abbreviations: dict[str, str] = field(default_factory=dict)


Doc.set_extension("links", default=None, force=True)


def read_stamp(text: str) -> str | None:
    """RFC 3339 of a header line (`Thứ Năm, 09/11/2023, 08:15 [GMT+7]`), Hanoi's offset where a time stands; None without a date."""
    match = STAMP.search(text)
    if not match:
        return None
    day, month, year, hour, minute, hour_first, minute_first, day_2, month_2, year_2 = match.groups()
    try:
        date = dt.date(int(year or year_2), int(month or month_2), int(day or day_2))
        if hour is None and hour_first is None:
            return date.isoformat()
        return (
            dt.datetime(
                date.year, date.month, date.day, int(hour or hour_first), int(minute or minute_first)
            ).isoformat()
            + HANOI
        )
    except ValueError:
        return None


@Language.factory("bantin_linker", assigns=["doc._.links"], requires=["doc._.entities", "doc._.zones"])
def create_linker(nlp: Language, name: str) -> Linker:
    """Factory of `Linker`."""
    return Linker()


class Linker:
    """Sets `doc._.links`, and `norm` on the entities."""

    def __call__(self, doc: Doc) -> Doc:
        """Link one document."""
        links = doc._.links = Links()
        entities = [e for e in doc._.entities or () if e.label != "IGNORE"]
        known = words(doc)
        mentions = Mentions(known, entities)
        texts, gaps = mentions.texts, mentions.gaps
        links.published = getattr(doc._.article, "published", None) or self._header_date(doc)
        published = day_of(links.published)
        written = {i: known.folded(e.start, e.end) for i, e in enumerate(entities) if e.label == "DATE"}
        links.dates = Timeline(written, gaps, published).resolve()
        anchor = published or next((r.day for r in links.dates.values() if r.day), None)
        units = UnitLinker(entities, texts, gaps, anchor, clubs(mentions))
        links.units, links.unit_of = units.link(), units.of_mention
        people = PeopleLinker(mentions, units.of_mention)
        links.people = people.link()
        units.prefer(people.post_mentions)
        self._documents(entities, texts, gaps, links)
        links.quantities = quantities(doc)
        links.abbreviations = abbreviations(raw(doc))
        self._norms(entities, texts, links)
        return doc

    @staticmethod
    def _header_date(doc: Doc) -> str | None:
        return next(
            (read_stamp(canonical(raw(doc)[z.start : z.end])) for z in doc._.zones or () if z.kind == "header"), None
        )

    @staticmethod
    def _documents(entities: list[Entity], texts: list[str], gaps: list[str | None], links: Links) -> None:
        for i, entity in enumerate(entities):
            if entity.label != "DOCUMENT":
                continue
            read = read_document(texts[i])
            document = next(
                (
                    d
                    for d in links.documents
                    if d.number == read.number
                    and d.kind == read.kind
                    and (d.number or folded(d.name) == folded(read.name))
                ),
                None,
            )
            if document is None:
                links.documents.append(document := read)
            document.mentions.append(i)
            k = i
            if k + 1 < len(entities) and entities[k + 1].label == "DATE" and gaps[k] in ("", ",", "("):
                k += 1
                value = links.dates.get(k)
                if document.date is None and value and value.day and not value.end:
                    document.date = value.day.isoformat()
            if (
                k + 1 < len(entities)
                and entities[k + 1].label == "UNIT"
                and (gaps[k] or "").strip() in ("của", "do", ") của", ", của")
            ):
                document.issuer = document.issuer or links.units[links.unit_of[k + 1]].name

    @staticmethod
    def _norms(entities: list[Entity], texts: list[str], links: Links) -> None:
        persons = {m: f"p{k + 1}" for k, person in enumerate(links.people) for m in person.mentions}
        for i, entity in enumerate(entities):
            if entity.label == "RANK":
                entity.norm = rank_code(texts[i])
            elif entity.label == "DATE":
                entity.norm = links.dates[i].norm if i in links.dates else None
            elif entity.label == "UNIT":
                entity.norm = f"u{links.unit_of[i] + 1}"
            elif entity.label == "PERSON":
                entity.norm = persons.get(i)
            elif entity.label == "DOCUMENT":
                entity.norm = next((d.number or folded(d.name) for d in links.documents if i in d.mentions), None)
            else:
                entity.norm = folded(texts[i])
