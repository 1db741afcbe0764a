"""`bantin stories` and `bantin people` as scripts and people use them."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys

import pytest

from bantin.cli import app
from bantin.errors import UserError

UNIT = "Công an tỉnh Lào Cai"


def bantin(*args, stdin=b""):
    """(exit status, standard output, standard error) of the command."""
    done = subprocess.run(
        [sys.executable, "-m", "bantin.cli", *map(str, args)], input=stdin, capture_output=True, check=False
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture
def lines(record):
    """Two papers on one theft, and a third record, as JSON lines."""
    facts = {"units": [UNIT], "amounts": [(12, "xe máy")], "people": [("Hoàng Văn Lực", None, "Trưởng", UNIT)]}
    made = [record(id, title="Bắt nhóm trộm 12 xe máy [ảnh]", site=f"{id}.vn", **facts) for id in "ab"]
    made.append(record("c", None, "Cháy kho vải", types=["fire_explosion"]))
    return b"".join(r.to_json() + b"\n" for r in made)


def test_stories_from_file_gzip_and_standard_input_are_the_same(lines, tmp_path):
    (tmp_path / "r.jsonl").write_bytes(lines)
    (tmp_path / "r.jsonl.gz").write_bytes(gzip.compress(lines))
    results = [bantin("stories", tmp_path / "r.jsonl"), bantin("stories", tmp_path / "r.jsonl.gz")]
    results.append(bantin("stories", "-", stdin=lines))
    assert {status for status, _, _ in results} == {0}
    assert results[0][1] == results[1][1] == results[2][1]
    stories = [json.loads(line) for line in results[0][1].splitlines()]
    assert [story["articles"] for story in stories] == [["c"], ["a", "b"]]
    assert {"id", "type", "first", "last", "articles", "people", "units", "places", "score"} <= stories[0].keys()
    assert "1 records have no date" in results[0][2]


def test_small_stories_can_be_left_out(lines):
    _, out, _ = bantin("stories", "-", "--min-articles", "2", stdin=lines)
    assert [json.loads(line)["articles"] for line in out.splitlines()] == [["a", "b"]]


def test_sample_shows_both_titles(lines, tmp_path):
    _, out, _ = bantin("stories", "-", "--sample", "5", "--seed", "1", stdin=lines)
    (pair,) = map(json.loads, out.splitlines())
    assert (pair["a"], pair["b"]) == ("a", "b")
    assert pair["title_a"] == pair["title_b"] == "Bắt nhóm trộm 12 xe máy [ảnh]"


def test_people_with_timeline_joins_and_confidence(lines):
    status, out, _ = bantin("people", "-", stdin=lines)
    (person,) = map(json.loads, out.splitlines())
    assert status == 0
    assert person.keys() == {"id", "name", "confidence", "timeline", "joins"}
    assert person["timeline"][0].keys() >= {"date", "rank", "position", "unit", "former", "evidence"}
    assert person["timeline"][0]["evidence"][0].keys() == {"article", "start", "end"}
    assert person["joins"][0].keys() == {"article", "score", "why"}


@pytest.mark.parametrize("verb", [["stories"], ["stories", "--sample", "3"], ["people"]], ids=" ".join)
def test_tables_show_text_as_it_is(lines, tmp_path, verb):
    status, out, _ = bantin(*verb, "-", "--table", stdin=lines)
    assert status == 0
    assert "[ảnh]" in out if verb[0] == "stories" else "Hoàng Văn Lực" in out
    assert bantin(*verb, "-", "--table", "-o", tmp_path / "t", stdin=lines)[0] == 0
    assert (tmp_path / "t").read_text(encoding="utf-8") == out


def test_a_line_that_is_no_record_is_told_and_the_others_go_on(lines, tmp_path):
    path = tmp_path / "r.jsonl"
    path.write_bytes(b'{"id": 1}\n\n' + lines + b"{cut")
    for verb in ("stories", "people"):
        status, out, err = bantin(verb, path)
        assert status == 1
        assert out
        assert f"{path}, line 1: " in err
        assert f"{path}, line 6: " in err
        assert "Traceback" not in err


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 99, "PNG"),
        (b"\x01\x02\n" * 99, "NUL"),
        ("Công an xã họp.\n".encode("utf-16"), "UTF-16"),
        (b"\xe1\xe2\n" * 99, "not UTF-8"),
    ],
    ids=["png", "nul", "utf-16", "8 bit"],
)
def test_a_file_that_is_no_text_is_told_once(tmp_path, data, said):
    (tmp_path / "r.bin").write_bytes(data.replace(b"\x02", b"\0"))
    with pytest.raises(UserError, match=f"r.bin: .*{said}"):
        app(["people", str(tmp_path / "r.bin")], standalone_mode=False)


@pytest.mark.parametrize("verb", ["stories", "people"])
def test_wrong_use_is_the_users_error_in_one_line(lines, tmp_path, verb):
    path, cut = tmp_path / "r.jsonl", tmp_path / "cut.jsonl.gz"
    path.write_bytes(lines)
    cut.write_bytes(gzip.compress(lines)[:-20])
    (tmp_path / "plain.gz").write_bytes(lines)
    (tmp_path / "empty.jsonl").write_bytes(b"")
    wrong = [
        [],
        [tmp_path / "missing.jsonl"],
        [tmp_path],
        [cut],
        [tmp_path / "plain.gz"],
        [tmp_path / "empty.jsonl"],
        [path, "-o", path],
        [path, "-o", tmp_path / "no" / "such"],
    ]
    for args in wrong:
        with pytest.raises(UserError) as told:
            app([verb, *map(str, args)], standalone_mode=False)
        assert "\n" not in str(told.value)
        assert not args or str(args[-1]) in str(told.value)
    assert path.read_bytes() == lines


def test_wrong_use_ends_with_status_2():
    status, out, err = bantin("people")
    assert (status, out, len(err.splitlines())) == (2, "", 1)


@pytest.mark.parametrize("verb", ["stories", "people"])
def test_help_teaches(verb):
    status, out, _ = bantin(verb, "--help")
    assert status == 0
    assert "bantin extract" in out
    assert "bantin " + verb in out


def test_judged_pairs_give_their_share(lines, tmp_path):
    (tmp_path / "j.jsonl").write_text('{"a": "a", "b": "b", "right": true}\n{"a": "a", "b": "c", "right": false}\n')
    bantin("stories", "-", "-o", tmp_path / "s.jsonl", stdin=lines)
    command = [sys.executable, "-m", "bantin.coreference.judged", str(tmp_path / "j.jsonl"), str(tmp_path / "s.jsonl")]
    out = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    assert "1 of 2 pairs are right: 0.50" in out
    assert "1 of the 1 right" in out
    assert "0 of the 1 wrong" in out
