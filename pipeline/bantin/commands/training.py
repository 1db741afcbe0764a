"""`bantin train`, `bantin evaluate` and `bantin compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bantin.commands.options import DATA, AsJson, Format, Html, Texts, print_json, tell
from bantin.errors import UserError
from bantin.terminal import check_files, progress, stderr

Data = Annotated[list[Path], typer.Argument(metavar="DATA...", help=f"Files or folders: {DATA}.")]


def train(
    data: Annotated[
        list[Path],
        typer.Option("--data", help=f"Annotated data, files or folders: {DATA}, or stand-off rows with `--texts`."),
    ],
    out: Annotated[Path, typer.Option("--out", help="Folder of the model to write.")],
    texts: Texts = None,
    from_: Format = None,
    task: Annotated[str, typer.Option("--task", help="`entities`, `events`, or `all`.")] = "all",
    base: Annotated[
        str | None,
        typer.Option(
            "--base",
            help="Model to train on from, such as `current`: what it knows stays, and new articles move it as far as they ask.",
            show_default="an untrained pipeline",
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="Name written into the model.", show_default="the name of the folder")
    ] = None,
    license: Annotated[
        str | None, typer.Option("--license", help="Licence that the card states.", show_default="that of --base")
    ] = None,
    seed: Annotated[
        int, typer.Option("--seed", help="Seed of everything random: the same seed gives the same bytes.")
    ] = 1,
    rounds: Annotated[
        int | None,
        typer.Option(
            "--rounds",
            min=1,
            help="Most iterations of the tagger's training.",
            show_default="as the configuration says",
        ),
    ] = None,
    dev: Annotated[
        Path | None,
        typer.Option(
            "--dev",
            help="Annotated data to measure the new model on, never trained on.",
            show_default=False,
        ),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            help="TOML file with other settings; configs/training.toml has them all, with what they do.",
            show_default="configs/training.toml",
        ),
    ] = None,
) -> None:
    """Train the tagger and the event classifier on annotated articles, with any labels.

    Events are trained where articles have `types`; on others, only the tagger is. With `--base`, a label without any example in the
    new articles is taken for one that nobody marked, and stays as it was; old articles may be given as further `--data`. Without
    `--base`, everything is learned anew from all `--data` together. A run that was stopped goes on with what it had not finished.

    Examples: `bantin train --data corrected.jsonl --base current --dev test.jsonl --out models/mine`,
    `bantin train --data football.conll --out models/football`
    """
    from bantin.training.train import train_model

    if task not in ("entities", "events", "all"):
        raise UserError(f"--task {task}: choose entities, events or all")
    train_model(
        data,
        out,
        texts=texts or [],
        format=from_,
        task=task,
        base=base,
        name=name,
        license=license,
        seed=seed,
        rounds=rounds,
        dev=dev,
        config=config,
        say=lambda line: stderr.print(line, markup=False),
    )


def evaluate(
    model: Annotated[
        str, typer.Argument(help="Name of a model in the registry, or a folder that `bantin train` wrote.")
    ],
    data: Data,
    texts: Texts = None,
    from_: Format = None,
    errors: Annotated[
        Path | None,
        typer.Option(
            "--errors", help="Write every error with its context here, one JSON object a line.", show_default=False
        ),
    ] = None,
    html: Html = None,
    as_json: AsJson = False,
) -> None:
    """Measure a model on annotated articles.

    Strict precision, recall and F1 and partial F1 (with nervaluate) over all spans, by label, source and zone; other ways to count;
    what is taken for what; how far scores can be trusted; event types where the data have them. The model is judged on the labels
    that it knows; what touches an `IGNORE` span does not count. `--html` writes all of it on one page, with every error in its
    context, alike ones together.

    Example: `bantin evaluate models/mine test.conll --errors errors.jsonl --html errors.html`
    """
    from bantin import pipeline
    from bantin.annotation.corpus import read_corpus
    from bantin.annotation.formats.jsonl import write_rows
    from bantin.training import evaluate as measure
    from bantin.training.page import page

    check_written(data, texts, errors, html)
    nlp = pipeline.load(model)
    corpus = read_corpus(data, texts or [], format=from_, lost=tell)
    with progress("measuring") as advance:
        figures, judged = measure.evaluate(nlp, corpus, advance)
    for label, spans in figures["not_judged"].items():
        stderr.print(f"note: the model does not know {label}; its {spans:,} spans are left out", markup=False)
    if figures["partial"] is None:
        stderr.print("note: for partial scores, pip install 'bantin[evaluate]'", markup=False)
    if errors:
        write_rows(errors, measure.errors(judged))
    if html:
        write_page(html, page.evaluation(model, names(data), figures, measure.errors(judged)))
    if as_json:
        print_json(figures)
    else:
        measure.show(figures, Console(highlight=False))


def compare(
    a: Annotated[str, typer.Argument(metavar="A", help="One model: a name or a folder.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The other model.")],
    data: Data,
    texts: Texts = None,
    from_: Format = None,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the bootstrap.")] = 1,
    changes: Annotated[
        Path | None,
        typer.Option(
            "--changes",
            help="Write every span and event type that only one model gets right here, one JSON object a line.",
            show_default=False,
        ),
    ] = None,
    html: Html = None,
    as_json: AsJson = False,
) -> None:
    """Compare two models on the same annotated articles: is B better than A by more than chance?

    The difference in strict F1 with its 95% confidence interval (a paired bootstrap over articles), label by label, and the spans
    and event types that got better and worse; `--html` writes it on one page, each change with its context.

    Example: `bantin compare default models/mine test.jsonl --changes changes.jsonl --html changes.html`
    """
    from bantin import pipeline
    from bantin.annotation.corpus import read_corpus
    from bantin.annotation.formats.jsonl import write_rows
    from bantin.training import compare as measure
    from bantin.training.page import page

    check_written(data, texts, changes, html)
    one, two = pipeline.load(a), pipeline.load(b)
    corpus = read_corpus(data, texts or [], format=from_, lost=tell)
    with progress("measuring") as advance:
        figures, changed = measure.compare(one, two, corpus, seed, advance)
    if changes:
        write_rows(changes, changed)
    if html:
        write_page(html, page.comparison(a, b, names(data), figures, changed))
    if as_json:
        print_json(figures)
    else:
        measure.show(figures, changed, Console(highlight=False))


def check_written(data: list[Path], texts: list[Path] | None, rows: Path | None, html: Path | None) -> None:
    """Refuse, before the work, what can't be written.

    Raises:
        UserError: as said.
    """
    if html and str(html) == "-":
        raise UserError("--html -: name a file; standard output is for the figures.")
    check_files([*data, *(texts or [])], rows, html)


def names(data: list[Path]) -> str:
    """Data as a page names them."""
    return ", ".join(path.name or str(path) for path in data)


def write_page(path: Path, html: str) -> None:
    """Write a page."""
    from bantin.annotation.formats.files import created

    with created(path) as out:
        out.write(html)
