"""Ranks to their codes in `configs/ranks.toml`."""

from __future__ import annotations

from functools import cache

from bantin.language.norms import folded
from bantin.resources import table

HIGHEST_IN_FIELD = "trung_ta"


@cache
def _codes() -> dict[str, str]:
    return {folded(name): row["id"] for row in table("ranks")["rank"] for name in row["names"]}


@cache
def field_ranks() -> frozenset[str]:
    """Codes of the ranks of who serves in a team or at a station; who stands above them leads more than one."""
    rows = table("ranks")["rank"]
    highest = next(row["order"] for row in rows if row["id"] == HIGHEST_IN_FIELD)
    return frozenset(row["id"] for row in rows if row["order"] <= highest)


def rank_code(text: str) -> str | None:
    """Code of a rank as written, in any case and spelling; None where the table has none such."""
    return _codes().get(folded(text))
