"""The verbs' options and messages, without a server."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from doccano_samples import SENTENCES

from bantin import pipeline
from bantin.annotation.doccano import drafts
from bantin.errors import UserError
from bantin.pipeline import Extractor
from bantin.sources.article import Article, Failure


def bantin(*args, **variables):
    environment = {key: value for key, value in os.environ.items() if not key.startswith("DOCCANO_")}
    done = subprocess.run(
        [sys.executable, "-m", "bantin.cli", "doccano", *args],
        capture_output=True,
        text=True,
        check=False,
        env=environment | variables,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["status", "--project", "x"], "DOCCANO_PASSWORD"),
        (["push", "--project", "x"], "either SOURCE"),
        (["push", "a.txt", "--data", "b.jsonl", "--project", "x"], "either SOURCE"),
        (["push", "a.txt", "--project", "x", "--task", "y"], "entities or events"),
        (["push", "a.txt", "--project", "x", "--bare", "--model", "m"], "choose one of"),
    ],
)
def test_wrong_use_is_one_line(args, words):
    code, err = bantin(*args)
    assert code == 2
    assert words in err
    assert "Traceback" not in err


def test_a_name_in_the_address_is_refused_and_not_printed():
    code, err = bantin(
        "status", "--project", "x", DOCCANO_URL="http://a:bí-mật@h", DOCCANO_USERNAME="a", DOCCANO_PASSWORD="bí-mật"
    )
    assert code == 2
    assert "bí-mật" not in err
    assert len(err.strip().splitlines()) == 1


@pytest.fixture(scope="module")
def records():
    extractor = Extractor(pipeline.blank())
    return {text: extractor.one(Article(id=f"a{k}", text=text)) for k, text in enumerate(SENTENCES)}


def test_records_and_the_model_give_the_same_marks(records):
    articles = [Article(id=record.id, text=text, title="Tin") for text, record in records.items()]
    known = {(record.id, record.text_sha256): record for record in records.values()}
    for task in ("entities", "events"):
        by_record = list(drafts.by_records(articles, known, task))
        assert by_record == list(drafts.by_model(articles, Extractor(pipeline.blank()), task))
        assert any(draft.labels for draft in by_record)
        assert by_record[0].meta["title"] == "Tin"
        assert all(draft.meta["model"] for draft in by_record)
    assert all(draft.labels == [] for draft in drafts.unmarked(articles, "entities"))


def test_an_article_without_its_record_is_named(records):
    known = {(record.id, record.text_sha256): record for record in records.values()}
    with pytest.raises(UserError, match="only a record of another text for 'a0'"):
        list(drafts.by_records([Article(id="a0", text="Khác.")], known, "entities"))


def test_what_can_not_be_pushed_is_a_failure():
    bad = [Article(id="a", text=" \n"), Article(id="b", text="nửa \ud800 cặp"), Article(id="c", text="Được.")]
    found = list(drafts.unmarked(bad, "entities"))
    assert [isinstance(item, Failure) for item in found] == [True, True, False]
