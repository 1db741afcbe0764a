"""`bantin convert` and `bantin agreement`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bantin.annotation.annotated import Loss
from bantin.commands.options import DATA, AsJson, Format, Texts, print_json, tell
from bantin.errors import UserError
from bantin.terminal import stderr


def convert(
    source: Annotated[
        Path,
        typer.Argument(metavar="IN", help=f"What to read: {DATA}, a folder of such files, or - for standard input."),
    ],
    target: Annotated[
        Path,
        typer.Argument(
            metavar="OUT", help="What to write: .jsonl, .conll, .spacy, .json (Label Studio), a folder (brat), or -."
        ),
    ],
    from_: Format = None,
    to: Annotated[
        str | None,
        typer.Option("--to", help="Format to write, with the same names.", show_default="told by the ending of OUT"),
    ] = None,
    texts: Texts = None,
    report: Annotated[
        Path | None,
        typer.Option(
            "--report",
            help="Write the spans that could not be kept here, one JSON object a line.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Convert annotated data from one format to another.

    `.conll` and `.spacy` label tokens: a span that does not fall on token borders is left out, told on standard error, and a line
    of `--report`. CoNLL keeps neither ids nor white space; it and brat have no place for event types and people.

    Examples: `bantin convert export.jsonl train.spacy`, `bantin convert brat/ data.jsonl`,
    `bantin convert data.jsonl gold.jsonl --to standoff`, `bantin convert gold.jsonl data.conll --texts news.jsonl.gz`
    """
    from bantin.annotation import formats
    from bantin.annotation.corpus import read_corpus
    from bantin.annotation.formats.jsonl import write_rows

    name = to or formats.format_to_write(target)
    formats.module(name)
    if str(target) != "-" and source.exists() and target.exists() and source.samefile(target):
        raise UserError(f"{target}: is what is read and would be overwritten. Choose another OUT.")
    lost: list[Loss] = []

    def note(loss: Loss) -> None:
        lost.append(loss)
        tell(loss)

    corpus = read_corpus([source], texts or [], format=from_, lost=note)
    formats.write(corpus, target, name, note)
    if report:
        write_rows(report, (loss._asdict() for loss in lost))
    for field in formats.not_held(corpus, name):
        stderr.print(f"note: {name} has no place for `{field}`, which some of the articles have", markup=False)
    spans = sum(len(set(article.spans)) for article in corpus)
    said = f"; {len(lost):,} spans left out" if lost else ""
    stderr.print(f"{len(corpus):,} articles, {spans:,} spans read{said}; written: {target} ({name})", markup=False)


def agreement(
    files: Annotated[
        list[Path], typer.Argument(metavar="A B [C]...", help=f"Each annotator's file or folder: {DATA}.")
    ],
    from_: Format = None,
    texts: Texts = None,
    rows: Annotated[
        Path | None,
        typer.Option(
            "--disagreements", help="Write every disagreement here, one JSON object a line.", show_default=False
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure how far annotators agree on the texts that they share.

    Entities by strict F1 over every two annotators; event types by Cohen's and Fleiss' kappa and Krippendorff's alpha. Then what they
    disagree on, the most frequent first.

    Example: `bantin agreement lan.jsonl minh.jsonl --disagreements differences.jsonl`
    """
    from bantin.annotation.agreement import agreement as measure
    from bantin.annotation.agreement import show
    from bantin.annotation.corpus import read_corpus
    from bantin.annotation.formats.jsonl import write_rows

    if len(files) < 2:
        raise UserError("name the files of at least two annotators")
    names = [path.stem for path in files]
    names = names if len(set(names)) == len(names) else [str(path) for path in files]
    corpora = [read_corpus([path], texts or [], format=from_, lost=tell) for path in files]
    figures, found = measure(names, corpora)
    if rows:
        write_rows(rows, found)
    if as_json:
        print_json(figures)
    else:
        show(figures, found, Console(highlight=False))
