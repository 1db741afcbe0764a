"""One run a folder: a lock that ends with the process that holds it, however that ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from bantin.errors import UserError

NAME = ".lock"
TRIES = 4


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder for this process alone.

    Args:
        folder: it exists.

    Raises:
        UserError: another process holds it, or the folder can't be written to.
    """
    try:
        file = open(folder / NAME, "a+", encoding="ascii")  # noqa: SIM115 (closed below; "a+" leaves the holder's line alone)
    except OSError as error:
        raise UserError(f"{folder}: can't be written ({error.strerror}). Choose another folder.") from None
    with file:
        for attempt in range(TRIES):  # `holder` of another process may have it for a moment
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(0.05 if attempt + 1 < TRIES else 0)
        else:
            raise UserError(
                f"{folder}: another run is at work there (process {holder(folder)}). Wait for its end, or choose another folder."
            )
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
        file.truncate(0)


def holder(folder: Path) -> str | None:
    """The process id of the run that holds a folder, None where none does.

    Args:
        folder: a folder that `locked` may have been called on.
    """
    try:
        with open(folder / NAME, encoding="ascii") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return file.read().strip() or "unknown"
    except OSError:
        pass
    return None
