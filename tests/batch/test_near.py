"""Near-duplicates are found whatever their number, and judged by their shingles."""

from __future__ import annotations

import random
import sqlite3
import unicodedata

import pytest

from bantin.batch import near
from bantin.batch.near import NearDuplicates, hashes, similarity, sketch
from bantin.language.shingles import shingles

WORDS = [
    "công",
    "an",
    "xã",
    "huyện",
    "tỉnh",
    "tổ",
    "chức",
    "hội",
    "nghị",
    "bàn",
    "giữ",
    "gìn",
    "trật",
    "tự",
    "chợ",
    "đêm",
    "tuần",
    "tra",
    "trao",
    "quà",
    "trẻ",
    "em",
    "nghèo",
    "học",
    "giỏi",
]


def text(rng, length=60):
    """Words of no sense."""
    return " ".join(rng.choice(WORDS) for _ in range(length))


def changed(rng, text, words):
    """A text with that many words put in another's place."""
    found = text.split()
    for place in rng.sample(range(len(found)), words):
        found[place] = f"khác{rng.random():.6f}"[:9]
    return " ".join(found)


def found(texts):
    """What is told of the texts."""
    finder = NearDuplicates(sqlite3.connect(""))
    finder.add(0, sketch(texts))
    return [tuple(alike) for alike in finder.find()]


def jaccard(a, b):
    a, b = shingles(a), shingles(b)
    return len(a & b) / len(a | b)


def test_similarity_is_that_of_the_shingles():
    rng = random.Random(1)
    for length in (1, 2, 3, 50, 390, 500):
        first = text(rng, length)
        for second in (first, changed(rng, first, length // 9), text(rng, 40)):
            assert similarity(hashes(first), hashes(second)) == pytest.approx(jaccard(first, second))


def test_a_changed_text_is_told_and_another_is_not():
    rng = random.Random(2)
    first, other = text(rng), text(rng)
    second = changed(rng, first, 3)
    assert found([first, other, second, text(rng)]) == [(2, 0, pytest.approx(jaccard(first, second)))]
    assert jaccard(first, second) > near.LEAST
    least = changed(rng, first, 30)
    assert jaccard(first, least) < near.LEAST
    assert found([first, least]) == []


def test_nearly_all_pairs_are_found_and_none_that_is_no_pair():
    rng = random.Random(3)
    firsts = [text(rng) for _ in range(300)]
    seconds = [changed(rng, first, rng.randrange(6)) for first in firsts]
    expected = {i + 300: i for i, pair in enumerate(zip(firsts, seconds, strict=True)) if jaccard(*pair) >= near.LEAST}
    told = {number: of for number, of, _ in found(firsts + seconds)}
    assert told.items() <= expected.items()
    assert len(told) >= 0.95 * len(expected) > 200


@pytest.mark.parametrize(("bound", "value"), [("KEYS", 100), ("KEYS", 1), ("GROUP", 7)])
def test_the_bounds_of_memory_change_nothing(monkeypatch, bound, value):
    rng = random.Random(4)
    texts = [text(rng) for _ in range(50)]
    texts += [changed(rng, one, 2) for one in texts]
    expected = found(texts)
    monkeypatch.setattr(near, bound, value)
    assert found(texts) == expected
    assert len(expected) > 40


def test_the_most_alike_is_named_and_of_equals_the_earliest():
    rng = random.Random(5)
    first = text(rng, 100)
    far, close = changed(rng, first, 5), changed(rng, first, 1)
    assert [(a, b) for a, b, _ in found([far, close, first, close])] == [(1, 0), (2, 1), (3, 1)]
    assert [(a, b) for a, b, s in found([first] * 30) if s == 1.0] == [(i, 0) for i in range(1, 30)]


def test_a_text_that_comes_daily_is_compared_with_few():
    texts = [
        f"Xổ số ngày {i} tháng {i % 12}, kết quả xổ số miền Bắc quay lúc chiều nay tại trường quay" for i in range(600)
    ]
    finder = NearDuplicates(sqlite3.connect(""))
    finder.add(0, sketch(texts))
    assert len(finder._candidates(1, 0)) <= 600 * near.BANDS * (near.LATEST + 1)
    assert len(list(finder.find())) > 500


def test_writing_does_not_matter_and_texts_without_a_word_are_no_pair():
    one = "Công an xã Hoà Bình tổ chức hội nghị."
    assert found([one, unicodedata.normalize("NFD", one.upper())]) == [(1, 0, 1.0)]
    assert found(["", " ", "...", "!"]) == []
    assert found(["Xã họp.", "xã họp"]) == [(1, 0, 1.0)]
    assert found(["\ud800 họp bàn chiều nay", "họp"]) == []
