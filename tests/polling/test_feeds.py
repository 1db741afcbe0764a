"""The file of feeds, in its two forms, and what is said of a wrong one."""

from __future__ import annotations

import random

import pytest

from bantin.errors import UserError
from bantin.polling.commands import seconds
from bantin.polling.feeds import Feed, limits, read_feeds
from bantin.polling.hosts import back_off

TOML = """
[[feed]]
url = "https://bao.vn/rss"

[[feed]]
url = "http://10.0.0.1/sitemap.xml"
publisher = "Báo Lào Cai"
pages = false
trusted = true

[polling]
pause = 5
"""
OPML = """<?xml version="1.0"?><opml version="2.0"><head><title>Tin</title></head><body><outline text="Báo">
    <outline type="rss" xmlUrl="https://bao.vn/rss"/><outline type="rss" xmlurl="http://10.0.0.1/rss" trusted="true"/>
    <outline text="same" xmlUrl="https://bao.vn/rss"/></outline></body></opml>"""


def test_toml():
    feeds, held = read_feeds(TOML.encode(), "feeds.toml")
    assert feeds == [
        Feed("https://bao.vn/rss"),
        Feed("http://10.0.0.1/sitemap.xml", publisher="Báo Lào Cai", pages=False, trusted=True),
    ]
    assert (held.pause, held.seconds) == (5.0, limits().seconds)


def test_opml():
    feeds, held = read_feeds(OPML.encode(), "feeds.opml")
    assert feeds == [Feed("https://bao.vn/rss"), Feed("http://10.0.0.1/rss", trusted=True)]
    assert held == limits()


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (b"", "names no feed|missing required field `feed`"),
        (b"feed = []", "names no feed"),
        (b"[[feed]\nurl=1", "is no TOML.*line 1"),
        (b"[[feed]]\nurl = 1", "Expected `str`"),
        (b"[[feed]]\nurl = 'bao.vn/rss'", "neither http nor https"),
        (b"[[feed]]\nurl = 'file:///etc/passwd'", "neither http nor https"),
        (b"[[feed]]\nurl = 'http:///rss'", "names no host"),
        (b"[[feed]]\nurl = 'https://bao.vn'\ntrust = true", "unknown field `trust`"),
        (b"[[feed]]\nurl = 'https://bao.vn'\n[polling]\npaus = 1", "unknown field `paus`"),
        (b"[[feed]]\nurl = 'https://bao.vn'\n[polling]\npause = -1", "pause"),
        (b"\xff\xfe", "not UTF-8"),
        (b"<opml><body>", "is no OPML"),
        (b"<opml><body/></opml>", "names no feed"),
        (b'<!DOCTYPE o [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml><outline xmlUrl="&a;"/></opml>', "is no OPML"),
    ],
)
def test_a_wrong_file_is_told_in_one_line(written, told):
    with pytest.raises(UserError, match=f"^feeds: .*({told})") as error:
        read_feeds(written, "feeds")
    assert "\n" not in str(error.value)
    assert "root:" not in str(error.value)


def test_lengths_of_time():
    assert [seconds(written) for written in ("90s", "15m", "2h", "1d")] == [90, 900, 7200, 86400]
    for written in ("", "15", "-1m", "1.5h", "30s", "0d", "m"):
        with pytest.raises(UserError, match="Write it like 15m"):
            seconds(written)


def test_waits_after_failures_grow_to_the_longest_and_differ_by_chance():
    held, chance = limits(first_wait=5.0, factor=6.0, longest_wait=1000.0), random.Random(1)
    for failures, full in enumerate([5, 30, 180, 1000, 1000], 1):
        waits = {back_off(held, failures, chance) for _ in range(50)}
        assert len(waits) == 50
        assert full / 2 <= min(waits) < max(waits) <= full
    assert back_off(held, 10**6, chance) <= 1000
