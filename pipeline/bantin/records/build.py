"""Doc to record: the last stage, which only reads what the stages before it found."""

# mypy: disable-error-code="arg-type"
# The stages below keep plain strings where the record has literal types; the schema test checks every value.
from __future__ import annotations

import hashlib
from typing import get_args

from spacy.language import Language
from spacy.tokens import Doc

from bantin import resources
from bantin.entities.tagger import Entity
from bantin.events.arguments import Event
from bantin.language.norms import canonical
from bantin.language.words import words
from bantin.language.zones import Zone
from bantin.linking import places, reforms
from bantin.linking.linker import Links
from bantin.linking.people import Person
from bantin.linking.quantities import Quantity
from bantin.linking.units import Unit
from bantin.records import types
from bantin.sources.article import Article, day_of
from bantin.version import __version__

PUBLIC = frozenset({"police", "government", "party", "mass", "court", "procuracy", "army"})
KINDS = frozenset(get_args(types.UnitKind))


def provenance(nlp: Language) -> types.Provenance:
    """What a pipeline writes into its records."""
    model = f"{nlp.meta.get('name', 'unnamed')}-{nlp.meta.get('version', '0')}"
    return types.Provenance(bantin=__version__, model=model, config_sha256=resources.config_sha256())


def place_of(place: places.Place | None) -> types.Place | None:
    """A gazetteer row as the record shows it."""
    return types.Place(name=place.full, code=place.code, province=places.load().province(place).name) if place else None


def named(name: str, place: places.Place | None) -> types.Place:
    """A place as it is written, with the code of the gazetteer row that is meant, where that is known."""
    if place is None:
        return types.Place(name=canonical(name))
    return types.Place(name=canonical(name), code=place.code, province=places.load().province(place).name)


def reform(unit: Unit) -> tuple[types.Valid | None, str | None]:
    """(years, successor) of a public body as the record shows them; see `linking.reforms`."""
    start, end, successor = (
        reforms.reform(unit.name, unit.kind, unit.place)
        if unit.kind in PUBLIC and (unit.place or unit.entry)
        else (None, None, None)
    )
    valid = types.Valid(start=start and start.isoformat(), end=end and end.isoformat()) if start or end else None
    return valid, successor


class Builder:
    """Turns analysed documents into records.

    Args:
        nlp: the pipeline that analysed them.
    """

    def __init__(self, nlp: Language) -> None:
        self.provenance = provenance(nlp)

    def __call__(self, doc: Doc) -> types.Record:
        """The record of `doc`, whose `doc._.article` must be set."""
        return _Draft(doc).record(self.provenance)


class _Draft:
    """What the stages found in one document, and how the record shows it."""

    def __init__(self, doc: Doc) -> None:
        found = doc._  # spaCy makes it anew each time, which takes as long as an entity of the record
        self.article: Article = found.article
        self.links: Links = found.links
        self.zones: list[Zone] = found.zones
        self.events: list[Event] = found.events
        self.entities: list[Entity] = [e for e in found.entities if e.label != "IGNORE"]
        self.known = words(doc)
        self.text = self.known.text
        self.day = day_of(self.links.published)
        table = places.load()
        placed = [unit.place for unit in self.links.units if unit.place]
        self.near = frozenset(code for place in placed for code in (place.code, table.province(place).code))
        self.persons = {m: f"p{k}" for k, person in enumerate(self.links.people, 1) for m in person.mentions}

    def record(self, provenance: types.Provenance) -> types.Record:
        """The whole record."""
        article, links = self.article, self.links
        first = {zone.kind: self.text[zone.start : zone.end] for zone in reversed(self.zones)}
        title, source, byline = first.get("title"), first.get("dateline"), first.get("byline")
        return types.Record(
            id=article.id,
            url=article.url,
            publisher=article.publisher or (source.strip(" ()[]-–—:.\n") or None if source else None),
            feed=article.feed,
            title=article.title or (None if title is None else " ".join(title.split())),
            byline=article.byline or (None if byline is None else canonical(" ".join(byline.split()))),
            published=links.published,
            text_sha256=hashlib.sha256(self.text.encode()).hexdigest(),
            zones=[types.Zone(kind=z.kind, start=z.start, end=z.end, duplicate=z.duplicate) for z in self.zones],
            entities=self._entities(),
            people=[self._person(k, person) for k, person in enumerate(links.people, 1)],
            units=[self._unit(k, unit) for k, unit in enumerate(links.units, 1)],
            events=[self._event(k, event) for k, event in enumerate(self.events, 1)],
            documents=[
                types.Document(
                    id=f"d{k}",
                    kind=d.kind,
                    number=d.number,
                    date=d.date,
                    issuer=d.issuer,
                    name=canonical(d.name),
                    mentions=[f"e{m + 1}" for m in d.mentions],
                )
                for k, d in enumerate(links.documents, 1)
            ],
            quantities=[self._quantity(q) for q in links.quantities],
            abbreviations=links.abbreviations,
            provenance=provenance,
        )

    def _written(self, mention: int) -> str:
        entity = self.entities[mention]
        return self.known.span(entity.start, entity.end)

    def _entities(self) -> list[types.Entity]:
        text, starts, ends = self.text, self.known.starts, self.known.ends
        return [
            types.Entity(
                id=f"e{k}",
                label=e.label,
                start=(start := starts[e.start]),
                end=(end := ends[e.end - 1]),
                text=text[start:end],
                norm=e.norm,
                score=round(e.score, 4),
                by=e.by,
            )
            for k, e in enumerate(self.entities, 1)
        ]

    def _person(self, k: int, person: Person) -> types.Person:
        posts = [
            types.Post(
                position=p.position and canonical(p.position),
                unit=None if p.unit is None else f"u{p.unit + 1}",
                former=p.former,
            )
            for p in person.posts
        ]
        return types.Person(
            id=f"p{k}",
            name=canonical(person.name),
            rank=types.Rank(code=person.rank[0], text=canonical(person.rank[1])) if person.rank else None,
            position=posts[0].position if posts else None,
            unit=posts[0].unit if posts else None,
            former=bool(posts and posts[0].former),
            mentions=[f"e{m + 1}" for m in person.mentions],
            posts=posts if len(posts) > 1 else [],
            age=person.age,
            born=person.born,
            residence=self._residence([self._written(m) for m in person.residence]) if person.residence else None,
        )

    def _residence(self, texts: list[str]) -> types.Place:
        """Where a person lives: the places as written, smallest first, joined; the code of the smallest that is known."""
        table, near = places.load(), self.near
        found: places.Place | None = None
        for text in reversed(texts):  # the wider place tells which of the narrower is meant
            alike = table.find(text, self.day, near)
            if len(alike) == 1:
                found = alike[0]
                near = frozenset((found.code, table.province(found).code))
        return named(", ".join(" ".join(text.split()) for text in texts), found)

    @staticmethod
    def _unit(k: int, unit: Unit) -> types.Unit:
        valid, successor = reform(unit)
        return types.Unit(
            id=f"u{k}",
            name=canonical(unit.name),
            kind=unit.kind if unit.kind in KINDS else "other",
            level=unit.level,
            place=place_of(unit.place),
            parent=None if unit.parent is None else f"u{unit.parent + 1}",
            valid=valid,
            successor=successor,
            mentions=[f"e{m + 1}" for m in unit.mentions],
            candidates=[p for c in unit.candidates if (p := place_of(c))],
            registry=unit.entry.id if unit.entry else None,
            official=unit.entry.name if unit.entry else None,
        )

    def _quantity(self, q: Quantity) -> types.Quantity:
        return types.Quantity(
            start=q.start,
            end=q.end,
            text=self.text[q.start : q.end],
            value=q.value,
            of=q.of,
            unit_text=q.unit_text,
            kind=q.kind,
            unit=q.unit,
        )

    def _event(self, k: int, event: Event) -> types.Event:
        links, known = self.links, self.known
        trigger = date = place = organizer = None
        toll = event.casualties
        if event.trigger:
            first, last = event.trigger
            trigger = types.Span(start=known.starts[first], end=known.ends[last - 1], text=known.span(first, last))
        if event.date is not None and (value := links.dates.get(event.date)):
            date = types.EventDate(
                start=value.norm,
                end=value.end.isoformat() if value.end else None,
                part=value.part,
                text=self._written(event.date),
            )
        if event.organizer is not None:
            organizer = f"u{links.unit_of[event.organizer] + 1}"
        if event.place is not None:
            name = self._written(event.place)
            found = places.load().find(name, self.day, self.near)
            place = named(name, found[0] if len(found) == 1 else None)
        elif event.seat is not None:
            place = place_of(links.units[links.unit_of[event.seat]].place)
        participants = [
            types.Participant(role=role, person=self.persons[i])
            if i in self.persons
            else types.Participant(role=role, unit=f"u{links.unit_of[i] + 1}")
            for i, role in event.participants
        ]
        return types.Event(
            id=f"v{k}",
            type=event.type,
            primary=event.primary,
            status=event.status,
            score=round(min(1.0, event.score), 4),
            trigger=trigger,
            date=date,
            place=place,
            organizer=organizer,
            participants=participants,
            quantities=[self._quantity(q) for q in event.quantities],
            casualties=toll and types.Casualties(dead=toll.dead, injured=toll.injured, missing=toll.missing),
        )
