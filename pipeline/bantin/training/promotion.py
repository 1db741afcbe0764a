"""Putting a model to use: the judgement whether it may take the place of the one in use, and the change of the registry.

A promoted model is copied beside its name, brought to the disk and renamed; only then the registry's file is replaced. Whatever stops
the process or the machine, either the old model is in use or the new one.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from spacy.language import Language

from bantin import resources
from bantin.annotation.annotated import Annotated
from bantin.annotation.scores import Counts
from bantin.batch.lock import locked
from bantin.errors import UserError
from bantin.registry import FILE, Change, Registry, meta_of
from bantin.sinks.files import publish, replacing, sync_folder
from bantin.training import compare
from bantin.training.evaluate import event_figures, strict
from bantin.training.predict import Judged, judge, labels_of, nothing

NEW = ".new-"  # how the folder of a model begins that is being copied
DIGITS = 10  # of the SHA-256 in a model's name
ALL = "all"  # floors that hold for all files together
CORE = ("RANK", "PERSON", "UNIT")
ELSEWHERE = ("people", "names")  # figures of whole records, which the project's own scorer measures


class Gate(msgspec.Struct, forbid_unknown_fields=True):
    """What a model is judged on.

    Attributes:
        data: annotated files or folders, for when the command names none; relative to the gate's file.
        texts: where the texts of stand-off rows are.
        floors: {name of a data file without its ending, or `all`: {figure: lowest value}}.
        sha256: {name of a data file: what it must be}.
    """

    data: list[str] = []
    texts: list[str] = []
    floors: dict[str, dict[str, float]] = {}
    sha256: dict[str, str] = {}


def read_gate(path: Path) -> Gate:
    """A gate from TOML or JSON.

    Raises:
        UserError: the file can't be read, or holds something else.
    """
    try:
        content = path.read_text(encoding="utf-8")
        gate = msgspec.convert(json.loads(content) if path.suffix == ".json" else tomllib.loads(content), Gate)
    except (OSError, ValueError) as error:
        raise UserError(
            f"{path}: can't be read as a gate ({error}). It may have data, texts, floors, sha256."
        ) from None
    gate.data, gate.texts = ([str(path.parent / name) for name in names] for names in (gate.data, gate.texts))
    return gate


def figures_of(judged: Sequence[Judged]) -> dict[str, float]:
    """{figure: value in 0..1} of a model's answers: `entities` and `core` (strict F1), each label's, `types` and `primary` where annotated."""
    total, by_label = strict(judged)
    core = Counts()
    for label in CORE:
        counts = by_label.get(label, Counts())
        core = Counts(core.right + counts.right, core.found + counts.found, core.gold + counts.gold)
    found = {"entities": total.f1, "core": core.f1} | {label: counts.f1 for label, counts in by_label.items()}
    events = event_figures(judged)
    if events:
        found["types"] = events["f1"]
        if events["primary"] is not None:
            found["primary"] = events["primary"]
    return found


def missed(gate: Gate, measured: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    """Why a model misses the floors, a line each.

    Args:
        gate: with the floors; those of `ELSEWHERE` do not count.
        measured: {name of a data file or `all`: {figure: value}}.

    Raises:
        UserError: a floor is set on a figure that was not measured.
    """
    for name, floors in gate.floors.items():
        for figure, floor in floors.items():
            value = measured[name].get(figure)
            if value is None and figure not in ELSEWHERE:
                raise UserError(
                    f"the gate has a floor for {figure!r} of {name!r}; measured are {', '.join(sorted(measured[name]))}"
                )
            if value is not None and value < floor:
                yield f"{name}: {figure} is {value:.4f}, below its floor of {floor:g}"


def judge_model(
    candidate: Language,
    current: Language,
    data: Mapping[str, Sequence[Annotated]],
    gate: Gate,
    seed: int = 1,
    advance: Callable[[], None] = nothing,
) -> tuple[dict[str, Any], list[str]]:
    """Whether a model may take the place of the one in use.

    Args:
        candidate, current: the models.
        data: {name: annotated articles}.
        gate: floors that the candidate must reach.
        seed: of the bootstrap.
        advance: called after each article of each model.

    Returns:
        Figures that JSON can hold, and why it may not: a line each, none where it may.

    Raises:
        UserError: the data have fewer than two articles with spans, or the gate has floors for what is not measured.
    """
    if other := sorted(gate.floors.keys() - {ALL, *data}):
        raise UserError(f"the gate has floors for {other[0]!r}; the data are {', '.join(data)}")
    corpus = [article for articles in data.values() for article in articles]
    known, wanted = labels_of(candidate, corpus), labels_of(current, corpus)
    shared = [label for label in wanted if label in known]
    new = list(judge(candidate, corpus, shared or known, advance))
    measured, at = {ALL: figures_of(new)}, 0
    for name, articles in data.items():
        measured[name] = figures_of(new[at : at + len(articles)])
        at += len(articles)
    found: dict[str, Any] = {
        "articles": len(corpus),
        "f1": measured[ALL]["entities"],
        "f1_before": None,
        "difference": None,
        "low": None,
        "high": None,
        "types": None,
        "figures": measured,
    }
    why = [f"it does not know {label}, which the model in use finds" for label in wanted if label not in known]
    if shared:
        figures = compare.figures_of(list(judge(current, corpus, shared, advance)), new, shared, seed)
        found["f1_before"] = figures["a"]["f1"]
        found |= {key: figures[key] for key in ("difference", "low", "high", "types")}
        for what, gain in (("entities", figures), ("event types", figures["types"])):
            if gain and gain["high"] < 0:
                why.append(f"{what}: it is worse by more than chance: F1 {compare.interval(gain)}")
    return found, [*why, *missed(gate, measured)]


def promote(
    registry: Registry,
    model: Path,
    sha256: str,
    against: str | None = None,
    judged: dict[str, Any] | None = None,
    forced: str | None = None,
) -> Change:
    """Put a model to use.

    Args:
        registry: which.
        model: the model's folder, there or anywhere.
        sha256: what it must be, by `resources.model_sha256`: as it was judged.
        against: name of the model in use that it was judged against.
        judged, forced: see `Change`.

    Raises:
        UserError: it is in use already, it was changed, another one was promoted meanwhile, or another process changes the registry.
        OSError: such as a full disk; the model in use stays.
    """
    registry.folder.mkdir(parents=True, exist_ok=True)
    with locked(registry.folder):
        for left in registry.folder.glob(f"{NEW}*"):  # of a run that was killed
            shutil.rmtree(left)
        if against and registry.in_use_name() != against:
            raise UserError(f"{registry.in_use_name()} was promoted meanwhile. Judge the model against that one.")
        name = resources.DEFAULT_MODEL
        if model.resolve() != (resources.MODELS / name).resolve():
            own = re.sub(r"[^0-9A-Za-z_]+", "_", meta_of(model).get("name") or "model")
            name = f"{own}-{sha256[:DIGITS]}"
            if not (registry.folder / name).exists():
                new = registry.folder / f"{NEW}{name}"
                shutil.copytree(model, new)
                if resources.model_sha256(new) != sha256:
                    raise UserError(f"{model}: was changed since it was judged. Promote it again.")
                _to_disk(new)
                publish(new, registry.folder / name)
            elif resources.model_sha256(registry.folder / name) != sha256:
                raise UserError(f"{registry.folder / name}: was changed since it was promoted. Take it away.")
        if registry.in_use_name() == name:
            raise UserError(f"{name} is in use already")
        return _enter(registry, "promote", name, sha256, judged, forced)


def rollback(registry: Registry) -> Change:
    """Put the model to use that was in use before the last promotion.

    Args:
        registry: which.

    Raises:
        UserError: there was none, it is gone or was changed, or another process changes the registry.
    """
    if not registry.promoted():
        raise UserError(f"{registry.folder}: the bundled model is in use; there is none to roll back to.")
    with locked(registry.folder):
        stack = registry.promoted()
        before = stack[-2] if len(stack) > 1 else None
        name = before.model if before else resources.DEFAULT_MODEL
        path = registry.find(name)
        if path is None:
            raise UserError(f"{registry.folder}: the model before, {name}, is not there any more. Promote another one.")
        digest = resources.model_sha256(path)
        if before and digest != before.sha256:
            raise UserError(f"{path}: was changed since it was promoted. Promote it again, so that it is judged anew.")
        return _enter(registry, "rollback", name, digest)


def _enter(
    registry: Registry,
    action: Any,
    model: str,
    digest: str,
    judged: dict[str, Any] | None = None,
    forced: str | None = None,
) -> Change:
    """Write a change into the registry's file, whole and at once."""
    change = Change(
        action=action,
        at=dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        model=model,
        previous=registry.in_use_name(),
        sha256=digest,
        judged=judged,
        forced=forced,
    )
    with replacing(registry.folder / FILE) as file:
        file.write(msgspec.json.format(msgspec.json.encode([*registry.history(), change])) + b"\n")
    return change


def _to_disk(folder: Path) -> None:
    """Bring a folder and what is in it to the disk."""
    for path in folder.rglob("*"):
        if path.is_file():
            with open(path, "rb") as file:
                os.fsync(file.fileno())
        else:
            sync_folder(path)
    sync_folder(folder)
