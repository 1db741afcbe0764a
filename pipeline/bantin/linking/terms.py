"""Prison terms as ranges: of `3 – 6 tháng tù`, `9-13 năm tù`, `từ 3 tháng đến 1 năm tù` the lower figure, which names no `tù` of its own."""

from __future__ import annotations

import re

from bantin.language.words import Words
from bantin.linking.numerals import number
from bantin.resources import table

FIGURE = r"(\d+(?:,\d+)?)"
BACK = 8  # words in which the lower figure stands
LOWER = re.compile(rf"(?<!\S){FIGURE}(?: (năm|tháng)(?: (\d+) tháng)?)? (?:[-–—]|đến|tới)(?: hơn| gần| dưới)?$")
GLUED = re.compile(rf"{FIGURE}[-–—]{FIGURE}")


def lower(known: Words, first: int, begin: int, unit: str, upper: float) -> tuple[int, int, float] | None:
    """(start, end, months) of the lower figure of a range, the first two as code points; None where a term is no range.

    Args:
        known: the words of a document.
        first: the word of the upper figure. begin: its sentence's first word.
        unit: `năm` or `tháng`, that of the upper figure. upper: the term in months.
    """
    glued = GLUED.fullmatch(known.folds[first])
    match = glued or LOWER.search(" ".join(known.folds[max(begin, first - BACK) : first]))
    if match is None:
        return None
    months: dict[str, int] = table("quantities")["convert"]["month"]
    if glued:
        value, at = number(glued[1]) * months[unit], int(known.position[first])
        start, end = known.starts[at], known.starts[at] + len(glued[1])
    else:
        value = number(match[1]) * months[match[2] or unit] + int(match[3] or 0)
        head = first - match[0].count(" ") - 1
        last = head + sum(2 for part in match.groups()[2:] if part) + bool(match[2])
        start, end = known.starts[int(known.position[head])], known.ends[int(known.position[last])]
    value = round(value, 6)
    return (start, end, int(value) if value == int(value) else value) if value < upper else None
