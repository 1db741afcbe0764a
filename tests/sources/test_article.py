"""Dates of publication and ids."""

from __future__ import annotations

import datetime as dt
import hashlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.errors import UserError
from bantin.sources.article import Article, Failure, article_id, as_article, check_published


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("2022-05-23", "2022-05-23"),
        (" 2024-02-29\n", "2024-02-29"),
        ("2022-05-23T20:02", "2022-05-23T20:02:00+07:00"),
        ("2022-05-23T20:02:00", "2022-05-23T20:02:00+07:00"),
        ("2022-05-23T20:02:00z", "2022-05-23T20:02:00Z"),
        ("2022-05-23t20:02:00.5+07:00", "2022-05-23T20:02:00+07:00"),
        ("2022-05-23 20:02:00-03:30", "2022-05-23T20:02:00-03:30"),
    ],
)
def test_dates_come_in_one_form(value, form):
    assert check_published(value) == form
    assert check_published(form) == form


@pytest.mark.parametrize(
    "value",
    [
        "",
        "23/05/2022",
        "2022-5-23",
        "2022-02-30",
        "2022-05-23T25:00",
        "20220523",
        "2022-W21-1",
        "1899-12-31",
        "2101-01-01T00:00Z",
        "2022-05-23T20:02+0700",
        "hôm qua",
        "٢٠٢٢-05-23",
        "2022-05-23\n2022",
        20220523,
        None,
        ["2022-05-23"],
    ],
)
def test_wrong_dates_name_the_value_and_an_example(value):
    with pytest.raises(UserError, match="2022-05-23T20:02:00") as caught:
        check_published(value)
    assert repr(value) in str(caught.value)


@given(st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2100, 12, 31), timezones=st.just(dt.UTC)))
def test_every_moment_is_accepted(moment):
    assert check_published(moment.isoformat()) == moment.replace(microsecond=0).isoformat()


def test_ids():
    assert article_id("https://thu.example/a.html#top", "x") == "https://thu.example/a.html"
    assert article_id(None, "xã") == hashlib.sha256("xã".encode()).hexdigest()[:16]
    assert article_id(" ", "xã") == article_id(None, "xã")


@pytest.mark.parametrize(
    ("item", "says"),
    [
        (None, "NoneType"),
        (5, "int"),
        (["xã"], "list"),
        ({}, "text"),
        ({"text": 5}, "text"),
        ({"text": "xã", "title": 5}, "title"),
        ({"text": "xã", "url": 5}, "url"),
        ({"text": "xã", "id": True}, "id"),
        ({"text": "xã", "id": 1.5}, "id"),
        ({"text": "xã", "id": 10**6000}, "digits"),
        ({"text": "xã", "published": "hôm qua"}, "hôm qua"),
        ({"text": "xã", "title": "nửa \ud800"}, "surrogates"),
        ("nửa \ud800", "surrogates"),
        (Article(id="a", text=5), "text"),
    ],
    ids=range(14),
)
def test_an_odd_item_is_a_failure(item, says):
    failure = as_article(item)
    assert isinstance(failure, Failure)
    assert (failure.stage, failure.error) == ("source", "bad_article")
    assert says in failure.message
    msgspec.json.encode(failure)


def test_items_of_a_stream():
    assert as_article("xã") == Article(id=article_id(None, "xã"), text="xã")
    assert as_article({"text": "xã", "id": 0, "source": 5}) == Article(id="0", text="xã")
    assert as_article({"text": "xã", "published": "", "url": "https://thu.example/1"}).id == "https://thu.example/1"
    article = Article(id="a", text="xã", source="a.txt")
    assert as_article(article) == article
    assert as_article({"id": "k", "text": "xã", "published": "2022"}).id == "k"
