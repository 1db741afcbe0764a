"""What programs get from the explorer: files, and an article's record."""

from __future__ import annotations

import asyncio
import csv
import io
import json

import msgspec
import pytest

from bantin.explore.export import harmless
from bantin.records.types import Record
from page_samples import record


@pytest.fixture
def client(explorer, address):
    client = explorer(address)
    client.headers["accept"] = "*/*"
    return client


def test_articles_as_jsonl_are_their_records(client, records):
    answer = client.get("/export/articles", params={"person": "Hoàng Văn Lực"})
    assert answer.headers["content-disposition"] == 'attachment; filename="articles.jsonl"'
    assert [json.loads(line) for line in answer.text.splitlines()] == [
        records[id].to_dict() for id in ("khác", "mới", "cũ")
    ]


@pytest.mark.parametrize(
    ("path", "asked", "columns", "rows"),
    [
        ("articles", {"q": "hội nghị", "from": "2024-01-01"}, ["day", "publisher", "title", "url", "article"], 2),
        ("events", {"unit": "police/vn/10", "type": "conference"}, ["day", "date_start", "date_end", "type"], 1),
        ("mentions", {"person": "Hoàng Văn Lực"}, ["day", "name", "rank", "position", "unit", "text"], 3),
        ("articles", {"q": "khôngcógì"}, ["day", "publisher", "title", "url", "article"], 0),
    ],
)
def test_results_as_csv(client, path, asked, columns, rows):
    answer = client.get(f"/export/{path}", params={"format": "csv", **asked})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    header, *found = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert header[: len(columns)] == columns
    assert len(found) == rows
    as_json = client.get(f"/export/{path}", params=asked).text.splitlines()
    assert len(as_json) == rows


@pytest.mark.parametrize("value", ["=1+1", "+84", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_no_cell_is_a_formula(value):
    assert harmless(value) == f"'{value}"


def test_other_cells_stay_as_they_are():
    assert [harmless(value) for value in ("Công an", "", None, -5, 1.5)] == ["Công an", "", None, -5, 1.5]


def test_a_formula_of_a_newspaper_is_none_in_the_file(explorer, tmp_path):
    from bantin.sinks.store import Store

    store = Store(f"sqlite:///{tmp_path / 'f.db'}")
    with store.writing() as connection:
        store.put(connection, record(title='=HYPERLINK("http://x","y")'))
    store.close()
    answer = explorer(f"sqlite:///{tmp_path / 'f.db'}").get("/export/articles", params={"format": "csv"})
    assert '"\'=HYPERLINK(""http://x"",""y"")"' in answer.text


def test_mentions_need_a_person_and_files_a_known_form(client):
    assert client.get("/export/mentions").status_code == 400
    assert client.get("/export/articles", params={"format": "xlsx"}).status_code == 400


def test_a_long_export_comes_in_pieces(explorer, sqlite, monkeypatch):
    from bantin.explore import export

    monkeypatch.setattr(export, "CHUNK", 1000)
    lines = explorer(sqlite).get("/export/articles").text.splitlines()
    assert len(lines) == 36
    assert len({json.loads(line)["id"] for line in lines}) == 36


def test_a_client_that_leaves_gives_the_connection_back(sqlite, monkeypatch):
    from sqlalchemy import select

    from bantin.explore import export, outputs
    from bantin.sinks.store import Store
    from bantin.sinks.tables import articles

    monkeypatch.setattr(export, "CHUNK", 100)
    store = Store(sqlite, create=False, seconds=20)
    pieces = export.rows(store, select(articles.c.record), export.Format.jsonl, 20)

    async def leave():
        stream = outputs.sent(next(pieces), pieces)
        await anext(stream)
        await anext(stream)
        assert store._engine.pool.checkedout() == 1
        await stream.aclose()

    asyncio.run(leave())
    assert store._engine.pool.checkedout() == 0
    store.close()


def test_no_more_files_are_sent_at_once_than_the_limit_says(explorer, sqlite):
    client = explorer(sqlite, exports=1)
    for _ in range(3):  # each gives its place back
        assert client.get("/export/articles", params={"q": "hội nghị"}).status_code == 200
    assert explorer(sqlite, exports=0).get("/export/articles").status_code == 503


TEXT = "Sáng nay, Thiếu tá Trần Văn Nam, Phó trưởng Công an huyện Tân Lạc, chủ trì hội nghị."


def test_extract_gives_a_record(explorer, sqlite):
    client = explorer(sqlite)
    answer = client.post("/extract", json={"id": "a", "text": TEXT, "published": "2021-03-05"})
    assert answer.status_code == 200
    found = msgspec.convert(answer.json(), Record)
    assert found.people[0].name == "Trần Văn Nam"
    assert found.events[0].date.start == "2021-03-05"
    assert client.get("/export/articles").text.count("\n") == 36  # nothing was kept


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b'{"text": " "}', 400),
        (b'{"text": 5}', 400),
        (b'{"text": "a", "published": "x"}', 400),
        (b'{"text": "\\ud800"}', 400),
        (b'{"text": "' + b"a" * 1_000_001 + b'"}', 413),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_no_article_is_told(explorer, sqlite, body, status):
    client = explorer(sqlite)
    client.headers["accept"] = "application/json"
    answer = client.post("/extract", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == status
    assert answer.json()["detail"]
