"""Where the package's data lie: the tables under `configs/` and the models, in a checkout and in an installed wheel."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    """`name` inside the installed package, or at the top of the checkout."""
    inside = PACKAGE / "data" / name
    return inside if inside.is_dir() else PACKAGE.parent.parent / name


CONFIGS = _folder("configs")
MODELS = _folder("models")
LABELS = _folder("annotations/labels")  # label sets with their colours
DEFAULT_MODEL = "default"


@cache
def table(name: str) -> dict[str, Any]:
    """The TOML table `configs/NAME.toml`, read once."""
    with open(CONFIGS / f"{name}.toml", "rb") as file:
        return tomllib.load(file)


@cache
def config_sha256() -> str:
    """SHA-256 over all configuration files, by name and content: what a record's provenance names."""
    digest = hashlib.sha256()
    for path in sorted(CONFIGS.iterdir()):
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def model_sha256(folder: Path) -> str:
    """SHA-256 over all files of a model's folder, by path and content.

    Args:
        folder: the model's, such as `pipeline.model_path` returns.
    """
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = hashlib.sha256(path.read_bytes()).digest()
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + content)
    return digest.hexdigest()
