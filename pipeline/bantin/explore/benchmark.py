"""How long the explorer's searches take, on a store of your own.

    python -m bantin.explore.benchmark sqlite:///news.db --json docs/search.json

- What is asked is made from the store itself, by a seed: words and pairs of words of titles drawn by chance (frequent and rare
  ones as the news have them), names of people and ids of bodies that it names, event types, provinces, months, and pairs of these.
- A search is a request for a page of results as a browser makes it, without the network: the statement, its count, the excerpts,
  the HTML. Pages of articles, people and bodies are timed beside it.
- Each is asked once, in a mixed order, after a few others have warmed up what caches there are. Times are wall-clock; the median
  of processor time beside them tells how much of it other programs on the machine took.
- Nothing of the store is written; the figures hold no text of it.
"""

from __future__ import annotations

import json
import os
import platform
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from litestar.testing import TestClient
from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, func, select

from bantin.coreference.features import is_full_name
from bantin.errors import UserError
from bantin.events.features import event_types
from bantin.explore.app import application
from bantin.explore.site import address, provinces
from bantin.resources import table
from bantin.sinks.search import WORD
from bantin.sinks.store import Store
from bantin.sinks.tables import articles, people, units
from bantin.terminal import watched
from bantin.version import __version__

HOST = "bantin.local"
WARM = 10  # requests before the clock starts
stderr = Console(stderr=True, highlight=False)


class Drawn(msgspec.Struct):
    """What was drawn from a store to ask it by."""

    articles: int
    keys: list[int]
    titles: list[list[str]]
    names: list[str]
    bodies: list[str]
    months: list[str]


def draw(connection: Connection, count: int, chance: random.Random) -> Drawn:
    """Draw articles with their words, people and bodies.

    Raises:
        UserError: the store is empty.
    """
    a = articles.c
    total, last = connection.execute(select(func.count(), func.max(a.key))).one()
    if not total:
        raise UserError("the store holds no articles")
    keys = chance.choices(range(1, last + 1), k=count * 3)
    rows = list(connection.execute(select(a.key, a.title, a.day).where(a.key.in_(keys)).order_by(a.key)))
    chance.shuffle(rows)
    named = connection.scalars(select(people.c.name).where(people.c.article.in_(keys)).order_by(people.c.article)).all()
    placed = connection.scalars(
        select(units.c.registry)
        .where(units.c.article.in_(keys), units.c.registry.is_not(None))
        .order_by(units.c.article)
    ).all()
    return Drawn(
        articles=total,
        keys=[row.key for row in rows],
        titles=[words for row in rows if len(words := WORD.findall(row.title or "")) > 3],
        names=[name for name in named if is_full_name(name)],
        bodies=list(placed),
        months=[row.day[:7] for row in rows if row.day],
    )


def requests(drawn: Drawn, count: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    """(kind, path) of requests, `count` of each kind."""

    def words(number: int) -> str:
        title = chance.choice(drawn.titles)
        start = chance.randrange(len(title) - number + 1)
        return " ".join(title[start : start + number])

    def between() -> dict[str, str]:
        month = chance.choice(drawn.months)
        return {"from": f"{month}-01", "to": f"{month}-28"}

    for _ in range(count):
        yield "search: one word", address("/", q=words(1))
        yield "search: two words", address("/", q=words(2))
        yield "search: a phrase", address("/", q=f'"{words(3)}"')
        yield "search: type", address("/", type=chance.choice(event_types()))
        yield "search: province", address("/", province=chance.choice(provinces()))
        yield "search: word and type", address("/", q=words(1), type=chance.choice(event_types()))
        if drawn.months:
            yield "search: word and month", address("/", q=words(1), **between())
        if drawn.names:
            yield "search: person", address("/", person=chance.choice(drawn.names))
            yield "page of a person", address("/person", name=chance.choice(drawn.names))
        if drawn.bodies:
            yield "search: unit", address("/", unit=chance.choice(drawn.bodies))
            yield "search: unit and below", address("/", unit=chance.choice(drawn.bodies), below=1)
            yield "page of a unit", address("/unit", id=chance.choice(drawn.bodies))
        yield "page of an article", f"/articles/{chance.choice(drawn.keys)}"


def summed(times: dict[str, list[tuple[float, float]]]) -> dict[str, dict[str, float]]:
    """Each kind's median, 95th percentile and longest in milliseconds, and its median of processor time; `search` is all searches."""
    every = [pair for kind, found in times.items() if kind.startswith("search") for pair in found]
    rows = {}
    for kind, found in {"search": every, **dict(sorted(times.items()))}.items():
        wall = sorted(seconds * 1000 for seconds, _ in found)
        rows[kind] = {
            "requests": len(found),
            "median_ms": round(statistics.median(wall), 1),
            "p95_ms": round(wall[int(len(wall) * 0.95)], 1),
            "longest_ms": round(wall[-1], 1),
            "processor_median_ms": round(statistics.median(busy for _, busy in found) * 1000, 1),
        }
    return rows


def main(
    store_address: Annotated[str, typer.Argument(metavar="STORE", help="sqlite:///FILE or postgresql://…")],
    count: Annotated[int, typer.Option("--requests", min=1, help="Requests of each kind.")] = 40,
    seed: Annotated[int, typer.Option("--seed", help="Of what is drawn.")] = 1,
    output: Annotated[Path | None, typer.Option("--json", help="Write the figures here.", show_default=False)] = None,
) -> None:
    """Measure how long the explorer's pages take on a store."""
    chance = random.Random(seed)
    store = Store(store_address, create=False, seconds=table("explore")["seconds"])
    with store.reading() as connection:
        drawn = draw(connection, count, chance)
    asked = list(requests(drawn, count, chance))
    chance.shuffle(asked)
    times: dict[str, list[tuple[float, float]]] = defaultdict(list)
    with TestClient(application(store, [HOST]), base_url=f"http://{HOST}") as client:
        client.headers["accept"] = "text/html"
        for _, path in asked[:WARM]:
            client.get(path)
        for kind, path in watched(asked, "asking", "requests"):
            began, busy = time.perf_counter(), time.process_time()
            answer = client.get(path)
            times[kind].append((time.perf_counter() - began, time.process_time() - busy))
            if answer.status_code != 200:
                raise UserError(f"{path}: answered with {answer.status_code}")
    figures: dict[str, Any] = {
        "bantin": __version__,
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "store": store.dialect,
        "articles": drawn.articles,
        "seed": seed,
        "figures": summed(times),
    }
    shown = Table(title=f"{drawn.articles:,} articles in {store.dialect}; milliseconds")
    shown.add_column("request")
    for name in ("requests", "median", "95 % below", "longest", "processor"):
        shown.add_column(name, justify="right")
    for kind, row in figures["figures"].items():
        shown.add_row(kind, *map(str, row.values()))
    Console().print(shown)
    if output:
        output.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    try:
        typer.run(main)
    except UserError as error:
        stderr.print(f"benchmark: {error}", style="red", markup=False)
        sys.exit(2)
