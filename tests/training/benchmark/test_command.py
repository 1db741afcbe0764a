"""The benchmark command runs and writes its figures; no time is asserted."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bantin import pipeline
from bantin.training.benchmark.peers import Peer
from bantin.training.benchmark.report import as_json
from bantin.training.benchmark.speed import measure_speed, sentences
from bantin.training.benchmark.whole import Seconds, read_articles

TEXTS = (
    "Công an huyện Tân Sơn gặp mặt người cao tuổi\nSáng 3/6/2024, Công an huyện Tân Sơn tổ chức gặp mặt. Thiếu tá Đỗ Văn Khải chủ trì.",
    "Trao quà cho học sinh xã Hòa Lạc\nNgày 12/9/2023, Công an xã Hòa Lạc trao 15 suất quà cho học sinh nghèo.",
    "Diễn tập chữa cháy tại chợ Bến Mới\nChiều 7/11/2022, 40 cán bộ, chiến sĩ tham gia diễn tập. Đại úy Lưu Thị Hà chỉ huy.",
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model") / "untrained"
    pipeline.blank().to_disk(folder, exclude=["vocab"])
    return folder


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("texts") / "texts.jsonl"
    rows = ({"id": str(number), "text": text} for number, text in enumerate(TEXTS))
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def benchmark(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bantin.training.benchmark", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_writes_figures_without_peers(tmp_path: Path, texts: Path, model: Path) -> None:
    figures = tmp_path / "figures.json"
    done = benchmark(
        texts,
        "--peer-words",
        0,
        "--rounds",
        1,
        "--model",
        model,
        "--growth",
        texts,
        "--growth-to",
        2,
        "--json",
        figures,
    )
    assert done.returncode == 0, done.stderr
    read = json.loads(figures.read_text(encoding="utf-8"))
    assert read["articles"] == len(TEXTS)
    assert read["words"] == sum(len(text.split()) for text in TEXTS)
    assert list(read["stages"]) == ["tokenizer", *pipeline.load(model).pipe_names, "record", "json"]
    assert (read["shared"], read["peers"]) == (None, {})
    assert read["bantin"]["words_per_second"] > 0
    assert set(read["memory_mib"]) == {"1", "3"}
    assert [row["articles"] for row in read["growth"]["rows"]] == [2]
    assert "bantin extract" in done.stdout
    assert "growth: articles of texts.jsonl" in done.stdout
    assert "growth: 2 articles in a fresh process" in done.stderr
    assert not any(text[:20] in figures.read_text(encoding="utf-8") for text in TEXTS)


def test_every_peer_reads_the_sentences_of_the_shared_articles_in_every_round(texts: Path, model: Path) -> None:
    nlp, articles = pipeline.load(model), list(read_articles(str(texts)))
    calls: list[tuple[str, list[str]]] = []

    def peer(name: str, wall: float) -> Peer:
        def read(given: list[str]) -> Seconds:
            calls.append((name, given))
            return Seconds(wall, wall / 2)

        return Peer(name, "1", read)

    room = sum(len(text.split()) for text in TEXTS[:2]) + 1  # for two whole articles
    figures = measure_speed(nlp, articles, articles, [peer("slow", 8.0), peer("fast", 2.0)], room, 2, lambda line: None)
    warming, rounds = calls[:2], calls[2:]
    assert [name for name, _ in warming] == ["slow", "fast"]
    assert rounds == [(name, sentences(nlp, articles[:2])) for _ in range(2) for name in ("slow", "fast")]
    assert figures["shared"]["articles"] == 2
    assert figures["shared"]["words"] == room - 1
    assert [p["words_per_second"] for p in figures["peers"].values()] == [round((room - 1) / 8), round((room - 1) / 2)]
    slow, fast = (figures["peers"][name]["ratio"] for name in ("slow", "fast"))
    assert slow == pytest.approx(4 * fast, abs=0.05)


def test_the_figures_file_has_innermost_values_on_one_line() -> None:
    figures = {"a": {"b": {"c": 1, "d": "x [y] {z}"}, "e": [1, 2]}, "f": [], "g": None, "h": [{"i": 1, "j": 2}]}
    assert json.loads(as_json(figures)) == figures
    assert '"e": [1, 2]' in as_json(figures)
    assert '    {"i": 1, "j": 2}\n' in as_json(figures)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["{folder}/none.jsonl"], "none.jsonl: no such file"),
        (["{texts}", "--growth", "{folder}/none.jsonl"], "none.jsonl: no such file"),
        (["{texts}", "--json", "{folder}/none/figures.json"], "figures.json: can't be written"),
        (["{texts}", "--peer-words", "1", "--vntk", "{folder}"], "has no node_modules/vntk: npm install"),
    ],
)
def test_a_mistake_is_one_clear_line_before_anything_is_measured(
    arguments: list[str], message: str, texts: Path, tmp_path: Path
) -> None:
    if "--vntk" in arguments and shutil.which("node") is None:
        pytest.skip("Node is not installed")
    done = benchmark(*(argument.format(folder=tmp_path, texts=texts) for argument in arguments))
    assert done.returncode == 2
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1
