"""Annotation played: what is counted as saved, and one real run in small."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bantin.annotation.annotated import Annotated
from bantin.training import simulation
from bantin.training.simulation import RANDOM, WAYS, draw, markdown, needed, played, saved, saving, summary

PEOPLE = ["Trần Văn Nam", "Lê Thị Hoa", "Phạm Quốc Việt", "Vũ Đình Quân", "Bùi Thị Châu", "Đỗ Hải Yến", "Mai Văn Thế"]
PLACES = ["xã Tân An", "phường Hòa Bình", "huyện Lạc Sơn", "xã Mường Bi", "thị trấn Mai Châu", "xã Chiềng Châu"]
TOPICS = {
    "conference": "{p} chủ trì hội nghị sơ kết công tác quý ba tại {l}, đại biểu {n} thôn bản về dự.",
    "fire_explosion": "Cháy lớn thiêu rụi xưởng gỗ ở {l}; {p} cùng {n} chiến sĩ dập lửa suốt đêm.",
    "community": "{p} trao {n} suất quà Tết cho học sinh nghèo vượt khó của {l}.",
    "traffic_accident": "Xe tải lật ngang đường qua {l}, tài xế {p} bị thương, {n} giờ sau mới thông xe.",
}
FILLER = ["rừng", "núi", "sông", "suối", "đường", "cầu", "chợ"]


def corpus(n):
    """Articles with names of people and places, each a story of its own."""
    for k in range(n):
        type = list(TOPICS)[k % len(TOPICS)]
        person, place = PEOPLE[k % len(PEOPLE)], PLACES[(k * 5 + k // 7) % len(PLACES)]
        words = " ".join(f"{word}{k}x{i}" for i, word in enumerate(FILLER * 6))  # of no other article
        text = f"{TOPICS[type].format(p=person, l=place, n=k + 3)} Tin số {k}: {words}."
        spans = [
            (text.index(name), text.index(name) + len(name), label)
            for name, label in ((person, "PERSON"), (place, "LOCATION"))
        ]
        yield Annotated(f"tin/{k}", text, None, spans, True, [type], type, [])


def curve(*points):
    return [{"articles": a, "words": a * 100, "spans": a, "f1": f1, "primary": f1} for a, f1 in points]


def test_what_is_needed_lies_on_the_line_between_steps():
    line = curve((50, 0.5), (100, 0.7), (150, 0.8))
    assert needed(line, "f1", 0.75, "articles") == pytest.approx(125)
    assert needed(line, "f1", 0.8, "words") == pytest.approx(15000)
    assert needed(line, "f1", 0.9, "articles") is None
    assert needed(line, "f1", 0.4, "articles") is None
    assert needed(curve((50, 0.5), (100, 0.7), (150, 0.6), (200, 0.8)), "f1", 0.65, "articles") == pytest.approx(87.5)


def test_what_is_saved_is_told_at_the_level_that_both_reach():
    better, worse = curve((50, 0.5), (100, 0.8), (150, 0.9)), curve((50, 0.5), (100, 0.6), (150, 0.8))
    assert saved(better, worse, "f1") == {
        "level": 0.8,
        "articles": [100, 150],
        "words": [10000, 15000],
        "spans": [100, 150],
    }
    assert saved(worse, better, "f1")["articles"] == [150, 100]


def test_a_way_that_saves_nothing_is_told_as_that():
    chance, poor = curve((50, 0.5), (100, 0.7)), curve((50, 0.5), (100, 0.6))
    found = summary({RANDOM: [chance, chance], "all": [poor, chance]})
    assert found["all"]["f1"]["better"] == 0
    said = saving(found["all"]["f1"], 2, "F1")
    assert "100 articles where random choice needs" in said
    assert "(+" in said
    assert "better at the end in 0 of 2 runs" in said
    flat = summary({RANDOM: [curve((50, 0.5), (100, 0.4))], "all": [curve((50, 0.5), (100, 0.4))]})
    assert "no saving can be told" in saving(flat["all"]["f1"], 1, "F1")


def test_a_real_run_begins_alike_and_its_figures_come_on_the_page(tmp_path):
    articles = list(corpus(48))
    run = played(articles[:36], articles[36:], 1, start=16, step=6, steps=1, rounds=8)
    assert run.keys() == WAYS.keys()
    assert len({json.dumps(rows[0]) for rows in run.values()}) == 1
    for rows in run.values():
        assert [row["articles"] for row in rows] == [16, 22]
        assert rows[1]["words"] > rows[0]["words"]
        assert all(0 < row["f1"] <= 1 and 0 <= row["primary"] <= 1 for row in rows)
    runs = {way: [rows] for way, rows in run.items()}
    use = {"start": 16, "step": 6, "rounds": 8, "seeds": 1}
    result = {"command": "c", "pool": 36, "held": 12, "settings": use, "ways": summary(runs)}
    page = markdown(result, ["a.svg"])
    for rows in run.values():
        assert f"| 22 | {rows[1]['words']:,} | {rows[1]['spans']:,} | {rows[1]['f1']:.3f} |" in page
    assert draw(runs, "words").count("<polyline") == len(WAYS)


def test_suggested_articles_are_none_of_those_learned_from(nlp):
    articles = list(corpus(20))
    chosen = simulation.suggested(nlp, articles[5:], articles[:5], 4, "entities")
    assert len(chosen) == 4
    assert all(article in articles[5:] for article in chosen)


def test_too_few_articles_are_told(tmp_path):
    path = tmp_path / "gold.jsonl"
    rows = [{"id": a.id, "text": a.text, "spans": a.spans, "types": a.types, "primary": a.primary} for a in corpus(40)]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    command = [sys.executable, "-m", "bantin.training.simulation", path, "--out", tmp_path / "new" / "s.md"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "too few" in done.stderr
    assert "Traceback" not in done.stderr
