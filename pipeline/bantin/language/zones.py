"""Zones: what each part of an article is on its page, from line breaks and the look of the lines.

`header` (date line), `section`, `title`, `dateline` (source before the first sentence), `lede`, `body`, `caption` (a repeated one is marked)
and `byline`, on a line of its own or glued behind the last sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from bantin.language.norms import canonical, folded
from bantin.language.tokenizer import UP, WORD, raw
from bantin.resources import table

HEADER = re.compile(
    r"(?i)^\s*(?:thứ\s+\S+|chủ\s+nhật)[\s,-]+(?:ngày\s+)?\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|^\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b.{0,20}(?:\d{1,2}:\d{2}|gmt)|^\s*\d{1,2}:\d{2}.{0,12}\d{1,2}[/.-]\d{1,2}[/.-]\d{4}"
)
HOST = r"[A-Za-z][\w-]*(?:\.[\w-]+)+"
NAME_WORD = rf"{UP}(?:{WORD})*\.?"
GLUED = re.compile(
    rf"(?:\./\.?|[.…!?](?=\S|\s)|[”\"])\s*((?:[(][^()\n]{{2,30}}[)]\s*)?{NAME_WORD}(?:(?:\s*[-–/&,]\s*|\s+){NAME_WORD}){{0,5}}(?:\s*[(][^()\n]{{2,40}}[)])?)\s*$"
)
SOURCE = re.compile(
    rf"\s*[(\[]([^()\n]{{2,40}})[)\]]\s*[-–—:.]?\s*|\s*({HOST}|[^\s–—-]{{2,12}}(?: [^\s–—-]{{2,8}})?)\s*[-–—]+\s*"
)
ALNUM = re.compile(r"[^\W_]")
FINAL = re.compile(r"[.!?…:;\"”)]\s*$")
LONG_TITLE, LONG_CAPTION, LONG_LEDE, LONG_BYLINE = 35, 45, 110, 8


@dataclass(slots=True)
class Zone:
    """A part of the text.

    Attributes:
        kind: see the module.
        start, end: code points of the raw text, end exclusive, outer white space left out.
        duplicate: the zone repeats a caption that stands before it.
    """

    kind: str
    start: int
    end: int
    duplicate: bool = False


Doc.set_extension("zones", default=None, force=True)
Doc.set_extension("article", default=None, force=True)  # what the document was made of, if anything but a bare text


def lines_of(text: str) -> list[tuple[int, int]]:
    """Borders of the lines that hold more than white space, outer white space left out."""
    found, at = [], 0
    for line in text.splitlines(keepends=True):
        body = line.strip()
        if body:
            start = at + len(line) - len(line.lstrip())
            found.append((start, start + len(body)))
        at += len(line)
    return found


@cache
def _byline_words() -> tuple[re.Pattern[str], frozenset[str]]:
    """What stands beside names in a byline: a pattern of the phrases, and the single words of them."""
    extra = sorted(table("zones")["byline"]["extra"], key=len, reverse=True)
    words = frozenset(word for phrase in extra for word in re.findall(r"\w+", phrase.lower()))
    return re.compile(rf"(?i)(?<!\w)(?:{'|'.join(map(re.escape, extra))})(?!\w)"), words


def is_byline(line: str) -> bool:
    """Whether a short last line looks like an author's name, by its capitals."""
    if FINAL.search(line.rstrip(")")):
        return False
    phrases, known = _byline_words()
    if any(w.isalpha() and w.islower() and canonical(w) not in known for w in line.split(None, LONG_LEDE)):
        return False  # nearly every line ends here
    form = canonical(line)
    own = phrases.sub(" ", form)
    words = [w for w in re.split(r"[\s,()/–&:-]+", own) if w]
    if not words:  # `PV (tổng hợp)`
        return own != form
    return len(words) <= LONG_BYLINE and all(w[0].isupper() for w in words)


def dateline_end(line: str) -> int:
    """Length of the source in front of a line's first sentence (`(baotinh.vn) -`, `TTO - `), or 0."""
    match = SOURCE.match(line)
    if not match:
        return 0
    source = folded(match.group(1) or match.group(2))
    words = re.split(r"[\s\W]+", source)
    known = table("zones")["dateline"]["sources"]
    return match.end() if source in known or any(w in known for w in words) or re.fullmatch(HOST, source) else 0


def find_head(text: str, lines: list[tuple[int, int]], title: str | None) -> list[str]:
    """Kinds of the lines above the lede: `header`, `section`, `title`; none where the text begins with its body."""
    kinds = []
    if lines and lines[0][1] - lines[0][0] < 80 and HEADER.match(canonical(text[slice(*lines[0])])):
        kinds = ["header"]
    at, count = len(kinds), 0
    wanted = folded(title) if title else None
    for start, end in lines[at : at + 4]:
        line = text[start:end]
        if wanted and folded(line) == wanted:
            return kinds + ["section"] * count + ["title"]
        sentence = line[-1] in ".…;" and not line.endswith("...")
        if len(line.split()) > LONG_TITLE or sentence or dateline_end(line) or (count and not kinds and not wanted):
            break
        count += 1
    # A line without a full stop is a title only where something follows it.
    if wanted or not count or len(lines) <= at + count:
        return kinds
    return kinds + ["section"] * (count - 1) + ["title"]


def find_zones(text: str, title: str | None = None) -> list[Zone]:
    """Zones of `text`, in order, covering every line.

    Args:
        text: the raw text.
        title: the title where the source gave one; it is recognised when it stands in the text.
    """
    lines = lines_of(text)
    head = find_head(text, lines, title)
    at = len(head)
    short = [
        folded(text[s:e]) if i >= at and len(text[s:e].split(None, LONG_CAPTION)) <= LONG_CAPTION else None
        for i, (s, e) in enumerate(lines)
    ]
    last = next((i for i in range(len(lines) - 1, at, -1) if ALNUM.search(text, *lines[i])), -1)
    zones: list[Zone] = []
    seen: set[str] = set()
    for i, (start, end) in enumerate(lines):
        if i < at or not ALNUM.search(text, start, end):
            zones.append(Zone(head[i] if i < at else "body", start, end))
            continue
        line, form = text[start:end], short[i]
        if i == last and is_byline(line):
            zones.append(Zone("byline", start, end))
            continue
        glued = GLUED.search(text, max(start, end - 90), end) if i == last and end - start >= 60 else None
        if glued and is_byline(glued.group(1)):
            byline = Zone("byline", glued.start(1), glued.end(1))
            end = start + len(text[start : glued.start(1)].rstrip())
            line, form = text[start:end], None
        else:
            byline = None
        if form is not None and is_caption(
            form, line, i > at, len(lines) - at > 1, short[max(at, i - 1) : i] + short[i + 1 : i + 2]
        ):
            zones.append(Zone("caption", start, end, form in seen))
            seen.add(form)
            continue
        kind = "lede" if i == at and at and len(line.split()) <= LONG_LEDE else "body"
        if i == at and (cut := dateline_end(line)):
            zones.append(Zone("dateline", start, start + len(line[:cut].rstrip())))
            start += cut
        if start < end:
            zones.append(Zone(kind, start, end))
        if byline:
            zones.append(byline)
    return zones


def is_caption(form: str, line: str, inside: bool, several: bool, beside: list[str | None]) -> bool:
    """Whether a short line is a caption.

    Args:
        form: the line, folded.
        line: the line as it stands.
        inside: it is not the first below the head.
        several: more than one line stands below the head.
        beside: the folded lines before and after it; a line that stands twice in a row captions a picture.
    """
    unfinished = inside and several and not FINAL.search(line)
    return form in beside or unfinished or form.startswith(tuple(table("zones")["caption"]["starts"]))


@Language.factory("bantin_zones", assigns=["doc._.zones"])
def create_zones(nlp: Language, name: str) -> Zones:
    """Factory of `Zones`."""
    return Zones()


class Zones:
    """Component that sets `doc._.zones`; the title is the article's own, where the document was made of one that has it."""

    def __call__(self, doc: Doc) -> Doc:
        """Find the zones of one document."""
        found = doc._  # spaCy makes it anew each time
        found.zones = find_zones(raw(doc), getattr(found.article, "title", None))
        return doc
