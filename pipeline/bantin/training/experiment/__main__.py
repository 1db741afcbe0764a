"""Which tagger: four of them, rules alone and ablations, trained and tested on the same articles.

    python -m bantin.training.experiment annotations/gold ../shared/data

- One split by story (`training.held_out`): two thirds to train on, a third to test on. Of the two thirds a tenth of the stories says
  when the networks stop, and nobody learns from it; of the others `--share` takes a part. The third is read for the figures alone.
- Everybody gets the same tokens, sentences and training articles.
- Figures are strict: start, end and label must agree. Nothing but the tagger is measured: no zones, no linking.
- Times are of the processor in this process, with numerical libraries held to one thread. Words are syllables between white space;
  tagging begins with documents that have tokens and sentences, and ends with spans in code points, every tagger in turn in each round.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from threadpoolctl import threadpool_limits

from bantin import pipeline
from bantin.annotation.corpus import Annotated as Article
from bantin.annotation.corpus import read_corpus
from bantin.errors import UserError
from bantin.training.benchmark.report import as_json, environment
from bantin.training.experiment.fields import HashedField, Rules, StringField
from bantin.training.experiment.measure import batches, difference, figures, portion, prepare, tallies
from bantin.training.experiment.networks import Network, SpacyNer
from bantin.training.experiment.report import markdown
from bantin.training.held_out import split
from bantin.training.train import settings

OURS = "(a) CRF over hashed features"
TIMINGS = 3  # rounds

stderr = Console(stderr=True, highlight=False, soft_wrap=True)


def say(line: str) -> None:
    """Progress, on standard error."""
    stderr.print(line, style="dim", markup=False)


def write(path: Path, text: str | None) -> None:
    """Write a file, its folder too; None leaves what is in it.

    Raises:
        UserError: it can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a" if text is None else "w", encoding="utf-8") as file:
            file.write(text or "")
    except OSError as error:
        raise UserError(f"{path}: can't be written ({error.strerror}). Choose another file with --out.") from None


def taggers(field: dict[str, Any], passes: int, seed: int) -> dict[str, Any]:
    """The candidates by name, `OURS` among them."""
    return {
        "rules alone": Rules(),
        OURS: HashedField(field),
        "(b) thinc network, same columns": Network(passes, seed),
        "(c) spaCy's `ner`": SpacyNer(passes, seed),
        "(d) python-crfsuite on strings": StringField(field),
    }


def ablated(field: dict[str, Any], passes: int, seed: int) -> dict[str, Any]:
    """What some candidates are with less, by name."""
    return {
        "(a) without clusters": HashedField(field, dropped="kgbd"),
        "(a) without gazetteers and rules": HashedField(field, dropped="orc"),
        "(a) without document clues": HashedField(field, dropped="c"),
        "(a) with copies in other spellings": HashedField(field, copies=True),
        "(b) of words, shapes and affixes alone": Network(passes, seed, columns="wnspf"),
    }


def speeds(candidates: dict[str, Any], docs: Sequence[Any]) -> dict[str, int]:
    """Words a second of each tagger: the median of rounds in which one follows the other."""
    words = count_words(doc.text for doc in docs)
    spent: dict[str, list[float]] = {name: [] for name in candidates}
    for _ in range(TIMINGS):
        for name, candidate in candidates.items():
            begin = time.process_time()
            for part in batches(docs):
                candidate.tag(part)
            spent[name].append(time.process_time() - begin)
    return {name: round(words / max(1e-9, statistics.median(times))) for name, times in spent.items()}


def count_words(texts: Iterable[str]) -> int:
    """Syllables between white space."""
    return sum(len(text.split()) for text in texts)


def count(articles: Sequence[Article]) -> dict[str, int]:
    """How much there is of annotated articles."""
    return {
        "articles": len(articles),
        "words": count_words(a.text for a in articles),
        "spans": sum(len(a.spans) for a in articles),
    }


def size(candidate: Any) -> int:
    """Bytes that a candidate takes on disk."""
    with tempfile.TemporaryDirectory() as folder:
        candidate.save(Path(folder))
        return sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())


def main(
    data: Annotated[Path, typer.Argument(help="Annotated JSONL, a file or a folder.", show_default=False)],
    texts: Annotated[
        list[Path] | None, typer.Argument(help="Where the texts of stand-off rows are.", show_default=False)
    ] = None,
    share: Annotated[float, typer.Option("--share", help="Part of the training stories to learn from, up to 1.")] = 0.5,
    passes: Annotated[int, typer.Option("--passes", min=1, help="Most passes of the networks.")] = 30,
    rounds: Annotated[
        int | None, typer.Option("--rounds", min=1, help="Most iterations of the CRFs.", show_default="as configured")
    ] = None,
    timed: Annotated[int, typer.Option("--timed", min=1, help="Test articles that speed is measured on.")] = 300,
    ablations: Annotated[bool, typer.Option(help="Measure the ablations too.")] = True,
    seed: Annotated[int, typer.Option("--seed", help="Of everything random.")] = 1,
    out: Annotated[Path, typer.Option("--out", help="The table; the same figures stand beside it as JSON.")] = Path(
        "models/experiments/taggers.md"
    ),
) -> None:
    """Train and test the taggers that bantin could have, and write a table."""
    if not 0 < share <= 1:
        raise UserError(f"--share is {share}. Give a number above 0, at most 1.")
    marked = [article for article in read_corpus([data], texts or ()) if article.marked]
    rest, test = split(marked)
    learn, stop = portion(rest, share)
    for name, part in (("to learn from", learn), ("to stop by", stop), ("to test on", test)):
        if not any(article.spans for article in part):
            raise UserError(f"{data}: no annotated article is left {name}. Give more articles or a greater --share.")
    write(out, None)  # a mistake is told now, not at the end
    nlp = pipeline.blank()
    held = prepare(nlp, test)
    docs = [p.doc for p in held]
    use = settings(None) | ({"rounds": rounds} if rounds else {})
    field = {key: use[key] for key in ("c1", "c2", "least", "rounds")}
    candidates = taggers(field, passes, seed)
    rows: dict[str, dict[str, Any]] = {}
    counts: dict[str, np.ndarray] = {}
    for name, candidate in (candidates | (ablated(field, passes, seed) if ablations else {})).items():
        begin = time.process_time()
        note = candidate.fit(nlp, learn, stop)
        trained = time.process_time() - begin
        found = [spans for part in batches(docs) for spans in candidate.tag(part)]
        counts[name] = tallies([p.spans for p in held], found)
        rows[name] = {
            **figures([p.spans for p in held], found),
            "training_seconds": round(trained, 1),
            "bytes": size(candidate),
            "note": note,
        }
        say(f"{name}: F1 {rows[name]['f1']:.4f}, trained in {trained:,.0f} s {note}")
    for name, row in rows.items():
        row["difference"] = difference(counts[name], counts[OURS], seed)
    say("speed")
    for name, speed in speeds(candidates, docs[:timed]).items():
        rows[name]["words_per_second"] = speed
    result = {
        "command": command(sys.argv[1:]),
        "share": share,
        "passes": passes,
        "learn": count(learn),
        "stop": count(stop),
        "test": count(test),
        "taggers": rows,
        **environment(),
    }
    write(out.with_suffix(".json"), as_json(result))
    write(out, markdown(result))
    say(f"written: {out} and {out.with_suffix('.json')}")


def command(arguments: Sequence[str]) -> str:
    """The command line as it was typed."""
    return " ".join(["python -m bantin.training.experiment", *arguments])


if __name__ == "__main__":
    try:
        with threadpool_limits(1):
            typer.run(main)
    except UserError as error:
        stderr.print(f"experiment: {error}", style="red", markup=False)
        sys.exit(2)
