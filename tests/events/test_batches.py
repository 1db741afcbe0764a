"""Documents analysed together have the features, the cues and the events that each has alone."""

import numpy as np
import pytest

from bantin.events.features import analyse, analyse_all

TEXTS = [
    "Khai mạc hội nghị\n(baotinh.vn) - Sáng nay, Công an huyện tổ chức hội nghị lần 2. Có mưa to, rồi tan.\nẢnh: Xyzt",
    "",
    " \n ",
    "hội nghị",  # ends in the word that begins the next
    "hội nghị khai mạc, 2 người dự",
    "Cháy nhà xưởng ở quận 7\nSáng 4/5/2024, lửa bùng lên. Không có thương vong.\nCông an đang điều tra vụ cháy.",
]


def test_features_and_cues_do_not_hang_on_the_other_documents(untrained):
    docs = [untrained(text) for text in TEXTS]
    found = analyse_all(docs)
    for k, doc in enumerate(docs):
        numbers, values, cues = analyse(doc)
        own = slice(found.bounds[k], found.bounds[k + 1])
        assert found.numbers[own].tolist() == numbers.tolist()
        assert found.values[own].tolist() == values.tolist()
        assert found.cues[k] == cues
    assert len(found.numbers) == found.bounds[-1]


def test_a_document_without_zones_is_all_lede_and_body(untrained):
    docs = [untrained(text) for text in TEXTS]
    docs[4]._.zones = None
    assert [cue.zone for cue in analyse_all(docs).cues[4]] == [1] * len(analyse(docs[4])[2]) != []


def test_each_feature_of_a_document_stands_once_and_in_order(untrained):
    found = analyse_all([untrained(text) for text in TEXTS])
    parts = np.split(found.numbers, found.bounds[1:-1])
    assert [len(part) > 0 for part in parts] == [True, False, False, True, True, True]
    for part in parts:
        assert (part[1:] > part[:-1]).all()


@pytest.mark.parametrize("pipeline", ["untrained", "nlp"])
def test_events_of_a_batch_are_those_of_its_documents(pipeline, request):
    nlp = request.getfixturevalue(pipeline)
    together = [doc._.events for doc in nlp.pipe(TEXTS, batch_size=4)]
    assert together == [nlp(text)._.events for text in TEXTS]
    assert together[1] == together[2] == []
    assert all(together[k] for k in (0, 4, 5))
