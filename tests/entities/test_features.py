"""Hashed features: the same for every spelling of a text, and for a text alone or in a batch."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bantin.entities.features import TEMPLATES, Featurizer, outline_letter
from bantin.language.table import TokenTable
from bantin.pipeline import blank

TEXT = """Sáng 3/5, Thượng uý Lê Thuý Hoà, Phó trưởng Công an thị trấn Đông Lĩnh, khen anh N.V.A.
Ông Đỗ Văn Khải (trú tại xã Mỹ Lâm, tỉnh Hoà Bình) nộp 12 viên đạn theo Kế hoạch số 88/KH-CAT. Uỷ ban xã cảm ơn ông Khải."""
WORDS = [
    "Công", "an", "huyện", "Hoà", "thuỷ", "Nguyễn", "Thượng", "uý", "Đỗ", "Khải", "ông", "3/5", "ngày",
    "12/KH-CAT", ",", ".", "(", "“", "\n", "²", "\u200b",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)


@pytest.fixture(scope="module")
def numbers(table_of):
    return lambda *texts: Featurizer()(table_of(*texts))[0]


def test_features_are_one_row_a_template_and_one_column_a_token(table_of, numbers):
    found = numbers(TEXT)
    assert found.shape == (len(TEMPLATES), len(table_of(TEXT)))
    assert found.dtype == np.uint32


@pytest.mark.parametrize("text", ["a", "Xã", ".", "Xã An", "Lê\nHải", "", " \n"])
def test_a_text_shorter_than_a_template_reaches_has_features(table_of, numbers, text):
    assert numbers(text).shape == (len(TEMPLATES), len(table_of(text)))


@settings(deadline=None)
@given(TEXTS)
@example(TEXT)
def test_features_are_the_same_for_nfc_and_nfd(numbers, text):
    assert np.array_equal(numbers(unicodedata.normalize("NFD", text)), numbers(unicodedata.normalize("NFC", text)))


def test_features_are_the_same_for_both_tone_placements(numbers):
    other = TEXT
    for old, new in (("uý", "úy"), ("Hoà", "Hòa"), ("Uỷ", "Ủy"), ("Thuý", "Thúy")):
        assert old in TEXT
        other = other.replace(old, new)
    assert np.array_equal(numbers(other), numbers(TEXT))


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4))
@example(["Ông Khải đến.", "Khải đi.", TEXT])
def test_features_of_a_text_do_not_depend_on_its_batch(numbers, texts):
    assert np.array_equal(numbers(*texts), np.concatenate([numbers(text) for text in texts], axis=1))


def test_features_look_no_further_than_their_sentence(numbers):
    """Apart from what the whole document says of a word, which these sentences share none of."""
    alone, before = numbers("xã an toàn ."), numbers("đường vắng người .\nxã an toàn .")
    layout = [i for i, template in enumerate(TEMPLATES) if any(name == "l" for name, _ in template)]
    rows = [i for i in range(len(TEMPLATES)) if i not in layout]
    assert np.array_equal(before[rows, 4:], alone[rows])


def test_features_do_not_depend_on_what_the_vocabulary_has_seen(numbers):
    nlp = blank()
    nlp.make_doc("Nhiều chữ khác đã đọc trước đây ở thành phố Vinh")
    doc = nlp.get_pipe("bantin_sentences")(nlp.make_doc(TEXT))
    assert np.array_equal(Featurizer()(TokenTable([doc]))[0], numbers(TEXT))


def test_templates_of_one_token_give_different_numbers(numbers):
    found = numbers("một hai ba bốn năm")
    assert all(len(set(column.tolist())) == len(TEMPLATES) for column in found.T)


@pytest.mark.parametrize(
    ("form", "letter"),
    [
        ("Nguyễn", "S"), ("NGUYỄN", "S"), ("Khải", "C"), ("CSGT", "A"), ("N.V.A", "I"), ("T", "I"), ("xã", "x"), ("12", "d"), ("3/5", "d"),
        (",", ","), ("(", "("), ("–", "-"), ("“", '"'), ("”", '"'), ("…", "*"), ("👮", "*"), ("\x00", "*"),
    ],
)  # fmt: skip
def test_outline_letter_of(form, letter):
    assert chr(outline_letter(form)) == letter
