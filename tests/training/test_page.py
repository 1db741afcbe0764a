"""The pages of `evaluate --html` and `compare --html`: files that load nothing, show what the figures say, and every text as text."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import re
import subprocess
import sys

import pytest
from lxml import html as lxml_html

from bantin import pipeline
from bantin.annotation.annotated import Annotated
from bantin.training.compare import compare
from bantin.training.evaluate import errors, evaluate
from bantin.training.page import page
from bantin.training.page.charts import Curve, curves, ticks
from bantin.training.page.groups import NONE, grouped, of_change

TEXT = "Thiếu tá Trần Văn Nam, Phó trưởng Công an huyện Tân Lạc, chủ trì hội nghị sáng 5/3/2021."
PARTS = {"Thiếu tá": "RANK", "Trần Văn Nam": "PERSON", "Phó trưởng": "POSITION", "Công an huyện Tân Lạc": "UNIT"}
EVIL = "<script>alert('x')</script>\"'`</details></script><!--&amp; \u202eabc\u2066\u0000"


def article(id="báo/1", text=TEXT, types=("conference",), **labels):
    """An article whose parts have the labels of `PARTS`, or others."""
    spans = [
        (text.index(part), text.index(part) + len(part), labels.get(label, label)) for part, label in PARTS.items()
    ]
    return Annotated(id, text, None, spans, True, list(types), types[0], [])


CORPUS = [
    article(),
    article("báo/2", UNIT="LOCATION"),
    article("tin/3", UNIT="LOCATION", types=("crime", "arrest")),
    article("tin/4", f"Chiều nay, {TEXT}", RANK="DOCUMENT"),
]


def bodies(whole):
    """The HTML of each entry's body."""
    packs = re.findall(r'<script type="text/plain" class="pack">([^<]*)</script>', whole)
    return [body for pack in packs for body in json.loads(gzip.decompress(base64.b64decode(pack)))]


def cells(tree, id):
    """The rows of a table: {name: cells}."""
    rows = tree.xpath(f"//table[@id='{id}']/tbody/tr")
    return {row[0].text_content(): [cell.text_content() for cell in row[1:]] for row in rows}


@pytest.fixture(scope="module")
def measured(nlp):
    """(figures, rows of errors, the page) of the default model on a few articles that contradict each other."""
    figures, judged = evaluate(nlp, CORPUS)
    rows = list(errors(judged))
    return figures, rows, page.evaluation("default", "test.jsonl", figures, rows)


@pytest.fixture(scope="module")
def compared(nlp):
    figures, changed = compare(pipeline.blank(), nlp, CORPUS)
    return figures, changed, page.comparison("rules", "default", "test.jsonl", figures, changed)


@pytest.mark.parametrize("found", ["measured", "compared"])
def test_a_page_loads_nothing_and_its_policy_allows_its_own_style_and_script_alone(found, request):
    whole = request.getfixturevalue(found)[2]
    for part in (whole, *bodies(whole)):
        tree = lxml_html.document_fromstring(part)
        assert not tree.xpath("//link | //img | //iframe | //object | //embed | //base | //*[@src] | //*[@style]")
        assert all(target.startswith("#") for target in tree.xpath("//@href"))
        assert not re.search(r"https?:|@import|url\(", part)
    policy = html.unescape(re.search('Content-Security-Policy" content="([^"]*)"', whole)[1])
    assert policy.startswith("default-src 'none';")
    for tag in ("style", "script"):
        (inside,) = re.findall(f"<{tag}>(.*?)</{tag}>", whole, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_the_tables_say_what_the_figures_say(measured):
    figures, _, whole = measured
    tree = lxml_html.document_fromstring(whole)
    for id in ("labels", "sources", "zones"):
        shown = cells(tree, id)
        for name, row in figures[id].items():
            assert shown[name][4:] == [str(row["support"]), str(row["found"])]
            if row["found"] and row["support"]:
                assert shown[name][:3] == [f"{row[key]:.3f}" for key in ("precision", "recall", "f1")]
                assert shown[name][3] == f"{figures['partial_by'][id][name]['partial']['f1']:.3f}"
    assert cells(tree, "labels")["DATE"][:4] == ["0.000", "—", "0.000", "0.000"]
    assert cells(tree, "labels")["all, micro"][2] == f"{figures['f1']:.3f}"
    assert tree.xpath("//*[@id='ece']")[0].text == f"{figures['calibration']['error']:.3f}"
    assert len(tree.xpath("//section[@id='calibration']//circle")) == len(figures["calibration"]["bins"])
    assert tree.xpath("//*[@id='primary']")[0].text == f"{figures['events']['primary']:.3f}"
    assert cells(tree, "types").keys() == {*figures["events"]["types"], "all, micro"}


def test_the_confusion_leads_to_its_errors(measured):
    figures, _, whole = measured
    tree = lxml_html.document_fromstring(whole)
    numbers = [int(cell) for row in cells(tree, "matrix").values() for cell in row if cell]
    assert sum(numbers) == sum(sum(row.values()) for row in figures["confusion"].values())
    asked = {button.get("data-q") for button in tree.xpath("//table[@id='matrix']//button")}
    listed = {" ".join(summary.text_content().split()) for summary in tree.xpath("//details/summary")}
    assert "LOCATION → UNIT" in asked
    assert any("LOCATION → UNIT" in line for line in listed)


def test_every_error_stands_in_its_group_with_its_context(measured):
    _, rows, whole = measured
    tree = lxml_html.document_fromstring(whole)
    entries = tree.xpath("//details[@class='error']")
    counts = [int(entry.xpath(".//b")[0].text.split()[0]) for entry in entries]
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) == len(rows)
    assert [int(entry.get("data-n")) for entry in entries] == list(range(len(entries)))
    assert {option.get("value") for option in tree.xpath("//select[@id='kind']/option")} == {
        "",
        *(r["kind"] for r in rows),
    }
    place = next(i for i, e in enumerate(entries) if (e.get("data-gold"), e.get("data-found")) == ("LOCATION", "UNIT"))
    body = lxml_html.document_fromstring(bodies(whole)[place])
    assert [mark.get("class") for mark in body.xpath("//mark")] == ["LOCATION", "UNIT"] * 2
    assert {mark.text for mark in body.xpath("//mark")} == {"Công an huyện Tân Lạc"}
    assert "báo/2" in body.text_content()
    assert "tin/3" in body.text_content()
    assert "Phó trưởng Công an huyện Tân Lạc, chủ trì" in body.text_content()


def test_event_types_are_errors_too(measured):
    _, rows, _ = measured
    groups = {(group.kind, group.gold, group.found): group for group in grouped(rows)}
    assert ("type missed", "arrest", NONE) in groups
    (wrong,) = groups["primary", "crime", "conference"].errors
    assert wrong.id == "tin/3"
    assert wrong.readings[0].text == "chủ trì hội nghị"  # what the model read the type from
    assert wrong.readings[0].before.endswith("Tân Lạc, ")


def test_what_differs_in_its_borders_shows_both_sides():
    row = {"id": "a", "kind": "borders", "gold": (3, 9, "UNIT"), "found": (5, 12, "UNIT"), "score": 0.5, "zone": "body"}
    row |= {"start": 3, "before": "012", "text": "3456789ab"[: 12 - 3], "after": "cd"}
    (group,) = grouped([row])
    assert [(r.before, r.text, r.after) for r in group.errors[0].readings] == [
        ("012", "345678", "9abcd"),
        ("01234", "56789ab", "cd"),
    ]
    assert group.errors[0].facts == ["body", "score 0.50"]


def test_a_comparison_tells_what_got_better_and_worse(compared):
    figures, changed, whole = compared
    tree = lxml_html.document_fromstring(whole)
    for side in ("better", "worse"):
        counts = [int(b.text.split()[0]) for b in tree.xpath(f"//section[@id='{side}']//summary/b")]
        assert sum(counts) == sum(row["change"] == side for row in changed)
        assert counts == sorted(counts, reverse=True)
    said = tree.xpath("//section[@id='difference']")[0].text_content()
    for key in ("difference", "low", "high"):
        assert f"{figures[key]:+.4f}" in said
    label = next(label for label, row in figures["labels"].items() if row["support"])
    row = figures["labels"][label]
    assert cells(tree, "labels")[label] == [
        f"{row['a']:.3f}",
        f"{row['b']:.3f}",
        f"{row['b'] - row['a']:+.3f}",
        str(row["support"]),
    ]
    numbers = sorted(int(entry.get("data-n")) for entry in tree.xpath("//details[@class='error']"))
    assert numbers == list(range(len(bodies(whole))))
    first = tree.xpath("//section[@id='better']//details")[0]
    shown = lxml_html.document_fromstring(bodies(whole)[int(first.get("data-n"))]).text_content()
    assert any(row["change"] == "better" and row["id"] in shown and row["after"] in shown for row in changed)


def test_text_that_tries_to_break_out_is_shown_as_text(measured):
    figures = measured[0] | {
        "sources": {EVIL: measured[0]["labels"]["UNIT"]},
        "labels": {EVIL: measured[0]["labels"]["UNIT"]},
        "confusion": {EVIL: {EVIL: 3, "-": 1}},
        "not_judged": {EVIL: 1},
    }
    row = {"id": EVIL, "kind": EVIL, "gold": (4, 4 + len(EVIL), EVIL), "found": None, "score": 0.1, "zone": EVIL}
    row |= {"start": 4, "before": EVIL, "text": EVIL, "after": EVIL}
    change = row | {"change": "worse", "what": EVIL, "label": EVIL}
    pages = [
        page.evaluation(EVIL, EVIL, figures, [row]),
        page.comparison(EVIL, EVIL, EVIL, figures | DIFFERENCE, [change]),
    ]
    for whole in pages:
        for part, scripts in ((whole, 2), (bodies(whole)[0], 0)):
            tree = lxml_html.document_fromstring(part)
            assert len(tree.xpath("//script")) == scripts
            assert not tree.xpath("//comment() | //@*[starts-with(name(), 'on')]")
            assert not re.search("[\u0000\u202a-\u202e\u2066-\u2069]", part)
            assert "<script>alert('x')</script>\"'`</details></script><!--&amp;" in tree.text_content()


FIGURE = {"precision": 0.5, "recall": 0.5, "f1": 0.5, "support": 4, "found": 4}
DIFFERENCE = {
    "a": FIGURE,
    "b": FIGURE,
    "difference": 0.1,
    "low": -0.1,
    "high": 0.2,
    "not_better": 0.2,
    "types": None,
    "labels": {EVIL: {"a": 0.0, "b": 0.5, "support": 0, "found_a": 0, "found_b": 2}},
}


def test_a_label_that_only_one_model_finds_has_a_dash_for_the_other():
    whole = page.comparison(
        "a", "b", "d", DIFFERENCE | {"articles": 2, "labels": {"UNIT": DIFFERENCE["labels"][EVIL]}}, []
    )
    assert cells(lxml_html.document_fromstring(whole), "labels")["UNIT"] == ["—", "0.500", "—", "0"]


def test_a_page_stays_under_its_limit_and_says_what_is_left_out(measured, monkeypatch):
    figures = measured[0]
    rows = []
    for n in range(2000):
        text = hashlib.sha256(str(n).encode()).hexdigest()
        row = {
            "id": f"a/{n}",
            "kind": "missed",
            "gold": (40, 104, "UNIT"),
            "found": None,
            "score": None,
            "zone": "body",
        }
        rows += [row | {"start": 40, "before": text[:40], "text": text, "after": text[24:]}] * (1 + (n == 1999))
    whole = page.evaluation("m", "d", figures, rows)
    assert len(bodies(whole)) == 2000
    assert 'id="left"' not in whole
    monkeypatch.setattr(page, "LIMIT", 300_000)
    less = page.evaluation("m", "d", figures, rows)
    kept = len(bodies(less))
    assert 50 < kept < 2000
    assert len(less.encode()) < 300_000
    assert f"{2001 - kept - 1:,} of the rarest" in less
    assert "2 ×" in less  # the most frequent come first


def test_a_very_long_span_is_cut_in_its_middle_and_a_crowd_is_counted():
    row = {"id": "a", "kind": "missed", "gold": (0, 9000, "UNIT"), "found": None, "score": None, "zone": None}
    row |= {"start": 0, "before": "", "text": "x" * 8990 + "y" * 10, "after": ""}
    whole = page.evaluation("m", "d", EMPTY, [row] * 1000)
    (body,) = bodies(whole)
    assert "y" * 10 in body
    assert len(body) < 200_000
    assert "800 more alike" in body


EMPTY = {
    **dict.fromkeys(("precision", "recall", "f1"), 0.0),
    **dict.fromkeys(("support", "found", "articles"), 0),
    **{key: {} for key in ("labels", "sources", "zones", "confusion", "not_judged")},
    **dict.fromkeys(("partial", "partial_by", "events")),
    "calibration": {"error": 0.0, "bins": []},
}


def test_nothing_at_all_is_a_page_too():
    tree = lxml_html.document_fromstring(page.evaluation("m", "d", EMPTY, []))
    assert not tree.xpath("//details")
    assert "No span was found" in tree.text_content()


def test_changes_of_one_text_and_label_are_one_group():
    row = {"id": "a", "change": "better", "what": "found now", "label": "UNIT", "start": 0, "end": 3, "before": ""}
    rows = [
        row | {"text": "Đội A", "after": "x"},
        row | {"text": "đội a", "after": "y"},
        row | {"text": "Đội B", "after": ""},
    ]
    assert [(g.text, len(g.errors), g.side) for g in grouped(rows, of_change)] == [
        ("Đội A", 2, "better"),
        ("Đội B", 1, "better"),
    ]


def test_curves_lie_where_their_figures_are():
    drawn = lxml_html.fromstring(curves([Curve("a & b", [(50, 0.5, 0.4, 0.6), (150, 0.8, 0.7, 0.9)])], "t", "x", "y"))
    (line,) = drawn.xpath("//polyline/@points")
    (x1, y1), (x2, y2) = (map(float, point.split(",")) for point in line.split())
    assert (x1, x2) == (60, 610)
    assert (y1 - y2) / (345 - 20) == pytest.approx(0.3 / 0.5, abs=0.01)
    assert "a & b" in drawn.text_content()
    assert ticks(0.42, 0.91) == pytest.approx([0.5, 0.6, 0.7, 0.8, 0.9])
    assert ticks(50, 350) == [50, 100, 150, 200, 250, 300, 350]


def bantin(*args):
    return subprocess.run(
        [sys.executable, "-m", "bantin.cli", *map(str, args)], capture_output=True, text=True, check=False
    )


def test_the_commands_write_pages_and_never_over_what_they_read(tmp_path):
    data = tmp_path / "data.jsonl"
    rows = [{"id": a.id, "text": a.text, "spans": a.spans, "types": a.types, "primary": a.primary} for a in CORPUS]
    data.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = bantin(
        "evaluate", "default", data, "--html", tmp_path / "e.html", "--errors", tmp_path / "e.jsonl", "--json"
    )
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "e.jsonl").read_text(encoding="utf-8").splitlines()
    tree = lxml_html.document_fromstring((tmp_path / "e.html").read_text(encoding="utf-8"))
    assert tree.xpath("//h1")[0].text == "default on data.jsonl"
    assert sum(int(b.text.split()[0]) for b in tree.xpath("//summary/b")) == len(lines)
    assert cells(tree, "labels")["all, micro"][2] == f"{json.loads(done.stdout)['f1']:.3f}"
    before = data.read_bytes()
    for args in (
        ["evaluate", "default", data, "--html", data],
        ["evaluate", "default", data, "--html", "-"],
        ["evaluate", "default", data, "--html", tmp_path / "x", "--errors", tmp_path / "x"],
        ["compare", "default", "default", data, "--html", tmp_path / "none" / "x.html"],
    ):
        done = bantin(*args)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert data.read_bytes() == before
    assert bantin("compare", "default", "default", data, "--html", tmp_path / "c.html").returncode == 0
    assert "Better: 0" in (tmp_path / "c.html").read_text(encoding="utf-8")
