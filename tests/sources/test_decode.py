"""Encodings: recognised, read as NFC, named in the warning; binary files refused."""

from __future__ import annotations

import gzip
import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from source_samples import LOWER, STORY, SYLLABLES, UPPER, tcvn3, vni, windows_1258

from bantin.errors import UserError
from bantin.sources import legacy
from bantin.sources.decode import declared_encoding, decode

ENCODERS = {"vni": vni, "tcvn3": tcvn3, "windows-1258": windows_1258}
ALPHABET = "".join(LOWER)


def test_the_samples_hold_every_marked_letter():
    assert set(ALPHABET) <= set("".join(SYLLABLES))


@pytest.mark.parametrize("name", ENCODERS)
def test_legacy_story_is_recognised_and_named(name):
    decoded = decode(ENCODERS[name](STORY))
    assert (decoded.text, decoded.encoding) == (STORY.replace("Ỷ", "ỷ") if name == "tcvn3" else STORY, name)
    assert legacy.NAMES[name] in (decoded.warning or "")


@pytest.mark.parametrize("name", ["vni", "windows-1258"])
def test_capitals_with_tones(name):
    text = f"{STORY}{STORY.upper()}{' '.join(SYLLABLES).upper()}"
    assert decode(ENCODERS[name](text)).text == text


def test_vni_reads_both_signs_after_a_capital():
    assert legacy.decode_vni("HAø NOäI".encode("cp1252")) == "HÀ NỘI"
    assert legacy.decode_vni("HAØ NOÄI".encode("cp1252")) == "HÀ NỘI"


def test_tcvn3_alphabet_and_plain_capitals():
    text = f"{' '.join(SYLLABLES)} Ăn Âu Êm Ông Ơn Ưa Đi"
    assert legacy.decode_tcvn3(tcvn3(text)) == text
    assert set(UPPER) <= set(text)


def test_tcvn3_capital_fonts_are_raised():
    """A heading in .VnTimeH has small codes among capitals; a name in capitals beside small words has not."""
    text = "ĐẠI HỘI CÔNG AN PHƯỜNG HÀ GIẢ\nBà Lê Thị Hà gặp CSGT ở Đà Bắc và UBND xã, gần Hà Giả.\n"
    assert legacy.decode_tcvn3(tcvn3(text)) == text


def test_tcvn3_keeps_the_word_processors_quotes():
    assert legacy.decode_tcvn3(b"\x93" + tcvn3("đội") + b"\x94") == "“đội”"


def test_tcvn3_signs_and_combining_tones_share_codes():
    assert legacy.decode_tcvn3(b"20 m\xb2, 37\xb0C, A\xb0 v\xabi\xb3") == "20 m², 37°C, À vôí"


@pytest.mark.parametrize("name", ENCODERS)
@settings(max_examples=40, deadline=None)
@given(words=st.lists(st.sampled_from(SYLLABLES), min_size=20, max_size=60, unique=True), seed=st.integers(0, 9))
def test_legacy_round_trip_of_any_syllables(name, words, seed):
    random.Random(seed).shuffle(words)
    text = " ".join(words)
    decoded = decode(ENCODERS[name](text))
    assert text.isascii() or (decoded.encoding, decoded.text) == (name, text)


def outcome(data: bytes) -> tuple[str, str]:
    try:
        return decode(data).text, ""
    except UserError as error:
        return "", str(error)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_one_clear_line(data):
    text, error = outcome(data)
    text.encode("utf-8")
    assert not error or (error.startswith("looks like a binary file") and "\n" not in error)


@given(st.text(max_size=80).filter(lambda text: not text.startswith("\ufeff")))
def test_utf8_text_is_kept_to_the_character(text):
    mostly_controls = sum(c < " " or c == "\x7f" for c in text) > 2
    if (
        not mostly_controls
        and "\0" not in text
        and not text.startswith(("GIF8", "ID3", "OggS", "PAR1", "Rar!", "%PDF-", "PK"))
    ):
        assert decode((text + " công an").encode()).text == text + " công an"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_forms(codec):
    decoded = decode(STORY.encode(codec))
    assert decoded.text == STORY
    assert (decoded.warning is None) == (codec not in ("utf-16-le", "utf-16-be"))


def test_decomposed_utf8_stays_decomposed():
    text = unicodedata.normalize("NFD", STORY)
    assert decode(text.encode()).text == text


def test_odd_utf16_is_replaced_with_a_warning():
    decoded = decode("Xã Bãi".encode("utf-16") + b"x")
    assert decoded.text.startswith("Xã Bãi")
    assert "U+FFFD" in (decoded.warning or "")


def test_broken_utf8_tells_first_byte_and_how_many():
    data = STORY.encode()
    cut = data.index("ổ".encode())
    decoded = decode(data[: cut + 1] + data[cut + 3 :] + b"\xff")
    assert f"first at byte {cut}; 2 places" in (decoded.warning or "")
    assert decoded.text.count("\ufffd") == 2
    assert decoded.encoding == "utf-8"


def test_western_text_and_stray_bytes():
    assert decode("Le café de l’été".encode("cp1252"))[:2] == ("Le café de l’été", "windows-1252")
    stray = decode(b"plain words\xff and more")
    assert stray.text == "plain words\ufffd and more"
    assert "byte 11; 1 place was" in (stray.warning or "")


def test_declared_encoding_is_believed_last():
    data = "Ведомости города".encode("cp1251")
    assert decode(data, "windows-1251").text == "Ведомости города"
    assert decode(STORY.encode(), "windows-1251").text == STORY
    assert decode(vni(STORY), "iso-8859-1").encoding == "vni"
    assert decode(data, "no-such").text
    assert declared_encoding(b'<meta charset="windows-1258">') == "windows-1258"
    assert declared_encoding(b"<p>") is None


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"%PDF-1.7\n",
        gzip.compress(b"x" * 50),
        bytes(range(256)) * 4,
        b"\x7fELF\x02\x01",
        bytes(100),
        random.Random(1).randbytes(4000),
        b"\x01\x02\x03\x04 a",
    ],
)
def test_binary_is_refused(data):
    with pytest.raises(UserError, match="looks like a binary file"):
        decode(data)


def test_few_nul_characters_stay():
    assert decode("Công an xã\0 Bãi Thượng họp".encode()).text == "Công an xã\0 Bãi Thượng họp"
