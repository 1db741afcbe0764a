"""Where the package's data lie: the tables under `configs/` and the models, in a checkout and in an installed wheel."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    """`name` inside the installed package, or at the top of the checkout."""
    inside = PACKAGE / "data" / name
    return inside if inside.is_dir() else PACKAGE.parent.parent / name


CONFIGS = _folder("configs")
MODELS = _folder("models")
LABELS = _folder("annotations/labels")  # label sets with their colours
DEFAULT_MODEL = "default"  # the bundled one
LOADED = ("meta.json", "config.cfg", "tokenizer")  # of the files at the top of a model's folder, those that spaCy reads


@cache
def table(name: str) -> dict[str, Any]:
    """The TOML table `configs/NAME.toml`, read once."""
    with open(CONFIGS / f"{name}.toml", "rb") as file:
        return tomllib.load(file)


class Colour(NamedTuple):
    """A label's background colour, `#rrggbb`, and black or white to write on it."""

    background: str
    ink: str


@cache
def label_colours() -> dict[str, Colour]:
    """Colours of the entity labels, in the order of their file; the ink is that which reads better."""
    found = {}
    for row in json.loads((LABELS / "entities.json").read_text(encoding="utf-8")):
        colour = row["background_color"]
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        bright = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179  # where black and white contrast alike (WCAG 2)
        found[row["text"]] = Colour(colour, "#000000" if bright else "#ffffff")
    return found


@cache
def config_sha256() -> str:
    """SHA-256 over all configuration files, by name and content: what a record's provenance names."""
    digest = hashlib.sha256()
    for path in sorted(CONFIGS.iterdir()):
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def folder_sha256(folder: Path, counts: Callable[[Path], bool] = lambda path: True) -> str:
    """SHA-256 over the files of a folder, by path and content.

    Args:
        folder: with all that lies below it.
        counts: which files count.
    """
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and counts(path)):
        content = hashlib.sha256(path.read_bytes()).digest()
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + content)
    return digest.hexdigest()


def model_sha256(folder: Path) -> str:
    """SHA-256 over the files that a model is loaded from; its card and what else lies beside them do not count.

    Args:
        folder: the model's, such as `pipeline.model_path` returns.
    """
    return folder_sha256(folder, lambda path: path.parent != folder or path.name in LOADED)
