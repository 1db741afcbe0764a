"""Zones: what each part of an article is on its page, from line breaks and the look of the lines.

`header` (date line), `section`, `title`, `dateline` (source before the first sentence), `lede`, `body`, `caption` (a repeated one is marked)
and `byline`, on a line of its own or glued behind the last sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from bantin.language.norms import canonical, folded
from bantin.language.tokenizer import UP, WORD
from bantin.resources import table

HEADER = re.compile(
    r"(?i)^\s*(?:thứ\s+\S+|chủ\s+nhật)[\s,-]+(?:ngày\s+)?\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|^\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b.{0,20}(?:\d{1,2}:\d{2}|gmt)|^\s*\d{1,2}:\d{2}.{0,12}\d{1,2}[/.-]\d{1,2}[/.-]\d{4}"
)
HOST = r"[A-Za-z][\w-]*(?:\.[\w-]+)+"
NAME_WORD = rf"{UP}(?:{WORD})*\.?"
GLUED = re.compile(
    rf"(?:\./\.?|[.…!?](?=\S|\s)|[”\"])\s*((?:[(][^()\n]{{2,30}}[)]\s*)?{NAME_WORD}(?:(?:\s*[-–/&,]\s*|\s+){NAME_WORD}){{0,5}}(?:\s*[(][^()\n]{{2,40}}[)])?)\s*$"
)
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


def is_byline(line: str) -> bool:
    """Whether a short last line looks like an author's name, by its capitals."""
    if FINAL.search(line.rstrip(")")):
        return False
    extra = sorted(table("zones")["byline"]["extra"], key=len, reverse=True)
    own = re.sub(rf"(?i)(?<!\w)(?:{'|'.join(map(re.escape, extra))})(?!\w)", " ", canonical(line))
    words = [w for w in re.split(r"[\s,()/–&:-]+", own) if w]
    return 1 <= len(words) <= LONG_BYLINE and all(w[0].isupper() for w in words)


def dateline_end(line: str) -> int:
    """Length of the source in front of a line's first sentence (`(Congan.nghean.gov.vn)-`, `TTO - `), or 0."""
    match = re.match(
        rf"\s*[(\[]([^()\n]{{2,40}})[)\]]\s*[-–—:.]?\s*|\s*({HOST}|[^\s–—-]{{2,12}}(?: [^\s–—-]{{2,8}})?)\s*[-–—]+\s*",
        line,
    )
    if not match:
        return 0
    source = folded(match.group(1) or match.group(2))
    known = set(table("zones")["dateline"]["sources"])
    words = set(re.split(r"[\s\W]+", source))
    return match.end() if source in known or words & known or re.fullmatch(HOST, source) else 0


def find_zones(text: str, title: str | None = None) -> list[Zone]:
    """Zones of `text`, in order, covering every line.

    Args:
        text: the raw text.
        title: the title where the source gave one; it is recognised when it stands in the text.
    """
    lines = lines_of(text)
    kinds: list[str] = ["body"] * len(lines)
    at = 0
    if lines and HEADER.match(canonical(text[lines[0][0] : lines[0][1]])) and lines[0][1] - lines[0][0] < 80:
        kinds[0], at = "header", 1
    wanted = folded(title) if title else None
    head = []
    for i in range(at, min(len(lines), at + 4)):
        line = text[slice(*lines[i])]
        if wanted and folded(line) == wanted:
            head = list(range(at, i + 1))
            break
        if (
            len(line.split()) > LONG_TITLE
            or (line[-1] in ".…;" and not line.endswith("..."))
            or dateline_end(line)
            or (head and kinds[0] != "header" and not wanted)
        ):
            break
        if not wanted:
            head.append(i)
    if head and len(lines) > len(head):
        for i in head[:-1]:
            kinds[i] = "section"
        kinds[head[-1]] = "title"
        at = head[-1] + 1
    zones: list[Zone] = []
    seen: set[str] = set()
    last = next((i for i in range(len(lines) - 1, at, -1) if any(c.isalnum() for c in text[slice(*lines[i])])), -1)
    for i, (start, end) in enumerate(lines):
        line, kind, duplicate = text[start:end], kinds[i], False
        count = len(line.split())
        if i < at or not any(c.isalnum() for c in line):
            zones.append(Zone(kind, start, end))
            continue
        form = folded(line)
        repeated = count <= LONG_CAPTION and any(
            folded(text[slice(*lines[j])]) == form for j in (i - 1, i + 1) if at <= j < len(lines)
        )
        glued = GLUED.search(text, max(start, end - 90), end) if i == last and not is_byline(line) else None
        if (glued and not is_byline(glued.group(1))) or end - start < 60:
            glued = None
        if i == last and is_byline(line):
            kind = "byline"
        elif glued:
            kind = "lede" if i == at and at and count <= LONG_LEDE else "body"
        elif (
            repeated
            or (count <= LONG_CAPTION and len(lines) - at > 1 and not FINAL.search(line) and i > at)
            or (form.startswith(tuple(table("zones")["caption"]["starts"])) and count <= LONG_CAPTION)
        ):
            kind, duplicate = "caption", form in seen
            seen.add(form)
        elif i == at and at and count <= LONG_LEDE:
            kind = "lede"
        if kind in ("lede", "body") and i == at and (cut := dateline_end(line)):
            zones.append(Zone("dateline", start, start + len(line[:cut].rstrip())))
            start += cut
        if glued:
            zones.append(
                Zone(
                    kind,
                    start,
                    glued.start(1) - len(text[start : glued.start(1)]) + len(text[start : glued.start(1)].rstrip()),
                )
            )
            zones.append(Zone("byline", glued.start(1), glued.end(1)))
        elif start < end:
            zones.append(Zone(kind, start, end, duplicate))
    return zones


@Language.factory("bantin_zones", assigns=["doc._.zones"])
def create_zones(nlp: Language, name: str) -> Zones:
    """Factory of `Zones`."""
    return Zones()


class Zones:
    """Component that sets `doc._.zones`; the title is the article's own, where the document was made of one that has it."""

    def __call__(self, doc: Doc) -> Doc:
        """Find the zones of one document."""
        doc._.zones = find_zones(doc.text, getattr(doc._.article, "title", None))
        return doc
