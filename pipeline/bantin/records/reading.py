"""Records in, as `bantin extract` wrote them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

import msgspec

from bantin.errors import UserError
from bantin.records.types import Record
from bantin.sources.jsonl import check_start
from bantin.sources.opening import ERRORS, explained, unpacked

DECODER = msgspec.json.Decoder(Record)


def read_records(sources: Sequence[str], stdin: BinaryIO, warn: Callable[[str], None]) -> Iterator[Record]:
    """The records of some files, one in memory at a time.

    Args:
        sources: paths of JSON lines (packed with gzip where they end in `.gz`), or `-` for `stdin`.
        warn: called with one line that names file and line for each line that holds no record; the others go on.

    Raises:
        UserError: a file can't be opened, is no text, or breaks off.
    """
    for source in sources:
        where = "standard input" if source == "-" else source
        try:
            if source == "-":
                yield from _lines(stdin, where, warn)
                continue
            with open(source, "rb") as raw:
                yield from _lines(unpacked(raw, source), where, warn)
        except ERRORS as error:
            raise UserError(f"{where}: {explained(error)}") from None


def _lines(stream: BinaryIO, where: str, warn: Callable[[str], None]) -> Iterator[Record]:
    for number, line in enumerate(stream, 1):
        if number == 1:
            try:  # what is no text at all is told once, not line by line
                check_start(line)
                line.decode()
            except UserError as error:
                raise UserError(f"{where}: {error}") from None
            except UnicodeDecodeError:
                raise UserError(
                    f"{where}: is not UTF-8, so no file of records. Give what `bantin extract` wrote."
                ) from None
        if not line.strip():
            continue
        try:
            yield DECODER.decode(line)
        except (ValueError, RecursionError) as error:  # msgspec's errors and wrong UTF-8 are ValueErrors
            reason = " ".join(str(error).split())
            warn(
                f"{where}, line {number}: no record ({reason}). Give what `bantin extract` wrote; the line is left out."
            )
