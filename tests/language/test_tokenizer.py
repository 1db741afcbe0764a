"""Tokens: the raw text is kept to the character, for any string."""

from __future__ import annotations

import unicodedata

import pytest
import spacy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bantin.language.norms import canonical
from bantin.language.tokenizer import LONGEST, Tokenizer, words_and_spaces
from bantin.pipeline import blank

ANY = st.text(alphabet=st.characters(exclude_categories=["Cs"]))  # lone surrogates are no text
SYLLABLES = [
    "hoà",
    "hòa",
    "uỷ",
    "ủy",
    "thuý",
    "Nguyễn",
    "Đồng",
    "trấn",
    "ƯỚC",
    "Ớ",
    "quỳnh",
    "khuỷu",
    "Hưng",
    "thị",
    "xã",
    "N.V.A",
    "TP.HCM",
    "Q.",
    "14h30",
    "3/5",
    "12/KH-CAT",
    "3,5",
    "18-NQ/TW",
]
PIECES = st.sampled_from([*SYLLABLES, *" .,:;/-@()…“”%\n\t\u00a0", "./.", " ", " "])
LIKE_NEWS = st.lists(PIECES, max_size=15).map("".join)


@pytest.fixture(scope="module")
def tokenizer():
    return blank().tokenizer


@settings(deadline=None, max_examples=300)
@given(ANY | LIKE_NEWS)
@example("")
@example(" ")
@example("\x00")
@example("a\x00b \x00")
@example("Dòng một\r\nDòng hai\r\n\r\n")
@example("\tthụt\t\tvào  hai   ba ")
@example("\u0301")
@example("o\u0323\u0302\u0301\u0301 e\u0300")
@example("👮🏽‍♀️🇻🇳 cờ")
@example("\ufeffBản tin\u200b\u00ad")
@example("một\u2028hai\u0085ba\x1cbốn")
@example("علم ไทย 中文 नमस्ते")
def test_tokenizer_text_is_kept_for_any_unicode(tokenizer, text):
    assert tokenizer(text).text == text


@settings(deadline=None)
@given(ANY | LIKE_NEWS)
def test_a_token_is_white_space_or_has_none(tokenizer, text):
    assert all(token.is_space or not any(c.isspace() for c in token.text) for token in tokenizer(text))


@settings(deadline=None)
@given(LIKE_NEWS)
def test_offsets_of_tokens_point_into_the_raw_text(tokenizer, text):
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in tokenizer(text))


@settings(deadline=None, max_examples=300)
@given(LIKE_NEWS)
@example("hoà.vn")
@example("tin@hoà.vn")
@example("12/KH-ĐỘI")
@example("N.V.A@N.V.Ahoà")
def test_nfd_text_gives_the_canonical_tokens_of_nfc_text(tokenizer, text):
    def norms(form):
        return [token.norm_ for token in tokenizer(unicodedata.normalize(form, text))]

    assert norms("NFD") == norms("NFC")


@settings(deadline=None)
@given(LIKE_NEWS)
def test_norm_is_the_canonical_form_of_the_token(tokenizer, text):
    assert all(token.norm_ == canonical(token.text) for token in tokenizer(text))


LONG_RUNS = [
    "\u0301",
    "a\u0301\u0302",
    "A.",
    "1.",
    "a-",
    "a.",
    "a.b",
    "a@",
    "-",
    "w.",
    "1/",
    "12/A-",
    "aA.",
    ".)",
    "…",
    "🎉",
    "\x00",
    " ",
    "\n",
]


@pytest.mark.parametrize("piece", LONG_RUNS)
def test_a_long_run_without_a_word_is_read_through(tokenizer, piece):
    text = piece * (100_000 // len(piece))
    assert tokenizer(text).text == text


def test_no_token_is_longer_than_the_limit(tokenizer):
    text = "a" * (3 * LONGEST + 1) + " " + "\u0301" * 100_000 + " hết"
    doc = tokenizer(text)
    assert doc.text == text
    assert max(len(token) for token in doc) == LONGEST


def test_one_blank_belongs_to_the_token_before_it_and_further_white_space_is_a_token():
    assert words_and_spaces(" xã  Bình\nAn ") == (
        [" ", "xã", " ", "Bình", "\n", "An"],
        [False, True, False, False, False, True],
    )


def test_tokenizer_is_registered_with_spacy():
    config = {"nlp": {"tokenizer": {"@tokenizers": "bantin.Tokenizer.v1"}}}
    assert isinstance(spacy.blank("xx", config=config).tokenizer, Tokenizer)


def test_tokenizer_has_no_state_to_store(tokenizer, tmp_path):
    tokenizer.to_disk(tmp_path / "tokenizer")
    assert tokenizer.from_disk(tmp_path / "tokenizer") is tokenizer
    assert tokenizer.from_bytes(tokenizer.to_bytes()) is tokenizer
