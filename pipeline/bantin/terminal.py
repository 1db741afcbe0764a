"""What every verb of the command line shares: standard error, progress, where results go."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, TypeVar

from rich.console import Console

from bantin.errors import UserError

Item = TypeVar("Item")
stderr = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def progress(doing: str, unit: str = "articles") -> Iterator[Any]:
    """A function that counts articles, or what `unit` says, on standard error, when that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.completed:,} " + unit),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=stderr, transient=True) as bar:
        task = bar.add_task(doing, total=None, rate="")

        def advance() -> None:
            bar.advance(task)
            speed = bar.tasks[0].speed
            bar.update(task, rate=f"{speed:,.0f}/s" if speed else "")

        yield advance


def watched(items: Iterable[Item], doing: str, unit: str) -> Iterator[Item]:
    """`items`, counted by `progress` as they are taken."""
    with progress(doing, unit) as advance:
        for item in items:
            yield item
            advance()


def writer(stack: ExitStack, path: Path | None) -> IO[bytes]:
    """Where results go: a file, or standard output."""
    if path is None or str(path) == "-":
        return sys.stdout.buffer
    try:
        return stack.enter_context(open(path, "wb"))
    except OSError as error:
        raise UserError(
            f"{path}: can't be written ({error.strerror}). Choose another file, or make its folder first."
        ) from None


def check_targets(source: list[str], output: Path | None, errors: Path | None) -> None:
    """Refuse to write over what is read, or both kinds of lines into one file.

    Raises:
        UserError: as said.
    """
    from bantin.sources.reader import kind_of

    def same(one: Path, other: Path) -> bool:
        return one.resolve() == other.resolve() or (one.exists() and other.exists() and one.samefile(other))

    if errors and str(errors) == "-":
        raise UserError("--errors -: name a file; without --errors the failures go to standard error.")
    targets = [target for target in (output, errors) if target and str(target) != "-"]
    if len(targets) == 2 and same(*targets) and not targets[0].is_char_device():
        raise UserError(f"{output}: is named for the records and for the failures. Choose two files.")
    for target in targets:
        for path in (Path(s) for s in source if s != "-"):
            if path.is_dir() and target.resolve().is_relative_to(path.resolve()) and kind_of(target)[0]:
                raise UserError(f"{target}: lies in the SOURCE {path} and would be read as one. Choose another folder.")
            if same(path, target):
                raise UserError(f"{target}: is a SOURCE too and would be overwritten. Choose another file.")


def check_files(sources: Iterable[Path], *targets: Path | None) -> None:
    """Refuse, before the work, to write over what is read, two things into one file, or into a folder that is not there.

    Raises:
        UserError: as said.
    """
    files = [target for target in targets if target and str(target) != "-"]
    for k, target in enumerate(files):
        check_targets([str(path) for path in sources], target, None)
        if target.resolve() in {other.resolve() for other in files[:k]} and not target.is_char_device():
            raise UserError(f"{target}: is named twice. Choose two files.")
        if not target.parent.is_dir() or target.is_dir():
            raise UserError(f"{target}: can't be written. Choose another file, or make its folder first.")
