"""Training by the command: from annotated lines to a model that is loaded and used."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from training_samples import rows

from bantin import pipeline, resources
from bantin.annotation.corpus import read_corpus
from bantin.annotation.stories import story_clusters
from bantin.errors import UserError
from bantin.registry import behind
from bantin.training import train as train_module
from bantin.training.train import train_model


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "train.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows()), encoding="utf-8")
    return path


def train(*args):
    """(exit status, standard error) of `bantin train`."""
    command = [sys.executable, "-m", "bantin.cli", "train", *map(str, args)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def test_any_label_set_trains_and_the_same_seed_gives_the_same_bytes(data, tmp_path):
    for out in ("one", "two"):
        status, err = train("--data", data, "--out", tmp_path / out, "--task", "entities", "--rounds", "60")
        assert status == 0, err
    digests = {
        hashlib.sha256((tmp_path / out / "bantin_tagger" / "crf.npz").read_bytes()).hexdigest()
        for out in ("one", "two")
    }
    assert len(digests) == 1
    nlp = pipeline.load(tmp_path / "one")
    assert nlp.get_pipe("bantin_tagger").labels == ("ANIMAL", "HERO")
    found = [(e.text, e.label_) for e in nlp("Chiều qua, con voi đuổi theo Đặng Thu Hà.").ents]
    assert found == [("con voi", "ANIMAL"), ("Đặng Thu Hà", "HERO")]


def test_standoff_rows_are_joined_to_their_texts(data, tmp_path):
    texts, standoff = tmp_path / "texts.jsonl", tmp_path / "standoff.jsonl"
    with open(texts, "w", encoding="utf-8") as t, open(standoff, "w", encoding="utf-8") as s:
        for row in rows():
            t.write(json.dumps({"id": row["id"], "text": row["text"]}) + "\n")
            digest = hashlib.sha256(row["text"].encode()).hexdigest()
            s.write(json.dumps({"id": row["id"], "sha256": digest, "spans": row["label"]}) + "\n")
    joined = read_corpus([standoff], [texts])
    assert [(a.text, a.spans) for a in joined] == [(a.text, a.spans) for a in read_corpus([data])]


def test_another_text_than_the_annotated_one_is_refused(tmp_path):
    (tmp_path / "texts.jsonl").write_text(json.dumps({"id": "a", "text": "khác"}), encoding="utf-8")
    (tmp_path / "gold.jsonl").write_text(json.dumps({"id": "a", "sha256": "0" * 64, "spans": []}), encoding="utf-8")
    with pytest.raises(UserError, match="another text stands under that id"):
        read_corpus([tmp_path / "gold.jsonl"], [tmp_path / "texts.jsonl"])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{nope", "line 1"),
        ("[1]", "line 1"),
        ('{"text": "abc", "label": [[0, 9, "X"]]}', "outside its text"),
        ('{"id": "q", "spans": []}', "--texts"),
    ],
)
def test_unusable_data_are_told_with_their_line(tmp_path, line, said):
    (tmp_path / "bad.jsonl").write_text(line, encoding="utf-8")
    status, err = train("--data", tmp_path / "bad.jsonl", "--out", tmp_path / "m")
    assert status == 2
    assert said in err
    assert "Traceback" not in err


def test_events_need_annotated_articles(data, tmp_path):
    status, err = train("--data", data, "--out", tmp_path / "m", "--task", "events")
    assert status == 2
    assert "types" in err
    assert "Traceback" not in err


def test_without_types_the_entities_are_trained_and_measured(data, tmp_path):
    (tmp_path / "few.toml").write_text("rounds = 60\nc1 = 0.1", encoding="utf-8")
    out = tmp_path / "m"
    status, err = train("--data", data, "--dev", data, "--config", tmp_path / "few.toml", "--out", out)
    assert status == 0, err
    assert "training entities; no article has `types`" in err
    assert "precision 1.000, recall 1.000, F1 1.000" in err
    assert "tagger   70" not in err
    assert pipeline.load(out).get_pipe("bantin_tagger").labels == ("ANIMAL", "HERO")


@pytest.mark.parametrize(
    ("config", "said"),
    [("c3 = 1", "unknown key 'c3'"), ("rounds = 1.5", "whole number"), ("strength = 0", "above 0"), ("=", "TOML")],
)
def test_wrong_settings_are_told(data, tmp_path, config, said):
    (tmp_path / "c.toml").write_text(config, encoding="utf-8")
    status, err = train("--data", data, "--out", tmp_path / "m", "--config", tmp_path / "c.toml")
    assert status == 2
    assert said in err
    assert not (tmp_path / "m").exists()


def test_near_duplicates_fall_into_one_story():
    first = "Sáng nay tại xã Tân An, một chiếc xe tải chở gạo mất phanh lao xuống ruộng, rất may không ai bị thương trong vụ việc này."
    again = first.replace("Sáng nay", "Vào sáng nay") + " Tài xế đã trình báo."
    other = "Công an huyện tổ chức tập huấn nghiệp vụ cho lực lượng bảo vệ cơ sở trong ba ngày tại hội trường trung tâm huyện."
    a, b, c = story_clusters([first, again, other])
    assert a == b != c


def test_a_run_that_was_stopped_goes_on_and_the_bytes_are_the_same(data, tmp_path, monkeypatch):
    """Killed while the card is written, after everything is trained: nothing is trained twice."""

    def stop(*args):
        raise KeyboardInterrupt

    train_model([data], tmp_path / "whole", rounds=20, say=lambda line: None)
    with monkeypatch.context() as patch:
        patch.setattr(train_module, "described", stop)
        with pytest.raises(KeyboardInterrupt):
            train_model([data], tmp_path / "m", rounds=20, say=lambda line: None)
    assert (tmp_path / "m.unfinished").is_dir()
    said = []
    train_model([data], tmp_path / "m", rounds=20, say=said.append)
    assert "tagger: as an earlier run left it" in said
    assert not (tmp_path / "m.unfinished").exists()
    same = [(tmp_path / name / "bantin_tagger" / "crf.npz").read_bytes() for name in ("whole", "m")]
    assert same[0] == same[1]
    with monkeypatch.context() as patch:
        patch.setattr(train_module, "described", stop)
        with pytest.raises(KeyboardInterrupt):
            train_model([data], tmp_path / "m", rounds=20, say=lambda line: None)
    said.clear()
    train_model([data], tmp_path / "m", rounds=30, say=said.append)  # other settings: what was kept does not count
    assert "tagger: as an earlier run left it" not in said


def typed(kinds):
    """The sample with event types, each a story of its own."""
    for k, row in enumerate(rows()):
        own = " ".join(f"x{k}{letter}" for letter in "abcdefghiklm")
        yield row | {
            "text": f"{row['text']}\nTin {own}.",
            "types": [kinds[k % len(kinds)]],
            "primary": kinds[k % len(kinds)],
        }


def test_entities_and_events_are_trained_side_by_side(tmp_path):
    path = tmp_path / "typed.jsonl"
    path.write_text("\n".join(map(json.dumps, typed(["rescue", "other"]))), encoding="utf-8")
    said = []
    train_model([path], tmp_path / "m", rounds=20, say=said.append)
    train_model([path], tmp_path / "events", task="events", say=said.append)
    same = [(tmp_path / name / "bantin_events" / "events.npz").read_bytes() for name in ("m", "events")]
    assert same[0] == same[1]
    facts = json.loads((tmp_path / "m" / "meta.json").read_bytes())
    assert {"events_types_cv", "events_primary_cv"} <= facts["performance"].keys()
    assert sum(line.startswith("events: types F1") for line in said) == 2
    assert pipeline.load(tmp_path / "m").get_pipe("bantin_tagger").labels == ("ANIMAL", "HERO")


def test_too_few_event_types_are_told_before_anything_is_trained(tmp_path):
    path = tmp_path / "typed.jsonl"
    path.write_text("\n".join(map(json.dumps, typed(["rescue"]))), encoding="utf-8")
    said = []
    with pytest.raises(UserError, match="two primary types"):
        train_model([path], tmp_path / "m", say=said.append)
    assert not any(line.startswith("tagger") for line in said)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs Linux's list of processes")
def test_the_process_aside_ends_with_a_training_that_is_killed(tmp_path):
    """Else it would work on for half an hour, for nobody."""
    script = tmp_path / "parent.py"
    script.write_text(
        "import multiprocessing, os, time\n"
        "from concurrent.futures import ProcessPoolExecutor\n"
        "from bantin.parallel import end_with_parent\n"
        "if __name__ == '__main__':\n"
        "    aside = ProcessPoolExecutor(1, multiprocessing.get_context('spawn'), end_with_parent)\n"
        "    print(aside.submit(os.getpid).result(), flush=True)\n"
        "    aside.submit(time.sleep, 600).result()\n"
    )
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        assert Path(f"/proc/{child}").exists()
        parent.kill()
    deadline = time.monotonic() + 30
    while Path(f"/proc/{child}").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not Path(f"/proc/{child}").exists()


def test_what_the_data_lack_is_told(data, tmp_path):
    few = [
        {"text": "Con hổ cắn Nam.", "label": [[0, 6, "ANIMAL"], [4, 10, "HERO"]]},
        {"text": "Lan nuôi con mèo.", "label": [[0, 3, "HERO"]]},
    ]
    path = tmp_path / "few.jsonl"
    path.write_text("\n".join(map(json.dumps, few)), encoding="utf-8")
    said = []
    train_model([data, path], tmp_path / "m", dev=path, rounds=5, say=said.append)
    text = "\n".join(said)
    assert "1 spans overlap the one before" in text
    assert "2 articles of --dev are in --data too" in text
    said.clear()
    train_model([path], tmp_path / "m", rounds=5, say=said.append)
    assert "fewer than 10 examples teach little: ANIMAL 1, HERO 2" in "\n".join(said)


def test_the_card_names_data_settings_and_figures(data, tmp_path):
    out = tmp_path / "models" / "mine"
    train_model([data], out, dev=data, rounds=20, license="CC-BY-4.0", say=lambda line: None)
    card = (out / "README.md").read_text(encoding="utf-8")
    for part in (
        "# mine ",
        hashlib.sha256(data.read_bytes()).hexdigest(),
        "| rounds | 20 |",
        "| HERO | 1.000",
        "CC-BY-4.0",
    ):
        assert part in card
    meta = json.loads((out / "meta.json").read_bytes())
    assert (meta["license"], meta["performance"]["dev"]["f1"]) == ("CC-BY-4.0", 1)


def test_training_on_keeps_what_is_not_trained_and_adds_up_what_stands_behind(data, tmp_path):
    base, out = tmp_path / "base", tmp_path / "out"
    train_model([data], base, rounds=20, license="MIT", say=lambda line: None)
    status, err = train("--data", data, "--base", base, "--out", out)
    assert status == 0, err
    facts = json.loads((out / "meta.json").read_bytes())
    assert (facts["license"], facts["bantin"]["base"]["marked"]) == ("MIT", 32)
    assert facts["bantin"]["base"]["sha256"] == resources.model_sha256(base)
    assert behind(out)["marked"] == 64
    assert "on from `base`" in (out / "README.md").read_text(encoding="utf-8")


def test_events_are_trained_on_too(tmp_path):
    """A type that the base's words do not speak for is learned from new articles; the other answers stay."""
    kinds = {
        "traffic_accident": "Xe máy va chạm xe tải trên quốc lộ 6, một người bị thương.",
        "trial": "Tòa tuyên bị cáo 7 năm tù.",
        "training_drill": "Đêm hội hoa đăng bên hồ Sen Vàng thu hút bà con lần {}.",
    }
    new = [
        {
            "id": str(k),
            "text": f"{kinds['training_drill'].format(k)} Tin thứ {k}.",
            "types": ["training_drill"],
            "primary": "training_drill",
        }
        for k in range(30)
    ]
    path = tmp_path / "events.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in new), encoding="utf-8")
    said = []
    train_model([path], tmp_path / "m", base="default", task="events", say=said.append)
    assert "30 articles" in "\n".join(said)

    def primary(nlp, text):
        return next(event.type for event in nlp(text)._.events if event.primary)

    one, other = pipeline.load("default"), pipeline.load(tmp_path / "m")
    text = kinds["training_drill"].format(99)
    assert primary(one, text) != "training_drill"
    assert primary(other, text) == "training_drill"
    for kind in ("traffic_accident", "trial"):
        assert primary(one, kinds[kind]) == primary(other, kinds[kind]) == kind


def test_a_model_becomes_a_wheel_that_spacy_loads_by_its_name(data, tmp_path):
    """`spacy package`, installed beside bantin, whose factories spaCy finds by their entry points."""
    pytest.importorskip("build", reason="spacy package needs `build`")
    train_model([data], tmp_path / "animals", rounds=20, say=lambda line: None)
    (tmp_path / "dist").mkdir()
    package = [sys.executable, "-m", "spacy", "package", tmp_path / "animals", tmp_path / "dist"]
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", tmp_path / "site"]
    code = "import spacy; nlp = spacy.load('vi_animals'); print([e.label_ for e in nlp('Chiều qua, con voi đuổi theo Đặng Thu Hà.').ents])"
    subprocess.run([*package, "--build", "wheel", "--name", "animals"], check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").rglob("*.whl")
    assert b"bantin>=" in zipfile.ZipFile(wheel).read(f"{wheel.name[: -len('-py3-none-any.whl')]}.dist-info/METADATA")
    subprocess.run([*install, wheel], check=True, capture_output=True)
    paths = os.pathsep.join([str(tmp_path / "site"), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": paths},
    )
    assert done.stdout.strip() == "['ANIMAL', 'HERO']"
