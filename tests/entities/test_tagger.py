"""The entity component: rules without a model, the trained field with one; metadata and date lines; its folder."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from bantin.entities.crf import Crf
from bantin.entities.features import TEMPLATES, Featurizer
from bantin.entities.tagger import RULE_SCORE, Tagger

LABELS = ["O", "B-DATE", "I-DATE", "B-PERSON", "I-PERSON"]
TEXT = "Sáng nay, ông Đỗ Khải nộp súng. Ông Khải được khen."
LEDE = "Sáng 3/5, Công an huyện Đông Lĩnh tổ chức hội nghị sơ kết công tác quý I, đánh giá kết quả đấu tranh với tội phạm trên địa bàn."
BODY = "Dự hội nghị có Trung tá Lê Văn Khải cùng đại diện các phòng, ban và lãnh đạo các xã, thị trấn trong huyện nhà."


def field(table, wanted):
    """A field that knows the words of `table`: those in `wanted` by their label, all others as `O`."""
    numbers = Featurizer()(table)[0][TEMPLATES.index((("w", 0),))]
    weights = np.zeros((len(table) + 1, len(LABELS)), np.float32)
    for i, fold in enumerate(table.folds):
        weights[i, LABELS.index(wanted.get(fold, "O"))] = 8
    keys, rows = np.unique(numbers, return_index=True)
    transitions = np.array(
        [[-1e4 if b[0] == "I" and a[1:] != b[1:] else 0 for b in LABELS] for a in LABELS], np.float32
    )
    return Crf(LABELS, keys, np.vstack([weights[rows], weights[-1:]]), transitions)


@pytest.fixture
def trained(untrained, table_of):
    """A tagger that has learnt who `Đỗ Khải` is, and nothing else."""
    tagger = Tagger(untrained.vocab)
    tagger.crf = field(table_of(TEXT), {"đỗ": "B-PERSON", "khải": "I-PERSON"})
    return tagger


@pytest.fixture(scope="module")
def read(untrained):
    """A text to a document, up to the tagger."""

    def read(text):
        doc = untrained.make_doc(text)
        for name in ("bantin_sentences", "bantin_zones"):
            doc = untrained.get_pipe(name)(doc)
        return doc

    return read


def test_without_a_model_the_rules_decide_and_say_so(untrained):
    entities = untrained(TEXT)._.entities
    assert {(entity.by, entity.score) for entity in entities} == {("rule", RULE_SCORE)}
    assert untrained.get_pipe("bantin_tagger").labels == ()


def test_with_a_model_the_model_decides_and_says_how_sure_it_is(trained, read):
    doc = trained(read(TEXT))
    first = doc._.entities[0]
    assert (doc[first.start : first.end].text, first.label, first.by) == ("Đỗ Khải", "PERSON", "model")
    assert all(entity.by == "model" and 0 < entity.score <= 1 for entity in doc._.entities)
    assert doc.ents[0]._.score == doc._.entities[0].score > 0.9
    assert trained.labels == ("DATE", "PERSON")


def test_a_model_finds_the_same_in_nfd(trained, read):
    doc = trained(read(unicodedata.normalize("NFD", TEXT)))
    assert unicodedata.normalize("NFC", doc.ents[0].text) == "Đỗ Khải"


def test_documents_are_tagged_in_a_batch_as_they_are_alone(trained, read):
    texts = [TEXT, "", LEDE, " \n", TEXT.upper(), "Khải", f"{TEXT}\n{LEDE}"]

    def spans(doc):
        return [
            (entity.label, entity.start, entity.end, round(entity.score, 6), entity.by) for entity in doc._.entities
        ]

    alone = [spans(trained(read(text))) for text in texts]
    assert [spans(doc) for doc in trained.pipe(map(read, texts), batch_size=3)] == alone
    assert alone[0]


def persons(doc):
    return [doc[e.start : e.end].text for e in doc._.entities if e.label == "PERSON"]


@pytest.fixture
def respelling(trained, table_of):
    """`trained` with a field for other spellings that knows another name in them, and `Đỗ` without doubt in neither."""
    trained.respelled = field(table_of("MAI THỊ QUY, ĐỖ. Mai Thi Quy"), dict.fromkeys(("quy", "mai", "đỗ"), "B-PERSON"))
    return trained


def test_sentences_in_capitals_are_read_by_the_field_for_them(respelling, read):
    text = "MAI THỊ NHẬN BẰNG KHEN\nĐỖ KHẢI NỘP SÚNG\nSáng nay, ông Đỗ Khải nộp súng cho Mai và CSGT."
    assert persons(respelling(read(text))) == ["MAI", "ĐỖ", "Đỗ Khải"]
    assert persons(respelling(read("ĐỖ KHẢI"))) == ["ĐỖ KHẢI"]  # too short to tell


def test_texts_without_diacritics_are_read_by_the_field_for_them_where_it_learned_from_such(respelling, read):
    text = "Sang nay, ba Mai Thi Quy nhan bang khen cua huyen va ve nha ngay trong chieu nay."
    assert persons(respelling(read(text))) == []
    respelling.respelled.least_unmarked = 0.5
    assert persons(respelling(read(text))) == ["Mai", "Quy"]
    respelling.respelled.least_unmarked = 0.99999
    assert persons(respelling(read(text))) == []


@pytest.mark.parametrize("text", ["", " ", "\n\n", ".", "\u200b", "²"])
def test_a_text_without_a_word_has_no_entities(trained, untrained, read, text):
    assert untrained(text)._.entities == trained(read(text))._.entities == []


def test_an_author_in_the_byline_and_a_source_are_no_entities(untrained):
    doc = untrained(f"Hội nghị sơ kết\n(Congan.example.gov.vn)- {LEDE}\n{BODY}\nLê Hải Sơn")
    assert "Lê Hải Sơn" not in [span.text for span in doc.ents]
    ignored = [doc[entity.start : entity.end].text for entity in doc._.entities if entity.label == "IGNORE"]
    assert ignored == ["Lê Hải Sơn"]


def test_a_date_line_on_top_holds_its_date_whatever_the_model_thinks(trained, read):
    doc = trained(read(f"Thứ Sáu, 03/05/2024, 16:45 [GMT+7]\nHội nghị sơ kết\n{LEDE}\n{BODY}"))
    first = doc._.entities[0]
    assert (first.label, first.by, first.score) == ("DATE", "rule", 1.0)
    assert doc[first.start : first.end].text.startswith("Thứ Sáu, 03/05/2024")


def test_entities_lie_in_order_and_never_overlap(untrained):
    doc = untrained(f"Thứ Sáu, 03/05/2024, 16:45\nHội nghị sơ kết\n{LEDE}\n{BODY}\n{TEXT}")
    entities = doc._.entities
    assert all(before.end <= after.start for before, after in pairwise(entities))
    assert [(span.start, span.end, span.label_) for span in doc.ents] == [
        (e.start, e.end, e.label) for e in entities if e.label != "IGNORE"
    ]


def test_to_disk_and_from_disk_keep_the_model(trained, untrained, read, tmp_path):
    trained.to_disk(tmp_path / "tagger")
    again = Tagger(untrained.vocab).from_disk(tmp_path / "tagger")
    again.to_disk(tmp_path / "again")
    assert (tmp_path / "again" / "crf.npz").read_bytes() == (tmp_path / "tagger" / "crf.npz").read_bytes()
    assert again(read(TEXT))._.entities == trained(read(TEXT))._.entities
    assert again.respelled is None


def test_the_field_for_other_spellings_is_kept_and_goes_when_there_is_none(respelling, untrained, tmp_path):
    respelling.to_disk(tmp_path)
    again = Tagger(untrained.vocab).from_disk(tmp_path)
    assert again.respelled.keys.tolist() == respelling.respelled.keys.tolist()
    again.respelled = None
    again.to_disk(tmp_path)
    assert Tagger(untrained.vocab).from_disk(tmp_path).respelled is None


def test_a_model_whose_features_had_other_numbers_is_refused(trained, untrained, tmp_path):
    keys = trained.crf.keys.copy()
    keys[-1] = 2**32 - 1  # they were hashes of 32 bits
    trained.crf = replace(trained.crf, keys=keys)
    trained.to_disk(tmp_path)
    with pytest.raises(ValueError, match="train it again"):
        Tagger(untrained.vocab).from_disk(tmp_path)


def test_an_untrained_tagger_is_read_back_untrained(untrained, tmp_path):
    Tagger(untrained.vocab).to_disk(tmp_path / "tagger")
    assert Tagger(untrained.vocab).from_disk(tmp_path / "tagger").crf is None
