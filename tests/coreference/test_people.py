"""People across articles: what joins two mentions of a name, and what parts them."""

from __future__ import annotations

import pytest

from bantin.coreference.people import people

NAME = "Hoàng Văn Lực"
MAJOR, LIEUTENANT_COLONEL, COLONEL = ("thieu_ta", "Thiếu tá"), ("trung_ta", "Trung tá"), ("dai_ta", "Đại tá")
HERE, THERE = "Công an tỉnh Lào Cai", "Công an tỉnh Đồng Nai"


def test_the_name_alone_joins_nobody(record):
    made = [record(id, day, people=[(NAME,)]) for id, day in (("a", "2026-01-05"), ("b", "2026-03-06"))]
    assert [[e.article for s in p.timeline for e in s.evidence] for p in people(made)] == [["a"], ["b"]]
    made = [record(id, "2026-01-05", people=[(NAME,)]) for id in "ab"]
    assert len(list(people(made))) == 2
    made = [record(id, day, people=[(NAME, MAJOR)]) for id, day in (("a", "2026-01-05"), ("b", "2026-03-06"))]
    assert len(list(people(made))) == 2


def test_one_office_is_one_person_with_a_timeline(record):
    made = [
        record("b", "2026-05-06", people=[(NAME, LIEUTENANT_COLONEL, "Trưởng phòng", HERE)]),
        record("a", "2026-01-05", people=[(NAME, MAJOR, "Phó trưởng phòng", HERE)]),
        record("c", "2026-05-09", people=[(NAME.upper(), LIEUTENANT_COLONEL, "Trưởng phòng", HERE)]),
    ]
    (person,) = people(made)
    assert person.name == NAME
    assert [(s.date, s.last, s.rank, s.position, s.unit) for s in person.timeline] == [
        ("2026-01-05", "2026-01-05", "Thiếu tá", "Phó trưởng phòng", HERE),
        ("2026-05-06", "2026-05-09", "Trung tá", "Trưởng phòng", HERE),
    ]
    assert [join.article for join in person.joins] == ["b", "c"]
    assert person.confidence == min(join.score for join in person.joins)
    assert any(why.startswith("same_unit: ") for why in person.joins[0].why)
    evidence = person.timeline[1].evidence
    assert [e.article for e in evidence] == ["b", "c"]
    assert all(e.end - e.start == len(NAME) for e in evidence)


@pytest.mark.parametrize(
    ("earlier", "later", "day", "number"),
    [
        (LIEUTENANT_COLONEL, MAJOR, "2026-06-05", 2),  # nobody falls
        (MAJOR, LIEUTENANT_COLONEL, "2026-06-05", 1),
        (MAJOR, COLONEL, "2026-06-05", 2),  # three grades in half a year
        (MAJOR, COLONEL, "2029-06-05", 1),
        (COLONEL, ("tuong", "Tướng"), "2026-06-05", 1),  # some general: no grade to compare
        (LIEUTENANT_COLONEL, None, "2026-06-05", 1),
    ],
)
def test_ranks_are_in_order_of_time(record, earlier, later, day, number):
    made = [
        record("a", "2026-01-05", people=[(NAME, earlier, "Trưởng", HERE)]),
        record("b", day, people=[(NAME, later, "Trưởng", HERE)]),
    ]
    assert len(list(people(made))) == number


def test_ranks_of_a_record_without_a_day_are_not_compared_in_time(record):
    made = [
        record("a", "2026-01-05", people=[(NAME, LIEUTENANT_COLONEL, "Trưởng", HERE)]),
        record("b", None, people=[(NAME, MAJOR, "Phó trưởng", HERE)]),
    ]
    (person,) = people(made)
    assert [state.date for state in person.timeline] == ["2026-01-05", None]


def test_posts_in_two_provinces_at_once_are_two_people(record):
    near = {"people": [(NAME, MAJOR, "Trưởng", HERE), ("Lý A Páo",), ("Sùng Thị Mai",)]}
    far = {"people": [(NAME, MAJOR, "Trưởng", THERE), ("Lý A Páo",), ("Sùng Thị Mai",)]}
    assert (
        len(
            [p for p in people([record("a", "2026-01-05", **near), record("b", "2026-01-20", **far)]) if p.name == NAME]
        )
        == 2
    )
    told = record("b", "2026-01-20", types=["personnel"], **far)
    (person,) = [p for p in people([record("a", "2026-01-05", **near), told]) if p.name == NAME]
    assert [state.unit for state in person.timeline] == [HERE, THERE]
    former = {"people": [(NAME, MAJOR, "Trưởng", THERE, True), ("Lý A Páo",), ("Sùng Thị Mai",)]}
    made = [record("a", "2026-01-05", **near), record("b", "2026-01-20", **former)]
    assert len([p for p in people(made) if p.name == NAME]) == 1


def test_a_merged_province_is_no_other(record):
    made = [
        record("a", "2026-01-05", people=[(NAME, MAJOR, "Trưởng", "Công an huyện Bắc Quang")]),
        record("b", "2026-01-06", people=[(NAME, MAJOR, "Trưởng", "Công an tỉnh Tuyên Quang")]),
    ]
    old = made[0].units[0]
    old.place = made[1].units[0].place.__class__(name="tỉnh Hà Giang", code="02", province="Hà Giang")
    (person,) = people(made)
    assert "same_province: Tuyên Quang" in person.joins[0].why


def test_a_shared_story_joins_people_without_an_office(record):
    facts = {"units": [HERE], "amounts": [(12, "xe máy")], "people": [(NAME,)]}
    made = [record(id, title="Bắt nhóm trộm 12 xe máy ở Lào Cai", site=f"{id}.vn", **facts) for id in "ab"]
    (person,) = people(made)
    assert person.joins[0].why[0].startswith("same_story: ")


def test_a_high_office_tells_who_it_is_unless_the_bodies_differ(record):
    def named(first, second):
        made = [
            record("a", people=[(NAME, None, "Thứ trưởng", first)]),
            record("b", people=[(NAME, None, "Thứ trưởng", second)]),
        ]
        return len(list(people(made)))

    assert named("Bộ Y tế", None) == 1
    assert named(None, None) == 1
    assert named("Bộ Y tế", "Bộ Xây dựng") == 2


def test_given_names_and_initials_are_left_out(record):
    made = [record(id, people=[("Lực", MAJOR, "Trưởng", HERE), ("Nguyễn Văn T.",), ("N.V.A",)]) for id in "ab"]
    assert list(people(made)) == []


def test_the_order_of_records_does_not_matter_and_ids_stay(record):
    made = [
        record(f"r{n}", f"2026-01-{n + 1:02}", people=[(NAME, MAJOR, "Trưởng", (HERE, THERE)[n % 2])]) for n in range(8)
    ]
    whole = list(people(made))
    assert whole == list(people(made[::-1]))
    assert len(whole) == 2
    assert {person.id for person in people(made[:4])} == {person.id for person in whole}
