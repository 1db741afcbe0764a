"""Rounds of polling: bad feeds cost themselves only, sitemaps, pages that change, rounds that are stopped."""

from __future__ import annotations

import gzip

import pytest
from polling_web import BAD, GOOD, PARAGRAPHS, page, rss

from bantin.polling.feeds import Feed


@pytest.mark.parametrize("said", ["iso-8859-1", "us-ascii", "klingon"])
def test_a_wrong_charset_spoils_nothing(world, said):
    for path, (status, _, body) in {"/feed": rss((GOOD, "Tin tốt")), "/tot.html": page()}.items():
        body = body.replace(b"utf-8", said.encode())
        world.web.routes[path] = (status, {"Content-Type": f"text/html; charset={said}"}, body)
    world.run()
    (row,) = world.stored().values()
    assert PARAGRAPHS[0] in row.text
    assert row.feed == "Tin mới"


def test_a_changed_page_takes_the_place_of_the_old_one(world):
    world.web.routes |= {"/feed": rss((GOOD, "Tin tốt")), "/tot.html": page()}
    world.run()
    world.web.routes |= {
        "/feed": rss((GOOD, "Tin tốt (cập nhật)")),
        "/tot.html": page(extra="Đến chiều cùng ngày, hội nghị bế mạc."),
    }
    tally = world.run()
    (row,) = world.stored().values()
    assert tally.articles == {"changed": 1}
    assert "bế mạc" in row.text


def test_one_guid_for_all_items_loses_none(world):
    world.web.routes |= {f"/{n}.html": page(f"Tin {n}") for n in range(3)}
    items = [(f"http://bao.vn/{n}.html", f"Tin {n}", "<guid>1</guid>") for n in range(3)]
    status, headers, body = rss(*items, items[0])
    world.web.routes["/feed"] = (
        status,
        headers,
        body.replace(b"<guid>http", b"<id>http").replace(b"html</guid>", b"html</id>"),
    )
    world.run()
    assert len(world.stored()) == 3
    assert world.web.pages().count("/0.html") == 1


def test_a_date_in_the_future_is_not_believed(world):
    world.web.routes |= {
        "/feed": rss(
            (GOOD, "Tin tốt", "<pubDate>Sun, 04 Jan 2026 09:30:00 +0700</pubDate>"),
            (BAD, "Tin xấu", "<pubDate>Fri, 01 Jan 2099 00:00:00 +0700</pubDate>"),
        ),
        "/tot.html": page(date="2087-05-05T08:00:00+07:00"),
        "/xau.html": page("Tin khác", date="2087-05-05T08:00:00+07:00"),
    }
    world.run()
    stored = world.stored()
    assert stored[GOOD].published == "2026-01-04T09:30:00+07:00"
    assert stored[BAD].published is None


BOMB = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><rss version="2.0"><channel><title>&b;</title></channel></rss>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><item><title>&a;</title></item></channel></rss>'
SITEMAP_BOMB = BOMB.replace(
    b'<rss version="2.0"><channel><title>&b;</title></channel></rss>',
    b"<urlset><url><loc>http://bao.vn/&b;</loc></url></urlset>",
)


@pytest.mark.parametrize(
    "feed",
    [
        b"",
        b"<",
        b"hello",
        b"<html><body>Not here</body></html>",
        b"\x00" * 999,
        BOMB,
        OUTSIDE,
        SITEMAP_BOMB,
        BOMB.decode().encode("utf-16"),
        b"<urlset>",
        b"<urlset",
        b"<a>" * 200_001,
        b"<rss><channel>" + b"<item>" * 2000,
        b"\x1f\x8b\x08\x00",
    ],
    ids=lambda feed: repr(feed[:30]),
)
def test_a_broken_feed_costs_itself_only(world, feed):
    world.web.routes |= {"/bad": (200, {}, feed), "/feed": rss((GOOD, "Tin tốt")), "/tot.html": page()}
    world.run(Feed("http://xau.vn/bad"), Feed("http://bao.vn/feed"))
    assert list(world.stored()) == [GOOD]
    assert "root:" not in "".join(row.record for row in world.stored().values())


def test_of_a_feed_that_breaks_off_the_items_before_are_read(world):
    status, headers, body = rss((GOOD, "Tin tốt"), (BAD, "Tin xấu"))
    world.web.routes |= {"/feed": (status, headers, body[: body.index(BAD.encode()) - 20]), "/tot.html": page()}
    world.run()
    assert list(world.stored()) == [GOOD]
    assert "not well-formed" in world.warnings[0]


def test_links_that_can_not_be_fetched_are_left_out(world):
    links = ["javascript:alert(1)", "file:///etc/passwd", "http://", "http://[x", "http://bao.vn/" + "x" * 3000]
    world.web.routes |= {"/feed": rss(*((link, "Tin") for link in links), (GOOD, "Tin tốt")), "/tot.html": page()}
    world.run()
    assert list(world.stored()) == [GOOD]


def test_a_feed_whose_own_text_is_the_article(world):
    text = "".join(f"&lt;p&gt;{paragraph}&lt;/p&gt;" for paragraph in PARAGRAPHS)
    world.web.routes["/feed"] = rss((GOOD, "Tin tốt", f"<description>{text}</description>"))
    world.run(Feed("http://bao.vn/feed", pages=False, publisher="Báo Lào Cai"))
    (row,) = world.stored().values()
    assert (row.id, row.publisher) == (GOOD, "Báo Lào Cai")
    assert PARAGRAPHS[1] in row.text
    assert world.web.pages() == ["/feed"]


def test_sitemaps_and_their_indexes(world):
    sitemap = f"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="i" xmlns:news="n">
        <url><loc> {GOOD} </loc><lastmod>2026-01-04</lastmod><image:image><image:loc>http://bao.vn/anh.jpg</image:loc></image:image>
        <news:news><news:publication><news:name>Báo Lào Cai</news:name></news:publication></news:news></url></urlset>"""
    index = "<sitemapindex><sitemap><loc>http://bao.vn/1.xml.gz</loc></sitemap><sitemap><loc>http://bao.vn/feed</loc></sitemap></sitemapindex>"
    world.web.routes |= {
        "/feed": (200, {}, index.encode()),
        "/1.xml.gz": (200, {}, gzip.compress(sitemap.encode())),
        "/tot.html": page(),
    }
    world.run()
    assert list(world.stored()) == [GOOD]
    assert sorted(world.web.pages()) == ["/1.xml.gz", "/feed", "/tot.html"]
    world.web.routes["/1.xml.gz"] = (200, {}, gzip.compress(sitemap.replace("01-04", "01-05").encode()))
    world.run()
    assert world.web.pages().count("/tot.html") == 2


def test_indexes_of_indexes_end(world):
    for n in range(9):
        index = f"<sitemapindex><sitemap><loc>http://bao.vn/{n + 1}</loc></sitemap></sitemapindex>"
        world.web.routes[f"/{n}"] = (200, {}, index.encode())
    world.run(url="http://bao.vn/0", depth=2)
    assert world.web.pages() == ["/0", "/1", "/2"]


def test_a_round_takes_so_many_pages_of_a_feed_and_the_next_the_others(world):
    world.web.routes |= {f"/{n}.html": page(f"Tin {n}") for n in range(5)}
    world.web.routes["/feed"] = rss(*((f"http://bao.vn/{n}.html", f"Tin {n}") for n in range(5)))
    counts = [sum(world.run(pages=2).articles.values()) for _ in range(4)]
    assert counts == [2, 2, 1, 0]


def test_stopped_in_a_round_the_next_goes_on(pair):
    pair.web.routes["/xau.html"] = page("Tin khác")
    pair.clock.stop_at = pair.clock.now + 5
    assert pair.run().stopped
    assert len(pair.stored()) < 2
    pair.clock.stop_at = None
    pair.run()
    assert len(pair.stored()) == 2
    assert pair.web.pages().count("/xau.html") == 1
