"""Doc to record: the last stage, which only reads what the stages before it found."""

# mypy: disable-error-code="arg-type"
# The stages below keep plain strings where the record has literal types; the schema test checks every value.
from __future__ import annotations

import hashlib

from spacy.language import Language
from spacy.tokens import Doc

from bantin import resources
from bantin.entities.tagger import Entity
from bantin.events.arguments import Event
from bantin.language.norms import canonical
from bantin.language.tokenizer import raw
from bantin.language.words import Words, words
from bantin.linking import places, reforms
from bantin.linking.linker import Links
from bantin.linking.quantities import Quantity
from bantin.linking.units import Unit
from bantin.records import types
from bantin.sources.article import Article, day_of
from bantin.version import __version__

PUBLIC = frozenset({"police", "government", "party", "mass", "court", "procuracy", "army"})


def provenance(nlp: Language) -> types.Provenance:
    """What a pipeline writes into its records."""
    model = f"{nlp.meta.get('name', 'unnamed')}-{nlp.meta.get('version', '0')}"
    return types.Provenance(bantin=__version__, model=model, config_sha256=resources.config_sha256())


def place_of(place: places.Place | None) -> types.Place | None:
    """A gazetteer row as the record shows it."""
    return types.Place(name=place.full, code=place.code, province=places.load().province(place).name) if place else None


def residence(links: Links, texts: list[str]) -> types.Place | None:
    """Where a person lives: the places as written, smallest first, joined; the code of the smallest that is known."""
    if not texts:
        return None
    day, table = day_of(links.published), places.load()
    found: list[places.Place] = []
    near = frozenset(code for u in links.units if u.place for code in (u.place.code, table.province(u.place).code))
    for text in reversed(texts):  # the wider place tells which of the narrower is meant
        alike = table.find(text, day, near)
        if len(alike) == 1:
            found = alike
            near = frozenset((alike[0].code, table.province(alike[0]).code))
    name = canonical(", ".join(" ".join(text.split()) for text in texts))
    if not found:
        return types.Place(name=name)
    return types.Place(name=name, code=found[0].code, province=table.province(found[0]).name)


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
        article: Article = doc._.article
        links: Links = doc._.links
        text = article.text
        known = words(doc)
        entities = [e for e in doc._.entities if e.label != "IGNORE"]
        zones = doc._.zones
        title = next((" ".join(text[z.start : z.end].split()) for z in zones if z.kind == "title"), None)
        return types.Record(
            id=article.id,
            url=article.url,
            publisher=article.publisher or self._publisher(doc),
            feed=article.feed,
            title=article.title or title,
            byline=article.byline or self._byline(doc),
            published=links.published,
            text_sha256=hashlib.sha256(text.encode()).hexdigest(),
            zones=[types.Zone(kind=z.kind, start=z.start, end=z.end, duplicate=z.duplicate) for z in zones],
            entities=[self._entity(known, i, e) for i, e in enumerate(entities)],
            people=[
                types.Person(
                    id=f"p{k + 1}",
                    name=canonical(person.name),
                    rank=types.Rank(code=person.rank[0], text=canonical(person.rank[1])) if person.rank else None,
                    position=posts[0].position if posts else None,
                    unit=posts[0].unit if posts else None,
                    former=bool(posts and posts[0].former),
                    mentions=[f"e{m + 1}" for m in person.mentions],
                    posts=posts if len(posts) > 1 else [],
                    age=person.age,
                    born=person.born,
                    residence=residence(
                        links, [known.span(entities[m].start, entities[m].end) for m in person.residence]
                    ),
                )
                for k, person in enumerate(links.people)
                for posts in [
                    [
                        types.Post(
                            position=p.position and canonical(p.position),
                            unit=None if p.unit is None else f"u{p.unit + 1}",
                            former=p.former,
                        )
                        for p in person.posts
                    ]
                ]
            ],
            units=[self._unit(k, unit) for k, unit in enumerate(links.units)],
            events=[self._event(doc, k, event, entities) for k, event in enumerate(doc._.events)],
            documents=[
                types.Document(
                    id=f"d{k + 1}",
                    kind=d.kind,
                    number=d.number,
                    date=d.date,
                    issuer=d.issuer,
                    name=canonical(d.name),
                    mentions=[f"e{m + 1}" for m in d.mentions],
                )
                for k, d in enumerate(links.documents)
            ],
            quantities=[self._quantity(text, q) for q in links.quantities],
            abbreviations=links.abbreviations,
            provenance=self.provenance,
        )

    @staticmethod
    def _publisher(doc: Doc) -> str | None:
        line = next((raw(doc)[z.start : z.end] for z in doc._.zones if z.kind == "dateline"), None)
        return line.strip(" ()[]-–—:.\n") or None if line else None

    @staticmethod
    def _byline(doc: Doc) -> str | None:
        return next(
            (canonical(" ".join(raw(doc)[z.start : z.end].split())) for z in doc._.zones if z.kind == "byline"), None
        )

    @staticmethod
    def _entity(doc: Words, i: int, entity: Entity) -> types.Entity:
        return types.Entity(
            id=f"e{i + 1}",
            label=entity.label,
            start=doc.starts[entity.start],
            end=doc.ends[entity.end - 1],
            text=doc.span(entity.start, entity.end),
            norm=entity.norm,
            score=round(entity.score, 4),
            by=entity.by,
        )

    @staticmethod
    def _unit(k: int, unit: Unit) -> types.Unit:
        valid, successor = reform(unit)
        kind = unit.kind if unit.kind in types.UnitKind.__args__ else "other"  # type: ignore[attr-defined]
        return types.Unit(
            id=f"u{k + 1}",
            name=canonical(unit.name),
            kind=kind,
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

    @staticmethod
    def _quantity(text: str, q: Quantity) -> types.Quantity:
        return types.Quantity(
            start=q.start,
            end=q.end,
            text=text[q.start : q.end],
            value=q.value,
            of=q.of,
            unit_text=q.unit_text,
            kind=q.kind,
            unit=q.unit,
        )

    def _event(self, doc: Doc, k: int, event: Event, entities: list[Entity]) -> types.Event:
        links: Links = doc._.links
        known = words(doc)
        trigger = date = place = organizer = None
        toll = event.casualties
        if event.trigger:
            first, last = event.trigger
            trigger = types.Span(start=known.starts[first], end=known.ends[last - 1], text=known.span(first, last))
        if event.date is not None and (value := links.dates.get(event.date)):
            mention = entities[event.date]
            date = types.EventDate(
                start=value.norm,
                end=value.end.isoformat() if value.end else None,
                part=value.part,
                text=known.span(mention.start, mention.end),
            )
        if event.organizer is not None:
            organizer = links.unit_of[event.organizer]
        if event.place is not None:
            mention = entities[event.place]
            name = known.span(mention.start, mention.end)
            near = frozenset(
                code for u in links.units if u.place for code in (u.place.code, places.load().province(u.place).code)
            )
            found = places.load().find(name, day_of(links.published), near)
            place = (
                types.Place(name=canonical(name), code=found[0].code, province=places.load().province(found[0]).name)
                if len(found) == 1
                else types.Place(name=canonical(name))
            )
        elif event.seat is not None:
            place = place_of(links.units[links.unit_of[event.seat]].place)
        persons = {m: f"p{n + 1}" for n, person in enumerate(links.people) for m in person.mentions}
        participants = [
            types.Participant(role=role, person=persons[i])
            if i in persons
            else types.Participant(role=role, unit=f"u{links.unit_of[i] + 1}")
            for i, role in event.participants
        ]
        return types.Event(
            id=f"v{k + 1}",
            type=event.type,
            primary=event.primary,
            status=event.status,
            score=round(min(1.0, event.score), 4),
            trigger=trigger,
            date=date,
            place=place,
            organizer=None if organizer is None else f"u{organizer + 1}",
            participants=participants,
            quantities=[self._quantity(raw(doc), q) for q in event.quantities],
            casualties=toll and types.Casualties(dead=toll.dead, injured=toll.injured, missing=toll.missing),
        )
