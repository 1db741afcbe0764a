"""Results of a part into its file: by a worker on this machine, or as bytes that come from another one."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bantin.batch.near import Sketches, sketch
from bantin.batch.tally import Tally
from bantin.records.types import Record
from bantin.sinks.files import Sink, durable, open_sink, sha256_of, sink_into
from bantin.sources.article import Failure


class Contents(msgspec.Struct, kw_only=True):
    """What a worker tells of a part beside its file: so much less is left to the one process that all parts come from."""

    tally: Tally
    failures: list[Failure]
    sketches: list[Sketches]


class Written(msgspec.Struct, kw_only=True):
    """What a worker made of a part: a file that waits for its name."""

    path: Path
    size: int
    sha256: str
    contents: Contents


class Packed(msgspec.Struct, kw_only=True):
    """What a worker made of a part: the bytes of a file."""

    data: bytes
    contents: Contents


def write_part(results: Iterator[Record | Failure], target: Path, texts: list[str], format: str) -> Written:
    """Records into a file that waits for its name; called in a worker.

    Args:
        results: of the part, in order.
        target: the name to be.
        texts: of the part's articles.
        format: of the file.

    Raises:
        OSError: such as a full disk; nothing is left then.
    """
    path = _waiting(target)
    with open_sink(path, format) as sink:
        contents = _fill(sink, results, texts)
    return Written(path=path, size=path.stat().st_size, sha256=sha256_of(path), contents=contents)


def pack_part(results: Iterator[Record | Failure], texts: list[str], format: str) -> Packed:
    """Records as the bytes of the file that `write_part` writes; called in a worker that may not see the folder.

    Args:
        results: of the part, in order.
        texts: of the part's articles.
        format: of the file.
    """
    file = io.BytesIO()
    with sink_into(file, format) as sink:
        contents = _fill(sink, results, texts)
    return Packed(data=file.getvalue(), contents=contents)


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
    return Written(path=path, size=len(packed.data), sha256=sha256_of(path), contents=packed.contents)


def _waiting(target: Path) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}.tmp")


def _fill(sink: Sink, results: Iterator[Record | Failure], texts: list[str]) -> Contents:
    """Records into the sink; what they and the texts hold, and the failures."""
    tally, failures = Tally(words=sum(len(text.split()) for text in texts)), []
    for result in results:
        tally.articles += 1
        if isinstance(result, Failure):
            failures.append(result)
            tally.fail(result)
        else:
            sink.write(result)
            tally.count(result)
    return Contents(tally=tally, failures=failures, sketches=sketch(texts))
