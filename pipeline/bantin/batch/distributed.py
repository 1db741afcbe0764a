"""The pool of a batch on Ray Data: parts in as a stream of rows, one an actor at a time, their files out as rows.

Ray Data gives the rows to actors, starts an actor anew that died and gives it its row again. What is left to do is to count how
often that happens, so that an article which ends one actor after the other is set aside, as `bantin.parallel` does.
"""

from __future__ import annotations

import asyncio
import gc
import pickle
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import ray
from ray.data import ActorPoolStrategy, DataContext, Datasource, ReadTask
from ray.data.block import BlockMetadata
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from bantin import pipeline
from bantin.batch.cluster import connected, last_line
from bantin.batch.ledger import made_by
from bantin.batch.parts import Item
from bantin.batch.writing import Packed, Written, unpack_part
from bantin.errors import UserError
from bantin.parallel import Deaths, answer, results

Work = Callable[..., Packed]


class Desk:
    """An actor that outlives the workers: here lie the parts until they are done, and a note of what each worker is at."""

    def __init__(self) -> None:
        self._parts: dict[int, bytes | None] = {}
        self._more = asyncio.Condition()
        self._notes: dict[int | str, list[tuple[int, int]]] = {}

    async def put(self, number: int, part: bytes | None) -> None:
        """Lay down the next part, None after the last one."""
        async with self._more:
            self._parts[number] = part
            self._more.notify_all()

    async def take(self, number: int) -> bytes | None:
        """A part, once it is there; it stays. One that is done is empty."""
        async with self._more:
            await self._more.wait_for(lambda: number in self._parts)
        return self._parts[number]

    async def begin(self, job: int | str) -> list[tuple[int, int]]:
        """A worker begins a job; returns what earlier ones, which died, were at."""
        earlier = self._notes.setdefault(job, [])
        self._notes[job] = [*earlier, (0, 0)]
        return earlier

    async def note(self, job: int | str, at: tuple[int, int]) -> None:
        """The job's worker is now at these items."""
        if job in self._notes:  # else it is done: a worker that was taken for dead still lives
            self._notes[job][-1] = at

    async def end(self, job: int | str) -> None:
        """A job is done."""
        self._notes.pop(job, None)
        if isinstance(job, int):
            self._parts[job] = b""


class Parts(Datasource):
    """The parts that come to the desk, as rows of `number` and `part`, read as they come."""

    def __init__(self, desk: Any) -> None:
        self._desk = desk

    def estimate_inmemory_data_size(self) -> None:
        """Nobody knows."""

    def get_read_tasks(self, parallelism: int, *args: Any, **kwargs: Any) -> list[ReadTask]:
        """One task that reads all."""
        unknown = BlockMetadata(num_rows=None, size_bytes=None, input_files=None, exec_stats=None)
        return [ReadTask(partial(_rows, self._desk), unknown)]


def _rows(desk: Any) -> Iterator[pa.Table]:
    number = 0
    while (part := ray.get(desk.take.remote(number))) is not None:
        yield _row(number, part)
        number += 1


def _row(number: int, data: bytes) -> pa.Table:
    return pa.table({"number": [number], "data": pa.array([data], pa.large_binary())})


class Worker:
    """An actor that extracts: the model loaded once, then one part after the other.

    Args:
        desk: the `Desk`.
        model: name or folder, as it is found on the worker's machine.
        origin: `made_by` of the machine that reads the articles.
        work: called as `work(results, *args)`.
    """

    def __init__(self, desk: Any, model: str | None, origin: tuple[str, ...], work: Work) -> None:
        self._desk, self._work = desk, work
        job = f"load {ray.get_runtime_context().get_actor_id()}"
        self._loaded = answer(self._load, job, model, origin)
        ray.get(desk.end.remote(job))
        gc.freeze()  # the model stays: the collector need not look at it again and again

    def __call__(self, batch: pa.Table) -> pa.Table:
        """Answer one row; `data` is then (actors that it has cost, kind, value) with kind and value as of `parallel.answer`."""
        number = batch["number"][0].as_py()
        items, args = pickle.loads(batch["data"][0].as_py())
        earlier = ray.get(self._desk.begin.remote(number))
        kind, value = self._loaded
        if kind == "done":
            kind, value = answer(self._extract, value, number, items, args, earlier)
        return _row(number, pickle.dumps((len(earlier), kind, value)))

    def _load(self, job: str, model: str | None, origin: tuple[str, ...]) -> pipeline.Extractor:
        _deaths([], ray.get(self._desk.begin.remote(job)))
        path = pipeline.model_path(model)
        check_origin(made_by(path), origin, ray.util.get_node_ip_address())
        return pipeline.Extractor(pipeline.load(path))

    def _extract(
        self,
        extractor: pipeline.Extractor,
        number: int,
        items: list[Item],
        args: tuple[Any, ...],
        earlier: list[tuple[int, int]],
    ) -> Packed:
        def tell(at: tuple[int, int]) -> None:
            ray.get(self._desk.note.remote(number, at))  # it must be known before anything can happen

        deaths = _deaths(items, earlier)
        return self._work(results(extractor, items, deaths.suspects, tell), *args)


def _deaths(items: list[Item], earlier: list[tuple[int, int]]) -> Deaths:
    """What to make of the workers that died at these items."""
    deaths = Deaths(items)
    for at in earlier:
        deaths.add(at, "a Ray actor")
    return deaths


def check_origin(here: tuple[str, ...], there: tuple[str, ...], machine: str) -> None:
    """Whether a worker's machine makes the same records as the one that reads the articles.

    Args:
        here: `made_by` of the worker's machine.
        there: of the other.
        machine: the worker's, for the message.

    Raises:
        UserError: it does not.
    """
    for name, mine, wanted in zip(("configuration", "model", "version of bantin"), here, there, strict=True):
        if mine != wanted:
            raise UserError(
                f"{machine}: has another {name} than the machine that reads the articles. Install the same on every machine."
            )


class RayPool:
    """What `parallel.Pool` is, with Ray actors; Ray starts when the first part comes.

    Args:
        workers: number of actors.
        model: name or folder that each loads on its machine.
        origin: `made_by` of this machine.
        work: called in an actor as `work(results, *args)`; a function of a module.
        address: of a cluster, None for a Ray of our own on loopback; `cluster.prepare` was called with it.
        told: called with one line when an actor died, from any thread.
    """

    def __init__(
        self,
        workers: int,
        model: str | None,
        origin: tuple[str, ...],
        work: Work,
        *,
        address: str | None = None,
        told: Callable[[str], None] = lambda line: None,
    ) -> None:
        self._workers, self._address, self._told = workers, address, told
        self._arguments = (model, origin, work)
        self._ray = ExitStack()
        self._desk: Any = None
        self._parts = 0
        self._thread = threading.Thread(target=self._collect, name="bantin-ray", daemon=True)
        self._waiting: dict[int, tuple[Future[Written], Path]] = {}
        self._lock = threading.Lock()
        self._broken: Exception | None = None

    def submit(self, items: Sequence[Item], target: Path, *args: Any) -> Future[Written]:
        """The file that holds what `work` makes of these articles, some time.

        Args:
            items: of a part.
            target: the name the file will have.
            args: for `work`.

        Raises:
            UserError: Ray does not start. The future raises it where Ray gives up or machines differ.
        """
        if self._desk is None:
            self._start()
        future: Future[Written] = Future()
        with self._lock:
            if self._broken:
                future.set_exception(self._broken)
                return future
            self._waiting[self._parts] = future, target
        self._desk.put.remote(self._parts, pickle.dumps((list(items), args)))
        self._parts += 1
        return future

    def _start(self) -> None:
        """Ray, the desk, and the stream between them."""
        self._ray.enter_context(connected(self._address, self._workers))
        processors = int(ray.cluster_resources().get("CPU", 0))
        if processors < self._workers:
            self._told(f"the cluster has {processors} processors for {self._workers} workers; those too many wait")
        here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
        self._desk = ray.remote(num_cpus=0, scheduling_strategy=here)(Desk).remote()
        context = DataContext.get_current().copy()
        context.target_max_block_size = 1  # a row goes on as soon as it is there
        context.execution_no_progress_timeout_s = -1  # standard input may pause for long
        with DataContext.current(context):
            rows = ray.data.read_datasource(Parts(self._desk), num_cpus=0, override_num_blocks=1)
            self._rows = rows.map_batches(
                Worker,
                fn_constructor_args=(self._desk, *self._arguments),
                batch_size=1,
                batch_format="pyarrow",
                num_cpus=1,
                compute=ActorPoolStrategy(size=self._workers),
            )
        self._thread.start()

    def _collect(self) -> None:
        """Settle what comes out of the stream until it ends."""
        why: Exception = UserError("Ray ended too soon. Run the same command again: what is done is kept")
        try:
            for batch in self._rows.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=0):
                for number, data in zip(batch["number"].to_pylist(), batch["data"].to_pylist(), strict=True):
                    self._settle(number, *pickle.loads(data))
        except Exception as error:  # Ray's have many types
            why = UserError(f"Ray gave up: {last_line(error)}")
        with self._lock:
            self._broken = why
            for future, _ in self._waiting.values():
                future.set_exception(why)

    def _settle(self, number: int, deaths: int, kind: str, value: Any) -> None:
        """A part has come back."""
        self._desk.end.remote(number)
        with self._lock:
            future, target = self._waiting.pop(number)
        for _ in range(deaths):
            self._told("a worker process ended (a Ray actor); another takes over its articles")
        try:
            if kind == "error":
                raise value
            future.set_result(unpack_part(value, target))
        except Exception as error:
            future.set_exception(error)

    def __enter__(self) -> RayPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._desk is not None and kind is None:
            self._desk.put.remote(self._parts, None)
            self._thread.join()
        self._ray.close()
