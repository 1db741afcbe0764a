"""Clusters: looked up by form and by pair, never across a sentence border; learned ones put like beside like."""

from __future__ import annotations

import numpy as np
import pytest

from bantin.entities.clusters import Clusters, known_clusters, pair_key
from bantin.entities.hashing import short

FORMS = np.array([11, 22, 33, 11, 22], np.uint32)


@pytest.fixture
def clusters():
    pair = pair_key(FORMS[:1], FORMS[1:2])[0]
    return Clusters(np.array([11, 33, pair], np.uint32), np.array([5, 6, 7], np.uint16), np.array([1, 2, 3], np.uint16))


def test_forms_and_pairs_have_their_clusters_and_unknown_ones_none(clusters):
    found = clusters(FORMS, np.array([True, False, False, False, False]))
    assert found["k"].tolist() == [5, 0, 6, 5, 0]
    assert found["g"].tolist() == [1, 0, 2, 1, 0]
    assert found["b"].tolist() == [7, 0, 0, 7, 0]
    assert found["d"].tolist() == [3, 0, 0, 3, 0]


def test_a_pair_does_not_cross_a_sentence_border(clusters):
    assert clusters(FORMS, np.array([True, False, False, False, True]))["b"].tolist() == [7, 0, 0, 0, 0]


def test_a_file_gives_back_what_was_written(clusters, tmp_path):
    clusters.to_disk(tmp_path / "clusters.npz")
    again = Clusters.from_disk(tmp_path / "clusters.npz")
    assert all(np.array_equal(getattr(again, name), getattr(clusters, name)) for name in ("keys", "fine", "coarse"))


def test_given_names_of_the_shipped_clusters_are_like_each_other_and_unlike_verbs(table_of):
    def fine(word):
        return int(known_clusters()(short(table_of(word).norm), np.array([True]))["k"][0])

    names = {fine(name) for name in ("Tuấn", "Hùng", "Dũng", "Cường")}
    assert 0 not in names
    assert len(names) <= 2
    assert names.isdisjoint({fine(word) for word in ("tổ", "bắt", "huyện", "Công")})
