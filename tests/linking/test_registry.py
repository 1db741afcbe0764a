"""The registry of public bodies: what it holds, and that its ids are stable."""

import collections

import pytest

from bantin.linking import places
from bantin.linking.registry import entry, read
from bantin.resources import table

BEFORE = {p.code: p for p in places.load().by_code.values() if p.valid != "new"}
NEW = [p for p in places.load().by_code.values() if p.valid == "new"]


def body(name, place=None):
    return entry(read(name), place)


def test_it_holds_the_police_of_every_place_before_and_after_the_reform_once():
    ids = collections.Counter(body(f"Công an {p.full}", p).id for p in BEFORE.values())
    assert max(ids.values()) == 1
    for place in NEW:
        goes_on = places.load().continues(place)
        assert body(f"Công an {place.full}", place).id == f"police/vn/{goes_on.code if goes_on else place.code}"
    assert sum(p.level == "province" for p in NEW) == 34


def test_every_code_of_a_branch_leads_to_todays():
    province = places.load().find("tỉnh Nghệ An")[0]
    for row in table("bodies")["branch"]:
        for code in (row.get("office", [None])[0], *row.get("former", [])):
            if code and code.startswith("P"):
                found = body(f"Phòng {code} Công an tỉnh Nghệ An", province)
                assert found.id == f"police/vn/40/{row['office'][0].lower()}"
                assert found.name == f"{row['office'][1]} Công an tỉnh Nghệ An"


def test_no_code_stands_in_two_rows():
    codes = collections.Counter(
        code
        for row in table("bodies")["branch"]
        for code in (row.get("office", [None])[0], row.get("department", [None])[0], *row.get("former", []))
        if code
    )
    assert [code for code, n in codes.items() if n > 1] == []


@pytest.mark.parametrize(
    "name", ["Công an", "Phòng Tham mưu", "Công ty Long Thành", "đội bóng", "", "Sở Cảnh sát New York"]
)
def test_what_is_no_body_of_a_known_place_has_no_entry(name):
    assert body(name) is None


def test_an_office_of_a_district_is_not_made_up():
    district = places.load().find("huyện Yên Thành")[0]
    assert body("Sở Y tế huyện Yên Thành", district) is None
    assert body("Phòng CSGT huyện Yên Thành", district) is None


@pytest.mark.parametrize("row", table("reforms")["former"], ids=lambda row: row["code"])
def test_former_places_lead_to_known_ones(row):
    known = places.load().by_code
    assert known[row["code"]].until == row["until"]
    assert row.get("successor") is None or known[row["successor"]].level == known[row["code"]].level
