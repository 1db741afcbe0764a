"""Token tables: the tokens of several documents as arrays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bantin.language.table import TokenTable


@pytest.fixture(scope="module")
def table_of(untrained):
    return lambda *texts: TokenTable([untrained(text) for text in texts])


def test_table_leaves_white_space_out_and_keeps_positions_in_the_document(table_of):
    table = table_of(" Xã  Đông\n\nLĩnh.")
    assert table.folds == ["xã", "đông", "lĩnh", "."]
    assert [table.docs[0][i].text for i in table.position.tolist()] == ["Xã", "Đông", "Lĩnh", "."]


def test_table_says_where_sentences_and_lines_begin_and_what_is_glued(table_of):
    table = table_of("Xã An. Ấp Ba\n(Bình)")
    assert table.folds == ["xã", "an", ".", "ấp", "ba", "(", "bình", ")"]
    assert table.first.tolist() == [True, False, False, True, False, True, False, False]
    assert table.line.tolist() == [True, False, False, False, False, True, False, False]
    assert table.glued.tolist() == [False, False, True, False, False, False, True, True]


def test_a_sentence_that_begins_with_white_space_begins_at_its_first_token(table_of):
    table = table_of("\n \n  Xã An")
    assert table.first.tolist() == [True, False]
    assert table.line.tolist()[0]


def test_tables_of_several_documents_keep_them_apart(table_of):
    table = table_of("Xã An", "", " ", "Ấp Ba Bốn")
    assert table.doc.tolist() == [0, 0, 3, 3, 3]
    assert table.position.tolist()[:3] == [0, 1, 0]
    assert table.first.tolist() == [True, False, True, False, False]
    assert table.line.tolist() == [True, False, True, False, False]
    assert table.doc_bounds.tolist() == [0, 2, 2, 2, 5]
    assert not table.glued[2]


@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_a_text_without_a_word_gives_an_empty_table(table_of, text):
    table = table_of(text)
    assert (len(table), table.folds) == (0, [])


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["Xã", "hoà", "Đ", ".", " ", "  ", "\n", "14h30", "(", "\u00a0"]), max_size=20).map(
        "".join
    )
)
def test_columns_are_those_of_the_tokens(untrained, text):
    doc = untrained(text)
    table = TokenTable([doc])
    kept = [token for token in doc if not token.is_space]
    assert table.position.tolist() == [token.i for token in kept]
    for column, attribute in (
        ("norm", "norm"),
        ("lower", "lower"),
        ("shape", "shape"),
        ("prefix", "prefix"),
        ("suffix", "suffix"),
    ):
        assert np.array_equal(
            getattr(table, column), np.array([getattr(token, attribute) for token in kept], np.uint64)
        )
    assert table.folds == [token.lower_ for token in kept]
    assert table.glued.tolist() == [token.idx > 0 and not text[token.idx - 1].isspace() for token in kept]
