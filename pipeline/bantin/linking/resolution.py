"""Which place, which entry of the registry and which parent each body of an article has, as far as the article tells."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import cache, cached_property
from typing import TYPE_CHECKING

from bantin.entities.tagger import Entity
from bantin.language.norms import canonical, folded
from bantin.language.tokenizer import UP
from bantin.linking import places, registry
from bantin.linking.bodies import LEVEL_WORD, any_of, is_bare, place_at_end, surface
from bantin.linking.registry import read
from bantin.resources import table

if TYPE_CHECKING:
    from bantin.linking.units import Unit

BESIDE = re.compile(r"^\s*[,(–-]?\s*(?:thuộc|của|ở|tại)?\s*$")
# teams that a province has too: numbered ones, and those of the traffic police that are called after a part of a city
PROVINCIAL = re.compile(rf"\b(?i:số) \d+$|(?:CSGT|(?i:giao thông))(?: {UP}\w*)+$")
NOTHING: frozenset[str] = frozenset()
OWNED = {
    "phòng": "office",
    "trung đoàn": "office",
    "đội": "team",
}  # heads of parts of the police of a province and of a district


@cache
def _offices() -> re.Pattern[str]:
    """A head of an office of government, and capitalised words to the end."""
    (row,) = (row for row in table("units")["unit"] if row["id"] == "government")
    # Each word ends in white space or the name does: one way to read a name, whatever its length.
    return re.compile(rf"(?i:{any_of(row['forms'])})\s+((?:{UP}[\w.]*(?:\s+|$))+)$")


@cache
def _own() -> re.Pattern[str]:
    """Words of offices that only the police has."""
    return re.compile("|".join([r"\d\d", *table("bodies")["own"]["words"]]))


def _above(units: list[Unit], k: int | None, top: int) -> bool:
    """Whether unit `top` is unit `k` or stands above it already."""
    while k is not None and k != top:
        k = units[k].parent
    return k == top


class Resolver:
    """What an article's places tell of its bodies.

    Args:
        entities, texts, gaps: as in `units.UnitLinker`.
        day: the article's date, where known.
    """

    def __init__(self, entities: list[Entity], texts: list[str], gaps: list[str | None], day: dt.date | None) -> None:
        self.entities, self.texts, self.gaps, self.day = entities, texts, gaps, day
        self.known = places.load()
        self.after = day is None or day >= places.REFORM
        self.named = self._named()
        self.near = self.codes(place for place in self.named if place.level != "commune")

    def codes(self, found: Iterable[places.Place]) -> frozenset[str]:
        """Codes of places; after the reform also of what became of them."""
        return frozenset(p.code for place in found for p in (self.known.followers(place) if self.after else [place]))

    def _named(self) -> list[places.Place]:
        """The provinces and districts that the article names, with the provinces of the latter, and its communes; provinces first."""
        texts = dict.fromkeys(folded(self.texts[i]) for i, e in enumerate(self.entities) if e.label == "LOCATION")
        for i, entity in enumerate(self.entities):
            if entity.label == "UNIT" and not is_bare(folded(self.texts[i])):
                name = surface(self.texts[i])
                reading = read(name)
                texts.update(dict.fromkeys(filter(None, (reading.place, *reading.around, place_at_end(folded(name))))))
        found: dict[str, places.Place] = {}
        for level in places.ORDER:  # the higher ones choose among the lower
            near = self.codes(found.values())
            for text in texts:
                units = self.known.find(text, self.day, near)
                if len(units) == 1 and units[0].level == level:
                    found[units[0].code] = units[0]
            for place in list(found.values()) if level == "district" else ():
                found.setdefault(self.known.province(place).code, self.known.province(place))
        return list(found.values())

    @cached_property
    def provinces(self) -> list[places.Place]:
        """The provinces that the article's places lie in, those of the article's date."""
        tops = {
            self.known.province(place).code: self.known.province(place)
            for place in self.named
            if place.level != "commune"
        }
        if self.day and self.after:
            tops = {(last := self.known.followers(place)[-1]).code: last for place in tops.values()}
        return list(tops.values())

    @cached_property
    def abroad(self) -> bool:
        """Whether the article is of another country: it names one, and no place of Vietnam."""
        words = {folded(self.texts[i]) for i, e in enumerate(self.entities) if e.label == "LOCATION"}
        (row,) = (row for row in table("places")["place"] if row["id"] == "bare")
        return not self.named and words.isdisjoint(row["domestic"]) and not words.isdisjoint(row["forms"])

    @cached_property
    def domestic(self) -> bool:
        """Whether the article names Vietnam."""
        return any(
            "việt nam" in folded(self.texts[i]) for i, e in enumerate(self.entities) if e.label in ("LOCATION", "UNIT")
        )

    def beside(self, i: int) -> frozenset[str]:
        """Codes of the places that stand directly behind mention `i`: `, huyện Hưng Nguyên, tỉnh Nghệ An`."""
        names = []
        for gap, entity, text in zip(self.gaps[i:], self.entities[i + 1 :], self.texts[i + 1 :], strict=False):
            if entity.label != "LOCATION" or gap is None or not BESIDE.match(gap):
                break
            names.append(text)
        return self.inside(names)

    def inside(self, names: Iterable[str]) -> frozenset[str]:
        """Codes of places named from the smaller to the larger, each looked for in the ones behind it."""
        found: frozenset[str] = NOTHING
        for name in reversed(list(names)):
            units = self.known.find(name, self.day, self.near, found)
            if len(units) == 1:
                found |= self.codes(units)
        return found

    def place(self, name: str, kind: str, beside: frozenset[str] = NOTHING) -> list[places.Place]:
        """The places that a body's name can mean; one where it is known, none where the name has none or nothing is known of it.

        Args:
            name: the body's name.
            kind: its kind in the record.
            beside: see `beside`.
        """
        reading = read(name)
        if reading.central:
            return []
        text = reading.place if reading.organ else place_at_end(folded(name)) or ""
        if reading.around:
            beside = self.inside(reading.around) or beside
        if not text and not reading.organ and kind == "government" and (own := _offices().search(canonical(name))):
            return [p for p in self.known.find(own[1], self.day, self.near) if p.level == "province"]
        if not text or LEVEL_WORD.fullmatch(text):
            return []
        found = self.known.find(text, self.day, self.near, beside)
        # Wards have no offices of their own: `CSGT Bến Thành` is a team named after the place.
        return found if not reading.alone else [place for place in found if place.level != "commune"]

    def apart(self, one: str, other: str) -> bool:
        """Whether two bodies, as written, are of two places of which the second does not hold the first: a list, not a chain."""
        if not read(surface(other)).organ:
            return False
        first, second = (self.place(surface(text), "") for text in (one, other))
        if len(first) != 1:
            return False
        holding = {first[0].code, first[0].parent, self.known.province(first[0]).code}
        return not second if read(surface(other)).alone else len(second) == 1 and second[0].code not in holding

    def complete(self, units: list[Unit]) -> dict[int, int]:
        """Give the units of an article the places that bare names stand for, their entries in the registry, and their parents.

        Returns:
            {part: body} of those parts of bodies that are named without the body, by their places in `units`.
        """
        for unit in filter(lambda unit: unit.public, units):
            reading = read(unit.name)
            if unit.place is None and not unit.candidates and reading.organ:
                unit.place = self._bare(units, reading)
            self._describe(unit, reading)
            if not (self.abroad and (reading.central or not reading.organ)):  # `Chính phủ` is another country's there
                unit.entry = registry.entry(reading, unit.place)
        index: dict[str, int] = {}
        for k, unit in enumerate(units):
            if unit.entry:
                index.setdefault(unit.entry.id, k)
        owned: dict[int, int] = {}
        for k, unit in enumerate(units):
            top = read(unit.name).top
            if unit.entry is None and unit.public and top and not unit.candidates:
                unit.entry, owner = self._owned(units, unit, top)
                if owner is not None:
                    unit.parent = owned[k] = owner
            if unit.parent is None and unit.entry:
                unit.parent = next(
                    (index[i] for i in self._over(unit) if i in index and not _above(units, index[i], k)), None
                )
        return owned

    def _over(self, unit: Unit) -> list[str]:
        """Ids of the bodies that a unit can be said to be part of: of its own body, which its name tells, else of the next one up.

        The commune's police is the province's since the police gave up its districts.
        """
        assert unit.entry
        body = "/".join(unit.entry.id.split("/")[:3])
        above = unit.entry.above
        if unit.entry.id != body:
            return [id for id in above if id.startswith(body)]
        moved = self.day is not None and self.day >= places.POLICE_REFORM and unit.kind == "police"
        district = moved and unit.place and unit.place.level == "commune" and len(above) > 2
        return list(above[1:2] if district else above[:1])

    def _bare(self, units: list[Unit], reading: registry.Reading) -> places.Place | None:
        """The place of a body that is named by its kind or its level alone: the article's only one that fits."""
        kind = reading.place
        if kind == "tỉnh" or (not kind and reading.organ and reading.organ.get("level") == "province"):
            fit = {p.code: p for p in self.provinces if not kind or p.kind == kind}
        elif LEVEL_WORD.fullmatch(kind):
            fit = {p.code: p for p in (*self.named, *(u.place for u in units if u.place)) if p.kind == kind}
        else:
            return None
        return next(iter(fit.values())) if len(fit) == 1 else None

    @staticmethod
    def _describe(unit: Unit, reading: registry.Reading) -> None:
        """Kind and level, where the registry knows better than the head of the name."""
        if reading.central and not reading.parts:
            unit.kind, unit.level = reading.central["id"].split("/")[0], "ministry"
        elif reading.organ and not reading.parts:
            unit.kind = reading.organ["kind"]
            told = reading.organ.get("level") or places.LEVELS.get(reading.place.split(" ")[0])
            unit.level = unit.place.level if unit.place else unit.level or told
        elif reading.central:
            unit.level = unit.level or "ministry"
            if reading.central["id"] == "police/vn":
                unit.kind = "police"
        elif (top := reading.top) and top.of in ("department", "office"):
            if top.of == "department" or _own().search(reading.parts[-1]):
                unit.kind = "police"
            if len(reading.parts) == 1 and not registry.shared(top):
                unit.level = "ministry" if top.of == "department" else "province"
        if unit.level is None and unit.place:
            unit.level = unit.place.level

    def _owned(self, units: list[Unit], unit: Unit, top: registry.Part) -> tuple[registry.Entry | None, int | None]:
        """(entry, place in `units` of the body) of a part that is named without its body: the article's only police that can have it."""
        name, form = folded(unit.name), read(unit.name).parts[-1]
        of = top.of or (
            "" if place_at_end(name) else next((of for head, of in OWNED.items() if name.startswith(head + " ")), "")
        )
        if not of or of == "department" or (of != "investigator" and not _own().search(form)):
            return None, None
        if registry.shared(top) and any(
            (central := read(u.name).central) and central["id"] == "police/vn" for u in units
        ):
            return None, None  # the ministry has one too
        levels = ("province",) if of == "office" else ("province", "district")
        owners: dict[str, tuple[registry.Entry, places.Place, int | None]] = {}
        for k, other in enumerate(units):
            reading = read(other.name)
            if not other.place or other.place.level not in levels or not reading.organ:
                continue
            home = registry.entry(registry.Reading(organ=reading.organ), other.place)
            if home and reading.organ["kind"] == "police":
                whole = None if reading.parts else k
                if home.id not in owners or owners[home.id][2] is None:
                    owners[home.id] = home, other.place, whole
        if not owners and of == "office" and len(self.provinces) == 1:
            (place,) = self.provinces
            if home := registry.entry(read("Công an " + place.full), place):
                owners[home.id] = home, place, None
        if of == "team" and PROVINCIAL.search(unit.name):
            owners = {id: one for id, one in owners.items() if name.endswith(f" {folded(one[1].name)}")}
        unsure = any(u.candidates and u.kind == "police" and u.level in levels for u in units)
        if (
            len(owners) != 1
            or unsure
            or (of == "team" and any(place.level != "district" for _, place, _ in owners.values()))
        ):
            return None, None
        ((home, unit.place, owner),) = owners.values()
        found = home
        for part in reversed(read(unit.name).parts):
            found = found.under(registry.part(part))
        if unit.level is None:
            unit.level = unit.place.level if unit.place else None
        return found, owner
