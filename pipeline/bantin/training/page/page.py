"""The pages of `bantin evaluate --html` and `bantin compare --html`: one file each, in the dress of `bantin report`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup

from bantin.annotation.scores import DASH, printed
from bantin.pages import templates
from bantin.pages.onefile import packed, written
from bantin.pages.words import Language
from bantin.resources import label_colours
from bantin.training.compare import by_label, interval
from bantin.training.evaluate import ALL, NOTHING, WAYS, Ways
from bantin.training.page import charts
from bantin.training.page.groups import NONE, SHOWN, Group, grouped, of_change, tally

LIMIT = 5_000_000  # bytes of a page
PACKAGING = 1_000  # bytes round a pack, and of the note that some are left out
DEPTHS = 5  # shades of the confusion
HEAD = ("precision", "recall", "F1", "annotated", "found")


def rows(figures: dict[str, dict[str, float]], partial: dict[str, Ways] | None = None) -> list[list[str]]:
    """Cells of a table of figures: the name, precision, recall, F1, with `partial` the partial F1, spans annotated and found."""
    return [
        [
            name,
            *(printed(row, key) for key in ("precision", "recall", "f1")),
            *([printed(row | partial[name]["partial"], "f1") if name in partial else DASH] if partial else []),
            f"{row['support']:,}",
            f"{row['found']:,}",
        ]
        for name, row in figures.items()
    ]


def tables(figures: dict[str, Any]) -> list[tuple[str, str, Sequence[str], list[list[str]]]]:
    """(id, title, names of the columns, cells) of each table of scores."""
    micro = {key: figures[key] for key in ("precision", "recall", "f1", "support", "found")}
    partial, by = figures["partial"] or {}, figures["partial_by"] or {}
    head: Sequence[str] = (*HEAD[:3], "partial F1", *HEAD[3:]) if partial else HEAD
    labels = by.get("labels", {}) | ({ALL: partial} if partial else {})
    found = [("labels", "By label, strict", head, rows({**figures["labels"], ALL: micro}, labels))]
    found += [
        (name, f"By {name[:-1]}, strict", head, rows(figures[name], by.get(name)))
        for name in ("sources", "zones")
        if figures[name]
    ]
    if partial:
        ways = {f"{way}: {WAYS[way]}": micro | row for way, row in partial.items()}
        found.append(("ways", "By way to count", HEAD, rows(ways)))
    return found


def matrix(confusion: dict[str, dict[str, int]]) -> tuple[list[str], list[tuple[str, list[tuple[str, int, int]]]]]:
    """(columns, rows of (label, cells of (label found, spans, shade from 1 to `DEPTHS`))) of a confusion."""
    columns = sorted({name for row in confusion.values() for name in row})
    named = {name: NONE if name == NOTHING else name for name in (*columns, *confusion)}
    return [named[name] for name in columns], [
        (
            named[name],
            [(named[c], n, 1 + int((DEPTHS - 1) * n / sum(row.values()))) for c in columns for n in [row.get(c, 0)]],
        )
        for name, row in confusion.items()
    ]


def fitted(template: str, groups: Sequence[Group], **values: Any) -> str:
    """A page with as many groups as it may be long, the most frequent of them.

    Args:
        template: its name; gets `lines` (`html` and `side` of each group), `packs`, `left` (errors not on the page) and `values`.
        groups: the most frequent first.
        values: what else it shows.
    """
    entry = templates.environment(charts.PACKAGE, Language.en).get_template("group.html")
    css = templates.static(charts.PACKAGE, "figures.css")
    values |= {"known": label_colours(), "shown": SHOWN}

    def whole(lines: Sequence[Markup], packs: Sequence[str]) -> str:
        shown = [{"html": line, "side": group.side} for group, line in zip(groups, lines, strict=False)]
        left = sum(len(group.errors) for group in groups[len(lines) :])
        values.update(lines=shown, left=left, packs=[Markup(pack) for pack in packs])
        return "".join(written(charts.PACKAGE, template, Language.en, css, **values))

    entries = (
        (entry.render(part="line", group=group, n=n, **values), entry.render(part="body", group=group, **values))
        for n, group in enumerate(groups)
    )
    room = LIMIT - len(whole([], []).encode()) - PACKAGING
    lines: list[Markup] = []
    packs: list[str] = []
    for pack in packed(entries):
        room -= len(pack.bodies) + PACKAGING + sum(len(line.encode()) for line in pack.summaries)
        if room < 0:
            break
        lines += pack.summaries
        packs.append(pack.bodies)
    return whole(lines, packs)


def evaluation(model: str, data: str, figures: dict[str, Any], errors: Iterable[dict[str, Any]]) -> str:
    """The page of an evaluation.

    Args:
        model, data: what was measured, and on what.
        figures: of `evaluate.evaluate`.
        errors: rows of `evaluate.errors`.
    """
    groups = grouped(errors)
    columns, confusion = matrix(figures["confusion"])
    bins = [(row["score"], row["right"], row["spans"]) for row in figures["calibration"]["bins"]]
    events = figures["events"]
    return fitted(
        "evaluation.html",
        groups,
        model=model,
        data=data,
        figures=figures,
        f1=printed(figures, "f1"),
        tables=tables(figures) if figures["articles"] else [],
        head=HEAD,
        bins=[[f"{score:.3f}", f"{right:.3f}", f"{spans:,}"] for score, right, spans in bins],
        plot=charts.reliability(bins, "Share of spans that is right, by score") if bins else "",
        columns=columns,
        confusion=confusion,
        types=rows({**events["types"], ALL: events}) if events else [],
        total=sum(len(group.errors) for group in groups),
        unlike=len(groups),
        kinds=tally(groups, lambda group: (group.kind,)),
        labels=tally(groups, lambda group: {group.gold, group.found} - {NONE}),
    )


def comparison(a: str, b: str, data: str, figures: dict[str, Any], changes: Iterable[dict[str, Any]]) -> str:
    """The page of a comparison.

    Args:
        a, b, data: the models, and what they were measured on.
        figures, changes: of `compare.compare`.
    """
    groups = grouped(changes, of_change)
    intervals = [(name, row) for name, row in (("entities", figures), ("event types", figures["types"])) if row]
    return fitted(
        "comparison.html",
        groups,
        a=a,
        b=b,
        data=data,
        figures=figures,
        sentences=[(name, interval(row)) for name, row in intervals],
        plot=charts.intervals(intervals, "F1 of B less F1 of A, with 95 % confidence intervals"),
        rows=[[row["name"], row["a"], row["b"], row["difference"], f"{row['support']:,}"] for row in by_label(figures)],
        sides={side: sum(len(g.errors) for g in groups if g.side == side) for side in ("better", "worse")},
        kinds=tally(groups, lambda group: (group.kind,)),
        labels=tally(groups, lambda group: (group.gold,)),
    )
