"""Training on someone else's labels, measuring and comparing models: the commands `train`, `evaluate` and `compare`."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import numpy as np
import pytest
from rich.console import Console

from bantin import pipeline
from bantin.annotation.annotated import Annotated
from bantin.annotation.scores import counted, kind_of, pairs, printed
from bantin.errors import UserError
from bantin.training.compare import changes, compare, difference
from bantin.training.evaluate import errors, evaluate, show
from bantin.training.predict import Judged
from training.harvest import WORDS, conll

TEXT = "Thiếu tá Trần Văn Nam, Phó trưởng Công an huyện Tân Lạc, chủ trì hội nghị sáng 5/3/2021.\nẢnh: Lê Văn Bình"
GOLD = [
    [TEXT.index(part), TEXT.index(part) + len(part), label]
    for part, label in (
        ("Thiếu tá", "RANK"),
        ("Trần Văn Nam", "PERSON"),
        ("Phó trưởng", "POSITION"),
        ("Công an huyện Tân Lạc", "UNIT"),
        ("sáng 5/3/2021", "DATE"),
        ("Ảnh: Lê Văn Bình", "IGNORE"),
    )
]


def bantin(*args, check=True):
    command = [sys.executable, "-m", "bantin.cli", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=check)


@pytest.fixture(scope="module")
def farm(tmp_path_factory):
    """A folder with other people's data, and a model trained on them by the one command there is."""
    folder = tmp_path_factory.mktemp("farm")
    (folder / "train.conll").write_text(conll(160, 1), encoding="utf-8")
    (folder / "test.conll").write_text(conll(40, 2), encoding="utf-8")
    done = bantin("train", "--data", folder / "train.conll", "--out", folder / "model", "--rounds", "40")
    assert "160 articles" in done.stderr
    return folder


def test_ten_other_labels_train_through_the_same_command(farm):
    done = bantin("evaluate", farm / "model", farm / "test.conll", "--json", "--errors", farm / "errors.jsonl")
    figures = json.loads(done.stdout)
    assert figures["labels"].keys() == WORDS.keys()
    assert all(row.keys() == {"precision", "recall", "f1", "support", "found"} for row in figures["labels"].values())
    assert sum(row["support"] for row in figures["labels"].values()) == figures["support"]
    assert figures["f1"] > 0.95
    assert figures["events"] is None
    rows = [json.loads(line) for line in (farm / "errors.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= figures["support"] - round(figures["recall"] * figures["support"])
    table = bantin("evaluate", farm / "model", farm / "test.conll").stdout
    assert "FARMER" in table
    assert "calibration" in table


def test_every_format_gives_the_same_figures(farm, tmp_path):
    wanted = bantin("evaluate", farm / "model", farm / "test.conll", "--json").stdout
    for target in ("data.jsonl", "data.spacy", "data.json", "brat", "back.conll"):
        bantin("convert", farm / "test.conll", tmp_path / target)
        found = bantin("evaluate", farm / "model", tmp_path / target, "--json").stdout
        for part in ("f1", "labels", "confusion"):
            assert json.loads(found)[part] == json.loads(wanted)[part], target
    bantin("convert", farm / "test.conll", tmp_path / "off.jsonl", "--to", "standoff")
    found = bantin(
        "evaluate", farm / "model", tmp_path / "off.jsonl", "--texts", tmp_path / "data.jsonl", "--json"
    ).stdout
    assert json.loads(found)["f1"] == json.loads(wanted)["f1"]


def test_a_model_is_judged_on_the_labels_it_knows(farm, tmp_path):
    row = {"text": "Bác Ba mua máy cày ở Huế", "label": [[11, 18, "TOOL"], [21, 24, "CITY"]]}
    (tmp_path / "d.jsonl").write_text(json.dumps(row), encoding="utf-8")
    done = bantin("evaluate", farm / "model", tmp_path / "d.jsonl", "--json")
    figures = json.loads(done.stdout)
    assert (figures["support"], figures["not_judged"]) == (1, {"CITY": 1})
    assert "CITY" in done.stderr


def test_spans_off_token_borders_are_told_and_reported(tmp_path):
    row = {"id": "a", "text": "Lan về Huế.", "label": [[0, 3, "PERSON"], [8, 10, "PLACE"]]}
    (tmp_path / "d.jsonl").write_text(json.dumps(row), encoding="utf-8")
    for target in ("d.conll", "d.spacy"):
        done = bantin("convert", tmp_path / "d.jsonl", tmp_path / target, "--report", tmp_path / "report.jsonl")
        assert "8-10 PLACE" in done.stderr
        (told,) = [json.loads(x) for x in (tmp_path / "report.jsonl").read_text(encoding="utf-8").splitlines()]
        assert (told["id"], told["start"], told["end"], told["label"], told["text"]) == ("a", 8, 10, "PLACE", "uế")


def test_convert_reads_and_writes_standard_streams():
    row = json.dumps({"id": "a", "text": "Lan về.", "label": [[0, 3, "PERSON"]]})
    command = [sys.executable, "-m", "bantin.cli", "convert", "-", "-", "--to", "conll"]
    done = subprocess.run(command, input=row.encode(), capture_output=True, check=True)
    assert "Lan\tB-PERSON\nvề\tO" in done.stdout.decode()


def annotated(spans, types=None, text=TEXT, id="paper/1"):
    return Annotated(id, text, None, [tuple(s) for s in spans], True, types, types[0] if types else None, [])


def test_figures_of_the_default_model(nlp):
    wrong = [s if s[2] != "UNIT" else [*s[:2], "LOCATION"] for s in GOLD] + [[55, 56, "DOCUMENT"]]
    figures, _ = evaluate(nlp, [annotated(GOLD, ["conference"]), annotated(wrong, id="other/2")])
    assert "IGNORE" not in figures["labels"]
    assert figures["f1"] == pytest.approx(2 * 9 / (10 + 11))  # what touches the credit is in neither number
    unit = {"precision": 0.5, "recall": 1.0, "f1": pytest.approx(2 / 3), "support": 1, "found": 2}
    assert figures["labels"]["UNIT"] == unit
    assert figures["confusion"]["LOCATION"] == {"UNIT": 1}
    assert figures["confusion"]["DOCUMENT"] == {"-": 1}
    assert figures["partial"]["strict"]["f1"] == pytest.approx(figures["f1"])
    assert figures["partial"]["exact"]["f1"] > figures["f1"]
    by = figures["partial_by"]
    assert by["labels"]["UNIT"]["strict"]["f1"] == pytest.approx(2 / 3)
    for part in ("sources", "zones"):
        assert by[part].keys() == figures[part].keys()
        for name, row in figures[part].items():
            assert by[part][name]["strict"]["f1"] == pytest.approx(row["f1"])
    assert figures["sources"]["paper"]["f1"] == 1
    assert sum(zone["support"] for zone in figures["zones"].values()) == figures["support"]
    assert 0 <= figures["calibration"]["error"] <= 1
    assert figures["events"]["articles"] == 1
    assert figures["events"]["primary"] == 1


def test_what_is_undefined_is_a_dash_not_a_verdict(nlp):
    figures, _ = evaluate(nlp, [annotated([s for s in GOLD if s[2] != "RANK"])])
    empty, wrong = figures["labels"]["DOCUMENT"], figures["labels"]["RANK"]
    assert [printed(empty, key) for key in ("precision", "recall", "f1")] == ["—", "—", "—"]
    assert [printed(wrong, key) for key in ("precision", "recall", "f1")] == ["0.000", "—", "0.000"]
    console = Console(width=120, record=True, file=io.StringIO())
    show(figures, console)
    (line,) = (line for line in console.export_text().splitlines() if "DOCUMENT" in line)
    assert line.count("—") == 4  # partial F1 too


def test_markup_in_names_is_printed_as_it_is(nlp):
    figures, _ = evaluate(nlp, [annotated(GOLD, id="[b]/1"), annotated(GOLD, id="[red]/2")])
    console = Console(width=120, record=True, file=io.StringIO())
    show(figures, console)
    text = console.export_text()
    assert "[b]" in text
    assert "[red]" in text


def test_every_error_has_its_place_and_event_types_are_errors_too(nlp):
    gold = [s if s[2] != "UNIT" else [s[0] - 10, s[1], "UNIT"] for s in GOLD if s[2] != "POSITION"]
    _, judged = evaluate(nlp, [annotated(gold, ["crime", "conference"])])
    rows = {(row["kind"], row["gold"], row["found"]): row for row in errors(judged)}
    borders = next(row for row in rows.values() if row["kind"] == "borders")
    assert borders["text"] == TEXT[borders["start"] : borders["start"] + len(borders["text"])]
    assert borders["text"].endswith("Công an huyện Tân Lạc")
    assert {kind for kind, *_ in rows} == {"borders", "spurious", "type missed", "primary"}
    assert rows["primary", "crime", "conference"]["text"]  # what it was read from
    missed = rows["type missed", "crime", None]
    assert (missed["zone"], missed["text"], missed["after"][:8]) == (None, "", "Thiếu tá")


def test_nervaluate_gets_inclusive_ends(nlp):
    """With ends left exclusive, the blank before the unit would touch it, and the unit count as half right."""
    blank = [[s[0] - 1, s[0], "UNIT"] if s[2] == "UNIT" else s for s in GOLD]
    figures, _ = evaluate(nlp, [annotated(blank)])
    assert figures["partial"]["partial"]["precision"] == pytest.approx(4 / 5)


def test_articles_without_spans_are_judged_on_their_types_alone(nlp):
    typed = Annotated("b", TEXT, None, [], False, ["conference"], "conference", [])
    figures, _ = evaluate(nlp, [annotated(GOLD), typed])
    assert (figures["articles"], figures["support"], figures["precision"]) == (1, 5, 1)
    assert figures["events"]["recall"] == 1


def test_the_scorer_of_the_project_says_the_same(shared, nlp, tmp_path):
    from bantin.pipeline import Article, Extractor

    rows = [
        {"id": str(i), "text": TEXT, "spans": spans, "types": ["conference"], "primary": "conference", "people": []}
        for i, spans in enumerate([GOLD, GOLD[:2] + GOLD[3:4] + GOLD[5:], [[0, 8, "PERSON"], [40, 50, "IGNORE"]]])
    ]
    records = Extractor(nlp).stream([Article(id=row["id"], text=TEXT) for row in rows])
    (tmp_path / "gold.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (tmp_path / "records.jsonl").write_bytes(b"\n".join(record.to_json() for record in records))
    command = [sys.executable, shared / "tools" / "score.py", tmp_path / "gold.jsonl", tmp_path / "records.jsonl"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1]
    figures, _ = evaluate(nlp, [annotated(row["spans"], row["types"]) for row in rows])
    assert f"entities={figures['f1']:.3f}" in said
    assert f"types={figures['events']['f1']:.3f} primary={figures['events']['primary']:.3f}" in said


def test_errors_are_paired_and_named():
    gold = {(0, 3, "A"), (5, 9, "A"), (10, 14, "B"), (20, 22, "C")}
    found = {(0, 3, "A"), (5, 8, "A"), (10, 14, "C"), (30, 31, "B")}
    assert [(g, f, kind_of(g, f)) for g, f in pairs(gold, found)] == [
        ((5, 9, "A"), (5, 8, "A"), "borders"),
        ((10, 14, "B"), (10, 14, "C"), "label"),
        ((20, 22, "C"), None, "missed"),
        (None, (30, 31, "B"), "spurious"),
    ]
    assert counted({(0, 3, "A"), (3, 5, "B")}, {(4, 9, "IGNORE")}) == {(0, 3, "A")}


def test_the_bootstrap_pairs_articles():
    # gold, right and found of A, right and found of B: B is better by one span in every article, however they are drawn
    better = difference(np.array([[10, 5, 10, 6, 10]] * 30), seed=1)
    assert better["low"] == better["high"] == pytest.approx(0.1)
    assert better["not_better"] == 0
    rng = np.random.default_rng(0)
    right = rng.integers(3, 9, (60, 2))
    noise = difference(np.column_stack([np.full(60, 10), right[:, 0], [10] * 60, right[:, 1], [10] * 60]), seed=1)
    assert noise["low"] < noise["difference"] < noise["high"]
    assert noise == difference(
        np.column_stack([np.full(60, 10), right[:, 0], [10] * 60, right[:, 1], [10] * 60]), seed=1
    )


def test_compare_tells_what_got_better_and_worse(nlp):
    rules = pipeline.blank()
    corpus = [annotated(GOLD, ["conference"], id=f"a/{i}") for i in range(4)]
    figures, changed = compare(rules, nlp, corpus)
    assert figures["difference"] == pytest.approx(figures["b"]["f1"] - figures["a"]["f1"])
    assert {row["change"] for row in changed} <= {"better", "worse"}
    gained = sum((row["what"] == "found now") - (row["what"] == "missed now") for row in changed)
    assert gained == 4 * 5 * (figures["b"]["recall"] - figures["a"]["recall"])
    with pytest.raises(UserError, match="two articles"):
        compare(rules, nlp, corpus[:1])


def test_event_types_get_better_and_worse_too(nlp):
    def judged(types):
        return [Judged(annotated(GOLD, ["crime", "trial"]), types=dict.fromkeys(types), primary=types[0])]

    rows = changes(judged(["crime", "other"]), judged(["trial", "warning"]))
    assert [(row["change"], row["what"], row["label"]) for row in rows] == [
        ("worse", "type missed now", "crime"),
        ("better", "type no longer made up", "other"),
        ("better", "type found now", "trial"),
        ("worse", "type made up now", "warning"),
    ]


def test_the_command_compares(farm):
    done = bantin("compare", farm / "model", farm / "model", farm / "test.conll", "--json")
    figures = json.loads(done.stdout)
    assert (figures["difference"], figures["low"], figures["high"]) == (0, 0, 0)
    assert figures["not_better"] == 1
    table = bantin("compare", farm / "model", farm / "model", farm / "test.conll").stdout
    assert "resamples" in table
    done = bantin("compare", farm / "model", "default", farm / "test.conll", check=False)
    assert (done.returncode, "no label in common" in done.stderr) == (2, True)
