"""Ranks to their codes in `configs/ranks.toml`."""

from __future__ import annotations

from functools import cache

from bantin.language.norms import folded
from bantin.resources import table


@cache
def _codes() -> dict[str, str]:
    return {folded(name): row["id"] for row in table("ranks")["rank"] for name in row["names"]}


def rank_code(text: str) -> str | None:
    """Code of a rank as written, in any case and spelling; None where the table has none such."""
    return _codes().get(folded(text))
