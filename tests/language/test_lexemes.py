"""What the vocabulary computes of a word form by itself."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from spacy.vocab import Vocab

from bantin.language.lexemes import install, shape
from bantin.language.norms import canonical

SHAPES = [
    ("hội", "x"), ("Hội", "Xx"), ("HỘI", "XX"), ("H", "X"), ("Đ", "X"), ("hỘi", "xX"), ("CAnh", "xX"),
    ("7", "d1"), ("15", "d2"), ("2024", "year"), ("1899", "d4"), ("100000", "d5"), ("1234567", "d5"),
    ("23/5/2024", "dd/d/dddd"), ("14h30", "ddhdd"), ("9g", "dg"), ("PC08", "Xdd"), ("m2", "xd"), ("3,5", "d,d"),
    ("100/2019/NĐ-CP", "ddd/dddd/X-X"), ("N.V.A", "X."), ("bantin.vn", "x."), ("(", "("), ("...", "."), ("“", "“"),
    (" ", " "), ("\u00a0", " "), ("\n", "\n"), ("\r\n \n", "\n"),
]  # fmt: skip


@pytest.fixture(scope="module")
def vocab():
    vocab = Vocab()
    install(vocab)
    return vocab


@pytest.mark.parametrize(("form", "outline"), SHAPES)
def test_shape_of(form, outline):
    assert shape(form) == outline


def test_shape_is_known_for_every_character():
    characters = (chr(i) for i in range(sys.maxunicode + 1) if not 0xD800 <= i < 0xE000)
    assert all(shape(c) for c in characters if unicodedata.category(c) != "Cn")


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
@example("²")
@example("m²")
@example("①")
@example("٣")
@example("५")
def test_every_form_has_its_attributes(vocab, form):
    lexeme = vocab[form]
    assert lexeme.norm_ == canonical(form)
    assert lexeme.lower_ == canonical(form).lower()
    assert lexeme.shape_ == shape(canonical(form))


@pytest.mark.parametrize(
    ("form", "prefix", "suffix"),
    [("Thuỷ", "th", "huy"), ("Đông", "do", "ong"), ("Ở", "o", "o"), ("NGHĨA", "ng", "hia")],
)
def test_affixes_are_lower_case_and_without_marks(vocab, form, prefix, suffix):
    assert (vocab[form].prefix_, vocab[form].suffix_) == (prefix, suffix)


@pytest.mark.parametrize("form", ["Thuỷ", "hòan", "Nguyễn", "Ớ"])
def test_attributes_are_the_same_for_nfd(vocab, form):
    def attributes(text):
        lexeme = vocab[text]
        return lexeme.norm, lexeme.lower, lexeme.shape, lexeme.prefix, lexeme.suffix

    assert attributes(unicodedata.normalize("NFD", form)) == attributes(form)
