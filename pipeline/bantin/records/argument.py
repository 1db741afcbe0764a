"""RECORDS on the command line: the argument of the verbs that read records, and their reading."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bantin.errors import UserError
from bantin.terminal import check_targets, progress, stderr

if TYPE_CHECKING:
    from bantin.records.types import Record

Records = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="RECORDS",
        help="JSON lines that `bantin extract` wrote, also .gz, or - for standard input.",
        show_default=False,
    ),
]


class Reading:
    """Reads the records of a command, warns of lines that hold none, and says at the end whether all was well.

    Args:
        sources: the command's RECORDS.
        output: its output file, which may be none of them.

    Raises:
        UserError: no source is named, or the output is one.
    """

    def __init__(self, sources: list[str] | None, output: Path | None) -> None:
        if not sources:
            raise UserError("name at least one file of RECORDS that `bantin extract` wrote, or - for standard input")
        check_targets(sources, output, None)
        self.sources = sources
        self.read = self.bad = 0

    def warn(self, line: str) -> None:
        """Say what is wrong with a line; the command's status will be 1."""
        self.bad += 1
        stderr.print(f"warning: {line}", style="yellow", markup=False)

    def __iter__(self) -> Iterator[Record]:
        from bantin.records.reading import read_records  # here, for `--help` need not wait for it

        with progress("reading") as advance:
            for record in read_records(self.sources, sys.stdin.buffer, self.warn):
                self.read += 1
                advance()
                yield record
        if not self.read:
            raise UserError(f"{', '.join(self.sources)}: no record in it. Make them with `bantin extract`.")

    def finish(self) -> None:
        """Exit with the command's status: 1 where a line held no record."""
        raise typer.Exit(1 if self.bad else 0)
