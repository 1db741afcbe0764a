"""The README's way from new articles to a promoted model, command by command, against a real doccano."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys

import pytest
from walk_news import NEW, OTHERS, UNSEEN, articles, unmarked

from conftest import ROOT, SHARED

MANY, REAL = 200, 20  # articles pushed; of them real ones, where there are any
FALL = 0.003  # of the F1 on articles from before


def commands():
    """The README's commands, without their comments."""
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    block = page.split("## From new articles to a better model")[1].split("```sh\n")[1].split("```")[0]
    return [words for line in block.splitlines() if (words := shlex.split(line, comments=True))]


def real_articles():
    """Police news with the spans that a reader marked, and articles of gold-dev; none without the measuring data."""
    if not (SHARED / "gold-dev").is_dir():
        return [], []
    from bantin.annotation.corpus import read_corpus

    gold = read_corpus(sorted((ROOT / "annotations" / "gold").glob("01*.jsonl"))[:1], [SHARED / "data"])
    short = [a for a in gold if a.marked and len(a.text) < 2000][:REAL]
    assert len(short) == REAL
    return short, [json.loads(row) for path in sorted((SHARED / "gold-dev").glob("*.jsonl")) for row in path.open()]


def correct(server, client, project, truth):
    """The annotator: what is wrong is put right, one article after the other, and each is marked done; how many had something wrong."""
    names, wrong = server.label_names(project), 0
    for number, item in server.items(project).items():
        right = truth.get(item.meta["id"])
        if right is None:
            continue
        there = {
            (span.start_offset, span.end_offset, names[span.label]): span.id
            for span in client.list_spans(project.id, number)
        }
        wrong += set(there) != right
        for span in set(there) - right:
            client.delete_span(project.id, number, there[span])
        for start, end, label in right - set(there):
            client.create_span(project.id, number, start, end, label)
        client.update_example_state(project.id, number)
    return wrong


@pytest.fixture
def walk(doccano, tmp_path, monkeypatch):
    """Runs a command in a folder of its own with a registry of its own; its standard output."""
    monkeypatch.setenv("BANTIN_MODELS", str(tmp_path / "registry"))
    login = {"DOCCANO_URL": doccano, "DOCCANO_USERNAME": "admin", "DOCCANO_PASSWORD": "pass"}

    def walk(words):
        assert words[0] == "bantin"
        args = [sys.executable, "-m", "bantin.cli", *words[1:]]
        done = subprocess.run(
            args, capture_output=True, text=True, cwd=tmp_path, env={**os.environ, **login}, check=False
        )
        print(shlex.join(words), done.stdout, done.stderr, sep="\n")  # shown when the test fails
        assert done.returncode in ((0, 1) if "pull" in words else (0,))  # 1 tells of spans that were corrected oddly
        return done.stdout

    return walk


def test_from_new_articles_to_a_promoted_model(walk, server, annotator, name, tmp_path, monkeypatch):
    pytest.importorskip("pycrfsuite", reason="training needs bantin[train]")
    from bantin import pipeline
    from bantin.annotation.corpus import read_corpus
    from bantin.training.evaluate import evaluate

    real, test = real_articles()
    invented = articles(MANY - len(real))
    test = test or [{**row, "id": f"cũ/{row['id']}"} for row in articles(60, seed=7, sentences=OTHERS)]
    (tmp_path / "news").mkdir()
    for path, rows in (
        (
            "news/moi.jsonl",
            [*({"id": a.id, "text": a.text} for a in real), *({k: r[k] for k in ("id", "text")} for r in invented)],
        ),
        ("test.jsonl", test),
    ):
        (tmp_path / path).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    truth = {article.id: {span for span in article.spans if span[2] != "IGNORE"} for article in real}
    truth |= {row["id"]: {tuple(span) for span in row["spans"]} for row in invented[::2]}
    who, client = annotator()
    before = evaluate(pipeline.load(), read_corpus([tmp_path / "test.jsonl"]))[0]["f1"]
    assert not any(NEW in found(pipeline.load(), line) for line in UNSEEN)

    for words in commands():
        out = walk([{"Tin tháng 5": name, "lan": who}.get(word, word) for word in words])
        if "push" in words:
            project = server.find_project(name)
            assert len(server.items(project)) == MANY
            assert correct(server, client, project, truth) > 20
        if "pull" in words:
            assert len((tmp_path / "corrected.jsonl").read_text(encoding="utf-8").splitlines()) == len(truth)
    verbs = [words[1] for words in commands()]
    assert verbs == ["doccano", "doccano", "evaluate", "train", "compare", "models", "models"]
    assert "may-" in out
    promoted = pipeline.load()
    assert promoted.meta["name"] == "may"
    assert sum(NEW in found(promoted, line) for line in UNSEEN) >= len(UNSEEN) - 1
    after = evaluate(promoted, read_corpus([tmp_path / "test.jsonl"]))[0]["f1"]
    assert after >= before - FALL


def found(nlp, marked):
    """The units that a model finds in a marked line, as written."""
    text, _ = unmarked(marked)
    return {entity.text for entity in nlp(text).ents if entity.label_ == "UNIT"}
