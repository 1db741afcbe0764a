"""Errors of a model, and changes between two, brought together: alike ones are one group, the most frequent first."""

from __future__ import annotations

import collections
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

NONE = "none"  # stands for a side that has nothing
LONG = 240  # characters of a span that are shown; what is longer is cut in its middle
SHOWN = 200  # errors of one group that are shown with their context


class Reading(NamedTuple):
    """What one side says of a place: `who` says it, and the text before, in and after its span, which has `label`."""

    who: str
    before: str
    text: str
    after: str
    label: str


class Error(NamedTuple):
    """One error or change: the article's id, facts about it for people, and how it is read."""

    id: str
    facts: list[str]
    readings: list[Reading]


@dataclass
class Group:
    """Errors that are alike.

    Attributes:
        kind: such as `missed`.
        gold, found: labels, `NONE` where there is none; of a change, `gold` is the label and `found` is empty.
        text: what the first of them is about, empty for event types.
        side: of a change, `better` or `worse`.
        errors: all of them.
    """

    kind: str
    gold: str
    found: str
    text: str
    side: str = ""
    errors: list[Error] = field(default_factory=list)


def short(text: str) -> str:
    """A text without the middle of what is longer than `LONG`."""
    return text if len(text) <= LONG else f"{text[: LONG // 2]} … {text[-LONG // 2 :]}"


def reading(row: dict[str, Any], who: str, span: tuple[int, int, str]) -> Reading:
    """How a row reads one of its spans."""
    at, to = span[0] - row["start"], span[1] - row["start"]
    text = row["text"]
    return Reading(who, row["before"] + text[:at], short(text[at:to]), text[to:] + row["after"], span[2])


def of_error(row: dict[str, Any]) -> tuple[Group, Error]:
    """The group and the error of a row of `evaluate.errors`."""
    sides = [("annotated", row["gold"]), ("found", row["found"])]
    spans = [(who, side) for who, side in sides if side and not isinstance(side, str)]
    names = [NONE if not side else side if isinstance(side, str) else side[2] for _, side in sides]
    facts = [
        *([row["zone"]] if row["zone"] else []),
        *([f"score {row['score']:.2f}"] if row["score"] is not None else []),
    ]
    whole = Reading("", row["before"], short(row["text"]), row["after"], "")
    text = " ".join(row["text"].split()) if spans else ""
    readings = [reading(row, who, span) for who, span in spans] or [whole]
    return Group(row["kind"], names[0], names[1], short(text)), Error(row["id"], facts, readings)


def of_change(row: dict[str, Any]) -> tuple[Group, Error]:
    """The group and the error of a row of `compare.changes`."""
    text = "" if row["what"].startswith("type") else " ".join(row["text"].split())
    whole = Reading("", row["before"], short(row["text"]), row["after"], row["label"])
    return Group(row["what"], row["label"], "", short(text), row["change"]), Error(row["id"], [], [whole])


def grouped(
    rows: Iterable[dict[str, Any]], of: Callable[[dict[str, Any]], tuple[Group, Error]] = of_error
) -> list[Group]:
    """The groups of rows, the most frequent first.

    Args:
        rows: of `evaluate.errors`, or of `compare.changes`.
        of: `of_error` or `of_change`.
    """
    groups: dict[tuple[str, ...], Group] = {}
    for row in rows:
        group, error = of(row)
        key = (group.kind, group.gold, group.found, group.text.casefold())
        groups.setdefault(key, group).errors.append(error)
    return sorted(
        groups.values(), key=lambda group: (-len(group.errors), group.kind, group.gold, group.found, group.text)
    )


def tally(groups: Iterable[Group], names: Callable[[Group], Iterable[str]]) -> list[tuple[str, int]]:
    """(name, errors) of what `names` says of each group, the most frequent first: what a filter offers."""
    count: collections.Counter[str] = collections.Counter()
    for group in groups:
        count.update(dict.fromkeys(names(group), len(group.errors)))
    return sorted(count.items(), key=lambda pair: (-pair[1], pair[0]))
