"""What to annotate next: what counts as uncertain, one article a story, unlike each other, and rows that can be annotated."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bantin.annotation.corpus import read_corpus
from bantin.annotation.formats.standoff import sha256
from bantin.annotation.suggest import Candidate, Judge, Pool, choose, reasons, uncertainty
from bantin.errors import UserError
from bantin.sources.article import Article, Failure

MEETING = (
    "Sáng 5/3/2021, Thiếu tá Trần Văn Nam, Phó trưởng Công an huyện Tân Lạc, chủ trì hội nghị sơ kết công tác cải cách "
    "hành chính quý I tại hội trường của đơn vị."
)
TREES = "Tổ Bảo vệ rừng Khe Ngang cùng bà con thôn Lũng trồng hai nghìn cây, Ban Liên lạc cựu học sinh góp giống."
THEFT = (
    "Cơ quan CSĐT Công an huyện Vân Hà khởi tố bị can Lê Văn Bình về tội trộm cắp tài sản. Bình lấy ba xe máy ở chợ."
)
FIRE = "Cháy xưởng gỗ ở Tân Lạc, 15 chiến sĩ dập lửa trong hai giờ, không ai bị thương, nguyên nhân đang được làm rõ."
ARTICLES = {"meeting": MEETING, "meeting2": f"{MEETING} Nhiều đại biểu dự.", "trees": TREES, "theft": THEFT}


def candidate(text, unsure, id=None):
    return Candidate(Article(id=id or text, text=text), len(text.split()), 0, 0.0, [], unsure)


def suggest(rows, *args):
    """Run the command on rows; returns (exit status, the rows it prints, standard error)."""
    stdin = "\n".join(json.dumps({"id": id, "text": text}) for id, text in rows.items()).encode()
    command = [sys.executable, "-m", "bantin.cli", "suggest", "-", *map(str, args)]
    done = subprocess.run(command, input=stdin, capture_output=True, check=False)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr.decode()


@pytest.mark.parametrize(
    ("rate", "margin", "task", "expected"),
    [
        (0.0, 1.0, "all", 0.0),
        (1.0, 1.0, "entities", 0.5),
        (1.0, 0.25, "events", 0.75),
        (1.0, 0.0, "all", 0.75),
        (3.0, 1.0, "entities", 0.75),
    ],
)
def test_uncertainty_is_of_spans_and_of_the_primary_event(rate, margin, task, expected):
    assert uncertainty(rate, margin, task) == expected


def test_a_candidate_holds_what_the_pipeline_says(nlp, extractor):
    (found,) = Judge(nlp).candidates([Article(id="x", text=TREES)])
    entities = extractor.one(Article(id="x", text=TREES)).entities
    assert found.spans == len(entities) > 0
    assert found.wrong == pytest.approx(sum(1 - entity.score for entity in entities), abs=1e-3)
    (likeliest, chance), (_, next_chance) = found.events
    assert likeliest == extractor.one(Article(id="x", text=TREES)).events[0].type
    assert 1 >= chance >= next_chance >= 0
    assert found.uncertainty == pytest.approx(
        uncertainty(100 * found.wrong / max(found.words, 50), chance - next_chance, "all")
    )


def test_a_candidate_without_words_or_a_failure_breaks_nothing(nlp):
    empty = Article(id="empty", text=" ")
    found = list(Judge(nlp).candidates([empty, Article(id="dots", text="…"), Article(id="x", text=TREES)]))
    assert [isinstance(item, Failure) for item in found] == [True, False, False]


def test_unknown_task_is_the_users_mistake(nlp):
    with pytest.raises(UserError, match="entities, events or all"):
        Judge(nlp, "people")


def test_the_pool_holds_the_most_uncertain_of_each_story():
    pool = Pool(10)
    for text, unsure in [(MEETING, 0.4), (THEFT, 0.2), (f"{MEETING} Nhiều đại biểu dự.", 0.6), (TREES, 0.5)]:
        pool.add(candidate(text, unsure))
    assert [c.uncertainty for c in pool.candidates()] == [0.6, 0.5, 0.2]


def test_the_pool_leaves_out_stories_that_are_annotated():
    pool = Pool(10, [f"{MEETING} Nhiều đại biểu dự."])
    pool.add(candidate(MEETING, 0.9))
    pool.add(candidate(TREES, 0.1))
    assert [c.article.text for c in pool.candidates()] == [TREES]


def test_the_pool_stays_small_and_loses_none_of_the_best():
    pool = Pool(5)
    for k in range(400):
        pool.add(candidate(" ".join(f"từ{k}x{i}" for i in range(8)), (k * 37 % 400) / 400))
        assert len(pool.waiting) < 10
    assert [c.uncertainty for c in pool.candidates()] == [k / 400 for k in (399, 398, 397, 396, 395)]


def test_a_story_told_often_does_not_crowd_out_the_others():
    pool = Pool(3)
    for k in range(50):
        pool.add(candidate(f"{MEETING} Bản tin {k}.", 0.9))
    for text in (TREES, THEFT):
        pool.add(candidate(text, 0.1))
    assert [c.uncertainty for c in pool.candidates()] == [0.9, 0.1, 0.1]


def test_what_is_like_a_chosen_one_comes_later():
    alike = "khởi tố bị can trộm xe máy tại chợ", "bị can trộm xe máy tại chợ bị khởi tố", "lễ trồng cây đầu xuân"
    candidates = [candidate(text, unsure) for text, unsure in zip(alike, (0.9, 0.8, 0.6), strict=True)]
    choices = choose(candidates, 3)
    assert [c.candidate.article.text for c in choices] == [alike[0], alike[2], alike[1]]
    assert choices[0].score == 0.9
    assert (choices[0].nearest, choices[2].nearest) == (None, alike[0])
    assert choices[2].score == pytest.approx(0.8 * (1 - choices[2].similarity))
    assert [c.score for c in choices] == sorted((c.score for c in choices), reverse=True)


def test_no_more_are_chosen_than_there_are():
    assert choose([], 3) == []
    assert len(choose([candidate(TREES, 0.0), candidate(THEFT, 0.0)], 5)) == 2


def test_reasons_name_the_least_sure_spans_and_what_rules_say_there():
    def span(label, text, score, *rules):
        return {"label": label, "text": text, "score": score, "rules": list(rules), "agree": not rules}

    other = {"label": "LOCATION", "text": "Tân\nLạc"}
    entities = [
        span("UNIT", "Đội A", 0.95),
        span("UNIT", "Tổ B", 0.6),
        span("UNIT", "Tổ B", 0.7),
        span("PERSON", "Tân Lạc", 0.3, other),
    ]
    found = candidate(TREES, 0.5)._replace(words=200, spans=3, wrong=1.2, events=[("fair", 0.5), ("other", 0.25)])
    (choice,) = choose([found], 1)
    assert reasons(choice, entities, "all") == [
        "1.2 of 3 spans expected wrong, 0.6 in 100 words",
        "PERSON “Tân Lạc” 0.30; by the rules LOCATION “Tân Lạc”",
        "UNIT “Tổ B” 0.60",
        "primary event fair 0.50 or other 0.25",
    ]
    assert reasons(choice, entities, "events") == ["primary event fair 0.50 or other 0.25"]


def test_the_command_prints_one_article_a_story_with_its_reason():
    status, rows, err = suggest(ARTICLES, "-n", 4)
    assert status == 0
    assert len(rows) == 3
    assert {"trees", "theft"} < {row["id"] for row in rows}
    assert all(row.keys() == {"id", "score", "uncertainty", "reason", "title"} for row in rows)
    assert all(0 <= row["score"] <= row["uncertainty"] <= 1 and row["reason"] for row in rows)
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)
    assert "only 3 stories" in err


def test_annotated_articles_and_their_stories_are_left_out(tmp_path):
    news = tmp_path / "news.jsonl"
    news.write_text(json.dumps({"id": "meeting", "text": MEETING}), encoding="utf-8")
    done = tmp_path / "done.jsonl"
    done.write_text(json.dumps({"id": "meeting", "sha256": sha256(MEETING), "spans": []}), encoding="utf-8")
    status, rows, _ = suggest(ARTICLES, "-n", 4, "--done", done, "--texts", news)
    assert status == 0
    assert {row["id"] for row in rows} == {"trees", "theft"}


def test_rows_with_text_can_be_annotated_and_count_as_done_later(tmp_path):
    first = tmp_path / "next.jsonl"
    status, printed, _ = suggest(
        ARTICLES | {"fire": f"Thứ Năm, 09/11/2023, 08:15 [GMT+7]\n{FIRE}"}, "-n", 4, "--with-text", "-o", first
    )
    assert (status, printed) == (0, [])
    rows = {row["id"]: row for row in map(json.loads, first.read_text(encoding="utf-8").splitlines())}
    assert rows["trees"]["text"] == TREES
    assert rows["fire"]["published"].startswith("2023-11-09")
    assert {article.id for article in read_corpus([first])} == rows.keys()
    status, rows, _ = suggest(ARTICLES, "--done", first)
    assert (status, rows) == (0, [])


def test_annotated_data_are_never_written_over(tmp_path):
    done = tmp_path / "done.jsonl"
    row = json.dumps({"id": "meeting", "text": MEETING, "spans": []})
    done.write_text(row, encoding="utf-8")
    assert suggest(ARTICLES, "--done", done, "-o", done)[0] == 2
    assert done.read_text(encoding="utf-8") == row


def test_an_article_that_fails_is_told_and_the_others_are_ranked():
    status, rows, err = suggest({"blank": " ", "trees": TREES}, "-n", 1)
    assert (status, [row["id"] for row in rows]) == (1, ["trees"])
    assert json.loads(err.splitlines()[0])["id"] == "blank"
