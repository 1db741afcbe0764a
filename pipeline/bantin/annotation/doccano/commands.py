"""The verbs `bantin doccano push`, `pull` and `status`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bantin.annotation.doccano.project import connect, open_project, prepare
from bantin.errors import UserError
from bantin.terminal import check_targets, progress, stderr, writer

if TYPE_CHECKING:
    from bantin.annotation.doccano.types import Draft
    from bantin.sources.article import Failure

app = typer.Typer(
    name="doccano",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Annotate on a doccano server: articles there, annotations back. Needs `pip install 'bantin[doccano]'`.",
)

Name = Annotated[str, typer.Option("--project", help="Name of the project on the server, or its number.")]
Url = Annotated[
    str | None,
    typer.Option("--url", envvar="DOCCANO_URL", help="The server, such as http://127.0.0.1:8000.", show_default=False),
]
User = Annotated[
    str | None, typer.Option("--username", envvar="DOCCANO_USERNAME", help="Who logs in.", show_default=False)
]
Password = Annotated[
    str | None,
    typer.Option(
        "--password",
        envvar="DOCCANO_PASSWORD",
        help="The password; better in the variable, where no list of processes shows it.",
        show_default=False,
    ),
]
Wait = Annotated[
    float, typer.Option("--wait", min=1, help="Seconds to wait for the server's worker to import or export.")
]


def _drafts(
    source: list[str],
    data: list[Path],
    texts: list[Path],
    records: list[Path],
    bare: bool,
    model: str | None,
    published: str | None,
    task: str,
) -> Iterator[Draft | Failure]:
    """What to push, as the options say."""
    from bantin.annotation.corpus import read_corpus
    from bantin.annotation.doccano import drafts
    from bantin.pipeline import Extractor, load
    from bantin.sources import reader
    from bantin.sources.article import check_published

    if data:
        yield from drafts.by_corpus(read_corpus(data, texts), task)
        return
    articles = reader.read(
        source,
        stdin=sys.stdin.buffer,
        published=check_published(published) if published else None,
        warn=lambda line: stderr.print(f"warning: {line}", style="yellow", markup=False),
    )
    if records:
        yield from drafts.by_records(articles, drafts.read_records(records), task)
    elif bare:
        yield from drafts.unmarked(articles, task)
    else:
        yield from drafts.by_model(articles, Extractor(load(model)), task)


@app.command()
def push(
    project: Name,
    source: Annotated[
        list[str] | None,
        typer.Argument(help="Articles: whatever `bantin extract` reads, or - for JSONL.", show_default=False),
    ] = None,
    task: Annotated[
        str, typer.Option("--task", help="`entities` to mark spans, `events` to choose event types.")
    ] = "entities",
    model: Annotated[
        str | None,
        typer.Option("--model", help="Model that marks the articles beforehand.", show_default="the model in use"),
    ] = None,
    records: Annotated[
        list[Path] | None,
        typer.Option(
            "--records", help="Mark them as these records of `bantin extract` say instead.", show_default=False
        ),
    ] = None,
    bare: Annotated[bool, typer.Option("--bare", help="Mark nothing beforehand.")] = False,
    data: Annotated[
        list[Path] | None,
        typer.Option(
            "--data", help="Instead of SOURCE: annotated JSONL, with text or stand-off, as it is.", show_default=False
        ),
    ] = None,
    texts: Annotated[
        list[Path] | None, typer.Option("--texts", help="Where the texts of stand-off rows are.", show_default=False)
    ] = None,
    published: Annotated[
        str | None,
        typer.Option("--published", help="Date for articles that carry none: 2024-03-05.", show_default=False),
    ] = None,
    member: Annotated[
        list[str] | None,
        typer.Option(
            "--member",
            help="User of the server who works in the project: NAME or NAME:ROLE, role annotator, annotation_approver or project_admin.",
            show_default=False,
        ),
    ] = None,
    guidelines: Annotated[
        Path | None,
        typer.Option(
            "--guidelines",
            help="What annotators read, in Markdown.",
            show_default="annotations/GUIDELINES.md for a new project",
        ),
    ] = None,
    separate: Annotated[
        bool,
        typer.Option(
            "--separate",
            help="In a new project, each member annotates alone and sees only own marks; else all share one annotation.",
        ),
    ] = False,
    batch: Annotated[int, typer.Option("--batch", min=1, max=1000, help="Articles of one upload.")] = 200,
    wait: Wait = 600,
    url: Url = None,
    username: User = None,
    password: Password = None,
) -> None:
    """Bring articles to a project, marked by the model; the project is made with labels, colours and guidelines if it is not there.

    An article that is there already stays as it is, so pushing twice adds nothing, and after a broken connection or a failed import
    the same command goes on. What arrived is compared with what was sent. Exit status: 0 all well, 1 some articles could not be read or
    arrived otherwise, 2 wrong use or the server fails.

    Examples: `bantin doccano push news/ --project "Tin tháng 5" --member lan`, `bantin doccano push news.jsonl --project Loại --task events`,
    `bantin doccano push --data annotations/gold --texts news.jsonl.gz --project Gold`
    """
    from bantin.annotation.doccano import types
    from bantin.annotation.doccano.push import push as bring
    from bantin.sources.article import Failure

    if task not in types.PROJECT_TYPES:
        raise UserError(f"--task {task}: choose {' or '.join(types.PROJECT_TYPES)}")
    if bool(source) == bool(data):
        raise UserError("name either SOURCE (articles) or --data (annotated rows)")
    if sum((bool(records), bare, bool(model), bool(data))) > 1:
        raise UserError("choose one of --model, --records, --bare and --data")
    server = connect(url, username, password, wait)
    failed, ready = 0, []
    with progress("marking") as advance:
        for draft in _drafts(source or [], data or [], texts or [], records or [], bare, model, published, task):
            if isinstance(draft, Failure):
                failed += 1
                stderr.print(json.dumps({"id": draft.id, "message": draft.message}, ensure_ascii=False), markup=False)
            else:
                ready.append(draft)
                advance()
    if not ready:
        raise UserError(f"nothing to push for --task {task}: no article could be read, or none says anything of it")
    place = prepare(server, project, task, ready, member or [], guidelines, shared=not separate)
    with progress("pushing") as advance:
        done = bring(
            server,
            place,
            ready,
            batch=batch,
            say=lambda line: stderr.print(line, markup=False),
            advance=advance,
        )
    for id, fault in done.wrong:
        stderr.print(f"{id}: {fault}", style="red", markup=False)
    stderr.print(
        f"{place.name} ({server.url}/projects/{place.id}): {done.sent:,} articles pushed, {done.known:,} were there, "
        f"{len(done.wrong):,} arrived otherwise than sent, {failed:,} could not be read",
        markup=False,
    )
    raise typer.Exit(1 if failed or done.wrong else 0)


@app.command()
def pull(
    project: Name,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Write JSON lines here; standard output without it.", show_default=False),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(
            "--report",
            help="Write what does not fit here, as JSON lines; standard error without it.",
            show_default=False,
        ),
    ] = None,
    confirmed: Annotated[
        bool, typer.Option("--confirmed", help="Only what an annotator marked done: the rows to train on.")
    ] = False,
    standoff: Annotated[
        bool, typer.Option("--standoff", help="Write the SHA-256 of each text in the place of the text.")
    ] = False,
    wait: Wait = 600,
    url: Url = None,
    username: User = None,
    password: Password = None,
) -> None:
    """Bring the annotations of a project back, each checked against its text.

    One row an article, in a project with `--separate` one an article and author: `id, text, spans` or `types, primary`, then
    `author` (who confirmed it, else who marked most; null where it stands as it was pushed), `authors` (of each label), `confirmed`, `meta`.
    `bantin train` reads the rows. What does not fit is reported as `{id, author, document, kind, label, kept, message}`: the text was changed
    (`moved`), spans overlap, lie outside the text (those alone are left out of the row), or begin or end with white space; which of several
    types is primary is open; a document stands there twice. Exit status: 0 all well, 1 something is reported, 2 wrong use or the server fails.

    Examples: `bantin doccano pull --project "Tin tháng 5" --confirmed -o corrected.jsonl`,
    `bantin doccano pull --project Gold --standoff --report misfits.jsonl > gold.jsonl`
    """
    from bantin.annotation.doccano.pull import Pull
    from bantin.annotation.doccano.pull import standoff as without_text

    check_targets([], output, report)
    server = connect(url, username, password, wait)
    rows = written = 0
    with ExitStack() as stack:
        place = open_project(server, project)
        advance = stack.enter_context(progress("pulling"))
        pulling = Pull(server, place, confirmed=confirmed, advance=advance)
        found = list(pulling.rows())  # before the file is opened: a server that fails must not empty an earlier pull
        out = writer(stack, output)
        moved = {row["document"] for row in pulling.report if row["kind"] == "moved"}
        for row in found:
            rows += 1
            if standoff and row["document"] in moved:
                pulling.report.append(
                    {
                        "id": row["id"],
                        "kind": "moved",
                        "row": row,
                        "message": "is left out of the stand-off rows: its text was changed",
                    }
                )
                continue
            out.write(_json(without_text(row) if standoff else row))
            written += 1
        out.flush()
        notes = writer(stack, report) if report else sys.stderr.buffer
        for misfit in pulling.report:
            notes.write(_json(misfit))
        notes.flush()
    stderr.print(
        f"{place.name}: {written:,} rows, {sum(row['confirmed'] for row in found):,} of them confirmed; {len(pulling.report):,} things do not fit",
        markup=False,
    )
    raise typer.Exit(1 if pulling.report else 0)


def _json(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


@app.command()
def status(
    project: Name,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    wait: Wait = 600,
    url: Url = None,
    username: User = None,
    password: Password = None,
) -> None:
    """Say how far a project is: how many articles are confirmed, by annotator, and how often each label is set.

    Example: `bantin doccano status --project "Tin tháng 5"`
    """
    server = connect(url, username, password, wait)
    place = open_project(server, project)
    found = {
        "project": place.name,
        "id": place.id,
        "task": place.task,
        "shared": place.shared,
        **server.progress(place),
    }
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Table

    done = "" if found["confirmed"] is None else f", {found['confirmed']:,} confirmed"
    table = Table(title=f"{place.name}: {found['total']:,} articles{done}")
    table.add_column("annotator")
    table.add_column("confirmed", justify="right")
    names = sorted({name for row in found["members"] for name, count in row["labels"].items() if count})
    for name in names:
        table.add_column(name, justify="right")
    for row in found["members"]:
        table.add_row(row["name"], f"{row['confirmed']:,}", *(f"{row['labels'].get(name, 0):,}" for name in names))
    Console(width=None if sys.stdout.isatty() else 160).print(table)
