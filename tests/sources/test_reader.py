"""Sources as the command line names them: files, folders, standard input; every trouble one failure, the rest goes on."""

from __future__ import annotations

import gzip
import io
import os
from pathlib import Path

import pytest
from source_samples import STORY, vni

from bantin.errors import UserError
from bantin.sources import reader
from bantin.sources.article import Article, Failure

ROW = '{"id":"r1","text":"Xã họp."}\n'
RSS = "<rss version='2.0'><channel><title>F</title><item><guid>g1</guid><title>Xã họp</title></item></channel></rss>"


def read(*sources: str | Path, **options) -> list[Article | Failure]:
    return list(reader.read(sources, warn=options.pop("warn", lambda message: None), **options))


def put(path: Path, data: str | bytes) -> Path:
    data = data if isinstance(data, bytes) else data.encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def fails(path: Path | str, error: str, **options) -> Failure:
    [item] = read(path, **options)
    assert isinstance(item, Failure)
    assert (item.error, item.stage, item.source) == (error, "source", str(path))
    assert item.message.startswith(str(path))
    assert "\n" not in item.message
    return item


@pytest.mark.parametrize("name", ["a.b.txt", "a.b.txt.gz", "a.b.TXT"])
def test_text_file_is_named_by_its_file(tmp_path, name):
    [article] = read(put(tmp_path / name, "\r\nXã họp. \n"))
    assert article == Article(id="a.b", text="\r\nXã họp. \n", source=str(tmp_path / name))


@pytest.mark.parametrize(
    ("name", "data", "id"),
    [
        ("a.jsonl", ROW, "r1"),
        ("a.ndjson.gz", ROW, "r1"),
        ("a.json", ROW, "r1"),
        ("a.json.gz", f"[{ROW}]", "r1"),
        ("a.xml", RSS, "g1"),
        ("a.rss.gz", RSS, "g1"),
        ("a.atom", RSS, "g1"),
    ],
)
def test_suffixes(tmp_path, name, data, id):
    assert [item.id for item in read(put(tmp_path / name, data))] == [id]


def test_html_file(tmp_path):
    paragraphs = "".join(f"<p>{line}</p>" for line in STORY.strip().split("\n"))
    [article] = read(
        put(tmp_path / "a.html.gz", f"<html><body><article>{paragraphs}</article></body></html>"),
        published="2024-03-05",
    )
    assert article.text == STORY.strip()
    assert article.source == str(tmp_path / "a.html.gz")
    assert article.published == "2024-03-05"


def test_folder_in_order_without_hidden_and_unknown(tmp_path):
    for name in ("b.txt", "a/z.txt", "a/y.jsonl", ".c.txt", ".git/d.txt", "e.ann", "f.png"):
        put(tmp_path / name, ROW if name.endswith("l") else "Xã họp.")
    assert [item.id for item in read(tmp_path)] == ["b", "r1", "z"]


def test_folder_with_nothing_lists_the_suffixes(tmp_path):
    put(tmp_path / "a.ann", "x")
    assert ".jsonl" in fails(tmp_path, "no_files").message


def test_articles_know_where_they_were_read(tmp_path):
    assert [a.source for a in read(put(tmp_path / "a.jsonl", "\n" + ROW))] == [f"{tmp_path}/a.jsonl, line 2"]
    assert [a.source for a in read(put(tmp_path / "a.json", f"[{ROW}]"))] == [f"{tmp_path}/a.json, item 1"]
    assert [a.source for a in read(put(tmp_path / "a.rss", RSS))] == [f"{tmp_path}/a.rss, item 1"]


def test_standard_input():
    items = read("-", stdin=io.BytesIO((ROW + "bad\n").encode()))
    assert items[0].id == "r1"
    assert items[0].source == "standard input, line 1"
    assert items[1].source == "-"
    assert items[1].message.startswith("standard input, line 2")
    [item] = read("-", stdin=io.BytesIO(b""))
    assert item.error == "empty"


def test_published_fills_in_what_is_missing(tmp_path):
    path = put(tmp_path / "a.jsonl", '{"text":"a","published":"2020-01-01"}\n{"text":"b"}\nbad\n')
    dates = [getattr(item, "published", None) for item in read(path, published="2024-03-05T07:00Z")]
    assert dates == ["2020-01-01", "2024-03-05T07:00:00Z", None]


def test_wrong_published_is_raised_before_anything_is_read():
    with pytest.raises(UserError, match="'5/3/2024'"):
        reader.read(["missing.txt"], published="5/3/2024", warn=print)


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("a.txt", "", "empty"),
        ("a.txt", " \n\t", "empty"),
        ("a.txt", "\ufeff\n", "empty"),
        ("a.jsonl", "", "empty"),
        ("a.html", "", "empty"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0", "binary"),
        ("a.jsonl", b"\x89PNG\r\n\x1a\n\0", "binary"),
        ("a.html", b"\x7fELF\0\0\1\2\3", "binary"),
        ("a.html", "<p></p>", "no_article"),
        ("a.xml", "<x/>", "no_items"),
        ("a.warc.gz", "WARC/1.0", "warc"),
        ("a.ann", "x", "suffix"),
        ("a", "x", "suffix"),
        ("a.json", "{", "json"),
    ],
)
def test_bad_files(tmp_path, name, data, error):
    fails(put(tmp_path / name, data), error)


def test_missing_files_and_the_others_go_on(tmp_path):
    good = put(tmp_path / "good.txt", "Xã họp.")
    items = read(tmp_path / "no.txt", good, tmp_path / "no-folder/", good)
    assert [getattr(item, "error", item.id) for item in items] == ["missing", "good", "missing", "good"]


def test_gzip_that_is_none_or_is_cut(tmp_path):
    plain = tmp_path / "a.jsonl.gz"
    plain.write_text(ROW)
    fails(plain, "gzip")
    rows = "".join(f'{{"id":"{i}","text":"{os.urandom(20).hex()}"}}\n' for i in range(3000))
    cut = tmp_path / "b.jsonl.gz"
    cut.write_bytes(gzip.compress(rows.encode())[:50_000])
    *articles, last = read(cut)
    assert len(articles) > 500
    assert all(isinstance(item, Article) for item in articles)
    assert last.error == "truncated"
    assert f"after line {len(articles)}" in last.message
    text = tmp_path / "c.txt.gz"
    text.write_bytes(gzip.compress(rows.encode())[:5_000])
    fails(text, "truncated")


def test_file_name_that_is_not_utf8(tmp_path):
    name = os.fsdecode(b"x\xe3.txt")
    try:
        path = put(tmp_path / name, "Xã họp.")
    except OSError:
        pytest.skip("the file system takes only UTF-8 names")
    assert read(path)[0].id == "x\ufffd"


def test_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "MAX_BYTES", 1000)
    fails(put(tmp_path / "a.txt.gz", "x" * 5000), "too_large")
    assert read(put(tmp_path / "b.txt", "x" * 1000))[0].id == "b"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_permissions(tmp_path):
    locked = put(tmp_path / "a.txt", "Xã họp.")
    locked.chmod(0)
    fails(locked, "permission")


def test_folder_that_may_not_be_listed(tmp_path, monkeypatch):
    put(tmp_path / "a.txt", "Xã họp.")

    def walk(top, onerror):
        yield str(top), ["sub"], ["a.txt"]
        onerror(PermissionError(13, "Permission denied", str(top / "sub")))

    monkeypatch.setattr(reader.os, "walk", walk)
    article, item = read(tmp_path)
    assert article.id == "a"
    assert item.error == "permission"
    assert item.source.endswith("sub")


def test_warnings_name_the_file_and_the_guess(tmp_path):
    warnings: list[str] = []
    [article] = read(put(tmp_path / "a.txt", vni(STORY)), warn=warnings.append)
    assert article.text == STORY
    assert warnings[0].startswith(str(tmp_path / "a.txt"))
    assert "VNI" in warnings[0]


def test_one_article_in_memory_at_a_time():
    """Standard input is read as articles are asked for, not before."""

    class Endless(io.RawIOBase):
        lines = 0

        def readline(self, size: int | None = -1) -> bytes:
            self.lines += 1
            return ROW.encode()

    stream = Endless()
    items = reader.read(["-"], stdin=stream, warn=print)
    assert next(items).id == next(items).id == "r1"
    assert stream.lines == 2


def test_bytes_passed_reach_the_size(tmp_path):
    (tmp_path / "a.txt").write_text("Xã họp.", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"text": "Xã họp."}\n' * 50, encoding="utf-8")
    (tmp_path / "c.bin").write_bytes(b"\0" * 1000)
    counts = []
    list(reader.read([tmp_path], warn=print, passed=counts.append))
    assert sum(counts) == reader.size([tmp_path]) == sum((tmp_path / n).stat().st_size for n in ("a.txt", "b.jsonl"))
    assert reader.size([tmp_path, "-"]) is None
