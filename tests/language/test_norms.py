"""Canonical forms: NFC, one placement of the tone mark, `Ð` read as `Đ`."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bantin.language.norms import canonical, folded, is_unmarked, without_marks

TONES = "\u0300\u0301\u0309\u0303\u0323"  # grave, acute, hook, tilde, dot below
ANY = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
VIETNAMESE = st.text(
    alphabet=[
        *"hoaueyqngtcmpiHOAUEYQNG .-",
        *TONES,
        *"ăâêôơưđàáảãạòóỏõọùúủũụỳýỷỹỵèéẻẽẹĐÐ",
        "\u0302",
        "\u00ad",
        "\u200b",
    ]
)

PLACEMENT = [  # every current spelling, its canonical form
    ("hoà", "hòa"), ("hòa", "hòa"), ("Hoá", "Hóa"), ("HOÁ", "HÓA"), ("hoả", "hỏa"), ("doạ", "dọa"), ("toã", "tõa"),
    ("khoẻ", "khỏe"), ("khỏe", "khỏe"), ("xoè", "xòe"), ("loé", "lóe"), ("thuỷ", "thủy"), ("thủy", "thủy"), ("uý", "úy"),
    ("úy", "úy"), ("Uỷ", "Ủy"), ("UỶ", "ỦY"), ("tuỳ", "tùy"), ("luỹ", "lũy"), ("nguỵ", "ngụy"), ("oà", "òa"),
    ("hòan", "hoàn"), ("hoàn", "hoàn"), ("HÒAN", "HOÀN"), ("tóan", "toán"), ("họat", "hoạt"), ("Hòang", "Hoàng"),
    ("hùynh", "huỳnh"), ("Huỳnh", "Huỳnh"), ("họach", "hoạch"), ("súyt", "suýt"), ("hoẹt", "hoẹt"),
    ("quý", "quý"), ("QUÝ", "QUÝ"), ("quỳ", "quỳ"), ("Quỳnh", "Quỳnh"), ("quà", "quà"), ("quả", "quả"), ("quẻ", "quẻ"),
    ("ngoài", "ngoài"), ("loại", "loại"), ("khuỷu", "khuỷu"), ("thuở", "thuở"), ("thuế", "thuế"), ("ngoéo", "ngoéo"),
    ("Ðồng", "Đồng"), ("ðồng", "đồng"), ("Ɖồng", "Đồng"), ("Thuý Hoà", "Thúy Hòa"), ("hoà-bình", "hòa-bình"),
    ("hoà\u00a0bình", "hòa bình"), ("ho\u00adà", "hòa"), ("\ufeffxã", "xã"), ("plain ASCII", "plain ASCII"), ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("word", "form"), PLACEMENT)
def test_canonical_form_of(word, form):
    assert canonical(word) == form


@pytest.mark.parametrize(("word", "form"), PLACEMENT)
def test_canonical_form_does_not_depend_on_unicode_normal_form(word, form):
    assert canonical(unicodedata.normalize("NFD", word)) == form


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("vowels", ["oa", "oe", "uy"])
@pytest.mark.parametrize("case", [str.lower, str.upper])
def test_both_placements_of_every_tone_give_one_form(tone, vowels, case):
    early, late = case(f"h{vowels[0]}{tone}{vowels[1]}"), case(f"h{vowels}{tone}")
    assert canonical(early) == canonical(late) == unicodedata.normalize("NFC", early)


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("vowels", ["oa", "oe", "uy"])
@pytest.mark.parametrize("final", ["n", "ng", "nh", "t", "c", "ch", "m", "p"])
def test_before_a_final_consonant_the_second_vowel_carries_the_tone(tone, vowels, final):
    early, late = f"h{vowels[0]}{tone}{vowels[1]}{final}", f"h{vowels}{tone}{final}"
    assert canonical(early) == canonical(late) == unicodedata.normalize("NFC", late)


@settings(deadline=None, max_examples=400)
@given(ANY | VIETNAMESE)
@example("A\u00ad\u0300")
@example("oà\u0323")
def test_canonical_is_idempotent(text):
    assert canonical(canonical(text)) == canonical(text)


@settings(deadline=None, max_examples=400)
@given(ANY | VIETNAMESE)
@example("A\u200b\u0300")
def test_canonical_gives_nfc_and_is_the_same_for_nfd(text):
    assert unicodedata.is_normalized("NFC", canonical(text))
    assert canonical(unicodedata.normalize("NFD", text)) == canonical(text)


@settings(deadline=None)
@given(VIETNAMESE)
def test_canonical_keeps_letters_apart_from_their_tone_place(text):
    plain = without_marks(text.translate({0xAD: None, 0x200B: None, 0xD0: "D"}))
    assert without_marks(canonical(text)) == plain


@pytest.mark.parametrize(
    "phrase", ["Thượng  uý", " THƯỢNG ÚY ", "thượng\núy", unicodedata.normalize("NFD", "Thượng Uý"), "thượng\u00a0úy"]
)
def test_folded_is_one_key_for_every_spelling(phrase):
    assert folded(phrase) == "thượng úy"


@pytest.mark.parametrize(
    ("text", "plain"), [("Đường Nguyễn Huệ", "Duong Nguyen Hue"), ("thuở ấy", "thuo ay"), ("abc 1", "abc 1")]
)
def test_without_marks_is_ascii_where_the_text_is_vietnamese(text, plain):
    assert without_marks(text) == without_marks(unicodedata.normalize("NFD", text)) == plain


@pytest.mark.parametrize(
    ("text", "unmarked"),
    [
        ("Cong an huyen Dong Linh bat giu hai doi tuong", True),
        ("Công an huyện Đông Lĩnh bắt giữ hai đối tượng", False),
        (unicodedata.normalize("NFD", "Công an huyện Đông Lĩnh bắt giữ hai đối tượng"), False),
    ],
)
def test_text_typed_without_diacritics_is_told(text, unmarked):
    assert is_unmarked(text) is unmarked
