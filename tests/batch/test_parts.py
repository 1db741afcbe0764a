"""Parts are the same each time a stream is cut."""

from __future__ import annotations

import io

from bantin.batch import parts
from bantin.batch.parts import Duplicates, cut
from bantin.sources.article import Article, Failure


def articles(*texts):
    return [Article(id=f"a{i}", text=text, source=f"line {i}") for i, text in enumerate(texts)]


def cut_all(items, size):
    return list(cut(items, size, Duplicates(io.BytesIO())))


def test_parts_have_their_size_and_lose_nothing():
    items = articles(*map(str, range(10)))
    found = cut_all(items, 4)
    assert [len(part.items) for part in found] == [4, 4, 2]
    assert [item for part in found for item in part.items] == items
    assert [part.number for part in found] == [0, 1, 2]
    assert [part.first for part in found] == [0, 4, 8]


def test_parts_number_the_articles_that_are_kept():
    failure = Failure(id=None, source="in", stage="source", error="json", message="in: no JSON")
    found = cut_all([*articles("a", "a", "b"), failure, *articles("c", "d", "d", "e")], 2)
    assert [(part.first, part.texts()) for part in found] == [(0, ["a", "b"]), (2, ["c"]), (3, ["d", "e"])]


def test_long_texts_make_smaller_parts(monkeypatch):
    monkeypatch.setattr(parts, "CHARACTERS", 100)
    found = cut_all(articles("a" * 60, "b" * 30, "c" * 60, "d" * 200, "e"), 4)
    assert [len(part.items) for part in found] == [2, 1, 1, 1]


def test_the_hash_tells_articles_apart_but_not_where_they_lie():
    first = cut_all(articles("xã họp"), 4)[0].sha256()
    assert cut_all([Article(id="a0", text="xã họp", source="elsewhere")], 4)[0].sha256() == first
    others = [
        Article(id="a0", text="xã họp."),
        Article(id="a0x", text="ã họp"),
        Article(id="a0", text="xã họp", title=""),
        Article(id="a0", text="xã họp", published="2021-03-05"),
    ]
    assert len({cut_all([other], 4)[0].sha256() for other in others} | {first}) == 5


def test_the_same_text_on_another_day_is_another_article():
    items = [Article(id=f"a{day}", text="Giá vàng.", published=f"2021-03-0{day}") for day in (1, 2, 2)]
    assert [len(part.items) for part in cut_all(items, 4)] == [2]


def test_half_a_surrogate_pair_is_no_obstacle():
    found = cut_all([Article(id="\ud800", text="\ud800"), Article(id="b", text="\ud800")], 4)
    assert [len(part.items) for part in found] == [1]
    assert len(found[0].sha256()) == 64
