"""Administrative units: names to codes, with the system that was valid at a date."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from bantin.entities.gazetteer import place_rows
from bantin.language.norms import folded
from bantin.linking.remembering import remembered
from bantin.resources import table

REFORM: dt.date = table("reforms")["provinces"]  # 63 provinces became 34, districts ended
POLICE_REFORM: dt.date = table("reforms")["police_districts"]  # the police gave up its district level
ORDER = ("province", "district", "commune")
LEVELS = {
    "tỉnh": "province",
    "huyện": "district",
    "quận": "district",
    "thị xã": "district",
    "xã": "commune",
    "phường": "commune",
    "thị trấn": "commune",
    "đặc khu": "commune",
}
TYPES = re.compile(
    r"^(?:(tỉnh|thành phố|tp\.?|huyện|quận|thị xã|tx\.?|xã|phường|thị trấn|tt\.?|đặc khu|[hqpx]\.)\s*)?(.+)$"
)
SHORT = {
    "tp": "thành phố",
    "tp.": "thành phố",
    "tx": "thị xã",
    "tx.": "thị xã",
    "tt": "thị trấn",
    "tt.": "thị trấn",
    "h.": "huyện",
    "q.": "quận",
    "p.": "phường",
    "x.": "xã",
}
ALIASES = {
    "hcm": "hồ chí minh",
    "tphcm": "hồ chí minh",
    "tp.hcm": "hồ chí minh",
    "sài gòn": "hồ chí minh",
    "hn": "hà nội",
    "br - vt": "bà rịa - vũng tàu",
    "tt - huế": "thừa thiên huế",
    "thừa thiên - huế": "thừa thiên huế",
}


APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")
DASH = re.compile(r"(?<=\w)\s*[-–]\s*(?=\w)")  # spaced in one way in tables and keys


@dataclass(frozen=True, slots=True)
class Place:
    """A row of `configs/places.tsv`; see `linking.make_places` for its columns. `level` is province, district or commune.

    Attributes:
        successors: codes of what followed it, the largest share first; empty where unknown.
        until: the day it ended before the reform of 2025, where known; `about` where that is not to the day.
    """

    code: str
    kind: str
    name: str
    parent: str
    valid: str
    successors: tuple[str, ...]
    level: str
    until: dt.date | None = None
    about: bool = False

    @property
    def full(self) -> str:
        """Type word and name: `huyện Yên Thành`."""
        return f"{self.kind} {self.name}"


@remembered
def split_name(text: str) -> tuple[str, str]:
    """(type word, name) of a place as written, folded: `TP.HCM` -> (`thành phố`, `hồ chí minh`); the type is empty where none stands."""
    form = DASH.sub(" - ", folded(text).translate(APOSTROPHES))
    if form in ALIASES:
        return "thành phố" if ALIASES[form] in ("hồ chí minh", "hà nội") else "tỉnh", ALIASES[form]
    match = TYPES.match(form)
    if not match:
        return "", form
    kind, name = match.groups()
    kind = SHORT.get(kind or "", kind or "")
    if kind in ("phường", "quận") and re.fullmatch(r"0\d", name):
        name = name[1]
    return kind, name if LEVELS.get(kind) == "commune" else ALIASES.get(name, name)


class Places:
    """The administrative units, looked up by name."""

    def __init__(self) -> None:
        self.by_code: dict[str, Place] = {}
        self.by_name: dict[str, list[Place]] = defaultdict(list)
        former = {row["code"]: row for row in table("reforms")["former"]}
        rows = [(*row[:5], row[5] or former.get(row[0], {}).get("successor", "")) for row in place_rows()]
        known = {row[0] for row in rows}
        rows += [
            (code, row["kind"], row["name"], row["parent"], "older", row.get("successor", ""))
            for code, row in former.items()
            if code not in known
        ]
        for code, kind, name, parent, valid, successor in rows:
            level = LEVELS.get(kind) or ("province" if len(code.strip("no")) == 2 else "district")
            end = former.get(code, {})
            place = Place(
                code,
                kind,
                name,
                parent,
                valid,
                tuple(successor.split()),
                level,
                end.get("until"),
                end.get("about", False),
            )
            self.by_code[code] = place
            self.by_name[folded(name)].append(place)
        self.order = {code: ORDER.index(place.level) for code, place in self.by_code.items()}

    def province(self, place: Place) -> Place:
        """The province that `place` lies in, in its own system."""
        while place.parent:
            place = self.by_code[place.parent]
        return place

    def followers(self, place: Place) -> list[Place]:
        """What became of `place`, in one system or, step by step, over several; the unit itself stands first."""
        found, seen = [place], {place.code}
        for unit in found:
            for code in unit.successors:
                if code not in seen:
                    seen.add(code)
                    found.append(self.by_code[code])
        return found

    def continues(self, place: Place) -> Place | None:
        """The old unit of the same name that a new one goes on from, where there is one."""
        if place.valid != "new":
            return None
        olds = [p for p in self.by_name[folded(place.name)] if p.full == place.full and place.code in p.successors]
        return min(olds, key=lambda p: p.code, default=None)

    def alive(self, found: list[Place], day: dt.date | None) -> list[Place]:
        """Those of `found` that existed on a day. Without a day: the old system first, then the new."""
        current = {(p.full, p.parent) for p in found if p.valid == "old"}
        # What was merged into a unit of its own name and district is not told from it.
        found = [p for p in found if p.valid != "older" or p.until or (p.full, p.parent) not in current]
        if day is None:
            return [p for p in found if p.valid != "new" and not (p.until and (p.full, p.parent) in current)] or found
        if day >= REFORM and (new := [p for p in found if p.valid == "new"]):
            return new
        old = [p for p in found if p.valid != "new"]
        if day >= REFORM:
            return old
        alive = [p for p in old if p.until is None or day < p.until]
        # A unit that was still to end stands for the later one of its name: `TP Huế` of 2019, not that of 2025.
        ending = {(p.full, self.province(p).code.strip("o")) for p in alive if p.until}
        alive = [p for p in alive if p.until or (p.full, self.province(p).code) not in ending]
        if day >= POLICE_REFORM:  # the last of the mergers before the reform had come into force
            alive = [p for p in alive if p.valid == "old"] or alive
        return alive or old

    def _inside(self, place: Place, codes: frozenset[str]) -> int:
        """How near `place` is to units of the codes: 3 in a district, 2 in a province, 1 in what became of a province, else 0."""
        if not place.parent:
            return 0
        if place.parent in codes:
            return 3 if place.level == "commune" and self.by_code[place.parent].level == "district" else 2
        province = self.province(place)
        if province.code in codes:
            return 2
        theirs = {p.code for p in self.followers(province)}
        return 1 if theirs & codes else 0

    def find(
        self,
        text: str,
        day: dt.date | None = None,
        near: frozenset[str] = frozenset(),
        beside: frozenset[str] = frozenset(),
    ) -> list[Place]:
        """Units that a written name can mean: one where name and context tell it, several where they do not, none where unknown.

        Args:
            text: the name as written, with or without its type word.
            day: the article's date. Before the reform only the old system is asked, after it the new one first;
                without a date the old one first.
            near: codes of provinces and districts that the article names; they choose among several.
            beside: codes of those named directly beside it; a unit that lies in none of them is not meant.
        """
        found, same, risen = _meant(text, day)
        if not same or (len(found) == 1 and not risen and not beside and found[0].level != "commune"):
            return list(found)
        districts = [self.by_code[c] for c in beside if self.by_code[c].level == "district"]
        if day and day >= REFORM and districts:  # a district beside it speaks of the old system
            old = [p for p in same if p.valid != "new" and self._inside(p, beside) == 3]
            if old:
                return old
            beside |= {p.code for district in districts for p in self.followers(self.province(district))}
        level = max((self.order[p.code] for p in (*found, *risen)), default=0)
        for context, strict in ((beside, True), (near, False)):
            context = frozenset(c for c in context if self.order[c] < level)
            if not context:
                continue
            depth = max((self._inside(p, context) for p in (*found, *risen)), default=0)
            if depth:
                exact, other = ([p for p in group if self._inside(p, context) == depth] for group in (found, risen))
                return exact or other
            if strict or (len(found) == 1 and found[0].level == "commune"):
                return []  # the only one of the name lies elsewhere: the one meant is in no table
        if found and found[0].level == "commune":
            return found + risen  # a ward may have been a commune of the name
        return list(found) or (list(risen) if len(risen) == 1 and risen[0].level == "district" else [])


@cache
def load() -> Places:
    """The table, read once."""
    return Places()


@remembered
def _meant(text: str, day: dt.date | None) -> tuple[list[Place], list[Place], list[Place]]:
    """What a written name alone can mean: (units of that type on that day, all of that level, those of another type today)."""
    known = load()
    kind, name = split_name(text)
    levels = ("province", "district") if kind == "thành phố" else (LEVELS.get(kind, "province" if kind else ""),)
    same = [p for p in known.by_name.get(name, ()) if not kind or p.level in levels]
    found = known.alive([p for p in same if not kind or p.kind == kind], day)
    if not kind:
        top = min((ORDER.index(p.level) for p in found), default=0)
        return [p for p in found if ORDER.index(p.level) == top], same, []
    risen = [p for p in known.alive(same, day) if p not in found and p.level != "province" and p.valid != "new"]
    return found, same, risen
