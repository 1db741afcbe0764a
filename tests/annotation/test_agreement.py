"""Agreement of annotators: published examples of the coefficients, and what is listed as a disagreement."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

from bantin.annotation.agreement import agreement, by_annotator, fleiss_kappa, nominal
from bantin.annotation.annotated import Annotated
from bantin.errors import UserError

# Fleiss (1971): 30 patients in the reference; this is the ten-unit table of the usual worked example, kappa 0.210.
TABLE = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
]


def article(text, spans=(), types=None, primary=None):
    return Annotated("x", text, None, list(spans), True, types, primary, [])


def test_fleiss_kappa_of_the_worked_example():
    assert fleiss_kappa(np.array(TABLE)) == pytest.approx(0.210, abs=0.0005)


def test_coefficients_of_two_by_hand():
    # 4 units, 3 alike; chance is 1/2 * 1/4 + 1/2 * 3/4
    found = nominal([["a", "a", "b", "b"], ["a", "b", "b", "b"]])
    assert found["cohen"] == pytest.approx((0.75 - 0.5) / 0.5)
    assert found["fleiss"] == pytest.approx((0.75 - (9 + 25) / 64) / (1 - (9 + 25) / 64))
    assert found["alpha"] == pytest.approx(1 - 7 * 2 / (2 * 3 * 5))  # 1 - (n - 1) * mismatches / pairs of unlike values


def test_a_unit_left_out_counts_for_alpha_only_where_two_gave_it():
    with_gap = nominal([["a", "b", "b", "a"], ["a", "b", None, "a"], [None, "b", "b", "a"]])
    assert with_gap == {"cohen": 1, "fleiss": 1, "alpha": 1}
    assert nominal([["a", "a"], ["a", "a"]]) == {"cohen": None, "fleiss": None, "alpha": None}


def test_spans_types_and_disagreements():
    lan = [
        article("Lan về Huế.", [(0, 3, "PERSON"), (7, 10, "PLACE")], ["crime"], "crime"),
        article("Nam về Huế.", [(0, 3, "PERSON"), (7, 10, "PLACE")], ["trial"], "trial"),
        article("Ảnh: Hà", [(0, 7, "IGNORE")], ["other"], "other"),
        article("chỉ Lan có", [], ["other"], "other"),
    ]
    minh = [
        article("Nam về Huế.", [(0, 3, "PERSON"), (7, 10, "UNIT")], ["trial", "arrest"], "trial"),
        article("Lan về Huế.", [(0, 3, "PERSON"), (7, 10, "UNIT")], ["crime"], "crime"),
        article("Ảnh: Hà", [(5, 7, "PERSON")], ["other"], "other"),
    ]
    figures, rows = agreement(["lan", "minh"], [lan, minh])
    assert figures["articles"] == 3
    assert figures["f1"] == 0.5
    assert {label: row["f1"] for label, row in figures["labels"].items()} == {"PERSON": 1, "PLACE": 0, "UNIT": 0}
    assert figures["events"]["primary"] == {"cohen": 1, "fleiss": 1, "alpha": 1}
    assert figures["events"]["by_type"]["crime"]["cohen"] == 1
    assert [(row["times"], row["text"]) for row in rows] == [(2, "Huế"), (2, "Huế"), (1, "event type arrest")]
    assert rows[0]["before"] == "Lan về "
    assert (rows[0]["a"], rows[0]["b"]) == ((7, 10, "PLACE"), (7, 10, "UNIT"))


def test_another_primary_type_is_a_disagreement():
    lan, minh = ([article("Lan về Huế.", [], ["crime", "arrest"], primary)] for primary in ("crime", "arrest"))
    _, rows = agreement(["lan", "minh"], [lan, minh])
    assert [(row["text"], row["a"], row["b"]) for row in rows] == [("primary event type", "crime", "arrest")]


def test_one_file_of_several_authors_is_several_annotators(tmp_path):
    said = [("Lan về Huế.", "lan", "PLACE"), ("Lan về Huế.", "minh", "UNIT"), ("Nam về Huế.", None, "PLACE")]
    rows = [{"text": text, "author": author, "label": [[7, 10, label]]} for text, author, label in said]
    path = tmp_path / "both.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (lan, hers), (minh, his) = by_annotator(path)
    assert (lan, minh) == ("lan", "minh")
    assert (hers[0].spans, his[0].spans) == ([(7, 10, "PLACE")], [(7, 10, "UNIT")])
    rows[1]["text"] = "Minh về Huế."  # no text of two authors: a team's one file
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    ((name, corpus),) = by_annotator(path)
    assert (name, len(corpus)) == ("both", 3)


def test_files_without_a_text_in_common_are_told():
    with pytest.raises(UserError, match="no text"):
        agreement(["a", "b"], [[article("một")], [article("hai")]])


def test_the_command_prints_figures_and_writes_the_list(tmp_path):
    for name, label in (("a", "PLACE"), ("b", "PLACE"), ("c", "UNIT")):
        row = {"text": "Lan về Huế.", "label": [[7, 10, label]], "types": ["crime"], "primary": "crime"}
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(row), encoding="utf-8")
    files = [tmp_path / f"{name}.jsonl" for name in "abc"]
    command = [sys.executable, "-m", "bantin.cli", "agreement", *files, "--disagreements", tmp_path / "d.jsonl"]
    done = subprocess.run([*command, "--json"], capture_output=True, check=True, text=True)
    figures = json.loads(done.stdout)
    assert figures["annotators"] == ["a", "b", "c"]
    assert figures["f1"] == pytest.approx(1 / 3)
    assert len((tmp_path / "d.jsonl").read_text(encoding="utf-8").splitlines()) == 2
    table = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert "Krippendorff" in table
    assert "[Huế]" in table
    one = subprocess.run([*command[:5]], capture_output=True, text=True, check=False)
    assert (one.returncode, "at least two annotators" in one.stderr) == (2, True)
