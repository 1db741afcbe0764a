"""How far annotators agree on the same texts: spans, event types, and what they disagree on. `bantin agreement` prints it.

Articles are matched by their text, so that each annotator's export may number them as it likes.
"""

from __future__ import annotations

import collections
import itertools
import math
import statistics
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bantin.annotation import formats
from bantin.annotation.annotated import Annotated, Lost
from bantin.annotation.corpus import read_corpus, warn
from bantin.annotation.scores import DASH, Counts, context, counted, pairs
from bantin.errors import UserError

Annotator = dict[str, Annotated]  # by text


def matched(corpora: Sequence[Sequence[Annotated]]) -> tuple[list[Annotator], list[str]]:
    """(each annotator's articles by text, the texts that at least two annotated, in the first file's order).

    Raises:
        UserError: there are none.
    """
    annotators = [{article.text: article for article in corpus} for corpus in corpora]
    times = collections.Counter(text for one in annotators for text in one)
    common = [text for text, n in times.items() if n > 1]
    if not common:
        raise UserError("no text stands in two of the files, so there is nothing to compare")
    return annotators, common


def by_annotator(
    path: Path, texts: Iterable[Path] = (), *, format: str | None = None, lost: Lost = warn
) -> list[tuple[str, list[Annotated]]]:
    """(annotator, articles) of a file or folder: one, named after it, or those that its rows name as `author`.

    The latter where a text has rows of several authors, as `bantin doccano pull` writes them of a project in which each works alone;
    rows without an author are nobody's then.

    Args:
        path, texts, format, lost: as of `read_corpus`.
    """
    corpus = read_corpus([path], texts, format=format, lost=lost)
    if path == formats.STANDARD:
        return [(path.stem, corpus)]
    files = formats.data_files([path], format)
    authors = [row.get("author") for file, name in files for _, row in formats.read(file, name, lambda lost: None)]
    by: dict[str, list[Annotated]] = collections.defaultdict(list)
    for author, article in zip(authors, corpus, strict=True):
        if author:
            by[str(author)].append(article)
    texts_of = [{article.text for article in articles} for articles in by.values()]
    shared = any(one & other for one, other in itertools.combinations(texts_of, 2))
    return sorted(by.items()) if shared else [(path.stem, corpus)]


def entity_agreement(annotators: Sequence[Annotator], common: Sequence[str]) -> tuple[Counts, dict[str, Counts]]:
    """(all spans, {label: its spans}) over every two annotators; which of the two counts as gold does not change F1."""
    total = Counts()
    by_label: dict[str, Counts] = collections.defaultdict(Counts)
    for _, _, one, two in both(annotators, common):
        if one.marked and two.marked:
            a, b = sides(one, two)
            total.add(b, a)
            for label in {span[2] for span in a | b}:
                by_label[label].add({s for s in b if s[2] == label}, {s for s in a if s[2] == label})
    return total, dict(sorted(by_label.items()))


def both(annotators: Sequence[Annotator], common: Sequence[str]) -> list[tuple[int, int, Annotated, Annotated]]:
    """(number of one, number of the other, their annotations) for every two annotators and every text that both annotated."""
    return [
        (i, j, annotators[i][text], annotators[j][text])
        for i, j in itertools.combinations(range(len(annotators)), 2)
        for text in common
        if text in annotators[i] and text in annotators[j]
    ]


def sides(one: Annotated, two: Annotated) -> tuple[set, set]:
    """The spans of two annotations, without what touches an `IGNORE` span of the other."""
    return counted(one.spans, two.spans), counted(two.spans, one.spans)


def fleiss_kappa(table: np.ndarray) -> float:
    """Fleiss' kappa (1971) of int[units, categories], how many annotators chose what; every unit has as many annotators.

    Ten lines of our own, for the library that has it (statsmodels) brings pandas along.
    """
    n = table.sum(1)[0]
    chance = float(((table.sum(0) / table.sum()) ** 2).sum())
    observed = float((((table**2).sum(1) - n) / (n * (n - 1))).mean())
    return (observed - chance) / (1 - chance) if chance < 1 else math.nan


def nominal(values: Sequence[Sequence[Any]]) -> dict[str, float | None]:
    """Cohen's kappa (the mean over every two annotators), Fleiss' kappa and Krippendorff's alpha of nominal values.

    Args:
        values: [annotators, units]; None where an annotator left a unit out.

    Returns:
        `cohen`, `fleiss`, `alpha`, None where undefined: nothing to compare, or only one value was ever given. Fleiss' kappa is of the
        units that all annotated.

    Raises:
        UserError: the packages that compute them are not installed.
    """
    try:
        import krippendorff
        from sklearn.metrics import cohen_kappa_score
    except ImportError as error:
        raise UserError(
            f"agreement needs a package that is not installed ({error.name}): pip install 'bantin[evaluate]'"
        ) from None
    kinds = sorted({value for row in values for value in row if value is not None}, key=str)
    if len(kinds) < 2:
        return {"cohen": None, "fleiss": None, "alpha": None}
    number = {kind: i for i, kind in enumerate(kinds)}
    data = np.array([[math.nan if v is None else number[v] for v in row] for row in values])
    cohen = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # undefined where two annotators gave one and the same value throughout
        for a, b in itertools.combinations(data, 2):
            shared = ~np.isnan(a) & ~np.isnan(b)
            if shared.any():
                cohen.append(float(cohen_kappa_score(a[shared].astype(int), b[shared].astype(int))))
        try:
            alpha = float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))
        except ValueError:
            alpha = math.nan
    whole = data[:, ~np.isnan(data).any(0)].astype(int)
    counts = np.stack([(whole == k).sum(0) for k in range(len(kinds))], 1)
    fleiss = fleiss_kappa(counts) if len(counts) else math.nan
    defined = [kappa for kappa in cohen if not math.isnan(kappa)]
    found = {"cohen": statistics.fmean(defined) if defined else math.nan, "fleiss": fleiss, "alpha": alpha}
    return {key: None if math.isnan(value) else value for key, value in found.items()}


def event_agreement(annotators: Sequence[Annotator], common: Sequence[str]) -> dict[str, Any] | None:
    """Agreement on event types: `primary`, `types` (has an article a type or not, over all types), `by_type`; None without types."""

    def given(one: Annotator, text: str) -> Annotated | None:
        return one[text] if text in one and one[text].types is not None else None

    grid = [[given(one, text) for text in common] for one in annotators]
    kinds = sorted({type for row in grid for article in row if article for type in article.types or ()})
    if sum(any(row) for row in grid) < 2 or not kinds:
        return None
    has = {
        kind: [[None if article is None else kind in (article.types or ()) for article in row] for row in grid]
        for kind in kinds
    }
    every = [[value for kind in kinds for value in has[kind][i]] for i in range(len(grid))]
    counts = Counts()
    for a, b in itertools.combinations(grid, 2):
        for x, y in zip(a, b, strict=True):
            if x and y:
                counts.add(y.types or (), x.types or ())
    return {
        "f1": counts.f1,
        "primary": nominal([[article.primary if article else None for article in row] for row in grid]),
        "types": nominal(every),
        "by_type": {kind: nominal(values) for kind, values in has.items()},
    }


def disagreements(names: Sequence[str], annotators: Sequence[Annotator], common: Sequence[str]) -> list[dict[str, Any]]:
    """What every two annotators see differently, each with its context; alike ones together, the most frequent first.

    Alike are those of the same text and labels; `times` says how many there are.
    """
    found: list[dict[str, Any]] = []
    for i, j, one, two in both(annotators, common):
        who = {"annotators": [names[i], names[j]], "id": one.id}
        if one.marked and two.marked:
            for a, b in pairs(*sides(one, two)):
                start, end = min(s[0] for s in (a, b) if s), max(s[1] for s in (a, b) if s)
                found.append({**who, "a": a, "b": b, **context(one.text, start, end)})
        if one.types is not None and two.types is not None:
            for type in sorted({*one.types} ^ {*two.types}):
                a_says, b_says = (type if type in (article.types or ()) else None for article in (one, two))
                found.append({**who, "a": a_says, "b": b_says, **context(one.text, 0, 0), "text": f"event type {type}"})
            if one.primary != two.primary:
                said = {"a": one.primary, "b": two.primary, **context(one.text, 0, 0), "text": "primary event type"}
                found.append(who | said)
    times = collections.Counter(map(alike, found))
    rows = [{"times": times[alike(row)], **row} for row in found]
    return sorted(rows, key=lambda row: (-row["times"], alike(row)))


def labels(row: dict[str, Any]) -> list[str]:
    """What the two of a disagreement say: a span's label, an event type, or `-`."""
    return [side if isinstance(side, str) else side[2] if side else "-" for side in (row["a"], row["b"])]


def alike(row: dict[str, Any]) -> tuple[str, ...]:
    """Equal for disagreements about the same text and labels."""
    return " ".join(row["text"].split()).casefold(), *sorted(labels(row))


def agreement(
    names: Sequence[str], corpora: Sequence[Sequence[Annotated]]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """(figures, disagreements) of two or more annotators.

    Args:
        names: of the annotators.
        corpora: what each annotated.

    Returns:
        Figures: `articles` in common, `f1`, `labels` {label: {`f1`, `support`: spans of both sides}}, `events` (see `event_agreement`).
    """
    annotators, common = matched(corpora)
    total, by_label = entity_agreement(annotators, common)
    figures = {
        "annotators": list(names),
        "articles": len(common),
        "f1": total.f1,
        "labels": {label: {"f1": c.f1, "support": c.found + c.gold} for label, c in by_label.items()},
        "events": event_agreement(annotators, common),
    }
    return figures, disagreements(names, annotators, common)


def show(figures: dict[str, Any], rows: Sequence[dict[str, Any]], console: Console, most: int = 20) -> None:
    """Print figures and the most frequent disagreements."""
    console.print(f"{len(figures['annotators'])} annotators, {figures['articles']:,} articles in common")
    if figures["labels"]:
        table = Table("", "F1", "spans of both", title="entities, strict", title_justify="left")
        total = {"f1": figures["f1"], "support": sum(row["support"] for row in figures["labels"].values())}
        for name, row in {**figures["labels"], "all, micro": total}.items():
            table.add_row(escape(name), f"{row['f1']:.3f}", f"{row['support']:,}")
        console.print(table)
    if events := figures["events"]:
        table = Table(
            "", "Cohen's kappa", "Fleiss' kappa", "Krippendorff's alpha", title="event types", title_justify="left"
        )
        for name, row in {"primary": events["primary"], "all types": events["types"], **events["by_type"]}.items():
            cells = (DASH if row[k] is None else f"{row[k]:.3f}" for k in ("cohen", "fleiss", "alpha"))
            table.add_row(escape(name), *cells)
        console.print(table)
        console.print(f"event types, F1: {events['f1']:.3f}")
    table = Table("times", "A", "B", "context", title=f"disagreements: {len(rows):,}", title_justify="left")
    first_of = {alike(row): row for row in reversed(rows)}
    for row in sorted(first_of.values(), key=lambda row: -row["times"])[:most]:
        of_span = any(isinstance(side, tuple) for side in (row["a"], row["b"]))
        shown = f"{row['before'][-20:]}[{row['text']}]" if of_span else f"{row['text']} "
        shown += row["after"][:20]
        table.add_row(str(row["times"]), *map(escape, labels(row)), escape(" ".join(shown.split())))
    if rows:
        console.print(table)
