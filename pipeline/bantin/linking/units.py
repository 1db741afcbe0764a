"""Units: mentions to bodies, bare mentions filled in from their article, chains of sub-units put together."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from bantin.entities.tagger import Entity
from bantin.language.norms import canonical, folded
from bantin.language.tokenizer import UP
from bantin.linking import places, registry
from bantin.linking.bodies import (
    LEVEL_WORD,
    is_bare,
    key_of,
    kind_of,
    level_of,
    split_head,
    surface,
)
from bantin.linking.chains import ChainReader
from bantin.linking.registry import read
from bantin.linking.resolution import NOTHING, Resolver
from bantin.linking.titles import bodies
from bantin.resources import table

TERMS = ("khóa", "nhiệm", "kỳ")  # words that begin what is no part of a body: `khóa XV`, `nhiệm kỳ 2021-2026`


@dataclass(slots=True)
class Unit:
    """A body that an article names.

    Attributes:
        name: fullest form the article lets a reader know.
        kind, level: as in the record contract.
        place: the administrative unit it is of, or None; `candidates` holds the others a shared name can mean.
        parent: index of the body it belongs to in the article's list, or None.
        mentions: indices of its mentions among the article's entities.
        entry: what the registry knows of it, None where it is not resolved.
        public: False for a club that is called like a public body.
    """

    name: str
    kind: str
    level: str | None
    place: places.Place | None = None
    candidates: list[places.Place] = field(default_factory=list)
    parent: int | None = None
    mentions: list[int] = field(default_factory=list)
    entry: registry.Entry | None = None
    public: bool = True


class UnitLinker:
    """Resolves the UNIT mentions of one article.

    Args:
        entities: the article's entities in order.
        texts: the raw text of each.
        gaps: `gaps[i]` is the folded text between entity `i` and the next, or None across sentences.
        day: the article's date, where known.
        clubs: see `clubs.clubs`.
    """

    def __init__(
        self,
        entities: list[Entity],
        texts: list[str],
        gaps: list[str | None],
        day: dt.date | None,
        clubs: dict[int, str] | None = None,
    ) -> None:
        self.entities, self.texts, self.gaps, self.day = entities, texts, gaps, day
        self.clubs = clubs or {}
        self._place_seats()
        self.units: list[Unit] = []
        self.of_key: dict[str, int] = {}
        self.keys: list[str] = []
        self.meant: dict[str, list[places.Place]] = {}
        self.of_mention: dict[int, int] = {}
        self.full_forms: dict[int, str] = {}
        self.endings: dict[str, tuple[int, str]] = {}
        self.names = [surface(texts[i]) for i, e in enumerate(entities) if e.label == "UNIT"]
        self.full_names = [n for n in self.names if not is_bare(folded(n))]
        self.resolver = Resolver(entities, texts, gaps, day)
        self.chains = ChainReader(entities, texts, gaps, self.resolver.apart)
        self.direct: dict[int, str] = {}  # the code of a mention's place where the places directly behind it tell
        self.told: dict[
            str, dict[str, frozenset[str]]
        ] = {}  # by key: those codes, each with the codes of what stood behind

    def _place_seats(self) -> None:
        """Bodies that are told apart by their seats alone are named with them: `TAND cấp cao tại Đà Nẵng`."""
        texts = self.texts
        for i, (entity, following) in enumerate(pairwise(self.entities)):
            if (
                entity.label == "UNIT"
                and following.label == "LOCATION"
                and (self.gaps[i] or "").strip() in ("tại", "ở")
            ):
                organ = read(surface(texts[i])).organ
                if organ and "only" in organ and LEVEL_WORD.search(folded(texts[i])) is None:
                    self.texts = texts = [*texts[:i], f"{texts[i]} tại {texts[i + 1]}", *texts[i + 1 :]]

    def filled(self, name: str) -> str:
        """A bare name with what the article says elsewhere; the name itself where it says nothing."""
        form = folded(name)
        if form not in self.endings:
            self.endings[form] = self._ending(form)
        kept, ending = self.endings[form]
        return f"{' '.join(name.split()[:kept])} {ending}".rstrip()

    @cached_property
    def _longer(self) -> dict[str, list[str]]:
        """The names that begin with some words, by those words, folded; those that only add a term of office are left out."""
        found: dict[str, list[str]] = {}
        for name in self.full_names:
            words = folded(name).split()
            for k in range(1, len(words)):
                if words[k] not in TERMS:
                    found.setdefault(" ".join(words[:k]), []).append(name)
        return found

    def _ending(self, form: str) -> tuple[int, str]:
        """(words of a folded name that stay, what follows them as the article writes it); all stay where it does not tell."""
        size = len(form.split())
        longer = self._longer.get(form, [])
        if not is_bare(form):
            longer = [name for name in longer if _tells_place(" ".join(name.split()[size:]))]
        elif (own := read(form)).central and not own.parts and self.resolver.domestic:
            return size, ""  # `Quốc hội` is not another country's
        if longer:
            count = Counter(map(folded, longer)).most_common()
            keys = [key_of(name) for name, times in count if times == count[0][1]]
            several = any(not key.startswith(min(keys, key=len)) for key in keys)
            if several and (LEVEL_WORD.search(form) or not is_bare(form)):
                return size, ""  # two places, named as often
            best = next(name for name in longer if folded(name) == count[0][0])
            return size, " ".join(best.split()[size:])
        if not is_bare(form):
            return size, ""
        word = LEVEL_WORD.search(form)
        if not word:
            more = {folded(name): name for name in self.names if folded(name).startswith(form + " ")}
            levels = {name: written for name, written in more.items() if is_bare(name)}
            (name,) = levels.values() if len(levels) == 1 else ("",)  # `UBND`, where the article has one `UBND huyện`
            return size, " ".join(self.filled(name).split()[size:])
        kind = places.SHORT.get(word[1], word[1])
        forms = "|".join(re.escape(w) for w in (kind, *(short for short, long in places.SHORT.items() if long == kind)))
        pattern = re.compile(rf"(?:^|\s)(?i:{forms})\s*((?:{UP}|\d).*)$")
        written = (self.texts[i] for i, e in enumerate(self.entities) if e.label == "LOCATION")
        said: dict[str, list[re.Match[str]]] = {}
        for source in (*self.full_names, *written):
            if match := pattern.search(canonical(surface(source))):
                said.setdefault(match[1], []).append(match)
        if said:
            found = max(said.values(), key=len)[0]
            return size - len(word[1].split()), found[0].strip()
        provinces = [place for place in self.resolver.provinces if place.kind == "tỉnh"] if kind == "tỉnh" else []
        return size, provinces[0].name if len(self.resolver.provinces) == len(provinces) == 1 else ""

    def link(self) -> list[Unit]:
        """The article's units; `of_mention` then tells each mention's."""
        chains = self.chains
        for i in chains.where:
            if i not in chains.part_of and i not in chains.same_as and (codes := self.resolver.beside(i)):
                name = self.filled(surface(self.texts[i]))
                found = self.resolver.place(name, kind_of(folded(name))[0], codes)
                if len(found) == 1:
                    self.told.setdefault(key_of(name), {})[found[0].code] = codes
                    self.direct[i] = found[0].code
        for i in reversed(chains.where):
            self._resolve(i)
        self._order()
        for part, whole in self.resolver.complete(self.units).items():
            self.units[part].name += f" {self.units[whole].name}"
            for mention in self.units[part].mentions:
                self.full_forms[mention] += f" {self.units[whole].name}"
        return self.units

    def _resolve(self, i: int) -> int:
        """The unit of a UNIT mention."""
        if i in self.of_mention:
            return self.of_mention[i]
        if (full := self.chains.same_as.get(i)) is not None:
            self.of_mention[i] = self._resolve(full)
            self.full_forms[i] = self.full_forms[full]
            self.units[self.of_mention[i]].mentions.append(i)
            return self.of_mention[i]
        name = surface(self.texts[i])
        if i in self.clubs:
            self.of_mention[i] = self._club(name, i)
            return self.of_mention[i]
        wholes, own = {self._resolve(k) for k in self.chains.wholes(i)}, read(name)
        parent = wholes.pop() if len(wholes) == 1 else None
        body = bool(own.organ) and not own.parts
        head = self._head_told(i)
        if head and not own.central and self._lacks(head, name):
            name = f"{head} {name}"
        elif body or parent is None:
            name = self.filled(name)
        if parent is None and self.chains.alike and name != surface(self.texts[i]):
            wholes = {self._resolve(k) for k in self.chains.known(name, i)}
            parent = wholes.pop() if len(wholes) == 1 else None
        if parent is not None and key_of(name) == key_of(self.units[parent].name):
            parent = None  # `Thứ trưởng`, `Giao thông vận tải`, where `Vận tải` is of that ministry
        if parent is not None and not (body and read(self.units[parent].name).organ):
            whole = self.chains.part_of.get(i)
            name = f"{name} {self.units[parent].name if whole is None else self.full_forms[whole]}"
        self.of_mention[i] = self._unit(name, i, parent)
        return self.of_mention[i]

    def _head_told(self, i: int) -> str:
        """The word that the name of a mention begins with, where the title before it tells (`Bộ trưởng`, `Công an`), else empty."""
        if not i or self.entities[i - 1].label != "POSITION":
            return ""
        heads = bodies(folded(self.texts[i - 1]))
        return heads[0].capitalize() if len(heads) == 1 and heads[0] in table("people")["told"]["heads"] else ""

    @staticmethod
    def _lacks(head: str, name: str) -> bool:
        """Whether a name is a body's only with the word that the title before it tells (`Cục phó`, `Cảnh sát giao thông`)."""
        form, reading = folded(name), read(f"{head} {name}")
        department = reading.top is not None and reading.top.of == "department" and not form.startswith(folded(head))
        return bool(reading.central) or department or not split_head(form)[0]

    def _order(self) -> None:
        """Put the units in the order of their first mentions."""
        order = sorted(range(len(self.units)), key=lambda k: min(self.units[k].mentions))
        place = {k: n for n, k in enumerate(order)}
        self.units = [self.units[k] for k in order]
        self.of_mention = {mention: place[k] for mention, k in self.of_mention.items()}
        for unit in self.units:
            unit.mentions.sort()
            unit.parent = None if unit.parent is None else place[unit.parent]

    def prefer(self, mentions: list[int]) -> None:
        """Name each unit as it stands beside the first of the offices held in it: there it is named most formally."""
        for mention in reversed(mentions):
            self.units[self.of_mention[mention]].name = self.full_forms[mention]

    def _club(self, name: str, mention: int) -> int:
        self.full_forms[mention] = name
        key = f"club|{self.clubs[mention]}"
        if key not in self.of_key:
            self.of_key[key] = len(self.units)
            self.keys.append(key)
            found = self.resolver.place(self.clubs[mention], "other")
            self.units.append(Unit(name, "other", None, found[0] if len(found) == 1 else None, public=False))
        unit = self.units[self.of_key[key]]
        unit.mentions.append(mention)
        unit.name = max(unit.name, name, key=len)
        return self.of_key[key]

    def _unit(self, name: str, mention: int, parent: int | None) -> int:
        self.full_forms[mention] = name
        key = key_of(name)
        told = self.told.get(key, {}) if parent is None else {}
        code = self.direct.get(mention) if len(told) > 1 else next(iter(told), None)
        if len(told) > 1:  # bodies of one name in several places are several
            key = f"{key}|{code}"
        elif parent is not None and "|" in self.keys[parent]:
            key = f"{key}|{self.keys[parent]}"
        elif parent is None:  # `Công an Bắc Giang` is the province's, `Công an TP Bắc Giang` the city's
            found = self.resolver.place(name, kind_of(folded(name))[0], told.get(code or "", NOTHING))
            meant = self.meant.setdefault(key, found)
            if found and meant and found != meant:
                key = f"{key}|{found[0].code}"
        if key in self.of_key:
            unit = self.units[self.of_key[key]]
            unit.mentions.append(mention)
            unit.name = unit.name if len(unit.name) >= len(name) else name
            return self.of_key[key]
        kind, _ = kind_of(folded(name))
        if parent is not None and kind in ("other", "government"):
            kind = self.units[parent].kind
        unit = Unit(name, kind, level_of(folded(name)), parent=parent, mentions=[mention])
        own = read(surface(self.texts[mention]))
        above = self.units[parent] if parent is not None else None
        if above and not (own.organ and own.place):
            unit.place, unit.candidates = above.place, above.candidates
        else:
            codes = frozenset([above.place.code]) if above and above.place else told.get(code or "", NOTHING)
            found = self.resolver.place(name, kind, codes)
            unit.place = found[0] if len(found) == 1 else None
            unit.candidates = found if len(found) > 1 else []
        if unit.place and unit.level is None:
            unit.level = unit.place.level
        self.of_key[key] = len(self.units)
        self.keys.append(key)
        self.units.append(unit)
        return self.of_key[key]


def _tells_place(rest: str) -> bool:
    """Whether the end of a body's name is a place or a body of one."""
    form = folded(rest)
    return (
        form == "việt nam"
        or bool(registry.TYPED.match(form))
        or form in places.load().by_name
        or bool((own := read(rest)).organ and own.place)
    )
