"""Dates of publication and ids."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.errors import UserError
from bantin.sources.article import article_id, check_published


@pytest.mark.parametrize(
    "value",
    [
        "2022-05-23",
        "2022-05-23T20:02",
        "2022-05-23T20:02:00",
        "2022-05-23T20:02:00Z",
        "2022-05-23t20:02:00.5+07:00",
        "2022-05-23 20:02:00-03:30",
        "2024-02-29",
    ],
)
def test_dates_are_kept_as_given(value):
    assert check_published(value) == value


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


@given(st.datetimes(timezones=st.just(dt.UTC)))
def test_every_moment_is_accepted(moment):
    assert check_published(moment.isoformat()) == moment.isoformat()


def test_ids():
    assert article_id("https://thu.example/a.html#top", "x") == "https://thu.example/a.html"
    assert article_id(None, "xã") == hashlib.sha256("xã".encode()).hexdigest()[:16]
    assert article_id(" ", "xã") == article_id(None, "xã")
