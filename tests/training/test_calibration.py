"""Calibration, copies in other spellings, and the split that holds stories out."""

from __future__ import annotations

import numpy as np
import pytest

from bantin.annotation.corpus import Annotated
from bantin.training.augmentation import in_capitals, respelled, unmarked
from bantin.training.calibration import Prediction, expected_calibration_error, fit_calibration, log_odds, reliability
from bantin.training.held_out import f1, split


def article(text, spans=(), name="a"):
    return Annotated(name, text, None, list(spans), True, None, None, [])


def overconfident(n=4000, label="UNIT"):
    """Predictions whose odds are twice as sure, on the log scale, as they should be."""
    random = np.random.default_rng(1)
    true = random.uniform(0.05, 0.95, n)
    said = 1 / (1 + np.exp(-2 * log_odds(true)))
    return [Prediction(label, float(s), bool(random.random() < t)) for s, t in zip(said, true, strict=True)]


def test_calibration_takes_overconfidence_away():
    predictions = overconfident()
    slope, offset = fit_calibration(predictions)["UNIT"]
    assert slope == pytest.approx(0.5, abs=0.05)
    assert offset == pytest.approx(0, abs=0.1)
    mended = [
        p._replace(score=float(1 / (1 + np.exp(-slope * log_odds(np.array(p.score)) - offset)))) for p in predictions
    ]
    assert expected_calibration_error(mended) < 0.02 < expected_calibration_error(predictions)


def test_labels_with_few_predictions_share_one_calibration():
    found = fit_calibration([*overconfident(), *overconfident(20, "DOCUMENT")])
    assert found.keys() == {"", "UNIT"}


def test_predictions_that_are_all_right_give_no_calibration():
    assert fit_calibration([Prediction("RANK", 0.9, True)] * 300) == {}


def test_reliability_counts_every_prediction_in_its_bin():
    predictions = [Prediction("UNIT", s, r) for s, r in ((0.0, False), (0.05, True), (0.95, True), (1.0, True))]
    assert reliability(predictions) == [(0.025, 0.5, 2), (0.975, 1.0, 2)]
    assert expected_calibration_error([]) == 0


def test_copies_keep_their_spans_on_the_same_words():
    text = "Công an huyện Đông Lĩnh khen anh Hoà\nĐường phố vắng.\n"
    source = article(text, [(0, 23, "UNIT"), (33, 36, "PERSON"), (37, 42, "LOCATION")])
    title, plain = in_capitals(source), unmarked(source)
    assert [title.text[s:e] for s, e, _ in title.spans] == ["CÔNG AN HUYỆN ĐÔNG LĨNH", "HOÀ"]
    assert [plain.text[s:e] for s, e, _ in plain.spans] == ["Cong an huyen Dong Linh", "Hoa", "Duong"]
    assert in_capitals(article("Phố xá ß\n", [(0, 3, "LOCATION")])) is None
    assert unmarked(article("Trời mưa")) is None


def test_every_title_is_copied_in_capitals_and_some_first_lines_without_diacritics():
    corpus = [article(f"Công an xã Số {i} họp", [(0, 10, "UNIT")], str(i)) for i in range(40)]
    copies = [a.text for a in respelled(corpus)]
    assert {f"CÔNG AN XÃ SỐ {i} HỌP" for i in range(40)} < set(copies)
    assert 45 < len(copies) < 75
    assert all(text.isupper() or text.startswith("Cong an xa So") for text in copies)


def test_texts_typed_without_diacritics_have_copies_in_capitals_alone():
    corpus = [article(f"Cong an xa So {i} hop", [(0, 10, "UNIT")], str(i)) for i in range(20)]
    assert [a.text for a in respelled(corpus)] == [f"CONG AN XA SO {i} HOP" for i in range(20)]


def test_a_story_stays_on_one_side_of_the_split():
    words = np.random.default_rng(3).permutation([f"từ{i}" for i in range(3000)])
    texts = [" ".join(words[i * 40 : i * 40 + 40]) for i in range(60)]
    corpus = [article(text, name=f"{k}{side}") for k, text in enumerate(texts) for side in ("x", "y")]
    train, held = split(corpus)
    assert len(train) + len(held) == len(corpus)
    assert {a.text for a in train}.isdisjoint(a.text for a in held)
    assert 0 < len(held) < len(train)


def test_f1_of_nothing_is_zero():
    assert f1(0, 0, 0) == 0
    assert f1(1, 2, 2) == 0.5
