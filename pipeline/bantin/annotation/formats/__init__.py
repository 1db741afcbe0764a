"""Formats of annotated data: one module a format, each with `read` and `write`, told apart by ending and content.

`read(path, lost)` yields (where it stands, row), a row as `bantin.annotation.corpus` expects it: `id`, `text`, `spans` and, where the
format has them, `published`, `types`, `primary`, `people`. `write(articles, path, lost)` writes annotated articles. Both tell `lost` of
every span that they leave out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from bantin.annotation.annotated import Annotated, Lost
from bantin.annotation.formats import brat, conll, jsonl, label_studio, spacy_docs, standoff
from bantin.annotation.formats.files import STANDARD, beginning, inner
from bantin.errors import UserError

FORMATS: dict[str, ModuleType] = {
    "jsonl": jsonl,
    "conll": conll,
    "brat": brat,
    "spacy": spacy_docs,
    "label-studio": label_studio,
    "standoff": standoff,
}
# .json stands last: in a folder of data it may be anything, so it is looked at only where no other file is.
ENDINGS = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".conll": "conll",
    ".bio": "conll",
    ".iob": "conll",
    ".iob2": "conll",
    ".spacy": "spacy",
    ".ann": "brat",
    ".json": "label-studio",
}
KNOWN = "a file ending in .jsonl, .conll, .spacy or .json (Label Studio), or a folder of brat's .txt and .ann files"
KEPT_BY_FEW = ("types", "primary", "people", "published")


def module(name: str) -> ModuleType:
    """The module of a format.

    Raises:
        UserError: there is no such format.
    """
    if name not in FORMATS:
        raise UserError(f"format {name!r}: choose one of {', '.join(FORMATS)}")
    return FORMATS[name]


def format_of(path: Path) -> str:
    """The format of something to read: by its ending, else by how it begins.

    Raises:
        UserError: it can't be told.
    """
    if path.is_dir() or (path.suffix == ".txt" and path.with_suffix(".ann").is_file()):
        return "brat"
    name = ENDINGS.get(inner(path).suffix.lower())
    if name:
        return name
    start = beginning(path).lstrip("\ufeff \t\r\n")
    if start.startswith(("{", "[")):
        return "jsonl" if start.startswith("{") else "label-studio"
    if conll.looks_like(start):
        return "conll"
    raise UserError(
        f"{path}: its format can't be told from its ending or content. Give {KNOWN}, or name it with --from."
    )


def format_to_write(path: Path) -> str:
    """The format of something to write, by its ending; a folder is brat's.

    Raises:
        UserError: it can't be told.
    """
    if path == STANDARD:
        return "jsonl"
    name = ENDINGS.get(inner(path).suffix.lower())
    if name and name != "brat":
        return name
    if path.is_dir() or not path.suffix:
        return "brat"
    raise UserError(f"{path}: its format can't be told from its ending. Name {KNOWN}, or choose with --to.")


def data_files(paths: Iterable[Path], name: str | None = None) -> list[tuple[Path, str]]:
    """(path, format) of everything to read, folders searched; a folder with `.ann` files is read as brat's.

    Args:
        paths: files, folders, or `-`.
        name: the format of all of them; by default each is looked at.

    Raises:
        UserError: a path does not exist, or a folder holds nothing of a known ending.
    """
    found: list[tuple[Path, str]] = []
    if name:
        module(name)
    for path in paths:
        if path == STANDARD:
            found.append((path, name or "jsonl"))
        elif path.is_dir() and (name == "brat" or (not name and next(path.rglob("*.ann"), None))):
            found.append((path, "brat"))
        elif path.is_dir():
            inside = sorted(p for p in path.rglob("*") if inner(p).suffix.lower() in ENDINGS and p.is_file())
            inside = [p for p in inside if inner(p).suffix.lower() != ".json"] or inside
            if not inside:
                raise UserError(f"{path}: the folder holds no annotated file. Give {KNOWN}.")
            found += [(p, name or format_of(p)) for p in inside]
        elif path.exists():
            found.append((path, name or format_of(path)))
        else:
            raise UserError(f"{path}: no such file or folder.")
    return found


def read(path: Path, name: str, lost: Lost) -> Iterator[tuple[str, dict[str, Any]]]:
    """(where, row) of each article of one file or brat folder; see the module."""
    return module(name).read(path, lost)


def write(articles: Iterable[Annotated], path: Path, name: str, lost: Lost) -> None:
    """Write articles in the format `name`; see the module."""
    module(name).write(articles, path, lost)


def not_held(articles: Iterable[Annotated], name: str) -> list[str]:
    """The fields that some of `articles` have and the format `name` has no place for."""
    if name not in ("conll", "brat"):
        return []
    return [key for key in KEPT_BY_FEW if any(getattr(article, key) for article in articles)]
