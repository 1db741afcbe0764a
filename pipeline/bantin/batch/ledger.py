"""The ledger of a batch, `ledger.sqlite`: which parts are done, from what, by what, and what they hold."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec

from bantin import resources
from bantin.batch.tally import Tally
from bantin.errors import UserError
from bantin.sinks.files import sha256_of
from bantin.sources.article import Failure
from bantin.version import __version__

NAME = "ledger.sqlite"
LAYOUT = 1  # of the tables; another one is set aside and begun anew
TABLES = """
CREATE TABLE run (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE parts (
    number INTEGER PRIMARY KEY, file TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL,
    input_sha256 TEXT NOT NULL, config_sha256 TEXT NOT NULL, model_sha256 TEXT NOT NULL, bantin TEXT NOT NULL, tally TEXT NOT NULL,
    finished TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ'))
);
CREATE TABLE failures (part INTEGER NOT NULL, id TEXT, source TEXT, stage TEXT, error TEXT, message TEXT);
CREATE INDEX failures_of_part ON failures (part);
"""


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """What a part was made from and by: another value in one of these makes it stale."""

    input_sha256: str
    config_sha256: str
    model_sha256: str
    bantin: str


def made_by(model: Path) -> tuple[str, str, str]:
    """(configuration, model, version of bantin) of this machine, as an `Origin` names them.

    Args:
        model: its folder.
    """
    return resources.config_sha256(), resources.model_sha256(model), __version__


class Ledger:
    """The rows of a folder's ledger; each change is on the disk when its method returns.

    Args:
        folder: the batch's folder. A ledger that is damaged or of another layout is set aside as `ledger.sqlite.damaged`.
        told: called with one line where that happened.

    Raises:
        OSError: it can't be written; also raised by every method.
    """

    def __init__(self, folder: Path, told: Callable[[str], None] = lambda line: None) -> None:
        self.folder, path = folder, folder / NAME
        try:
            self._open(path)
        except sqlite3.OperationalError as error:  # the disk's fault, not the file's
            raise os_error(error, path) from None
        except sqlite3.DatabaseError as error:
            told(f"{path}: the ledger is damaged ({error}); it is set aside and every part is done again")
            self._db.close()
            os.replace(path, path.with_name(f"{NAME}.damaged"))
            path.with_name(f"{NAME}-journal").unlink(missing_ok=True)
            self._open(path)

    def _open(self, path: Path) -> None:
        """Connect, check, make the tables of a new ledger.

        Raises:
            sqlite3.DatabaseError: the file is no sound ledger.
        """
        self._db = sqlite3.connect(path, isolation_level=None, timeout=30)
        self._db.execute("PRAGMA synchronous = EXTRA")  # also the folder, after each transaction
        found = self._db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(found)
        layout = self._db.execute("PRAGMA user_version").fetchone()[0]
        if layout not in (0, LAYOUT):
            raise sqlite3.DatabaseError(f"its layout is {layout}, this version's is {LAYOUT}")
        if layout == 0:
            self._db.executescript(f"BEGIN IMMEDIATE; {TABLES} PRAGMA user_version = {LAYOUT}; COMMIT;")

    @contextlib.contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """A transaction."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield self._db
            self._db.execute("COMMIT")
        except BaseException as error:
            if self._db.in_transaction:
                with contextlib.suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise os_error(error, self.folder / NAME) from None
            raise

    def holds(self, number: int, file: str, origin: Origin) -> Tally | None:
        """What a part holds, if it was made from and by `origin` and its file is there as it was written.

        Args:
            number: the part's.
            file: the name that it must have.
            origin: what it must come from.
        """
        row = self._db.execute(
            "SELECT size, sha256, tally FROM parts WHERE number = ? AND file = ? AND input_sha256 = ? AND config_sha256 = ? "
            "AND model_sha256 = ? AND bantin = ?",
            (number, file, *msgspec.structs.astuple(origin)),
        ).fetchone()
        path = self.folder / file
        try:
            if row and path.stat().st_size == row[0] and sha256_of(path) == row[1]:
                return msgspec.json.decode(row[2], type=Tally)
        except OSError:
            pass
        return None

    def enter(
        self, number: int, file: str, size: int, sha256: str, origin: Origin, tally: Tally, failures: list[Failure]
    ) -> None:
        """A part is done: its file is on the disk under its name."""
        with self._change() as db:
            db.execute("DELETE FROM failures WHERE part = ?", (number,))
            db.execute(
                "INSERT OR REPLACE INTO parts (number, file, size, sha256, input_sha256, config_sha256, model_sha256, bantin, tally) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (number, file, size, sha256, *msgspec.structs.astuple(origin), msgspec.json.encode(tally).decode()),
            )
            db.executemany(
                "INSERT INTO failures VALUES (?, ?, ?, ?, ?, ?)",
                [(number, *msgspec.structs.astuple(f)) for f in failures],
            )

    def keep_first(self, parts: int) -> None:
        """Forget all parts but the first ones: the input has no more."""
        with self._change() as db:
            db.execute("DELETE FROM parts WHERE number >= ?", (parts,))
            db.execute("DELETE FROM failures WHERE part >= ?", (parts,))

    def note(self, **values: Any) -> None:
        """Write facts of the run, such as its sources; None takes one out."""
        with self._change() as db:
            for key, value in values.items():
                if value is None:
                    db.execute("DELETE FROM run WHERE key = ?", (key,))
                else:
                    db.execute("INSERT OR REPLACE INTO run VALUES (?, ?)", (key, msgspec.json.encode(value).decode()))

    def failures(self) -> Iterator[Failure]:
        """All failures, in the order of the input."""
        for row in self._db.execute("SELECT id, source, stage, error, message FROM failures ORDER BY part, rowid"):
            yield Failure(**dict(zip(Failure.__struct_fields__, row, strict=True)))

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()


class Standing(msgspec.Struct, kw_only=True):
    """How far a folder's batch is.

    Attributes:
        run: what `Ledger.note` wrote last.
        parts: how many are done.
        last: when the last one was, RFC 3339; None before the first.
        tally: what they hold together.
    """

    run: dict[str, Any]
    parts: int
    last: str | None
    tally: Tally


def standing(folder: Path) -> Standing:
    """How far a folder's batch is, read beside a run that may be at work.

    Raises:
        UserError: no batch has written there, or its ledger can't be read.
    """
    path = folder / NAME
    if not path.is_file():
        raise UserError(f"{folder}: no batch has written there (it holds no {NAME}). Name the folder given as --out.")
    tally = Tally()
    try:
        with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=30)) as db:
            run = {key: msgspec.json.decode(value) for key, value in db.execute("SELECT key, value FROM run")}
            for (row,) in db.execute("SELECT tally FROM parts"):
                tally.add(msgspec.json.decode(row, type=Tally))
            parts, last = db.execute("SELECT count(*), max(finished) FROM parts").fetchone()
    except sqlite3.DatabaseError as error:
        raise UserError(
            f"{path}: can't be read ({error}). The next `bantin batch` into this folder begins it anew."
        ) from None
    return Standing(run=run, parts=parts, last=last, tally=tally)


def os_error(error: sqlite3.Error, path: Path | str) -> OSError:
    """An error of SQLite as one of the system, for the run stops at both alike."""
    full = getattr(error, "sqlite_errorname", "") == "SQLITE_FULL"
    return OSError(errno.ENOSPC if full else errno.EIO, str(error), str(path))
