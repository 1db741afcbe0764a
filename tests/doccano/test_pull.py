"""Pulling, with a server in memory: rows with their authors, and a report of what does not fit."""

from __future__ import annotations

import json

import pytest
from doccano_samples import SENTENCES, MemoryServer, hard_rows

from bantin.annotation.corpus import read_corpus
from bantin.annotation.doccano.check import check_spans
from bantin.annotation.doccano.labels import label_set
from bantin.annotation.doccano.pull import Pull, standoff
from bantin.annotation.doccano.push import push
from bantin.annotation.doccano.types import make_draft


def filled(shared=True):
    server = MemoryServer(shared)
    some = [make_draft(text, {(0, 3, "DATE"): 0.9}, id=f"a{k}", model="m-1") for k, text in enumerate(SENTENCES)]
    push(server, server.project, some, say=lambda line: None)
    return server


def pull(server, **options):
    pulling = Pull(server, server.project, **options)
    return list(pulling.rows()), pulling.report


def test_rows_train_reads(tmp_path):
    server, rows = MemoryServer(), hard_rows(40)
    some = [make_draft(r["text"], dict.fromkeys(map(tuple, r["spans"])), id=r["id"], model=None) for r in rows]
    push(server, server.project, some, say=lambda line: None)
    back, _ = pull(server)
    path = tmp_path / "back.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in back), encoding="utf-8")
    corpus = read_corpus([path])
    assert [(a.id, a.text, [list(span) for span in a.spans]) for a in corpus] == [
        (row["id"], row["text"], row["spans"]) for row in rows
    ]
    aside = tmp_path / "standoff.jsonl"
    aside.write_text("".join(json.dumps(standoff(row)) + "\n" for row in back), encoding="utf-8")
    assert [a.spans for a in read_corpus([aside], [path])] == [a.spans for a in corpus]


def test_authors_of_rows_and_labels():
    server = filled()
    first, second, *_ = server.documents
    server.mark(first, (6, 9, "DATE"), "lan")
    server.mark(second, (4, 6, "DATE"), "lan")
    server.mark(second, (7, 9, "DATE"), "minh", confirm=True)
    rows, report = pull(server)
    assert [row["author"] for row in rows] == ["lan", "minh", None, None]
    assert rows[1]["authors"] == [None, "lan", "minh"]
    assert [row["confirmed"] for row in rows] == [False, True, False, False]
    assert report == []
    assert rows[0]["meta"]["scores"] == [[0, 3, "DATE", 0.9]]
    assert [row["id"] for row in pull(server, confirmed=True)[0]] == ["a1"]


def test_separate_authors():
    server = filled(shared=False)
    first, *_ = server.documents
    server.mark(first, (6, 9, "DATE"), "lan", confirm=True)
    server.mark(first, (6, 10, "DATE"), "minh")
    rows, _ = pull(server)
    assert [(row["id"], row["author"], row["confirmed"]) for row in rows] == [
        ("a0", "lan", True),
        ("a0", "minh", False),
        ("a1", None, False),
        ("a2", None, False),
        ("a3", None, False),
    ]


def test_changed_text_copies_and_strangers_are_reported():
    server = filled()
    first, second, third, fourth = server.documents
    server.documents[first] = server.documents[first]._replace(text="Khác. " + SENTENCES[0])
    server.documents[second] = server.documents[second]._replace(meta={})
    server.documents[fourth] = server.documents[third]._replace(id=fourth)
    rows, report = pull(server)
    assert [row["id"] for row in rows] == ["a0", f"doccano/{second}", "a2"]
    assert {(row["kind"], row["id"]) for row in report} == {
        ("moved", "a0"),
        ("foreign", f"doccano/{second}"),
        ("duplicate", "a2"),
    }
    assert rows[1]["spans"] == [[0, 3, "DATE"]]


@pytest.mark.parametrize(
    ("spans", "kinds"),
    [
        ([(0, 2, "A"), (3, 5, "B")], []),
        ([(0, 5, "A"), (4, 6, "B")], ["overlap"]),
        ([(0, 9, "A"), (1, 2, "B"), (5, 6, "C")], ["overlap", "overlap"]),
        ([(0, 2, "A"), (0, 2, "B")], ["overlap"]),
        ([(2, 4, "A")], ["white_space"]),
        ([(3, 5, "A")], []),
        ([(2, 3, "A")], ["white_space"]),
        ([(8, 10, "A")], ["outside"]),
        ([(0, 9, "A")], []),
    ],
)
def test_spans_that_do_not_fit(spans, kinds):
    found = check_spans("ab cd🎉 ef", spans, moved=False)
    assert [misfit.kind for misfit in found] == kinds
    assert all(misfit.kept == (misfit.kind != "outside") for misfit in found)


def test_open_primary_type():
    server = MemoryServer(task="events")
    push(
        server,
        server.project,
        [make_draft(SENTENCES[0], {"crime": 0.5, "arrest": 0.4}, id="a", model="m-1", primary="crime")],
        say=lambda line: None,
    )
    (number,) = server.documents
    assert [row["primary"] for row in pull(server)[0]] == ["crime"]
    server.marks[number] = [("arrest", "admin"), ("trial", "lan")]
    server.mark(number, ("seizure", "lan"), "lan", confirm=True)
    server.marks[number][-1] = ("seizure", "lan")
    rows, report = pull(server)
    assert rows[0]["types"] == ["arrest", "seizure", "trial"]
    assert rows[0]["primary"] is None
    assert [row["kind"] for row in report] == ["primary"]


def test_label_sets_have_distinct_colours():
    entities, events = label_set("entities", ["PERSON"]), label_set("events", [])
    assert {"RANK", "PERSON"} < {label.text for label in entities}
    assert len({label.color for label in events}) == len(events) == 25
    assert label_set("entities", ["PERSON", "SHIP"])[-1].text == "SHIP"
    assert [label.text for label in label_set("entities", ["SHIP", "PORT"])] == ["PORT", "SHIP"]
