"""Growth: sizes go up by ten until the largest or the end of the file; each row says what was really read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bantin.errors import UserError
from bantin.training.benchmark import growth


@pytest.mark.parametrize(
    ("available", "largest", "expected"),
    [
        (10**6, 100_000, [100, 1_000, 10_000, 100_000]),
        (10**6, 5_000, [100, 1_000, 5_000]),
        (10**6, 40, [40]),
        (700, 100_000, [100, 700]),
        (1_000, 100_000, [100, 1_000, 1_000]),
        (3, 100_000, [3]),
    ],
)
def test_sizes(available: int, largest: int, expected: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "run_fresh", lambda source, model, size: {"articles": min(size, available)})
    said: list[str] = []
    assert [row["articles"] for row in growth.growth("x", None, largest, said.append)] == expected
    assert len(said) == len(expected)


def test_a_row_counts_what_was_read(tmp_path: Path) -> None:
    texts = tmp_path / "texts.jsonl"
    rows = [{"id": "a", "text": "Xã họp bàn."}, {"id": "b", "text": " "}, {"id": "c", "text": "Đường đã thông."}]
    texts.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    pytest.importorskip("resource", reason="this system does not tell peak memory")
    row = growth.run_fresh(str(texts), None, 5)
    assert (row["articles"], row["words"]) == (2, 6)
    assert row["peak_mib"] > 20
    assert row["words_per_second"] > 0
    assert growth.run_fresh(str(texts), None, 1)["words"] == 3


def test_a_source_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such file"):
        growth.run_fresh(str(tmp_path / "none.jsonl"), None, 1)
