"""Why each person holds what, and why each unit has its name, its place and its successor."""

from __future__ import annotations

from functools import cache
from typing import Any

from bantin.entities.gazetteer import place_rows
from bantin.explain.reading import Reading
from bantin.language.norms import folded
from bantin.linking import places
from bantin.linking.people import Person, Post
from bantin.linking.units import surface


@cache
def _place_rows() -> dict[str, tuple[str, ...]]:
    return {row[0]: row for row in place_rows()}


def row_of(code: str | None) -> str | None:
    """The row of the table of places with a code."""
    return f"configs/places.tsv {code}" if code in _place_rows() else None


def people(reading: Reading) -> list[dict[str, Any]]:
    """The record's people, each with `joined`: the stretch of text that joins the name to its rank and to each post."""
    found = []
    for person, shown in zip(reading.links.people, reading.record["people"], strict=True):
        joined = []
        if person.rank and person.ranked is not None:
            name = reading.nearest(person.ranked, person.mentions)
            row = f"configs/ranks.toml {person.rank[0]}" if person.rank[0] else None
            joined.append({"what": "rank", "row": row, **reading.stretch(person.ranked, name)})
        joined += [_joined(reading, person, post) for post in person.posts]
        found.append(shown | {"joined": joined})
    return found


def _joined(reading: Reading, person: Person, post: Post) -> dict[str, Any]:
    """How a post was found: its stretch of text, and from which mention elsewhere its unit is known."""
    units = reading.links.units
    beside = [m for m in (post.title, post.named) if m is not None]
    elsewhere: int | None = None
    if post.unit is not None and post.named is None:
        mentions = units[post.unit].mentions
        if post.title is None:  # one of several persons listed behind their unit
            elsewhere = max((m for m in mentions if m < person.mentions[0]), default=mentions[0])
            beside = [elsewhere]
        else:
            elsewhere = next((m for m in mentions if m and _is_title(reading, m - 1, post)), mentions[0])
    name = reading.nearest(beside[0], person.mentions) if beside else person.mentions[0]
    return {
        "what": "post",
        "position": post.position,
        "unit": None if post.unit is None else f"u{post.unit + 1}",
        "unit_from": None if elsewhere is None else f"e{elsewhere + 1}",
        **reading.stretch(*beside, name),
    }


def _is_title(reading: Reading, i: int, post: Post) -> bool:
    return reading.entities[i].label == "POSITION" and reading.fold(i) == folded(post.position or "")


def units(reading: Reading) -> list[dict[str, Any]]:
    """The record's units, each with `named` (how every mention came to the name), `place_from` and the `rows` behind its values."""
    found = []
    for unit, shown in zip(reading.links.units, reading.record["units"], strict=True):
        parent = None if unit.parent is None else reading.links.units[unit.parent].name
        named = [_named(reading, m, shown, parent) for m in unit.mentions]
        rows = {name: row for name in ("place", "successor") if (row := _row(name, shown, unit.place))}
        found.append(
            shown
            | {
                "named": named,
                "place_from": _place_from(reading, unit.mentions, unit.place, named),
                "rows": rows,
                "candidates": [c | {"row": row_of(c["code"])} for c in shown["candidates"]],
            }
        )
    return found


def _place_from(
    reading: Reading, mentions: list[int], place: places.Place | None, named: list[dict[str, Any]]
) -> str | None:
    """The mention that a unit's place was read in: one of its own that ends with it, else the one that a bare name was filled in from."""
    if place is None:
        return None
    own = [m for m in mentions if reading.fold(m).endswith(folded(place.name))]
    if own:
        return f"e{own[0] + 1}"
    filled = next((m["added_from"] for m in named if m["how"] == "filled"), None)
    if filled is None and (other := reading.ending_with(place.name)) is not None:
        filled = f"e{other + 1}"
    return filled or named[0]["entity"]  # under another spelling: `TP.HCM`


def _named(reading: Reading, m: int, unit: dict[str, Any], parent: str | None) -> dict[str, Any]:
    """How a mention came to its unit's name.

    `how` is `written`, `filled` (words added that the article says elsewhere), `parent` (the unit behind it was added) or `spelling`
    (a short form or another spelling of the same name); `added` the words, `added_from` the mention that holds them.
    """
    text, name = surface(reading.text(m)), unit["name"]
    result: dict[str, Any] = {"entity": f"e{m + 1}", "text": text, "how": "written", "added": None, "added_from": None}
    if folded(text) == folded(name):
        return result
    if not folded(name).startswith(f"{folded(text)} "):
        return result | {"how": "spelling"}
    added = " ".join(name.split()[len(folded(text).split()) :])
    if parent and folded(added).endswith(folded(parent)):
        return result | {"how": "parent", "added": added, "added_from": unit["parent"]}
    source = reading.ending_with(added)
    return result | {"how": "filled", "added": added, "added_from": None if source is None else f"e{source + 1}"}


def _row(name: str, unit: dict[str, Any], place: places.Place | None) -> str | None:
    """The row of places that tells a unit's place or, in its last column or that of a place around it, its successor."""
    if not place or not unit[name]:
        return None
    if name == "place":
        return row_of(place.code)
    code: str = place.code
    while code in _place_rows():
        _, _, _, parent, _, after = _place_rows()[code]
        if any(unit[name].endswith(places.load().by_code[new].full) for new in after.split()):
            return row_of(code)
        code = parent
    return None
