import datetime as dt

import pytest
import spacy

from bantin.linking import places
from bantin.linking.abbreviations import abbreviations
from bantin.linking.bodies import height, key_of, kind_of, level_of
from bantin.linking.documents import read_document
from bantin.linking.quantities import quantities
from bantin.linking.ranks import rank_code
from bantin.pipeline import blank
from bantin.resources import table


@pytest.mark.parametrize("spelling", ["Thượng úy", "thượng uý", "THƯỢNG ÚY", "Thượng  Úy"])
def test_rank_code_does_not_depend_on_spelling(spelling):
    assert rank_code(spelling) == "thuong_uy"


def test_ranks_of_the_police_are_complete_and_ordered():
    police = [row["id"] for row in table("ranks")["rank"] if "police" in row["force"] and row["id"] != "tuong"]
    assert police == [
        "binh_nhi",
        "binh_nhat",
        "ha_si",
        "trung_si",
        "thuong_si",
        "thieu_uy",
        "trung_uy",
        "thuong_uy",
        "dai_uy",
        "thieu_ta",
        "trung_ta",
        "thuong_ta",
        "dai_ta",
        "thieu_tuong",
        "trung_tuong",
        "thuong_tuong",
        "dai_tuong",
    ]
    orders = [row["order"] for row in table("ranks")["rank"] if row["id"] in police]
    assert orders == sorted(orders)


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("thực hiện cải cách tư pháp (CCTP) tại địa bàn", "CCTP", "cải cách tư pháp"),
        ("đề án phòng, chống rửa tiền (PCRT)", "PCRT", "phòng, chống rửa tiền"),
        ("Ban Chỉ đạo (BCĐ) họp", "BCĐ", "Ban Chỉ đạo"),
    ],
)
def test_abbreviation_that_the_text_defines(text, short, long):
    assert abbreviations(text)[short] == long


def test_own_definition_wins_over_the_table():
    assert abbreviations("câu hỏi bảo học sinh (CBHS) và CBCS")["CBCS"] == "cán bộ, chiến sĩ"
    assert abbreviations("công bằng cho sinh viên, cơ bản có sẵn (CBCS)")["CBCS"] == "cơ bản có sẵn"


def test_brackets_that_are_no_initials_define_nothing():
    assert abbreviations("ông Nam (SN 1980) ở quận Một (TPHX)") == {"SN": "sinh năm"}


@pytest.mark.parametrize(
    ("text", "value", "of", "unit"),
    [
        ("tặng 06 tập thể", 6, None, "tập thể"),
        ("có 15/18 Công an xã, thị trấn", 15, 18, "công an xã, thị trấn"),
        ("trị giá 3,5 tỷ đồng", 3_500_000_000, None, "tỷ đồng"),
        ("phạt 7.500.000 đồng", 7_500_000, None, "đồng"),
        ("làm 2 người chết", 2, None, "người chết"),
        ("thu 1,2 kg", 1.2, None, "kg"),
        ("đạt 98%", 98, None, "%"),
    ],
)
def test_quantity(text, value, of, unit):
    doc = blank().make_doc(text)
    (found,) = quantities(doc)
    assert (found.value, found.of, found.unit_text) == (value, of, unit)
    assert doc.text[found.start : found.end].lower().endswith(unit[-2:])


@pytest.mark.parametrize("text", ["ngày 15/8", "năm 2021", "lúc 14h30", "số 12 Lê Lợi", "biển số 29A-12345"])
def test_what_counts_nothing_is_no_quantity(text):
    assert quantities(blank().make_doc(text)) == []


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("Kế hoạch số 297", "plan", "297"),
        ("Nghị định 100/2019/NĐ-CP", "decree", "100/2019/NĐ-CP"),
        ("Quyết định số 12/QĐ-UBND", "decision", "12/QĐ-UBND"),
        ("Điều 202 Bộ luật Hình sự", "law", None),
    ],
)
def test_document(text, kind, number):
    found = read_document(text)
    assert (found.kind, found.number) == (kind, number)


@pytest.mark.parametrize(
    ("name", "kind", "level"),
    [
        ("công an huyện sơn tịnh", "police", "district"),
        ("công an tp hà nội", "police", "province"),
        ("bộ công an", "police", "ministry"),
        ("phòng csgt công an tỉnh long an", "police", "province"),
        ("ubnd xã hòa an", "government", "commune"),
        ("vksnd tỉnh bắc giang", "procuracy", "province"),
        ("tand quận 1", "court", "district"),
        ("bệnh viện bạch mai", "health", None),
        ("công ty tnhh hòa bình", "company", None),
    ],
)
def test_unit_kind_and_level(name, kind, level):
    assert kind_of(name)[0] == kind
    assert level_of(name) == level


def test_bodies_stand_in_order():
    chain = [
        "đội csgt số 3",
        "phòng csgt",
        "công an xã an hòa",
        "công an huyện an dương",
        "công an tỉnh long an",
        "cục csgt",
        "bộ công an",
    ]
    heights = [height(name) for name in chain]
    assert heights == sorted(heights)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CSGT tỉnh Long An", "Cảnh sát giao thông tỉnh Long An"),
        ("Công an TP.HCM", "Công an TP HCM"),
        ("UBND TP. Đà Nẵng", "ubnd thành phố Đà Nẵng"),
        ("Công an tỉnh Hoà Bình", "Công an Hòa Bình"),
    ],
)
def test_spellings_of_one_body_meet(one, other):
    assert key_of(one) == key_of(other)


def test_place_of_both_systems():
    (old,) = places.load().find("huyện Sơn Tịnh", dt.date(2022, 1, 1))
    assert (old.code, places.load().province(old).name) == ("527", "Quảng Ngãi")
    (new,) = places.load().find("xã Sơn Tịnh", dt.date(2026, 1, 1))
    assert new.code.startswith("n")
    assert places.load().province(new).name == "Quảng Ngãi"


def test_shared_name_gives_every_candidate_unless_the_article_tells():
    many = places.load().find("huyện Châu Thành", dt.date(2022, 1, 1))
    assert len(many) > 3
    one = places.load().find(
        "huyện Châu Thành",
        dt.date(2022, 1, 1),
        near=frozenset({places.load().find("tỉnh Tây Ninh", dt.date(2022, 1, 1))[0].code}),
    )
    assert [places.load().province(p).name for p in one] == ["Tây Ninh"]


def test_every_successor_and_parent_exists():
    known = places.load().by_code
    for place in known.values():
        assert not place.parent or place.parent in known
        assert all(known[code].valid == "new" for code in place.successors) or place.valid == "older"
        assert all(code in known for code in place.successors)
    assert sum(p.level == "province" and p.valid == "new" for p in known.values()) == 34
    assert sum(p.level == "province" and p.valid == "old" for p in known.values()) == 63


def test_pipeline_needs_no_model_of_spacys():
    assert (
        spacy.blank("vi", config={"nlp": {"tokenizer": {"@tokenizers": "bantin.Tokenizer.v1"}}}).make_doc("a").text
        == "a"
    )


def test_a_long_name_of_an_office_is_read_in_one_way(link):
    """What may stand in a name had overlapping parts: this one took minutes."""
    name = "Sở " + "Chăm sóc Sức khỏe " * 12 + "- Đại diện P"
    _, record = link(f"[U {name}] họp.")
    assert record["units"][0]["place"] is None
