"""Files are whole or not there."""

from __future__ import annotations

import pytest

from bantin.sinks.files import open_sink, replacing


def test_a_file_takes_its_place_only_when_it_is_whole(tmp_path):
    path = tmp_path / "x"
    with replacing(path) as file:
        file.write(b"old")
        assert not path.exists()
    with pytest.raises(TypeError), replacing(path) as file:
        file.write("new, but no bytes")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


def write_and_fail(sink, record):
    sink.write(record)
    raise KeyError


@pytest.mark.parametrize("format", ["jsonl", "parquet"])
def test_a_sink_that_fails_leaves_no_file(tmp_path, format, extractor):
    from bantin.sources.article import Article

    record = extractor.one(Article(id="a", text="Xã họp."))
    with pytest.raises(KeyError), open_sink(tmp_path / "x", format) as sink:
        write_and_fail(sink, record)
    assert list(tmp_path.iterdir()) == []
