"""`bantin models list`, `show`, `promote` and `rollback`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from bantin import resources
from bantin.commands.options import DATA, AsJson, Format, Texts, print_json, tell
from bantin.errors import UserError
from bantin.registry import VARIABLE, Registry, behind, meta_of
from bantin.terminal import progress, stderr

app = typer.Typer(
    name="models",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="The registry of models: which there are, which one is in use, and how another one takes its place.",
)
GATE = "gate.toml"  # in the registry's folder: what every promotion there is judged on

Models = Annotated[
    Path | None,
    typer.Option(
        "--models",
        envvar=VARIABLE,
        help="Folder of the registry.",
        show_default="`models/` of a clone, else a folder of the user's data: `bantin info` names it",
    ),
]


def _row(registry: Registry, name: str) -> dict[str, Any]:
    """What is told of a model."""
    path = registry.find(name)
    if path is None:
        raise UserError(f"no model {name!r} in {registry.folder}: it has {', '.join(registry.names())}")
    meta = meta_of(path)
    changes = [change for change in registry.history() if change.model == name]
    return {
        "name": name,
        "in_use": registry.in_use_name() == name,
        "path": str(path),
        "labels": meta.get("labels", {}).get("bantin_tagger", []),
        "articles": behind(path)["marked"],
        "trained": meta.get("bantin", {}),
        "figures": meta.get("performance", {}),
        "license": meta.get("license", ""),
        "history": [msgspec.to_builtins(change) for change in changes],
    }


def promoted_on(judged: dict[str, Any]) -> str:
    """The figures of a promotion, in words."""
    before = judged["f1_before"]
    other = f", {before:.4f} before" if before is not None else ""
    return f"F1 {judged['f1']:.4f} on {judged['articles']:,} articles{other}"


@app.command("list")
def list_models(models: Models = None, as_json: AsJson = False) -> None:
    """List the models of the registry, the one in use with a star.

    Example: `bantin models list`
    """
    registry = Registry(models)
    rows = [_row(registry, name) for name in registry.names()]
    if as_json:
        print_json(rows)
        return
    table = Table("", "model", "promoted", "F1 then", "articles", title=str(registry.folder), title_justify="left")
    for row in rows:
        promoted = [change for change in row["history"] if change["action"] == "promote"]
        last = promoted[-1] if promoted else {}
        judged = last.get("judged") or {}
        table.add_row(
            "*" if row["in_use"] else "",
            row["name"],
            last.get("at", "bundled" if row["name"] == resources.DEFAULT_MODEL else ""),
            f"{judged['f1']:.3f}" if judged else "",
            f"{row['articles']:,}",
        )
    Console(highlight=False).print(table)


@app.command()
def show(
    model: Annotated[str, typer.Argument(help="Name of a model in the registry.")] = "current",
    models: Models = None,
    as_json: AsJson = False,
) -> None:
    """Print a model's card, and how it came into use.

    Examples: `bantin models show`, `bantin models show police_news-3f9a2c1b7d --json`
    """
    registry = Registry(models)
    row = _row(registry, registry.in_use().name if model == "current" else model)
    if as_json:
        print_json(row)
        return
    card = Path(row["path"]) / "README.md"
    typer.echo(card.read_text(encoding="utf-8") if card.is_file() else f"{row['name']} has no card ({card}).")
    for change in row["history"]:
        judged = change.get("judged")
        typer.echo(
            f"{change['at']} {change['action']}, in place of {change['previous']}"
            + (f"; {promoted_on(judged)}" if judged else "")
            + (f"; forced: {change['forced']}" if "forced" in change else "")
        )


@app.command()
def promote(
    model: Annotated[str, typer.Argument(help="A folder that `bantin train` wrote, or the name of an earlier model.")],
    data: Annotated[
        list[Path] | None,
        typer.Option(
            "--data",
            help=f"Annotated articles to judge on, never trained on: {DATA}.",
            show_default=f"those that {GATE} of the registry names",
        ),
    ] = None,
    texts: Texts = None,
    from_: Format = None,
    floors: Annotated[
        Path | None,
        typer.Option(
            "--floors",
            help="TOML or JSON file with the lowest figures.",
            show_default=f"{GATE} of the registry, where there is one",
        ),
    ] = None,
    force: Annotated[
        str | None,
        typer.Option(
            "--force",
            metavar="REASON",
            help="Promote it though it is refused; the reason is kept in the history.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the bootstrap.")] = 1,
    models: Models = None,
    as_json: AsJson = False,
) -> None:
    """Put a model to use: `extract`, `batch` and the others take it from then on.

    It is refused, with the reasons and exit status 1, when it is worse than the model in use by more than chance (the paired bootstrap
    of `bantin compare`, entities and event types), lacks one of its labels, or misses a floor. The model is copied into the registry.

    A file of floors: `[floors.test]`, `entities = 0.94`, `UNIT = 0.90` for a data file `test.jsonl`; `[floors.all]` for all together;
    `[sha256]`, `test = "…"` refuses another file. `data = ["test.jsonl"]` and `texts` are for when the command names none.

    Example: `bantin models promote models/mine --data test.jsonl`
    """
    from bantin import pipeline
    from bantin.annotation.corpus import read_corpus
    from bantin.sinks.files import sha256_of
    from bantin.training import promotion

    registry = Registry(models)
    own = registry.folder / GATE
    gate = promotion.read_gate(floors or own) if floors or own.is_file() else promotion.Gate()
    paths = data or [Path(name) for name in gate.data]
    if not paths:
        raise UserError(f"name annotated articles to judge on with --data, or in {own}")
    names = [path.stem for path in paths]
    if len(set(names)) < len(names) or promotion.ALL in names:
        raise UserError("--data: the files need names of their own, other than `all`")
    for path in paths:
        if path.stem in gate.sha256 and (not path.is_file() or sha256_of(path) != gate.sha256[path.stem]):
            raise UserError(f"{path}: is not the file that the floors were set on (its SHA-256 is another)")
    found = registry.find(model) if not (Path(model) / "meta.json").is_file() else Path(model)
    path, used = found or pipeline.model_path(model), registry.in_use()
    digest = resources.model_sha256(path)
    if digest == resources.model_sha256(used.path):
        raise UserError(f"{model} is in use already, as {used.name}")
    corpora = {
        path.stem: read_corpus([path], texts or [Path(name) for name in gate.texts], format=from_, lost=tell)
        for path in paths
    }
    if out := sorted({figure for floors in gate.floors.values() for figure in floors} & {*promotion.ELSEWHERE}):
        stderr.print(f"note: {' and '.join(out)} are not measured here; their floors are left out", markup=False)
    with progress("judging") as advance:
        judged, why = promotion.judge_model(pipeline.load(path), pipeline.load(used.path), corpora, gate, seed, advance)
    judged["data"] = {path.name: sha256_of(path) for path in paths if path.is_file()}
    change = None
    if not why or force:
        change = promotion.promote(registry, path, digest, used.name, judged, force if why else None)
    if as_json:
        print_json({"promoted": change and change.model, "refused": why, "judged": judged})
    stderr.print(promoted_on(judged), markup=False)
    for line in why:
        stderr.print(line, style="yellow", markup=False)
    if change is None:
        stderr.print(
            f"refused: {used.name} stays in use. --force REASON promotes it all the same.", style="red", markup=False
        )
        sys.exit(1)
    stderr.print(f"in use from now on: {change.model} ({registry.folder}); before: {change.previous}", markup=False)


@app.command()
def rollback(models: Models = None) -> None:
    """Go back to the model that was in use before the last promotion; again, to the one before that.

    Example: `bantin models rollback`
    """
    from bantin.training import promotion

    registry = Registry(models)
    change = promotion.rollback(registry)
    stderr.print(f"in use from now on: {change.model} ({registry.folder}); before: {change.previous}", markup=False)
