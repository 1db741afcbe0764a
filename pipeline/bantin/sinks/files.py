"""Files that are whole or not there, whatever happens to the process or the machine, and the sinks that write them."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from bantin.errors import UserError
from bantin.records.types import Record

FORMATS = ("jsonl", "parquet")


class Sink(Protocol):
    """Takes records one by one; what `close` left undone is lost."""

    def write(self, record: Record) -> None:
        """Take one record."""

    def close(self) -> None:
        """Write what is still held back."""


class Jsonl:
    """Records as JSON lines.

    Args:
        file: open for writing bytes; closing it is the caller's.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, record: Record) -> None:
        """Write one line."""
        self._file.write(record.to_json() + b"\n")

    def close(self) -> None:
        """Nothing is held back."""


def check_format(format: str) -> None:
    """Whether files of that format can be written here.

    Args:
        format: one of `FORMATS`.

    Raises:
        UserError: pyarrow is missing.
    """
    if format == "parquet":
        try:
            import pyarrow.parquet  # noqa: F401
        except ImportError:
            raise UserError("Parquet needs pyarrow: pip install 'bantin[parquet]', or use --format jsonl") from None


@contextlib.contextmanager
def sink_into(file: BinaryIO, format: str) -> Iterator[Sink]:
    """A sink into an open file, which holds all when the context ends.

    Args:
        file: takes bytes; closing it is the caller's.
        format: one of `FORMATS`.
    """
    if format == "parquet":
        from bantin.sinks.parquet import Parquet

        sink: Sink = Parquet(file)
    else:
        sink = Jsonl(file)
    yield sink
    sink.close()


@contextlib.contextmanager
def open_sink(path: Path, format: str) -> Iterator[Sink]:
    """A sink into a new file, which is on the disk when the context ends and gone if it ends with an exception.

    Args:
        path: the file; an older one is overwritten.
        format: one of `FORMATS`.

    Raises:
        OSError: such as a full disk.
    """
    with durable(path) as file, sink_into(file, format) as sink:
        yield sink


@contextlib.contextmanager
def durable(path: Path) -> Iterator[BinaryIO]:
    """A new file whose bytes are on the disk when the context ends; gone if it ends with an exception.

    Args:
        path: the file; an older one is overwritten.
    """
    try:
        with open(path, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` when the context ends; until then, and after an exception, the old one stands.

    Args:
        path: the file to be.
    """
    new = path.with_name(f".{path.name}.tmp")
    with durable(new) as file:
        yield file
    publish(new, path)


def publish(new: Path, path: Path) -> None:
    """Give a finished file its name, so that it keeps it should the machine stop.

    Args:
        new: the file, on the disk already.
        path: its name, in the same folder; an older file of that name is replaced.
    """
    os.replace(new, path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
