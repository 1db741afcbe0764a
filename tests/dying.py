"""Work for worker processes that some article ends; a module of its own, for the workers import it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from bantin.batch.writing import pack_part, write_part
from bantin.records.types import Record

MARK = "BANTIN_TEST_MARK"  # names a file that tells whether `once` has ended a process


def write(results, *args):
    """`write_part`, whose process is killed at each record with the id `boom`."""
    return write_part(_until_boom(results), *args)


def write_unless(results, target, *args):
    """The same, but only the first time, which the file `target`.boom marks."""
    mark = target.with_name("boom")
    if mark.exists():
        return write_part(results, target, *args)
    mark.touch()
    return write_part(_until_boom(results), target, *args)


def pack(results, *args):
    """`pack_part`, whose process is killed at each record with the id `boom`, and the first time at one with the id `once`."""
    return pack_part(_until_once(_until_boom(results)), *args)


def never(results, *args):
    """Its process is killed before it looks at an article."""
    os.kill(os.getpid(), signal.SIGKILL)


def _until_boom(results):
    for result in results:
        if result.id == "boom" and isinstance(result, Record):
            os.kill(os.getpid(), signal.SIGKILL)
        yield result


def _until_once(results):
    mark = Path(os.environ[MARK])
    for result in results:
        if result.id == "once" and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        yield result
