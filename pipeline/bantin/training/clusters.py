"""Clusters of word forms and pairs of them, from unlabelled texts.

    python -m bantin.training.clusters SHARED/data

writes `configs/clusters.npz`: two grains of k-means over a truncated singular value decomposition of positive pointwise mutual
information between forms and their left and right neighbours (Levy & Goldberg 2014 for the matrix). In Vietnamese a word is
often two syllables, so pairs of neighbouring tokens are clustered beside single ones. About two minutes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.cluster import MiniBatchKMeans
from sklearn.utils.extmath import randomized_svd
from spacy.strings import StringStore

from bantin.annotation.corpus import articles
from bantin.entities.clusters import FILE, Clusters, pair_key
from bantin.entities.hashing import short
from bantin.language.norms import canonical
from bantin.language.tokenizer import words_and_spaces
from bantin.resources import CONFIGS

NEIGHBOURS = 15_000  # most frequent forms that count as context
LEAST, LEAST_PAIR = 8, 25  # times a form, a pair, must occur
DIMENSIONS = 80
GRAINS = (400, 64)
SEED = 1


def read_forms(texts: Iterable[str]) -> tuple[np.ndarray, list[str]]:
    """(int64 form numbers of all tokens, -1 behind each line; the canonical forms by number)."""
    numbers: list[int] = []
    of_word: dict[str, int] = {}
    of_form: dict[str, int] = {}
    for text in texts:
        for line in text.split("\n"):
            for word in words_and_spaces(line)[0]:
                if word.isspace():
                    continue
                number = of_word.get(word)
                if number is None:
                    form = canonical(word)
                    number = of_word[word] = of_form.setdefault("0" if form.isdigit() else form, len(of_form))
                numbers.append(number)
            numbers.append(-1)
    return np.array(numbers, np.int64), list(of_form)


def neighbourhoods(numbers: np.ndarray, pairs: np.ndarray, forms: int) -> sparse.csr_matrix:
    """Counts of left and right neighbours: a row a form, then a row a pair (`pairs`: `first * forms + second`, ascending)."""
    count = np.bincount(numbers[numbers >= 0], minlength=forms)
    context = np.full(forms + 1, -1)
    context[np.argsort(-count, kind="stable")[:NEIGHBOURS]] = np.arange(min(NEIGHBOURS, forms))
    near = np.where(numbers < 0, NEIGHBOURS, context[numbers])
    both = np.where((numbers[:-1] >= 0) & (numbers[1:] >= 0), numbers[:-1] * forms + numbers[1:], -1)
    place = np.minimum(np.searchsorted(pairs, both), len(pairs) - 1)
    single = np.flatnonzero(numbers[1:-1] >= 0) + 1
    double = np.flatnonzero(pairs[place[1:-1]] == both[1:-1]) + 1
    rows, columns = [], []
    for row, at, after in ((numbers[single], single, 1), (forms + place[double], double, 2)):
        for side, beside in ((0, near[at - 1]), (1, near[at + after])):
            known = beside >= 0
            rows.append(row[known])
            columns.append(beside[known] + side * (NEIGHBOURS + 1))
    row, column = np.concatenate(rows), np.concatenate(columns)
    shape = (forms + len(pairs), 2 * (NEIGHBOURS + 1))
    return sparse.coo_matrix((np.ones(len(row), np.float32), (row, column)), shape).tocsr()


def embed(counts: sparse.csr_matrix) -> np.ndarray:
    """float32[rows, DIMENSIONS], of length one: the decomposition of the positive pointwise mutual information."""
    table = counts.tocoo()
    row = np.asarray(counts.sum(1)).ravel()
    column = np.asarray(counts.sum(0)).ravel() ** 0.75  # smoothed, so that rare contexts do not rule
    column /= column.sum()
    information = np.log(table.data / (row[table.row] * column[table.col]))
    good = information > 0
    positive = sparse.csr_matrix(
        (information[good].astype(np.float32), (table.row[good], table.col[good])), counts.shape
    )
    left, strength, _ = randomized_svd(positive, n_components=DIMENSIONS, n_iter=3, random_state=SEED)
    vectors = (left * np.sqrt(strength)).astype(np.float32)
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def learn(texts: Iterable[str]) -> Clusters:
    """Clusters of the forms and pairs of `texts`; forms with digits are left to their shapes."""
    numbers, names = read_forms(texts)
    forms = len(names)
    count = np.bincount(numbers[numbers >= 0], minlength=forms)
    together = (numbers[:-1] >= 0) & (numbers[1:] >= 0)
    pairs, often = np.unique(numbers[:-1][together] * forms + numbers[1:][together], return_counts=True)
    pairs, often = pairs[often >= LEAST_PAIR], often[often >= LEAST_PAIR]
    wordlike = np.array([not any(c.isdigit() for c in name) for name in names])
    kept = np.flatnonzero((count >= LEAST) & wordlike)
    kept_pairs = np.flatnonzero(wordlike[pairs // forms] & wordlike[pairs % forms])
    rows = np.concatenate([kept, forms + kept_pairs])
    vectors = embed(neighbourhoods(numbers, pairs, forms)[rows])
    weight = np.sqrt(np.concatenate([count[kept], often[kept_pairs]]))
    fine, coarse = (
        MiniBatchKMeans(k, random_state=SEED, batch_size=8192, n_init=3, max_iter=60)
        .fit_predict(vectors, sample_weight=weight)
        .astype(np.uint16)
        + np.uint16(1)
        for k in GRAINS
    )
    store = StringStore()
    id_of = short(np.array([store.add(name) for name in names], np.uint64))
    pair = pairs[kept_pairs]
    keys = np.concatenate([id_of[kept], pair_key(id_of[pair // forms], id_of[pair % forms])])
    keys, first = np.unique(keys, return_index=True)  # of two that share a number, the first stays
    return Clusters(keys, fine[first], coarse[first])


def main() -> None:
    """Command line: files or folders of texts."""
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        raise SystemExit(__doc__)
    clusters = learn(row["text"] for row in articles(map(Path, sys.argv[1:])))
    clusters.to_disk(CONFIGS / FILE)
    print(f"written: {CONFIGS / FILE}: {len(clusters.keys):,} forms and pairs")


if __name__ == "__main__":
    main()
