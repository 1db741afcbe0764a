"""How good a model is on annotated articles: what `bantin evaluate` prints."""

from __future__ import annotations

import collections
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from spacy.language import Language

from bantin.annotation.annotated import Annotated
from bantin.annotation.scores import Counts, context, kind_of, pairs, plain
from bantin.errors import UserError
from bantin.training.calibration import Prediction, expected_calibration_error, reliability
from bantin.training.predict import Judged, judge, labels_of, nothing

NOTHING = "-"  # in the confusion, what stands for no span at all
PARTIAL = ("strict", "exact", "partial", "ent_type")


def strict(judged: Sequence[Judged]) -> tuple[Counts, dict[str, Counts]]:
    """(all spans, {label: its spans}) of what was found and what was annotated."""
    total = Counts()
    by_label: dict[str, Counts] = collections.defaultdict(Counts)
    for one in judged:
        total.add(one.found, one.gold)
        for label in {span[2] for span in one.found | one.gold}:
            found, gold = ({s for s in spans if s[2] == label} for spans in (one.found, one.gold))
            by_label[label].add(found, gold)
    return total, dict(by_label)


def by_place(judged: Sequence[Judged]) -> tuple[dict[str, Counts], dict[str, Counts]]:
    """({source: counts}, {kind of zone: counts})."""
    sources: dict[str, Counts] = collections.defaultdict(Counts)
    zones: dict[str, Counts] = collections.defaultdict(Counts)
    for one in judged:
        if one.article.marked:
            sources[one.source].add(one.found, one.gold)
        for kind in {one.zone(span[0]) for span in one.found | one.gold}:
            found, gold = ({s for s in spans if one.zone(s[0]) == kind} for spans in (one.found, one.gold))
            zones[kind].add(found, gold)
    return dict(sources), dict(zones)


def partial_scores(judged: Sequence[Judged], labels: Sequence[str]) -> dict[str, dict[str, float]] | None:
    """nervaluate's figures by its four ways to count (SemEval 2013, task 9.1); None where it is not installed."""
    try:
        from nervaluate import Evaluator
    except ImportError:
        return None
    # its ends are inclusive
    gold, found = (
        [[{"label": label, "start": s, "end": e - 1} for s, e, label in sorted(spans)] for spans in side]
        for side in ([one.gold for one in judged], [one.found for one in judged])
    )
    overall = Evaluator(gold, found, tags=list(labels), loader="dict").evaluate()["overall"]
    return {
        way: {key: float(getattr(overall[way], key)) for key in ("precision", "recall", "f1")}
        for way in PARTIAL
        if way in overall
    }


def errors(judged: Sequence[Judged]) -> Iterator[dict[str, Any]]:
    """Every disagreement of model and annotation, with its context."""
    for one in judged:
        for gold, found in pairs(one.gold, one.found):
            start, end, _ = gold or found or (0, 0, "")
            yield {
                "id": one.article.id,
                "kind": kind_of(gold, found),
                "gold": gold,
                "found": found,
                "score": one.scores.get(found) if found else None,
                "zone": one.zone(start),
                **context(one.article.text, start, end),
            }


def confusion(judged: Sequence[Judged]) -> dict[str, dict[str, int]]:
    """{label annotated: {label found: spans}} of spans that overlap, the same borders or not; what only one side has stands against `-`."""
    table: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for one in judged:
        for span in one.gold & one.found:
            table[span[2]][span[2]] += 1
        for gold, found in pairs(one.gold, one.found):
            table[gold[2] if gold else NOTHING][found[2] if found else NOTHING] += 1
    return {label: dict(sorted(row.items())) for label, row in sorted(table.items())}


def event_figures(judged: Sequence[Judged]) -> dict[str, Any] | None:
    """Micro figures of event types, by type, and the share of articles whose primary type is right; None without typed articles."""
    typed = [one for one in judged if one.types is not None]
    if not typed:
        return None
    total, right, asked = Counts(), 0, 0
    by_type: dict[str, Counts] = collections.defaultdict(Counts)
    for one in typed:
        found, gold = one.types or set(), set(one.article.types or ())
        total.add(found, gold)
        for type in found | gold:
            by_type[type].add(found & {type}, gold & {type})
        if one.article.primary:
            asked += 1
            right += one.article.primary == one.primary
    return {
        **total.figures(),
        "primary": right / asked if asked else None,
        "articles": len(typed),
        "types": {type: counts.figures() for type, counts in sorted(by_type.items())},
    }


def evaluate(
    nlp: Language, corpus: Sequence[Annotated], advance: Callable[[], None] = nothing
) -> tuple[dict[str, Any], list[Judged]]:
    """(figures, the articles they come from).

    Args:
        nlp: a bantin pipeline.
        corpus: annotated articles; those without spans are judged on their event types alone.
        advance: called after each article.

    Returns:
        Figures that JSON can hold: `f1`, `precision`, `recall`, `support`, `labels` ({label: the same}), `partial` (None without
        nervaluate), `sources`, `zones`, `calibration`, `confusion`, `events` (None without event types), `articles`, and
        `not_judged`, {label: spans} of annotated labels that the model does not know.
    """
    if not corpus:
        raise UserError("the data hold no article")
    labels = labels_of(nlp, corpus)
    judged = list(judge(nlp, corpus, labels, advance))
    total, by_label = strict(judged)
    sources, zones = by_place(judged)
    predictions = [
        Prediction(span[2], one.scores[span], span in one.gold) for one in judged for span in sorted(one.found)
    ]
    other = collections.Counter(s[2] for one in judged for s in plain(one.article.spans) if s[2] not in labels)
    figures = {
        **total.figures(),
        "articles": sum(article.marked for article in corpus),
        "labels": {label: by_label.get(label, Counts()).figures() for label in labels},
        "partial": partial_scores(judged, labels),
        "sources": {name: counts.figures() for name, counts in sorted(sources.items())},
        "zones": {name: counts.figures() for name, counts in sorted(zones.items())},
        "calibration": {
            "error": expected_calibration_error(predictions),
            "bins": [{"score": score, "right": right, "spans": n} for score, right, n in reliability(predictions)]
            if predictions
            else [],
        },
        "confusion": confusion(judged),
        "events": event_figures(judged),
        "not_judged": dict(sorted(other.items())),
    }
    return figures, judged


def table_of(title: str, rows: dict[str, dict[str, float]]) -> Table:
    """A table of precision, recall, F1 and support."""
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for name in ("precision", "recall", "F1", "gold"):
        table.add_column(name, justify="right")
    for name, row in rows.items():
        cells = [f"{row[key]:.3f}" for key in ("precision", "recall", "f1")]
        table.add_row(name, *cells, f"{row['support']:,}" if "support" in row else "")
    return table


def confusion_table(found: dict[str, dict[str, int]]) -> Table:
    """The confusion as a table, a row for each label annotated."""
    columns = sorted({name for row in found.values() for name in row})
    table = Table(
        "",
        *columns,
        title="annotated (rows) and found (columns) where spans overlap; - is no span",
        title_justify="left",
    )
    for name, row in found.items():
        table.add_row(name, *(f"{row[c]:,}" if c in row else "" for c in columns))
    return table


def show(figures: dict[str, Any], console: Console) -> None:
    """Print the figures as tables."""
    if figures["articles"]:
        micro = {key: figures[key] for key in ("precision", "recall", "f1", "support")}
        console.print(table_of("entities, strict", {**figures["labels"], "all, micro": micro}))
        if figures["partial"]:
            console.print(table_of("entities, other ways to count (nervaluate)", figures["partial"]))
        if len(figures["sources"]) > 1:
            console.print(table_of("by source", figures["sources"]))
        console.print(table_of("by zone", figures["zones"]))
        console.print(confusion_table(figures["confusion"]))
        console.print(f"expected calibration error: {figures['calibration']['error']:.3f}")
    if events := figures["events"]:
        rows = {**events["types"], "all, micro": events}
        console.print(table_of(f"event types of {events['articles']:,} articles", rows))
        if events["primary"] is not None:
            console.print(f"primary type right: {events['primary']:.3f}")
