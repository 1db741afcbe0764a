"""What a terminal and a pipe are given: promised facts, in colours that differ, and nothing that a terminal would obey."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys

import pytest
from rich.console import Console

from bantin.explain.explanation import SECTIONS, explain, read
from bantin.explain.show import Show, clean, styles
from bantin.sources.article import Article
from conftest import ARTICLES

ROW = {
    "id": "x1",
    "published": "2024-03-05",
    "text": "Sáng nay, Đại úy Lê Thị Mai thuộc Công an huyện Bắc Quang cho biết.",
}


def command(*args, stdin=b"", **env):
    """Run the command; returns (exit status, standard output, standard error)."""
    done = subprocess.run(
        [sys.executable, "-m", "bantin.cli", "explain", *map(str, args)], input=stdin, capture_output=True, check=False
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def shown(extractor, text, colours=None, **fields):
    """An article as it is shown."""
    reading = read(extractor, Article(id="a", text=text, source="a.txt", **fields))
    file = io.StringIO()
    Show(reading, Console(file=file, color_system=colours, force_terminal=bool(colours), width=200))(explain(reading))
    return file.getvalue()


def test_a_pipe_has_the_promised_facts_a_line_each():
    status, out, err = command(ARTICLES / "hoi_nghi_bac_quang.txt")
    assert (status, err) == (0, "")
    assert "\x1b" not in out
    assert not any(line != line.rstrip() for line in out.split("\n"))
    for fact in (
        r"published +2023-04-14T15:40:00\+07:00 .*GMT\+7",
        r"title +Khen thưởng và sơ kết",
        r"\[RANK Thượng tá\] \[PERSON Hoàng Minh Tuấn\] – \[POSITION Phó trưởng\] \[UNIT Công an huyện\]",
        r"caption again",
        r"RANK +thuong_ta +[01]\.\d{3} +model .*configs/ranks.toml thuong_ta",
        r"“Công an huyện” filled in with “Bắc Quang” from e\d+ “Công an huyện Bắc Quang”",
        r"successor +Công an tỉnh Tuyên Quang \(configs/places.tsv 02\)",
        r"Chiều 13/4/2023 +2023-04-13 +afternoon +nothing",
        r"conference, primary, happened",
        r"cue +“.*[Hh]ội nghị.*” in the (title|lede|body)",
        r"Kế hoạch số 118",
        r"17/23 Công an xã, thị trấn”: 17 of 23",
        r"ANCS +an ninh cơ sở +\(defined in the text\)",
    ):
        assert re.search(fact, out), fact


def test_colours_of_labels_differ_and_can_be_read():
    found = styles()
    assert {"RANK", "PERSON", "POSITION", "UNIT", "LOCATION", "DATE", "DOCUMENT"} <= found.keys()
    assert len({style.bgcolor for style in found.values()}) == len(found)
    for style in found.values():
        parts = [[c / 255 for c in colour.get_truecolor()] for colour in (style.color, style.bgcolor)]
        light = [
            sum(
                w * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4)
                for w, c in zip((0.2126, 0.7152, 0.0722), part, strict=True)
            )
            for part in parts
        ]
        assert (max(light) + 0.05) / (min(light) + 0.05) > 4.5  # what WCAG asks of text


def test_a_terminal_has_colours_and_a_legend_instead_of_brackets(extractor):
    out = shown(extractor, ROW["text"], "truecolor")
    assert "[PERSON" not in out
    red, green, blue = styles()["PERSON"].bgcolor.get_truecolor()
    assert re.search(rf"48;2;{red};{green};{blue}mLê Thị Mai", out)
    assert " PERSON " in out


def test_too_few_colours_leave_the_brackets(extractor):
    assert "[PERSON Lê Thị Mai]" in shown(extractor, ROW["text"], "standard")


def test_nothing_that_a_terminal_obeys_is_passed_on(extractor):
    evil = "Đại úy Lê\x1b]0;x\x07 Mai \x9b31m họp\u202e. [bold]Xã[/bold] :smile: họp."
    out = shown(extractor, evil, published="2024-03-05", title="a\x1bb")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", out)
    assert "[bold]Xã[/bold] :smile:" in out
    assert len(clean(evil)) == len(evil)


def test_an_empty_section_says_so(extractor):
    assert re.search(r"People\n +none", shown(extractor, "Mưa to."))


def test_json_is_one_object_with_the_sections_asked_for():
    status, out, _ = command("-", "--json", "--only", "units,people", stdin=json.dumps(ROW).encode())
    assert status == 0
    found = json.loads(out)
    assert list(found) == ["people", "units"]
    assert found["people"][0]["name"] == "Lê Thị Mai"
    assert found["people"][0]["joined"][0]["row"] == "configs/ranks.toml dai_uy"


def test_an_article_is_chosen_by_its_id_and_the_first_without():
    rows = b"\n".join(
        json.dumps({**ROW, "id": name, "text": f"{name}. {ROW['text']}"}).encode() for name in ("x1", "x2")
    )
    ids = [
        json.loads(command("-", *args, "--json", "--only", "header", stdin=rows)[1])["header"]["id"]["value"]
        for args in ([], ["--id", "x2"])
    ]
    assert ids == ["x1", "x2"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["-", "--id", "x9"], "'x9'"),
        (["-", "--only", "people,faces"], "'faces'"),
        (["-", "--only", ","], "header, text"),
        (["-", "--model", "no-such-model"], "no-such-model"),
        (["-", "--published", "hôm qua"], "hôm qua"),
        (["missing.txt"], "missing.txt"),
        ([], "SOURCE"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_use_is_told_with_status_2(args, said):
    status, out, err = command(*args, stdin=json.dumps(ROW).encode())
    assert (status, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_nothing_to_read_is_told():
    status, _, err = command("-", stdin=b"")
    assert status == 2
    assert len(err.splitlines()) == 1


def test_help_names_every_section():
    out = re.sub(r"[\s│]+", " ", command("--help")[1])
    assert all(re.search(rf"\b{name}\b", out) for name in SECTIONS)
