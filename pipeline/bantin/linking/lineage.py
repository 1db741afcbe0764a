"""The bodies above a body of the registry, told from what a record says of it, and names of bodies that no record tells of."""

from __future__ import annotations

from functools import cache

from bantin.linking import places, registry
from bantin.linking.remembering import remembered
from bantin.resources import table


@remembered
def above(id: str, name: str, place: str | None) -> tuple[str, ...]:
    """Registry ids of the bodies that a body belongs to, the nearest first.

    Args:
        id: the body's own id in the registry.
        name: its name in the record.
        place: code of its place, as the record has it: the hierarchy is that of the article's date.
    """
    home = places.load().by_code.get(place or "")
    entry = registry.entry(registry.read(name), home)
    if entry and entry.id == id:
        return entry.above
    kind, *rest = id.split("/")
    if kind != "police" or len(rest) < 2 or not home or rest[1] != registry.code_of(home):
        return (f"{kind}/vn",) if kind == "police" and len(rest) == 2 else ()
    # An office whose name stood without its body, which the article told: its body's own chain goes on from it.
    body = registry.entry(registry.read(f"Công an {home.full}"), home)
    parts = ["/".join((kind, *rest[:end])) for end in range(len(rest) - 1, 2, -1)]
    return (*parts, body.id, *body.above) if body else tuple(parts)


@cache
def name_of(id: str) -> str | None:
    """The official name of a body of the whole country, or of the first of its kind in a place; None for another.

    Args:
        id: in the registry, such as `police/vn` or `police/vn/40`.
    """
    bodies = table("bodies")
    if name := next((row["name"] for row in bodies["central"] if row["id"] == id), None):
        return name
    kind, _, code = id.partition("/vn/")
    row = next((row for row in bodies["organ"] if row["kind"] == kind and "part" not in row), None)
    place = places.load().by_code.get(code)
    return registry.name_at(row, place) if row and place else None
