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
    """Rows of known feature numbers: a hash table of `keys` in which each stands where it is looked for.

    The slot of a number is a hash of it and of the salt of its bucket, chosen so that no two keys meet ("Hash, displace, and
    compress", Belazzougui and others 2009): one look at the table tells, and it may be half full.

    Args:
        keys: uint32[f], each once.
        first: the row of the first of them; the others follow.
        unknown: the row of all other numbers, above those of the keys; the one after the last by default.

    Raises:
        ValueError: a key stands twice, as in a damaged model.
    """

    def __init__(self, keys: np.ndarray, first: int = 0, unknown: int | None = None) -> None:
        if len(np.unique(keys)) < len(keys):
            raise ValueError("a feature number stands twice")
        self.unknown = np.uint64(first + len(keys) if unknown is None else unknown)
        bits = max(6, int(np.ceil(np.log2(max(1, len(keys)) * 2))))
        self.shift = np.uint32(32 - bits)
        self.salts = np.zeros(1 << (bits - 2), np.uint32)
        rows = np.full(1 << bits, -1)
        holder, bucket = np.empty_like(rows), (keys * PRIME >> self.shift + np.uint32(2)).astype(np.int64)
        left = np.argsort(np.bincount(bucket)[bucket], kind="stable")  # of keys that meet, the last stays
        salt = 0
        while len(left):
            salt = (salt + int(PRIME)) % (1 << 32)
            slot = ((keys[left] * PRIME ^ np.uint32(salt)) * PRIME >> self.shift).astype(np.int64)
            holder[slot] = left
            lost = np.zeros(len(self.salts), bool)
            lost[bucket[left][(holder[slot] != left) | (rows[slot] >= 0)]] = True
            placed = ~lost[bucket[left]]
            rows[slot[placed]] = left[placed]
            self.salts[bucket[left[placed]]] = salt
            left = left[~placed]
        # One word a slot, the number above the row: a hit or a miss takes one access to memory.
        self.slots = np.full(1 << bits, self.unknown)
        taken = rows >= 0
        numbers, rows = keys[rows[taken]].astype(np.uint64), (rows[taken] + first).astype(np.uint64)
        self.slots[taken] = numbers << np.uint64(32) | rows

    def __call__(self, numbers: np.ndarray) -> np.ndarray:
        """int32, shaped as `numbers` (uint32): the row of each."""
        spread = numbers * PRIME
        # The shifts keep every index inside; "clip" spares the check.
        slot = self.salts.take(spread >> self.shift + np.uint32(2), mode="clip")
        slot ^= spread
        slot *= PRIME
        slot >>= self.shift
        found = self.slots.take(slot, mode="clip")
        found ^= numbers.astype(np.uint64) << np.uint64(32)  # a hit leaves the row, a miss more than any row
        return np.minimum(found, self.unknown, out=found).astype(np.int32)


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
