"""Rows brought into an order on disk, so that memory does not grow with their number."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bantin.errors import UserError

SEPARATOR = "\x1f"  # below every character of a key, so that a shorter key comes first
BATCH = 1000


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
