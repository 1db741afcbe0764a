"""Pushing, with a server in memory: what broke is put right, what annotators did is left alone."""

from __future__ import annotations

import pytest
from doccano_samples import MemoryServer, hard_rows

from bantin.annotation.doccano.push import TAG, push
from bantin.annotation.doccano.types import ServerError, make_draft


def drafts(many, labelled=True):
    return [
        make_draft(
            row["text"],
            dict.fromkeys(tuple(span) for span in row["spans"]) if labelled else {},
            id=row["id"],
            model=None,
        )
        for row in hard_rows(many)
    ]


def bring(server, some, batch=4):
    return push(server, server.project, some, batch=batch, say=lambda line: None)


def ids(server):
    return sorted(item.meta["id"] for item in server.documents.values())


def test_pushing_twice_adds_nothing():
    server, some = MemoryServer(), drafts(10)
    assert bring(server, [*some, some[0]])[:3] == (10, 0, 0)
    before = dict(server.documents)
    assert bring(server, some)[:3] == (0, 10, 0)
    assert server.documents == before
    assert server.uploads == 3
    assert server.tags == {}


def test_the_same_id_with_another_text_is_another_article():
    server = MemoryServer()
    one, two = (make_draft(text, {}, id="a", model=None) for text in ("Tin một.", "Tin hai."))
    bring(server, [one])
    assert bring(server, [one, two])[:2] == (1, 1)


HOW = {
    "nothing arrived": lambda rows: ([], "down"),
    "half arrived": lambda rows: (rows[:2], "down"),
    "without labels": lambda rows: ([{**row, "label": []} for row in rows], "down"),
    "twice": lambda rows: (rows + rows, "down"),
    "all arrived, unseen": lambda rows: (rows, "down"),
}


@pytest.mark.parametrize("how", HOW)
def test_the_next_push_puts_a_broken_one_right(how):
    server, some = MemoryServer(), drafts(10)
    server.break_next(HOW[how])
    with pytest.raises(ServerError, match="down"):
        bring(server, some)
    assert any(tag.startswith(TAG) for tag in server.tags)
    done = bring(server, some)
    assert done.wrong == []
    assert ids(server) == sorted(draft.key[0] for draft in some)
    assert all(
        sorted(label for label, _ in server.marks[number]) == sorted(tuple(row[:3]) for row in item.meta["scores"])
        for number, item in server.documents.items()
    )
    assert server.tags == {}


def test_an_import_that_ends_late_leaves_no_second_copy():
    server, some, late = MemoryServer(), drafts(4), []
    server.break_next(lambda rows: (late.extend(rows) or [], "no answer"))
    with pytest.raises(ServerError):
        bring(server, some)
    server.break_next(lambda rows: (late + rows, None))  # the server works off its queue in order
    assert bring(server, some).removed == 4
    assert ids(server) == sorted(draft.key[0] for draft in some)


def test_labels_that_an_annotator_took_away_stay_away():
    server, some = MemoryServer(), drafts(3)
    bring(server, some)
    number = next(number for number, marks in server.marks.items() if marks)
    server.marks[number] = []
    assert bring(server, some)[:3] == (0, 3, 0)
    assert server.marks[number] == []


def test_a_copy_that_was_worked_on_is_the_one_that_stays():
    server, some = MemoryServer(), drafts(3)
    server.break_next(lambda rows: (rows + rows, "down"))
    with pytest.raises(ServerError):
        bring(server, some)
    last = max(server.documents)
    server.mark(last, (0, 2, "DATE"), "lan", confirm=True)
    bring(server, some)
    assert last in server.documents
    assert len(server.documents) == 3


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda row: {**row, "text": row["text"] + "."}, "another text"),
        (lambda row: {**row, "meta": {**row["meta"], "model": "x"}}, "another meta"),
        (lambda row: {**row, "label": row["label"][1:]}, "lacks labels"),
        (lambda row: {**row, "label": [*row["label"], (0, 1, "DATE")]}, "further labels"),
    ],
)
def test_what_arrives_otherwise_is_named(change, fault):
    server, some = MemoryServer(), drafts(3)[1:]
    server.break_next(lambda rows: ([change(rows[0]), *rows[1:]], None))
    (wrong,) = bring(server, some).wrong
    assert wrong[0] == some[0].key[0]
    assert fault in wrong[1]
