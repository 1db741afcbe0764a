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
    ],
)
def test_what_only_looks_like_a_number_counts_nothing(read, text):
    assert read(text) == []


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
