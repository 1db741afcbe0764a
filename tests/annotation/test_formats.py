"""Formats of annotated data: what is written is read back, what a format can't hold is told, other tools' files are understood."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import DocBin

from bantin.annotation import formats
from bantin.annotation.annotated import Annotated
from bantin.annotation.corpus import read_corpus
from bantin.errors import UserError

LETTERS = 'aăĐđeNưỡ áx5.,-/()#"\n\r\t\u00a0\u0301\u200b\ufeff\u2028😀'


@st.composite
def articles(draw):
    """Up to four articles of any characters and spans."""
    result = []
    for number in range(draw(st.integers(0, 4))):
        text = draw(st.text(LETTERS, max_size=40) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
        borders = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).filter(lambda b: b[0] < b[1])
        spans = draw(st.lists(st.tuples(borders, st.sampled_from(["A", "B-c", "PERSON"])), max_size=4)) if text else []
        types = draw(st.none() | st.lists(st.sampled_from(["crime", "trial"]), max_size=2, unique=True))
        marked = True if types is None else draw(st.booleans())
        result.append(
            Annotated(
                id=f"{draw(st.text('a/.%:ờ ', max_size=6))}{number}",
                text=text,
                published=draw(st.none() | st.just("2024-03-05")),
                spans=sorted({(s, e, label) for (s, e), label in spans}) if marked else [],
                marked=marked,
                types=types,
                primary=types[0] if types else None,
                people=draw(st.just([]) | st.just([{"name": "Lê Na", "rank": None}])),
            )
        )
    return result


def there_and_back(corpus, name, ending):
    """(what is read of what was written, the spans that were told to be lost)."""
    lost = []
    with tempfile.TemporaryDirectory() as folder:
        path, texts = Path(folder) / f"data{ending}", Path(folder) / "texts.jsonl"
        formats.write(corpus, path, name, lost.append)
        texts.write_text("\n".join(json.dumps({"id": a.id, "text": a.text}) for a in corpus), encoding="utf-8")
        return read_corpus([path], [texts], format=name), lost


@pytest.mark.parametrize(
    ("name", "ending"),
    [("jsonl", ".jsonl"), ("jsonl", ".jsonl.gz"), ("standoff", ".jsonl"), ("label-studio", ".json")],
)
@given(corpus=articles())
@settings(max_examples=60, deadline=None)
def test_formats_of_characters_keep_everything(name, ending, corpus):
    assert there_and_back(corpus, name, ending) == (corpus, [])


@given(corpus=articles())
@settings(max_examples=80, deadline=None)
def test_brat_keeps_ids_texts_and_spans(corpus):
    found, lost = there_and_back(corpus, "brat", "")
    key = {a.id: (a.text, a.spans, a.marked) for a in corpus}
    assert {a.id: (a.text, sorted(a.spans), a.marked) for a in found} == key
    assert not lost


@given(corpus=articles())
@settings(max_examples=80, deadline=None)
def test_spacy_keeps_or_tells_every_span(corpus):
    found, lost = there_and_back(corpus, "spacy", ".spacy")
    told = {(loss.id, (loss.start, loss.end, loss.label)) for loss in lost}
    assert [a._replace(spans=[]) for a in found] == [a._replace(spans=[]) for a in corpus]
    for before, after in zip(corpus, found, strict=True):
        dropped = {span for id, span in told if id == before.id}
        assert set(before.spans) == set(after.spans) | dropped
        assert not set(after.spans) & dropped


@given(corpus=articles())
@settings(max_examples=80, deadline=None)
def test_conll_keeps_or_tells_every_span_and_only_white_space_changes(corpus):
    found, lost = there_and_back(corpus, "conll", ".conll")
    told = {(loss.id, (loss.start, loss.end, loss.label)) for loss in lost}
    for before, after in zip(corpus, found, strict=True):
        kept = [span for span in sorted(before.spans) if (before.id, span) not in told]
        assert surfaces(after.text, after.spans) == surfaces(before.text, kept)
        assert "".join(after.text.split()) == "".join(before.text.split())
    again, lost = there_and_back(found, "conll", ".conll")
    assert [(a.text.split(), surfaces(a.text, a.spans)) for a in again] == [
        (a.text.split(), surfaces(a.text, a.spans)) for a in found
    ]
    assert not lost


def surfaces(text, spans):
    """(label, characters without white space) of spans."""
    return [(label, "".join(text[start:end].split())) for start, end, label in spans]


def read(tmp_path, name, content, **options):
    """The corpus of one file of `content`."""
    (tmp_path / name).write_text(content, encoding="utf-8")
    return read_corpus([tmp_path / name], **options)


CONLL = "Lan B-PERSON\nvề O\nĐà B-PLACE\nNẵng I-PLACE\n\nMinh B-PERSON\nở O\nHuế B-PLACE\n"


@pytest.mark.parametrize(
    "content",
    [
        CONLL,
        CONLL.replace(" ", "\t").replace("\n", "\r\n"),
        CONLL.replace(" ", " NN x "),
        CONLL.replace("B-", "I-"),  # the older scheme: B only between spans that touch
        CONLL.replace("Nẵng I-", "Nẵng E-").replace("Lan B-", "Lan S-"),
        "# sent_id = 1\n" + CONLL,
    ],
    ids=["blank", "tab", "columns", "iob1", "bioes", "comment"],
)
@pytest.mark.parametrize("name", ["a.conll", "a.txt", "a"])
def test_conll_of_others_is_read_a_sentence_an_article(tmp_path, content, name):
    corpus = read(tmp_path, name, content)
    assert [a.text for a in corpus] == ["Lan về Đà Nẵng", "Minh ở Huế"]
    assert [a.spans for a in corpus] == [
        [(0, 3, "PERSON"), (7, 14, "PLACE")],
        [(0, 4, "PERSON"), (7, 10, "PLACE")],
    ]


def test_docstart_parts_articles(tmp_path):
    head = "-DOCSTART- -X- O O\n\n"
    corpus = read(tmp_path, "a.conll", head + CONLL + "\n" + head + CONLL)
    assert [a.text for a in corpus] == ["Lan về Đà Nẵng\nMinh ở Huế"] * 2


def test_a_conll_token_and_its_tag_are_all_a_line_holds(tmp_path):
    text = "Lan về Đà Nẵng. Minh ở Huế."
    formats.write(
        [Annotated("a", text, None, [(7, 14, "PLACE")], True, None, None, [])], tmp_path / "a.conll", "conll", print
    )
    lines = (tmp_path / "a.conll").read_text(encoding="utf-8").split("\n")
    assert all(len(line.split("\t")) == 2 for line in lines if line)
    assert [line.split("\t") for line in lines if "PLACE" in line] == [["Đà", "B-PLACE"], ["Nẵng", "I-PLACE"]]
    sentences = "\n".join(lines).split("\n\n")
    assert sentences[1].startswith("Lan")
    assert sentences[2].startswith("Minh")


def test_label_studio_offsets_in_utf16_are_recognised(tmp_path):
    value = {"start": 3, "end": 6, "text": "Lan", "labels": ["PERSON"]}
    result = {"type": "labels", "from_name": "label", "to_name": "text", "value": value}
    task = {"id": 7, "data": {"text": "😀 Lan về."}, "annotations": [{"result": [result]}]}
    skipped = {"id": 8, "data": {"text": "Lan"}, "annotations": [{"was_cancelled": True, "result": [result]}]}
    found, nobody = read(tmp_path, "tasks.json", json.dumps([task, skipped]))
    assert (found.id, found.spans) == ("7", [(2, 5, "PERSON")])
    assert (nobody.marked, nobody.spans) == (False, [])


def test_label_studio_short_form(tmp_path):
    label = [{"start": 0, "end": 3, "text": "Lan", "labels": ["PERSON"]}]
    (found,) = read(tmp_path, "min.json", json.dumps([{"id": 1, "text": "Lan về.", "label": label, "annotator": 1}]))
    assert found.spans == [(0, 3, "PERSON")]


@pytest.mark.parametrize(
    ("row", "spans", "types"),
    [
        ({"label": [[0, 3, "PERSON"]]}, [(0, 3, "PERSON")], None),
        ({"entities": [{"id": 4, "label": "PERSON", "start_offset": 0, "end_offset": 3}]}, [(0, 3, "PERSON")], None),
        ({"label": ["crime", "trial"]}, [], ["crime", "trial"]),
    ],
    ids=["spans", "relations", "classification"],
)
def test_every_export_of_doccano_is_read(tmp_path, row, spans, types):
    (found,) = read(tmp_path, "admin.jsonl", json.dumps({"id": 3, "text": "Lan về.", **row}))
    assert (found.id, found.spans, found.types) == ("3", spans, types)


def test_a_span_of_brat_in_pieces_is_told(tmp_path):
    (tmp_path / "a.txt").write_text("Lan và Minh\nHà", encoding="utf-8")
    (tmp_path / "a.ann").write_text(
        "T1\tX 0 3;7 11\tLan Minh\nT2\tY 7 11;12 14\tMinh Hà\nR1\tOf Arg1:T1 Arg2:T2\n#1\tAnnotatorNotes T1\tx\n",
        encoding="utf-8",
    )
    lost = []
    (found,) = read_corpus([tmp_path], lost=lost.append)
    assert (found.id, found.spans) == ("a", [(7, 14, "Y")])
    assert [(loss.label, loss.why) for loss in lost] == [("X", "in several pieces")]


def test_spacy_of_others_is_read(tmp_path):
    doc = spacy.blank("en")("Lan went home")
    doc.set_ents([doc.char_span(0, 3, label="PERSON")])
    DocBin(docs=[doc]).to_disk(tmp_path / "train.spacy")
    (found,) = read_corpus([tmp_path / "train.spacy"])
    assert (found.text, found.spans) == ("Lan went home", [(0, 3, "PERSON")])


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.conll", "Lan B-X\nvề\n", "line 2"),
        ("a.conll", "Lan X\n", "line 1"),
        ("a.spacy", "not one", "spaCy"),
        ("a.json", "{nope", "not JSON"),
        ("a.json", '[{"data": {"image": "x"}}]', "task 1"),
        ("a.jsonl", '{"text": "abc", "label": [[0, "x", "X"]]}', "line 1"),
        ("a.jsonl", '\n{"text": 5}', "line 2"),
        ("a.jsonl", '{"text": "a\\ud800"}', "surrogate"),
        ("a.jsonl", '{"text": "abc", "types": "crime"}', "types"),
        ("a.ann", "T1\tX 0 1\ta\n", "a.txt"),
        ("a.dat", "whatever it is", "--from"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path, name, content, said):
    with pytest.raises(UserError, match=said) as error:
        read(tmp_path, name, content)
    assert name[:2] in str(error.value)
    assert "\n" not in str(error.value)


def test_brat_does_not_mix_with_older_files(tmp_path):
    (tmp_path / "old.txt").write_text("x", encoding="utf-8")
    with pytest.raises(UserError, match="empty folder"):
        formats.write([], tmp_path, "brat", print)


def test_a_folder_of_several_formats_is_one_corpus(tmp_path):
    (tmp_path / "labels.json").write_text("{}", encoding="utf-8")  # doccano's label set, no data
    (tmp_path / "a.conll").write_text(CONLL, encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"text": "abc", "label": []}', encoding="utf-8")
    assert [a.text for a in read_corpus([tmp_path])] == ["Lan về Đà Nẵng", "Minh ở Huế", "abc"]
