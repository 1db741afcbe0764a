"""The verbs as scripts and people use them."""

from __future__ import annotations

import json

import pytest
from batches import bantin, rows, write_rows


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["batch"], "SOURCE"),
        (["batch", "in.jsonl"], "--out"),
        (["batch", "in.jsonl", "--out", "out", "--ray-address", "auto"], "add --engine ray"),
        (["batch", "in.jsonl", "--out", "out", "--engine", "ray", "--ray-address", "ray://a:1"], "neither HOST:PORT"),
        (
            ["batch", "in.jsonl", "--out", "out", "--engine", "ray", "--ray-address", "127.0.0.1:1"],
            "no cluster answers",
        ),
        (["batch", ".", "--out", "out"], "would be read as one"),
        (["batch", "in.jsonk", "--out", "out"], "in.jsonk: no such file or folder"),
        (["batch", "in.jsonl", "--out", "in.jsonl"], "can't be made"),
        (["batch", "in.jsonl", "--out", "out", "--model", "nowhere"], "no model"),
        (["batch", "in.jsonl", "--out", "out", "--published", "hôm qua"], "hôm qua"),
        (["status", "."], "no batch has written there"),
        (["status", "nowhere"], "no batch has written there"),
    ],
    ids=str,
)
def test_wrong_use_is_one_line_and_status_2(tmp_path, args, said):
    write_rows(tmp_path / "in.jsonl", rows(1))
    status, _, err = bantin(*args, cwd=tmp_path)
    assert status == 2
    assert said in err
    assert len(err.splitlines()) == 1


def test_logs_are_json_lines_where_asked(tmp_path):
    write_rows(tmp_path / "in.jsonl", rows(9))
    status, out, err = bantin(
        "batch", "in.jsonl", "--out", "o", "--part-size", 3, "--log", "json", "--json", cwd=tmp_path
    )
    assert (status, json.loads(out)["records"]) == (0, 9)
    lines = [json.loads(line) for line in err.splitlines()]
    assert [line["articles"] for line in lines] == [3, 6, 9]
    assert all(line.keys() >= {"time", "level", "logger", "message", "rate", "seconds_left"} for line in lines)


def test_logs_and_summary_are_text_without(tmp_path):
    write_rows(tmp_path / "in.jsonl", rows(9))
    status, out, err = bantin("batch", "in.jsonl", "--out", "o", cwd=tmp_path)
    assert status == 0
    assert "9 articles done" in err
    assert any(line.split() == ["records", "9"] for line in out.splitlines())


@pytest.mark.parametrize("verb", ["batch", "status"])
def test_help_teaches(verb):
    status, out, _ = bantin(verb, "--help")
    assert status == 0
    assert "Examples" in out
