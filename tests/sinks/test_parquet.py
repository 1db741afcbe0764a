"""A Parquet file holds all that the record does, and SQL reaches into it."""

from __future__ import annotations

import duckdb
import pyarrow.parquet as pq
import pytest

from bantin.records.types import Record
from bantin.sinks import parquet
from bantin.sinks.files import open_sink
from bantin.sources.article import Article
from conftest import ARTICLES


@pytest.fixture
def made(extractor, tmp_path, monkeypatch):
    """(records, file), in two row groups."""
    monkeypatch.setattr(parquet, "ROWS", 2)
    texts = [(ARTICLES / "hoi_nghi_bac_quang.txt").read_text(encoding="utf-8"), "a", "Cải cách hành chính (CCHC) ở xã."]
    records = [extractor.one(Article(id=str(i), text=text)) for i, text in enumerate(texts)]
    with open_sink(tmp_path / "x.parquet", "parquet") as sink:
        for record in records:
            sink.write(record)
    return records, tmp_path / "x.parquet"


def without_nulls(value):
    """A value as JSON has it, fields that are null left out."""
    if isinstance(value, dict):
        return {k: without_nulls(v) for k, v in value.items() if v is not None}
    return [without_nulls(v) for v in value] if isinstance(value, list) else value


def test_columns_are_the_record(made):
    records, path = made
    table = pq.read_table(path)
    assert table.column_names == list(Record.__struct_fields__)
    for row, record in zip(table.to_pylist(maps_as_pydicts="strict"), records, strict=True):
        for zone in row["zones"]:
            assert zone["duplicate"] in (True, False)
            if not zone["duplicate"]:  # JSON leaves it out
                del zone["duplicate"]
        assert without_nulls(row) == without_nulls(record.to_dict())


def test_sql_reaches_into_nested_columns(made):
    records, path = made
    people = duckdb.sql(f"SELECT p.name FROM (SELECT unnest(people) AS p FROM '{path}')").fetchall()
    assert sorted(name for (name,) in people) == sorted(p.name for r in records for p in r.people)
    assert people
    long = duckdb.sql(f"SELECT abbreviations['CCHC'] FROM '{path}' WHERE id = '2'").fetchall()
    assert long == [(records[2].abbreviations["CCHC"],)]


def test_no_record_is_a_table_without_rows(tmp_path):
    with open_sink(tmp_path / "x.parquet", "parquet"):
        pass
    assert pq.read_table(tmp_path / "x.parquet").num_rows == 0
