"""Administrative units: names to codes, with the system that was valid at a date."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache

from bantin.entities.gazetteer import place_rows
from bantin.language.norms import folded

REFORM = dt.date(2025, 7, 1)  # 63 provinces became 34, districts ended
POLICE_REFORM = dt.date(2025, 3, 1)  # the police gave up its district level
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
    "br-vt": "bà rịa - vũng tàu",
    "bà rịa-vũng tàu": "bà rịa - vũng tàu",
    "tt-huế": "thừa thiên huế",
    "thừa thiên - huế": "thừa thiên huế",
    "thừa thiên-huế": "thừa thiên huế",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A row of `configs/places.tsv`; see `linking.make_places` for its columns. `level` is province, district or commune."""

    code: str
    kind: str
    name: str
    parent: str
    valid: str
    successor: str
    level: str

    @property
    def full(self) -> str:
        """Type word and name: `huyện Yên Thành`."""
        return f"{self.kind} {self.name}"


@lru_cache(1 << 14)
def split_name(text: str) -> tuple[str, str]:
    """(type word, name) of a place as written, folded: `TP.HCM` -> (`thành phố`, `hồ chí minh`); the type is empty where none stands."""
    form = folded(text)
    if form in ALIASES:
        return "thành phố" if ALIASES[form] in ("hồ chí minh", "hà nội") else "tỉnh", ALIASES[form]
    match = TYPES.match(form)
    if not match:
        return "", form
    kind, name = match.groups()
    kind = SHORT.get(kind or "", kind or "")
    return kind, ALIASES.get(name, name)


class Places:
    """The administrative units, looked up by name."""

    def __init__(self) -> None:
        self.by_code: dict[str, Place] = {}
        self.by_name: dict[str, list[Place]] = defaultdict(list)
        for code, kind, name, parent, valid, successor in place_rows():
            bare = code.removeprefix("n")
            level = LEVELS.get(kind) or ("province" if len(bare) == 2 else "district")
            place = Place(code, kind, name, parent, valid, successor, level)
            self.by_code[code] = place
            self.by_name[folded(name)].append(place)

    def province(self, place: Place) -> Place:
        """The province that `place` lies in, in its own system."""
        while place.parent:
            place = self.by_code[place.parent]
        return place

    def find(self, text: str, day: dt.date | None = None, near: frozenset[str] = frozenset()) -> list[Place]:
        """Units that a written name can mean, best first; several where the context does not tell.

        Args:
            text: the name as written, with or without its type word.
            day: the article's date. Before the reform only the old system is asked, after it the new one first;
                without a date the old one first.
            near: codes of provinces and districts that the article names.
        """
        kind, name = split_name(text)
        found = [p for p in self.by_name.get(name, ()) if not kind or p.kind == kind]
        old, new = ([p for p in found if (p.valid == "new") == side] for side in (False, True))
        found = (new or old) if day and day >= REFORM else old if day else (old or new)
        if len(found) > 1 and not kind:
            top = min(("province", "district", "commune").index(p.level) for p in found)
            found = [p for p in found if ("province", "district", "commune").index(p.level) == top]
        if len(found) > 1:
            beside = [p for p in found if p.parent in near]
            found = beside or [p for p in found if self.province(p).code in near] or found
        return found


@cache
def load() -> Places:
    """The table, read once."""
    return Places()
