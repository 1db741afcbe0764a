"""A round of polling: feeds and sitemaps first, then the pages that are new in them, each into the store or tried again later."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Iterable

import httpx
import msgspec
from sqlalchemy import Connection

from bantin.errors import UserError
from bantin.polling import memory
from bantin.polling.errors import FetchError, Stopped
from bantin.polling.feeds import Feed
from bantin.polling.fetch import Answer, Fetcher
from bantin.polling.hosts import back_off
from bantin.polling.listing import Item, listing
from bantin.polling.memory import Found, Task
from bantin.polling.unpack import gunzipped
from bantin.records.types import Record
from bantin.sinks.store import Store, StoreError
from bantin.sources.article import Article, Failure, SourceError, believed
from bantin.sources.html import read_html

SHOWN = 3  # complaints about one list that are shown
Keep = Callable[[Connection], None]


class Tally(msgspec.Struct):
    """What a round did.

    Attributes:
        lists: feeds and sitemaps that were read, or had not changed.
        articles: by what the store did: `new`, `changed`, `same`.
        failing: what failed and was not got since.
        stopped: whether the process is to end.
    """

    lists: int = 0
    articles: Counter[str] = msgspec.field(default_factory=Counter)
    failing: set[str] = msgspec.field(default_factory=set)
    stopped: bool = False


class Poller:
    """Polls some feeds into a store.

    Args:
        store: where records and the memory of the poll go.
        feeds: to poll.
        fetcher: with the limits and the clock.
        extract: an article to its record.
        warn: called with one line for whatever failed.
        advance: called for each article that is in the store.
        chance: for the waits after failures.
    """

    def __init__(
        self,
        store: Store,
        feeds: Iterable[Feed],
        fetcher: Fetcher,
        extract: Callable[[Article], Record | Failure],
        *,
        warn: Callable[[str], None],
        advance: Callable[[], None] = lambda: None,
        chance: random.Random | None = None,
    ) -> None:
        self._store, self._fetcher, self._extract, self._warn, self._advance = store, fetcher, extract, warn, advance
        self._feeds = {feed.url: feed for feed in feeds}
        self._limits, self._clock, self._hosts = fetcher.limits, fetcher.clock, fetcher.hosts
        self._chance = chance or random.Random()
        store.prepare(memory.COMPONENT, memory.METADATA, memory.MIGRATIONS)

    def round(self) -> Tally:
        """Fetch every feed, and the pages that are new, changed or to be tried again.

        Raises:
            StoreError: the store failed; nothing that was fetched before is lost.
        """
        self._tally, self._lists, self._taken = Tally(), set[str](), Counter[str]()
        with self._store.writing() as connection:
            memory.start(connection, self._feeds, self._clock.time())
            self._hosts.recall(memory.rests(connection))
        self._load()
        try:
            while (task := self._next()) is not None:
                self._clock.wait(0)
                self._do(task)
        except Stopped:
            self._tally.stopped = True
        return self._tally

    def _load(self) -> None:
        """Take up what the memory says is due."""
        with self._store.reading() as connection:
            until = self._clock.time() + self._limits.patience
            found = memory.waiting(connection, self._feeds, until)
        self._tasks = {task.url: (task, httpx.URL(task.url).host) for task in found}

    def _next(self) -> Task | None:
        """What can be fetched first, None where nothing can within the patience of a round."""
        now = self._clock.time()
        until = now + self._limits.patience
        found = []
        for task, host in self._tasks.values():
            due = max(task.due, self._hosts.rested(host))
            full = task.kind == "page" and self._taken[task.feed] >= self._limits.pages
            if due <= until and not full:
                found.append((max(due, self._hosts.ready(host), now), task.kind, task.due, task.place, task.url))
        if not found:
            return None
        start, *_, url = min(found)
        self._clock.wait(start - now)
        return self._tasks[url][0]

    def _do(self, task: Task) -> None:
        """Fetch, read and keep one thing, or remember that it failed."""
        try:
            keep = self._list(task) if task.kind == "list" else self._page(task)
            with self._store.writing() as connection:
                keep(connection)
                memory.save_rests(connection, self._hosts.changes())
        except (Stopped, StoreError):
            raise
        except FetchError as error:
            if error.kind == "resting" and error.wait:
                task.due = self._clock.time() + error.wait
                with self._store.writing() as connection:
                    memory.put_off(connection, task, task.due)
            else:
                self._failed(task, error.kind, str(error), error.wait)
        except UserError as error:
            self._failed(task, error.error if isinstance(error, SourceError) else "record", str(error))
        except Exception as error:  # whatever the web can do to parsers, it costs that page only
            self._failed(task, type(error).__name__, str(error))
        else:
            self._tally.failing.discard(task.url)
            self._tasks.pop(task.url, None)

    def _failed(self, task: Task, kind: str, message: str, wait: float | None = None) -> None:
        """Remember a failure, and when to try again."""
        failures = task.failures + 1
        lost = task.url not in self._feeds and failures >= self._limits.attempts
        pause = max(back_off(self._limits, failures, self._chance), wait or 0)
        due = self._clock.time() + pause
        message = " ".join(message.split())[:500]
        with self._store.writing() as connection:
            memory.failed(connection, task, kind, message, due, lost=lost)
            memory.save_rests(connection, self._hosts.changes())
        task.failures, task.due = failures, due
        if lost:
            del self._tasks[task.url]
        self._tally.failing.add(task.url)
        told = message.rstrip(".")
        self._warn(
            f"{task.url}: {told}. {f'Given up after {failures} attempts.' if lost else f'Tried again in {pause:.0f} s.'}"
        )

    def _get(self, task: Task, most: int) -> Answer:
        feed = self._feeds[task.feed]
        allowed = self._fetcher.addresses(feed.url) if feed.trusted else frozenset()
        return self._fetcher.get(task.url, most, allowed=allowed, etag=task.etag, modified=task.modified)

    def _done(self, connection: Connection, task: Task, answer: Answer | None) -> None:
        etag, modified = (answer.etag, answer.modified) if answer else (None, None)
        if answer and answer.status == 304:
            etag, modified = etag or task.etag, modified or task.modified
        memory.done(connection, task, self._clock.time(), etag, modified)

    def _list(self, task: Task) -> Keep:
        """Read a feed or a sitemap."""
        answer = self._get(task, self._limits.list_bytes)
        self._lists.add(task.url)  # once a round, though it may name itself
        found: list[Found] = []
        if answer.status == 200:
            body = gunzipped(answer.body, self._limits.list_bytes)
            listed = listing(body, answer.url, self._feeds[task.feed])
            for line in listed.warnings[:SHOWN]:
                self._warn(line)
            if len(listed.warnings) > SHOWN:
                self._warn(f"{task.url}: {len(listed.warnings) - SHOWN:,} more items like that")
            if listed.lists and task.depth >= self._limits.depth:
                self._warn(
                    f"{task.url}: is an index of sitemaps below {task.depth} others; those it names are left out"
                )
            elif listed.lists:
                others = [(url, stamp) for url, stamp in listed.lists.items() if url not in self._lists]
                found += [Found(url, "list", stamp, task.depth + 1) for url, stamp in others[: self._limits.lists]]
            for item in listed.items[: self._limits.items]:
                found.append(Found(item.url, "page", item.stamp, item=msgspec.json.encode(item).decode()))
        self._tally.lists += 1

        def keep(connection: Connection) -> None:
            self._done(connection, task, answer)
            if memory.offer(connection, found, task.feed, self._clock.time()):
                until = self._clock.time() + self._limits.patience
                fresh = memory.waiting(connection, self._feeds, until)
                self._tasks |= {one.url: (one, httpx.URL(one.url).host) for one in fresh if one.url not in self._tasks}

        return keep

    def _page(self, task: Task) -> Keep:
        """Read a page, or what the feed says instead of one, and extract its record."""
        item = msgspec.json.decode(task.item or "", type=Item)
        answer = None
        self._taken[task.feed] += 1
        if item.fetched:
            answer = self._get(task, self._limits.page_bytes)
            if answer.status == 304:
                return lambda connection: self._done(connection, task, answer)
            article, _ = read_html(answer.body, item.url, task.url)
        else:
            article = item.article
        article = self._told(article, item.article, self._feeds[task.feed])
        result = self._extract(article)
        if isinstance(result, Failure):
            raise SourceError(result.error, result.message)

        def keep(connection: Connection) -> None:
            change = self._store.put(connection, result, article.text)
            self._done(connection, task, answer)
            self._tally.articles[change] += 1
            self._advance()

        return keep

    def _told(self, page: Article, listed: Article, feed: Feed) -> Article:
        """The article of a page with what its feed says of it. Which article it is, the feed decides: a page could claim any address."""
        now = dt.datetime.fromtimestamp(self._clock.time(), dt.UTC)
        published, other = believed(page.published, now), believed(listed.published, now)
        if published is None or (other and other.startswith(published)):  # the same day, with its time
            published = other
        return msgspec.structs.replace(
            page,
            id=listed.id,
            url=listed.url,
            title=page.title or listed.title,
            byline=page.byline or listed.byline,
            publisher=feed.publisher or page.publisher or listed.publisher,
            feed=listed.feed,
            published=published,
        )
