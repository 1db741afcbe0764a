"""Label Studio's JSON: an array of tasks, spans as `labels` of a text, event types as `choices`; also its short form, JSON-MIN."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bantin.annotation.annotated import Annotated, Lost
from bantin.annotation.formats.files import created, opened
from bantin.errors import UserError

FIELDS = {"types": "types", "primary": "primary"}  # names of the choices of the labelling interface


def code_points(text: str, start: int, end: int, said: str | None, where: str) -> tuple[int, int]:
    """Borders in code points: older versions count UTF-16 units (label-studio issue 1347), which the span's own text tells.

    Raises:
        UserError: the text `said` stands at neither.
    """
    if said is None or text[start:end] == said:
        return start, end
    units = text.encode("utf-16-le")
    first = len(units[: 2 * start].decode("utf-16-le", "replace"))
    last = first + len(units[2 * start : 2 * end].decode("utf-16-le", "replace"))
    for borders in ((first, last), (start, end)):
        if "".join(text[slice(*borders)].split()) == "".join(said.replace("\\n", "\n").split()):
            return borders
    raise UserError(f"{where}: {said[:40]!r} does not stand at {start}-{end} of the text. Was the text changed?")


def results_of(task: dict[str, Any]) -> list[dict[str, Any]] | None:
    """What was annotated in a task: the first annotation that was not cancelled; None where there is none."""
    if "annotations" not in task and "completions" not in task and "data" not in task:
        values = [value for key, value in task.items() if key not in ("text", "id") and isinstance(value, list)]
        return [
            {"value": value} for found in values for value in found if isinstance(value, dict) and "labels" in value
        ]
    given = task.get("annotations", task.get("completions")) or []
    return next((a.get("result", []) for a in given if not a.get("was_cancelled")), None)


def row_of(task: dict[str, Any], where: str) -> dict[str, Any]:
    """A task as a row."""
    data = task.get("data", task)
    text = data.get("text", data.get("data"))
    if not isinstance(text, str):
        raise UserError(f"{where}: a task's `data` holds no `text`.")
    meta = task.get("meta") or {}
    row: dict[str, Any] = {"id": meta.get("id", data.get("id", task.get("id"))), "text": text}
    row |= {key: meta[key] for key in ("published", "people") if key in meta}
    results = results_of(task)
    if results is None:
        return row | {"types": None}
    spans = []
    for result in results:
        value = result.get("value", {})
        if "choices" in value:
            field = FIELDS.get(result.get("from_name", ""))
            if field:
                row[field] = value["choices"][0] if field == "primary" else value["choices"]
        elif "labels" in value:
            start, end = code_points(text, value["start"], value["end"], value.get("text"), where)
            spans += [(start, end, label) for label in value["labels"]]
    if meta.get("marked", True):
        row["spans"] = spans
    return row


def read(path: Path, lost: Lost) -> Iterator[tuple[str, dict[str, Any]]]:
    """The tasks; those that nobody annotated have no spans. Plain rows (`text`, `label`) in an array are read too.

    Raises:
        UserError: the file is not JSON, or a task can't be read.
    """
    with opened(path) as file:
        try:
            tasks = json.load(file)
        except (ValueError, RecursionError) as error:
            raise UserError(f"{path}: not JSON ({error}). A file of one object a line is named .jsonl.") from None
    for number, task in enumerate(tasks if isinstance(tasks, list) else [tasks], 1):
        where = f"{path}, task {number}"
        if not isinstance(task, dict):
            raise UserError(f"{where}: an object is expected, not {type(task).__name__}.")
        marks = task.get("label", task.get("spans"))
        if "data" not in task and isinstance(marks, list) and all(isinstance(mark, list) for mark in marks):
            yield where, task
            continue
        try:
            row = row_of(task, where)
        except (KeyError, TypeError, AttributeError, IndexError) as error:
            raise UserError(f"{where}: not a task of Label Studio with a text ({error!r}).") from None
        yield where, {key: value for key, value in row.items() if value is not None or key == "types"}


def result(kind: str, name: str, value: dict[str, Any], number: int) -> dict[str, Any]:
    """One result of an annotation."""
    return {"id": f"r{number}", "type": kind, "from_name": name, "to_name": "text", "value": value}


def write(articles: Iterable[Annotated], path: Path, lost: Lost) -> None:
    """Tasks whose interface has `<Labels name="label">` and, for events, `<Choices name="types">` and `<Choices name="primary">`."""
    tasks = []
    for article in articles:
        values: list[tuple[str, str, dict[str, Any]]] = [
            ("labels", "label", {"start": s, "end": e, "text": article.text[s:e], "labels": [label]})
            for s, e, label in article.spans
        ]
        if article.types is not None:
            values.append(("choices", "types", {"choices": article.types}))
        if article.primary:
            values.append(("choices", "primary", {"choices": [article.primary]}))
        results = [result(*value, number) for number, value in enumerate(values, 1)]
        meta = {"id": article.id, "published": article.published, "people": article.people}
        meta = {key: value for key, value in meta.items() if value or key == "id"}
        tasks.append(
            {
                "data": {"text": article.text},
                "meta": meta if article.marked else meta | {"marked": False},
                "annotations": [{"result": results}],
            }
        )
    with created(path) as out:
        json.dump(tasks, out, ensure_ascii=False, indent=1)
        out.write("\n")
