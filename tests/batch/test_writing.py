"""A part is the same file, whoever made it."""

from __future__ import annotations

import pytest
from batches import rows

from bantin.batch.near import sketch
from bantin.batch.writing import pack_part, unpack_part, write_part
from bantin.sources.article import Article, Failure


@pytest.mark.parametrize("format", ["jsonl", "parquet"])
def test_bytes_from_another_machine_are_those_of_this_one(tmp_path, extractor, format):
    articles = [Article(**row) for row in rows(5)]
    texts = [article.text for article in articles]
    results = list(extractor.stream(articles))
    results.insert(2, Failure(id=None, source="in.jsonl", stage="source", error="json", message="in.jsonl: no JSON"))
    here = write_part(iter(results), tmp_path / "here", texts, format)
    there = unpack_part(pack_part(iter(results), texts, format), tmp_path / "there")
    assert here.path.read_bytes() == there.path.read_bytes() != b""
    assert (here.size, here.sha256, here.contents) == (there.size, there.sha256, there.contents)
    told = there.contents
    assert (told.tally.articles, told.tally.records, told.failures) == (6, 5, [results[2]])
    assert told.tally.words == sum(len(text.split()) for text in texts)
    assert told.sketches == sketch(texts) != []
    assert {p.name[:5] for p in tmp_path.iterdir()} == {".here", ".ther"}  # they wait for their names
