"""Options that several verbs share, and how they report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from bantin.annotation.annotated import Loss
from bantin.terminal import stderr

Texts = Annotated[
    list[Path] | None,
    typer.Option("--texts", help="Where the texts of stand-off rows are: JSONL files or folders.", show_default=False),
]
Format = Annotated[
    str | None,
    typer.Option(
        "--from",
        help="Format of the data: jsonl, conll, brat, spacy, label-studio, standoff.",
        show_default="told by ending and content",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")]
Html = Annotated[
    Path | None,
    typer.Option("--html", help="Write a page of it here: one file that opens from disk.", show_default=False),
]
DATA = "any annotated format (JSONL, .conll, .spacy, Label Studio .json, a folder of brat's files)"


def tell(lost: Loss) -> None:
    """Say on standard error that a span was left out."""
    stderr.print(f"warning: {lost}", style="yellow", markup=False)


def print_json(found: Any) -> None:
    """Print one JSON object."""
    typer.echo(json.dumps(found, ensure_ascii=False))
