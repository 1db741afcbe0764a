"""Fetching from a server that is as bad as the web: each case costs itself only, and what can be had is had."""

from __future__ import annotations

import gzip
import itertools
import threading

import brotli
import pytest
from polling_web import BAD, GOOD, PARAGRAPHS, page, rss

from bantin.polling.feeds import Feed


def only_good(world):
    """The good page is in the store and the bad one is not, but is remembered as failed."""
    return list(world.stored()) == [GOOD] and any(BAD in line for line in world.warnings)


def test_an_article_is_kept_with_title_date_byline_and_text(world):
    world.web.routes |= {"/feed": rss((GOOD + "#top", "Tin tốt")), "/tot.html": page()}
    tally = world.run()
    (row,) = world.stored().values()
    assert (row.id, row.url, row.title, row.byline) == (GOOD, GOOD, "Hội nghị sơ kết ở Lào Cai", "Hồng Hạnh")
    assert (row.published, row.feed) == ("2026-01-04T08:00:00+07:00", "Tin mới")
    assert all(paragraph in row.text for paragraph in PARAGRAPHS)
    assert "Trang chủ" not in row.text
    assert (tally.articles, tally.failing) == ({"new": 1}, set())


def test_what_was_seen_is_not_fetched_again(pair):
    pair.web.routes["/xau.html"] = page("Tin khác")
    pair.run()
    asked = len(pair.web.pages())
    tally = pair.run()
    assert pair.web.pages()[asked:] == ["/feed"]
    assert not tally.articles


def test_an_unchanged_feed_answers_304(world):
    status, headers, body = rss((GOOD, "Tin tốt"))
    world.web.routes["/tot.html"] = page()
    world.web.routes["/feed"] = (
        status,
        headers | {"ETag": '"1"', "Last-Modified": "Sun, 04 Jan 2026 01:00:00 GMT"},
        body,
    )
    world.run()
    world.web.routes["/feed"] = (304, {"Content-Length": None}, b"")
    for _ in range(2):
        tally = world.run()
        sent = world.web.asked[-1][2]
        assert (sent["If-None-Match"], sent["If-Modified-Since"]) == ('"1"', "Sun, 04 Jan 2026 01:00:00 GMT")
        assert (tally.lists, tally.failing) == (1, set())


@pytest.mark.parametrize("pack", [(gzip.compress, "gzip"), (brotli.compress, "br")], ids=["gzip", "br"])
def test_packed_answers(world, pack):
    compress, name = pack
    for path, (status, headers, body) in {"/feed": rss((GOOD, "Tin tốt")), "/tot.html": page()}.items():
        world.web.routes[path] = (status, headers | {"Content-Encoding": name}, compress(body))
    world.run()
    assert list(world.stored()) == [GOOD]
    assert world.web.asked[-1][2]["Accept-Encoding"] == "gzip, br"


def test_the_agent_is_named(world):
    world.run(contact="mailto:toa-soan@example.vn")
    for _, _, headers in world.web.asked:
        assert headers["User-Agent"].startswith("bantin/")
        assert "mailto:toa-soan@example.vn" in headers["User-Agent"]


def test_requests_to_a_host_have_a_pause_between_them(pair):
    pair.web.routes["/xau.html"] = page("Tin khác")
    pair.run(pause=7.0)
    assert pair.clock.waits == [7.0, 7.0, 7.0]  # robots.txt, feed and two pages


def test_a_longer_pause_that_robots_txt_asks_for_is_kept(pair):
    pair.web.routes |= {"/xau.html": page("Tin khác"), "/robots.txt": (200, {}, b"User-agent: *\nCrawl-delay: 20")}
    pair.run()
    assert pair.clock.waits[1:] == [20.0, 20.0]


def test_robots_txt_is_obeyed(pair):
    pair.web.routes |= {"/xau.html": page(), "/robots.txt": (200, {}, b"User-agent: bantin\nDisallow: /xau")}
    pair.run()
    assert only_good(pair)
    assert "/xau.html" not in pair.web.pages()


def test_without_an_answer_on_robots_txt_nothing_is_fetched(pair):
    pair.web.routes |= {"/xau.html": page(), "/robots.txt": [(500, {}, b""), (404, {}, b"")]}
    pair.run(patience=0.0)
    assert pair.web.pages() == []
    pair.clock.now += 3600
    pair.run()
    assert len(pair.stored()) == 2


def test_500_then_200(pair):
    pair.web.routes["/xau.html"] = [(500, {}, b"oh"), page("Tin khác")]
    tally = pair.run()
    assert set(pair.stored()) == {GOOD, BAD}
    assert tally.failing == set()


def test_what_fails_is_tried_again_with_longer_waits_and_at_last_given_up(pair):
    pair.web.routes["/xau.html"] = (500, {}, b"oh")
    times = []
    for _ in range(30):
        before = pair.web.pages().count("/xau.html")
        pair.run(attempts=4, patience=0.0, pause=0.0)
        if pair.web.pages().count("/xau.html") > before:
            times.append(pair.clock.now)
        pair.clock.now += 20
    waits = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert len(times) == 4
    assert waits == sorted(waits)
    assert 90 <= waits[-1] <= 190
    assert "Given up after 4 attempts" in pair.warnings[-1]
    assert list(pair.stored()) == [GOOD]


def test_a_feed_that_fails_is_never_given_up(world):
    for _ in range(9):
        world.run(attempts=1)
        world.clock.now += 100_000
    world.web.routes |= {"/feed": rss((GOOD, "Tin tốt")), "/tot.html": page()}
    world.run()
    assert list(world.stored()) == [GOOD]


@pytest.mark.parametrize("told", ["3600", "Mon, 05 Jan 2026 01:00:00 GMT"])
def test_retry_after_is_kept_for_all_of_the_host(pair, told):
    pair.web.routes["/xau.html"] = [(429, {"Retry-After": told}, b"slow down"), page("Tin khác")]
    pair.run()
    asked = len(pair.web.asked)
    pair.clock.now += 3000
    pair.run()  # another process: the rest is remembered
    assert len(pair.web.asked) == asked
    pair.clock.now += 3600
    pair.run()
    assert set(pair.stored()) == {GOOD, BAD}


def test_a_short_retry_after_is_waited_for(pair):
    pair.web.routes["/xau.html"] = [(429, {"Retry-After": "8"}, b"slow down"), page("Tin khác")]
    pair.run()
    assert set(pair.stored()) == {GOOD, BAD}


def test_a_host_that_does_not_answer_is_left_alone_and_the_others_go_on(pair):
    many = [(f"http://im.vn/{n}.html", f"Tin {n}") for n in range(9)]
    pair.web.routes["/feed"] = rss(*many, (GOOD, "Tin tốt"))
    pair.web.names["im.vn"] = []
    pair.run()
    assert list(pair.stored()) == [GOOD]
    assert len(pair.warnings) < 9


def test_a_slow_page_ends_with_its_time(pair):
    done = threading.Event()

    def hang(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000000")
        handler.end_headers()
        pair.clock.tick = 6.0
        while not done.wait(0.01):
            handler.wfile.write(b"x")

    pair.web.routes["/xau.html"] = hang
    try:
        pair.run(patience=0.0)
    finally:
        done.set()
    pair.clock.tick = 0.0
    assert any("not done after 30 s" in line for line in pair.warnings)
    pair.clock.now += 100
    pair.run()
    assert GOOD in pair.stored()


def test_an_endless_page_ends_with_its_size(pair):
    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"<p>" + b"x" * 60_000)

    pair.web.routes["/xau.html"] = endless
    pair.run(page_bytes=300_000)
    assert only_good(pair)
    assert "larger than 300,000 bytes" in pair.warnings[0]


@pytest.mark.parametrize("pack", [(gzip.compress, "gzip"), (brotli.compress, "br")], ids=["gzip", "br"])
def test_a_small_answer_that_unpacks_to_a_large_one_is_refused(pair, pack):
    compress, name = pack
    bomb = compress(bytes(30_000_000), **{"quality": 1} if name == "br" else {})
    assert len(bomb) < 40_000
    pair.web.routes["/xau.html"] = (200, {"Content-Encoding": name}, bomb)
    pair.run(page_bytes=100_000)
    assert only_good(pair)
    assert "larger than 100,000 bytes unpacked" in pair.warnings[0]


@pytest.mark.parametrize(
    "broken",
    [
        (200, {"Content-Encoding": "gzip"}, gzip.compress(b"x" * 5000)[:-9]),
        (200, {"Content-Encoding": "gzip"}, b"no gzip"),
        (200, {"Content-Encoding": "br"}, brotli.compress(b"x" * 5000)[:-2]),
        (200, {"Content-Encoding": "zstd"}, b"x"),
        (200, {"Content-Length": "9000"}, b"<p>breaks off"),
        (200, {"Content-Length": "none"}, b"x"),
        (200, {"Content-Type": "text/html"}, b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
        (200, {}, b""),
        (204, {}, b""),
        (304, {}, b""),
        (301, {"Location": "http://[broken"}, b""),
        (302, {"Location": "ftp://bao.vn/x"}, b""),
        (302, {"Location": "file:///etc/passwd"}, b""),
        (302, {}, b""),
        (999, {}, b""),
    ],
    ids=str,
)
def test_a_broken_answer_costs_itself_only(pair, broken):
    pair.web.routes["/xau.html"] = broken
    pair.run(page_bytes=100_000)
    assert only_good(pair)


def test_a_connection_that_is_closed_costs_itself_only(pair):
    pair.web.routes["/xau.html"] = lambda handler: handler.connection.close()
    pair.run()
    pair.clock.now += 1000
    pair.run()
    assert only_good(pair)


def test_a_loop_of_redirects_ends(pair):
    pair.web.routes["/xau.html"] = (302, {"Location": "/xau.html"}, b"")
    pair.run(redirects=3, patience=0.0)
    assert only_good(pair)
    assert pair.web.pages().count("/xau.html") == 4


def test_redirects_are_followed(pair):
    pair.web.routes |= {"/xau.html": (301, {"Location": "//moi.vn/a.html"}, b""), "/a.html": page("Tin khác")}
    pair.run()
    assert pair.stored()[BAD].title == "Tin khác"


@pytest.mark.parametrize(
    "target",
    [
        "127.0.0.1",
        "169.254.169.254",
        "10.0.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "[::1]",
        "[fe80::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "0.0.0.0",
        "224.0.0.1",
        "ben-trong.vn",
    ],
)
def test_no_redirect_leads_inside(pair, target):
    pair.web.names["ben-trong.vn"] = ["93.184.215.14", "10.1.2.3"]
    pair.web.routes |= {"/xau.html": (302, {"Location": f"http://{target}:80/secret"}, b""), "/secret": page("Bí mật")}
    pair.run()
    assert only_good(pair)
    assert "not public" in pair.warnings[0]
    assert set(pair.web.connected) == {"93.184.215.14"}


def test_a_host_is_looked_up_once_and_that_address_is_connected_to(pair):
    answers = iter(["93.184.215.14"])
    pair.web.routes["/xau.html"] = (302, {"Location": "http://doi.vn/a.html"}, b"")
    usual = pair.web.resolve
    looked = []

    def resolve(host, port):
        looked.append(host)
        return [next(answers, "127.0.0.1")] if host == "doi.vn" else usual(host, port)

    pair.web.resolve = resolve
    pair.run(patience=0.0)
    assert set(pair.web.connected) == {"93.184.215.14"}
    assert len(looked) == len(pair.web.connected) + 1  # the second address of doi.vn was refused


def test_a_private_feed_is_read_only_if_trusted(world):
    world.web.routes |= {"/feed": rss(("/tot.html", "Tin tốt")), "/tot.html": page()}
    world.run(url=f"{world.web.url}/feed")
    assert world.web.connected == []
    world.clock.now += 1000
    world.run(url=f"{world.web.url}/feed", trusted=True)
    assert list(world.stored()) == [f"{world.web.url}/tot.html"]


def test_trust_is_for_the_feeds_own_host(world):
    inside = "http://10.0.0.9/bi-mat.html"
    world.web.routes |= {"/feed": rss((inside, "Bí mật"), ("/tot.html", "Tin tốt")), "/tot.html": page()}
    world.web.routes["/bi-mat.html"] = page("Bí mật")
    world.run(url=f"{world.web.url}/feed", trusted=True)
    assert list(world.stored()) == [f"{world.web.url}/tot.html"]
    assert "10.0.0.9" not in world.web.connected


def test_trust_in_one_feed_opens_nothing_to_another(world):
    mine, other = Feed(f"{world.web.url}/feed", trusted=True), Feed("http://bao.vn/other")
    world.web.routes |= {"/feed": rss(("/tot.html", "Tin tốt")), "/tot.html": page(), "/secret": page("Bí mật")}
    world.web.routes["/other"] = rss((f"{world.web.url}/secret", "Bí mật"))
    world.run(mine, other)
    assert list(world.stored()) == [f"{world.web.url}/tot.html"]
    assert "/secret" not in world.web.pages()


def test_a_page_can_not_take_the_place_of_another(pair):
    pair.web.routes["/xau.html"] = page(
        "Tin giả", head=f'<link rel="canonical" href="{GOOD}"><meta property="og:url" content="{GOOD}">'
    )
    pair.run()
    stored = pair.stored()
    assert (stored[GOOD].title, stored[BAD].title) == ("Hội nghị sơ kết ở Lào Cai", "Tin giả")
