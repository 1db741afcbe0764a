"""`bantin store` and `bantin query` as people and scripts use them."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys

import pytest

from bantin.cli import app
from bantin.errors import UserError


def bantin(*args, stdin=b""):
    done = subprocess.run(
        [sys.executable, "-m", "bantin.cli", *map(str, args)], input=stdin, capture_output=True, check=False
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture
def lines(records, tmp_path):
    path = tmp_path / "records.jsonl"
    path.write_bytes(b"".join(record.to_json() + b"\n" for record in records.values()))
    return path


def test_records_are_loaded_once(lines, address):
    assert bantin("store", lines, "--store", address)[::2] == (0, "5 records: 5 new, 0 changed, 0 as they were\n")
    status, _, err = bantin("store", "-", "--store", address, stdin=lines.read_bytes())
    assert (status, err) == (0, "5 records: 0 new, 0 changed, 5 as they were\n")


def test_texts_are_added(lines, address, texts, tmp_path):
    rows = [json.dumps({"id": id, "text": text}) for id, text in texts.items()]
    (tmp_path / "texts.jsonl").write_text("\n".join(rows))
    _, _, err = bantin("store", lines, "--store", address, "--texts", tmp_path / "texts.jsonl")
    assert "5 texts added" in err
    assert "trình báo" in texts["b"]
    _, out, _ = bantin("query", "articles", '"trình báo"', "--store", address, "--format", "json")
    assert [row["article"] for row in json.loads(out)] == ["b"]


def test_a_line_that_is_no_record_is_told_and_the_others_go_on(lines, address):
    lines.write_bytes(b'{"id": 1}\n' + lines.read_bytes())
    status, _, err = bantin("store", lines, "--store", address)
    assert status == 1
    assert f"{lines}, line 1: no record" in err
    assert "5 new" in err


def test_answers_as_table_csv_and_json(lines, address):
    bantin("store", lines, "--store", address)
    asked = "query", "events", "--store", address, "--unit", "Công an tỉnh Lào Cai", "--from", "2026-01-04"
    found = {form: bantin(*asked, "--format", form) for form in ("table", "csv", "json")}
    assert {status for status, _, _ in found.values()} == {0}
    rows = json.loads(found["json"][1])
    assert {row["day"] for row in rows} == {"2026-01-04", "2026-01-08"}
    read = list(csv.DictReader(io.StringIO(found["csv"][1])))
    assert [row["title"] for row in read] == [row["title"] for row in rows]
    assert list(read[0]) == list(rows[0])
    assert "2026-01-08" in found["table"][1]
    assert len(json.loads(bantin(*asked, "--format", "json", "--limit", "1")[1])) == 1
    assert json.loads(bantin(*asked, "--to", "2026-01-04", "--format", "json", "--type", "no")[1]) == []


@pytest.mark.parametrize(
    "wrong",
    [
        ["store", "--store", "sqlite:///x.db"],
        ["store", "missing.jsonl", "--store", "nowhere"],
        ["query", "events", "--store", "sqlite:///missing.db"],
        ["query", "mentions", "*", "--store", "sqlite:///missing.db"],
    ],
)
def test_wrong_use_is_one_line(tmp_path, monkeypatch, wrong):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError) as told:
        app(wrong, standalone_mode=False)
    assert "\n" not in str(told.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "verb", [["store"], ["query"], ["query", "events"], ["query", "mentions"], ["query", "articles"]]
)
def test_help_teaches(verb):
    status, out, _ = bantin(*verb, "--help")
    assert status == 0
    assert "bantin " in out
