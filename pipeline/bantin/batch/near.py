"""Near-duplicates in a stream of texts: MinHash finds which may be alike, the shingles themselves decide.

A. Z. Broder, On the resemblance and containment of documents, 1997. Texts are sketched where there is time for it, many at once on arrays;
the sketches lie on disk and are sorted a bounded number at a time, so that memory does not grow with the stream.
"""

from __future__ import annotations

import sqlite3
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import msgspec
import numpy as np

from bantin.language.shingles import words

LEAST = 0.6  # Jaccard similarity of what is marked: from here on two news items were one text
BANDS, ROWS = 12, 3  # of these, 94 in 100 pairs at 0.6 come to be compared, 99 at 0.7
LATEST = 8  # texts of one bucket that a text is compared with, beside the bucket's first: of a text that comes daily there are many
CHARACTERS = 20_000  # of a text that are looked at, more than its first 400 words have
GROUP = 256  # texts that are sketched at once
KEYS = 1 << 17  # keys of buckets that are sorted at once
TABLES = """
CREATE TABLE sketches (number INTEGER PRIMARY KEY, hashes BLOB);
CREATE TABLE buckets (numbers BLOB, keys BLOB);
CREATE TABLE pairs (later INTEGER, earlier INTEGER, PRIMARY KEY (later, earlier)) WITHOUT ROWID;
"""
_RAW = np.random.PCG64(1).random_raw(2 * BANDS * ROWS + ROWS).astype(np.uint64)  # the same in every NumPy
FACTORS, ADDENDS, MIX = np.split(_RAW | np.uint64(1), [BANDS * ROWS, 2 * BANDS * ROWS])
HALF = np.uint64(32)
SPACE = ord(" ")


class Alike(NamedTuple):
    """A text, the earlier one that it is most like (of equals, the earliest), and their Jaccard similarity."""

    number: int
    of: int
    similarity: float


class Sketches(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked at in place of some texts.

    Attributes:
        places: of the texts that have a word, counted from 0.
        hashes: of each of these, `[n]` uint32.
        keys: of their buckets, `[BANDS, texts]` uint64.
    """

    places: list[int]
    hashes: list[bytes]
    keys: bytes


def sketch(texts: Iterable[str]) -> list[Sketches]:
    """Sketches of texts, a bounded number in each."""
    sets = [(place, found) for place, text in enumerate(texts) if len(found := hashes(text))]
    groups = (sets[start : start + GROUP] for start in range(0, len(sets), GROUP))
    return [
        Sketches(
            places=[place for place, _ in group],
            hashes=[found.tobytes() for _, found in group],
            keys=bucket_keys([found for _, found in group]).tobytes(),
        )
        for group in groups
    ]


def hashes(text: str) -> np.ndarray:
    """The shingles of a text (three words each) as different 32-bit hashes, `[n]` uint32; none where it has no word."""
    found = words(unicodedata.normalize("NFC", text[:CHARACTERS]))
    if not found:
        return np.empty(0, np.uint32)
    # shingles are slices of one line: to join and encode each by itself takes twice as long
    line = " ".join(found).encode("utf-8", "surrogatepass")
    ends = [*np.flatnonzero(np.frombuffer(line, np.uint8) == SPACE).tolist(), len(line)]
    begins = [0, *(end + 1 for end in ends)]
    grams = zip(begins, ends[2:] or ends[-1:], strict=False)  # of one or two words, they themselves
    return np.array(list({zlib.crc32(line[begin:end]) for begin, end in grams}), np.uint32)


def bucket_keys(sets: Sequence[np.ndarray]) -> np.ndarray:
    """The buckets that some texts fall into, `[BANDS, texts]` uint64: those that share one are likely to be alike.

    Args:
        sets: the hashes of each, none of them empty.
    """
    starts = np.cumsum([0, *(len(one) for one in sets[:-1])])
    together = np.concatenate(sets).astype(np.uint64)
    # multiply-shift hashing: the upper halves of the products are as good as random orders of the hashes
    lowest = [
        np.minimum.reduceat((together * factor + addend) >> HALF, starts)
        for factor, addend in zip(FACTORS, ADDENDS, strict=True)
    ]
    bands = np.array(lowest).reshape(BANDS, ROWS, len(sets))
    keys: np.ndarray = (bands * MIX[:, None]).sum(axis=1, dtype=np.uint64) + np.arange(BANDS, dtype=np.uint64)[:, None]
    return keys ^ (keys >> HALF)


def similarity(a: np.ndarray, b: np.ndarray) -> float:
    """Jaccard similarity of two texts' hashes, 0 to 1."""
    common = len(np.intersect1d(a, b, assume_unique=True))
    return common / (len(a) + len(b) - common)


class NearDuplicates:
    """Takes the sketches of a stream's texts in any order, then tells which texts are like an earlier one.

    Args:
        db: where sketches are kept, in tables that are made here.

    Raises:
        sqlite3.Error: no room; also raised by every method.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._count = 0
        for statement in TABLES.split(";"):
            db.execute(statement)

    def add(self, first: int, sketches: Iterable[Sketches]) -> None:
        """Take texts in.

        Args:
            first: the number in the stream of the text at place 0.
            sketches: of these texts.
        """
        for some in sketches:
            numbers = [first + place for place in some.places]
            self._db.executemany("INSERT INTO sketches VALUES (?, ?)", zip(numbers, some.hashes, strict=True))
            self._db.execute("INSERT INTO buckets VALUES (?, ?)", (np.array(numbers, np.int64).tobytes(), some.keys))
            self._count += BANDS * len(numbers)

    def find(self) -> Iterator[Alike]:
        """The texts that are like an earlier one, in the order of the stream."""
        passes = -(-self._count // KEYS)
        for part in range(passes):
            self._db.executemany("INSERT OR IGNORE INTO pairs VALUES (?, ?)", self._candidates(passes, part).tolist())
        found = self._db.execute("SELECT later, earlier FROM pairs ORDER BY later, earlier")
        for later, pairs in groupby(found, itemgetter(0)):
            own = self._hashes(later)
            compared = [Alike(later, earlier, similarity(own, self._hashes(earlier))) for _, earlier in pairs]
            best = max(compared, key=lambda alike: alike.similarity)  # of equals the first
            if best.similarity >= LEAST:
                yield best

    def _hashes(self, number: int) -> np.ndarray:
        row = self._db.execute("SELECT hashes FROM sketches WHERE number = ?", (number,)).fetchone()
        return np.frombuffer(row[0], np.uint32)

    def _candidates(self, passes: int, part: int) -> np.ndarray:
        """Pairs of texts, `[n, 2]` the later first, that share one of the buckets whose key is `part` modulo `passes`."""
        of_keys, of_numbers = [], []
        for numbers, keys in self._db.execute("SELECT numbers, keys FROM buckets"):
            some = np.frombuffer(keys, np.uint64)
            chosen = some % np.uint64(passes) == part
            of_keys.append(some[chosen])
            of_numbers.append(np.tile(np.frombuffer(numbers, np.int64), BANDS)[chosen])
        key, number = np.concatenate(of_keys), np.concatenate(of_numbers)
        order = np.lexsort((number, key))
        key, number = key[order], number[order]
        begins = np.ones(len(key), bool)
        begins[1:] = key[1:] != key[:-1]
        first = np.maximum.accumulate(np.where(begins, np.arange(len(key)), 0))  # of its bucket
        pairs = [np.stack((number, number[first]), axis=1)[~begins]]
        for back in range(1, LATEST + 1):
            alike = key[back:] == key[:-back]
            pairs.append(np.stack((number[back:], number[:-back]), axis=1)[alike])
        return np.concatenate(pairs)
