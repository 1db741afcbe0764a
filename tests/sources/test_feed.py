"""RSS and Atom files."""

from __future__ import annotations

import pytest
from source_samples import tcvn3

from bantin.errors import UserError
from bantin.sources.article import Article, Failure
from bantin.sources.feed import read_feed

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Tin &amp; ảnh</title><link>https://thu.example/</link>
<item><guid isPermaLink="false">bai-1</guid><title>Xã Bãi Thượng họp</title><link>https://thu.example/1.html</link>
<description><![CDATA[<a href="x"><img src="y"></a>Sáng nay,&nbsp;xã <b>họp</b>.]]></description>
<pubDate>Fri, 08 Aug 2025 22:24:00 GMT+7</pubDate></item>
<item><title>Tuần tra đêm</title><link>https://thu.example/2.html</link><description>Ngắn.</description>
<content:encoded><![CDATA[<p>Đoạn một.</p><p>Đoạn hai.</p>]]></content:encoded><pubDate>Mon, 23 May 2022 20:02:00 +0700</pubDate></item>
<item><guid>bai-3</guid></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Tin xã</title><entry><id>tag:thu.example,2024:1</id><title>Họp dân</title>
<link href="https://khac.example/1"/><published>2024-03-05T07:30:00+07:00</published><author><name>Lê Thử</name></author>
<summary type="text">Giá &lt; 5 triệu.</summary></entry></feed>"""


def read(data: str | bytes) -> tuple[list[Article | Failure], list[str]]:
    warnings: list[str] = []
    return list(read_feed(data if isinstance(data, bytes) else data.encode(), "f.xml", warnings.append)), warnings


def test_rss():
    (first, second, third), warnings = read(RSS)
    assert first == Article(
        id="bai-1",
        text="Xã Bãi Thượng họp\nSáng nay, xã họp.",
        title="Xã Bãi Thượng họp",
        url="https://thu.example/1.html",
        feed="Tin & ảnh",
        publisher="thu.example",
        published="2025-08-08T22:24:00+07:00",
        source="f.xml, item 1",
    )
    assert second.id == "https://thu.example/2.html"
    assert second.text == "Tuần tra đêm\nĐoạn một.\nĐoạn hai."
    assert second.published == "2022-05-23T20:02:00+07:00"
    assert isinstance(third, Failure)
    assert third.id == "bai-3"
    assert "item 3" in third.message
    assert not warnings


def test_atom():
    [article], _ = read(ATOM)
    assert article == Article(
        id="tag:thu.example,2024:1",
        text="Họp dân\nGiá < 5 triệu.",
        title="Họp dân",
        url="https://khac.example/1",
        feed="Tin xã",
        publisher="khac.example",
        published="2024-03-05T07:30:00+07:00",
        byline="Lê Thử",
        source="f.xml, item 1",
    )


@pytest.mark.parametrize(
    ("given", "published"),
    [
        ("2022-05-23", "2022-05-23"),
        ("Mon, 23 May 2022 20:02:00 GMT", "2022-05-23T20:02:00+00:00"),
        ("Mon, 23 May 2022 20:02:00 +07", None),
        ("hôm qua", None),
        ("Mon, 23 May 1822 20:02:00 GMT", None),
        ("9999-01-01", None),
        ("Mon, 23 May 2022 20:02:00", "2022-05-23T20:02:00+07:00"),
        ("Mon, 99 May 2022 20:02:00 +0700", None),
    ],
)
def test_dates(given, published):
    found = read(RSS.replace("Fri, 08 Aug 2025 22:24:00 GMT+7", given))[0][0].published
    assert found == (published if "+07" not in given or "99" in given else "2022-05-23T20:02:00+07:00")


def test_broken_feed_goes_on_with_a_warning():
    items, warnings = read(RSS.replace("</channel></rss>", ""))
    assert len(items) == 3
    assert "not well-formed" in warnings[0]
    assert "f.xml" in warnings[0]


def test_encodings():
    assert read(RSS.replace("utf-8", "utf-16").encode("utf-16"))[0][0].title == "Xã Bãi Thượng họp"
    items, warnings = read(tcvn3(RSS.replace("utf-8", "x-tcvn")))
    assert items[1].title == "Tuần tra đêm"
    assert "TCVN3" in warnings[0]


@pytest.mark.parametrize(
    "data",
    [
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
        "<rss><channel><item><title>&b;</title></item></channel></rss>",
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title></item></channel></rss>',
        '<!DOCTYPE rss [<!entity % x SYSTEM "http://127.0.0.1/x"> %x;]><rss/>',
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_entities_are_refused(data, codec):
    with pytest.raises(UserError, match="entities"):
        read(data.encode(codec))


def test_entities_in_utf7_do_not_work():
    data = b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE r [+ADwAIQ-ENTITY x "boom"+AD4]>'
    data += b"<rss><channel><item><title>&x;</title></item></channel></rss>"
    items, _ = read(data)
    assert "boom" not in items[0].text


def test_external_dtd_is_not_loaded():
    items, _ = read(RSS.replace("<rss", '<!DOCTYPE rss SYSTEM "file:///no/such.dtd"><rss', 1))
    assert len(items) == 3


@pytest.mark.parametrize(
    "data",
    [
        "/etc/passwd",
        "https://127.0.0.1:1/x",
        "<html><p>x</p></html>",
        "<urlset><url/></urlset>",
        "<rss><channel/></rss>",
    ],
)
def test_no_items(data):
    with pytest.raises(UserError, match="no item"):
        read(data)


def test_a_link_that_is_no_url_costs_no_item():
    feed = b"""<rss version="2.0"><channel><title>T</title><link>http://[</link>
        <item><title>a</title><link>http://[x</link></item><item><title>b</title></item></channel></rss>"""
    assert [(a.title, a.publisher) for a in read_feed(feed, "f.xml", print)] == [("a", None), ("b", None)]
