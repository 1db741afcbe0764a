"""Rules: what gazetteers and grammars propose on sentences, without any trained model."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bantin.entities.features import Featurizer
from bantin.entities.rules import LABELS, Candidates, covered

SENTENCES = {
    "Chiều 4/6, Phòng CSGT Công an tỉnh Hòa Bình bắt giữ Trần Văn Lộc, trú tại xã Tân Phú, huyện Mỹ Lâm.": [
        ("Chiều 4/6", "DATE"), ("Phòng CSGT Công an tỉnh Hòa Bình", "UNIT"), ("Trần Văn Lộc", "PERSON"), ("xã Tân Phú", "LOCATION"), ("huyện Mỹ Lâm", "LOCATION"),
    ],
    "Theo Kế hoạch số 88/KH-CAT, Công an thành phố Vinh ra quân từ ngày 1/7/2023.": [
        ("Kế hoạch số 88/KH-CAT", "DOCUMENT"), ("Công an thành phố Vinh", "UNIT"), ("ngày 1/7/2023", "DATE"),
    ],
    "Bộ trưởng Bộ Công an ký Thông tư 15/2022/TT-BCA hôm qua.": [
        ("Bộ trưởng", "POSITION"), ("Bộ Công an", "UNIT"), ("Thông tư 15/2022/TT-BCA", "DOCUMENT"), ("hôm qua", "DATE"),
    ],
    "Trung úy Sơn cùng Thiếu tá Bùi Đức Thắng bắt quả tang Vũ Quốc Huy lúc 22h30 ngày 9/8.": [
        ("Trung úy", "RANK"), ("Sơn", "PERSON"), ("Thiếu tá", "RANK"), ("Bùi Đức Thắng", "PERSON"), ("Vũ Quốc Huy", "PERSON"), ("22h30 ngày 9/8", "DATE"),
    ],
    "Tòa án nhân dân tỉnh Nghệ An tuyên phạt bị cáo Đỗ Văn Nam 7 năm tù theo Điều 251 Bộ luật Hình sự.": [
        ("Tòa án nhân dân tỉnh Nghệ An", "UNIT"), ("Đỗ Văn Nam", "PERSON"), ("Điều 251 Bộ luật Hình sự", "DOCUMENT"),
    ],
    "Đội trưởng Đội Cảnh sát hình sự nói xe khách đi từ Hà Nội vào Đà Nẵng theo quốc lộ 1A.": [
        ("Đội trưởng", "POSITION"), ("Đội Cảnh sát hình sự", "UNIT"), ("Hà Nội", "LOCATION"), ("Đà Nẵng", "LOCATION"), ("quốc lộ 1A", "LOCATION"),
    ],
    "Giám đốc Công an tỉnh Thanh Hóa gửi thư khen Công an huyện Nga Sơn.": [
        ("Giám đốc", "POSITION"), ("Công an tỉnh Thanh Hóa", "UNIT"), ("Công an huyện Nga Sơn", "UNIT"),
    ],
    "Anh N.V.A bị xe tải đâm tại thành phố Hồ Chí Minh rạng sáng 2/3.": [
        ("N.V.A", "PERSON"), ("thành phố Hồ Chí Minh", "LOCATION"), ("rạng sáng 2/3", "DATE"),
    ],
    "Chủ tịch UBND huyện Bắc Quang đến thăm Trường THPT Lê Lợi cuối năm 2023.": [
        ("Chủ tịch", "POSITION"), ("UBND huyện Bắc Quang", "UNIT"), ("Trường THPT Lê Lợi", "UNIT"), ("cuối năm 2023", "DATE"),
    ],
    "Người dân nước Lào và Campuchia sang dự lễ.": [("nước Lào", "LOCATION"), ("Campuchia", "LOCATION")],
    "Ông Hoàng Minh Đức trao quà cho bà Lương.": [("Hoàng Minh Đức", "PERSON"), ("Lương", "PERSON")],
    "Người dân cho biết lực lượng chức năng đã có mặt.": [],
}  # fmt: skip


@pytest.mark.parametrize("sentence", SENTENCES)
def test_rules_propose_the_spans_of_a_sentence(untrained, sentence):
    assert [(span.text, span.label_) for span in untrained(sentence).ents] == SENTENCES[sentence]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_rules_propose_the_same_in_nfd_and_with_the_other_tone_placement(untrained, sentence):
    expected = [(text, label) for text, label in SENTENCES[sentence]]
    decomposed = untrained(unicodedata.normalize("NFD", sentence)).ents
    assert [(unicodedata.normalize("NFC", span.text), span.label_) for span in decomposed] == expected
    for new, old in (("Hòa", "Hoà"), ("Tòa", "Toà"), ("úy", "uý"), ("Hóa", "Hoá")):
        sentence, expected = sentence.replace(new, old), [(text.replace(new, old), label) for text, label in expected]
    assert [(span.text, span.label_) for span in untrained(sentence).ents] == expected


WORDS = [
    "Công", "an", "huyện", "Hà", "Nội", "Thượng", "tá", "Lê", "Văn", "Hải", "Trưởng", "ông", "3/5", "14h30",
    "ngày", "12", "tháng", "Kế", "hoạch", "số", "297", "N.V.A", "TP.", "QL1A", "CSGT", "và", ",", ".", "(", ")",
    "-", "/", "“", "”", "\n", "²", "👮", "\u200b", "\u0301",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)


@settings(deadline=None, max_examples=200)
@given(TEXTS | st.text(alphabet=st.characters(exclude_categories=["Cs"])))
@example("Công an\nhuyện Đông Lĩnh")
@example("\u200b \u00ad")
def test_proposals_lie_in_order_inside_one_sentence_and_never_overlap(table_of, text):
    table = table_of(text)
    _, candidates = Featurizer()(table)
    assert len(candidates.letters) == len(candidates.proposed) == len(table)
    at = 0
    for start, end, label in candidates.spans():
        assert at <= start < end <= len(table)
        assert label in LABELS
        assert not table.first[start + 1 : end].any()
        at = end


def test_spans_are_read_from_the_proposals_also_where_they_touch():
    rank, person = 2 * LABELS.index("RANK"), 2 * LABELS.index("PERSON")
    proposed = np.array([0, rank + 1, rank + 2, person + 1, person + 1, person + 2, 0, rank + 1], np.int8)
    spans = Candidates(np.zeros(len(proposed), np.uint8), proposed).spans()
    assert spans == [(1, 3, "RANK"), (3, 4, "PERSON"), (4, 6, "PERSON"), (7, 8, "RANK")]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5))))
def test_covered_gives_every_index_of_the_ranges_in_order(pairs):
    starts, lengths = (np.array([pair[i] for pair in pairs], np.int64) for i in (0, 1))
    assert covered(starts, starts + lengths).tolist() == [
        i for start, length in pairs for i in range(start, start + length)
    ]
