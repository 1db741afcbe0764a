"""Sorting on disk."""

from __future__ import annotations

import random

import pytest

from bantin.coreference.sorting import DiskSorter
from bantin.errors import UserError


def test_rows_come_in_the_order_of_their_keys_each_once():
    keys = [(day, id) for day in ("0", "00", "1") for id in ("", "a", "a b", "ab", "á", "đ", "😀")]
    shuffled = keys * 2
    random.Random(1).shuffle(shuffled)
    sorter = DiskSorter()
    for number, key in enumerate(shuffled):
        sorter.add(key, str(number).encode())
    rows = list(sorter)
    assert [tuple(key) for key, _ in rows] == sorted(keys)
    assert [int(data) for _, data in rows] == [shuffled.index(key) for key in sorted(keys)]


def test_a_disk_that_fails_is_told():
    sorter = DiskSorter()
    sorter.add(("a",), b"")
    sorter.db.execute("DROP TABLE row")
    with pytest.raises(UserError, match="SQLITE_TMPDIR"):
        list(sorter)
