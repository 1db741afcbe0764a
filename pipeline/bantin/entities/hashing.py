"""32-bit hashes of what features look at, and tables from such numbers to rows, both in arrays."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

PRIME = np.uint32(0x9E3779B1)
SHIFT = np.uint32(15)
HASHED = 25  # bits of a feature number that are a hash; those above them are its template


def short(ids: np.ndarray) -> np.ndarray:
    """uint32 of the string store's 64-bit ids."""
    return (ids ^ (ids >> np.uint64(32))).astype(np.uint32)


def mixed(numbers: np.ndarray) -> np.ndarray:
    """uint32: a bijective scramble of `numbers`, all of whose bits depend on all of theirs."""
    result = numbers * PRIME
    result ^= result >> SHIFT
    return result


class Lookup:
    """Rows of known feature numbers: an open-addressing hash table of `keys`, probed in arrays.

    Args:
        keys: uint32[f], each once.
        first: the row of the first of them; the others follow.
        unknown: the row of all other numbers; the one after the last by default.
    """

    def __init__(self, keys: np.ndarray, first: int = 0, unknown: int | None = None) -> None:
        size = 1 << max(6, int(np.ceil(np.log2(max(1, len(keys)) * 8))))
        self.mask, self.unknown = np.uint32(size - 1), first + len(keys) if unknown is None else unknown
        rows = np.full(size, self.unknown, np.int64)
        left, slot, self.probes = np.arange(first, first + len(keys)), (keys & self.mask).astype(np.int64), 0
        while len(left):
            self.probes += 1
            free = rows[slot] == self.unknown
            rows[slot[free][::-1]] = left[free][::-1]
            lost = rows[slot] != left
            left, slot = left[lost], (slot[lost] + 1) % size
        # One word a slot, the number above the row: a hit or a miss takes one access to memory.
        numbers = np.zeros(size, np.uint64)
        taken = rows != self.unknown
        numbers[taken] = keys[rows[taken] - first]
        self.slots = numbers << np.uint64(32) | rows.astype(np.uint64)

    def __call__(self, numbers: np.ndarray) -> np.ndarray:
        """int32, shaped as `numbers` (uint32): the row of each."""
        flat = numbers.ravel()
        slot = (flat & self.mask).astype(np.int64)
        found = self.slots.take(slot, mode="clip")  # the mask keeps every slot inside; "clip" spares the check
        row = found.astype(np.int32)
        miss = np.flatnonzero((found >> np.uint64(32)).astype(np.uint32) != flat)
        wrong = miss[row[miss] != self.unknown]
        row[wrong] = self.unknown
        slot = slot[wrong]
        for _ in range(self.probes - 1):
            if not len(wrong):
                break
            slot = (slot + 1) & int(self.mask)
            found = self.slots[slot]
            hit = (found >> np.uint64(32)) == flat[wrong]
            row[wrong[hit]] = found[hit].astype(np.int32)
            left = ~hit & (found.astype(np.int32) != self.unknown)
            wrong, slot = wrong[left], slot[left]
        return row.reshape(numbers.shape)


class TemplateLookup:
    """Rows of known feature numbers, with a table for each template: most of them are small enough for a processor's caches.

    Args:
        keys: uint32[f], each once, ascending, so that those of one template stand together.
    """

    def __init__(self, keys: np.ndarray) -> None:
        bounds = np.searchsorted(keys, np.arange(0, (1 << 32) + 1, 1 << HASHED)).tolist()
        self.tables = [Lookup(keys[a:b], a, len(keys)) for a, b in pairwise(bounds)]

    def __call__(self, numbers: np.ndarray) -> np.ndarray:
        """int32[templates, n]: the row of each number of uint32[templates, n], one template a row; `len(keys)` where it is unknown."""
        found = np.empty(numbers.shape, np.int32)
        for row, out in zip(numbers, found, strict=True):
            out[:] = self.tables[int(row[0]) >> HASHED](row)
        return found
