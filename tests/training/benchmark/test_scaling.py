"""The benchmark of workers takes its rates where all is warm; no time is asserted."""

from __future__ import annotations

import json

import pytest
from batches import rows, write_rows

from bantin.errors import UserError
from bantin.training.benchmark import scaling
from bantin.training.benchmark.scaling import Mark, rates


def test_the_rate_is_of_the_last_three_quarters():
    marks = [Mark(30 + 2 * i, 1 + 0.1 * i, 10 * i) for i in range(1, 9)]  # 10 articles in 2 s, 30 s for the start
    assert rates(marks) == (pytest.approx(5), pytest.approx(100))


def test_too_few_parts_are_told():
    with pytest.raises(UserError, match="smaller --part-size"):
        rates([Mark(1, 1, 10), Mark(2, 1, 20)])


def test_scaling_is_over_one_local_worker():
    def run(engine, workers, rate):
        return {"engine": engine, "workers": workers, "articles_per_second": rate, "articles_per_reader_second": 1000}

    runs = [run("local", 1, 50), run("ray", 1, 45), run("local", 2, 100), run("ray", 2, 80)]
    found = scaling.scaling([*runs, *runs])
    assert found["local"] == {"times": {"1": 1.0, "2": 2.0}, "fed": 20}
    assert found["ray"] == {"times": {"1": 0.9, "2": 1.6}, "fed": 25}


def test_the_command_writes_its_figures(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(scaling, "ENGINES", ("local",))
    monkeypatch.setattr(scaling.importlib.metadata, "version", lambda name: "0")
    feed = str(write_rows(tmp_path / "feed.jsonl", rows(40)))
    scaling.main(feed, articles=30, workers=[1], part_size=3, rounds=1, model=None, output=tmp_path / "figures.json")
    figures = json.loads((tmp_path / "figures.json").read_bytes())
    assert (figures["articles"], figures["words"]) == (30, sum(len(row["text"].split()) for row in rows(30)))
    assert [(run["engine"], run["workers"]) for run in figures["runs"]] == [("local", 1)]
    assert figures["scaling"]["local"]["times"] == {"1": 1.0}
    assert "of feed.jsonl" in capsys.readouterr().out
