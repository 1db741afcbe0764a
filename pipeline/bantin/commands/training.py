"""`bantin train`, `bantin evaluate` and `bantin compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bantin.commands.options import DATA, AsJson, Format, Texts, print_json, tell
from bantin.errors import UserError
from bantin.terminal import progress, stderr

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
        typer.Option("--base", help="Model whose other parts are kept.", show_default="an untrained pipeline"),
    ] = None,
    name: Annotated[str, typer.Option("--name", help="Name written into the model.")] = "police_news",
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
            help="Annotated data to measure the new model's entities on, never trained on.",
            show_default=False,
        ),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            help="TOML file with `c1`, `c2`, `least`, `rounds` of the tagger and `strength` of the events.",
            show_default="configs/training.toml",
        ),
    ] = None,
) -> None:
    """Train the tagger and the event classifier on annotated articles.

    Events are trained where articles have `types`; on others, only the tagger is.
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
        seed=seed,
        rounds=rounds,
        dev=dev,
        config=config,
        say=lambda line: stderr.print(line, markup=False),
    )


def evaluate(
    model: Annotated[str, typer.Argument(help="Name of an installed model, or a folder that `bantin train` wrote.")],
    data: Data,
    texts: Texts = None,
    from_: Format = None,
    errors: Annotated[
        Path | None,
        typer.Option(
            "--errors", help="Write every error with its context here, one JSON object a line.", show_default=False
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure a model on annotated articles.

    Strict precision, recall and F1 over all spans and by label; other ways to count (with nervaluate); by source and zone; what is
    taken for what; how far scores can be trusted; event types where the data have them. The model is judged on the labels that it
    knows; what touches an `IGNORE` span does not count.

    Example: `bantin evaluate models/mine test.conll --errors errors.jsonl`
    """
    from bantin import pipeline
    from bantin.annotation.corpus import read_corpus
    from bantin.annotation.formats.jsonl import write_rows
    from bantin.training import evaluate as measure

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
            help="Write every span that only one model gets right here, one JSON object a line.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare two models on the same annotated articles: is B better than A by more than chance?

    The difference in strict F1 with its 95% confidence interval (a paired bootstrap over articles), label by label, and the spans
    that got better and worse.

    Example: `bantin compare default models/mine test.jsonl --changes changes.jsonl`
    """
    from bantin import pipeline
    from bantin.annotation.corpus import read_corpus
    from bantin.annotation.formats.jsonl import write_rows
    from bantin.training import compare as measure

    one, two = pipeline.load(a), pipeline.load(b)
    corpus = read_corpus(data, texts or [], format=from_, lost=tell)
    with progress("measuring") as advance:
        figures, changed = measure.compare(one, two, corpus, seed, advance)
    if changes:
        write_rows(changes, changed)
    if as_json:
        print_json(figures)
    else:
        measure.show(figures, changed, Console(highlight=False))
