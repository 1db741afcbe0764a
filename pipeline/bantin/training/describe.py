"""The card of a model that `bantin train` wrote: what it learned from, how, and how good it is."""

from __future__ import annotations

from typing import Any


def described(meta: dict[str, Any], day: str) -> str:
    """The card, in Markdown.

    Args:
        meta: the model's meta.json, with what `bantin train` writes into it.
        day: of training, ISO 8601.
    """
    facts, figures = meta["bantin"], meta.get("performance", {})
    base = facts["base"]
    lines = [
        f"# {meta['name']} {meta['version']}",
        "",
        f"{meta['description']}. Trained on {day} by `bantin train` on {facts['articles']:,} articles, {facts['marked']:,} of them with spans.",
    ]
    if base:
        lines.append(
            f"Trained on from `{base['name']}` (`{base['sha256'][:16]}`), behind which stand {base['marked']:,} articles with spans."
        )
    lines += [
        "",
        "| what | SHA-256 or value |",
        "| --- | --- |",
        *(f"| `{name}` | `{digest}` |" for name, digest in facts["files"].items()),
        f"| annotations as read | `{facts['data_sha256']}` |",
        f"| configuration | `{facts['config_sha256']}` |",
        *(f"| {key} | {value} |" for key, value in {"seed": facts["seed"], **facts["settings"]}.items()),
    ]
    if dev := figures.get("dev"):
        rows = {**dev["labels"], "all": dev}
        lines += [
            "",
            f"On the {dev['articles']:,} articles of `--dev` (annotations `{dev['data_sha256'][:16]}`), strict spans:",
            "",
            "| label | precision | recall | F1 |",
            "| --- | --- | --- | --- |",
            *(f"| {k} | {row['precision']:.3f} | {row['recall']:.3f} | {row['f1']:.3f} |" for k, row in rows.items()),
        ]
        if "types" in dev:
            primary = f"{dev['primary']:.3f}" if dev["primary"] is not None else "not annotated"
            lines += ["", f"Event types there: F1 {dev['types']:.3f}; primary type right: {primary}."]
    if held := figures.get("entities_held_out"):
        lines += [
            "",
            f"A tagger trained on two thirds of the stories reaches F1 {held['entities']:.3f} on the {held['articles']:,} articles of the rest.",
        ]
    if "events_types_cv" in figures:
        lines += [
            "",
            f"Event types in five-fold cross-validation by story: F1 {figures['events_types_cv']:.3f}, primary {figures['events_primary_cv']:.3f}.",
        ]
    lines += [
        "",
        f"Licence of the model: {meta['license'] or 'not stated (`bantin train --license`)'}. The texts it learned from are not in it;",
        "single words of them are, as hashes. Whether it may be passed on also depends on the terms of those texts.",
    ]
    return "\n".join(lines) + "\n"
