"""Zones: what each part of an article is on its page."""

from __future__ import annotations

import unicodedata
from types import SimpleNamespace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bantin.language.zones import find_zones

TITLE = "Công an huyện Đông Lĩnh sơ kết công tác quý I"
SECTION = "Tin trong tỉnh"
LEDE = "Sáng 3/5, Công an huyện Đông Lĩnh tổ chức hội nghị sơ kết công tác quý I, đánh giá kết quả đấu tranh với tội phạm trên địa bàn."
BODY = "Dự hội nghị có Trung tá Lê Văn Khải, Trưởng Công an huyện cùng đại diện các phòng, ban và lãnh đạo các xã, thị trấn trong huyện."
LAST = "Kết luận hội nghị, Trung tá Lê Văn Khải yêu cầu các đơn vị tiếp tục nắm chắc tình hình, làm tốt công tác phòng ngừa tội phạm"
CAPTION = "Quang cảnh hội nghị sơ kết công tác quý I"
BYLINE = "Thu Trang"
HEADER = "Thứ Sáu, 03/05/2024, 16:45 [GMT+7]"


def kinds(text, title=None):
    """(kind, text) of every zone."""
    return [(zone.kind, text[zone.start : zone.end]) for zone in find_zones(text, title)]


def page(*lines):
    return "\n".join(lines)


def test_a_whole_page_is_taken_apart():
    text = page(HEADER, SECTION, TITLE, f"(Congan.example.gov.vn)- {LEDE}", CAPTION, CAPTION, BODY, f"{LAST}.", BYLINE)
    assert kinds(text) == [
        ("header", HEADER), ("section", SECTION), ("title", TITLE), ("dateline", "(Congan.example.gov.vn)-"), ("lede", LEDE),
        ("caption", CAPTION), ("caption", CAPTION), ("body", BODY), ("body", f"{LAST}."), ("byline", BYLINE),
    ]  # fmt: skip


@pytest.mark.parametrize("line_end", ["\r\n", "\n\n", "\r\n\r\n", " \n\t"])
def test_line_ends_do_not_matter(line_end):
    lines = [HEADER, SECTION, TITLE, LEDE, CAPTION, CAPTION, BODY, f"{LAST}.", BYLINE]
    assert kinds(line_end.join(lines)) == kinds(page(*lines))


def test_zones_are_the_same_in_nfd():
    text = page(HEADER, SECTION, TITLE, f"(Congan.example.gov.vn)- {LEDE}", CAPTION, BODY, f"{LAST}./.{BYLINE}")
    decomposed = kinds(unicodedata.normalize("NFD", text))
    assert [(kind, unicodedata.normalize("NFC", part)) for kind, part in decomposed] == kinds(text)


HEADERS = [
    HEADER,
    "Thứ Hai, ngày 06/05/2024",
    "Chủ nhật, 5/5/2024, 08:10",
    "03/05/2024 16:45",
    "16:45 | 03/05/2024",
    "THỨ BA 7-5-2024",
]


@pytest.mark.parametrize("header", HEADERS)
def test_a_date_line_on_top_is_the_header(header):
    assert kinds(page(header, TITLE, LEDE, BODY))[:3] == [("header", header), ("title", TITLE), ("lede", LEDE)]


def test_a_date_in_the_first_sentence_is_no_header():
    assert kinds(f"03/05/2024 là ngày hội của toàn dân. {LEDE}")[0][0] == "body"


DATELINES = ["(Congan.example.gov.vn)-", "(Bantin.vn) -", "TTO -", "Bantin.vn –", "[TTXVN]", "Dân trí -"]


@pytest.mark.parametrize("source", DATELINES)
def test_the_source_before_the_first_sentence_is_the_dateline(source):
    assert kinds(page(TITLE, f"{source} {LEDE}", BODY)) == [
        ("title", TITLE),
        ("dateline", source),
        ("lede", LEDE),
        ("body", BODY),
    ]


def test_a_place_before_the_first_sentence_is_no_dateline():
    assert [kind for kind, _ in kinds(f"Mỹ Lâm - {LEDE}")] == ["body"]


@pytest.mark.parametrize(
    "second",
    [
        CAPTION,
        CAPTION.replace(" nghị ", "  nghị "),
        CAPTION.replace("nghị", "nghị\u00a0"),
        CAPTION.upper(),
        unicodedata.normalize("NFD", CAPTION),
    ],
)
def test_a_repeated_caption_is_marked_also_when_it_differs_in_spaces_or_spelling(second):
    zones = [zone for zone in find_zones(page(TITLE, LEDE, CAPTION, second, BODY)) if zone.kind == "caption"]
    assert [zone.duplicate for zone in zones] == [False, True]


def test_a_caption_repeated_further_down_is_marked():
    zones = find_zones(page(TITLE, LEDE, CAPTION, BODY, CAPTION, f"{LAST}."))
    assert [zone.duplicate for zone in zones if zone.kind == "caption"] == [False, True]


def test_different_captions_are_no_duplicates():
    zones = find_zones(page(TITLE, LEDE, CAPTION, "Đại biểu dự hội nghị", "Ảnh: Thu Trang", BODY))
    assert [(zone.kind, zone.duplicate) for zone in zones[2:5]] == [("caption", False)] * 3


def test_only_captions_are_duplicates():
    assert not any(zone.duplicate for zone in find_zones(page(TITLE, LEDE, BODY, BODY, BODY)) if zone.kind != "caption")


@pytest.mark.parametrize(
    "byline", [BYLINE, "Thu Trang - Lê Hải", "Lê Hải (tổng hợp)", "PV (tổng hợp)", "Theo Lê Hải/Bantin.vn", "H.Hưng"]
)
def test_an_author_on_the_last_line_is_the_byline(byline):
    assert kinds(page(TITLE, LEDE, BODY, f"{LAST}.", byline))[-1] == ("byline", byline)


@pytest.mark.parametrize("end", ["./.", "./. ", ".", "./.  "])
@pytest.mark.parametrize("byline", [BYLINE, "Thu Trang - Lê Hải"])
def test_an_author_glued_behind_the_last_sentence_is_the_byline(end, byline):
    assert kinds(page(TITLE, LEDE, BODY, LAST + end + byline))[-2:] == [
        ("body", LAST + end.strip()),
        ("byline", byline),
    ]


@pytest.mark.parametrize("last", [f"{LAST}.", f"{LAST}./.", f"{LAST} của Công an tỉnh Mỹ Lâm."])
def test_a_last_sentence_without_an_author_has_no_byline(last):
    assert kinds(page(TITLE, LEDE, BODY, last))[-1] == ("body", last)


@pytest.mark.parametrize("title", [TITLE, TITLE.upper(), f"  {TITLE} ", TITLE.replace(" ", "  ")])
def test_a_title_that_the_source_gave_is_recognised_in_the_text(title):
    assert kinds(page(SECTION, TITLE, LEDE, BODY), title) == [
        ("section", SECTION),
        ("title", TITLE),
        ("lede", LEDE),
        ("body", BODY),
    ]


def test_a_title_that_does_not_stand_in_the_text_names_no_line():
    assert [kind for kind, _ in kinds(page(LEDE, BODY), "Một đầu đề khác")] == ["body", "body"]


@pytest.mark.parametrize("text", ["", " ", "\n \r\n"])
def test_a_text_without_a_line_has_no_zones(text):
    assert find_zones(text) == []


def test_one_paragraph_is_body():
    assert kinds(f"{LEDE} {BODY}") == [("body", f"{LEDE} {BODY}")]


LINES = [
    HEADER, SECTION, TITLE, f"(Bantin.vn) - {LEDE}", "TTO - ", "(Bantin.vn)", LEDE, BODY, f"{LAST}./.{BYLINE}", f"{LAST}. ", CAPTION, BYLINE,
    "Ảnh: Thu Trang", "PV", "***", ".", "./.", "\u0301", "Á" + "\u0301" * 90, "(T.H)", "và " * 120, "\x00",
]  # fmt: skip
SEPARATORS = st.sampled_from(["\n", "\r\n", "\n\n", "\u2028", "\x1c", "\x0b", " ", "\u00a0\n"])
PAGES = st.lists(st.tuples(st.sampled_from(LINES), SEPARATORS).map("".join), max_size=8).map("".join)
ANY = st.text(alphabet=st.characters(exclude_categories=["Cs"]))


@settings(deadline=None, max_examples=300)
@given(PAGES | ANY, st.none() | st.sampled_from([TITLE, "", "khác"]))
@example("\u0301" * 100_000, None)
@example("a " * 50_000, None)
@example("Hà\n" * 20_000, None)
def test_zones_lie_in_order_inside_the_text_and_never_overlap(text, title):
    at = 0
    for zone in find_zones(text, title):
        assert at <= zone.start < zone.end <= len(text)
        assert text[zone.start : zone.end] == text[zone.start : zone.end].strip()
        assert not text[at : zone.start].strip()  # nothing is left out
        at = zone.end
    assert not text[at:].strip()


def test_component_sets_the_zones_and_knows_the_title_of_the_article(untrained):
    doc = untrained.make_doc(page(SECTION, TITLE, LEDE))
    doc._.article = SimpleNamespace(title=TITLE)
    zones = untrained.get_pipe("bantin_zones")(doc)._.zones
    assert [zone.kind for zone in zones] == ["section", "title", "lede"]
