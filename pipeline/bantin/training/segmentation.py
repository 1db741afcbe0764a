"""What word segmentation adds to the event classifier, and what it costs.

    python -m bantin.training.segmentation annotations/gold annotations/events --texts ../shared/data --out segmentation.md

- The classifier is cross-validated by story on the annotated articles as it is, and with the stage `bantin_segmentation` in its pipeline,
  whose words of several syllables and their pairs are features beside the syllables and theirs. All else is the same, the folds too.
- The gain of `primary` comes with a two-sided p of McNemar's exact test: whether the articles that only one of them has right could be
  divided so by chance.
- Time is the processor's, over the first `--timed` articles, of the stage and of all other stages together.
"""

from __future__ import annotations

import time
from itertools import islice
from pathlib import Path
from typing import Annotated as Given

import typer
from rich.console import Console
from scipy import stats

from bantin import pipeline
from bantin.annotation.annotated import Annotated
from bantin.annotation.corpus import read_corpus
from bantin.errors import UserError
from bantin.sinks.files import replacing
from bantin.training.events import Validated, cross_validated
from bantin.training.parts import NETWORK
from bantin.training.train import settings

stderr = Console(stderr=True, highlight=False, soft_wrap=True)


def validated(corpus: list[Annotated], segmented: bool, seed: int) -> Validated:
    """The classifier's cross-validation, with word segmentation or without."""
    use = settings(None)
    return cross_validated(
        pipeline.blank(segmentation=segmented), corpus, **{key: use[key] for key in NETWORK}, seed=seed
    )


def costs(texts: list[str]) -> tuple[int, float, float]:
    """(words, seconds of word segmentation, seconds of all other stages with the default model) of texts."""
    nlp = pipeline.load()
    stage = nlp.add_pipe("bantin_segmentation", last=True)
    spent = 0.0

    def timed(doc: object) -> object:
        nonlocal spent
        begin = time.process_time()
        result = stage(doc)  # type: ignore[arg-type]
        spent += time.process_time() - begin
        return result

    timed(nlp(texts[0]))  # loads what it loads once
    spent, begin = 0.0, time.process_time()
    for doc in nlp.pipe(texts, disable=["bantin_segmentation"]):
        timed(doc)
    return sum(len(text.split()) for text in texts), spent, time.process_time() - begin - spent


def page(plain: Validated, words: Validated, cost: tuple[int, float, float], command: str) -> str:
    """The page of the figures, in Markdown."""
    right, other = (found.about.argmax(1) == found.primary for found in (plain, words))
    gained, lost = int((other & ~right).sum()), int((right & ~other).sum())
    chance = stats.binomtest(gained, gained + lost).pvalue if gained + lost else 1.0
    rows = [
        f"| {name} | {found.features.shape[1]:,} | {found.figures()['types']:.4f} | {found.figures()['primary']:.4f} |"
        for name, found in (
            ("syllables and their pairs", plain),
            ("words of several syllables and their pairs too", words),
        )
    ]
    return f"""# What word segmentation adds to the event classifier

Made by `{command}`; how it is measured stands at the head of `pipeline/bantin/training/segmentation.py`.
{len(right):,} articles, five-fold cross-validation by story:

| features | number | types, F1 | primary, share right |
| --- | ---: | ---: | ---: |
{chr(10).join(rows)}

The primary type of {gained:,} articles is right only with words, of {lost:,} only without (McNemar's exact test: p = {chance:.3f}).

Of {cost[0]:,} words of news, title and lede take underthesea {cost[1]:.1f} s of processor time, all other stages
together take {cost[2]:.1f} s: with it the pipeline takes {(cost[1] + cost[2]) / cost[2]:.1f} times as long. That is why the stage is off by default.
"""


def main(
    data: Given[list[Path], typer.Argument(help="Annotated articles: files or folders.", show_default=False)],
    texts: Given[list[Path], typer.Option(help="Where the texts of stand-off rows are; may be repeated.")],
    out: Given[Path, typer.Option(help="The page to write.", dir_okay=False)],
    seed: Given[int, typer.Option(help="Of the networks' start.")] = 1,
    timed: Given[int, typer.Option(help="Articles whose time is taken.", min=1)] = 2000,
) -> None:
    """Measure what word segmentation adds to the event classifier."""
    try:
        corpus = read_corpus(data, texts)
        stderr.print(f"{len(corpus):,} articles; without segmentation")
        plain = validated(corpus, False, seed)
        stderr.print("with segmentation")
        words = validated(corpus, True, seed)
        cost = costs([article.text for article in islice(corpus, timed)])
    except UserError as error:
        stderr.print(f"error: {error}", markup=False)
        raise typer.Exit(2) from None
    given = " ".join([*map(str, data), *(f"--texts {path}" for path in texts)])
    command = f"python -m bantin.training.segmentation {given} --seed {seed} --out {out}"
    with replacing(out) as file:
        file.write(page(plain, words, cost, command).encode())
    stderr.print(f"written: {out}")


if __name__ == "__main__":
    typer.run(main)
