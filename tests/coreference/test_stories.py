"""Stories: what is one event and what is not, and that a story once told stays as it is."""

from __future__ import annotations

import random

import pytest

from bantin.coreference import show
from bantin.coreference.features import item
from bantin.coreference.judged import interval
from bantin.coreference.stories import Grouper, StoryFinder

THEFT = {"units": ["Công an xã Tân Lập tỉnh Lào Cai"], "amounts": [(12, "xe máy")]}


@pytest.fixture
def told():
    """Records to their stories."""

    def told(*records, **settings):
        finder = StoryFinder(settings)
        for record in records:
            finder.add(record)
        return list(finder)

    return told


@pytest.fixture
def theft(record):
    """Three papers on one theft, in the order of their days."""
    return [
        record("a", "2026-01-05", "Bắt nhóm trộm 12 xe máy ở Lào Cai", site="a.vn", **THEFT),
        record("b", "2026-01-05", "Nhóm thanh niên trộm 12 xe máy sa lưới", site="b.vn", **THEFT),
        record("c", "2026-01-07", "Lời khai của nhóm trộm 12 xe máy ở Lào Cai", site="c.vn", **THEFT),
    ]


def groups(stories):
    return sorted(sorted(story.articles) for story in stories)


def test_reports_of_several_papers_are_one_story(told, theft):
    (story,) = told(*theft)
    assert (story.type, story.first, story.last) == ("crime", "2026-01-05", "2026-01-07")
    assert story.articles == ["a", "b", "c"]
    assert story.titles == [r.title for r in theft]
    assert story.units == THEFT["units"]


def test_every_join_says_how_alike_and_why(told, theft):
    (story,) = told(*theft)
    assert [join.article for join in story.joins] == ["b", "c"]
    assert story.score == min(join.score for join in story.joins)
    for join in story.joins:
        assert 0 < join.score <= 1
        assert join.like in story.articles
        terms = [set(item(r).terms) for r in theft if r.id in (join.article, join.like)]
        assert join.why
        assert set(join.why) <= terms[0] & terms[1]


def test_other_words_other_story(told, theft, record):
    fire = record("d", "2026-01-05", "Cháy kho vải trong đêm", types=["fire_explosion"], locations=["tỉnh Lào Cai"])
    assert groups(told(*theft, fire)) == [["a", "b", "c"], ["d"]]


def test_another_province_is_another_event(told, theft, record):
    there = record(
        "d", "2026-01-05", theft[0].title, units=["Công an xã Tân Lập tỉnh Phú Thọ"], amounts=[(12, "xe máy")]
    )
    assert groups(told(theft[0], there)) == [["a"], ["d"]]


def test_another_type_is_another_event_unless_all_is_the_same(told, record):
    first = record("a", title="Bắt nhóm trộm 12 xe máy ở Lào Cai", types=["crime"], **THEFT)
    later = record("b", title="Tuyên án nhóm trộm 12 xe máy", types=["trial"], **THEFT)
    copied = record("c", title="Bắt nhóm trộm 12 xe máy ở Lào Cai", types=["arrest"], **THEFT)
    both = record("d", title="Bắt nhóm trộm, thu 12 xe máy ở Lào Cai", types=["arrest", "crime"], **THEFT)
    assert groups(told(first, later)) == [["a"], ["b"]]
    assert groups(told(first, copied)) == [["a", "c"]]
    assert groups(told(first, both)) == [["a", "d"]]


def test_days_part_stories(told, record):
    first = record("a", "2026-01-05", "Bắt nhóm trộm 12 xe máy", **THEFT)
    for day, days, together in (("2026-01-08", 3, True), ("2026-01-09", 3, False), ("2026-01-09", 4, True)):
        assert (len(told(first, record("b", day, "Bắt nhóm trộm 12 xe máy", **THEFT), days=days)) == 1) is together


def test_events_of_two_days_are_two(told, record):
    one = record(
        "a",
        "2026-01-06",
        "Lật xe tải trên đèo Ô Quy Hồ ở Lào Cai",
        date="2026-01-04",
        types=["traffic_accident"],
        **THEFT,
    )
    two = record(
        "b",
        "2026-01-06",
        "Xe khách gặp nạn, lật trên đèo Ô Quy Hồ",
        date="2026-01-06",
        types=["traffic_accident"],
        **THEFT,
    )
    assert groups(told(one, two)) == [["a"], ["b"]]


def test_what_happens_to_a_person_is_of_that_person(told, record):
    title = "Thiếu tướng {} giữ chức Bí thư Đảng ủy Công an tỉnh Đồng Nai"
    unit = "Công an tỉnh Đồng Nai"
    names = ("Vũ Minh Khang", "Vũ Minh Khang", "Lê Quốc Thịnh")
    made = [
        record(id, title=title.format(name), people=[(name, None, "Bí thư", unit)], types=["personnel"])
        for id, name in zip("abc", names, strict=True)
    ]
    assert groups(told(*made)) == [["a", "b"], ["c"]]


def test_digests_and_series_are_no_story(told, record):
    digests = [record(id, title="Điểm tin 8h: Bão vào Lào Cai", **THEFT, site=f"{id}.vn") for id in "ab"]
    assert len(told(*digests)) == 2
    series = {"types": ["other"], "locations": ["Lào Cai"]}
    one = record("a", title="Ăn gì ở chợ phiên Lào Cai: Thắng cố nóng giữa sương sớm", **series)
    two = record("b", title="Ăn gì ở chợ phiên Lào Cai: Phở chua mát lành ngày hè", **series)
    other = record("c", title="Ăn gì ở chợ phiên Lào Cai: Phở chua mát lành ngày hè", site="c.vn", **series)
    assert groups(told(one, two)) == [["a"], ["b"]]
    assert groups(told(two, other)) == [["b", "c"]]


def test_a_record_given_twice_counts_once(told, theft):
    (story,) = told(*theft, *theft)
    assert story.articles == ["a", "b", "c"]


def test_a_record_without_a_day_is_alone(told, record):
    made = [record(id, None, "Bắt nhóm trộm 12 xe máy", **THEFT) for id in "ab"]
    made += [record(id, None, "Bắt nhóm trộm 12 xe máy", date="2026-01-04", **THEFT) for id in "cd"]
    stories = told(*made)
    assert groups(stories) == [["a"], ["b"], ["c", "d"]]
    assert {story.first for story in stories} == {None, "2026-01-04"}


@pytest.fixture
def month(record):
    """Sixty records of thirty days, some of them on one event."""
    chance = random.Random(4)
    crimes = ["trộm 12 xe máy", "cướp tiệm vàng", "đánh bạc qua mạng", "lừa bán đất"]
    made = []
    for n in range(60):
        crime, place = chance.choice(crimes), chance.choice(["Lào Cai", "Phú Thọ", "Đồng Nai"])
        start = chance.choice(["Bắt nhóm", "Khai gì sau vụ", "Đã rõ vụ"])
        unit = [f"Công an tỉnh {place}"]
        made.append(
            record(f"r{n:02}", f"2026-01-{n // 2 + 1:02}", f"{start} {crime} ở {place}", units=unit, site=f"{n % 3}.vn")
        )
    return made


def test_the_order_of_records_does_not_matter(told, month):
    shuffled = month[:]
    random.Random(1).shuffle(shuffled)
    assert told(*month) == told(*shuffled)


@pytest.mark.parametrize("known", [10, 20, 40])
def test_later_articles_leave_stories_as_they_are(told, month, known):
    before, after = told(*month[:known]), {story.id: story for story in told(*month)}
    assert any(len(story.articles) > 1 for story in before)
    for story in before:
        assert after[story.id].articles[: len(story.articles)] == story.articles


def test_memory_holds_only_the_open_days(month):
    grouper = Grouper(StoryFinder({"days": 1}).settings)
    for record in month:
        list(grouper.add(item(record)))
        assert len(grouper.story_of) <= 3 * 2 * 8
        assert all(story.last >= grouper.day - 1 for story in grouper.stories.values())
    list(grouper.close(grouper.day + 1))
    assert not grouper.stories
    assert not grouper.story_of
    assert not grouper.named


def test_a_seed_draws_the_same_pairs(told, month):
    stories = told(*month)
    joined = {(story.id, join.article) for story in stories for join in story.joins}
    pairs = show.sample(stories, 5, 1)
    assert pairs == show.sample(stories, 5, 1)
    assert pairs != show.sample(stories, 5, 2)
    assert len(show.sample(stories, 1000, 1)) == len(joined)
    titles = {record.id: record.title for record in month}
    for pair in pairs:
        assert (pair.story, pair.b) in joined
        assert (titles[pair.a], titles[pair.b]) == (pair.title_a, pair.title_b)
        (story,) = [story for story in stories if story.id == pair.story]
        assert story.articles.index(pair.a) < story.articles.index(pair.b)


def test_interval_of_a_share():
    low, high = interval(90, 100)
    assert (round(low, 3), round(high, 3)) == (0.826, 0.945)  # Wilson, as in the textbooks
    assert interval(5, 5)[1] == pytest.approx(1)
