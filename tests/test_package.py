"""The package as users get it: a wheel that works outside the checkout, a pipeline that spaCy loads by itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import spacy

import bantin
import bantin.errors
from bantin import parallel, pipeline, resources
from bantin.parallel import stream_parallel
from bantin.sources.article import Article
from conftest import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_wheel_holds_configs_and_model(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert "bantin/data/configs/pipeline.cfg" in names
    assert "bantin/data/models/default/meta.json" in names
    assert "bantin/data/annotations/labels/entities.json" in names
    parts = (
        "report/templates/page.html",
        "pages/templates/list.js",
        "pages/templates/article.html",
        "training/page/templates/evaluation.html",
        "pages/vi.toml",
    )
    assert {f"bantin/{name}" for name in (*parts, "pages/templates/pages.css", "explore/templates/search.html")} <= {
        *names
    }


def test_wheel_works_outside_the_checkout(wheel, tmp_path):
    target = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(target), str(wheel)],
        check=True,
        capture_output=True,
    )
    code = "import bantin; print(bantin.__file__); print(bantin.extract('Thiếu tá Trần Văn Nam họp.').people[0].name)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
        check=True,
    )
    where, name = done.stdout.splitlines()
    assert where.startswith(str(target))
    assert name == "Trần Văn Nam"


def test_pipeline_round_trips_through_spacy(nlp, tmp_path):
    nlp.to_disk(tmp_path / "copy")
    again = spacy.load(tmp_path / "copy")
    text = "Thiếu tá Trần Văn Nam, Phó trưởng Công an huyện Tân Lạc, cho biết sáng 5/3/2021."
    first, second = nlp(text), again(text)
    assert [(e.text, e.label_, e._.score) for e in first.ents] == [(e.text, e.label_, e._.score) for e in second.ents]
    assert [e.label_ for e in first.ents] == ["RANK", "PERSON", "POSITION", "UNIT", "DATE"]


def test_factories_are_all_registered():
    assert set(pipeline.blank().pipe_names) == {
        "bantin_sentences",
        "bantin_zones",
        "bantin_tagger",
        "bantin_linker",
        "bantin_events",
    }


def test_untrained_pipeline_still_answers():
    doc = pipeline.blank()("Thiếu tá Trần Văn Nam cho biết.")
    assert [(e.text, e.label_) for e in doc.ents] == [("Thiếu tá", "RANK"), ("Trần Văn Nam", "PERSON")]


def test_python_interface():
    text = "Sáng nay, Thiếu tá Trần Văn Nam, Phó trưởng Công an huyện Tân Lạc, chủ trì hội nghị."
    record = bantin.extract(text, published="2021-03-05", id="a")
    assert (record.id, record.published, record.people[0].name) == ("a", "2021-03-05", "Trần Văn Nam")
    results = list(bantin.stream([text, {"id": "b", "text": text}, {"id": "c"}, {"id": "d", "text": " "}]))
    assert [getattr(r, "stage", "record") for r in results] == ["record", "record", "source", "source"]


def test_wrong_fields_are_told():
    with pytest.raises(bantin.errors.UserError, match="colour"):
        bantin.extract("x", colour="red")
    with pytest.raises(bantin.errors.UserError, match="not NoneType"):
        bantin.extract(None)
    with pytest.raises(bantin.errors.UserError, match="hôm qua"):
        bantin.extract("x", published="hôm qua")


class Boom:
    """An item that ends the process which unpacks it."""

    def __reduce__(self):
        return os._exit, (1,)


def test_a_worker_that_ends_is_told(monkeypatch):
    monkeypatch.setattr(parallel, "LOST", 1)
    with pytest.raises(bantin.errors.UserError, match="use fewer --workers"):
        list(stream_parallel([Boom()], 2))


def test_workers_tell_of_a_model_that_cannot_be_loaded(tmp_path):
    with pytest.raises(bantin.errors.UserError, match="no model"):
        list(stream_parallel([Article(id="a", text="Xã họp.")], 2, str(tmp_path)))


def test_default_model_is_not_looked_for_in_the_working_directory(tmp_path, monkeypatch):
    (tmp_path / "default").mkdir()
    (tmp_path / "default" / "meta.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    assert pipeline.model_path(None) == resources.MODELS / "default"
    assert pipeline.model_path("default") == Path("default")


@pytest.mark.parametrize("size", [0, 100, 50_000])
def test_a_cut_model_is_told(tmp_path, size):
    model = tmp_path / "model"
    shutil.copytree(resources.MODELS / "default", model)
    weights = model / "bantin_tagger" / "crf.npz"
    weights.write_bytes(weights.read_bytes()[:size])
    with pytest.raises(bantin.errors.UserError, match="can't be read"):
        pipeline.load(model)


def test_no_more_words_are_kept_than_the_limit_says(monkeypatch):
    monkeypatch.setattr("bantin.language.tokenizer.LASTING", 0)
    bantin.extract("Xã Zqxwv họp bàn.")
    vocab = pipeline.default_extractor().nlp.vocab
    assert "Zqxwv" not in vocab.strings
    assert "Zqxwv" not in [lexeme.text for lexeme in vocab]


def test_a_failing_stage_names_the_file(nlp, monkeypatch):
    def fail(doc):
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(nlp, "_components", [("bantin_linker", fail)])
    failure = pipeline.Extractor(nlp).one(Article(id="a", text="Xã họp.", source="news.jsonl, line 3"))
    assert (failure.stage, failure.error, failure.source) == (
        "bantin_linker",
        "zero_division_error",
        "news.jsonl, line 3",
    )
    assert failure.message == "news.jsonl, line 3: by zero"


def test_model_fits_in_the_repository():
    assert sum(p.stat().st_size for p in (resources.MODELS / "default").rglob("*") if p.is_file()) < 15_000_000
