"""The registry of models: a folder that holds them, and a file in it that says which one is in use and how that came about.

`registry.json` is a list of changes. The model in use is the last promoted one that was not rolled back, and before any promotion the
one that comes with the package. Here it is only read; `training.promotion` writes it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
import platformdirs

from bantin import resources
from bantin.errors import UserError

FILE = "registry.json"
VARIABLE = "BANTIN_MODELS"
CURRENT = "current"  # what the model in use may be called wherever a model is named


class Change(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One line of the history.

    Attributes:
        action: what was done.
        at: when, RFC 3339.
        model: name of the model in use from then on; `previous`: until then.
        sha256: of the model in use from then on, as `resources.model_sha256` counts it.
        judged: the figures that the promotion was decided on.
        forced: why it was promoted though it was refused.
    """

    action: Literal["promote", "rollback"]
    at: str
    model: str
    previous: str
    sha256: str
    judged: dict[str, Any] | None = None
    forced: str | None = None


class InUse(NamedTuple):
    """The model in use: its name, its folder, and the change that made it so; None for the bundled one before any promotion."""

    name: str
    path: Path
    change: Change | None


def meta_of(model: Path) -> dict[str, Any]:
    """The meta.json of a model's folder; empty where it can't be read."""
    try:
        found = json.loads((model / "meta.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def behind(model: Path | None) -> dict[str, int]:
    """{`marked`, `typed`: articles that a model and those before it were trained on}; what it does not tell counts as none."""
    facts = meta_of(model).get("bantin", {}) if model else {}
    before = facts.get("base") or {}
    typed = facts.get("typed", facts.get("articles", 0))
    return {"marked": facts.get("marked", 0) + before.get("marked", 0), "typed": typed + before.get("typed", 0)}


def default_folder() -> Path:
    """`$BANTIN_MODELS`; without it `models/` of a checkout; of an installed package, a folder of the user's data."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named).expanduser()
    inside = resources.MODELS.is_relative_to(resources.PACKAGE)  # an installed package, which may be read-only
    return platformdirs.user_data_path("bantin") / "models" if inside else resources.MODELS


class Registry:
    """A folder of models; it need not be there yet.

    Args:
        folder: which; `default_folder()` without one.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or default_folder()

    def history(self) -> list[Change]:
        """Every change, oldest first.

        Raises:
            UserError: the file can't be read.
        """
        path = self.folder / FILE
        try:
            return msgspec.json.decode(path.read_bytes(), type=list[Change])
        except FileNotFoundError:
            return []
        except (OSError, msgspec.DecodeError) as error:
            raise UserError(
                f"{path}: can't be read ({error}). Restore it, or take it away to use the bundled model."
            ) from None

    def promoted(self) -> list[Change]:
        """The promotions that were not rolled back, the one in use last."""
        stack: list[Change] = []
        for change in self.history():
            if change.action == "promote":
                stack.append(change)
            elif stack:
                stack.pop()
        return stack

    def names(self) -> list[str]:
        """Names of the models here and of the bundled one."""
        found = {path.parent.name for path in self.folder.glob("*/meta.json") if not path.parent.name.startswith(".")}
        return sorted(found | {resources.DEFAULT_MODEL})

    def find(self, name: str) -> Path | None:
        """The folder of a model of that name, here or bundled; None where there is none."""
        if name == CURRENT:
            return self.in_use().path
        if not name or Path(name).name != name:
            return None
        places = (self.folder / name, resources.MODELS / name)
        return next((path for path in places if (path / "meta.json").is_file()), None)

    def in_use_name(self) -> str:
        """Name of the model in use."""
        stack = self.promoted()
        return stack[-1].model if stack else resources.DEFAULT_MODEL

    def in_use(self) -> InUse:
        """The model in use.

        Raises:
            UserError: its folder is gone.
        """
        stack, name = self.promoted(), self.in_use_name()
        path = self.find(name)
        if path is None:
            raise UserError(
                f"{self.folder}: the model in use, {name}, is not there. `bantin models rollback` goes back to the one before."
            )
        return InUse(name, path, stack[-1] if stack else None)
