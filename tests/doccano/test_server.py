"""Against a real doccano: nothing is lost, nothing comes twice, and what breaks on the way is one line."""

from __future__ import annotations

import importlib.metadata
import json
import subprocess
import sys

import pytest
from doccano_samples import SENTENCES, hard_rows, proxy


def test_the_extra_resolves_beside_the_core(doccano):
    assert importlib.metadata.version("doccano-client") == "1.2.8"
    assert importlib.metadata.version("pydantic").startswith("1.")
    assert importlib.metadata.version("urllib3").startswith("1.")
    done = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_a_thousand_hard_articles_come_back_as_they_went(run, pulled, write, server, name):
    rows = hard_rows(1000)
    data = write(rows)
    code, _, err = run("push", "--data", data, "--project", name)
    assert code == 0, err
    assert "1,000 articles pushed" in err

    back, report = pulled(name)
    assert [row["id"] for row in rows] == [row["id"] for row in sorted(back, key=lambda row: int(row["id"][4:]))]
    for row in back:
        sent = rows[int(row["id"][4:])]
        assert row["text"] == sent["text"]
        assert row["spans"] == sent["spans"]
        assert row["meta"]["id"] == sent["id"]
        assert row["meta"]["scores"] == [[*span, None] for span in sent["spans"]]
        assert row["author"] is None
    crossed = {
        row["id"] for row in rows if any(a[1] > b[0] for a, b in zip(row["spans"], row["spans"][1:], strict=False))
    }
    assert crossed
    assert {row["id"] for row in report if row["kind"] == "overlap"} == crossed
    assert {row["kind"] for row in report} == {"overlap"}

    project = server.find_project(name)
    before = set(server.items(project))
    code, _, err = run("push", "--data", data, "--project", name)
    assert (code, "0 articles pushed, 1,000 were there" in err) == (0, True)
    assert set(server.items(project)) == before
    assert server.notes(project) == {}


def test_event_types_travel_as_categories(run, pulled, write, server, name):
    rows = [
        {"id": "một", "text": SENTENCES[0], "types": ["conference"], "primary": "conference"},
        {"id": "hai", "text": SENTENCES[2], "types": ["arrest", "seizure"], "primary": "arrest"},
        {"id": "ba", "text": SENTENCES[3], "types": [], "primary": None},
    ]
    assert run("push", "--data", write(rows), "--project", name, "--task", "events")[0] == 0
    back, report = pulled(name)
    assert [(row["id"], row["types"], row["primary"]) for row in back] == [
        (row["id"], row["types"], row["primary"]) for row in rows
    ]
    assert report == []
    project = server.find_project(name)
    assert project.task == "events"
    assert {"conference", "arrest", "other"} <= set(server.label_names(project).values())
    code, _, err = run("push", "--data", write(hard_rows(1)), "--project", name)
    assert (code, "is for events" in err) == (2, True)


def test_project_has_colours_guidelines_and_members(run, write, server, annotator, name, tmp_path):
    who, _ = annotator()
    guide = tmp_path / "guide.md"
    guide.write_text("# Cách đánh dấu\n", encoding="utf-8")
    rows = write([{"id": "a", "text": SENTENCES[0], "spans": [[0, 4, "DATE"], [6, 14, "NEW"]]}])
    code, _, err = run("push", "--data", rows, "--project", name, "--member", who, "--guidelines", guide)
    assert code == 0, err
    project = server.find_project(name)
    found = {label.text: label for label in server.client.list_label_types(project.id, "span")}
    assert found["PERSON"].background_color == "#E69F00"
    assert found["LOCATION"].text_color == "#000000"
    assert found["NEW"].background_color.startswith("#")
    assert server.client.find_project_by_id(project.id).guideline == "# Cách đánh dấu"
    assert who in server.members(project).values()
    code, _, err = run("push", "--data", rows, "--project", name, "--member", "nobody-of-that-name")
    assert (code, "no user 'nobody-of-that-name'" in err) == (2, True)


def test_what_annotators_do_comes_back_under_their_name(run, pulled, write, server, annotator, name):
    rows = [{"id": f"a{k}", "text": text, "spans": [[0, 3, "DATE"]]} for k, text in enumerate(SENTENCES)]
    who, client = annotator()
    assert run("push", "--data", write(rows), "--project", name, "--member", who)[0] == 0
    project = server.find_project(name)
    first, second, third, fourth = sorted(server.items(project))
    client.create_span(project.id, first, 6, 14, "DATE")
    client.update_example_state(project.id, first)
    client.create_comment(project.id, second, "Có đúng là ngày không?")
    server.client.create_span(project.id, third, 10, 5000, "UNIT")  # the server does not look at the text's length
    server.client.create_span(project.id, third, 2, 8, "UNIT")
    server.client.update_example(project.id, fourth, text="Mới: " + SENTENCES[3])

    back, report = pulled(name)
    by_id = {row["id"]: row for row in back}
    assert by_id["a0"]["spans"] == [[0, 3, "DATE"], [6, 14, "DATE"]]
    assert (by_id["a0"]["author"], by_id["a0"]["authors"], by_id["a0"]["confirmed"]) == (who, [None, who], True)
    assert by_id["a1"]["comments"] == [f"{who}: Có đúng là ngày không?"]
    assert by_id["a2"]["author"] == "admin"
    assert by_id["a2"]["spans"] == [[0, 3, "DATE"], [2, 8, "UNIT"]]
    kinds = {(row["id"], row["kind"], row["kept"]) for row in report}
    assert kinds == {
        ("a2", "outside", False),
        ("a2", "overlap", True),
        ("a2", "white_space", True),
        ("a3", "moved", True),
    }
    assert [row["id"] for row in pulled(name, "--confirmed")[0]] == ["a0"]
    standoff, _ = pulled(name, "--standoff")
    assert [row["id"] for row in standoff] == ["a0", "a1", "a2"]
    assert "text" not in standoff[0]

    run("push", "--data", write(rows), "--project", name)  # what annotators did stays
    assert {row["id"]: row["spans"] for row in pulled(name)[0]} == {row["id"]: row["spans"] for row in back}
    status = json.loads(run("status", "--project", name, "--json")[1])
    assert (status["total"], status["confirmed"]) == (4, 1)
    mine = next(row for row in status["members"] if row["name"] == who)
    assert (mine["confirmed"], mine["labels"]["DATE"]) == (1, 1)
    assert who in run("status", "--project", name)[1]


def test_separate_annotators_give_a_row_each(run, pulled, write, server, annotator, name):
    rows = [{"id": f"a{k}", "text": text, "spans": [[0, 4, "DATE"]]} for k, text in enumerate(SENTENCES)]
    (lan, one), (minh, two) = annotator(), annotator()
    members = ["--member", lan, "--member", minh]
    assert run("push", "--data", write(rows), "--project", name, "--separate", *members)[0] == 0
    project = server.find_project(name)
    first, second, *_ = sorted(server.items(project))
    one.create_span(project.id, first, 6, 14, "DATE")
    one.update_example_state(project.id, first)
    two.create_span(project.id, first, 0, 14, "DATE")
    two.update_example_state(project.id, second)
    back, report = pulled(name)
    found = sorted((row["id"], row["author"] or "", row["spans"], row["confirmed"]) for row in back)
    date = [[0, 4, "DATE"]]
    assert found == sorted(
        [
            ("a0", lan, [[6, 14, "DATE"]], True),
            ("a0", minh, [[0, 14, "DATE"]], False),
            ("a1", minh, [], True),
            ("a2", "", date, False),
            ("a3", "", date, False),
        ]
    )
    assert report == []


BREAKS = {
    "login_500": ("500", "POST", "/auth/login", "answered 500"),
    "list_500": ("500", "GET", "/examples", "answered 500"),
    "list_dropped": ("drop", "GET", "/examples", "list the documents"),
    "upload_500": ("500", "POST", "/fp/process", "answered 500"),
    "upload_dropped": ("drop", "POST", "/fp/process", "could not upload"),
    "import_500": ("500", "POST", "/upload", "answered 500"),
    "import_starts_unseen": ("swallow", "POST", "/upload", "could not upload"),
    "import_ends_unseen": ("drop", "GET", "/tasks/status", "could not upload"),
    "import_fails": ("spoil", "POST", "/fp/process", "could not import"),
    "check_500": ("500", "POST", "/download", "answered 500"),
}


@pytest.mark.parametrize("case", BREAKS)
def test_push_goes_on_after_a_break(run, pulled, write, server, doccano, name, case):
    action, method, path, message = BREAKS[case]
    rows = hard_rows(30)
    data = write(rows)
    seen = []

    def rule(verb, address):  # from the second upload on, so that something is there already
        if verb == method and path in address:
            seen.append(address)
            later = path in ("/fp/process", "/upload", "/tasks/status")
            return action if len(seen) > (1 if later else 0) else None
        return None

    with proxy(doccano, rule) as broken:
        code, _, err = run("push", "--data", data, "--project", name, "--batch", "10", url=broken)
    assert code == 2, err
    assert message in err
    assert len(err.strip().splitlines()) == 1
    code, _, err = run("push", "--data", data, "--project", name, "--batch", "10")
    assert code == 0, err
    back, _ = pulled(name)
    assert sorted(row["id"] for row in back) == sorted(row["id"] for row in rows)
    sent = {row["id"]: row["spans"] for row in rows}
    assert all(row["spans"] == sent[row["id"]] for row in back)
    assert server.notes(server.find_project(name)) == {}


def test_wrong_password_and_no_server_are_one_line(run, name):
    code, _, err = run("status", "--project", name, password="không-phải")
    assert (code, "does not accept user 'admin'" in err, "không-phải" in err) == (2, True, False)
    code, _, err = run("status", "--project", name, url="http://127.0.0.1:9")
    assert (code, "could not log in" in err, len(err.splitlines())) == (2, True, 1)
    code, _, err = run("status", "--project", name)
    assert (code, "has no project" in err) == (2, True)
