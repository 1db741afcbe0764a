"""Records in, as `bantin extract` wrote them, and brought into an order on disk, so that memory does not grow with their number."""

from __future__ import annotations

import gzip
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO, cast

import msgspec

from bantin.errors import UserError
from bantin.records.types import Record

DECODER = msgspec.json.Decoder(Record)
SEPARATOR = "\x1f"  # below every character of a key, so that a shorter key comes first
BATCH = 1000


def read_records(sources: Sequence[str], stdin: BinaryIO, warn: Callable[[str], None]) -> Iterator[Record]:
    """The records of some files, one in memory at a time.

    Args:
        sources: paths of JSON lines (packed with gzip where they end in `.gz`), or `-` for `stdin`.
        warn: called with one line that names file and line for each line that holds no record; the others go on.

    Raises:
        UserError: a file can't be opened, or breaks off.
    """
    for source in sources:
        if source == "-":
            yield from _lines(stdin, "standard input", warn)
            continue
        try:
            with open(source, "rb") as raw:
                stream = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if source.lower().endswith(".gz") else raw
                yield from _lines(stream, source, warn)
        except gzip.BadGzipFile as error:
            raise UserError(
                f"{source}: is no gzip file ({error}). Take .gz off its name if it is not packed."
            ) from None
        except (EOFError, zlib.error):
            raise UserError(f"{source}: the gzip file breaks off or is damaged. Write it again.") from None
        except OSError as error:
            raise UserError(f"{source}: can't be read ({error.strerror}). Check the path.") from None


def _lines(stream: BinaryIO, where: str, warn: Callable[[str], None]) -> Iterator[Record]:
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            yield DECODER.decode(line)
        except (ValueError, RecursionError) as error:  # msgspec's errors and wrong UTF-8 are ValueErrors
            reason = " ".join(str(error).split())
            warn(
                f"{where}, line {number}: no record ({reason}). Give what `bantin extract` wrote; the line is left out."
            )


@contextmanager
def _told() -> Iterator[None]:
    """SQLite's errors, such as a full disk, as the user's to mend."""
    try:
        yield
    except sqlite3.Error as error:
        raise UserError(
            f"the records can't be sorted on disk ({error}). Make room, or set SQLITE_TMPDIR to a folder that has some."
        ) from None


class DiskSorter:
    """Rows put into the order of their keys by SQLite, in a temporary file that the system removes.

    Of rows with one key the first stays.

    Raises:
        UserError: the temporary file can't be written; by `add` and by the iteration.
    """

    def __init__(self) -> None:
        self.db = sqlite3.connect("", isolation_level=None)  # "": private, on disk once it outgrows SQLite's cache
        self.db.execute("PRAGMA journal_mode = OFF")
        self.db.execute("CREATE TABLE row (key TEXT, data BLOB)")
        self.db.execute("BEGIN")
        self.waiting: list[tuple[str, bytes]] = []

    def add(self, key: Sequence[str], data: bytes) -> None:
        """Keep `data` under `key`, whose parts are compared one after the other."""
        self.waiting.append((SEPARATOR.join(part.replace("\0", "") for part in key), data))
        if len(self.waiting) >= BATCH:
            self._write()

    def _write(self) -> None:
        with _told():
            self.db.executemany("INSERT INTO row VALUES (?, ?)", self.waiting)
        self.waiting.clear()

    def __iter__(self) -> Iterator[tuple[list[str], bytes]]:
        """(key, data) in the order of the keys; closes the sorter."""
        self._write()
        last = None
        with _told():
            for key, data in self.db.execute("SELECT key, data FROM row ORDER BY key, rowid"):
                if key != last:
                    yield key.split(SEPARATOR), data
                last = key
        self.db.close()
