"""Two models on the same articles: is the difference more than chance, and what got better and worse. `bantin compare` prints it."""

from __future__ import annotations

import collections
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from scipy import stats
from spacy.language import Language

from bantin.annotation.annotated import Annotated
from bantin.annotation.scores import DASH, Counts, context
from bantin.errors import UserError
from bantin.training.evaluate import ALL, WIDE, strict
from bantin.training.predict import Judged, judge, labels_of, nothing

RESAMPLES = 10_000
CONFIDENCE = 0.95
CHANGES = {  # of what only one model finds: is it annotated, is it B that finds it
    (True, True): ("better", "found now"),
    (False, False): ("better", "no longer made up"),
    (True, False): ("worse", "missed now"),
    (False, True): ("worse", "made up now"),
}
BATCH = 200  # resamples at a time, so that memory stays small on many articles


def difference(counts: np.ndarray, seed: int, resamples: int = RESAMPLES) -> dict[str, float]:
    """F1 of B less F1 of A with its confidence interval: a paired bootstrap over articles.

    Args:
        counts: int64[articles, 5]: spans annotated, then right and found of A, right and found of B.
        seed: of the resampling.
        resamples: how often articles are drawn anew.

    Returns:
        `difference`, `low`, `high`, and `not_better`: the share of resamples in which B is not better than A.
    """

    def gain(gold: Any, right_a: Any, found_a: Any, right_b: Any, found_b: Any, axis: int = -1) -> Any:
        gold, right_a, found_a, right_b, found_b = (
            np.sum(part, axis=axis) for part in (gold, right_a, found_a, right_b, found_b)
        )
        return 2 * right_b / np.maximum(1, found_b + gold) - 2 * right_a / np.maximum(1, found_a + gold)

    columns = tuple(counts.T)
    result = stats.bootstrap(
        columns,
        gain,
        n_resamples=resamples,
        batch=BATCH,
        paired=True,
        vectorized=True,
        method="percentile",
        confidence_level=CONFIDENCE,
        random_state=np.random.default_rng(seed),
    )
    low, high = result.confidence_interval
    return {
        "difference": float(gain(*columns)),
        "low": float(low),
        "high": float(high),
        "not_better": float(np.mean(result.bootstrap_distribution <= 0)),
    }


def changes(first: Sequence[Judged], second: Sequence[Judged]) -> list[dict[str, Any]]:
    """What only one of two models finds, spans and then event types: `better` (it is right of B) or `worse` (it was right of A)."""
    found = []
    for a, b in zip(first, second, strict=True):
        items = [("", span[2], span[:2], span in a.gold, span in b.found) for span in sorted(a.found ^ b.found)]
        if a.types is not None and b.types is not None:
            gold, places = a.article.types or (), a.types | b.types
            items += [
                ("type ", type, places[type] or (0, 0), type in gold, type in b.types)
                for type in sorted(a.types.keys() ^ b.types.keys())
            ]
        for kind, label, (start, end), annotated, now in items:
            change, what = CHANGES[annotated, now]
            row = {
                "id": a.article.id,
                "change": change,
                "what": kind + what,
                "start": start,
                "end": end,
                "label": label,
            }
            found.append(row | context(a.article.text, start, end, *([WIDE] if kind else [])))
    return found


def compare(
    a: Language,
    b: Language,
    corpus: Sequence[Annotated],
    seed: int = 1,
    advance: Callable[[], None] = nothing,
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """(figures, changes) of two models on the labels that both know.

    Args:
        a, b: bantin pipelines.
        corpus: annotated articles.
        seed: of the bootstrap.
        advance: called after each article of each model.

    Returns:
        Figures: `labels` {label: {`a`, `b`: F1, `support`: spans annotated, `found_a`, `found_b`}}, `a` and `b` (strict micro figures), `difference`, `low`, `high`,
        `not_better`, `articles`, and `types`: the same difference for event types, None where fewer than two articles have any.

    Raises:
        UserError: there are fewer than two articles with spans and with types, or the models share no label.
    """
    known = set(labels_of(b, corpus))
    labels = [label for label in labels_of(a, corpus) if label in known]
    if not labels:
        raise UserError("the two models have no label in common; compare models of one label set")
    first, second = (list(judge(nlp, corpus, labels, advance)) for nlp in (a, b))
    return figures_of(first, second, labels, seed), changes(first, second)


def figures_of(first: Sequence[Judged], second: Sequence[Judged], labels: Sequence[str], seed: int) -> dict[str, Any]:
    """The figures of `compare`, of articles that two models were judged on.

    Args:
        first, second: the answers of A and of B, the same articles in the same order.
        labels: what they were judged on.
        seed: of the bootstrap.

    Raises:
        UserError: there are fewer than two articles with spans.
    """
    pairs = list(zip(first, second, strict=True))
    spans = [
        (len(x.gold), len(x.gold & x.found), len(x.found), len(y.gold & y.found), len(y.found))
        for x, y in pairs
        if x.article.marked
    ]
    if len(spans) < 2:
        raise UserError(f"a comparison needs at least two articles with spans; the data have {len(spans)}")
    types = []
    for x, y in pairs:
        if x.types is not None and y.types is not None:
            gold = set(x.article.types or ())
            right = [len(gold & found.keys()) for found in (x.types, y.types)]
            types.append((len(gold), right[0], len(x.types), right[1], len(y.types)))
    (total_a, labels_a), (total_b, labels_b) = strict(first), strict(second)
    return {
        "a": total_a.figures(),
        "b": total_b.figures(),
        **difference(np.array(spans), seed),
        "articles": len(spans),
        "labels": {label: both(labels_a.get(label, Counts()), labels_b.get(label, Counts())) for label in labels},
        "types": difference(np.array(types), seed) if len(types) > 1 else None,
    }


def both(a: Counts, b: Counts) -> dict[str, float]:
    """A label's row: F1 of each model, the spans annotated, the spans found by each in turn."""
    return {"a": a.f1, "b": b.f1, "support": a.gold, "found_a": a.found, "found_b": b.found}


def by_label(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """A row a label, all together last: `name`, `a`, `b`, `difference` as they are printed, `support`."""
    whole = {"a": figures["a"]["f1"], "b": figures["b"]["f1"], "support": figures["a"]["support"]}
    whole |= {f"found_{model}": figures[model]["found"] for model in "ab"}
    rows = []
    for name, row in {**figures["labels"], ALL: whole}.items():
        a, b = (row[model] if row["support"] + row[f"found_{model}"] else None for model in "ab")
        shown = [DASH if f1 is None else f"{f1:.3f}" for f1 in (a, b)]
        less = DASH if a is None or b is None else f"{b - a:+.3f}"
        rows.append({"name": name, "a": shown[0], "b": shown[1], "difference": less, "support": row["support"]})
    return rows


def interval(found: dict[str, float]) -> str:
    """A difference with its interval, in words."""
    return f"{found['difference']:+.4f} ({CONFIDENCE:.0%} of resamples between {found['low']:+.4f} and {found['high']:+.4f})"


def show(figures: dict[str, Any], changed: Sequence[dict[str, Any]], console: Console, most: int = 10) -> None:
    """Print figures and the most frequent changes."""
    table = Table("", "F1 of A", "F1 of B", "difference", "gold", title="entities, strict", title_justify="left")
    for row in by_label(figures):
        table.add_row(escape(row["name"]), row["a"], row["b"], row["difference"], f"{row['support']:,}")
    console.print(table)
    console.print(f"F1 of B less F1 of A on {figures['articles']:,} articles: {interval(figures)}")
    if figures["types"]:
        console.print(f"event types, F1 of B less F1 of A: {interval(figures['types'])}")
    for kind in ("better", "worse"):
        some = [row for row in changed if row["change"] == kind]
        table = Table("spans", "what", "label", "text", title=f"{kind}: {len(some):,}", title_justify="left")
        count = collections.Counter((row["what"], row["label"], " ".join(row["text"].split())) for row in some)
        for (what, label, text), number in count.most_common(most):
            table.add_row(str(number), what, escape(label), escape(text))
        if some:
            console.print(table)
