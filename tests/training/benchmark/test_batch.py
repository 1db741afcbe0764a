"""The benchmark of batches runs and writes its figures; no time is asserted."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from bantin import pipeline
from bantin.training.benchmark.batch import ratios

COMMAND = [sys.executable, "-m", "bantin.training.benchmark.batch"]


def test_runs_and_writes_figures(tmp_path: Path) -> None:
    pipeline.blank().to_disk(tmp_path / "model", exclude=["vocab"])
    rows = ({"id": str(i), "text": f"Công an xã Tân Sơn họp lần {i}."} for i in range(9))
    (tmp_path / "feed.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    args = ["feed.jsonl", "--articles", "6", "--few", "3", "--model", "model", "--json", "figures.json"]
    done = subprocess.run([*COMMAND, *args], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "words a second ×" in done.stdout
    figures = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert [(r["articles"], r["workers"]) for r in figures["runs"]] == [(3, 1), (3, 2), (6, 1), (6, 2)]
    assert all(r["parent_mib"] > 20 and r["worker_mib"] > 20 for r in figures["runs"])
    assert {path.name for path in tmp_path.iterdir()} == {"model", "feed.jsonl", "figures.json"}


def test_a_feed_that_is_too_short_is_told(tmp_path: Path) -> None:
    (tmp_path / "feed.jsonl").write_text('{"text": "Xã họp."}\n', encoding="utf-8")
    done = subprocess.run([*COMMAND, "feed.jsonl"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "has 1 articles, no more than --few 10,000" in done.stderr
    assert "Traceback" not in done.stderr


def test_ratios_are_of_medians() -> None:
    runs = [
        {"articles": a, "workers": w, "words_per_second": r, "parent_mib": p, "worker_mib": m}
        for a, w, r, p, m in [
            (10, 1, 1, 100, 200), (10, 2, 1, 100, 200),
            (90, 1, 10, 110, 210), (90, 1, 12, 120, 220), (90, 1, 900, 130, 230),
            (90, 2, 24, 150, 200),
        ]
    ]  # fmt: skip
    assert ratios(runs) == {"parent": 1.5, "worker": 1.1, "rate": 2.0}
