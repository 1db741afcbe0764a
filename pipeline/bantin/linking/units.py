"""Units: mentions to bodies, bare mentions filled in from their article, chains of sub-units put together."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache, lru_cache

from bantin.entities.tagger import Entity
from bantin.language.norms import canonical, folded
from bantin.language.tokenizer import UP
from bantin.linking import places
from bantin.linking.abbreviations import expand
from bantin.resources import table

LEVEL_WORD = re.compile(
    r"(?:^|\s)(tỉnh|thành phố|tp\.?|huyện|quận|thị xã|tx\.?|xã|phường|thị trấn|tt\.?|đặc khu|[hqpx]\.)$"
)
PLACE_AT_END = re.compile(
    r"(?:^|\s)(?:(tỉnh|thành phố|tp\.?|huyện|quận|thị xã|tx\.?|xã|phường|thị trấn|tt\.?|đặc khu|[hqpx]\.)\s*)(\S.*)$"
)
# How high a body stands in the order of bodies: a chain climbs.
HEIGHT = {
    "team": 1,
    "office": 2,
    "commune": 3,
    "district": 4,
    "province": 5,
    "department": 6,
    "directorate": 7,
    "ministry": 8,
}
SUB_HEADS = (
    (re.compile(r"^(?:tiểu đội|trung đội|đại đội|tiểu đoàn)\b"), "team"),
    (re.compile(r"^(?:trung đoàn|lữ đoàn|sư đoàn|hải đội)\b"), "office"),
    (re.compile(r"^(?:đội|trạm|tổ|đồn(?! biên)|trại|nhà tạm giữ)\b"), "team"),
    (
        re.compile(
            r"^(?:phòng|ban|văn phòng|cơ quan|khoa|pc\d\d|pa\d\d|đảng ủy|ban giám đốc|trung tâm|bộ phận|cqđt|đoàn|hội|công đoàn)\b"
        ),
        "office",
    ),
    (re.compile(r"^chi cục\b"), "district"),
    (re.compile(r"^tổng cục\b"), "directorate"),
    (re.compile(r"^(?:cục|vụ|c\d\d|a\d\d|k\d\d|học viện|viện|thanh tra)\b"), "department"),
    (re.compile(r"^(?:bộ(?! chỉ huy| đội| tư lệnh)|chính phủ|quốc hội|trung ương)\b"), "ministry"),
)
JOINED = re.compile(r"^\s*(?:,|\(|-|–|thuộc|của|trực thuộc|\( ?thuộc|, ?thuộc|\)|\),|\) ?thuộc)?\s*$")
ALIAS = re.compile(
    r"^(?:p[acxvk]|[cakx]) ?\d{2}$|^[A-ZĐ][A-ZĐ0-9&-]+$"
)  # a code or acronym in brackets behind the full name
BEFORE_NAME = re.compile(r"^.*?\b(?:công an|ubnd|hđnd|tand|vksnd|csgt)\s+")
PUBLIC = ("police", "government", "party", "procuracy", "court", "army")  # kinds of bodies that are of a place
FIRM_JOIN = re.compile(r"^\s*(?:\(|thuộc|của|trực thuộc|\( ?thuộc|, ?thuộc)\s*$")


@dataclass(slots=True)
class Unit:
    """A body that an article names.

    Attributes:
        name: fullest form the article lets a reader know.
        kind, level: as in the record contract.
        place: the administrative unit it is of, or None; `candidates` holds the others a shared name can mean.
        parent: index of the body it belongs to in the article's list, or None.
        mentions: indices of its mentions among the article's entities.
    """

    name: str
    kind: str
    level: str | None
    place: places.Place | None = None
    candidates: list[places.Place] = field(default_factory=list)
    parent: int | None = None
    mentions: list[int] = field(default_factory=list)


@cache
def _heads() -> tuple[re.Pattern[str], dict[str, tuple[str, str | None]]]:
    """Heads of units, as a pattern of the longest that a folded name begins with; (kind, level) of each."""
    known: dict[str, tuple[str, str | None]] = {}
    for row in table("units")["unit"]:
        for form in row["forms"]:
            known.setdefault(folded(form), (row["kind"], row.get("level")))
    longest = sorted(map(re.escape, known), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(longest)})(?![^\W_])"), known


@cache
def _own_name(kind: str) -> re.Pattern[str]:
    """A head of that kind, and capitalised words to the end."""
    heads = sorted(
        (re.escape(head) for head, (other, _) in _heads()[1].items() if other == kind), key=len, reverse=True
    )
    return re.compile(rf"(?:{'|'.join(heads)})\s+((?:[A-ZĐÀ-Ỹ][\w.]*\s*)+)$")


@lru_cache(1 << 14)
def is_bare(form: str) -> bool:
    """Whether a folded name is a head that alone can stand for one body of an article, or ends with the type of a place."""
    kind, _ = _heads()[1].get(form, ("", None))
    return kind in PUBLIC or bool(LEVEL_WORD.search(form))


@lru_cache(1 << 14)
def place_at_end(form: str) -> str | None:
    """The place, type word and name, that a folded name ends with."""
    match = PLACE_AT_END.search(form)
    return match[0].strip() if match else None


@lru_cache(1 << 14)
def kind_of(form: str) -> tuple[str, str | None]:
    """(kind, level) by the head of a folded name; (`other`, None) where no head is known."""
    pattern, heads = _heads()
    if match := pattern.match(form):
        head = match[0]
        kind, level = heads[head]
        if (
            kind == "police"
            and head in ("phòng", "đội", "trạm", "tổ", "đồn", "cục", "vụ", "tổng cục")
            and not re.search(r"công an|csgt|cảnh sát|an ninh|hình sự|ma túy|csđt|cshs|tham mưu|điều tra|pc\d\d", form)
        ):
            return ("government" if head in ("phòng", "cục", "vụ", "tổng cục") else "other"), None
        if kind == "government" and re.search(r"công an|csđt|cảnh sát", form):
            return "police", None
        return kind, level
    if re.search(r"công an|csgt|cảnh sát", form):
        return "police", None
    return "other", None


@lru_cache(1 << 14)
def height(form: str) -> int:
    """Order of a body by its folded name; see `HEIGHT`."""
    for pattern, name in SUB_HEADS:
        if pattern.match(form):
            return HEIGHT[name]
    level = level_of(form)
    return HEIGHT[level] if level in HEIGHT else HEIGHT["province"]


@lru_cache(1 << 14)
def level_of(form: str) -> str | None:
    """Administrative level that the words of a folded name tell."""
    kind, level = kind_of(form)
    if level:
        return level
    word = PLACE_AT_END.search(form) or LEVEL_WORD.search(form)
    if not word:
        return None
    kind = places.SHORT.get(word[1], word[1])
    if kind == "thành phố":
        found = places.load().find("thành phố " + word[2]) if word.lastindex and word.lastindex > 1 else []
        return found[0].level if found else "province"
    return places.LEVELS.get(kind)


@lru_cache(1 << 14)
def key_of(name: str) -> str:
    """Under which spellings of one body's name meet: abbreviations written out, `tỉnh` and `thành phố` left out."""
    words = []
    for word in re.split(r"[\s.]+", canonical(name)):
        long = expand(word) if word.isupper() else expand(word.upper()) if len(word) > 3 else None
        words.append(folded(long) if long else places.SHORT.get(word.lower(), word.lower()))
    form = " ".join(words)
    form = form.replace("hcm", "hồ chí minh").replace("tphồ", "hồ")
    return re.sub(r"\b(?:tỉnh|thành phố) (?=\S)", "", form).replace("(", "").replace(")", "").strip()


def surface(text: str) -> str:
    """A mention as a name: white space made single, none before a full stop or a comma."""
    return " ".join(text.split()).replace(" .", ".").replace(" ,", ",")


class UnitLinker:
    """Resolves the UNIT mentions of one article.

    Args:
        entities: the article's entities in order.
        texts: the raw text of each.
        gaps: `gaps[i]` is the folded text between entity `i` and the next, or None across sentences.
        day: the article's date, where known.
    """

    def __init__(self, entities: list[Entity], texts: list[str], gaps: list[str | None], day: dt.date | None) -> None:
        self.entities, self.texts, self.gaps, self.day = entities, texts, gaps, day
        self.units: list[Unit] = []
        self.of_key: dict[str, int] = {}
        self.of_mention: dict[int, int] = {}
        self.alias: dict[int, int] = {}
        self.full_forms: dict[int, str] = {}
        self.endings: dict[str, str] = {}
        self.place_names = Counter(folded(texts[i]) for i, e in enumerate(entities) if e.label == "LOCATION")
        names = [surface(texts[i]) for i, e in enumerate(entities) if e.label == "UNIT"]
        self.full_names = [n for n in names if not is_bare(folded(n))]
        self.near = self._provinces()

    def _provinces(self) -> frozenset[str]:
        """Codes of the provinces and districts the article names."""
        found = set()
        for text in [*self.place_names, *(place for n in self.full_names if (place := place_at_end(folded(n))))]:
            units = places.load().find(text, self.day)
            if len(units) == 1 and units[0].level != "commune":
                found |= {units[0].code, places.load().province(units[0]).code}
        return frozenset(found)

    def filled(self, name: str) -> str:
        """A bare name with what the article says elsewhere; the name itself where it says nothing."""
        form = folded(name)
        if not is_bare(form):
            return name
        if form not in self.endings:
            self.endings[form] = self._ending(form)
        return f"{name} {self.endings[form]}".rstrip()

    def _ending(self, form: str) -> str:
        """What is missing at the end of a bare folded name, as the article writes it; empty where it does not tell."""
        longer = [name for name in self.full_names if folded(name).startswith(form + " ")]
        if longer:
            count = Counter(map(folded, longer))
            best = max(longer, key=lambda name: count[folded(name)])
            return " ".join(best.split()[len(form.split()) :])
        word = LEVEL_WORD.search(form)
        if not word:
            return ""
        kind = places.SHORT.get(word[1], word[1])
        forms = "|".join(re.escape(w) for w in (kind, *(short for short, long in places.SHORT.items() if long == kind)))
        pattern = re.compile(rf"(?:^|\s)(?i:{forms})\s*((?:{UP}|\d).*)$")
        written = (self.texts[i] for i, e in enumerate(self.entities) if e.label == "LOCATION")
        said = Counter(
            m[1] for source in (*self.full_names, *written) if (m := pattern.search(canonical(surface(source))))
        )
        if said:
            return said.most_common(1)[0][0]
        near = [places.load().by_code[code] for code in sorted(self.near)] if kind == "tỉnh" else []
        provinces = [place.name for place in near if place.level == "province" and place.kind == "tỉnh"]
        return provinces[0] if len(provinces) == 1 else ""

    def link(self) -> list[Unit]:
        """The article's units; `of_mention` then tells each mention's."""
        where = [i for i, e in enumerate(self.entities) if e.label == "UNIT"]
        chain: dict[int, int] = {}
        for i, nxt in itertools.pairwise(where):
            gap = self.gaps[i] if nxt == i + 1 else None
            if gap is not None and gap.strip() == "(" and ALIAS.match(surface(self.texts[nxt])):
                self.alias[nxt] = i
                if nxt + 1 not in where or self.gaps[nxt] is None or not JOINED.match(self.gaps[nxt] or ""):
                    continue
                gap, nxt = ",", nxt + 1
            if gap is None or i in self.alias or not JOINED.match(gap):
                continue
            low, high = height(folded(self.texts[i])), height(folded(self.texts[nxt]))
            if low < high and (
                FIRM_JOIN.match(gap)
                or low <= HEIGHT["office"]
                or high == HEIGHT["ministry"]
                or low >= HEIGHT["department"]
            ):
                chain[i] = nxt
        for i in reversed(where):
            name = surface(self.texts[i])
            parent = None
            if i in self.alias:
                continue
            if i in chain:
                parent = self.of_mention[chain[i]]
                name = f"{name} {self.units[parent].name}"
            elif (
                i
                and self.entities[i - 1].label == "POSITION"
                and folded(self.texts[i - 1]) in ("bộ trưởng", "thứ trưởng")
                and not folded(name).startswith("bộ ")
            ):
                name = f"Bộ {name}"
            else:
                name = self.filled(name)
            self.of_mention[i] = self._unit(name, i, parent)
        for alias, full in self.alias.items():
            self.of_mention[alias] = self.of_mention[full]
            self.units[self.of_mention[full]].mentions.append(alias)
        self._complete(chain)
        for unit in self.units:
            unit.mentions.sort()
        return self.units

    def _complete(self, chain: dict[int, int]) -> None:
        """A sub-unit named alone is the one that the article elsewhere names with its parent, where that is just one.

        The units that are left are put in the order of their first mentions.
        """
        full: dict[str, set[int]] = {}
        for mention in chain:
            full.setdefault(key_of(surface(self.texts[mention])), set()).add(self.of_mention[mention])
        for mention, k in list(self.of_mention.items()):
            known = full.get(key_of(surface(self.texts[mention])), set())
            if mention not in chain and mention not in self.alias and len(known) == 1 and k not in known:
                (target,) = known
                self.of_mention[mention] = target
                self.units[k].mentions.remove(mention)
                self.units[target].mentions.append(mention)
                self.full_forms[mention] = self.units[target].name
        kept = sorted(
            (k for k, unit in enumerate(self.units) if unit.mentions), key=lambda k: min(self.units[k].mentions)
        )
        place = {k: n for n, k in enumerate(kept)}
        self.units = [self.units[k] for k in kept]
        self.of_mention = {mention: place[k] for mention, k in self.of_mention.items()}
        for unit in self.units:
            unit.parent = place.get(unit.parent) if unit.parent is not None else None

    def prefer(self, mentions: list[int]) -> None:
        """Name each unit as it stands beside the first of the offices held in it: there it is named most formally."""
        for mention in reversed(mentions):
            self.units[self.of_mention[mention]].name = self.full_forms.get(
                mention, self.units[self.of_mention[mention]].name
            )

    def _unit(self, name: str, mention: int, parent: int | None) -> int:
        self.full_forms[mention] = name
        key = key_of(name)
        if key in self.of_key:
            unit = self.units[self.of_key[key]]
            unit.mentions.append(mention)
            unit.name = unit.name if len(unit.name) >= len(name) else name
            return self.of_key[key]
        kind, _ = kind_of(folded(name))
        if parent is not None and kind in ("other", "government"):
            kind = self.units[parent].kind
        unit = Unit(name, kind, level_of(folded(name)), parent=parent, mentions=[mention])
        text = place_at_end(folded(name))
        if not text and kind in PUBLIC:
            own = _own_name(kind).search(canonical(name))
            text = own[1].strip() if own else BEFORE_NAME.sub("", folded(name))
        if text:
            found = places.load().find(text, self.day, self.near)
            if len(found) == 1:
                unit.place = found[0]
            elif found:
                unit.candidates = found[:8]
            if unit.place and unit.level is None:
                unit.level = unit.place.level
        self.of_key[key] = len(self.units)
        self.units.append(unit)
        return self.of_key[key]
