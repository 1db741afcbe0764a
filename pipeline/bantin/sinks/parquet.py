"""Records as Parquet: one column a field of the record, nested ones as lists and structs, which DuckDB and pandas read as they are."""

from __future__ import annotations

import io
from functools import cache
from typing import Any, BinaryIO

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from msgspec import inspect

from bantin.records.types import Record

ROWS = 1000  # records of a row group


def arrow_type(kind: inspect.Type) -> pa.DataType:
    """The Arrow type of a type that a record is made of.

    Args:
        kind: as `msgspec.inspect` describes it.
    """
    match kind:
        case inspect.StructType(fields=fields):
            return pa.struct([(field.name, arrow_type(field.type)) for field in fields])
        case inspect.ListType(item_type=item):
            return pa.list_(arrow_type(item))
        case inspect.DictType(key_type=key, value_type=value):
            return pa.map_(arrow_type(key), arrow_type(value))
        case inspect.UnionType(types=types):  # a value or null
            return arrow_type(next(t for t in types if not isinstance(t, inspect.NoneType)))
        case inspect.StrType() | inspect.LiteralType():
            return pa.string()
        case inspect.IntType():
            return pa.int64()
        case inspect.FloatType():
            return pa.float64()
        case inspect.BoolType():
            return pa.bool_()
    raise TypeError(f"no Arrow type for {kind}")


@cache
def schema() -> pa.Schema:
    """The columns of a record, from its types in code."""
    return pa.schema(list(arrow_type(inspect.type_info(Record))))


def _plain(value: Any) -> Any:
    """A value as Arrow takes it; fields that JSON leaves out at their default are there."""
    if isinstance(value, msgspec.Struct):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return list(value.items())
    return value


class Parquet:
    """Records as Parquet, held back until the end: packed they are small, and a full disk then meets one plain write.

    Args:
        file: open for writing bytes; closing it is the caller's.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._packed = file, io.BytesIO()
        self._writer = pq.ParquetWriter(self._packed, schema(), compression="zstd")
        self._rows: list[Any] = []

    def write(self, record: Record) -> None:
        """Take one record."""
        self._rows.append(_plain(record))
        if len(self._rows) == ROWS:
            self._group()

    def close(self) -> None:
        """Write the file."""
        if self._rows:
            self._group()
        self._writer.close()
        self._file.write(self._packed.getbuffer())

    def _group(self) -> None:
        self._writer.write_table(pa.Table.from_pylist(self._rows, schema()))
        self._rows = []
