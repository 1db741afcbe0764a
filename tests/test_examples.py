"""The facts that articles of the kind bantin is made for must give, end to end."""

from __future__ import annotations

import pytest

from conftest import ARTICLES


def person(record, name):
    """(rank as written, position, unit's name) of a person who must stand in the record exactly once."""
    (found,) = [p for p in record["people"] if p["name"] == name]
    units = {u["id"]: u["name"] for u in record["units"]}
    return found["rank"]["text"], found["position"], units.get(found["unit"])


def unit(record, identity):
    """Name of a unit by its id."""
    return next(u["name"] for u in record["units"] if u["id"] == identity)


def event(record, kind):
    """The event of a type, which must be there once."""
    (found,) = [e for e in record["events"] if e["type"] == kind]
    return found


@pytest.fixture(scope="module")
def bac_quang(read):
    return read((ARTICLES / "hoi_nghi_bac_quang.txt").read_text(encoding="utf-8"))


def test_own_article_metadata(bac_quang):
    assert bac_quang["published"] == "2023-04-14T15:40:00+07:00"
    assert bac_quang["publisher"] == "Congan.hagiang.gov.vn"
    assert bac_quang["byline"] == "Lệ Thu"
    assert bac_quang["title"].startswith("Khen thưởng và sơ kết")
    captions = [z for z in bac_quang["zones"] if z["kind"] == "caption"]
    assert [z.get("duplicate", False) for z in captions] == [False, True, False, True]


def test_own_article_people_and_units(bac_quang):
    assert person(bac_quang, "Hoàng Minh Tuấn") == ("Thượng tá", "Phó trưởng", "Công an huyện Bắc Quang")
    assert person(bac_quang, "Lục Thị Hạnh") == ("Trung tá", "Đội trưởng", "Đội Tham mưu")
    tuan = next(p for p in bac_quang["people"] if p["name"] == "Hoàng Minh Tuấn")
    assert len(tuan["mentions"]) == 4
    huyen = next(u for u in bac_quang["units"] if u["name"] == "Công an huyện Bắc Quang")
    bare = [e for e in bac_quang["entities"] if e["text"] == "Công an huyện"]
    assert bare
    assert all(e["id"] in huyen["mentions"] for e in bare)
    assert huyen["place"]["province"] == "Hà Giang"


def test_own_article_events_and_values(bac_quang):
    conference = event(bac_quang, "conference")
    assert conference["primary"]
    assert (conference["date"]["start"], conference["date"]["part"]) == ("2023-04-13", "afternoon")
    assert unit(bac_quang, conference["organizer"]) == "Công an huyện Bắc Quang"
    assert conference["place"]["province"] == "Hà Giang"
    assert "chair" in [p["role"] for p in conference["participants"]]
    assert [(q["text"], q["value"]) for q in event(bac_quang, "commendation")["quantities"]] == [
        ("04 tập thể", 4),
        ("09 cá nhân", 9),
    ]
    (plan,) = bac_quang["documents"]
    assert (plan["kind"], plan["number"], plan["date"], plan["issuer"]) == (
        "plan",
        "118",
        "2023-01-12",
        "Công an tỉnh Hà Giang",
    )
    assert ("17/23 Công an xã, thị trấn", 17, 23) in [(q["text"], q["value"], q["of"]) for q in bac_quang["quantities"]]
    assert bac_quang["abbreviations"]["ANCS"] == "an ninh cơ sở"
    assert bac_quang["abbreviations"]["CBCS"] == "cán bộ, chiến sĩ"


def test_first_example_article(shared, read):
    record = read((shared / "examples" / "000_4884096aec3595e8.txt").read_text(encoding="utf-8"))
    assert record["published"] == "2022-05-23T20:02:00+07:00"
    assert (record["publisher"], record["byline"]) == ("Congan.nghean.gov.vn", "Hồng Hạnh")
    assert [z.get("duplicate", False) for z in record["zones"] if z["kind"] == "caption"] == [False, True, False, True]
    conference = event(record, "conference")
    assert conference["primary"]
    assert (conference["date"]["start"], conference["date"]["part"]) == ("2022-05-23", "morning")
    assert unit(record, conference["organizer"]) == "Công an huyện Hưng Nguyên"
    assert conference["place"]["province"] == "Nghệ An"
    assert "06 tập thể" in [q["text"] for q in event(record, "commendation")["quantities"]]
    (plan,) = record["documents"]
    assert (plan["number"], plan["date"], plan["issuer"]) == ("297", "2021-09-27", "Công an tỉnh Nghệ An")
    quantities = {q["text"]: (q["value"], q["of"]) for q in record["quantities"]}
    assert quantities["10 văn bản"] == (10, None)
    assert quantities["15/18 Công an xã, thị trấn"] == (15, 18)
    assert "CCHC" in record["abbreviations"]


def test_second_example_article(shared, read):
    record = read((shared / "examples" / "004_b676acb0c73fd1ed.txt").read_text(encoding="utf-8"))
    assert record["byline"] == "Thanh Bình"
    assert person(record, "Nguyễn Văn Đồng") == ("Thượng tá", "Trưởng", "Công an huyện Sơn Tịnh")
    assert person(record, "Nguyễn Mậu Đông") == ("Thượng tá", "Phó trưởng", "Công an huyện Sơn Tịnh")
    assert person(record, "Phạm Đình Hoan") == ("Trung tá", "Đội trưởng", "Đội Tổng hợp")
    assert len(record["people"]) == 3
    bare = {e["id"] for e in record["entities"] if e["label"] == "UNIT" and e["text"] == "Công an huyện"}
    assert bare
    assert bare <= set(next(u for u in record["units"] if u["name"] == "Công an huyện Sơn Tịnh")["mentions"])
    conference = event(record, "conference")
    chair = next(p["person"] for p in conference["participants"] if p["role"] == "chair")
    assert next(p["name"] for p in record["people"] if p["id"] == chair) == "Nguyễn Văn Đồng"
    assert event(record, "campaign")
    assert {"CCHC", "TTHC", "CSQLHC về TTXH", "CSGT-TT", "CBCS", "BCH"} <= record["abbreviations"].keys()
