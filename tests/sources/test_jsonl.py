"""JSON and JSONL: good rows to articles, each bad row to one clear failure."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.errors import UserError
from bantin.sources.article import Article, Failure, article_id
from bantin.sources.jsonl import read_json, read_jsonl


def rows(data: bytes, limit: int = 200_000) -> list[Article | Failure]:
    return list(read_jsonl(io.BytesIO(data), "in.jsonl", limit))


def one(line: str | bytes) -> Article | Failure:
    [item] = rows(line if isinstance(line, bytes) else line.encode())
    return item


def test_all_keys_and_unknown_ones():
    item = one(
        '{"id":"a","text":"Xã họp.","title":"T","url":"https://x.example/1","publisher":"P","feed":"F","published":"2022-05-23",'
        '"byline":"B","other":{"x":[1]}}'
    )
    assert item == Article(
        id="a",
        text="Xã họp.",
        title="T",
        url="https://x.example/1",
        publisher="P",
        feed="F",
        published="2022-05-23",
        byline="B",
        source="in.jsonl, line 1",
    )


def test_id_is_made_or_turned_to_a_string():
    assert one('{"text":"xã"}').id == article_id(None, "xã")
    assert one('{"text":"xã","url":"https://x.example/1"}').id == "https://x.example/1"
    assert one('{"text":"xã","id":17}').id == "17"
    assert one('{"text":"xã","id":""}').id == article_id(None, "xã")


def test_byte_order_marks_blank_lines_and_line_ends():
    items = rows(b"\xef\xbb\xbf\xef\xbb\xbf" + b'{"id":"1","text":"a"}\r\n\r\n  \n{"id":"2","text":"b"}')
    assert [item.id for item in items] == ["1", "2"]


@pytest.mark.parametrize(
    ("line", "error", "says"),
    [
        ("{", "json", "ends too early"),
        ('{"text": "a"', "json", "not valid JSON"),
        ('{"text": NaN}', "json", "not valid JSON"),
        ("[" * 100_000, "no_object", "object is expected"),
        ('{"text":' + "[" * 9_000, "json", "nested"),
        ('["text"]', "no_object", "object is expected"),
        ("3", "no_object", "object is expected"),
        ('{"id":"k"}', "no_text", "`text` is missing"),
        ('{"text":null}', "no_text", "`text` is missing"),
        ('{"title":"T"}', "no_text", "`title` and `summary`"),
        ("Xã họp.", "no_object", "object is expected"),
        ('{"text":5}', "type", "`text` is a number"),
        ('{"text":""}', "empty", "`text` is empty"),
        ('{"text":" \\n"}', "empty", "`text` is empty"),
        ('{"text":"a","published":"23/5/2022"}', "published", "'23/5/2022'"),
        ('{"text":"a","published":1653310920}', "published", "1653310920"),
        ('{"text":"a","title":["T"]}', "type", "`title` is an array"),
        ('{"text":"a","id":true}', "type", "`id` is true or false"),
        ('{"text":"a","id":' + "9" * 6_000 + "}", None, "in.jsonl, line 1"),
        ('{"text":"a\\ud800"}', "surrogate", "lone surrogate"),
        ('{"text":"\\udc00b","id":"k"}', "surrogate", "lone surrogate"),
        (b'{"text":"a\xff"}', "encoding", "UTF-8"),
    ],
)
def test_bad_lines(line, error, says):
    item = one(line)
    assert isinstance(item, Failure)
    assert item.stage == "source"
    assert item.source == "in.jsonl"
    assert error in (None, item.error)
    assert "in.jsonl, line 1" in item.message
    assert says in item.message
    assert "\n" not in item.message


def test_failures_carry_the_id_and_the_line_and_the_others_go_on():
    items = rows(b'{"id":"1","text":"a"}\n\nbad\n{"id":"k","text":""}\n{"id":"2","text":"b"}\n')
    assert [type(item).__name__ for item in items] == ["Article", "Failure", "Failure", "Article"]
    assert "line 3" in items[1].message
    assert "line 4" in items[2].message
    assert items[2].id == "k"


def test_line_over_the_limit_is_passed_over():
    items = rows(b'{"text":"' + b"x" * 50_000 + b'"}\n{"id":"2","text":"b"}\n', 10_000)
    assert items[0].error == "too_large"
    assert items[1].id == "2"


def test_feed_rows_are_articles():
    link = "https://x.example/tin/" + "cong-an-" * 10 + "/"
    row = {
        "date": "2025-08-09",
        "title": "Xã họp",
        "summary": "Sáng nay.",
        "source": "Báo",
        "category": "Tin",
        "link": link,
    }
    item = one(json.dumps(row))
    slug = ("cong-an-" * 10)[:60]
    assert item == Article(
        id=f"feed/2025-08-09/{slug}",
        text="Xã họp\nSáng nay.",
        title="Xã họp",
        url=link,
        publisher="Báo",
        feed="Báo/Tin",
        published="2025-08-09",
        source="in.jsonl, line 1",
    )
    assert one('{"title":"T","summary":"S"}').text == "T\nS"
    assert one('{"title":"T","summary":"S","date":"hôm qua","link":"x"}').error == "published"


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\x1f\x8b\x08\x00", b"\xff\xfe{\0", b"{\0}\0", b"PK\x03\x04abc"])
def test_whole_stream_refused_once(data):
    with pytest.raises(UserError):
        rows(data)


def test_what_holds_no_json_is_refused_once():
    noise = b"\n".join(bytes([200 + i % 50, 255, 7]) * 9 for i in range(81))
    with pytest.raises(UserError, match="binary file"):
        rows(noise)
    with pytest.raises(UserError, match="binary file"):
        rows(noise[:60])
    with pytest.raises(UserError, match="takes JSON Lines"):
        list(read_jsonl(io.BytesIO("Xã họp.\nThôn họp.".encode()), "-", 1000))
    assert [item.error for item in rows("Xã họp.\nThôn họp.".encode())] == ["no_object"] * 2


def test_a_bad_line_of_a_good_file_is_one_failure():
    items = rows(b'\xff\xf0\xf1\nbad\n{"text":"a"}\n' + b"\xff\xf0\n" * 30)
    assert len(items) == 33
    assert isinstance(items[2], Article)
    latin = rows(b'{"text":"x\xe3 h\xf2p"}\n' * 30)
    assert [item.error for item in latin] == ["encoding"] * 30


@given(
    st.lists(
        st.fixed_dictionaries({"id": st.text(min_size=1), "text": st.text(min_size=1).filter(str.strip)}),
        min_size=1,
        max_size=5,
    )
)
def test_round_trip_of_any_text(articles):
    data = "\n".join(json.dumps(a, ensure_ascii=bool(i % 2)) for i, a in enumerate(articles)).encode()
    assert [(a.id, a.text) for a in rows(data)] == [(a["id"], a["text"]) for a in articles]


def test_json_object_and_array():
    assert [a.id for a in read_json(b'\xef\xbb\xbf {"id":"1","text":"a"}', "x.json")] == ["1"]
    items = list(read_json(b'[{"id":"1","text":"a"}, 5, {"id":"3"}]', "x.json"))
    assert items[0].id == "1"
    assert "item 2" in items[1].message
    assert items[2].id == "3"
    [item] = read_json(b'{"text":"a"}\n{"text":"b"}', "x.json")
    assert ".jsonl" in item.message
    for data in (b"[]", b"[1,", b"[" * 100_000):
        with pytest.raises(UserError):
            list(read_json(data, "x.json"))
