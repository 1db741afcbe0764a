"""Readable names of an article's features, and how much each speaks for a type."""

import numpy as np
import pytest

from bantin.arrays import write_arrays
from bantin.events.classifier import STEP, EventModel
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


@pytest.fixture
def model():
    """A model of two hidden units, of which the second is off where feature 1 is."""
    embeddings = np.float32([[1, 0], [-5, -9], [2, 1], [3, 1], [0, 0]])
    weights = np.float32([[1, -1, 0, 0], [1, 0, 2, 0]])
    bias = np.zeros(4, np.float32)
    return EventModel(
        ["a", "b"], np.arange(4, dtype=np.uint32), embeddings, np.float32([0, -1]), weights, bias, np.full(2, 0.5)
    )


def test_reasons_are_the_strongest_that_speak_for_the_type(model):
    index, values = model.keys, np.array([1, 1, 2, 1], np.float32)
    assert model.reasons(index, values, 0, 2) == [(2, 4.0), (3, 3.0)]  # the unit that is off adds nothing
    assert model.reasons(index, values, 0) == [(2, 4.0), (3, 3.0), (0, 1.0)]
    assert model.reasons(index, values, 1) == [(1, 5.0)]
    assert model.reasons(index[:0], values[:0], 0) == []


def test_reasons_sum_to_the_log_odds_but_for_the_biases(model):
    index, values = model.keys[[0, 2, 3]], np.array([1, 2, 1], np.float32)
    reported, _ = model.scores(index, values)
    added = sum(value for _, value in model.reasons(index, values, 0))
    assert np.log(reported[0] / (1 - reported[0])) == pytest.approx(added - 1, abs=0.01)  # single precision


def test_scores_of_a_type_do_not_hang_on_the_batch(model):
    numbers, values = np.tile(model.keys, 2), np.arange(8, dtype=np.float32)
    together = model.scores_all(numbers, values, [0, 3, 8])
    alone = [model.scores(numbers[a:b], values[a:b]) for a, b in ((0, 3), (3, 8))]
    for k, (reported, primary) in enumerate(alone):
        assert (together[0][k] == reported).all()
        assert (together[1][k] == primary).all()
        assert primary.sum() == pytest.approx(1)


def test_a_model_comes_back_from_disk_to_the_grain(model, tmp_path):
    model.to_disk(tmp_path / "events.npz")
    again = EventModel.from_disk(tmp_path / "events.npz")
    assert again.types == model.types
    for name in ("keys", "hidden_bias", "weights", "bias", "thresholds"):
        assert (getattr(again, name) == getattr(model, name)).all()
    assert np.abs(again.rows(np.arange(5)) - np.clip(model.embeddings, -127 * STEP, 127 * STEP)).max() <= STEP / 2


def test_a_model_of_an_earlier_version_says_so(tmp_path):
    write_arrays(tmp_path / "events.npz", {"types": np.array(["a"]), "weights": np.zeros((1, 2))})
    with pytest.raises(ValueError, match="train it again"):
        EventModel.from_disk(tmp_path / "events.npz")
