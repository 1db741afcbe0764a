"""The linear-chain field: decoding and span probabilities against enumeration, and its file."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bantin.entities.crf import Crf
from bantin.entities.hashing import HASHED, Lookup, TemplateLookup

LABELS = ["O", "B-DATE", "I-DATE", "B-UNIT", "I-UNIT"]
IMPOSSIBLE = -1e4
KEYS = st.lists(
    st.integers(0, 2**32 - 1) | st.integers(0, 40).map(lambda i: i << 16) | st.integers(2**32 - 9, 2**32 - 1),
    unique=True,
    max_size=60,
)


def model(seed, labels=LABELS, keys=40):
    """A field with random weights, in which an `I-` only follows its own `B-` or `I-`."""
    random = np.random.default_rng(seed)
    transitions = random.normal(0, 1, (len(labels), len(labels))).astype(np.float32)
    for i, before in enumerate(labels):
        for j, after in enumerate(labels):
            if after[0] == "I" and before[1:] != after[1:]:
                transitions[i, j] = IMPOSSIBLE
    weights = random.normal(0, 1, (keys + 1, len(labels))).astype(np.float16).astype(np.float32)
    weights[-1] = 0
    return Crf(list(labels), np.unique(random.integers(0, 2**32, 2 * keys, np.uint32))[:keys], weights, transitions)


def decoded(crf, emissions, starts):
    """(label indices, {span: probability})."""
    path, first, end, chance = crf.decode(emissions, starts)
    return path, dict(zip(zip(first.tolist(), end.tolist(), strict=True), chance.tolist(), strict=True))


def path_score(crf, emissions, path):
    """Unnormalised log probability of one labelling of a sentence."""
    inside = sum(float(crf.transitions[a, b]) for a, b in pairwise(path))
    return float(crf.start[path[0], 0]) + inside + sum(float(emissions[t, label]) for t, label in enumerate(path))


def enumerated(crf, emissions):
    """(best labelling, {labelling: probability}) over all labellings of a sentence."""
    paths = list(product(range(len(crf.labels)), repeat=len(emissions)))
    scores = np.array([path_score(crf, emissions, path) for path in paths], np.float64)
    chances = np.exp(scores - scores.max())
    return paths[int(scores.argmax())], dict(zip(paths, chances / chances.sum(), strict=True))


def spans_of(crf, path):
    """(first, after the last, label) of the entities that a labelling forms."""
    found = []
    for t, label in enumerate(crf.labels[i] for i in path):
        if label[0] == "B":
            found.append([t, t + 1, label[2:]])
        elif label[0] == "I" and found and found[-1][1] == t:
            found[-1][1] = t + 1
    return {tuple(span) for span in found}


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.lists(st.integers(1, 5), min_size=1, max_size=4), st.sampled_from([0.3, 2.0, 20.0]))
def test_decoding_equals_enumeration(seed, lengths, spread):
    crf = model(seed)
    emissions = np.random.default_rng(seed + 1).normal(0, spread, (sum(lengths), len(LABELS))).astype(np.float32)
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    best, scores = decoded(crf, emissions, starts)
    expected = {}
    for start, length in zip(starts.tolist(), lengths, strict=True):
        part = emissions[start : start + length]
        path, chances = enumerated(crf, part)
        assert path_score(crf, part, best[start : start + length].tolist()) == pytest.approx(
            path_score(crf, part, path), abs=1e-3
        )
        for span in spans_of(crf, best[start : start + length]):
            chance = sum(p for other, p in chances.items() if span in spans_of(crf, other))
            expected[start + span[0], start + span[1]] = chance
    assert scores.keys() == expected.keys()
    assert all(scores[span] == pytest.approx(expected[span], abs=1e-4) for span in expected)


def test_no_labelling_begins_inside_an_entity_or_goes_on_with_another_one():
    crf = model(5)
    emissions = np.zeros((400, len(LABELS)), np.float32)
    emissions[:, [2, 4]] = np.random.default_rng(0).normal(50, 5, (400, 2))
    best, scores = decoded(crf, emissions, np.arange(0, 400, 8))
    labels = [LABELS[i] for i in best]
    assert not any(label[0] == "I" for label in labels[::8])
    assert all(after[0] != "I" or before[1:] == after[1:] for before, after in pairwise(labels))
    assert all(0 < chance <= 1 for chance in scores.values())


def test_sentences_of_any_length_in_any_order_are_decoded_as_if_alone():
    crf, random = model(7), np.random.default_rng(1)
    lengths = random.integers(1, 30, 529)
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    emissions = random.normal(0, 2, (int(lengths.sum()), len(LABELS))).astype(np.float32)
    best, scores = decoded(crf, emissions, starts)
    for start, length in zip(starts.tolist(), lengths.tolist(), strict=True):
        alone, chances = decoded(crf, emissions[start : start + length], np.array([0]))
        assert np.array_equal(best[start : start + length], alone)
        for (first, last), chance in chances.items():
            assert scores.pop((start + first, start + last)) == pytest.approx(chance, abs=1e-6)
    assert not scores


def test_a_long_sentence_has_finite_probabilities():
    crf = model(3)
    emissions = np.random.default_rng(2).normal(0, 10, (20_000, len(LABELS))).astype(np.float32)
    _, scores = decoded(crf, emissions, np.array([0]))
    assert scores
    assert all(0 < chance <= 1 for chance in scores.values())


def test_emissions_add_the_weights_of_known_features():
    crf = model(11, keys=4)
    first, second = 3 << HASHED, 5 << HASHED
    crf = replace(crf, keys=np.array([first + 7, first + 8, second + 7, second + 9], np.uint32))
    numbers = np.array([[first + 7, first + 8, first], [second + 7, second + 8, second + 9]], np.uint32)
    expected = [crf.weights[0] + crf.weights[2], crf.weights[1], crf.weights[3]]
    assert np.allclose(crf.emissions(numbers), expected)


def test_a_field_without_features_gives_no_emissions():
    crf = Crf(LABELS, np.zeros(0, np.uint32), np.zeros((1, len(LABELS)), np.float32), model(1).transitions)
    assert not crf.emissions(np.array([[0, 1, 2**25 - 1]], np.uint32)).any()


@settings(deadline=None, max_examples=200)
@given(KEYS, st.lists(st.integers(0, 2**32 - 1) | st.integers(0, 40).map(lambda i: i << 16), max_size=60))
@example([0], [0, 1])
@example([], [0])
def test_lookup_finds_all_keys_and_no_others(keys, others):
    lookup = Lookup(np.array(keys, np.uint32))
    row = {key: i for i, key in enumerate(keys)}
    asked = np.array([*keys, *others], np.uint32)
    assert lookup(asked).tolist() == [row.get(number, len(keys)) for number in asked.tolist()]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 127), st.integers(0, 40)), unique=True, max_size=60))
def test_a_table_for_each_template_finds_what_one_table_finds(pairs):
    keys = np.array(sorted((template << HASHED) + number for template, number in pairs), np.uint32)
    numbers = np.arange(128, dtype=np.uint32)[:, None] << np.uint32(HASHED) | np.arange(41, dtype=np.uint32)
    assert np.array_equal(TemplateLookup(keys)(numbers), Lookup(keys)(numbers))


def test_a_number_that_stands_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        Lookup(np.array([7, 9, 7], np.uint32))


def test_lookup_keeps_the_shape_it_is_asked_in_and_finds_many_keys():
    keys = np.unique(np.random.default_rng(4).integers(0, 2**32, 20_000, np.uint32))
    assert np.array_equal(Lookup(keys)(keys[: 2 * 5000].reshape(2, 5000)), np.arange(10_000).reshape(2, 5000))


def test_lookup_finds_keys_that_all_fall_on_one_slot():
    keys = np.arange(1, 301, dtype=np.uint32) << np.uint32(20)
    lookup = Lookup(keys)
    assert np.array_equal(lookup(keys), np.arange(300))
    assert (lookup(keys + np.uint32(1)) == 300).all()


def test_to_disk_and_from_disk_give_the_same_field_and_the_same_bytes(tmp_path):
    crf = model(9)
    files = [tmp_path / name for name in ("a.npz", "b.npz", "c.npz")]
    crf.to_disk(files[0])
    crf.to_disk(files[1])
    again = Crf.from_disk(files[0])
    again.to_disk(files[2])
    assert len({file.read_bytes() for file in files}) == 1
    assert again.labels == crf.labels
    assert np.array_equal(again.keys, crf.keys)
    assert np.array_equal(again.weights, crf.weights)
    assert np.array_equal(again.transitions, crf.transitions)
    assert again.weights.dtype == np.float32
