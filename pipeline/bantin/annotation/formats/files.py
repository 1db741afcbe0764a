"""Text files as all formats open them: UTF-8, gzip by ending, `-` for standard input and output."""

from __future__ import annotations

import gzip
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bantin.errors import UserError
from bantin.sources.opening import ERRORS, explained, is_packed, unpacked

STANDARD = Path("-")


def inner(path: Path) -> Path:
    """The path without `.gz`."""
    return path.with_suffix("") if is_packed(path) else path


@contextmanager
def opened(path: Path, encoding: str = "utf-8-sig") -> Iterator[IO[str]]:
    """A file to read, its line ends as they are; UTF-8 with or without a byte order mark.

    Raises:
        UserError: it can't be opened, is not UTF-8 or is damaged, also while it is read.
    """
    try:
        if path == STANDARD:
            yield io.TextIOWrapper(sys.stdin.buffer, encoding=encoding, newline="")
            return
        with open(path, "rb") as raw, io.TextIOWrapper(unpacked(raw, path), encoding=encoding, newline="") as file:
            yield file
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: not UTF-8 ({error.reason}). Convert the file to UTF-8.") from None
    except ERRORS as error:
        raise UserError(f"{path}: {explained(error)}") from None


def beginning(path: Path) -> str:
    """The first characters of a file; bytes that are not UTF-8 are replaced.

    Raises:
        UserError: it can't be opened.
    """
    try:
        with open(path, "rb") as raw:
            return unpacked(raw, path).read(4096).decode("utf-8", "replace")
    except ERRORS as error:
        raise UserError(f"{path}: {explained(error)}") from None


@contextmanager
def created(path: Path) -> Iterator[IO[str]]:
    """A file to write.

    Raises:
        UserError: it can't be opened.
    """
    if path == STANDARD:
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
        yield sys.stdout
        return
    try:
        file = (gzip.open if is_packed(path) else open)(path, "wt", encoding="utf-8", newline="")
    except OSError as error:
        raise UserError(
            f"{path}: can't be written ({error.strerror}). Make its folder first, or choose another."
        ) from None
    with file:
        yield file  # type: ignore[misc]
