"""The record, `bantin.record/1`: types that are the schema, the validation and the JSON at once (msgspec).

`start` and `end` are Unicode code points into the article's raw text, end exclusive.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

Offset = Annotated[int, Meta(ge=0)]
Probability = Annotated[float, Meta(ge=0, le=1)]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
ZoneKind = Literal["header", "section", "title", "dateline", "lede", "body", "caption", "byline"]
UnitKind = Literal[
    "police",
    "army",
    "government",
    "party",
    "mass",
    "court",
    "procuracy",
    "company",
    "school",
    "health",
    "press",
    "other",
]
UnitLevel = Literal["ministry", "province", "district", "commune", "team"]
QuantityKind = Literal[
    "money",
    "drugs",
    "dead",
    "injured",
    "missing",
    "casualties",
    "people",
    "groups",
    "papers",
    "cases",
    "vehicles",
    "goods",
    "area",
    "measure",
    "sentence",
    "share",
]
DayPart = Literal["morning", "noon", "afternoon", "evening", "night"]


class Zone(Struct, kw_only=True, omit_defaults=True):
    """A part of the article; `duplicate` marks a caption that repeats an earlier one."""

    kind: ZoneKind
    start: Offset
    end: Offset
    duplicate: bool = False


class Entity(Struct, kw_only=True):
    """A mention. `norm` is its canonical value, `by` what found it, `score` the probability that label and borders are right."""

    id: str
    label: str
    start: Offset
    end: Offset
    text: str
    norm: str | None
    score: Probability
    by: Literal["model", "gazetteer", "rule"]


class Rank(Struct, kw_only=True):
    """A rank: its code in `configs/ranks.toml` (null for an unknown one), and as written."""

    code: str | None
    text: str


class Post(Struct, kw_only=True):
    """An office: title words and the id of the unit; `former` where it is no longer held."""

    position: str | None
    unit: str | None
    former: bool = False


class Place(Struct, kw_only=True):
    """A place: its name, its code in the administrative gazetteer and the name of its province, null where unknown."""

    name: str
    code: str | None = None
    province: str | None = None


class Person(Struct, kw_only=True):
    """A person of the article; `position` and `unit` are the first post's, `posts` stands where there are several.

    `age` in years and `born`, the year of birth, as the article says them; `residence` is where the person lives or comes from.
    """

    id: str
    name: str
    rank: Rank | None
    position: str | None
    unit: str | None
    former: bool
    mentions: list[str]
    posts: list[Post] = []
    age: Annotated[int, Meta(ge=0, le=120)] | None = None
    born: int | None = None
    residence: Place | None = None


class Valid(Struct, kw_only=True):
    """Days between which a body existed under this name, null where open or unknown."""

    start: str | None = None
    end: str | None = None


class Unit(Struct, kw_only=True):
    """A body; `name` is the fullest form the article lets a reader know, `parent` a unit's id, `successor` the body after the 2025 reform.

    `candidates` lists the places that a shared name can mean where the article does not tell which; `place` is null then.
    `registry` is the body's id in the registry of public bodies, the same in every article, `official` its name there with codes and
    abbreviations written out; both are null where the body is not resolved.
    """

    id: str
    name: str
    kind: UnitKind
    level: UnitLevel | None
    place: Place | None
    parent: str | None
    valid: Valid | None
    successor: str | None
    mentions: list[str]
    candidates: list[Place] = []
    registry: str | None = None
    official: str | None = None


class Span(Struct, kw_only=True):
    """Characters of the text."""

    start: Offset
    end: Offset
    text: str


class EventDate(Struct, kw_only=True):
    """When: ISO 8601 day or time, last day of an interval or null, part of the day, as written."""

    start: str
    end: str | None
    part: DayPart | None
    text: str


class Participant(Struct, kw_only=True, omit_defaults=True):
    """A person or a unit (its id) and its role: chair, speaker, recipient, appointee, disciplined, suspect, victim, witness, driver."""

    role: str
    person: str | None = None
    unit: str | None = None


class Quantity(Struct, kw_only=True):
    """An amount: `7/9 Công an phường` is value 7 of 9; `unit_text` is what is counted, `kind` its group.

    Both are null in records of versions that did not tell them. `value` is in `unit` where there is one: money in a currency (ISO 4217), drugs by weight in `g`, areas in `m2`, sentences in `month`, shares in `%`.
    """

    start: Offset
    end: Offset
    text: str
    value: float
    of: float | None
    unit_text: str
    kind: QuantityKind | None = None
    unit: str | None = None


class Casualties(Struct, kw_only=True):
    """People dead, injured and missing as title, lede and the event's own sentence tell; null where they do not."""

    dead: Annotated[int, Meta(ge=0)] | None
    injured: Annotated[int, Meta(ge=0)] | None
    missing: Annotated[int, Meta(ge=0)] | None


class Event(Struct, kw_only=True):
    """Something reported. `organizer` is the id of the acting body; exactly one event of an article is `primary`."""

    id: str
    type: str
    primary: bool
    status: Literal["happened", "planned", "denied"]
    score: Probability
    trigger: Span | None
    date: EventDate | None
    place: Place | None
    organizer: str | None
    participants: list[Participant]
    quantities: list[Quantity]
    casualties: Casualties | None = None


class Document(Struct, kw_only=True):
    """An official document or law."""

    id: str
    kind: str | None
    number: str | None
    date: str | None
    issuer: str | None
    name: str
    mentions: list[str]


class Provenance(Struct, kw_only=True):
    """What made the record: version, model, SHA-256 of the configuration."""

    bantin: str
    model: str
    config_sha256: Sha256


class Record(Struct, kw_only=True):
    """All that was read from one article."""

    schema: Literal["bantin.record/1"] = "bantin.record/1"
    id: str
    url: str | None
    publisher: str | None
    feed: str | None
    title: str | None
    byline: str | None
    published: str | None
    text_sha256: Sha256
    zones: list[Zone]
    entities: list[Entity]
    people: list[Person]
    units: list[Unit]
    events: list[Event]
    documents: list[Document]
    quantities: list[Quantity]
    abbreviations: dict[str, str]
    provenance: Provenance

    def to_json(self) -> bytes:
        """The record as one line of JSON, UTF-8, without a line end."""
        return _ENCODER.encode(self)

    def to_dict(self) -> dict[str, Any]:
        """The record as plain dictionaries and lists."""
        return msgspec.to_builtins(self)


_ENCODER = msgspec.json.Encoder()


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a record, generated from these types."""
    schema = msgspec.json.schema(Record)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "bantin.record/1", **schema}
