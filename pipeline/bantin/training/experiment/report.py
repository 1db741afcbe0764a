"""The figures of the comparison as a Markdown page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are aligned right."""
    rule = ["---", *["---:"] * (len(header) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (header, rule, *rows))


def strict(row: dict[str, Any]) -> list[str]:
    """Precision, recall, F1, and what F1 differs from (a)'s with its interval."""
    less, low, high = row["difference"]
    apart = f"{less:+.3f} ({low:+.3f} … {high:+.3f})" if less or low or high else "–"
    return [*(f"{row[key]:.3f}" for key in ("precision", "recall", "f1")), apart]


def training(row: dict[str, Any]) -> str:
    """Minutes, and what the tagger says of them."""
    return f"{row['training_seconds'] / 60:.1f} min, {row['note']}" if row["bytes"] else "–"


def markdown(result: dict[str, Any]) -> str:
    """The page.

    Args:
        result: as `__main__` makes it.
    """
    rows, learn, stop, test = (result[key] for key in ("taggers", "learn", "stop", "test"))
    head = ["tagger", "precision", "recall", "F1", "F1 less (a)'s"]
    timed = {name: row for name, row in rows.items() if "words_per_second" in row}
    whole = [
        [
            name,
            *strict(row),
            f"{row['words_per_second']:,}",
            training(row),
            f"{row['bytes'] / 1e6:.1f} MB" if row["bytes"] else "–",
        ]
        for name, row in timed.items()
    ]
    less = [[name, *strict(row), training(row)] for name, row in rows.items() if name not in timed]
    labels = list(next(iter(rows.values()))["labels"])
    each = [[name, *(f"{row['labels'].get(label, 0):.3f}" for label in labels)] for name, row in rows.items()]
    ablations = f"With less:\n\n{table([*head, 'training'], less)}\n\n" if less else ""
    return f"""# Taggers compared

Made by `{result["command"]}`; the same figures are in the JSON file beside this one. How it is measured stands at the head of
`pipeline/bantin/training/experiment/__main__.py`.

All learned from the same {learn["articles"]:,} articles ({learn["words"]:,} words, {learn["spans"]:,} spans), {result["share"]:.0%} of the training
stories; {stop["articles"]:,} others, a tenth of those stories, told the networks when to stop. All were tested on the same {test["articles"]:,}
articles of other stories ({test["words"]:,} words, {test["spans"]:,} spans). Figures are strict.
In brackets: the interval that holds 95 % of a difference when the test articles are drawn again. Times are of one processor core ({result["cpu"]}), shared with other work.

{table([*head, "words/s", "training", "on disk"], whole)}

{ablations}F1 by label:

{table(["tagger", *labels], each)}

- Rules alone, (a) and (b) see what gazetteers and rules propose; (a) and (b) see clusters of word forms too, learned from unlabelled news in
  which texts of the test articles stand, though none of their labels. (c) and (d) see the words alone.
- The tables of rules and the CRFs' regularisation (`configs/training.toml`, for both) are those of the project as it is; nobody kept this
  test third from those who wrote them. The networks' settings are in `networks.py`.
- The networks made {result["passes"]} passes at most; the pass named is the one whose weights were kept.
- Words a second: from documents with tokens and sentences to spans; (a) computes the probability of every span as well. On disk, gazetteers
  are not counted, clusters are.
"""
