"""brat: a folder of `.txt` files, each beside the `.ann` that holds its spans (`T1`, tab, label and offsets, tab, the text again).

An article's id is its file's name; what a file's name can't hold is percent-encoded. Relations, events and notes of brat are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from bantin.annotation.annotated import Annotated, Lost, loss
from bantin.annotation.formats.files import created, opened
from bantin.errors import UserError

LINE = re.compile(r"T\d+\t(\S+) (\d+ \d+(?:;\d+ \d+)*)(?:\t(.*))?")
LONGEST_NAME = 240  # bytes; file systems allow 255


def spans_of(path: Path, id: str, text: str, lost: Lost) -> Iterator[tuple[int, int, str]]:
    """The spans of an `.ann` file; pieces that only white space parts are one span, as brat cuts spans at line ends.

    Raises:
        UserError: a line of a span can't be read, or its text is not what stands at its offsets.
    """
    with opened(path) as lines:
        for number, line in enumerate(lines, 1):
            if not line.startswith("T"):
                continue
            found = LINE.fullmatch(line.rstrip("\r\n"))
            if not found:
                raise UserError(f"{path}, line {number}: not a span of brat: {line.strip()[:60]!r}.")
            pieces = [tuple(map(int, piece.split())) for piece in found[2].split(";")]
            start, end = pieces[0][0], pieces[-1][1]
            said = "".join(found[3].split()) if found[3] else ""
            if said and said != "".join("".join(text[s:e] for s, e in pieces).split()):
                raise UserError(
                    f"{path}, line {number}: {found[3][:40]!r} does not stand at {start}-{end} of the text. Were line ends of the .txt changed?"
                )
            if any(text[a:b].strip() for (_, a), (b, _) in pairwise(pieces)):
                lost(loss(id, text, (start, end, found[1]), "in several pieces"))
            else:
                yield start, end, found[1]


def read(path: Path, lost: Lost) -> Iterator[tuple[str, dict[str, Any]]]:
    """The articles of a folder and of those in it, or of one `.txt` or `.ann` file.

    Raises:
        UserError: a file can't be read, or an `.ann` has no `.txt`.
    """
    if path.is_dir():
        texts = {*path.rglob("*.txt"), *(ann.with_name(f"{ann.name[:-4]}.txt") for ann in path.rglob("*.ann"))}
    else:
        texts = {path.with_name(f"{path.name[:-4]}.txt")}
    for file in sorted(texts):
        name = file.relative_to(path if path.is_dir() else path.parent).as_posix()[:-4]
        id, notes = unquote(name), file.with_name(f"{file.name[:-4]}.ann")
        with opened(file, "utf-8") as stream:  # a byte order mark counts as a character, as in brat
            text = stream.read()
        row: dict[str, Any] = {"id": id, "text": text}
        row |= {"spans": list(spans_of(notes, id, text, lost))} if notes.is_file() else {"types": None}
        yield str(notes if notes.is_file() else file), row


def write(articles: Iterable[Annotated], path: Path, lost: Lost) -> None:
    """Write into a folder that is new or empty, so that no older file is taken for one of these.

    Raises:
        UserError: the folder holds something, two articles have one id, or an id or a label is none for brat.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise UserError(f"{path}: exists already. Name a new or an empty folder for brat's files.")
    path.mkdir(parents=True, exist_ok=True)
    written: set[str] = set()
    for article in articles:
        name = quote(article.id, safe=" ")
        if name in written:
            raise UserError(
                f"two articles have the id {article.id!r}; brat keeps one file for each. Give them ids of their own."
            )
        if len(name) > LONGEST_NAME:
            raise UserError(
                f"the id {article.id[:40]!r}… is too long for a file's name. Give the article a shorter one."
            )
        written.add(name)
        with created(path / f"{name}.txt") as out:
            out.write(article.text)
        if not article.marked:
            continue
        with created(path / f"{name}.ann") as out:
            for number, (start, end, label) in enumerate(sorted(set(article.spans)), 1):
                if label.split() != [label]:
                    raise UserError(f"{article.id}: the label {label!r} holds white space, which brat can't hold.")
                # brat shows no span over a line end, so such a span is written in a piece for each line
                lines = [
                    (start + m.start(), start + m.end()) for m in re.finditer(r"[^\r\n]+", article.text[start:end])
                ]
                lines = [(start, lines[0][1]), *lines[1:-1], (lines[-1][0], end)] if len(lines) > 1 else [(start, end)]
                surface = " ".join(article.text[start:end].split())
                out.write(f"T{number}\t{label} {';'.join(f'{s} {e}' for s, e in lines)}\t{surface}\n")
