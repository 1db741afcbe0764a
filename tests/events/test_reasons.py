"""Readable names of an article's features, and how much each speaks for a type."""

import numpy as np
import pytest

from bantin.events.classifier import EventModel
from bantin.events.features import analyse, feature_names

TEXT = "Khai mạc hội nghị\n(baotinh.vn) - Sáng nay, Công an huyện tổ chức hội nghị. Có mưa to, rồi tan.\nẢnh: Xyzt"


@pytest.fixture(scope="module")
def doc(untrained):
    return untrained(TEXT)


def test_every_feature_has_a_name(doc):
    index, _, _ = analyse(doc)
    names = feature_names(doc)
    assert index.size
    assert set(index.tolist()) <= names.keys()


def test_names_say_what_is_looked_at_and_where(doc):
    index, _, _ = analyse(doc)
    said = [feature_names(doc)[i] for i in index.tolist()]
    assert "a cue of conference in the title" in said
    assert "cue “tổ chức hội nghị” in the title or lede" in said
    assert any("“khai mạc”" in name and name.endswith("in the title") for name in said)
    assert any("“công an”" in name and name.endswith("in the lede") for name in said)
    assert not any("xyzt" in name for name in feature_names(doc).values())  # a caption is no part of the story


def test_an_empty_text_has_no_names(untrained):
    assert feature_names(untrained("")) == {}


def test_reasons_are_the_strongest_that_speak_for_the_type():
    keys = np.arange(4, dtype=np.uint32)
    weights = np.zeros((5, 4), np.float32)
    weights[:4, 0] = 1, -5, 2, 3
    model = EventModel(["a", "b"], keys, weights, np.zeros(4), np.full(2, 0.5))
    index, values = keys, np.array([1, 1, 2, 1], np.float32)
    assert model.reasons(index, values, 0, 2) == [(2, 4.0), (3, 3.0)]
    assert model.reasons(index, values, 0) == [(2, 4.0), (3, 3.0), (0, 1.0)]
    assert model.reasons(index, values, 1) == []
    assert model.reasons(index[:0], values[:0], 0) == []
