"""Unit mentions resolved: the registry's id, place, level, parent, years and successor, on invented texts with given spans.

`units.jsonl`: one article a line: `text` with its spans marked as in `conftest.link`, `published`, and what each mention (`#n`: the n-th of
its form) must resolve to. A field that a case does not name is not tested. Codes with an `o` in front are those of `configs/reforms.toml`.
"""

import json
from pathlib import Path

import pytest

CASES = [json.loads(line) for line in (Path(__file__).parent / "units.jsonl").read_text(encoding="utf-8").splitlines()]
SHARE = 0.95
CLAIMS = (
    "place",
    "registry",
    "successor",
    "parent",
    "end",
    "start",
    "official",
)  # what is wrong to say where it is not known


def mentions(record):
    """{form, and form#n: unit} of a record's unit mentions, in the order of the text."""
    of = {m: unit for unit in record["units"] for m in unit["mentions"]}
    found, count = {}, {}
    for entity in record["entities"]:
        if entity["label"] == "UNIT":
            form = entity["text"]
            count[form] = count.get(form, 0) + 1
            found[f"{form}#{count[form]}"] = of[entity["id"]]
            found.setdefault(form, of[entity["id"]])
    return found


def shown(unit, names):
    """A unit as cases write it down."""
    valid = unit["valid"] or {}
    return {
        "name": unit["name"],
        "kind": unit["kind"],
        "level": unit["level"],
        "place": unit["place"] and unit["place"]["code"],
        "parent": names.get(unit["parent"]),
        "registry": unit["registry"],
        "official": unit["official"],
        "successor": unit["successor"],
        "start": valid.get("start"),
        "end": valid.get("end"),
        "candidates": sorted(place["code"] for place in unit["candidates"]),
    }


@pytest.fixture(scope="module")
def judged(link):
    """(number of mentions, lines on the wrong ones, lines on confident wrong answers)."""
    total, wrong, confident = 0, [], []
    for case in CASES:
        _, record = link(case["text"], **{k: case[k] for k in ("published",) if k in case})
        units = mentions(record)
        names = {unit["id"]: unit["name"] for unit in record["units"]}
        for mention, expected in case["units"].items():
            total += 1
            got = shown(units[mention], names)
            off = {key: (value, got[key]) for key, value in expected.items() if got[key] != value}
            if off:
                said = ", ".join(f"{key} {have!r} for {want!r}" for key, (want, have) in off.items())
                wrong.append(f"{case['about']}: {mention}: {said}")
            if any(key in CLAIMS and have is not None for key, (_, have) in off.items()):
                confident.append(wrong[-1])
    return total, wrong, confident


def test_the_set_is_large_enough(judged):
    assert judged[0] >= 150


def test_units_resolve(judged):
    total, wrong, _ = judged
    share = 1 - len(wrong) / total
    print(f"\n{total} mentions, {share:.3f} right", *wrong, sep="\n")
    assert share >= SHARE, "\n".join([f"{share:.3f} of {total} right", *wrong])


def test_nothing_is_claimed_that_is_wrong(judged):
    assert not judged[2], "\n".join(judged[2])
