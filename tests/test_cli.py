"""The command line as scripts and people use it: output, exit status, and one clear line for every mistake."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter

import jsonschema
import pytest

from conftest import ARTICLES

TEXT = "Sáng 5/3/2021, Thiếu tá Trần Văn Nam, Phó trưởng Công an huyện Tân Lạc, chủ trì hội nghị."


def bantin(*args, stdin=b"", **options):
    """Run the command; returns (exit status, standard output lines as JSON, standard error)."""
    done = subprocess.run(
        [sys.executable, "-m", "bantin.cli", *map(str, args)], input=stdin, capture_output=True, check=False, **options
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr.decode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of every kind of bad input, and two good articles."""
    base = tmp_path_factory.mktemp("news")
    (base / "good.txt").write_text(TEXT, encoding="utf-8")
    (base / "empty.txt").write_text("")
    (base / "blank.txt").write_text(" \n\t\n")
    (base / "binary.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    (base / "one.txt").write_text("a")
    (base / "english.txt").write_text("The police held a meeting in London on Monday.")
    (base / "nul.txt").write_bytes(TEXT.encode() + b"\x00 xong.")
    (base / "marks.txt").write_text("a" + "\u0301" * 100_000, encoding="utf-8")
    (base / "invalid.txt").write_bytes(TEXT.encode() + b" \xff\xfe Xong.")
    (base / "rows.jsonl").write_text(
        "\n".join(
            [
                json.dumps({"id": "r1", "text": TEXT}),
                "{not json",
                json.dumps({"id": "r3"}),
                json.dumps({"id": "r4", "text": TEXT, "published": "hôm qua"}),
                '{"id": "r5", "text": "nửa \\ud800 cặp"}',
                json.dumps([1, 2]),
                json.dumps({"id": "r7", "text": TEXT, "published": "2021-03-06"}),
            ]
        ),
        encoding="utf-8",
    )
    whole = gzip.compress(
        "\n".join(json.dumps({"id": f"z{i}", "text": TEXT + os.urandom(40).hex()}) for i in range(300)).encode()
    )
    (base / "cut.jsonl.gz").write_bytes(whole[: len(whole) * 2 // 3])
    return base


@pytest.fixture(scope="module")
def result(folder, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    status, _, err = bantin("extract", folder, "-o", out / "records.jsonl", "--errors", out / "errors.jsonl")
    records = [json.loads(line) for line in (out / "records.jsonl").read_text(encoding="utf-8").splitlines()]
    errors = [json.loads(line) for line in (out / "errors.jsonl").read_text(encoding="utf-8").splitlines()]
    return status, records, errors, err


def test_bad_input_never_stops_the_others(result):
    status, records, _, err = result
    ids = Counter(r["id"] for r in records)
    assert status == 1
    assert {"good", "one", "english", "nul", "marks", "invalid", "r1", "r7", "z0"} <= ids.keys()
    assert set(ids.values()) == {1}
    assert "Traceback" not in err


def test_every_failure_says_where_and_what(result):
    _, _, errors, _ = result
    for name in ("empty.txt", "blank.txt", "binary.txt", "rows.jsonl", "cut.jsonl.gz"):
        assert any(name in e["source"] or name in e["message"] for e in errors), name
    assert all(re.fullmatch("[a-z_]+", e["error"]) for e in errors)
    text = "\n".join(e["message"] for e in errors)
    for line in ("line 2", "line 3", "line 4", "line 5", "line 6"):
        assert line in text
    assert all(e.keys() == {"id", "source", "stage", "error", "message"} and "\n" not in e["message"] for e in errors)


def test_a_plain_file_is_one_article_named_after_it(folder):
    status, records, _ = bantin("extract", folder / "good.txt")
    assert status == 0
    assert [r["id"] for r in records] == ["good"]
    assert [p["name"] for p in records[0]["people"]] == ["Trần Văn Nam"]


def test_standard_input_is_jsonl():
    status, records, _ = bantin("extract", "-", stdin=json.dumps({"id": "x", "text": TEXT}).encode())
    assert (status, [r["id"] for r in records]) == (0, ["x"])


def test_failures_go_to_standard_error_without_errors_file():
    status, records, err = bantin("extract", "-", stdin=b"{bad\n" + json.dumps({"id": "x", "text": TEXT}).encode())
    assert (status, len(records)) == (1, 1)
    assert json.loads(err.splitlines()[0])["message"]


def test_published_anchors_relative_dates():
    _, records, _ = bantin(
        "extract",
        "-",
        "--published",
        "2022-05-24",
        stdin=json.dumps({"id": "x", "text": "Sáng nay, Công an tỉnh Long An họp."}).encode(),
    )
    assert records[0]["published"] == "2022-05-24"
    assert [e["norm"] for e in records[0]["entities"] if e["label"] == "DATE"] == ["2022-05-24"]


@pytest.mark.parametrize(
    "args",
    [
        ["extract"],
        ["extract", "good.txt", "--published", "hôm qua"],
        ["extract", "good.txt", "--model", "no-such-model"],
        ["extract", "good.txt", "--model", "no-such-model", "--workers", "2"],
        ["extract", "good.txt", "-o", "no/such/folder/x"],
        ["extract", "good.txt", "-o", "x.out", "--errors", "./x.out"],
        ["extract", ".", "-o", "records.jsonl"],
        ["extract", ".", "--errors", "sub/errors.jsonl.gz"],
        ["extract", "good.txt", "--errors", "-"],
        ["extract", "good.txt", "-o", "good.txt"],
        ["nonsense"],
        ["train", "--data", "missing.jsonl", "--out", "m"],
        ["evaluate", "default", "missing.jsonl"],
        ["evaluate", "no-such-model", "rows.jsonl"],
        ["compare", "default", "default", "missing.jsonl"],
        ["convert", "rows.jsonl", "out.docx"],
        ["convert", "rows.jsonl", "out.jsonl", "--from", "nonsense"],
        ["agreement", "rows.jsonl"],
        ["suggest"],
        ["suggest", "good.txt", "--task", "nonsense"],
        ["suggest", "good.txt", "--done", "missing.jsonl"],
        ["suggest", "good.txt", "-o", "good.txt"],
        ["explore"],
        ["explore", "missing.db"],
    ],
    ids=" ".join,
)
def test_wrong_use_is_one_line_and_status_2(folder, args):
    status, _, err = bantin(*args, cwd=folder)
    assert status == 2
    assert "Traceback" not in err
    assert not (folder / "records.jsonl").exists()
    assert (folder / "good.txt").read_text(encoding="utf-8") == TEXT


def test_missing_file_and_empty_folder_are_failures(tmp_path):
    (tmp_path / "none").mkdir()
    status, records, err = bantin("extract", tmp_path / "missing.txt", tmp_path / "none")
    assert (status, records) == (1, [])
    assert "missing.txt" in err
    assert "none" in err


def test_a_text_of_50_mb_is_answered_with_one_line(tmp_path):
    (tmp_path / "huge.txt").write_text("Công an huyện họp. " * 2_800_000, encoding="utf-8")
    status, records, err = bantin("extract", tmp_path / "huge.txt")
    assert (status, records) == (1, [])
    failure = json.loads(err.splitlines()[-1])
    assert "split it" in failure["message"]
    assert failure["message"].startswith(failure["source"] + ": ")
    assert failure["source"] == str(tmp_path / "huge.txt")


def test_workers_give_the_same_records_in_the_same_order(tmp_path):
    rows = "\n".join(json.dumps({"id": str(i), "text": f"{TEXT} Lần {i}."}) for i in range(300)).encode()
    one = bantin("extract", "-", stdin=rows)
    two = bantin("extract", "-", "--workers", "2", stdin=rows)
    assert one[0] == two[0] == 0
    assert one[1] == two[1]


def test_closed_pipe_is_quiet(folder):
    command = f"{sys.executable} -m bantin.cli extract {folder / 'good.txt'} {folder / 'rows.jsonl'} 2>&1 >/dev/full | cat; {sys.executable} -m bantin.cli schema | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False, timeout=120)
    assert b"Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize("verb", ["extract", "schema"])
def test_a_pipe_that_closes_ends_a_verb_as_other_tools_end(verb, tmp_path):
    rows = "\n".join(json.dumps({"id": str(i), "text": f"{TEXT} Lần {i}."}) for i in range(200))
    (tmp_path / "many.jsonl").write_text(rows, encoding="utf-8")
    source = f" {tmp_path / 'many.jsonl'}" if verb == "extract" else ""
    command = f"({sys.executable} -m bantin.cli {verb}{source}; echo $? >&2) | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False, timeout=120)
    assert done.stderr.split() == [b"141"]


def test_explain_says_that_a_source_holds_more(tmp_path):
    rows = "\n".join(json.dumps({"id": f"r{i}", "text": TEXT}) for i in range(3))
    command = [sys.executable, "-m", "bantin.cli", "explain", "-", "--only", "header"]
    done = subprocess.run(command, input=rows.encode(), capture_output=True, check=True)
    assert b"2 more articles are in -. Name one with --id, such as --id r1" in done.stderr
    done = subprocess.run([*command, "--id", "r2"], input=rows.encode(), capture_output=True, check=True)
    assert not done.stderr


def test_schema_is_valid_and_describes_a_record(folder):
    done = subprocess.run([sys.executable, "-m", "bantin.cli", "schema"], capture_output=True, check=True)
    schema = json.loads(done.stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    _, records, _ = bantin("extract", ARTICLES / "hoi_nghi_bac_quang.txt")
    jsonschema.validate(records[0], schema)


def test_info_tells_what_is_in_use():
    done = subprocess.run([sys.executable, "-m", "bantin.cli", "info", "--json"], capture_output=True, check=True)
    info = json.loads(done.stdout)
    assert {"RANK", "PERSON", "POSITION", "UNIT", "LOCATION", "DATE", "DOCUMENT"} <= set(info["labels"])
    assert len(info["event_types"]) == 25
    assert len(info["config_sha256"]) == 64


@pytest.mark.parametrize(
    "verb",
    [
        [],
        *(
            [verb]
            for verb in [
                "extract",
                "explain",
                "schema",
                "info",
                "stories",
                "people",
                "report",
                "explore",
                "train",
                "evaluate",
                "compare",
                "convert",
                "agreement",
                "suggest",
            ]
        ),
    ],
    ids=str,
)
def test_every_verb_teaches_its_use(verb):
    done = subprocess.run([sys.executable, "-m", "bantin.cli", *verb, "--help"], capture_output=True, check=True)
    assert len(done.stdout) > 200


def test_killed_while_writing_leaves_whole_lines(tmp_path):
    out = tmp_path / "out.jsonl"
    rows = "\n".join(json.dumps({"id": str(i), "text": TEXT * 20}) for i in range(4000)).encode()
    (tmp_path / "in.jsonl").write_bytes(rows)
    process = subprocess.Popen(
        [sys.executable, "-m", "bantin.cli", "extract", str(tmp_path / "in.jsonl"), "-o", str(out)]
    )
    while process.poll() is None and (not out.exists() or out.stat().st_size < 100_000):
        time.sleep(0.02)
    process.kill()
    process.wait()
    lines = out.read_bytes().split(b"\n")
    assert lines[:-1]
    assert [json.loads(line)["id"] for line in lines[:-1]] == [str(i) for i in range(len(lines) - 1)]
