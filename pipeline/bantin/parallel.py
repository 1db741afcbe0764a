"""A pool of processes that extract, the model loaded once in each; one that dies is replaced and its articles are tried again."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any, cast

from bantin import pipeline
from bantin.errors import UserError
from bantin.records.types import Record
from bantin.sources.article import Article, Failure

CHUNK = 128
AHEAD = 3  # chunks in flight a worker: enough to keep it busy, few enough to keep memory flat
KILLS = 3  # processes that an article may end before it is set aside
LOST = 5  # processes in a row that may end when no article is at fault: while they load the model, or write

Item = Article | Failure
Work = Callable[..., Any]


class Died(Exception):
    """A worker process ended before its work was done.

    Args:
        at: (first, last + 1) of the articles it was at; empty where it was at none.
        how: its end, in words.
    """

    def __init__(self, at: tuple[int, int], how: str) -> None:
        super().__init__(how)
        self.at, self.how = at, how


class Deaths:
    """The worker processes that one request has cost, and which of its articles may be at fault.

    Args:
        items: of the request; an article that has ended `KILLS` processes is replaced by its failure.
    """

    def __init__(self, items: list[Item]) -> None:
        self._items = items
        self._kills: dict[int, int] = {}
        self._lost = 0

    @property
    def suspects(self) -> set[int]:
        """Places of the items that are worth working on one by one."""
        return set(self._kills)

    def add(self, at: tuple[int, int], how: str) -> None:
        """Another process ended.

        Args:
            at: (first, last + 1) of the items it was at; empty where it was at none.
            how: its end, in words.

        Raises:
            UserError: `LOST` in a row ended when no article was at fault.
        """
        suspects = [k for k in range(*at) if isinstance(self._items[k], Article)]
        self._lost = 0 if suspects else self._lost + 1
        if self._lost == LOST:
            raise UserError(f"worker processes end again and again ({how}; out of memory?); use fewer --workers")
        for k in suspects:
            self._kills[k] = self._kills.get(k, 0) + 1
            if self._kills[k] == KILLS:
                reason = (
                    f"ended a worker process {KILLS} times ({how}; out of memory?) and was set aside. Look at it alone."
                )
                self._items[k] = pipeline.failed(cast(Article, self._items[k]), "worker", "killed", reason)


def results(
    extractor: pipeline.Extractor, items: Sequence[Item], alone: set[int], tell: Callable[[tuple[int, int]], None]
) -> Iterator[Record | Failure]:
    """The results of `items` in order.

    Args:
        extractor: does the work.
        items: articles and failures.
        alone: places of those that are worked on one by one.
        tell: hears (first, last + 1) of those that are worked on next, at the end an empty range.
    """
    start = 0
    while start < len(items):
        end = start + 1
        while start not in alone and end < min(start + pipeline.BATCH, len(items)) and end not in alone:
            end += 1
        tell((start, end))
        yield from extractor.stream(items[start:end])
        start = end
    tell((start, start))  # what is still done with the results is no article's fault


def answer(work: Work, *args: Any) -> tuple[str, Any]:
    """`work(*args)` as another process is told of it: ("done", what it returned) or ("error", an exception that can be pickled)."""
    try:
        return "done", work(*args)
    except UserError as error:
        return "error", UserError(str(error))  # its subclasses can't be pickled
    except OSError as error:
        return "error", error
    except Exception as error:
        return "error", RuntimeError("".join(traceback.format_exception(error)))


def end_with_parent() -> None:
    """From now on this process ends when its parent is gone, however that ended: nobody waits for the work any more."""
    if parent := multiprocessing.parent_process():
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _serve(connection: Connection, model: str | None, work: Work) -> None:
    """The life of a worker process: load the model, then answer one request after the other."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to every process of the terminal; the parent decides
    end_with_parent()
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):  # the parent closed its end
        try:
            extractor = pipeline.Extractor(pipeline.load(model))
        except UserError as error:
            connection.send(("error", UserError(str(error))))
            return
        gc.freeze()  # the model stays: the collector need not look at it again and again
        while True:
            items, alone, args = connection.recv()
            found = results(extractor, items, alone, lambda at: connection.send(("at", at)))
            connection.send(answer(work, found, *args))


class _Process:
    """One worker process, as seen from its parent."""

    def __init__(self, model: str | None, work: Work) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, model, work), daemon=True)
        self.process.start()
        theirs.close()

    def ask(self, *request: Any) -> Any:
        """The answer to a request.

        Raises:
            Died: the process ended first.
            UserError, OSError, RuntimeError: the work failed with it.
        """
        at = (0, 0)
        try:
            self.connection.send(request)
            while True:
                kind, value = self.connection.recv()
                if kind != "at":
                    break
                at = value
        except (EOFError, BrokenPipeError, ConnectionResetError):
            self.process.join()
            code = self.process.exitcode or 0
            raise Died(at, f"signal {-code}" if code < 0 else f"exit status {code}") from None
        if kind == "error":
            raise value
        return value

    def end(self, *, now: bool) -> None:
        """Stop the process, at once or once it has nothing to do."""
        if now:
            self.process.kill()
        else:
            self.connection.close()
        self.process.join()


class Pool:
    """Worker processes, each started when first needed, one thread of this process waiting for each.

    Args:
        workers: number of processes.
        model: name or folder of the model that each loads.
        work: called in a worker as `work(results, *args)` with the results of the submitted articles; a function of a module.
        told: called with one line when a process died, from any thread.
    """

    def __init__(
        self, workers: int, model: str | None, work: Work, *, told: Callable[[str], None] = lambda line: None
    ) -> None:
        self._model, self._work, self._told = model, work, told
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="bantin-worker")
        self._local = threading.local()
        self._processes: set[_Process] = set()
        self._closing = False

    def submit(self, items: Sequence[Item], *args: Any) -> Future[Any]:
        """What `work` returns for these articles, some time.

        The future raises `UserError` where the model can't be loaded or workers die whatever they work on.
        """
        return self._threads.submit(self._run, list(items), args)

    def _run(self, items: list[Item], args: tuple[Any, ...]) -> Any:
        """One request, with as many processes as it takes."""
        deaths = Deaths(items)
        while True:
            process = self._process()
            try:
                return process.ask(items, deaths.suspects, args)
            except Died as death:
                self._local.process = None
                self._processes.discard(process)
                if self._closing:
                    raise
                self._told(f"a worker process ended ({death.how}); another takes over its articles")
                deaths.add(death.at, death.how)

    def _process(self) -> _Process:
        """This thread's process."""
        process = getattr(self._local, "process", None)
        if process is None:
            process = self._local.process = _Process(self._model, self._work)
            self._processes.add(process)
            if self._closing:
                process.end(now=True)
        return process

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing = True
        self._threads.shutdown(wait=kind is None, cancel_futures=True)
        for process in list(self._processes):
            process.end(now=kind is not None)
        self._threads.shutdown()


def stream_parallel(items: Iterable[Item], workers: int, model: str | None = None) -> Iterator[Record | Failure]:
    """Results in the order of `items`, computed by `workers` processes with the model of that name or folder.

    Raises:
        UserError: the model can't be loaded, or processes end whatever they work on.
    """
    source = iter(items)
    waiting: deque[Future[list[Record | Failure]]] = deque()
    with Pool(workers, model, list) as pool:
        while True:
            while len(waiting) < workers * AHEAD and (chunk := list(islice(source, CHUNK))):
                waiting.append(pool.submit(chunk))
            if not waiting:
                return
            yield from waiting.popleft().result()
