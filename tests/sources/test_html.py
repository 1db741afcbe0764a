"""HTML pages and fragments."""

from __future__ import annotations

import pytest
from source_samples import BODY, META, TITLE, page, vni

from bantin.errors import UserError
from bantin.sources.html import plain_text, read_html


def test_text_and_metadata():
    article, warning = read_html(
        page(META + '<meta property="article:published_time" content="2024-03-05T07:30:00+0700">').encode()
    )
    assert article.text.split("\n") == [TITLE, *BODY]
    assert (article.title, article.byline, article.publisher) == (TITLE, "Lê Thử", "Báo Thử")
    assert article.id == article.url == "https://thu.example/bai-1.html"
    assert article.published == "2024-03-05T07:30:00+07:00"
    assert warning is None


def test_without_metadata():
    article, _ = read_html(page())
    assert article.published is None
    assert article.url is None
    assert len(article.id) == 16
    assert read_html(page(), "https://thu.example/2")[0].id == "https://thu.example/2"


def test_date_alone():
    assert read_html(page('<meta property="article:published_time" content="2024-03-05">'))[0].published == "2024-03-05"


def test_same_page_twice_gives_the_same():
    """trafilatura's deduplication is stateful; it must be off."""
    assert len({read_html(page(META))[0].text for _ in range(6)}) == 1


def test_encodings_and_declarations():
    assert BODY[1] in read_html(page('<meta charset="utf-16">').encode("utf-16"))[0].text
    article, warning = read_html(vni(page().replace("©", "(c)")))
    assert BODY[1] in article.text
    assert "VNI" in (warning or "")
    assert BODY[1] in read_html('<?xml version="1.0" encoding="utf-8"?>' + page())[0].text
    assert BODY[1] in read_html(page(paragraphs=[p.replace("hội ", "hội\0") for p in BODY]))[0].text


@pytest.mark.parametrize("html", ["", "<html></html>", "<p>x</p>", "\0", "<div>" * 3000, "<!-- x"])
def test_no_article(html):
    with pytest.raises(UserError, match="no article text was found"):
        read_html(html)


def test_plain_text():
    fragment = "<p>Xã  <b>họp</b> &amp; bàn</p><script>x()</script>Tối<br/>qua<ul><li>một</li><li>hai</li></ul>"
    assert plain_text(fragment) == "Xã họp & bàn\nTối\nqua\nmột\nhai"
    assert plain_text("5 < 7 và\n8") == "5 < 7 và 8"
    assert plain_text("<script>một") == ""
