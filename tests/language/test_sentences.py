"""Sentence borders: line ends, and full stops that no abbreviation explains."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

SPLIT = {
    "two statements": ["Công an xã Đông Lĩnh ra quân.", "Hai đối tượng bị bắt."],
    "figures begin a sentence": ["Kết thúc ngày 5/6.", "7 người ở lại."],
    "a thousands' point is no end": ["Thu giữ 3.500 viên.", "12 người bị phạt."],
    "TP. before its name": ["Vụ việc xảy ra tại TP. HCM vào sáng 3/5.", "Không ai bị thương."],
    "TP.HCM at the end": ["Xe chạy về TP.HCM.", "Công an đã dừng xe."],
    "ward and district": ["Tại P. 12, Q. 5, xe tải lật.", "Tài xế thoát nạn."],
    "academic titles": ["PGS. TS. Lê Văn Khải phát biểu.", "Hội nghị kết thúc lúc 11h."],
    "initials with a stop": ["Anh N.V.A. đã ra đầu thú.", "Chị T. bị thương nhẹ."],
    "an initial as a surname's end": ["Bị cáo Trần T. khai nhận.", "Tòa nghị án."],
    "v.v.": ["Tang vật gồm dao, búa, v.v.", "Công an đang xác minh."],
    "a quotation's end": ["Ông nói: “Chúng tôi sẽ làm rõ.”", "Sau đó, ông rời hội trường."],
    "a question in quotation marks": ["“Có ai bị thương không?”", "Bà hỏi.", "Không ai trả lời!"],
    "straight quotation marks": ['Bà kêu: "Cháy!"', "Mọi người chạy ra."],
    "brackets": ["Xe lật (ảnh).", "(Nguồn: người dân.)", "Đường thông lại."],
    "three dots": ["Họ đi mãi...", "Rồi tất cả ra về."],
    "one character of dots": ["Đ/c Hòa phát biểu…", "Rồi tất cả ra về."],
    "host name": ["Xem tại bantin.vn.", "Cảm ơn."],
    "the article's end mark": ["Hội nghị kết thúc ./.", "Lê Mai"],
}  # fmt: skip
WHOLE = [
    "Đây là sự cố. không viết hoa",
    "Công an Tp. Vinh, TX. Cửa Lò và H. Hưng Nguyên cùng ra quân",
    "Bà nói “Tôi về. rồi” và đi",
    "Giá 3.5 triệu, 1.200 người",
    "Ngày 3.5.2024 có mưa",
    "Gửi về tin@bantin.vn hoặc www.bantin.vn trước 17h",
]  # fmt: skip


@pytest.mark.parametrize("case", SPLIT)
def test_sentences_with(sentences, case):
    assert sentences(" ".join(SPLIT[case])) == SPLIT[case]


@pytest.mark.parametrize("case", SPLIT)
def test_sentences_are_the_same_in_nfd(sentences, case):
    decomposed = [unicodedata.normalize("NFD", sentence) for sentence in SPLIT[case]]
    assert sentences(" ".join(decomposed)) == decomposed


@pytest.mark.parametrize("text", WHOLE)
def test_one_sentence_stays_whole(sentences, text):
    assert sentences(text) == [text]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\n\n", " \n \n", "\n\t"])
def test_a_line_end_ends_a_sentence_whatever_stands_before_it(sentences, line_end):
    assert sentences(f"Công an huyện Đông Lĩnh{line_end}ra quân, TP.{line_end}Vinh") == [
        "Công an huyện Đông Lĩnh",
        "ra quân, TP.",
        "Vinh",
    ]


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Xã", "an", "TP.", "N.V.A", ".", "...", "?", "”", "“", "(", ")", " ", " ", "\n", "5", "HCM", "\u0301"]
        ),
        max_size=20,
    ).map("".join)
)
def test_sentences_cover_the_text_in_order(untrained, text):
    doc = untrained(text)
    assert "".join(sentence.text_with_ws for sentence in doc.sents) == text
    assert not len(doc) or doc[0].is_sent_start


@pytest.mark.parametrize(
    "text", ["." + ")" * 50_000, ". " + " " * 50_000, "!(" * 25_000, ".”" * 25_000, "." + "(" * 50_000]
)
def test_a_long_run_of_marks_is_read_through(untrained, text):
    assert "".join(sentence.text_with_ws for sentence in untrained(text).sents) == text
