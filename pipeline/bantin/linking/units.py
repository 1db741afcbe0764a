"""Units: mentions to bodies, bare mentions filled in from their article, chains of sub-units put together."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections import Counter
from dataclasses import dataclass, field

from bantin.entities.tagger import Entity
from bantin.language.norms import canonical, folded
from bantin.language.tokenizer import UP
from bantin.linking import places, registry
from bantin.linking.bodies import (
    HEIGHT,
    LEVEL_WORD,
    height,
    is_bare,
    key_of,
    kind_of,
    level_of,
    surface,
)
from bantin.linking.registry import read
from bantin.linking.resolution import NOTHING, Resolver

JOINED = re.compile(r"^\s*(?:,|\(|-|–|thuộc|của|trực thuộc|\( ?thuộc|, ?thuộc|\)|\),|\) ?thuộc)?\s*$")
FIRM_JOIN = re.compile(r"^\s*(?:\(|thuộc|của|trực thuộc|\( ?thuộc|, ?thuộc)\s*$")
ALIAS = re.compile(
    r"^(?:p[acxvk]|[cakx]) ?\d{2}$|^[A-ZĐ][A-ZĐ0-9&-]+$"
)  # a code or acronym in brackets behind the full name


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
    """

    name: str
    kind: str
    level: str | None
    place: places.Place | None = None
    candidates: list[places.Place] = field(default_factory=list)
    parent: int | None = None
    mentions: list[int] = field(default_factory=list)
    entry: registry.Entry | None = None


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
        self.keys: list[str] = []
        self.meant: dict[str, list[places.Place]] = {}
        self.of_mention: dict[int, int] = {}
        self.alias: dict[int, int] = {}
        self.full_forms: dict[int, str] = {}
        self.endings: dict[str, tuple[int, str]] = {}
        names = [surface(texts[i]) for i, e in enumerate(entities) if e.label == "UNIT"]
        self.full_names = [n for n in names if not is_bare(folded(n))]
        self.resolver = Resolver(entities, texts, gaps, day)
        self.direct: dict[int, str] = {}  # the code of a mention's place where the places directly behind it tell
        self.told: dict[
            str, dict[str, frozenset[str]]
        ] = {}  # by key: those codes, each with the codes of what stood behind

    def filled(self, name: str) -> str:
        """A bare name with what the article says elsewhere; the name itself where it says nothing."""
        form = folded(name)
        if not is_bare(form):
            return name
        if form not in self.endings:
            self.endings[form] = self._ending(form)
        kept, ending = self.endings[form]
        return f"{' '.join(name.split()[:kept])} {ending}".rstrip()

    def _ending(self, form: str) -> tuple[int, str]:
        """(words of a bare folded name that stay, what follows them as the article writes it); all stay where it does not tell."""
        size = len(form.split())
        longer = [name for name in self.full_names if folded(name).startswith(form + " ")]
        if longer:
            count = Counter(map(folded, longer)).most_common()
            first = [name for name, times in count if times == count[0][1]]
            if LEVEL_WORD.search(form) and any(not name.startswith(min(first, key=len)) for name in first):
                return size, ""  # two places, named as often
            best = next(name for name in longer if folded(name) == count[0][0])
            return size, " ".join(best.split()[size:])
        word = LEVEL_WORD.search(form)
        if not word:
            return size, ""
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
            if not FIRM_JOIN.match(gap) and self.resolver.apart(self.texts[i], self.texts[nxt]):
                continue
            if low < high and (
                FIRM_JOIN.match(gap)
                or low <= HEIGHT["office"]
                or high == HEIGHT["ministry"]
                or low >= HEIGHT["department"]
            ):
                chain[i] = nxt
        for i in where:
            if i not in chain and i not in self.alias and (codes := self.resolver.beside(i)):
                name = self.filled(surface(self.texts[i]))
                found = self.resolver.place(name, kind_of(folded(name))[0], codes)
                if len(found) == 1:
                    self.told.setdefault(key_of(name), {})[found[0].code] = codes
                    self.direct[i] = found[0].code
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
        self.resolver.complete(self.units)
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
