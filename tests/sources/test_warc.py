"""WARC files: pages become articles, all else is counted, and what is damaged costs itself only."""

from __future__ import annotations

import gzip
import random
import re
import tracemalloc
import zlib

import brotli
import pytest
from source_samples import BODY, META, TITLE, page

from bantin.sources import reader, warc
from bantin.sources.article import Article, Failure

HTML = "Content-Type: text/html; charset=utf-8"
PUBLISHED = META + '<meta property="article:published_time" content="2024-03-05T07:30:00+07:00">'


def record(body, url="http://bao.vn/0", *, head=HTML, status="200 OK", kind="response", date="2024-04-01T02:03:04Z"):
    """One record with a HTTP message in it."""
    block = f"HTTP/1.1 {status}\r\n{head}\r\n\r\n".encode() + body
    named = [f"WARC-Type: {kind}", f"WARC-Target-URI: {url}", f"WARC-Date: {date}", f"Content-Length: {len(block)}"]
    media = "Content-Type: application/http; msgtype=response"
    return "\r\n".join(["WARC/1.1", *named, media, "", ""]).encode() + block + b"\r\n\r\n"


def story(number):
    """A page with a text of its own."""
    return page(PUBLISHED, [f"{line} Lần thứ {number}." for line in BODY]).encode()


def stories(number):
    """Records of that many pages."""
    return [record(story(i), f"http://bao.vn/{i}") for i in range(number)]


def chunked(data):
    """A body in pieces, as a server sends it that does not know the length beforehand."""
    pieces = [data[i : i + 700] for i in range(0, len(data), 700)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in [*pieces, b""])


def read(tmp_path, data, name="a.warc", warnings=None):
    """What the file gives."""
    (tmp_path / name).write_bytes(data)
    return list(reader.read([tmp_path / name], warn=(warnings if warnings is not None else []).append))


def urls(items):
    """The addresses of the articles among `items`, by their last part."""
    return [item.url.rpartition("/")[2] for item in items if isinstance(item, Article)]


def failures(items):
    return [item for item in items if isinstance(item, Failure)]


def test_an_article_has_its_records_address_and_its_pages_date(tmp_path):
    [article] = read(tmp_path, record(page(PUBLISHED).encode(), "http://bao.vn/bai.html?p=1#top"))
    assert (article.id, article.url) == ("http://bao.vn/bai.html?p=1", "http://bao.vn/bai.html?p=1#top")
    assert (article.published, article.byline, article.title) == ("2024-03-05T07:30:00+07:00", "Lê Thử", TITLE)
    assert article.text.split("\n") == [TITLE, *BODY]
    assert article.source == f"{tmp_path}/a.warc, record at byte 0, fetched 2024-04-01T02:03:04Z"


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("2024-03-05T00:31:00Z", "2024-03-05T07:30:00+07:00"),
        ("2024-03-05T00:31:00", "2024-03-05T07:30:00+07:00"),
        ("2024-03-05T00:31:00.123456Z", "2024-03-05T07:30:00+07:00"),
        ("hôm qua", "2024-03-05T07:30:00+07:00"),
        ("2023-01-01T00:00:00Z", None),
    ],
)
def test_a_page_is_not_published_after_it_was_fetched(tmp_path, date, published):
    [article] = read(tmp_path, record(page(PUBLISHED).encode(), date=date))
    assert article.published == published


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize("name", ["a.warc", "a.WARC.gz"])
def test_files_plain_and_packed_whatever_their_name(tmp_path, pack, name):
    items = read(tmp_path, b"".join(map(pack, stories(3))), name)
    assert urls(items) == ["0", "1", "2"]
    assert len({item.text for item in items}) == 3


def test_one_gzip_member_for_all(tmp_path):
    assert urls(read(tmp_path, gzip.compress(b"".join(stories(3))))) == ["0", "1", "2"]


def test_in_a_folder_with_other_files(tmp_path):
    (tmp_path / "b.txt").write_text("Xã họp.", encoding="utf-8")
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(stories(1)[0]))
    items = list(reader.read([tmp_path], warn=print))
    assert [item.id for item in items] == ["http://bao.vn/0", "b"]
    assert reader.size([tmp_path]) == sum(path.stat().st_size for path in tmp_path.iterdir())


BODIES = {
    "gzip": ("Content-Encoding: gzip", gzip.compress),
    "GZIP": ("content-encoding: GZIP", gzip.compress),
    "br": ("Content-Encoding: br", brotli.compress),
    "deflate": ("Content-Encoding: deflate", zlib.compress),
    "chunked": ("Transfer-Encoding: chunked", chunked),
    "chunked gzip": ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip", lambda data: chunked(gzip.compress(data))),
    "unpacked by the crawler": ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip", bytes),
    "identity": ("Content-Encoding: identity", bytes),
}


@pytest.mark.parametrize("how", BODIES)
def test_packed_bodies(tmp_path, how):
    head, pack = BODIES[how]
    [article] = read(tmp_path, record(pack(page().encode()), head=f"{HTML}\r\n{head}"))
    assert article.text.split("\n") == [TITLE, *BODY]


def test_what_is_no_page_is_counted(tmp_path):
    data = [
        record(b"", kind="request"),
        *stories(1),
        record(b"", kind="metadata"),
        record(b"", kind="request"),
        record(b"<p>gone</p>", status="404 Not Found"),
        record(b"\xff\xd8\xff" * 99, head="Content-Type: image/jpeg"),
        record(b"x", head="Server: x"),
        record(b"", kind="revisit"),
        record(page().encode(), "http://bao.vn/x", head="Content-Type: application/xhtml+xml"),
    ]
    warnings = []
    assert urls(read(tmp_path, b"".join(map(gzip.compress, data)), warnings=warnings)) == ["0", "x"]
    [line] = warnings
    assert line == (
        f"{tmp_path}/a.warc: 7 records that are no HTML page of status 200 were left out "
        "(2 request, 1 metadata, 1 status 404, 1 image/jpeg, 1 no content type, 1 revisit)"
    )


@pytest.mark.parametrize(
    ("body", "head", "error"),
    [
        (b"<p></p>", HTML, "no_article"),
        (b"\x89PNG\r\n\x1a\n" * 9, HTML, "binary"),
        (b"\0\1\2" * 99, f"{HTML}\r\nContent-Encoding: gzip", "http"),
        (gzip.compress(b" " * 3_000_000), f"{HTML}\r\nContent-Encoding: gzip", "too_large"),
        (b" " * 3_000_000, HTML, "too_large"),
    ],
)
def test_a_page_that_gives_no_article_is_one_failure(tmp_path, monkeypatch, body, head, error):
    monkeypatch.setattr(warc, "PAGE", 1_000_000)
    data = [record(body, head=head), *stories(2)[1:]]
    bad, good = read(tmp_path, b"".join(data))
    assert (bad.error, bad.source, good.url) == (error, f"{tmp_path}/a.warc", "http://bao.vn/1")
    assert bad.message.startswith(f"{tmp_path}/a.warc, record at byte 0: ")


def test_a_large_record_of_another_kind_is_passed_over_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(warc, "PAGE", 100_000)
    video = record(b"\0" * 30_000_000, head="Content-Type: video/mp4")
    (tmp_path / "a.warc").write_bytes(video + stories(1)[0])
    tracemalloc.start()
    warnings = []
    assert urls(reader.read([tmp_path / "a.warc"], warn=warnings.append)) == ["0"]
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
    assert "1 response of more than" in warnings[0]


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize("cut", [4, 40, 200, 600])
def test_a_file_that_breaks_off_loses_its_last_record(tmp_path, pack, cut):
    records = list(map(pack, stories(3)))
    data = b"".join(records)
    items = read(tmp_path, data[:-cut])
    whole = urls(items)
    if cut == 4:  # no more than what follows the text
        assert (whole, failures(items)) == (["0", "1", "2"], [])
        return
    [error] = failures(items)
    assert whole == ["0", "1"]
    assert (error.error, error.source) == ("damaged", f"{tmp_path}/a.warc")
    assert f"record at byte {len(data) - len(records[-1])}: " in error.message
    assert "Nothing after it could be read" in error.message


def test_damage_within_a_packed_record_costs_that_record(tmp_path):
    records = list(map(gzip.compress, stories(5)))
    first, second = len(records[0]), len(records[1])
    data = bytearray(b"".join(records))
    data[first + second // 2 : first + second // 2 + 9] = b"\0" * 9
    items = read(tmp_path, bytes(data))
    assert urls(items) == ["0", "2", "3", "4"]
    [error] = failures(items)
    assert f"record at byte {first}: " in error.message
    assert f"Reading went on at byte {first + second:,}" in error.message


@pytest.mark.parametrize(
    ("old", "new", "lost"),
    [
        (rb"WARC/1\.1", b"XARC/1.1", {"2"}),
        (rb"Content-Length: \d+", b"Content-Length: 9", {"2"}),
        (rb"Content-Length: \d+", b"Content-Length: 99999999", {"2"}),
        (rb"Content-Length: \d+", b"Content-Length: 1200", {"2"}),
        (rb"Content-Length: \d+", b"Content-Length: many", {"2"}),
        (rb"Content-Length: \d+\r\n", b"", {"2"}),
        (rb"HTTP/1\.1 200 OK", b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", {"2"}),
    ],
)
def test_a_damaged_record_is_one_failure_and_the_others_go_on(tmp_path, old, new, lost):
    records = stories(5)
    records[2] = re.sub(old, new, records[2], count=1)
    items = read(tmp_path, b"".join(records))
    [error] = failures(items)
    at = len(records[0] + records[1])
    assert f"record at byte {at}: " in error.message or f"after the record at byte {len(records[0])}: " in error.message
    assert {"0", "1", "2", "3", "4"} - set(urls(items)) <= lost
    assert len(urls(items)) == len(set(urls(items)))


@pytest.mark.parametrize("data", [b"", gzip.compress(b"")], ids=["empty", "empty gzip"])
def test_a_file_without_a_record_is_empty(tmp_path, data):
    [error] = read(tmp_path, data)
    assert (error.error, error.message) == (
        "empty",
        f"{tmp_path}/a.warc: no record of a WARC file is in it. Check what wrote it.",
    )


@pytest.mark.parametrize("data", [b"Xin.\n" * 999, b"\x89PNG" * 99, gzip.compress(b"Xin.\n" * 999), b"\x1f\x8b\x08 "])
def test_a_file_that_is_none_is_one_failure(tmp_path, data):
    [error] = read(tmp_path, data)
    assert error.error == "warc"
    assert error.message.startswith(f"{tmp_path}/a.warc: no record of a WARC file can be read in it")


def test_many_damages_end_it(tmp_path, monkeypatch):
    monkeypatch.setattr(warc, "DAMAGES", 3)
    records = stories(12)
    records[1::2] = [bytes(reversed(one)) + b"\r\n" for one in records[1::2]]
    items = read(tmp_path, b"".join(records))
    assert [item.error for item in failures(items)] == ["damaged"] * 3 + ["warc"]
    assert urls(items)[:3] == ["0", "2", "4"]


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_whatever_is_damaged_most_is_read_and_nothing_twice(tmp_path, pack):
    records = list(map(pack, stories(8)))
    rng = random.Random(1)
    for _ in range(15):
        hit = rng.randrange(8)
        at = rng.randrange(len(records[hit]))
        worse = list(records)
        worse[hit] = records[hit][:at] + rng.randbytes(9) + records[hit][at + rng.randrange(20) :]
        items = read(tmp_path, b"".join(worse))
        found = urls(items)
        assert len(found) == len(set(found))
        assert len(set(found) & set("01234567")) >= 6
        assert len(failures(items)) <= 2
