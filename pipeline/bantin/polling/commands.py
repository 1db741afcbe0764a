"""The verb `bantin poll`, and `bantin query failures`."""

from __future__ import annotations

import re
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bantin.errors import UserError
from bantin.sinks.commands import Address, Most, Shown, answer, query
from bantin.sinks.show import Format
from bantin.terminal import progress, stderr

if TYPE_CHECKING:
    from bantin.polling.hosts import Clock
    from bantin.polling.poll import Poller, Tally
    from bantin.sources.article import Article

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
LEAST = 60  # seconds between rounds


def seconds(written: str) -> int:
    """A length of time such as `15m`.

    Raises:
        UserError: it is none, or under a minute.
    """
    match = re.fullmatch(r"([0-9]{1,6})([smhd])", written.strip())
    found = int(match[1]) * SECONDS[match[2]] if match else 0
    if found < LEAST:
        raise UserError(f"--every {written}: is no time of a minute or more. Write it like 15m, 2h or 1d.")
    return found


def _warn(line: str) -> None:
    stderr.print(f"warning: {line}", style="yellow", markup=False)


def _say(tally: Tally) -> None:
    counts = tally.articles
    stderr.print(
        f"{tally.lists:,} feeds and sitemaps; articles: {counts['new']:,} new, {counts['changed']:,} changed, "
        f"{counts['same']:,} as they were; {len(tally.failing):,} failed{', stopped' if tally.stopped else ''}",
        markup=False,
    )


def poll(
    feeds: Annotated[str, typer.Argument(help="TOML or OPML file of feeds, or - for standard input.")],
    address: Address,
    once: Annotated[bool, typer.Option("--once", help="One round, then end; so it is without --every too.")] = False,
    every: Annotated[
        str | None,
        typer.Option("--every", metavar="TIME", help="A round every 15m, 2h, 1d until stopped.", show_default=False),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option("--model", help="Name of a model in the registry, or a folder.", show_default="the model in use"),
    ] = None,
) -> None:
    """Fetch what is new in RSS and Atom feeds and sitemaps, extract it, and keep records and texts in a store.

    FEEDS in TOML: a `[[feed]]` with `url` each, and if need be `trusted = true` (its host may have a private address),
    `pages = false` (the feed's own text is the article), `publisher`. A table `[polling]` changes limits; configs/polling.toml lists them.

    What was seen is not fetched again unless the feed says that it changed. What failed is tried again later, a page seven times
    (`bantin query failures`). robots.txt, Retry-After and a pause between requests are kept to. SIGTERM and Ctrl-C end it after the
    request in hand. Exit status: 0 all well, 1 something failed in the last round, 2 wrong use.

    Examples: `bantin poll feeds.toml --store sqlite:///news.db`,
    `bantin poll feeds.opml --store postgresql://localhost/news --every 15m`
    """
    if once and every:
        raise UserError("--once and --every: choose one")
    pause = seconds(every) if every else None
    from bantin import pipeline
    from bantin.polling.feeds import read_feeds
    from bantin.polling.fetch import Fetcher
    from bantin.polling.hosts import SystemClock
    from bantin.polling.poll import Poller
    from bantin.sinks.store import Store

    try:
        data = sys.stdin.buffer.read() if feeds == "-" else Path(feeds).read_bytes()
    except OSError as error:
        raise UserError(f"{feeds}: can't be read ({error.strerror}). Check the path.") from None
    named, limits = read_feeds(data, "standard input" if feeds == "-" else feeds)
    store = Store(address)
    extractor = pipeline.Extractor(pipeline.load(model))

    def extract(article: Article) -> pipeline.Record | pipeline.Failure:
        return next(extractor.stream([article]))

    clock = SystemClock()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: clock.stopped.set())
    with progress("polling") as advance:
        fetcher = Fetcher(limits, clock)
        poller = Poller(store, named, fetcher, extract, warn=_warn, advance=advance)
        tally = _rounds(poller, clock, pause)
    store.close()
    raise typer.Exit(1 if tally.failing and not tally.stopped else 0)


def _rounds(poller: Poller, clock: Clock, pause: float | None) -> Tally:
    """One round, or with a `pause` one every so many seconds until the clock is stopped; returns the last one's tally."""
    from bantin.polling.errors import Stopped
    from bantin.polling.poll import Tally
    from bantin.sinks.store import StoreError

    while True:
        begun = clock.time()
        try:
            tally = poller.round()
            _say(tally)
        except StoreError as error:  # it may be there again in the next round
            if pause is None:
                raise
            tally = Tally()
            _warn(str(error))
        if pause is None or tally.stopped:
            return tally
        try:
            clock.wait(begun + pause - clock.time())
        except Stopped:
            tally.stopped = True
            return tally


@query.command()
def failures(address: Address, format: Shown = Format.table, most: Most = None) -> None:
    """What a poll could not fetch or read, and whether it is tried again (`waiting`) or given up (`lost`).

    `due` is when, in UTC.

    Example: `bantin query failures --store sqlite:///news.db`
    """
    from bantin.polling import memory
    from bantin.sinks.store import Store

    store = Store(address, create=False)
    store.prepare(memory.COMPONENT, memory.METADATA, memory.MIGRATIONS)
    answer(store, memory.failures(), format, most)
