"""The labels that annotators choose from, with their colours and keys."""

from __future__ import annotations

import colorsys
import json
from collections.abc import Iterable

from bantin import resources
from bantin.annotation.doccano.types import LabelType
from bantin.events.features import event_types

KEYS = "123456789"
GOLDEN = 0.618034  # of the colour circle: hues that follow each other lie far apart


def color(number: int) -> str:
    """A colour for the label of that number, unlike its neighbours'."""
    shade = colorsys.hls_to_rgb(number * GOLDEN % 1, (0.42, 0.62, 0.78)[number % 3], 0.6)
    return "#" + "".join(f"{round(part * 255):02x}" for part in shade)


def label_set(task: str, used: Iterable[str]) -> list[LabelType]:
    """The labels of a task, and after them, in order of the alphabet, those of `used` that it does not have.

    Args:
        task: `entities`, with the colours of `annotations/labels/entities.json`, or `events`.
        used: labels of what is pushed; another label set than bantin's own replaces it.
    """
    if task == "entities":
        rows = json.loads((resources.LABELS / "entities.json").read_text(encoding="utf-8"))
        known = {row["text"]: row["background_color"] for row in rows}
    else:
        known = {name: color(number) for number, name in enumerate(event_types())}
    names = set(used)
    if names and not names & known.keys():
        known = {}
    for name in sorted(names - known.keys()):
        known[name] = color(len(known))
    keys = dict(zip(known, KEYS, strict=False))
    return [LabelType(name, shade, keys.get(name)) for name, shade in known.items()]
