"""Each small unit of official news is one token, and no larger than it is."""

from __future__ import annotations

import unicodedata

import pytest

UNITS = {
    "date": ["23/5/2022", "03/05/2024", "23-5-2022", "23.5.2022", "5/2022", "27/9", "16-6", "8.4"],
    "clock time": ["14h30", "20:02", "17h", "12g15", "19g", "14h30'"],
    "document number": [
        "100/2019/NĐ-CP", "12/CT-TTg", "15/2023/TT-BCA", "45/QĐ-UBND", "297/KH-CAT-PV01", "73/2023/QH15", "06/KH",
        "03/2018/TTLT-BCA-BQP", "05/CĐ-TTg", "18-NQ/TW", "05-CT/TW", "55/TTr-SNV",
    ],
    "ratio": ["15/18", "1/12", "120/135"],
    "decimal": ["3,5", "12,75", "0.25"],
    "thousands": ["1.250", "35.585.407.000", "1.250,75"],
    "number": ["7", "2022", "100000"],
    "abbreviation with dots": ["TP.HCM", "Tp.HCM", "PGS.TS", "U.B.N.D"],
    "initials": ["N.V.A", "L.Q.Đ", "Đ.T.H"],
    "host name": ["bantin.vn", "Congan.example.gov.vn", "tin-tuc.example.com"],
    "e-mail": ["tin@bantin.vn", "to-giac.112@congan.example.gov.vn"],
    "address of a page": ["https://bantin.vn/a/b?id=3&trang=2", "www.bantin.vn"],
    "syllable": ["Nghĩa", "ƯỚC", "khuỷu", "Ðồng"],
    "code": ["QL1A", "PC08", "U23", "m2"],
    "dots": ["...", "…", ".."],
}  # fmt: skip
ROWS = [(kind, unit) for kind, units in UNITS.items() for unit in units]


@pytest.mark.parametrize(("kind", "unit"), ROWS)
def test_a_unit_is_one_token(tokenize, kind, unit):
    assert tokenize(unit) == [unit]
    assert tokenize(f"Theo {unit} ở đây") == ["Theo", unit, "ở", "đây"]


@pytest.mark.parametrize(("kind", "unit"), [row for row in ROWS if row[0] not in ("dots", "clock time")])
@pytest.mark.parametrize("frame", ["({})", "“{}”", "{},", "{};", "{}!", "{}…"])
def test_punctuation_around_a_unit_is_apart(tokenize, kind, unit, frame):
    before, after = frame.split("{}")
    assert tokenize(frame.format(unit)) == [*before, unit, *after]


@pytest.mark.parametrize(("kind", "unit"), [row for row in ROWS if row[0] != "dots"])
def test_a_full_stop_that_ends_the_text_is_apart(tokenize, kind, unit):
    assert tokenize(f"{unit}.") == [unit, "."]


@pytest.mark.parametrize(("kind", "unit"), ROWS)
def test_a_unit_is_one_token_in_nfd(tokenize, kind, unit):
    decomposed = unicodedata.normalize("NFD", unit)
    assert tokenize(decomposed) == [decomposed]


TAKEN_APART = [
    ("TP.Vinh", ["TP.", "Vinh"]),
    ("TP. Vinh", ["TP.", "Vinh"]),
    ("P.5", ["P.", "5"]),
    ("H.Hưng", ["H.", "Hưng"]),
    ("ThS.Lan", ["ThS.", "Lan"]),
    ("8h-11h30", ["8h", "-", "11h30"]),
    ("1975-1980", ["1975", "-", "1980"]),
    ("CSGT-TT", ["CSGT", "-", "TT"]),
    ("GD&ĐT", ["GD", "&", "ĐT"]),
    ("9,8%", ["9,8", "%"]),
    ("100.000đ", ["100.000", "đ"]),
    ("xong./.Thu Trang", ["xong", ".", "/", ".", "Thu", "Trang"]),
    ("xong.Hai người", ["xong", ".", "Hai", "người"]),
    ("Công an(PC08)", ["Công", "an", "(", "PC08", ")"]),
]


@pytest.mark.parametrize(("text", "tokens"), TAKEN_APART)
def test_what_is_more_than_one_unit_is_taken_apart(tokenize, text, tokens):
    assert tokenize(text) == tokens
