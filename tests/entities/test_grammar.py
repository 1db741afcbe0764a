"""Grammars: calendar expressions and documents, each with the span that it covers."""

from __future__ import annotations

import re
import unicodedata

import pytest

from bantin.entities.grammar import proposals


@pytest.fixture(scope="module")
def propose(table_of):
    """(text, label) of every proposal in a text."""

    def propose(text):
        table = table_of(text)
        doc = table.docs[0]
        spans = [
            (int(table.position[start]), int(table.position[end - 1]) + 1, label)
            for start, end, label in proposals(table)
        ]
        return [(doc[start:end].text, label) for start, end, label in spans]

    return propose


DATES = [
    "Sáng 23/5/2024", "6h sáng 6/2", "ngày 27/9/2021", "23/5/2024", "23-5-2024", "23.5.2024", "ngày 1.6", "ngày 16-6", "sáng 16-6",
    "ngày 5 tháng 9 năm 2023", "ngày 5 tháng 9, năm 2023", "ngày 5 tháng 9", "ngày 8 tháng 3/2020", "mùng 3 tháng Giêng", "mồng 5 tháng 5",
    "ngày 15", "hôm 3/4", "đêm 30/12", "rạng sáng 4/7", "chiều tối 12/6", "chiều 4.5", "nửa đêm 8/8", "Quốc khánh 2/9",
    "14h30", "2h40", "20:02", "17h", "9g15", "17 giờ", "17 giờ 45 phút", "8 giờ sáng", "7 giờ rưỡi",
    "14h30 ngày 3/4", "20h15 tối 9/10", "9h30 sáng ngày 7/8/2020", "17 giờ 45 ngày 3/4", "23h đêm 5/6", "9g15 sáng 3-4",
    "sáng nay", "trưa nay", "tối qua", "đêm qua", "chiều mai", "hôm nay", "hôm qua", "ngày mai", "ngày hôm sau", "cùng ngày", "chiều cùng ngày",
    "thứ Hai, ngày 6/5/2024", "thứ sáu", "Chủ nhật",
    "tháng 5", "tháng 3/2022", "tháng 10-2023", "tháng 7.2022", "tháng 12 năm ngoái", "đầu tháng 3/2022", "giữa tháng 11/2023", "cuối tháng 4", "tháng trước",
    "sáng thứ Bảy tuần trước", "thứ Hai tuần tới", "8h sáng thứ Hai", "tuần này", "cuối tuần qua", "ngày mốt", "14h30' ngày 3/4", "8 giờ kém 15 phút sáng 3/4",
    "ngày 5/6 năm 2016", "ngày 5/6 năm ngoái", "ngày 30 tháng Tư", "ngày 20 tháng trước", "ngày 27-30/12", "ngày 1-3/5/2022", "tháng 5-6/2023", "ngày 5/6/87", "ngày 12-3-21",
    "6 tháng cuối năm ngoái", "nửa đầu năm 2023", "10 ngày đầu tháng 6/2022", "quý 3-2022", "quí I năm nay",
    "năm 2021", "năm nay", "năm ngoái", "cuối năm 2016", "6 tháng đầu năm 2017", "6 tháng cuối năm", "quý I/2024", "quý 2 năm 2023", "quý IV",
]  # fmt: skip
DOCUMENTS = [
    "Kế hoạch số 297", "Kế hoạch số 45/KH-CAH", "Kế hoạch số: 12/KH-BCA", "Kế hoạch số 297/KH - CAT", "Nghị định 100/2019/NĐ-CP",
    "Nghị định số 100/2019/NĐ-CP", "NĐ 100", "Thông tư 15/2022/TT-BCA", "Thông tư liên tịch số 03/2018/TTLT-BCA-BQP", "Chỉ thị 12/CT-TTg",
    "Chỉ thị số 05-CT/TW", "Nghị quyết số 18-NQ/TW", "nghị quyết 35", "Quyết định số 06/QĐ-TTg", "Quyết định 1234/QĐ-UBND", "Công văn 88/CAT-PV01",
    "Công điện số 09", "Đề án 06", "Tờ trình số 55/TTr-SNV", "Thông báo số 12", "Lệnh truy nã số 15", "Quyết định truy nã số 07/QĐ-CSĐT",
    "Bộ luật Hình sự", "Bộ luật Hình sự năm 2015", "Bộ luật Tố tụng hình sự", "BLHS", "Luật Giao thông đường bộ", "Luật Đất đai 2013",
    "Luật Phòng, chống ma túy", "Luật Phòng cháy và chữa cháy", "Luật Cư trú năm 2020", "Hiến pháp năm 2013", "Pháp lệnh Cảnh vệ",
    "Điều 202 Bộ luật Hình sự", "Điều 134 của Bộ luật Hình sự", "khoản 1 Điều 173 Bộ luật Hình sự", "khoản 2, Điều 251 BLHS",
    "điểm a khoản 1 Điều 12 Luật Cư trú", "điểm c, khoản 3, Điều 5 Nghị định 100/2019/NĐ-CP", "Điều 12 và 13 Luật Cư trú",
]  # fmt: skip
ROWS = [*((text, "DATE") for text in DATES), *((text, "DOCUMENT") for text in DOCUMENTS)]


@pytest.mark.parametrize(("text", "label"), ROWS)
def test_the_whole_expression_is_proposed(propose, text, label):
    assert propose(text) == [(text, label)]


@pytest.mark.parametrize(("text", "label"), ROWS)
@pytest.mark.parametrize("frame", ["Lực lượng ra quân từ {}, đạt kết quả tốt", "Theo {}.", "(căn cứ {})"])
def test_the_words_around_an_expression_are_not_part_of_it(propose, frame, text, label):
    assert propose(frame.format(text)) == [(text, label)]


@pytest.mark.parametrize(("text", "label"), ROWS)
def test_an_expression_is_proposed_in_nfd(propose, text, label):
    decomposed = unicodedata.normalize("NFD", text)
    assert propose(decomposed) == [(decomposed, label)]


@pytest.mark.parametrize("text", [text for text in DATES if not re.search(r"\d[hg]", text)])
@pytest.mark.parametrize("case", [str.upper, str.lower, str.title])
def test_a_calendar_expression_is_proposed_in_any_case(propose, text, case):
    assert propose(case(text)) == [(case(text), "DATE")]


@pytest.mark.parametrize("text", ["ngày 27\n9 tháng 5", "Điều 202\nBộ luật Hình sự", "chiều. Ngày 3/5"])
def test_no_expression_goes_over_the_border_of_a_sentence(propose, text):
    assert not any("\n" in span or ". " in span for span, _ in propose(text))


NOTHING = [
    "15/18 Công an xã", "3 tháng", "20 ngày", "12 người", "tỷ lệ 3/4", "năm 20 tuổi", "hiện nay", "thời gian tới", "sau đó", "2,5 triệu đồng",
    "quyết định của Bộ trưởng", "quyết định khởi tố", "kế hoạch 5 năm", "chương trình 3 ngày", "quy định 12 tháng", "báo cáo 9 tháng", "điều 12", "luật sư", "bộ đội",
]  # fmt: skip


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_calendar_expression_and_no_document_is_not_proposed(propose, text):
    assert propose(text) == []


BESIDE = [
    ("Kế hoạch số 297 ngày 27/9/2021", [("Kế hoạch số 297", "DOCUMENT"), ("ngày 27/9/2021", "DATE")]),
    ("Nghị định 123/NĐ - CP ngày 3/4", [("Nghị định 123/NĐ - CP", "DOCUMENT"), ("ngày 3/4", "DATE")]),
    ("Nghị quyết 35 ngày 3/4", [("Nghị quyết 35", "DOCUMENT"), ("ngày 3/4", "DATE")]),
    ("kế hoạch 6 tháng đầu năm", [("6 tháng đầu năm", "DATE")]),
    ("kế hoạch năm 2022", [("năm 2022", "DATE")]),
    ("Kế hoạch số 12 - Công an huyện", [("Kế hoạch số 12", "DOCUMENT")]),
    ("từ ngày 3/5 đến ngày 7/5/2024", [("ngày 3/5", "DATE"), ("ngày 7/5/2024", "DATE")]),
    ("thứ Hai tới", [("thứ Hai", "DATE")]),
    ("từ 8h đến 11h30 ngày 3/5", [("8h", "DATE"), ("11h30 ngày 3/5", "DATE")]),
    ("Luật Cư trú và Luật Căn cước", [("Luật Cư trú", "DOCUMENT"), ("Luật Căn cước", "DOCUMENT")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "spans"), BESIDE)
def test_expressions_beside_each_other_are_apart(propose, text, spans):
    assert propose(text) == spans


@pytest.mark.parametrize(
    "text",
    [
        "Kế hoạch số 12/" + "A-" * 60 + "Q\u0301",
        "Kế hoạch số 1 - " + "a-" * 28 + "z@bantin.vn",
        "kế hoạch 1" + " / a" * 5_000,
        "ngày 1 tháng " * 5_000,
    ],
)
def test_a_long_run_of_codes_is_read_through(propose, text):
    assert all(label in ("DATE", "DOCUMENT") for _, label in propose(text))
