"""What the name of a body tells by itself: its kind, its level, how high it stands, its parts and the place in it.

Forms are folded names (`language.norms.folded`) unless a function says otherwise; knowledge is in `configs/units.toml`, `configs/bodies.toml`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from bantin.language.norms import canonical, folded
from bantin.language.tokenizer import UP
from bantin.linking import places
from bantin.linking.abbreviations import expand, written_out
from bantin.linking.remembering import remembered
from bantin.resources import table

PLACE_WORDS = r"tỉnh|thành phố|tp\.?|huyện|quận|thị xã|tx\.?|xã|phường|thị trấn|tt\.?|đặc khu|[hqpx]\."
LEVEL_WORD = re.compile(rf"(?:^|\s)({PLACE_WORDS})$")
PLACE_AT_END = re.compile(rf"(?:^|\s)(?:({PLACE_WORDS})\s*)(\S.*)$")
# How high a body stands in the order of bodies: a chain climbs.
HEIGHT = {
    "group": 0,
    "team": 1,
    "office": 2,
    "commune": 3,
    "district": 4,
    "province": 5,
    "department": 6,
    "directorate": 7,
    "ministry": 8,
}
PUBLIC = ("police", "government", "party", "procuracy", "court", "army")  # kinds of bodies that are of a place
SHORT_TYPE = re.compile(rf"(?<![\w-])(?:(TP|TX|TT)(?:\.\s*|\s+|$)(?=$|{UP}|\d)|([QHPX])(?:\.\s*(?={UP}|\d)|\s?(?=\d)))")
SPACED_CODE = re.compile(r"(?<!\w)(P[ACHKVX]) (\d\d)(?!\w)")
LARGE_CITY = re.compile(r"(?<!\w)TP\.?\s*HCM(?!\w)")


@remembered
def surface(text: str) -> str:
    """A mention as a name: white space made single, none before a full stop or a comma."""
    return " ".join(text.split()).replace(" .", ".").replace(" ,", ",")


def phrase(form: str) -> str:
    """A form of `configs/` as a pattern: `#` is a digit, a set in brackets stays one."""
    return re.sub(r"\\\[([a-z]+)\\\]", r"[\1]", re.escape(form).replace(r"\#", r"\d"))


def any_of(forms: list[str] | dict[str, Any]) -> str:
    """Alternatives of a pattern, the longest first."""
    return "|".join(map(phrase, sorted(forms, key=len, reverse=True)))


@cache
def _heads() -> tuple[re.Pattern[str], dict[str, tuple[str, str | None]]]:
    """Heads of units, as a pattern of the longest that a folded name begins with; (kind, level) of each."""
    known: dict[str, tuple[str, str | None]] = {}
    for row in table("units")["unit"]:
        for form in row["forms"]:
            known.setdefault(folded(form), (row["kind"], row.get("level")))
    longest = sorted(map(re.escape, known), key=len, reverse=True)
    # `Phòng chống tham nhũng` is what a body does.
    return re.compile(rf"(?!phòng,? (?:chống|cháy))(?:{'|'.join(longest)})(?![^\W_])"), known


@cache
def _named() -> tuple[dict[str, str], re.Pattern[str], list[tuple[re.Pattern[str], str]]]:
    """Kinds of bodies by their own names; what such a name may stand behind; beginnings of names that tell the kind, and that."""
    known = {folded(form): row["kind"] for row in table("units")["name"] for form in row["forms"]}
    for form, (kind, _) in _heads()[1].items():
        if kind == "press":  # `AFP`
            known.setdefault(form, kind)
    rows = [
        (rf"(?:{any_of(row['forms'])})(?!\w)" + (rf"(?! (?:{any_of(row['unless'])}))" if "unless" in row else ""), row)
        for row in table("bodies")["kind"]
    ]
    label = re.compile(rf"(?:(?:{any_of(table('bodies')['label']['words'])}) )?(.+)")
    return known, label, [(re.compile(source), row["kind"]) for source, row in rows]


def _own_name(form: str) -> tuple[str, str] | None:
    """(name without the word for what it is, kind) of a body that is known by its own name: `hãng tin AFP`, `báo Tuổi Trẻ`."""
    known, label, _ = _named()
    return next(((name, known[name]) for name in (form, *label.findall(form)) if name in known), None)


@cache
def _order() -> list[tuple[re.Pattern[str], int]]:
    """Heads of parts of bodies and of central ones, with the height of each."""
    rows = []
    for row in table("bodies")["order"]:
        heads = [
            phrase(head) + (rf"(?! (?:{any_of(row['not'][head])}))" if head in row.get("not", {}) else "")
            for head in row["heads"]
        ]
        rows.append((re.compile(rf"^(?:{'|'.join(heads)})\b"), HEIGHT[row["height"]]))
    return rows


@remembered
def split_head(form: str) -> tuple[str, str]:
    """(head that a folded name begins with, empty where none is known; the rest)."""
    match = _heads()[0].match(form)
    return (match[0], form[match.end() :].strip()) if match else ("", form)


@remembered
def is_bare(form: str) -> bool:
    """Whether a folded name is a head that alone can stand for one body of an article, or ends with the type of a place."""
    kind, _ = _heads()[1].get(form, ("", None))
    return kind in PUBLIC or bool(LEVEL_WORD.search(form))


@remembered
def place_at_end(form: str) -> str | None:
    """The place, type word and name, that a folded name ends with."""
    match = PLACE_AT_END.search(form)
    return match[0].strip() if match else None


@remembered
def kind_of(form: str) -> tuple[str, str | None]:
    """(kind, level) of a folded name that is known as a whole, else by its head; (`other`, None) where no head is known."""
    pattern, heads = _heads()
    if form not in heads and (own := _own_name(form)):
        return own[1], None
    if told := next((kind for begins, kind in _named()[2] if begins.match(form)), None):
        return told, None
    if match := pattern.match(form):
        head = match[0]
        kind, level = heads[head]
        if (
            kind == "police"
            and head in ("phòng", "đội", "trạm", "tổ", "đồn", "cục", "vụ", "tổng cục")
            and not re.search(
                r"công an|csgt|cảnh sát|an ninh|hình sự|ma túy|csđt|cshs|tham mưu|điều tra|[cakp][acvx]?\d\d", form
            )
        ):
            return ("government" if head in ("phòng", "cục", "vụ", "tổng cục") else "other"), None
        if kind == "government" and re.search(r"công an|csđt|cảnh sát", form):
            return "police", None
        return kind, level
    if re.search(r"công an|csgt|cảnh sát", form):
        return "police", None
    return "other", None


@remembered
def height(form: str) -> int:
    """Order of a body by its folded name; see `HEIGHT`."""
    for pattern, high in _order():
        if pattern.match(form):
            return high
    level = level_of(form)
    return HEIGHT[level] if level in HEIGHT else HEIGHT["province"]


@remembered
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


@remembered
def key_of(name: str) -> str:
    """Under which spellings of one body's name meet: abbreviations written out, `tỉnh` and `thành phố` left out."""
    if own := _own_name(folded(name)):
        return own[0]
    words = []
    name = name.translate(places.APOSTROPHES)
    for word in re.split(r"[\s.]+", canonical(name)):
        long = expand(word) if word.isupper() else expand(word.upper()) if len(word) > 3 else None
        words.append(folded(long) if long else places.SHORT.get(word.lower(), word.lower()))
    form = " ".join(words)
    form = form.replace("hcm", "hồ chí minh").replace("tphồ", "hồ")
    return re.sub(r"\b(?:tỉnh|thành phố) (?=\S)", "", form).replace("(", "").replace(")", "").strip()


@remembered
def spelled(name: str) -> str:
    """A name with abbreviations and types of places written out, canonical, its case kept: `CATP HN` -> `Công an thành phố HN`."""
    short = table("abbreviations")["place"]
    text = LARGE_CITY.sub(short["TPHCM"], canonical(surface(name)).translate(places.APOSTROPHES))
    text = SPACED_CODE.sub(r"\1\2", text)
    text = SHORT_TYPE.sub(lambda m: short[m[1] or m[2]] + " ", written_out(text))
    return places.DASH.sub(" - ", " ".join(text.split()))
