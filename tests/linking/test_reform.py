"""What became of public bodies in the reforms of 2025."""

import datetime as dt

import pytest

from bantin.linking.places import load
from bantin.linking.units import Unit, kind_of
from bantin.records.build import reform

BEFORE, AFTER = dt.date(2024, 6, 1), dt.date(2025, 8, 10)


def body(name, place, day):
    found = load().find(place, day)
    assert len(found) == 1, found
    return Unit(name, kind_of(name.lower())[0], None, place=found[0])


@pytest.mark.parametrize(
    ("name", "place", "day", "start", "end", "successor"),
    [
        ("Công an huyện Yên Thành", "huyện Yên Thành", BEFORE, None, "2025-03-01", "Công an tỉnh Nghệ An"),
        ("Công an huyện Yên Thành", "huyện Yên Thành", AFTER, None, "2025-03-01", "Công an tỉnh Nghệ An"),
        ("UBND huyện Yên Thành", "huyện Yên Thành", BEFORE, None, "2025-07-01", None),
        ("Công an tỉnh Hà Giang", "tỉnh Hà Giang", BEFORE, None, "2025-07-01", "Công an tỉnh Tuyên Quang"),
        ("UBND tỉnh Hà Giang", "tỉnh Hà Giang", AFTER, None, "2025-07-01", "UBND tỉnh Tuyên Quang"),
    ],
)
def test_a_body_that_ended_says_when_and_who_follows(name, place, day, start, end, successor):
    valid, after = reform(body(name, place, day))
    assert (valid.start, valid.end, after) == (start, end, successor)


def test_a_body_that_goes_on_under_its_name_has_no_end():
    assert reform(body("Công an tỉnh Nghệ An", "tỉnh Nghệ An", BEFORE)) == (None, None)


def test_a_company_is_no_public_body():
    assert reform(Unit("Công ty Yên Thành", "company", None, place=load().find("huyện Yên Thành", BEFORE)[0])) == (
        None,
        None,
    )


def test_before_the_reform_only_the_old_system_is_asked():
    assert load().find("xã Hưng Nguyên", BEFORE) == []
    assert [p.valid for p in load().find("xã Hưng Nguyên", AFTER)] == ["new"]


def test_the_district_named_beside_decides_between_communes_of_one_name():
    district = load().find("quận 3", BEFORE)[0]
    (place,) = load().find("phường 5", BEFORE, near=frozenset({district.code, load().province(district).code}))
    assert place.parent == district.code
