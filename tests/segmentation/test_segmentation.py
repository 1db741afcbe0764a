"""Words of several syllables: where they stand, what becomes of what a segmenter rewrites, and what events learn from them."""

import json
import unicodedata

import numpy as np
import pytest

from bantin import pipeline
from bantin.annotation.annotated import Annotated
from bantin.events.features import analyse, analyse_all, feature_names
from bantin.segmentation import component
from bantin.segmentation.component import aligned
from bantin.sources.article import Article
from bantin.training.events import cross_validated
from bantin.training.segmentation import page
from bantin.training.train import train_model

TEXT = "Bắt giữ hai đối tượng trộm cắp\nChiều 5/8, Đại uý Hoà cho biết vụ việc đã được làm rõ.\nCông an huyện đang điều tra."


@pytest.fixture(scope="module")
def segmented():
    return pipeline.blank(segmentation=True)


def longer(doc):
    return [word.text for word in doc.spans["words"] if len(word) > 1]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_words_stand_on_the_raw_text_of_title_and_lede(segmented, form):
    doc = segmented(unicodedata.normalize(form, TEXT))
    found = [unicodedata.normalize("NFC", word) for word in longer(doc)]
    assert {"Bắt giữ", "đối tượng", "trộm cắp", "Đại uý", "vụ việc"} <= set(found)
    assert not {"Công an", "điều tra"} & set(found)
    assert len({token.i for word in doc.spans["words"] for token in word}) == sum(map(len, doc.spans["words"]))


def test_a_text_that_is_one_line_has_its_first_sentence_segmented(segmented):
    assert longer(segmented("Công an huyện bắt giữ hai người. Vụ việc đang được điều tra.")) == ["Công an", "bắt giữ"]


@pytest.mark.parametrize("text", ["", " \n ", "…", "\u200b"])
def test_a_text_without_words_has_none(segmented, text):
    assert not longer(segmented(text))


@pytest.mark.parametrize(
    ("forms", "found", "borders"),
    [
        (["công", "an", "huyện"], ["công an", "huyện"], [(0, 2), (2, 3)]),
        (["TP.HCM", "họp"], ["TP", ".", "HCM", "họp"], [(0, 1), (1, 2)]),  # the segmenter cuts a token
        (["12.500", "viên", "nén"], ["12.5", "00 viên", "nén"], [(0, 2), (2, 3)]),  # a word begins inside one
        (["hoà", "bình"], ["hòa bình"], [(0, 1), (1, 2)]),  # it writes another letter
        ([], [], []),
    ],
)
def test_words_keep_to_the_borders_of_tokens(forms, found, borders):
    assert aligned(forms, found) == borders


def test_a_sentence_that_the_segmenter_rewrites_keeps_its_tokens(segmented, monkeypatch):
    stage = segmented.get_pipe("bantin_segmentation")
    monkeypatch.setattr(stage, "segment", lambda text: [text.upper()])
    assert not longer(segmented(TEXT))


def test_words_are_features_beside_all_that_there_were(segmented):
    with segmented.select_pipes(disable=["bantin_segmentation"]):
        plain = segmented(TEXT)
    doc = segmented(TEXT)
    few, many = analyse(plain)[0], analyse(doc)[0]
    assert np.isin(few, many).all()
    added = {feature_names(doc)[number] for number in np.setdiff1d(many, few).tolist()}
    assert {"“bắt giữ” in the title", "“bắt giữ hai” in the title", "“vụ việc” in the lede"} <= added
    assert set(feature_names(doc)) == set(many.tolist())


def test_features_do_not_hang_on_the_other_documents(segmented):
    docs = [segmented(text) for text in (TEXT, "", "Bắt giữ", "giữ hai người\nCông an cho biết như vậy.")]
    found = analyse_all(docs)
    for k, doc in enumerate(docs):
        assert found.numbers[found.bounds[k] : found.bounds[k + 1]].tolist() == analyse(doc)[0].tolist()


def articles():
    for k in range(24):
        for kind, text in (("trial", "Tuyên án bị cáo thứ {}"), ("fire_explosion", "Cháy nhà kho số {}")):
            own = " ".join(f"x{k}{letter}" for letter in "abcdefghiklm")  # so that each is a story of its own
            said = f"{text.format(k)}\nSự việc {own} đã xảy ra."
            yield {"id": f"{kind}{k}", "text": said, "types": [kind], "primary": kind}


def test_a_model_learns_of_words_and_reads_with_them(tmp_path):
    (tmp_path / "data.jsonl").write_text("\n".join(map(json.dumps, articles())), encoding="utf-8")
    (tmp_path / "on.toml").write_text("segmentation = true\nnetworks = 1", encoding="utf-8")
    train_model(
        [tmp_path / "data.jsonl"], tmp_path / "m", task="events", config=tmp_path / "on.toml", say=lambda line: None
    )
    nlp = pipeline.load(tmp_path / "m")
    assert nlp.pipe_names[2] == "bantin_segmentation"
    doc = nlp("Tuyên án bị cáo thứ 50\nSự việc xảy ra tối qua.")
    known = np.isin(analyse(doc)[0], nlp.get_pipe("bantin_events").model.keys)
    names = [feature_names(doc)[number] for number in analyse(doc)[0][known].tolist()]
    assert "“bị cáo” in the title" in names
    assert "“tuyên án bị cáo” in the title" in names
    record = pipeline.Extractor(nlp).one(Article(id="a", text=doc.text)).to_dict()
    assert next(event["type"] for event in record["events"] if event["primary"]) == "trial"


def test_the_page_tells_what_words_add(segmented):
    corpus = [Annotated(r["id"], r["text"], None, [], False, r["types"], r["primary"], []) for r in articles()]
    options = {"networks": 1, "hidden": 8, "passes": 1, "seed": 1}
    plain = cross_validated(pipeline.blank(), corpus, **options)
    words = cross_validated(segmented, corpus, **options)
    assert words.features.shape[1] > plain.features.shape[1]
    worse = words._replace(about=np.roll(words.about, 1, 1))
    assert "p = 0.000" in page(plain, worse, (10, 1.0, 0.5), "command")
    assert "takes 3.0 times as long" in page(plain, words, (10, 1.0, 0.5), "command")


def test_without_the_package_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "underthesea", None)
    with pytest.raises(component.UserError, match=r"pip install 'bantin\[segmentation\]'"):
        component.segmenter()
