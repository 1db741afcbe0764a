"""How good a model is on annotated articles: what `bantin evaluate` prints."""

from __future__ import annotations

import collections
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from spacy.language import Language

from bantin.annotation.annotated import Annotated
from bantin.annotation.scores import DASH, Counts, Span, context, kind_of, pairs, plain, printed
from bantin.errors import UserError
from bantin.training.calibration import Prediction, expected_calibration_error, reliability
from bantin.training.predict import Judged, judge, labels_of, nothing

WIDE = 120  # characters of context on either side of what tells of an event
NOTHING = "-"  # in the confusion, what stands for no span at all
ALL = "all, micro"
WAYS = {  # of nervaluate to count
    "strict": "label and borders",
    "exact": "borders, whatever the label",
    "partial": "half for borders that only overlap, whatever the label",
    "ent_type": "label, where borders overlap",
}
Sides = tuple[set[Span], set[Span]]  # spans annotated and found, of an article or of a part of it
Ways = dict[str, dict[str, float]]  # {way to count: figures}


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


def by_place(judged: Sequence[Judged]) -> tuple[dict[str, list[Sides]], dict[str, list[Sides]]]:
    """({source: sides of its articles}, {kind of zone: sides of its parts of articles})."""
    sources: dict[str, list[Sides]] = collections.defaultdict(list)
    zones: dict[str, list[Sides]] = collections.defaultdict(list)
    for one in judged:
        if one.article.marked:
            sources[one.source].append((one.gold, one.found))
        for kind in {one.zone(span[0]) for span in one.found | one.gold}:
            gold, found = ({s for s in spans if one.zone(s[0]) == kind} for spans in (one.gold, one.found))
            zones[kind].append((gold, found))
    return dict(sorted(sources.items())), dict(sorted(zones.items()))


def counts(sides: Iterable[Sides]) -> Counts:
    """Strict counts of some sides."""
    total = Counts()
    for gold, found in sides:
        total.add(found, gold)
    return total


def partial_scores(sides: Sequence[Sides], labels: Sequence[str]) -> tuple[Ways, dict[str, Ways]] | None:
    """nervaluate's figures by its four ways to count (SemEval 2013, task 9.1), of all spans and by label; None where it is not installed."""
    try:
        from nervaluate import Evaluator
    except ImportError:
        return None
    # its ends are inclusive
    gold, found = (
        [[{"label": label, "start": s, "end": e - 1} for s, e, label in sorted(spans)] for spans in side]
        for side in zip(*sides, strict=True)
    )

    def figures(ways: dict[str, Any]) -> Ways:
        return {
            way: {key: float(getattr(ways[way], key)) for key in ("precision", "recall", "f1")}
            for way in WAYS
            if way in ways
        }

    said = Evaluator(gold, found, tags=list(labels), loader="dict").evaluate()
    return figures(said["overall"]), {label: figures(ways) for label, ways in sorted(said["entities"].items())}


def partial_figures(
    judged: Sequence[Judged], labels: Sequence[str], **places: dict[str, list[Sides]]
) -> tuple[Ways | None, dict[str, dict[str, Ways]] | None]:
    """(partial scores of all spans, {`labels` and each of `places`: {name: partial scores}}); (None, None) without nervaluate."""
    whole = partial_scores([(one.gold, one.found) for one in judged], labels)
    if whole is None:
        return None, None
    by: dict[str, dict[str, Ways]] = {"labels": whole[1]}
    for place, parts in places.items():
        found = ((name, partial_scores(sides, labels)) for name, sides in parts.items())
        by[place] = {name: scores[0] for name, scores in found if scores}
    return whole[0], by


def errors(judged: Sequence[Judged]) -> Iterator[dict[str, Any]]:
    """Every disagreement of model and annotation, with its context.

    `gold` and `found` are spans, of which `text` holds both, from `start` on; of event types (`kind` begins with `type`, or is
    `primary`) they are names, and `text` is what the type found was told by, if anything.
    """
    for one in judged:
        for gold, found in pairs(one.gold, one.found):
            start, end = min(s[0] for s in (gold, found) if s), max(s[1] for s in (gold, found) if s)
            yield {
                "id": one.article.id,
                "kind": kind_of(gold, found),
                "gold": gold,
                "found": found,
                "score": one.scores.get(found) if found else None,
                "zone": one.zone(start),
                "start": start,
                **context(one.article.text, start, end),
            }
        for kind, type, other in type_errors(one):
            told_by = (one.types or {}).get(other or "")
            start, end = told_by or (0, 0)
            yield {
                "id": one.article.id,
                "kind": kind,
                "gold": type,
                "found": other,
                "score": None,
                "zone": one.zone(start) if told_by else None,
                "start": start,
                **context(one.article.text, start, end, WIDE),
            }


def type_errors(one: Judged) -> Iterator[tuple[str, str | None, str | None]]:
    """(kind, event type annotated, event type found) of each that does not agree."""
    if one.types is None:
        return
    gold, found = set(one.article.types or ()), set(one.types)
    yield from (("type missed", type, None) for type in sorted(gold - found))
    yield from (("type spurious", None, type) for type in sorted(found - gold))
    if one.article.primary and one.article.primary != one.primary:
        yield "primary", one.article.primary, one.primary


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
        found, gold = set(one.types or ()), set(one.article.types or ())
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
        Figures that JSON can hold: `f1`, `precision`, `recall`, `support` (spans annotated), `found`; `labels`, `sources`, `zones`
        ({name: the same}); `partial` ({way to count: `precision`, `recall`, `f1`}), `partial_by` ({`labels`, `sources`, `zones`: {name:
        the same}}), both None without nervaluate; `calibration`, `confusion`, `events` (None without event types), `articles`, and
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
    partial, partial_by = partial_figures(judged, labels, sources=sources, zones=zones)
    other = collections.Counter(s[2] for one in judged for s in plain(one.article.spans) if s[2] not in labels)
    figures = {
        **total.figures(),
        "articles": sum(article.marked for article in corpus),
        "labels": {label: by_label.get(label, Counts()).figures() for label in labels},
        "sources": {name: counts(sides).figures() for name, sides in sources.items()},
        "zones": {name: counts(sides).figures() for name, sides in zones.items()},
        "partial": partial,
        "partial_by": partial_by,
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


def table_of(title: str, rows: dict[str, dict[str, float]], partial: dict[str, Ways] | None = None) -> Table:
    """A table of precision, recall, F1 and the number annotated, with partial F1 where there is any."""
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for name in ("precision", "recall", "F1", *(["partial F1"] if partial else []), "gold"):
        table.add_column(name, justify="right")
    for name, row in rows.items():
        cells = [printed(row, key) for key in ("precision", "recall", "f1")]
        if partial:
            cells.append(printed(row | partial[name]["partial"], "f1") if name in partial else DASH)
        table.add_row(escape(name), *cells, f"{row['support']:,}")
    return table


def confusion_table(found: dict[str, dict[str, int]]) -> Table:
    """The confusion as a table, a row for each label annotated."""
    columns = sorted({name for row in found.values() for name in row})
    table = Table(
        "",
        *map(escape, columns),
        title="annotated (rows) and found (columns) where spans overlap; - is no span",
        title_justify="left",
    )
    for name, row in found.items():
        table.add_row(escape(name), *(f"{row[c]:,}" if c in row else "" for c in columns))
    return table


def show(figures: dict[str, Any], console: Console) -> None:
    """Print the figures as tables."""
    if figures["articles"]:
        micro = {key: figures[key] for key in ("precision", "recall", "f1", "support", "found")}
        partial, by = figures["partial"] or {}, figures["partial_by"] or {}
        everything = by.get("labels", {}) | ({ALL: partial} if partial else {})
        console.print(table_of("entities, strict", {**figures["labels"], ALL: micro}, everything))
        if partial:
            ways = {way: micro | row for way, row in partial.items()}
            console.print(table_of("entities, other ways to count (nervaluate)", ways))
        if len(figures["sources"]) > 1:
            console.print(table_of("by source", figures["sources"], by.get("sources")))
        console.print(table_of("by zone", figures["zones"], by.get("zones")))
        console.print(confusion_table(figures["confusion"]))
        console.print(f"expected calibration error: {figures['calibration']['error']:.3f}")
    if events := figures["events"]:
        rows = {**events["types"], ALL: events}
        console.print(table_of(f"event types of {events['articles']:,} articles", rows))
        if events["primary"] is not None:
            console.print(f"primary type right: {events['primary']:.3f}")
