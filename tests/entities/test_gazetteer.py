"""Gazetteers: phrases on token borders, in any case and spelling, longest first."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bantin.entities.gazetteer import CLASSES, Gazetteer, offices, places, searchable, spaced, surnames

PHRASES = {"Thuỷ Nguyên": 1, "Công an": 2, "Công an nhân dân": 3, "đ/c": 4, "An": 5, "TP.HCM": 6, "Phó trưởng": 7}


@pytest.fixture(scope="module")
def find(table_of):
    """(words, value) of every match in a text."""

    def find(gazetteer, text):
        table = table_of(text)
        starts, ends, values = gazetteer.find(*searchable(table))
        return [
            (" ".join(table.folds[s:e]), v)
            for s, e, v in zip(starts.tolist(), ends.tolist(), values.tolist(), strict=True)
        ]

    return find


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer(PHRASES.items())


SPELLINGS = [
    "Thủy Nguyên",
    "Thuỷ Nguyên",
    "thủy nguyên",
    "THUỶ NGUYÊN",
    "THỦY NGUYÊN",
    "Thủy  Nguyên",
    "Thủy\u00a0Nguyên",
    unicodedata.normalize("NFD", "Thuỷ Nguyên"),
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_phrase_is_found_in_any_case_and_spelling(find, gazetteer, spelling):
    assert find(gazetteer, f"về {spelling} chơi") == [("thủy nguyên", 1)]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_phrase_may_be_given_in_any_case_and_spelling(find, spelling):
    assert find(Gazetteer([(spelling, 9)]), "về Thủy Nguyên chơi") == [("thủy nguyên", 9)]


@pytest.mark.parametrize(
    "text", ["ban ngành", "hoan hô", "Anh đi", "xan-hô", "thủy nguyênx", "nhân dân", "bĐ/c", "1An"]
)
def test_a_phrase_is_not_found_inside_a_token(find, gazetteer, text):
    assert find(gazetteer, text) == []


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("lực lượng Công an nhân dân", [("công an nhân dân", 3)]),
        ("Công an nhân văn", [("công an", 2)]),
        ("Công an Thủy Nguyên", [("công an", 2), ("thủy nguyên", 1)]),
        ("An An An", [("an", 5)] * 3),
        ("(Công an)", [("công an", 2)]),
        ("“An”,An.", [("an", 5), ("an", 5)]),
        ("gặp đ/c An", [("đ / c", 4), ("an", 5)]),
        ("ở TP.HCM, Tp.HCM", [("tp.hcm", 6)] * 2),
        ("Phó trưởng Công an", [("phó trưởng", 7), ("công an", 2)]),
        ("Thủy\nNguyên, Công. An", [("an", 5)]),
        ("", []),
    ],
)
def test_the_leftmost_longest_phrases_are_found(find, gazetteer, text, matches):
    assert find(gazetteer, text) == matches


def test_the_first_value_of_a_phrase_stays(find):
    assert find(Gazetteer([("Hòa Bình", 1), ("hoà bình", 2)]), "Hoà Bình") == [("hòa bình", 1)]


@settings(deadline=None, max_examples=300)
@given(
    st.lists(st.sampled_from(["công", "an", "ban", "nhân", "dân", "thủy", "nguyên", ".", "(", "\n", "x"]), max_size=15)
)
def test_matches_are_the_leftmost_longest_runs_of_tokens_inside_a_sentence(table_of, gazetteer, words):
    table = table_of(" ".join(words))
    keys = {tuple(spaced(phrase).split()): value for phrase, value in PHRASES.items()}
    expected, at, folds = [], 0, table.folds
    while at < len(folds):
        whole = [
            key
            for key in keys
            if tuple(folds[at : at + len(key)]) == key and not table.first[at + 1 : at + len(key)].any()
        ]
        found = max(whole, key=len, default=("",))
        if found in keys:
            expected.append((at, at + len(found), keys[found]))
        at += len(found)
    starts, ends, values = gazetteer.find(*searchable(table))
    assert list(zip(starts.tolist(), ends.tolist(), values.tolist(), strict=True)) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("thượng tá", "rank"), ("THIẾU UÝ", "rank"), ("Hạ sỹ", "rank"), ("giám đốc", "position"), ("Phó chủ tịch", "position"),
        ("bộ công an", "unit"), ("UBND", "unit"), ("phòng CSGT", "unit"), ("ông", "honorific"), ("đ/c", "honorific"), ("nạn nhân", "role"),
    ],
)  # fmt: skip
def test_offices_hold(find, text, kind):
    assert [CLASSES[value] for _, value in find(offices(), text)] == [kind]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("huyện", "place_type"),
        ("quốc lộ", "place_type"),
        ("Hà Tĩnh", "place_name"),
        ("hoà bình", "place_name"),
        ("Việt Nam", "country"),
    ],
)
def test_places_hold(find, text, kind):
    assert [CLASSES[value] for _, value in find(places(), text)] == [kind]


def test_names_are_folded():
    assert {"nguyễn", "trần", "đỗ"} <= surnames()
    assert all(name == name.lower() and unicodedata.is_normalized("NFC", name) for name in surnames())
