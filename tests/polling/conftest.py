"""What the tests of polling share: a server, a clock, and rounds of polling."""

from __future__ import annotations

import random
from types import SimpleNamespace

import pytest
from polling_web import BAD, GOOD, Clock, Web, page, rss

from bantin.pipeline import Extractor
from bantin.polling.feeds import Feed, limits
from bantin.polling.fetch import Fetcher
from bantin.polling.poll import Poller
from bantin.sinks.store import Store


@pytest.fixture
def web():
    web = Web()
    yield web
    web.server.shutdown()
    web.server.server_close()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="session")
def extract(untrained):
    extractor = Extractor(untrained)
    return lambda article: next(extractor.stream([article]))


@pytest.fixture
def world(web, clock, extract, tmp_path):
    """Polls the server's `/feed` under the name `bao.vn`, which is taken for public; `run` is a round of a new process."""
    world = SimpleNamespace(web=web, clock=clock, warnings=[], address=f"sqlite:///{tmp_path / 'news.db'}")
    world.store = Store(world.address)

    def fetcher(**changed):
        return Fetcher(limits(**changed), clock, resolve=web.resolve, connect=web, chance=random.Random(1))

    def run(*feeds, url="http://bao.vn/feed", trusted=False, **changed):
        feeds = feeds or (Feed(url, trusted=trusted),)
        poller = Poller(
            world.store, feeds, fetcher(**changed), extract, warn=world.warnings.append, chance=random.Random(1)
        )
        return poller.round()

    def stored():
        from sqlalchemy import select

        from bantin.sinks.tables import articles

        with world.store.reading() as connection:
            return {row.id: row for row in connection.execute(select(articles).order_by(articles.c.id))}

    world.run, world.stored, world.fetcher = run, stored, fetcher
    yield world
    world.store.close()


@pytest.fixture
def pair(world):
    """A feed of a bad page, which a test fills, and a good one."""
    world.web.routes |= {"/feed": rss((BAD, "Tin xấu"), (GOOD, "Tin tốt")), "/tot.html": page()}
    return world
