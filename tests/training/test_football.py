"""Another field than the project's, football, from a CoNLL file: at least as good as python-crfsuite with plain features on the same split.

`football.conll` holds invented sentences with eight labels, written for this test.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pycrfsuite
import pytest

from bantin import pipeline, resources
from bantin.annotation.corpus import read_corpus
from bantin.annotation.scores import Counts
from bantin.training.train import train_model

FILE = Path(__file__).with_name("football.conll")
ROUNDS = 60
FOLDS = 3  # every third sentence is held out


@pytest.fixture(scope="module")
def split(tmp_path_factory):
    """Files of the sentences to train on and of those to test on."""
    sentences = FILE.read_text(encoding="utf-8").strip().split("\n\n-DOCSTART-")
    folder = tmp_path_factory.mktemp("football")
    for name, kept in (("train", {1, 2}), ("test", {0})):
        some = [sentence for k, sentence in enumerate(sentences) if k % FOLDS in kept]
        (folder / f"{name}.conll").write_text("\n\n-DOCSTART-".join(["", *some]).strip() + "\n", encoding="utf-8")
    return folder


def rows(path):
    """The tokens of each sentence, (word, tag)."""
    sentences = [[]]
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("-DOCSTART-"):
            sentences.append([])
        elif line:
            sentences[-1].append(tuple(line.split()))
    return [sentence for sentence in sentences if sentence]


def plain(sentence, i):
    """Features as python-crfsuite's own example of named entities has them, but for parts of speech, which nobody tagged here."""
    word = sentence[i][0]
    shape = [f"upper={word.isupper()}", f"title={word.istitle()}", f"digit={word.isdigit()}"]
    features = ["bias", f"word={word.lower()}", f"end={word[-3:]}", f"end={word[-2:]}", *shape]
    for name, k in (("before", i - 1), ("after", i + 1)):
        if 0 <= k < len(sentence):
            other = sentence[k][0]
            features += [
                f"{name}={other.lower()}",
                f"{name}.title={other.istitle()}",
                f"{name}.upper={other.isupper()}",
            ]
        else:
            features.append(f"{name}=none")
    return features


def entities(tags):
    """(first, end, label) of BIO tags."""
    starts = [i for i, tag in enumerate(tags) if tag[0] == "B"]
    ends = [next((k for k in range(i + 1, len(tags)) if tags[k][0] != "I"), len(tags)) for i in starts]
    return {(i, end, tags[i][2:]) for i, end in zip(starts, ends, strict=True)}


def by_crfsuite(split):
    """Counts of python-crfsuite with plain features, regularised as bantin's own field is."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for sentence in rows(split / "train.conll"):
        trainer.append([plain(sentence, i) for i in range(len(sentence))], [tag for _, tag in sentence])
    use = resources.table("training")
    trainer.set_params(
        {"c1": use["c1"], "c2": use["c2"], "max_iterations": ROUNDS, "feature.possible_transitions": True}
    )
    trainer.train(str(split / "plain.crfsuite"))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(split / "plain.crfsuite"))
    counts = Counts()
    for sentence in rows(split / "test.conll"):
        tags = tagger.tag([plain(sentence, i) for i in range(len(sentence))])
        counts.add(entities(tags), entities([tag for _, tag in sentence]))
    return counts


@pytest.mark.parametrize("gazetteer", [True, False])
def test_a_field_of_its_own_is_learned_at_least_as_well_as_by_plain_features(split, tmp_path, gazetteer):
    (tmp_path / "config.toml").write_text(
        f"gazetteer = {str(gazetteer).lower()}\nrounds = {ROUNDS}\n", encoding="utf-8"
    )
    said = []
    train_model(
        [split / "train.conll"],
        tmp_path / "football",
        dev=split / "test.conll",
        config=tmp_path / "config.toml",
        say=said.append,
    )
    nlp = pipeline.load(tmp_path / "football")
    assert nlp.get_pipe("bantin_tagger").gazetteer is gazetteer
    assert len(nlp.get_pipe("bantin_tagger").labels) == 8
    corpus, counts = read_corpus([split / "test.conll"]), Counts()
    for article, doc in zip(corpus, nlp.pipe(article.text for article in corpus), strict=True):
        counts.add({(e.start_char, e.end_char, e.label_) for e in doc.ents}, set(article.spans))
    other = by_crfsuite(split)
    print(f"bantin {counts.f1:.3f}, plain features {other.f1:.3f} on {counts.gold} spans")
    assert counts.gold == other.gold > 100
    assert counts.f1 >= other.f1
    assert nlp.meta["performance"]["dev"]["f1"] == pytest.approx(counts.f1)
    assert any("F1 by word on --dev" in line for line in said)
    assert any("REFEREE" in line and "fewer than" in line for line in said)


def test_the_sentences_are_many_and_no_two_alike():
    sentences = rows(FILE)
    assert len(sentences) > 300
    texts = [" ".join(word for word, _ in sentence) for sentence in sentences]
    assert len(set(texts)) == len(texts)
    assert all(a != b for a, b in pairwise(sorted(text[:12] + text[-12:] for text in texts)))
    assert {tag[2:] for sentence in sentences for _, tag in sentence if tag != "O"} == {
        "PLAYER",
        "TEAM",
        "COACH",
        "REFEREE",
        "COMPETITION",
        "VENUE",
        "SCORE",
        "MINUTE",
    }
