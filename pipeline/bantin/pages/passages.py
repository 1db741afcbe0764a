"""An article cut into passages, one a zone, and each passage into stretches with and without an entity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bantin.records.types import Entity, Record

BESIDE = frozenset(("header", "section", "dateline", "caption", "byline"))  # zones around the story, shown dimmed
UNSEEN = " … "  # stands for words between entities where the text is not at hand


@dataclass(frozen=True)
class Stretch:
    """Characters of a passage; `of` is the id of the person, unit or document that `entity` mentions, where there is one."""

    text: str
    entity: Entity | None = None
    of: str | None = None


@dataclass(frozen=True)
class Passage:
    """A zone's stretches in order; `kind` is empty for text outside all zones, `dim` says that it stands around the story."""

    kind: str
    dim: bool
    stretches: list[Stretch]


def mentioned(record: Record) -> dict[str, str]:
    """Entity id to the id of the person, unit or document that it is a mention of."""
    return {
        mention: item.id
        for items in (record.people, record.units, record.documents)
        for item in items
        for mention in item.mentions
    }


def _borders(record: Record, length: int) -> Iterator[tuple[str, int, int]]:
    """(kind, start, end) of stretches that cover the text once, in order."""
    at = 0
    for zone in sorted(record.zones, key=lambda zone: (zone.start, zone.end)):
        start, end = max(zone.start, at), min(zone.end, length)
        if start >= end:
            continue
        if at < start:
            yield "", at, start
        yield zone.kind, start, end
        at = end
    if at < length:
        yield "", at, length


def passages(record: Record, text: str | None) -> list[Passage]:
    """The passages of an article; those of nothing but white space are left out.

    Args:
        record: its record.
        text: its raw text, or None: then only the entities are there, with dots between them.
    """
    length = (
        len(text)
        if text is not None
        else max([zone.end for zone in record.zones] + [entity.end for entity in record.entities], default=0)
    )
    owner = mentioned(record)
    rest = sorted(record.entities, key=lambda entity: (entity.start, entity.end))
    found: list[Passage] = []
    for kind, start, end in _borders(record, length):
        stretches: list[Stretch] = []
        at = start
        while rest and rest[0].start < end:
            entity = rest.pop(0)
            if entity.start < at or entity.end <= entity.start:
                continue  # no record of bantin's holds spans that overlap
            stretches.append(Stretch(text[at : entity.start] if text is not None else UNSEEN * (at < entity.start)))
            last = min(entity.end, end)
            shown = text[entity.start : last] if text is not None else entity.text
            stretches.append(Stretch(shown, entity, owner.get(entity.id)))
            at = last
        stretches.append(Stretch(text[at:end] if text is not None else UNSEEN * (at < end)))
        stretches = [stretch for stretch in stretches if stretch.text]
        if any(stretch.entity or stretch.text.strip(" …\n\r\t") for stretch in stretches):
            found.append(Passage(kind, kind in BESIDE, stretches))
    return found


def heading(record: Record) -> str:
    """What an article is called in a list: its title, else its id."""
    return " ".join((record.title or "").split()) or record.id
