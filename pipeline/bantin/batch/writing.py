"""Results of a part into its file: by a worker on this machine, or as bytes that come from another one."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bantin.batch.tally import Tally
from bantin.records.types import Record
from bantin.sinks.files import Sink, durable, open_sink, sha256_of, sink_into
from bantin.sources.article import Failure


class Written(msgspec.Struct, kw_only=True):
    """What a worker made of a part: a file that waits for its name."""

    path: Path
    size: int
    sha256: str
    tally: Tally
    failures: list[Failure]


class Packed(msgspec.Struct, kw_only=True):
    """What a worker made of a part: the bytes of a file."""

    data: bytes
    tally: Tally
    failures: list[Failure]


def write_part(results: Iterator[Record | Failure], target: Path, format: str) -> Written:
    """Records into a file that waits for its name; called in a worker.

    Args:
        results: of the part, in order.
        target: the name to be.
        format: of the file.

    Raises:
        OSError: such as a full disk; nothing is left then.
    """
    path = _waiting(target)
    with open_sink(path, format) as sink:
        tally, failures = _fill(sink, results)
    return Written(path=path, size=path.stat().st_size, sha256=sha256_of(path), tally=tally, failures=failures)


def pack_part(results: Iterator[Record | Failure], format: str) -> Packed:
    """Records as the bytes of the file that `write_part` writes; called in a worker that may not see the folder.

    Args:
        results: of the part, in order.
        format: of the file.
    """
    file = io.BytesIO()
    with sink_into(file, format) as sink:
        tally, failures = _fill(sink, results)
    return Packed(data=file.getvalue(), tally=tally, failures=failures)


def unpack_part(packed: Packed, target: Path) -> Written:
    """The same bytes as a file that waits for its name.

    Args:
        packed: from a worker.
        target: the name to be.

    Raises:
        OSError: such as a full disk; nothing is left then.
    """
    path = _waiting(target)
    with durable(path) as file:
        file.write(packed.data)
    return Written(
        path=path, size=len(packed.data), sha256=sha256_of(path), tally=packed.tally, failures=packed.failures
    )


def _waiting(target: Path) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}.tmp")


def _fill(sink: Sink, results: Iterator[Record | Failure]) -> tuple[Tally, list[Failure]]:
    """Records into the sink; what they hold, and the failures."""
    tally, failures = Tally(), []
    for result in results:
        if isinstance(result, Failure):
            failures.append(result)
            tally.fail(result)
        else:
            sink.write(result)
            tally.count(result)
    return tally, failures
