"""Charts as SVG, each a template: plain shapes that need no script, fit either colour scheme in a page and stand alone in a file.

Not by a library: these are circles, bars and lines, and the smallest library that draws them in a browser is larger than the page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from bantin.pages import templates
from bantin.pages.words import Language

PACKAGE = "bantin.training.page"
# Curves are told apart by colour (Okabe and Ito 2008) and by dashes.
STYLES = (("#0072b2", ""), ("#d55e00", "8 5"), ("#009e73", "2 4"), ("#cc79a7", "12 4 2 4"))
LEFT, RIGHT, TOP, BOTTOM = 60, 610, 20, 345  # of the area of a plot of curves


def drawn(name: str, **values: Any) -> Markup:
    """A chart's template with values."""
    return Markup(templates.environment(PACKAGE, Language.en).get_template(f"{name}.svg").render(**values))


def reliability(bins: Sequence[tuple[float, float, int]], title: str, file: bool = False) -> Markup:
    """A reliability diagram: a circle a bin at (mean score, share that is right), its area by the number of predictions.

    Args:
        bins: as `calibration.reliability` gives them.
        title: what is shown.
        file: whether the SVG is to stand alone, not in a page.
    """
    return drawn("reliability", bins=bins, title=title, file=file)


def intervals(rows: Sequence[tuple[str, dict[str, float]]], title: str) -> Markup:
    """Differences with their confidence intervals, round a line at 0.

    Args:
        rows: (name, {`difference`, `low`, `high`}).
        title: what is shown.
    """
    reach = max([abs(row[key]) for _, row in rows for key in ("difference", "low", "high")], default=0) or 0.001
    return drawn("interval", rows=rows, title=title, reach=reach)


class Curve(NamedTuple):
    """A curve with the range round it: its name, and (x, y, lowest y, highest y), x ascending."""

    name: str
    points: Sequence[tuple[float, float, float, float]]


def ticks(low: float, high: float, about: int = 6) -> list[float]:
    """Round numbers from `low` to `high`, some `about` of them."""
    raw = (high - low) / about or 1.0
    size = 10 ** math.floor(math.log10(raw))
    step = next(size * k for k in (1, 2, 5, 10) if size * k >= raw)
    return [round(k * step, 10) for k in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def curves(found: Sequence[Curve], title: str, below: str, beside: str) -> Markup:
    """Curves over a common axis, each with its range as a band.

    Args:
        found: at most four.
        title, below, beside: what is shown, and the names of both axes.
    """
    xs = [x for curve in found for x, *_ in curve.points]
    ys = [y for curve in found for point in curve.points for y in point[1:]]
    lowest, highest = min(ys), max(ys)
    wide, high = (max(xs) - min(xs)) or 1, (highest - lowest) or 1

    def at(x: float, y: float) -> str:
        return f"{across(x)},{up(y)}"

    def across(x: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * (x - min(xs)) / wide, 1)

    def up(y: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * (y - lowest) / high, 1)

    shown = [
        {
            "name": curve.name,
            "colour": colour,
            "dashes": dashes,
            "line": " ".join(at(x, y) for x, y, *_ in curve.points),
            "band": " ".join([at(p[0], p[3]) for p in curve.points] + [at(p[0], p[2]) for p in reversed(curve.points)]),
        }
        for curve, (colour, dashes) in zip(found, STYLES, strict=False)
    ]
    return drawn(
        "curves",
        curves=shown,
        title=title,
        below=below,
        beside=beside,
        along=[(f"{value:,g}", across(value)) for value in ticks(min(xs), max(xs))],
        across=[(f"{value:g}", up(value)) for value in ticks(lowest, highest)],
    )
