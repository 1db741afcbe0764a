"""What every record promises, on invented texts and on all the real police news there is beside the checkout."""

from __future__ import annotations

import gzip
import hashlib
import itertools
import json
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bantin.language.norms import EARLY
from bantin.records.types import json_schema
from bantin.sources.article import Article

VALIDATOR = jsonschema.Draft202012Validator(json_schema())
PIECES = [
    "Thượng tá ",
    "Nguyễn Văn Hòa",
    ", Trưởng ",
    "Công an huyện Tân Lạc",
    " cho biết ",
    "sáng 5/3/2021",
    ".",
    "\n",
    "\r\n",
    "  ",
    "(",
    ")",
    "…",
    "TP.HCM ",
    "N.V.A. ",
    "khởi tố ",
    "hội nghị ",
    "15/18 xã ",
    "Kế hoạch số 12 ",
    "ngày 3/4",
    "Ảnh: CTV",
    "\u0000",
    "😀",
    "\u0301",
    "Ð",
    "\t",
    "năm 2020",
    "./.",
    "Lan Anh",
    "”",
    "- ",
    "\u200b",
]


def mentions(record):
    """Every dictionary of a record that points into the text with `start`, `end` and `text`."""
    found = [*record["entities"], *record["quantities"]]
    for event in record["events"]:
        found += [event["trigger"]] if event["trigger"] else []
        found += event["quantities"]
    return found


def check(record, text):
    """Assert all that the contract says of one record."""
    for mention in mentions(record):
        assert text[mention["start"] : mention["end"]] == mention["text"]
        assert mention["text"]
    spans = [(e["start"], e["end"]) for e in record["entities"]]
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    zones = [(z["start"], z["end"]) for z in record["zones"]]
    assert all(0 <= s < e <= len(text) for s, e in zones)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(zones))
    assert sum(e["primary"] for e in record["events"]) == (1 if record["events"] else 0)
    known = {x["id"] for key in ("entities", "people", "units", "events", "documents") for x in record[key]}
    used = [m for key in ("people", "units", "documents") for x in record[key] for m in x["mentions"]]
    used += (
        [x[key] for x in record["people"] for key in ("unit",)]
        + [u["parent"] for u in record["units"]]
        + [e["organizer"] for e in record["events"]]
    )
    used += [p.get("person") or p.get("unit") for e in record["events"] for p in e["participants"]]
    assert {u for u in used if u} <= known
    assert all(p["mentions"] for p in record["people"])


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=40).map("".join))
def test_any_mixture_of_news_gives_a_valid_record(read, text):
    if text.strip():
        record = read(text, published="2021-03-06")
        VALIDATOR.validate(record)
        check(record, text)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300))
def test_any_unicode_gives_a_valid_record(read, text):
    if text.strip():
        record = read(text)
        VALIDATOR.validate(record)
        check(record, text)


def articles(shared, name="news_police_baomoi.jsonl.gz"):
    with gzip.open(shared / "data" / name, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield Article(id=row["id"], text=row["text"], title=row.get("title"))


def test_all_police_news_gives_valid_records(shared, extractor):
    validated = 0
    for article, record in zip(articles(shared), extractor.stream(articles(shared)), strict=True):
        assert not hasattr(record, "message"), record
        plain = record.to_dict()
        check(plain, article.text)
        if (
            validated % 10 == 0
        ):  # msgspec's types make every record; the schema is checked by a second library on a tenth
            VALIDATOR.validate(plain)
        validated += 1
    assert validated == 4369


def old_marks(text):
    """The other placement of tone marks: `hòa` as `hoà`."""
    late = {early: form for form, early in EARLY.items()}
    return re.sub(rf"(?<![qQ])(?:{'|'.join(late)})(?!\w)", lambda m: late[m.group()], text)


@pytest.mark.parametrize(
    "change",
    [lambda t: unicodedata.normalize("NFD", t), old_marks, lambda t: t.replace("\n", "\r\n")],
    ids=["NFD", "old tone marks", "CRLF"],
)
def test_spelling_changes_neither_labels_nor_norms(shared, extractor, change):
    some = [a for i, a in enumerate(articles(shared)) if i % 15 == 0]
    other = [Article(id=a.id, text=change(unicodedata.normalize("NFC", a.text)), title=a.title) for a in some]
    plain = [Article(id=a.id, text=unicodedata.normalize("NFC", a.text), title=a.title) for a in some]
    for first, second in zip(extractor.stream(plain), extractor.stream(other), strict=True):
        assert [(e.label, e.norm) for e in first.entities] == [(e.label, e.norm) for e in second.entities]
        assert [(e.type, e.date and e.date.start) for e in first.events] == [
            (e.type, e.date and e.date.start) for e in second.events
        ]


def test_batches_and_single_articles_give_the_same(shared, extractor):
    some = [a for i, a in enumerate(articles(shared)) if i % 90 == 0]
    for article, record in zip(some, extractor.stream(some), strict=True):
        assert record.to_json() == extractor.one(article).to_json()


def test_scores_of_the_model_card_hold(shared, extractor, tmp_path):
    """The scorer's figures on the measuring data may not fall below the gate."""
    gate = json.loads((Path(__file__).parent / "gate.json").read_text(encoding="utf-8"))
    for name, floors in gate["floors"].items():
        files = [shared / "gold-dev" / f"{part}.jsonl" for part in (gate["sha256"] if name == "all" else [name])]
        assert all(hashlib.sha256(file.read_bytes()).hexdigest() == gate["sha256"][file.stem] for file in files)
        gold, out = tmp_path / f"{name}.gold.jsonl", tmp_path / f"{name}.jsonl"
        gold.write_bytes(b"".join(file.read_bytes() for file in files))
        rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
        with open(out, "wb") as file:
            file.writelines(
                r.to_json() + b"\n"
                for r in extractor.stream(
                    Article(id=r["id"], text=r["text"], published=r.get("published")) for r in rows
                )
            )
        floor = [x for key, value in floors.items() for x in ("--floor", f"{key}={value}")]
        done = subprocess.run(
            [sys.executable, str(shared / "tools" / "score.py"), str(gold), str(out), *floor],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-500:]
