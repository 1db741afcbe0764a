"""Training on from a model: the likelihood and its slope are exact, what is known stays, what is new is learned."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from training_samples import rows, unmarked

from bantin import pipeline
from bantin.annotation.annotated import Annotated
from bantin.entities.crf import NEVER, Crf
from bantin.training.adaptation import Evidence, adapt_tagger, widened
from bantin.training.entities import forbid, train_tagger

LABELS = ["B-A", "B-C", "I-A", "I-C", "O"]


def articles(lines):
    """Annotated articles of marked lines."""
    return [
        Annotated(str(k), text, None, [tuple(span) for span in spans], True, None, None, [])
        for k, (text, spans) in enumerate(lines)
    ]


@pytest.fixture(scope="module")
def field():
    """A field of random weights, which has no features: its scores are given."""
    rng = np.random.default_rng(3)
    moves = forbid(LABELS, rng.normal(0, 1, (5, 5)).astype(np.float32))
    return Crf(LABELS, np.zeros(0, np.uint32), np.zeros((1, 5), np.float32), moves)


def by_hand(field, scores, starts, allowed):
    """Negative log-likelihood, every path of every sentence counted."""
    total = 0.0
    for begin, end in itertools.pairwise([*starts, scores.shape[1]]):
        every, right = [], []
        for path in itertools.product(range(5), repeat=end - begin):
            if LABELS[path[0]][0] == "I" or any(
                field.transitions[a, b] < NEVER / 2 for a, b in itertools.pairwise(path)
            ):
                continue
            value = sum(scores[label, begin + k] for k, label in enumerate(path))
            value += sum(float(field.transitions[a, b]) for a, b in itertools.pairwise(path))
            every.append(value)
            if all(allowed[begin + k][label] for k, label in enumerate(path)):
                right.append(value)
        total += np.logaddexp.reduce(every) - np.logaddexp.reduce(right)
    return total


@pytest.mark.parametrize(
    ("labels", "unseen"),
    [
        (["B-A", "I-A", "O", "B-C", "I-C", "O"], []),
        (["O", "B-A", "O", "O", "B-A", "I-A"], ["C"]),
        (["O", "O", "O", "O", "O", "O"], ["A", "C"]),
    ],
)
def test_the_likelihood_and_its_slope_are_exact(field, labels, unseen):
    starts, rng = np.array([0, 2, 3]), np.random.default_rng(5)
    evidence = Evidence(field, labels, starts)
    assert evidence.unseen == unseen
    scores = rng.normal(0, 2, (5, 6))
    hidden = {i for i, label in enumerate(LABELS) if label[2:] in unseen}
    allowed = [{LABELS.index(label)} | (hidden if label == "O" else set()) for label in labels]
    table = [[k in row for k in range(5)] for row in allowed]
    order = evidence.order.tokens
    moves = field.transitions.astype(np.float64)

    def loss(scores, moves):
        return evidence(np.ascontiguousarray(scores[:, order]), moves)[0]

    assert loss(scores, moves) == pytest.approx(by_hand(field, scores, starts, table))
    _, by_scores, by_moves = evidence(np.ascontiguousarray(scores[:, order]), moves)
    for label, token in itertools.product(range(5), range(6)):
        step = np.zeros_like(scores)
        step[label, token] = 1e-5
        slope = (loss(scores + step, moves) - loss(scores - step, moves)) / 2e-5
        assert by_scores[label, list(order).index(token)] == pytest.approx(slope, abs=1e-6)
    for a, b in itertools.product(range(5), range(5)):
        if moves[a, b] > NEVER / 2:
            step = np.zeros_like(moves)
            step[a, b] = 1e-5
            assert by_moves[a, b] == pytest.approx(
                (loss(scores, moves + step) - loss(scores, moves - step)) / 2e-5, abs=1e-6
            )


def test_a_sentence_that_no_path_fits_says_nothing(field):
    evidence = Evidence(field, ["I-A", "O", "B-C", "I-A"], np.array([0, 2]))
    loss, by_scores, by_moves = evidence(np.random.default_rng(1).normal(0, 1, (5, 4)), field.transitions.astype(float))
    assert loss == pytest.approx(0)
    assert np.allclose(by_scores, 0)
    assert np.allclose(by_moves, 0)


@pytest.fixture(scope="module")
def animals():
    """A pipeline that knows animals and heroes."""
    nlp = pipeline.blank()
    corpus = articles((row["text"], row["label"]) for row in rows())
    nlp.get_pipe("bantin_tagger").crf, _ = train_tagger(nlp, corpus, c1=0.08, c2=0.02, least=1, rounds=60)
    return nlp


def found(nlp, crf, text):
    """(text, label) of what a field finds."""
    tagger = nlp.get_pipe("bantin_tagger")
    before, tagger.crf = tagger.crf, crf
    try:
        return [(e.text, e.label_) for e in nlp(text).ents]
    finally:
        tagger.crf = before


NEW = [
    "[HERO Trần Văn Nam] trồng [PLANT cây lim] trước ngõ.",
    "[PLANT Cây đa] che mát cả sân đình.",
    "Trẻ con trèo lên [PLANT cây ổi] hái quả.",
    "[HERO Đỗ Hải Yến] tưới [PLANT cây cam] mỗi sáng.",
    "Bão quật đổ [PLANT cây bàng] sau trường.",
    "Họ chặt [PLANT cây tre] làm cầu.",
]


def test_a_new_label_is_learned_and_one_that_nobody_marked_stays(animals):
    corpus = articles(map(unmarked, NEW * 3))
    options = {"hold": 0.5, "ratio": len(list(rows())) / len(corpus), "rounds": 60}
    crf, wide, unseen = adapt_tagger(animals, animals.get_pipe("bantin_tagger").crf, corpus, **options)
    assert (wide, unseen) == (0, ["ANIMAL"])
    assert {label[2:] for label in crf.labels if label != "O"} == {"ANIMAL", "HERO", "PLANT"}
    assert found(animals, crf, "Bà con trồng cây xoan quanh làng.") == [("cây xoan", "PLANT")]
    for text in ("Chiều qua, con voi đuổi theo Đặng Thu Hà.", "Lê Thị Mai nuôi con mèo đã ba năm."):
        assert found(animals, crf, text) == found(animals, animals.get_pipe("bantin_tagger").crf, text)
    again, _, _ = adapt_tagger(animals, animals.get_pipe("bantin_tagger").crf, corpus, **options)
    assert (again.weights.tobytes(), again.keys.tobytes()) == (crf.weights.tobytes(), crf.keys.tobytes())


def test_the_more_articles_stand_behind_a_model_the_less_it_moves(animals):
    base = animals.get_pipe("bantin_tagger").crf
    against = articles(map(unmarked, ["[ANIMAL Trần Văn Nam] nuôi con mèo.", "[ANIMAL Lê Thị Mai] đi về làng."]))

    def change(ratio):
        crf, _, _ = adapt_tagger(animals, base, against, hold=2.0, ratio=ratio, rounds=60)
        rows = np.searchsorted(crf.keys, base.keys)
        return ((crf.weights[rows] - base.weights[:-1]) ** 2).sum()

    assert change(1000) < change(10) < change(0)


def test_further_labels_leave_the_old_answers_alone(animals):
    base = animals.get_pipe("bantin_tagger").crf
    wider = widened(base, ["B-PLANT"])
    assert wider.labels == sorted([*base.labels, "B-PLANT", "I-PLANT"])
    columns = [wider.labels.index(label) for label in base.labels]
    assert np.array_equal(wider.weights[:, columns], base.weights)
    assert widened(base, ["B-HERO"]) is base


def test_spans_that_overlap_stop_nothing(animals):
    """A label of which only words inside are left."""
    text = "con voi con hổ đi"
    crossed = Annotated("a", text, None, [(0, 14, "BEAST"), (0, 7, "ANIMAL")], True, None, None, [])
    crf, _, _ = adapt_tagger(animals, animals.get_pipe("bantin_tagger").crf, [crossed], hold=1.0, ratio=1.0, rounds=5)
    assert "B-BEAST" in crf.labels
    trained, _ = train_tagger(animals, [crossed], c1=0.1, c2=0.1, least=1, rounds=5)
    assert "B-BEAST" in trained.labels
