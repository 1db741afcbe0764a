"""What `bantin suggest` saves: annotation is played on annotated articles, with suggested articles and with random ones.

    python -m bantin.training.simulation annotations/gold ../shared/data

- `--articles` of the data are drawn and split by story (`training.held_out.split`): a third is measured on and never learned from.
- A run begins with `--start` articles drawn at random, the same for every way to choose. Tagger and event classifier are trained on them,
  `--step` articles are added and all is trained anew, `--steps` times. Each of the `--seeds` runs begins with others.
- Suggested articles are those that `bantin suggest` names with the model trained so far, `--done` being what is learned from. Random
  ones are drawn from what is left.
- Training is quick: few iterations, no field for other spellings, scores as the field gives them.
"""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from spacy.language import Language
from threadpoolctl import threadpool_limits

from bantin import pipeline
from bantin.annotation import suggest
from bantin.annotation.annotated import Annotated as Article
from bantin.annotation.corpus import read_corpus
from bantin.annotation.formats.files import created
from bantin.annotation.scores import IGNORE
from bantin.errors import UserError
from bantin.sources import article as source
from bantin.terminal import check_files
from bantin.training.benchmark.report import as_json, environment
from bantin.training.entities import train_tagger
from bantin.training.evaluate import event_figures, strict
from bantin.training.events import train_events
from bantin.training.experiment.report import table
from bantin.training.held_out import split
from bantin.training.page.charts import Curve, curves
from bantin.training.predict import judge
from bantin.training.train import fingerprint, settings

RANDOM = "random"
WAYS = {RANDOM: "at random", "entities": "`bantin suggest --task entities`", "all": "`bantin suggest`"}
COSTS = ("articles", "words", "spans")  # of annotating
MEASURES = ("f1", "primary")  # of the entities; share of articles whose primary event type is right

stderr = Console(stderr=True, highlight=False, soft_wrap=True)


def say(line: str) -> None:
    """Progress, on standard error."""
    stderr.print(line, style="dim", markup=False)


def train(corpus: Sequence[Article], rounds: int) -> Language:
    """A pipeline trained quickly on some articles."""
    nlp = pipeline.blank()
    use = settings(None)
    crf, _ = train_tagger(nlp, corpus, c1=use["c1"], c2=use["c2"], least=use["least"], rounds=rounds)
    nlp.get_pipe("bantin_tagger").crf = crf  # type: ignore[attr-defined]
    model, _ = train_events(nlp, corpus, networks=1, hidden=use["hidden"], passes=use["passes"], seed=1)
    nlp.get_pipe("bantin_events").model = model  # type: ignore[attr-defined]
    return nlp


def measure(nlp: Language, held: Sequence[Article], labels: Sequence[str]) -> dict[str, float]:
    """Strict F1 of the entities, and the share of articles whose primary event type is right, on held-out articles."""
    judged = list(judge(nlp, held, labels))
    events = event_figures(judged)
    return {"f1": round(strict(judged)[0].f1, 4), "primary": round(events["primary"] or 0.0, 4) if events else 0.0}


def suggested(nlp: Language, rest: Sequence[Article], done: Sequence[Article], n: int, task: str) -> list[Article]:
    """The `n` of some articles that `bantin suggest` names."""
    pool = suggest.Pool(suggest.POOL * n, [article.text for article in done])
    articles = [source.Article(id=str(k), text=article.text) for k, article in enumerate(rest)]
    for candidate in suggest.Judge(nlp, task).candidates(articles):
        if isinstance(candidate, suggest.Candidate):
            pool.add(candidate)
    return [rest[int(choice.candidate.article.id)] for choice in suggest.choose(pool.candidates(), n)]


def learned(corpus: Sequence[Article], held: Sequence[Article], rounds: int) -> tuple[Language, dict[str, float]]:
    """(a pipeline trained on `corpus`, what it reaches on `held`)."""
    nlp = train(corpus, rounds)
    labels = sorted({span[2] for article in held for span in article.spans} - {IGNORE})
    return nlp, measure(nlp, held, labels)


def played(
    pool: Sequence[Article], held: Sequence[Article], seed: int, *, start: int, step: int, steps: int, rounds: int
) -> dict[str, list[dict[str, Any]]]:
    """One run of every way to choose, from the same articles: {way: `articles`, `words`, `spans` and measures at each step}.

    Args:
        pool: articles to choose from.
        held: those to measure on.
        seed: of what is drawn at random.
        start, step, steps: articles to begin with, articles added at a time, how often.
        rounds: iterations of training.
    """
    first = random.Random(seed).sample(pool, start)
    begin = learned(first, held, rounds)
    runs: dict[str, list[dict[str, Any]]] = {}
    for way in WAYS:
        rng, done, (nlp, reached) = random.Random(seed), list(first), begin
        runs[way] = [spent(done) | reached]
        for _ in range(steps):
            left = [article for article in pool if article not in done]
            done += rng.sample(left, step) if way == RANDOM else suggested(nlp, left, done, step, way)
            nlp, reached = learned(done, held, rounds)
            runs[way].append(spent(done) | reached)
        say(f"run {seed + 1}, {WAYS[way]}: F1 " + " ".join(f"{row['f1']:.3f}" for row in runs[way]))
    return runs


def spent(done: Sequence[Article]) -> dict[str, int]:
    """What is annotated so far: `articles`, `words`, `spans`."""
    words = sum(len(article.text.split()) for article in done)
    return {"articles": len(done), "words": words, "spans": sum(len(article.spans) for article in done)}


def means(runs: Sequence[Sequence[dict[str, Any]]]) -> list[dict[str, float]]:
    """The mean of several runs at each step."""
    return [{key: statistics.fmean(row[key] for row in rows) for key in rows[0]} for rows in zip(*runs, strict=True)]


def needed(curve: Sequence[dict[str, float]], measure: str, level: float, cost: str) -> float | None:
    """What a curve costs to reach a level of a measure for the first time, between steps by a straight line; None if it never does."""
    for before, after in pairwise(curve):
        if before[measure] <= level <= after[measure]:
            rise = after[measure] - before[measure]
            part = (level - before[measure]) / rise if rise else 0.0
            return before[cost] + part * (after[cost] - before[cost])
    return None


def saved(curve: Sequence[dict[str, float]], other: Sequence[dict[str, float]], measure: str) -> dict[str, Any]:
    """What one way to choose saves against another, where both have come as far as the worse of them comes in the end.

    Args:
        curve, other: means of the runs.
        measure: one of `MEASURES`.

    Returns:
        `level` of the measure; for each of `COSTS` what both need, [curve's, other's], None where it can't be told.
    """
    level = min(curve[-1][measure], other[-1][measure])
    costs = {cost: [needed(c, measure, level, cost) for c in (curve, other)] for cost in COSTS}
    return {"level": round(level, 4)} | {
        cost: None if None in both else [round(value) for value in both if value is not None]
        for cost, both in costs.items()
    }


def summary(runs: dict[str, list[list[dict[str, Any]]]]) -> dict[str, Any]:
    """{way: its mean curve, and against random choice: in how many runs it ends better, what it saves}.

    Args:
        runs: {way: runs, each a row a step}.
    """
    chance = means(runs[RANDOM])
    found: dict[str, Any] = {}
    for way, ran in runs.items():
        mean = means(ran)
        found[way] = {"mean": [{key: round(value, 4) for key, value in row.items()} for row in mean]}
        if way != RANDOM:
            found[way] |= {
                measure: saved(mean, chance, measure)
                | {"better": sum(a[-1][measure] > b[-1][measure] for a, b in zip(ran, runs[RANDOM], strict=True))}
                for measure in MEASURES
            }
    return found


def saving(row: dict[str, Any], runs: int, what: str) -> str:
    """What a way to choose saves against random choice, in a sentence.

    Args:
        row: of `summary`, of one measure.
        runs: how many there were.
        what: the measure's name.
    """
    said = [
        f"{mine:,} {cost} where random choice needs {other:,} ({mine / other - 1:+.0%})"
        for cost in COSTS
        if row[cost]
        for mine, other in [row[cost]]
    ]
    ends = f"better at the end in {row['better']} of {runs} runs"
    return (
        f"{what} of {row['level']:.3f}: {', '.join(said)}; {ends}" if said else f"{what}: no saving can be told; {ends}"
    )


def markdown(result: dict[str, Any], plots: Sequence[str]) -> str:
    """The page.

    Args:
        result: as `main` makes it.
        plots: file names of the curves.
    """
    ways, use = result["ways"], result["settings"]
    rows = []
    for way, found in ways.items():
        for row in found["mean"]:
            cells = [f"{row[cost]:,.0f}" for cost in COSTS]
            rows.append([WAYS[way], *cells, *(f"{row[measure]:.3f}" for measure in MEASURES)])
    said = [
        f"- {WAYS[way]}: {saving(found[measure], use['seeds'], name)}."
        for way, found in ways.items()
        if way != RANDOM
        for measure, name in zip(MEASURES, ("entities, strict F1", "primary event type, share right"), strict=True)
    ]
    head = ["chosen", *COSTS, "entities F1", "primary type"]
    return f"""# What `bantin suggest` saves

Made by `{result["command"]}`; every run is in the JSON file beside this page, and how it is played at the head of
`pipeline/bantin/training/simulation.py`. {result["pool"]:,} articles to choose from, {result["held"]:,} of other stories to measure on; means of
{use["seeds"]} runs, each from {use["start"]} articles drawn at random, {use["step"]} added at a time; {use["rounds"]} iterations of training.

Where both have come as far as the worse of them comes in the end:

{chr(10).join(said)}

{chr(10).join(f"![Learning curves]({name})" for name in plots)}

Bands are from the worst run to the best.

{table(head, rows)}
"""


def draw(runs: dict[str, list[list[dict[str, Any]]]], cost: str) -> str:
    """SVG of the learning curves of all ways to choose.

    Args:
        runs: {way: runs, each a row a step}.
        cost: what is on the axis, `articles` or `words`.
    """
    found = []
    for way, ran in runs.items():
        points = []
        for row, mean in zip(zip(*ran, strict=True), means(ran), strict=True):
            reached = [run["f1"] for run in row]
            points.append((mean[cost], mean["f1"], min(reached), max(reached)))
        found.append(Curve(WAYS[way].replace("`", ""), points))
    return curves(found, f"Learning curves by {cost}", f"annotated {cost}", "strict F1 on other stories")


def main(
    data: Annotated[Path, typer.Argument(help="Annotated JSONL, a file or a folder.", show_default=False)],
    texts: Annotated[
        list[Path] | None, typer.Argument(help="Where the texts of stand-off rows are.", show_default=False)
    ] = None,
    articles: Annotated[int, typer.Option("--articles", min=30, help="Articles of the data that are taken.")] = 900,
    start: Annotated[int, typer.Option("--start", min=10, help="Articles to begin with.")] = 50,
    step: Annotated[int, typer.Option("--step", min=1, help="Articles added at a time.")] = 50,
    steps: Annotated[int, typer.Option("--steps", min=1, help="How often.")] = 4,
    seeds: Annotated[int, typer.Option("--seeds", min=1, help="Runs.")] = 5,
    rounds: Annotated[int, typer.Option("--rounds", min=1, help="Iterations of the tagger's training.")] = 30,
    out: Annotated[
        Path, typer.Option("--out", help="The page; the figures as JSON and the curves as SVG stand beside it.")
    ] = Path("models/experiments/suggest.md"),
) -> None:
    """Play annotation with suggested and with random articles, and write what is saved."""
    plots = {cost: out.with_name(f"{out.stem}-{cost}.svg") for cost in ("articles", "words")}
    out.parent.mkdir(parents=True, exist_ok=True)
    check_files([data, *(texts or [])], out, out.with_suffix(".json"), *plots.values())
    marked = [article for article in read_corpus([data], texts or ()) if article.marked and article.primary]
    taken = random.Random(1).sample(marked, min(articles, len(marked)))
    pool, held = split(taken)
    if len(pool) < start + step * (steps + 1):
        raise UserError(
            f"{len(pool):,} articles to choose from are too few for {start} and {steps} times {step}: raise --articles, or lower the others."
        )
    use = {"start": start, "step": step, "steps": steps, "rounds": rounds}
    runs: dict[str, list[list[dict[str, Any]]]] = {way: [] for way in WAYS}
    for seed in range(seeds):
        for way, rows in played(pool, held, seed, **use).items():
            runs[way].append(rows)
        result = {
            "command": " ".join(["python -m bantin.training.simulation", *sys.argv[1:]]),
            "settings": {"articles": len(taken), "seeds": seed + 1, **use},
            "pool": len(pool),
            "held": len(held),
            "data_sha256": fingerprint(taken),
            "ways": summary(runs),
            "runs": runs,
            **environment(),
        }
        files = {path: draw(runs, cost) for cost, path in plots.items()}
        files |= {out.with_suffix(".json"): as_json(result), out: markdown(result, [p.name for p in plots.values()])}
        for path, text in files.items():  # after each run, so that a stop loses one
            with created(path) as file:
                file.write(text)
    for way, found in result["ways"].items():
        if way != RANDOM:
            print(f"{WAYS[way]}: {saving(found['f1'], seeds, 'entities, strict F1')}")
    say("written: " + ", ".join(map(str, files)))


if __name__ == "__main__":
    try:
        with threadpool_limits(1):
            typer.run(main)
    except UserError as error:
        stderr.print(f"simulation: {error}", style="red", markup=False)
        sys.exit(2)
