"""`bantin convert`, `bantin agreement` and `bantin suggest`."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bantin.annotation.annotated import Loss
from bantin.commands.options import DATA, AsJson, Format, Texts, print_json, tell
from bantin.errors import UserError
from bantin.terminal import check_files, check_targets, stderr, watched, writer


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
    files: Annotated[list[Path], typer.Argument(metavar="A [B]...", help=f"Each annotator's file or folder: {DATA}.")],
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
    disagree on, the most frequent first. One file does where its rows have an `author`, as `bantin doccano pull` writes them.

    Example: `bantin agreement lan.jsonl minh.jsonl --disagreements differences.jsonl`
    """
    from bantin.annotation.agreement import agreement as measure
    from bantin.annotation.agreement import by_annotator, show
    from bantin.annotation.formats.jsonl import write_rows

    check_files([*files, *(texts or [])], rows)
    sides = [(path, *side) for path in files for side in by_annotator(path, texts or [], format=from_, lost=tell)]
    if len(sides) < 2:
        raise UserError("name the files of at least two annotators, or one whose rows name several as `author`")
    names = [name for _, name, _ in sides]
    names = names if len(set(names)) == len(names) else [f"{path}: {name}" for path, name, _ in sides]
    figures, found = measure(names, [corpus for *_, corpus in sides])
    if rows:
        write_rows(rows, found)
    if as_json:
        print_json(figures)
    else:
        show(figures, found, Console(highlight=False))


def suggest(
    source: Annotated[
        list[str] | None,
        typer.Argument(
            help="Articles: whatever `bantin extract` reads, or - for JSONL on standard input.", show_default=False
        ),
    ] = None,
    n: Annotated[int, typer.Option("-n", "--number", min=1, max=100_000, help="How many articles.")] = 10,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Write JSON lines here; standard output without it.", show_default=False),
    ] = None,
    task: Annotated[
        str,
        typer.Option(
            "--task", help="What the model shall be unsure of: `entities`, `events` (the primary type), `all`."
        ),
    ] = "all",
    with_text: Annotated[
        bool,
        typer.Option("--with-text", help="Write `text` and `published` too, for `bantin doccano push --data`."),
    ] = False,
    done: Annotated[
        list[Path] | None,
        typer.Option(
            "--done",
            help=f"Leave out what is annotated here, and other reports of the same stories: {DATA}, or stand-off rows with `--texts`.",
            show_default=False,
        ),
    ] = None,
    texts: Texts = None,
    from_: Format = None,
    model: Annotated[
        str | None,
        typer.Option("--model", help="Name of a model in the registry, or a folder.", show_default="the model in use"),
    ] = None,
) -> None:
    """Name the articles most worth annotating next: the model is unsure of them, and they are unlike each other.

    One article a line, the best first: `id, score, uncertainty, reason, title`. `uncertainty` is 0 to 1, of the wrong spans expected
    in 100 words and of how close the two likeliest primary events are; `score` is lower the more an article is like one chosen
    before. No two are of one story. `reason` names the least sure spans, and what rules say there. Exit status: 0 all well, 1 some
    articles failed, 2 wrong use.

    Examples: `bantin suggest news/ -n 50`, `bantin suggest feed.jsonl.gz -n 100 --done annotated/ --with-text -o next.jsonl`, then
    `bantin doccano push --data next.jsonl --project Next`
    """
    import msgspec

    from bantin import pipeline
    from bantin.annotation import suggest as suggesting
    from bantin.annotation.corpus import read_corpus
    from bantin.sources import reader
    from bantin.sources.article import Failure

    if not source:
        raise UserError("name at least one SOURCE: a file, a folder, or - for JSONL on standard input")
    kept = [str(path) for path in [*(done or []), *(texts or [])] if path.is_file()]
    check_targets([*source, *kept], output, None)
    annotated = (
        [row.text for row in read_corpus(done, texts or [], format=from_, lost=lambda lost: None)] if done else []
    )
    nlp = pipeline.load(model)
    judge = suggesting.Judge(nlp, task)
    articles = reader.read(
        source,
        stdin=sys.stdin.buffer,
        warn=lambda line: stderr.print(f"warning: {line}", style="yellow", markup=False),
    )
    failed = 0
    with ExitStack() as stack:
        out = writer(stack, output)
        pool = suggesting.Pool(suggesting.POOL * n, annotated)
        for found in watched(judge.candidates(articles), "reading", "articles"):
            if isinstance(found, Failure):
                failed += 1
                sys.stderr.buffer.write(msgspec.json.encode(found) + b"\n")
                sys.stderr.buffer.flush()
            else:
                pool.add(found)
        choices = suggesting.choose(pool.candidates(), n)
        extractor = pipeline.Extractor(nlp)
        for choice in choices:
            out.write(msgspec.json.encode(suggesting.row(choice, extractor, task, with_text)) + b"\n")
        out.flush()
    if len(choices) < n:
        stderr.print(f"note: only {len(choices):,} stories to suggest", markup=False)
    raise typer.Exit(1 if failed else 0)
