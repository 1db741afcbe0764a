"""How an article's mentions of bodies hang together: which is part of the next, which another's second name."""

from __future__ import annotations

import re
from collections.abc import Callable

from bantin.entities.tagger import Entity
from bantin.language.norms import canonical, folded
from bantin.linking.abbreviations import defined
from bantin.linking.bodies import HEIGHT, height, key_of, kind_of, split_head, surface
from bantin.linking.registry import read
from bantin.linking.titles import bodies, fits
from bantin.resources import table

JOINED = re.compile(r"\)?\s*[,(–-]?\s*(?:trực thuộc|thuộc|của)?")
FIRM = re.compile(r"\)?\s*(?:\(|[,(]?\s*(?:trực thuộc|thuộc|của))")
SHORT = re.compile(
    r"(?i:p[acxvkh]|[cakx]) ?\d\d|[A-ZĐ][A-Za-zĐ0-9&-]+|[A-ZĐ0-9]+(?: ?[&-] ?[A-ZĐ0-9]+)+"
)  # code or acronym

OFFICE_CODE = re.compile(r"(?i:p[acxvkh]) ?\d\d")

CIVIL = ("government", "court", "procuracy", "school", "health", "company")  # kinds of bodies that no police is part of


def second_name(name: str, first: str) -> str | None:
    """What a body's name in brackets stands for, where it is a second name: a code, an acronym, some of the words.

    Args:
        name: as written in the brackets.
        first: the name before them, as written.

    Returns:
        `first`, or the end of it that the acronym is of (`Ban Giám đốc Làng Trẻ em` (`LTE`)); None where it is no second name.
    """
    if (reading := read(name)).organ or reading.central:
        return None
    if OFFICE_CODE.fullmatch(name) and height(folded(first)) <= HEIGHT["team"]:
        return None  # of the office that the team is part of
    if SHORT.fullmatch(name):
        return defined(f"{canonical(first)} ({canonical(name)})").get(canonical(name), first)
    words = iter(folded(first).split())
    return first if all(word in words for word in folded(name).split()) else None


class ChainReader:
    """Reads the chains of one article.

    Args:
        entities, texts, gaps: as in `units.UnitLinker`.
        apart: whether two names are of two places of which the second does not hold the first.

    Attributes:
        forms: folded names of the UNIT mentions.
        same_as: mention of a second name -> mention of the body's full one (`PC08`, in brackets and alone).
        part_of: mention of a part -> mention of the body it is part of (`Phòng CSGT`, `Công an tỉnh Long An`).
            Neither goes in a circle, also not both together: parts climb, and a second name stands as high as the full one.
        alike: mentions of `part_of` by the key and the height of their names.
    """

    def __init__(
        self, entities: list[Entity], texts: list[str], gaps: list[str | None], apart: Callable[[str, str], bool]
    ) -> None:
        self.entities, self.texts, self.gaps, self.apart = entities, texts, gaps, apart
        self.where = [i for i, e in enumerate(entities) if e.label == "UNIT"]
        self.forms = {i: folded(surface(texts[i])) for i in self.where}
        self.same_as = {i: i - 1 for i in self.where if i - 1 in self.forms and self._cut(i)}
        self.part_of: dict[int, int] = {}
        bracketed = self._bracketed()
        if bracketed:
            self._elsewhere(bracketed)
        self._shortened()
        self._headless()
        for i in self.where:
            if i not in self.same_as and (whole := self._whole(i, bracketed)) is not None:
                self.part_of[i] = whole
        self._boards()
        self.alike: dict[tuple[str, int], list[int]] = {}
        for i, whole in self.part_of.items():
            if self._height(i) < self._height(whole):
                self.alike.setdefault((self._key(i), self._height(i)), []).append(i)

    def wholes(self, i: int) -> list[int]:
        """Mentions of what mention `i` is part of: of the one it is told to be part of, else of those that its name is part of elsewhere."""
        if i in self.part_of:
            return [self.part_of[i]]
        return self.known(surface(self.texts[i]), i) if self.alike else []

    def known(self, name: str, i: int) -> list[int]:
        """Mentions of what a body is part of elsewhere; mention `i` is of the body and `name` what it is called."""
        words = name.split()
        for k in range(len(words)):  # `phòng Tổng hợp Cục Đào tạo`, where the article says of whom the `Cục Đào tạo` is
            tail = " ".join(words[k:])
            known = [self.part_of[m] for m in self.alike.get((key_of(tail), height(folded(tail))), ())]
            if known and all(self._height(i) < self._height(m) for m in known):
                return known
        return []

    def _key(self, i: int) -> str:
        return key_of(surface(self.texts[i]))

    def _unit(self, i: int) -> bool:
        return i < len(self.entities) and self.entities[i].label == "UNIT"

    def _cut(self, i: int) -> bool:
        """Whether a mention is only the end of the name before it, which a line break cuts (see `mentions.Mentions`)."""
        return self.gaps[i - 1] == "" and self.texts[i - 1].endswith(f". {self.texts[i]}")

    def _bracketed(self) -> set[int]:
        """Mentions in brackets that are second names."""
        inside = [i for i in self.where if i and self._unit(i - 1) and (self.gaps[i - 1] or "").strip() == "("]
        found = {i: long for i in inside if (long := second_name(*(surface(self.texts[k]) for k in (i, i - 1))))}
        for i, long in found.items():
            key = key_of(long)
            full = (
                [i - 1]
                if key == self._key(i - 1)
                else [k for k in self.where if k not in found and self._key(k) == key]
            )
            if full:
                self.same_as[i] = full[0]
        return set(found)

    def _elsewhere(self, bracketed: set[int]) -> None:
        """Second names that stand alone: each is of the full name that it last stood behind."""
        named: dict[str, list[int]] = {}
        for short in sorted(bracketed & self.same_as.keys()):
            named.setdefault(self._key(short), []).append(self.same_as[short])
        full = set(self.same_as.values())
        for i in self.where:
            if i not in full and i not in bracketed and (known := named.get(self._key(i))):
                self.same_as[i] = max((k for k in known if k < i), default=known[0])

    def _shortened(self) -> None:
        """Companies that the article also calls by the end of their names: `Công ty Sao Sáng`, `Công ty Đầu tư Sao Sáng`."""
        companies = [i for i in self.where if kind_of(self.forms[i])[0] == "company" and i not in self.same_as]
        names = {i: key_of(split_head(self.forms[i])[1]) for i in companies}
        first = {name: i for i, name in reversed(names.items())}
        if len(first) < 2:
            return
        longer = {name: [full for full in first if full.endswith(f" {name}")] for name in first}
        for i, name in names.items():
            if " " in name and len(longer[name]) == 1 and not longer[longer[name][0]]:
                self.same_as[i] = first[longer[name][0]]

    def _headless(self) -> None:
        """Names that lack the word for what they are, where the article has them with it: `Sao Sáng`, `Công ty Sao Sáng`."""
        without = [i for i in self.where if i not in self.same_as and not split_head(self.forms[i])[0]]
        if not without or len(without) == len(self.where):
            return
        parts = table("bodies")["parts"]["heads"]  # `Văn phòng Ban A` is not `Ban A`
        headed: dict[str, dict[str, int]] = {}
        for i in self.where:
            head, name = split_head(self.forms[i])
            if head and name and head not in parts:
                headed.setdefault(key_of(name), {}).setdefault(head, i)
        for i in without:
            if len(known := headed.get(self._key(i), {})) == 1:
                (self.same_as[i],) = known.values()
        for i, full in self.same_as.items():
            self.same_as[i] = self.same_as.get(full, full)

    def _whole(self, i: int, bracketed: set[int]) -> int | None:
        """The mention of the body that mention `i` is part of: the next, behind a second name in brackets."""
        nxt, gap = i + 1, self.gaps[i]
        if nxt in bracketed:
            nxt, gap = nxt + 1, self.gaps[nxt]
        if gap is None or not self._unit(nxt) or self.same_as.get(nxt) == i:
            return None
        gap = gap.strip()
        if not JOINED.fullmatch(gap) and not fits(gap, "speaks"):
            return None
        firm = bool(FIRM.fullmatch(gap))
        low, high = self._height(i), self._height(nxt)
        if (
            i and self.entities[i - 1].label == "POSITION" and i not in self.same_as.values()
        ):  # `Đội trưởng`, `CSGT`: a team
            low = min([low, *map(height, bodies(folded(self.texts[i - 1])))])
        near = firm or low <= HEIGHT["office"] or high >= HEIGHT["directorate"] or low >= HEIGHT["department"]
        if low >= high or not near:
            return None
        text, whole = self.texts[i], self.texts[self.same_as.get(nxt, nxt)]
        return nxt if firm or not (foreign(text, whole) or self.apart(text, whole) or self._listed(i, nxt)) else None

    def _listed(self, i: int, nxt: int) -> bool:
        """Whether two schools are named in a list with more of them."""
        schools = {k for k in (i - 1, i, nxt + 1) if k in self.forms and kind_of(self.forms[k])[0] == "school"}
        beside = ((k, gap) for k, gap in ((i - 1, i - 1), (nxt + 1, nxt)) if k in schools)
        return i in schools and any((self.gaps[gap] or "").strip() in (",", "và", ";") for _, gap in beside)

    def _boards(self) -> None:
        """A board that is named alone is that of the article's one company, else of the last one named before it."""
        forms = table("bodies")["board"]["forms"]
        boards = [i for i in self.where if self.forms[i] in forms and i not in self.part_of]
        if not boards:
            return
        for kind in ("company", "other"):  # `Bamboo Airways` is a company too
            known = [
                i for i in self.where if i not in boards and kind_of(self.forms[self.same_as.get(i, i)])[0] == kind
            ]
            for i in known and boards:
                last = max((k for k in known if k < i), default=known[0])
                self.part_of[i] = known[0] if len({self._key(self.same_as.get(k, k)) for k in known}) == 1 else last
            if known:
                return

    def _height(self, i: int) -> int:
        return height(self.forms[self.same_as.get(i, i)])


def foreign(part: str, whole: str) -> bool:
    """Whether a body of the police stands beside one that has no police, as written."""
    return kind_of(folded(part))[0] == "police" and kind_of(folded(whole))[0] in CIVIL
