"""What a training has finished: kept beside the model's folder until that is written, so that the same command goes on from there."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import msgspec

from bantin.sinks.files import replacing


class Stages:
    """Results of finished stages.

    Args:
        out: the model's folder.
        key: of all that the results depend on; what was kept under another key does not count.
    """

    def __init__(self, out: Path, key: str) -> None:
        self.folder = out.resolve().with_name(f"{out.resolve().name}.unfinished")
        self.key = key

    def file(self, name: str) -> Path:
        """Where arrays of a stage are kept; write them before `keep` tells that the stage is done."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / name

    def keep(self, stage: str, result: Any) -> None:
        """A stage is done; `result` is what JSON can hold of it."""
        with replacing(self.file(f"{stage}.json")) as file:
            file.write(msgspec.json.encode([self.key, result]))

    def kept(self, stage: str) -> Any:
        """The `result` of a stage that is done, or None."""
        try:
            key, result = msgspec.json.decode((self.folder / f"{stage}.json").read_bytes())
        except (FileNotFoundError, ValueError, msgspec.DecodeError):
            return None
        return result if key == self.key else None

    def clear(self) -> None:
        """The model is written."""
        shutil.rmtree(self.folder, ignore_errors=True)
