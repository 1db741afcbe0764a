"""Kinds, units and numbers in words."""

import pytest

from bantin.linking.quantities import quantities
from bantin.pipeline import blank


@pytest.fixture(scope="module")
def read():
    nlp = blank()

    def read(text):
        doc = nlp.get_pipe("bantin_sentences")(nlp.make_doc(text))
        found = quantities(doc)
        for q in found:
            assert doc.text[q.start : q.end]
        return [(doc.text[q.start : q.end], q.value, q.kind, q.unit) for q in found]

    return read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("trị giá 4,5 tỉ đồng", ("4,5 tỉ đồng", 4_500_000_000, "money", "VND")),
        ("hơn 500 triệu.", ("500 triệu", 500_000_000, "money", "VND")),
        ("thu 86 triệu đồng", ("86 triệu đồng", 86_000_000, "money", "VND")),
        ("mất 2.000 USD", ("2.000 USD", 2000, "money", "USD")),
        ("lãi 1 tỷ 200 triệu đồng", ("1 tỷ 200 triệu đồng", 1_200_000_000, "money", "VND")),
        ("vốn 3 nghìn tỷ đồng", ("3 nghìn tỷ đồng", 3_000_000_000_000, "money", "VND")),
        ("phạt một triệu đồng", ("một triệu đồng", 1_000_000, "money", "VND")),
        ("thu 2,387 gram Methamphetamine", ("2,387 gram Methamphetamine", 2.387, "drugs", "g")),
        ("giấu 10 bánh heroin", ("10 bánh heroin", 10, "drugs", None)),
        ("chở 5 kg ma túy", ("5 kg ma túy", 5000, "drugs", "g")),
        ("có 1,2kg chất ma túy", ("1,2kg chất ma túy", 1200, "drugs", "g")),
        ("chở 30kg pháo", ("30kg", 30, "measure", None)),
        ("khiến 2 người chết", ("2 người chết", 2, "dead", None)),
        ("khiến năm người tử vong", ("năm người tử vong", 5, "dead", None)),
        ("làm 12 người trên xe bị thương", ("12 người", 12, "injured", None)),
        ("làm chết 2 người", ("2 người", 2, "dead", None)),
        ("còn 3 thuyền viên mất tích", ("3 thuyền viên mất tích", 3, "missing", None)),
        ("làm 9 người chết và bị thương", ("9 người chết và bị thương", 9, "casualties", None)),
        ("tặng 06 tập thể", ("06 tập thể", 6, "groups", None)),
        ("cá của 2 hộ dân bất ngờ chết", ("2 hộ dân", 2, "groups", None)),
        ("xảy ra 746 vụ", ("746 vụ", 746, "cases", None)),
        ("giữ hai mươi lăm xe máy", ("hai mươi lăm xe máy", 25, "vehicles", None)),
        ("rộng 5 ha", ("5 ha", 50_000, "area", "m2")),
        ("đạt 98%", ("98%", 98, "share", "%")),
        ("phạt 7 năm 6 tháng tù giam", ("7 năm 6 tháng tù giam", 90, "sentence", "month")),
        ("phạt bảy năm tù", ("bảy năm tù", 84, "sentence", "month")),
        ("phạt 6 tháng cải tạo không giam giữ", ("6 tháng cải tạo không giam giữ", 6, "sentence", "month")),
        ("y án chung thân với bị cáo", ("án chung thân", 1, "sentence", None)),
        ("lĩnh án tù chung thân", ("tù chung thân", 1, "sentence", None)),
        ("bắt 2 đồng phạm", ("2 đồng phạm", 2, "people", None)),
        ("có 1,5 triệu lượt người xem", ("1,5 triệu lượt người", 1_500_000, "people", None)),
    ],
)  # fmt: skip
def test_one_quantity(read, text, expected):
    assert read(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "trong năm người dân góp sức",
        "tháng ba xã mở hội",
        "tại ngã ba thị trấn",
        "một người đi đường thấy",
        "anh Tám (SN 1990) tử vong",
        "hai bà trưng",
        "lúc 15h30 người dân báo",
        "đạt giải ba cuộc thi vẽ",
        "trong năm 2017 huyện mở ba tuyến đường",
        "hôm 2-9 người dân đổ về",
        "chiều 9/7 trường đóng cửa",
    ],
)
def test_what_only_looks_like_a_number_counts_nothing(read, text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("mức án 3 – 6 tháng tù giam", [("3", 3), ("6 tháng tù giam", 6)]),
        ("từ 7 đến 8 năm tù", [("7", 84), ("8 năm tù", 96)]),
        ("nhận 9-13 năm tù", [("9", 108), ("13 năm tù", 156)]),
        ("từ 9 tháng đến 1 năm cải tạo không giam giữ", [("9 tháng", 9), ("1 năm cải tạo không giam giữ", 12)]),
        ("từ 1 năm 6 tháng – 2 năm tù", [("1 năm 6 tháng", 18), ("2 năm tù", 24)]),
        ("từ 4 năm tù đến 9 năm tù", [("4 năm tù", 48), ("9 năm tù", 108)]),
        ("bị cáo 45 - 5 năm tù", [("5 năm tù", 60)]),
    ],
)
def test_a_range_of_terms_is_both_its_figures(read, text, figures):
    assert [(said, value) for said, value, _, _ in read(text)] == figures


def test_the_figures_of_a_date_count_nothing(document):
    assert document("[D Năm 2017] huyện có [D tháng 3] xã về đích, thêm 2 xã.")._.links.quantities[0].value == 2


@pytest.mark.parametrize(
    "text", ["2 người suýt chết", "2 người thoát chết", "2 đối tượng đánh chết người", "3 người được cứu, chết vì sợ"]
)
def test_the_living_are_not_counted_as_dead(read, text):
    assert [kind for _, _, kind, _ in read(text)] == ["people"]


def test_a_part_of_a_whole_is_a_share():
    (found,) = quantities(blank().get_pipe("bantin_sentences")(blank().make_doc("có 15/18 Công an xã, thị trấn")))
    assert (found.value, found.of, found.kind, found.unit_text) == (15, 18, "share", "công an xã, thị trấn")


def test_a_title_without_a_full_stop_does_not_run_into_the_lede(read):
    assert [kind for _, _, kind, _ in read("Bắt 2 đối tượng\nTử vong sau khi uống rượu")] == ["people"]


@pytest.mark.parametrize(
    "text", ["2,4.5kg", "1.2.3 người", "3,000,000 đồng", "1/2/3 xe", "5.000.00 đồng", "0 người chết"]
)
def test_odd_numbers_break_nothing(read, text):
    assert all(value >= 0 for _, value, _, _ in read(text))
