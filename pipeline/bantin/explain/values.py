"""Where the values come from that are read off by rule: the header's, dates, documents, quantities, abbreviations."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from bantin.explain.reading import Reading
from bantin.language.norms import canonical
from bantin.linking.abbreviations import defined
from bantin.linking.dates import Resolved, part_of, resolve
from bantin.resources import table
from bantin.sources.article import article_id, day_of
from bantin.sources.reader import kind_of

ELSEWHERE = dt.timedelta(
    days=1131
)  # an anchor so far off changes whatever is counted from it: year, month, day and weekday


def header(reading: Reading) -> dict[str, Any]:
    """What the record says of the article itself, each as `value` and `from`."""
    article, record = reading.article, reading.record
    zones = {zone["kind"]: article.text[zone["start"] : zone["end"]] for zone in reversed(record["zones"])}
    rows: dict[str, Any] = {"id": {"value": record["id"], "from": _id_from(reading)}}
    for name, zone in (("published", "header"), ("title", "title"), ("publisher", "dateline"), ("byline", "byline")):
        if getattr(article, name):
            origin = (
                "--published" if name == "published" and reading.dated else f"given by the source ({article.source})"
            )
        elif record[name]:
            origin = f"read from the {zone}: {' '.join(zones[zone].split())}"
        else:
            origin = f"neither the source nor the text's {zone} says it"
        rows[name] = {"value": record[name], "from": origin}
    model = record["provenance"]["model"]
    rows["model"] = {"value": model, "from": f"bantin {record['provenance']['bantin']}"}
    return rows


def _id_from(reading: Reading) -> str:
    article = reading.article
    if article.source == str(Path(article.source)) and article.id == kind_of(Path(article.source))[1]:
        return f"the name of the file {article.source}"
    if article.id == article_id(article.url, article.text):
        return "made from the url" if article.url else "made from the SHA-256 of the text"
    return f"given by the source ({article.source})"


def dates(reading: Reading) -> list[dict[str, Any]]:
    """Each DATE with its value, the part of the day, and what it was counted from.

    `anchor` is `written` (the expression says it all), `published`, the id of another DATE, `several` (dates beside it together), or
    null where nothing tells the value; `anchor_value` is the day that the anchor names.
    """
    found = []
    for i, entity in enumerate(reading.entities):
        if entity.label == "DATE":
            form, value = reading.known.folded(entity.start, entity.end), reading.links.dates.get(i)
            anchor, day = _anchor(reading, i, form, value) if value else (None, None)
            found.append(
                {
                    "entity": f"e{i + 1}",
                    "text": reading.text(i),
                    "value": value and value.norm,
                    "part": (value and value.part) or part_of(form),
                    "anchor": anchor,
                    "anchor_value": day and day.isoformat(),
                }
            )
    return found


def _anchor(reading: Reading, i: int, form: str, value: Resolved) -> tuple[str, dt.date | None]:
    """What the value of DATE `i` depends on: the anchor that gives it, and gives another one where it is moved."""
    known, published = reading.links.dates, day_of(reading.links.published)
    days = {j: other.day for j, other in known.items() if other.day and j != i}
    # What was told last stands first: the nearest day before, then those behind, then intervals.
    near = sorted(days, key=lambda j: (bool(known[j].end), j > i, abs(j - i)))
    if resolve(form, None) == value:
        return "written", None
    for j in near:
        if resolve(form, published, days[j]) == value != resolve(form, published, days[j] + ELSEWHERE):
            return f"e{j + 1}", days[j]
    if published and resolve(form, published) == value:
        return "published", published
    for j in near:  # joined to it: `từ 8h đến 11h ngày 3/5`
        if resolve(form, days[j]) == value:
            return f"e{j + 1}", days[j]
    return "several", None


def documents(reading: Reading) -> list[dict[str, Any]]:
    """The record's documents, each with the row of its kind and the mentions that its date and its issuer were read from."""
    found = []
    for document, shown in zip(reading.links.documents, reading.record["documents"], strict=True):
        row = f"configs/documents.toml {document.kind}" if document.kind else None
        date = issuer = None
        for m in document.mentions:
            behind = [k for k in (m + 1, m + 2) if k < len(reading.entities)]
            for k in behind:
                value = reading.links.dates.get(k)
                if date is None and k == m + 1 and document.date and value and str(value.day) == document.date:
                    date = f"e{k + 1}"
                unit = reading.links.unit_of.get(k)
                if issuer is None and unit is not None and reading.links.units[unit].name == document.issuer:
                    issuer = f"e{k + 1}"
        found.append(shown | {"row": row, "date_from": date, "issuer_from": issuer})
    return found


def quantities(reading: Reading) -> list[dict[str, Any]]:
    """The record's quantities, each with the rows that its kind is told by."""
    groups = {"money": "currency", "drugs": "drugs", "casualties": "casualties.casualties"}
    groups |= {kind: f"casualties.{kind}, harm.{kind}" for kind in ("dead", "injured", "missing")}
    found = []
    for quantity, shown in zip(reading.links.quantities, reading.record["quantities"], strict=True):
        row = f"configs/quantities.toml {groups.get(quantity.kind, f'count.{quantity.kind}')}"
        found.append(shown | {"row": None if quantity.of is not None else row})  # `15/18` is told by its form
    return found


def abbreviations(reading: Reading) -> list[dict[str, Any]]:
    """Each abbreviation with its long form and where that is from: the text's own brackets, or a row of the table."""
    own = defined(canonical(reading.article.text))
    groups = table("abbreviations")
    found = []
    for short, long in reading.record["abbreviations"].items():
        group = next((group for group, rows in groups.items() if rows.get(short) == long), None)
        known = f"configs/abbreviations.toml {group}.{short}"
        found.append({"short": short, "long": long, "from": "defined in the text" if short in own else known})
    return found
