"""The benchmark command runs and writes its figures; no time is asserted."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bantin import pipeline

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


def benchmark(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bantin.training.benchmark", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_writes_figures_without_the_peer(tmp_path: Path, model: Path) -> None:
    texts, figures = tmp_path / "texts.jsonl", tmp_path / "figures.json"
    texts.write_text(
        "".join(json.dumps({"id": str(i), "text": text}) + "\n" for i, text in enumerate(TEXTS)), encoding="utf-8"
    )
    done = benchmark(texts, "--peer-words", 0, "--rounds", 1, "--model", model, "--json", figures)
    assert done.returncode == 0, done.stderr
    read = json.loads(figures.read_text(encoding="utf-8"))
    assert read["articles"] == len(TEXTS)
    assert read["words"] == sum(len(text.split()) for text in TEXTS)
    assert list(read["stages"]) == ["tokenizer", *pipeline.load(model).pipe_names, "record", "json"]
    assert read["peer"] is read["ratio"] is None
    assert read["bantin"]["words_per_second"] > 0
    assert set(read["memory_mib"]) == {"1", "3"}
    assert "bantin extract" in done.stdout
    assert not any(text[:20] in figures.read_text(encoding="utf-8") for text in TEXTS)


def test_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    done = benchmark(tmp_path / "none.jsonl", "--peer-words", 0)
    assert done.returncode == 2
    assert "none.jsonl: no such file" in done.stderr
    assert len(done.stderr.splitlines()) == 1
