"""The runner: parts of a stream to workers, their files to their names, then into the ledger."""

from __future__ import annotations

import datetime as dt
import logging
import os
import re
import socket
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from bantin import pipeline, resources
from bantin.batch import cluster
from bantin.batch.ledger import Ledger, Origin, made_by
from bantin.batch.lock import locked
from bantin.batch.near import sketch
from bantin.batch.parts import Duplicates, Part, cut
from bantin.batch.tally import Tally
from bantin.batch.writing import Written, pack_part, write_part
from bantin.errors import UserError
from bantin.parallel import Pool
from bantin.sinks.files import check_format, publish, replacing
from bantin.sources import reader

if TYPE_CHECKING:
    from bantin.batch.distributed import RayPool

AHEAD = 2  # parts a worker, one at work and one waiting
OURS = re.compile(r"part-[0-9]{6,}\.(?:jsonl|parquet)")
UNFINISHED = re.compile(r"\.(?:part-[0-9]{6,}\.(?:jsonl|parquet)\.[0-9]+|[a-z]+\.[a-z]+)\.tmp")
log = logging.getLogger(__name__)


class Progress(msgspec.Struct, kw_only=True):
    """How far a run is.

    Attributes:
        articles: read and settled: done in this run or before, or dropped.
        fresh: of those, the ones done in this run.
        seconds: since the first of those was begun.
        share: of the input's bytes read, None where that is unknown.
        read: articles read.
    """

    articles: int = 0
    fresh: int = 0
    seconds: float = 0.0
    share: float | None = None
    read: int = 0

    @property
    def total(self) -> int | None:
        """Articles in all, judged by the bytes read so far."""
        return round(self.read / self.share) if self.share else None

    @property
    def rate(self) -> float | None:
        """Articles a second in this run."""
        return self.fresh / self.seconds if self.fresh and self.seconds else None

    @property
    def left(self) -> float | None:
        """Seconds until the end, as far as can be told."""
        return max(0, self.total - self.articles) / self.rate if self.total is not None and self.rate else None


class Summary(msgspec.Struct, kw_only=True):
    """What a folder holds when its batch has ended; `articles` = `records` + `failures` + `duplicates`.

    Attributes:
        articles, words, records, failures, entities, events: as in `Tally`, over all parts; the dropped ones are among the articles.
        duplicates: articles dropped because an earlier one has the same text and date.
        shared_ids: articles kept whose id an earlier one, of another text, has too.
        near_duplicates: articles kept whose text is much like that of an earlier one.
        parts: files of records.
        parts_kept: those of them that an earlier run had done.
        seconds: this run took.
        words_per_second: of the parts done in this run, until near-duplicates were found; None where it did none.
    """

    articles: int
    words: int
    records: int
    failures: dict[str, int]
    duplicates: int
    shared_ids: int
    near_duplicates: int
    entities: dict[str, int]
    events: dict[str, int]
    parts: int
    parts_kept: int
    seconds: float
    words_per_second: float | None


def run(
    sources: Sequence[str],
    out: Path,
    *,
    format: str = "jsonl",
    workers: int = 1,
    engine: str = "local",
    ray_address: str | None = None,
    part_size: int = 1000,
    model: str | None = None,
    published: str | None = None,
    stdin: BinaryIO | None = None,
    report: Callable[[Progress], None] = lambda progress: None,
) -> Summary:
    """Extract all articles of the sources into the folder `out`, going on where an earlier run stopped.

    Args:
        sources, stdin, published: as `reader.read` takes them.
        out: folder of the parts, made if need be; its ledger says what is done.
        format: of the parts, one of `sinks.files.FORMATS`.
        workers: processes that extract, or actors of Ray.
        engine: `local`, or `ray` for workers on Ray; the folder holds the same.
        ray_address: of a cluster, for Ray; None for a Ray of our own on loopback.
        part_size: articles of a part.
        model: name or folder; None for the default one.
        report: called after each part.

    Raises:
        UserError: another run is at work in `out`, the model can't be loaded, an option is wrong.
        OSError: the folder can't be written, such as on a full disk; the parts done are kept.
    """
    check_format(format)
    if engine == "ray":
        cluster.prepare(ray_address)
    path = pipeline.model_path(model)
    _check_place(sources, out)
    with ExitStack() as stack:
        stack.enter_context(locked(out))
        _sweep(out, UNFINISHED)
        stack.callback(_sweep, out, UNFINISHED)  # once the workers are gone
        ledger = stack.enter_context(Ledger(out, told=log.warning))
        made = made_by(path)
        pool: Pool | RayPool
        if engine == "ray":
            from bantin.batch.distributed import RayPool

            there = model if path.parent == resources.MODELS else str(path.absolute())
            pool = RayPool(workers, there, made, pack_part, address=ray_address, told=log.warning)
        else:
            pool = Pool(workers, str(path), write_part, told=log.warning)
        stack.enter_context(pool)
        batch = _Run(out, format, ledger, pool, AHEAD * workers, made, report)
        return batch(sources, part_size, published, stdin)


class _Run:
    """One run: what `run` sets up, and what it counts."""

    def __init__(
        self,
        out: Path,
        format: str,
        ledger: Ledger,
        pool: Pool | RayPool,
        ahead: int,
        made: tuple[str, str, str],
        report: Callable[[Progress], None],
    ) -> None:
        self.out, self.format, self.ledger, self.pool, self.ahead, self.report = (
            out,
            format,
            ledger,
            pool,
            ahead,
            report,
        )
        self.config = made
        self.total, self.progress = Tally(), Progress()
        self.parts = self.kept = self.words = self.bytes = 0
        self.begun: float | None = None
        self.waiting: dict[Future[Written], tuple[Part, Origin]] = {}

    def __call__(
        self, sources: Sequence[str], part_size: int, published: str | None, stdin: BinaryIO | None
    ) -> Summary:
        started = time.monotonic()
        names = [name if name == "-" else reader.shown(os.path.abspath(name)) for name in sources]
        self.ledger.note(
            sources=names,
            format=self.format,
            part_size=part_size,
            started=_now(),
            host=socket.gethostname(),
            ended=None,
        )
        (self.out / "summary.json").unlink(missing_ok=True)  # it says that all is done
        size = reader.size(sources)
        items = reader.read(sources, stdin=stdin, published=published, warn=log.warning, passed=self._passed)
        with replacing(self.out / "duplicates.csv") as file:
            duplicates = Duplicates(file)
            for part in cut(items, part_size, duplicates):
                self.parts = part.number + 1
                self.progress.share = min(1.0, self.bytes / size) if size else None
                self._take(part, duplicates)
            if size is not None:
                self.progress.share = 1.0
            while self.waiting:
                self._settle(duplicates)
            duplicates.mark()
            if self.begun is not None:
                self.progress.seconds = time.monotonic() - self.begun
            duplicates.close()
        self.ledger.keep_first(self.parts)
        files = {self._name(number) for number in range(self.parts)}
        _sweep(self.out, OURS, files)
        with replacing(self.out / "errors.jsonl") as file:
            for failure in self.ledger.failures():
                file.write(msgspec.json.encode(failure) + b"\n")
        seconds = time.monotonic() - started
        total = self.total.ordered()
        summary = Summary(
            articles=total.articles + duplicates.exact,
            words=total.words,
            records=total.records,
            failures=total.failures,
            duplicates=duplicates.exact,
            shared_ids=duplicates.ids,
            near_duplicates=duplicates.near,
            entities=total.entities,
            events=total.events,
            parts=self.parts,
            parts_kept=self.kept,
            seconds=round(seconds, 3),
            words_per_second=round(self.words / self.progress.seconds)
            if self.words and self.progress.seconds
            else None,
        )
        with replacing(self.out / "summary.json") as file:
            file.write(msgspec.json.format(msgspec.json.encode(summary)) + b"\n")
        self.ledger.note(ended=_now())
        return summary

    def _passed(self, number: int) -> None:
        self.bytes += number

    def _name(self, number: int) -> str:
        return f"part-{number:06}.{self.format}"

    def _take(self, part: Part, duplicates: Duplicates) -> None:
        """Keep a part that is done already, or give it to a worker; waits while they have enough."""
        self.progress.articles += part.read - self.progress.read - len(part.items)  # the dropped ones
        self.progress.read = part.read
        origin = Origin(
            input_sha256=part.sha256(), config_sha256=self.config[0], model_sha256=self.config[1], bantin=self.config[2]
        )
        done = self.ledger.holds(part.number, self._name(part.number), origin)
        if done is not None:
            self.kept += 1
            duplicates.add(part.first, sketch(part.texts()))
            self._count(done)
            return
        if self.begun is None:
            self.begun = time.monotonic()
        target = self.out / self._name(part.number)
        self.waiting[self.pool.submit(part.items, target, part.texts(), self.format)] = (part, origin)
        while len(self.waiting) >= self.ahead:
            self._settle(duplicates)

    def _settle(self, duplicates: Duplicates) -> None:
        """Wait for a part; give its file its name, then enter it."""
        for future in wait(self.waiting, return_when=FIRST_COMPLETED).done:
            part, origin = self.waiting.pop(future)
            written = future.result()
            name = self._name(part.number)
            publish(written.path, self.out / name)
            tally = written.contents.tally
            self.ledger.enter(part.number, name, written.size, written.sha256, origin, tally, written.contents.failures)
            duplicates.add(part.first, written.contents.sketches)
            self.words += tally.words
            self.progress.fresh += tally.articles
            self.progress.seconds = time.monotonic() - (self.begun or 0)
            self._count(tally)
            log.debug("part %d is done: %s, %d records", part.number, name, tally.records)

    def _count(self, tally: Tally) -> None:
        self.total.add(tally)
        self.progress.articles += tally.articles
        self.report(self.progress)


def _check_place(sources: Sequence[str], out: Path) -> None:
    """Make the folder, unless it would be read as a source.

    Raises:
        UserError: as said, or it can't be made.
    """
    for source in sources:
        if source != "-" and os.path.isdir(source) and out.resolve().is_relative_to(Path(source).resolve()):
            raise UserError(f"{out}: lies in the SOURCE {source} and would be read as one. Choose another folder.")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{out}: can't be made ({error.strerror}). Choose another folder.") from None


def _sweep(folder: Path, names: re.Pattern[str], but: set[str] | frozenset[str] = frozenset()) -> None:
    """Remove the files of these names: what a stopped run left unfinished, or parts that the input no longer has."""
    for entry in list(os.scandir(folder)):
        if names.fullmatch(entry.name) and entry.name not in but:
            os.unlink(entry.path)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
