"""The registry of public bodies: stable ids and official names.

Nothing is listed by hand that a place and a kind tell: `configs/bodies.toml` says which bodies stand in every place, which are of the whole
country and how the police is divided, `configs/places.tsv` and `configs/reforms.toml` which places there are and were. An id is
`KIND/vn[/PLACE CODE][/PART ...]`; a body that goes on under its name keeps its id through the reform.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from bantin.language.norms import folded, without_marks
from bantin.linking import places
from bantin.linking.bodies import PLACE_WORDS, any_of, spelled
from bantin.linking.remembering import remembered
from bantin.resources import table

TYPED = re.compile(rf"^(?:{PLACE_WORDS})(?:\s|$)")
NEXT_PLACE = re.compile(r"(?<=\S)\s+(?=(?:tỉnh|thành phố|huyện|quận|thị xã) )")
PROVINCE_AT_END = re.compile(r"\s+(?=(?:tỉnh|thành phố)(?: |$))")
TEAM = re.compile(r"(?:đội|trạm|tổ) (.+)")
HEAD = re.compile(r"(phòng|đội) ")
CODE_AT_END = re.compile(r" (p[achkvx]\d\d)$")
CLIMBS = ("police", "government", "army", "party")  # kinds whose body in a place belongs to the one of the place above


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a body: its piece of the id, its official name where known, and whose it is.

    `of` is `department` (the ministry's), `office` (a province's police's), `investigator` (any police's down to the district), or empty.
    """

    id: str
    name: str | None = None
    of: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A body's name taken apart; all but `field` folded.

    Attributes:
        parts: what stands before the body itself, the smallest first.
        organ: the row of `bodies.toml` of a body that stands in every place, or None.
        place: the place it is of: a type word with a name, one of both, or empty.
        around: further places named in it.
        field: what a `sở` is in charge of, its official name.
        central: the row of a body of the whole country, or None.
        alone: whether a branch of the police stands for its office: `CSGT Kon Tum`.
    """

    parts: tuple[str, ...] = ()
    organ: dict[str, Any] | None = None
    place: str = ""
    around: tuple[str, ...] = ()
    field: str = ""
    central: dict[str, Any] | None = None
    alone: bool = False

    @property
    def top(self) -> Part | None:
        """The part that is of the police by its own name, where the name says no more."""
        return part(self.parts[-1]) if self.parts and not self.organ and not self.central else None


@dataclass(frozen=True, slots=True)
class Entry:
    """A body in the registry: its id, its official name where known, the ids of the bodies it belongs to, nearest first."""

    id: str
    name: str | None = None
    above: tuple[str, ...] = ()

    def under(self, one: Part) -> Entry:
        """The entry of a part of this body."""
        name = f"{one.name} {self.name}" if one.name and self.name else None
        return Entry(f"{self.id}/{one.id}", name, (self.id, *self.above))


def slug(text: str) -> str:
    """ASCII letters and digits with hyphens between words: `Đội Tổng hợp` -> `doi-tong-hop`."""
    return "-".join(re.findall(r"[a-z0-9]+", without_marks(text.lower())))


@cache
def _police() -> tuple[dict[str, Part], list[tuple[str, str]]]:
    """(parts of the police by code and by folded name, (form, slug) of its branches, the longest first)."""
    known: dict[str, Part] = {}
    forms: list[tuple[str, str]] = []
    for row in table("bodies")["branch"]:
        for of, head in (("department", "cục"), ("office", "phòng")):
            if of not in row:
                continue
            code, name = row[of]
            one = Part(code.lower(), name, of)
            codes = [code, *(old for old in row.get("former", ()) if old.startswith("P") == (of == "office"))]
            for form in map(str.lower, codes):
                known[form] = known[f"{head} {form}"] = one
            for form in (folded(name), *(f"{head} {form}" for form in row["forms"])):
                known[form] = one  # an office where both are called alike
        forms += [(form, row["slug"]) for form in row["forms"]]
    for row in table("bodies")["investigator"]:
        known.update((form, Part(row["part"], row["name"], "investigator")) for form in row["forms"])
    return known, sorted(forms, key=lambda pair: -len(pair[0]))


@cache
def _alike() -> dict[str, Part]:
    """Of a branch whose department and office are called alike: the one of the two by the id of the other."""
    found = {}
    for row in table("bodies")["branch"]:
        department, office = row.get("department", ("", "")), row.get("office", ("", ""))
        if department[1] == office[1]:
            found[office[0].lower()] = Part(department[0].lower(), department[1], "department")
            found[department[0].lower()] = Part(office[0].lower(), office[1], "office")
    return found


def shared(one: Part | None) -> bool:
    """Whether the ministry has a part of the same name as a province."""
    return one is not None and one.id in _alike()


@cache
def _alone() -> list[str]:
    """Branches that with a place stand for its office, the longest form first."""
    forms = [form for row in table("bodies")["branch"] if row.get("alone", True) for form in row["forms"]]
    return sorted(forms, key=len, reverse=True)


@cache
def _fields() -> dict[str, str]:
    """What offices of government are in charge of: official name by folded form."""
    rows = table("bodies")["field"]
    return {
        places.DASH.sub(" - ", form): row["name"]
        for row in rows
        for form in (folded(row["name"]), *row.get("forms", ()))
    }


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], dict[str, Any], dict[str, Any]]:
    """Patterns of bodies of places, of bodies of the whole country at the end, and of parts; the rows of the first two by form."""
    bodies = table("bodies")
    organs = {head: row for row in bodies["organ"] for head in row["heads"]}
    central = {form: row for row in bodies["central"] for form in (folded(row["name"]), *row.get("forms", ()))}
    for form, name in _fields().items():
        if row := central.get(f"bộ {folded(name)}"):
            central[f"bộ {form}"] = row
    heads, behind = any_of(bodies["parts"]["heads"]), any_of(bodies["parts"]["not"])
    before = "".join(rf"(?<!{word} )" for word in bodies["parts"]["after"])
    return (
        re.compile(rf"(?<!\S)(?<!bộ )(?:{any_of(organs)})(?![^\W_])"),
        re.compile(rf"(?:^|\s)({any_of(central)})(?: việt nam)?$"),
        re.compile(rf"(?<!\S){before}(?:{heads})(?! ?(?:{behind}))(?!\w)"),
        organs,
        central,
    )


@remembered
def part(form: str, police: bool = True) -> Part:
    """A part by its folded name; `police` where it can be one of the police's."""
    known, branches = _police()
    if police and form in known:
        return known[form]
    if police and (code := CODE_AT_END.search(form)) and code[1] in known:
        return known[code[1]]
    head, _, rest = form.partition(" ")
    for branch, name in branches if police else ():
        if rest == branch or rest.startswith(branch + " "):
            return Part(slug(f"{head} {name} {rest[len(branch) :]}"))
    return Part(slug(form))


def _split(form: str) -> tuple[str, ...]:
    """The parts that the folded text before a body's head names, smallest first."""
    form = form.strip(" ,-()")
    if not form or form in table("bodies")["parts"]["empty"]:
        return ()
    if form in _police()[0]:
        return (form,)
    starts = [0, *(m.start() for m in _patterns()[2].finditer(form) if m.start())]
    pieces = [form[a:b].strip(" ,-()") for a, b in zip(starts, [*starts[1:], len(form)], strict=True)]
    return tuple(filter(None, pieces))


@remembered
def read(name: str) -> Reading:
    """A body's name, as written, taken apart."""
    organ_of, central_of, _, organs, central = _patterns()
    cased = spelled(name)
    form = cased.lower()
    if whole := central_of.fullmatch(form):
        return Reading(central=central[whole[1]])
    found = list(organ_of.finditer(form))
    for match in found:
        row = organs[match[0]]
        before, rest = _split(form[: match.start()]), form[match.end() :]
        if row.get("field"):
            if office := _office(row, before, rest.strip()):
                return office
            continue
        following = organ_of.search(rest)
        around = rest[following.end() :].strip() if following else ""
        rest = central_of.sub("", rest[: following.start()] if following else rest).strip(" ,-()")
        if "only" in row:
            rest = rest.removeprefix("tại ")
            rest = row.get("numbers", {}).get(rest, rest)
        if "types" in row and not TYPED.match(rest):
            if match[0] not in row["types"]:
                continue  # `đảng ủy` of something that is no place
            rest = f"{row['types'][match[0]]} {rest}".strip()
        if match is not found[-1] and not TYPED.match(rest) and rest not in places.load().by_name:
            continue
        first, *more = NEXT_PLACE.split(rest)
        return Reading(before, row, first, (*more, *([around] if TYPED.match(around) else [])))
    if last := central_of.search(form):
        return Reading(_split(form[: last.start()]), central=central[last[1]])
    if branch := _branch_of_place(form):
        return branch
    return Reading(_split(form))


def _branch_of_place(form: str) -> Reading | None:
    """A branch with its place and without the word for police: `csgt kon tum`, `phòng csgt tỉnh kon tum`, `đội csgt huyện đăk hà`."""
    police, known = _patterns()[3]["công an"], places.load().by_name
    head = HEAD.match(form)
    body = form[head.end() :] if head else form
    for branch in _alone():
        if body.startswith(branch + " "):
            rest = body[len(branch) :].strip(" -")
            typed = TYPED.match(rest) and " " in rest
            if head is None and (typed or rest in known):
                return Reading((branch,), police, rest, alone=True)
            province = any(p.level == "province" for p in known.get(places.split_name(rest)[1], ()))
            if head and (typed or (province and head[1] == "phòng")):
                return Reading((f"{head[1]} {branch}",), police, rest, alone=True)
    return None


def _office(row: dict[str, Any], before: tuple[str, ...], rest: str) -> Reading | None:
    """A `sở`: its field, and the province behind it, with or without the type word; None for a field that there is not."""
    typed = PROVINCE_AT_END.search(rest)
    field, place = (rest[: typed.start()], rest[typed.end() :]) if typed else (rest, "")
    words = rest.split()
    for k in range(1, len(words)):
        name = " ".join(words[k:])
        if not typed and any(p.level == "province" for p in places.load().by_name.get(places.split_name(name)[1], ())):
            field, place = " ".join(words[:k]), name
            break
    return Reading(before, row, place, field=_fields()[field]) if field in _fields() else None


def code_of(place: places.Place) -> str:
    """The code of a place in ids: a new unit that goes on from an old one of its name keeps the old code."""
    return (places.load().continues(place) or place).code


def name_at(row: dict[str, Any], place: places.Place, field: str = "") -> str | None:
    """The official name of a body of a place, by its row in `bodies.toml`; None where bodies of its kind have names of their own there."""
    form = row["at"].get(place.code) or row["at"].get(place.kind, row["at"].get("*"))
    return form and form.format(full=place.full, name=place.name, field=field)


def entry(reading: Reading, place: places.Place | None = None) -> Entry | None:
    """The registry's entry of a body; None where the place it needs is unknown or the registry has no such body.

    Args:
        reading: its name taken apart.
        place: the place it is of, where known.
    """
    forms, row = reading.parts, reading.organ
    if reading.central:
        found, kind = _central(reading.central), reading.central["id"].split("/")[0]
    elif row:
        kind = row["kind"]
        if place is None or row.get("level", place.level) != place.level:
            return None
        if reading.alone and forms[-1].startswith("phòng ") and place.level != "province":
            return None
        if place.code not in row.get("only", (place.code,)) and code_of(place) not in row["only"]:
            return None
        found = _of_place(row, place, reading.field)
    elif (top := reading.top) and top.of == "department":
        found, kind = Entry("police/vn", "Bộ Công an"), "police"
    elif len(forms) == 1 and _national().fullmatch(forms[0]):
        return Entry("army/vn").under(part(forms[0], police=False))
    else:
        return None
    known = _police()[0]
    if any(form not in known and not _patterns()[2].match(form) for form in forms if form not in dict(_police()[1])):
        return None  # words that are no part of a body
    parts = [part(form, kind == "police") for form in forms]
    of = "office" if row else "department"
    parts = [_alike()[one.id] if one.of != of and shared(one) else one for one in parts]
    if kind == "police" and row and place and forms:
        branch = next((b for b, _ in _police()[1] if forms[-1] == b), None)
        team = TEAM.fullmatch(forms[-1])
        if branch and place.level == "province":  # `CSGT Kon Tum`
            parts[-1] = known.get(f"phòng {branch}", parts[-1])
        elif branch:
            parts[-1] = part(f"đội {branch}")
        elif team and place.level == "province" and len(forms) == 1:  # a team of the office that is not named
            office = next((b for b, _ in _police()[1] if (team[1] + " ").startswith(b + " ")), None)
            parts += [known[f"phòng {office}"]] if f"phòng {office}" in known else []
    for one in reversed(parts):
        found = found.under(one)
    return found


@cache
def _national() -> re.Pattern[str]:
    """Parts of the army that are one in the country."""
    return re.compile(rf"(?:{any_of(table('bodies')['national']['heads'])}) (?:\d+\w?|\D+)")


def _central(row: dict[str, Any]) -> Entry:
    root = "/".join(row["id"].split("/")[:2])
    climbs = row["id"] != root and root.split("/")[0] in CLIMBS[:3]
    return Entry(row["id"], row["name"], (root,) if climbs else ())


def _of_place(row: dict[str, Any], place: places.Place, field: str) -> Entry:
    kind, code = row["kind"], code_of(place)
    own = slug(f"sở {field}") if field else row.get("part", "")
    above: list[str] = []
    if field:
        above = [f"{kind}/vn/{code}"]
    elif kind in CLIMBS and not own:
        while place.parent:
            place = places.load().by_code[place.parent]
            above.append(f"{kind}/vn/{code_of(place)}")
        above.append(f"{kind}/vn")
    home = places.load().by_code.get(code)
    assert home is not None
    return Entry("/".join(filter(None, (kind, "vn", code, own))), name_at(row, home, field), tuple(above))
