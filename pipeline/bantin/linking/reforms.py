"""What became of public bodies in the reforms of 2025 and in the mergers before: how long they existed, who followed."""

from __future__ import annotations

import datetime as dt

from bantin.linking import places
from bantin.linking.registry import Reading, name_at, part, read


def reform(name: str, kind: str, place: places.Place | None) -> tuple[dt.date | None, dt.date | None, str | None]:
    """(first day, end, successor) of a public body, each None where unknown or where there is none.

    The police gave up its districts on 1 March 2025; districts ended, communes and provinces were merged on 1 July 2025.

    Args:
        name: the body's name.
        kind: its kind in the record.
        place: the place it is of.
    """
    reading, known = read(name), places.load()
    if reading.central and not reading.parts:
        row = reading.central
        return row.get("since"), row.get("until"), row.get("successor")
    if place is None:
        return None, None, None
    if reading.organ and "until" in reading.organ:
        return None, reading.organ["until"], None
    if place.valid == "new":
        return (None if known.continues(place) else places.REFORM), None, None
    heirs = [known.by_code[code] for code in place.successors]
    one = heirs[0] if len(heirs) == 1 else None
    if place.until:
        return None, None if place.about else place.until, _heir(reading, one)
    if place.level == "district" and place.valid == "old":
        top = [known.by_code[code] for code in known.province(place).successors]
        police = kind == "police"
        end = places.POLICE_REFORM if police else places.REFORM
        goes_up = not reading.parts or part(reading.parts[0]).of == "investigator"
        return None, end, _heir(reading, top[0]) if police and goes_up else None
    if not heirs or any(heir.full == place.full for heir in heirs):
        return None, None, None
    return None, places.REFORM, _heir(reading, one)


def _heir(reading: Reading, place: places.Place | None) -> str | None:
    """The body of the same kind in the place that took over, where it is known to be one."""
    row = reading.organ
    if row is None or place is None or row.get("field") or row.get("follows") is False:
        return None
    body = name_at(row, place)
    if not reading.parts or body is None:
        return body
    one = part(reading.parts[0], row["kind"] == "police")
    same = len(reading.parts) == 1 and one.of in ("office", "investigator") and place.level == "province"
    return f"{one.name} {body}" if same else None
