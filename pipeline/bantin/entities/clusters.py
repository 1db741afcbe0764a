"""Clusters of word forms and of pairs of them, learned from unlabelled news: what a word is like, also where no annotation has it.

`python -m bantin.training.clusters` makes the file; here it is only looked up, in arrays.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from bantin.arrays import write_arrays
from bantin.entities.hashing import Lookup, mixed
from bantin.resources import CONFIGS

FILE = "clusters.npz"


def pair_key(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """uint32: key of two neighbouring forms, each given by `hashing.short` of its id."""
    return mixed(mixed(first) ^ second)


class Clusters:
    """Clusters by form and by pair of forms.

    Args:
        keys: uint32[f], `short` ids of single forms and `pair_key` of pairs.
        fine, coarse: uint16[f], the clusters of each at two grains, from 1; 0 is for what is unknown.
    """

    def __init__(self, keys: np.ndarray, fine: np.ndarray, coarse: np.ndarray) -> None:
        self.keys, self.fine, self.coarse = keys, fine, coarse
        self.lookup = Lookup(keys)
        self.tables = [np.append(column, np.uint16(0)).astype(np.uint32) for column in (fine, coarse)]

    def __call__(self, forms: np.ndarray, first: np.ndarray) -> dict[str, np.ndarray]:
        """uint32[n] each: `k`, `g` the fine and coarse cluster of a token, `b`, `d` of it with the next of its sentence.

        Args:
            forms: uint32[n].
            first: bool[n], a sentence begins here.
        """
        after = np.append(np.where(first[1:], np.uint32(0), forms[1:]), np.uint32(0))
        pairs = pair_key(forms, after.astype(np.uint32))
        single, double = self.lookup(forms), self.lookup(pairs)
        fine, coarse = self.tables
        return {"k": fine[single], "g": coarse[single], "b": fine[double], "d": coarse[double]}

    def to_disk(self, path: Path) -> None:
        """Write the arrays."""
        write_arrays(path, {"keys": self.keys, "fine": self.fine, "coarse": self.coarse})

    @classmethod
    def from_disk(cls, path: Path) -> Clusters:
        """Read what `to_disk` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(arrays["keys"], arrays["fine"], arrays["coarse"])


@cache
def known_clusters() -> Clusters:
    """The clusters that `configs/` holds; none where the file is not there."""
    file = CONFIGS / FILE
    return (
        Clusters.from_disk(file)
        if file.exists()
        else Clusters(*(np.zeros(0, t) for t in (np.uint32, np.uint16, np.uint16)))
    )
