"""Near-duplicate clusters of texts, so that no story stands on two sides of a split."""

from __future__ import annotations

from collections.abc import Sequence

from datasketch import MinHash, MinHashLSH

from bantin.language.shingles import shingles

PERMUTATIONS = 64
LEAST_OVERLAP = 0.2


def story_clusters(texts: Sequence[str], least: float = LEAST_OVERLAP) -> list[int]:
    """Cluster number of each text: texts are joined when their shingles overlap by `least` of the smaller set.

    Candidates come from MinHash LSH (datasketch) and are verified on the shingles themselves.
    """
    sets = [shingles(text) for text in texts]
    index = MinHashLSH(num_perm=PERMUTATIONS, params=(32, 2))
    parent = list(range(len(texts)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, grams in enumerate(sets):
        sketch = MinHash(num_perm=PERMUTATIONS, seed=1)
        sketch.update_batch([g.encode("utf-8", "surrogatepass") for g in grams])
        for j in index.query(sketch):
            if len(grams & sets[j]) >= least * min(len(grams), len(sets[j])):
                parent[root(i)] = root(j)
        index.insert(i, sketch)
    return [root(i) for i in range(len(texts))]
