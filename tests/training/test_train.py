"""Training by the command: from annotated lines to a model that is loaded and used."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys

import pytest

from bantin import pipeline
from bantin.annotation.corpus import read_corpus
from bantin.annotation.stories import story_clusters
from bantin.errors import UserError

NAMES = [
    "Trần Văn Nam",
    "Lê Thị Mai",
    "Phạm Hồng Sơn",
    "Vũ Đình Quân",
    "Bùi Minh Châu",
    "Đỗ Hải Yến",
    "Hoàng Anh Dũng",
    "Ngô Bảo Linh",
]
TEMPLATES = [
    "Hôm ấy, [ANIMAL con hổ] cắn [HERO {}] ở bìa rừng.",
    "[HERO {}] nuôi [ANIMAL con mèo] đã ba năm.",
    "Bà con kể rằng [ANIMAL con voi] đi theo [HERO {}] về làng.",
    "[HERO {}] không sợ [ANIMAL con rắn] nào cả.",
]


def rows():
    """Annotated lines of a label set that is not the project's."""
    for i, name in enumerate(NAMES):
        for template in TEMPLATES:
            text, spans, at = "", [], 0
            marked = template.format(name)
            for match in re.finditer(r"\[([A-Z]+) ([^\]]+)\]", marked):
                text += marked[at : match.start()]
                spans.append([len(text), len(text) + len(match[2]), match[1]])
                text, at = text + match[2], match.end()
            yield {"id": f"{i}-{template[:4]}", "text": text + marked[at:], "label": spans}


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
