"""Whether labels that come back fit their text, and what does not."""

from __future__ import annotations

from typing import Any, NamedTuple

from bantin.annotation.corpus import sha256
from bantin.annotation.doccano.types import Item, Label


class Misfit(NamedTuple):
    """What does not fit.

    Attributes:
        kind: `outside`, `moved`, `overlap`, `white_space`, `empty`, `primary`, `duplicate`, `unmatched` or `foreign`.
        message: a line for a person.
        label: the label concerned, or None for the whole document.
        kept: whether the label stands among those of the row all the same.
    """

    kind: str
    message: str
    label: Label | None = None
    kept: bool = True


def check_text(item: Item) -> list[Misfit]:
    """What is to say of a document's text and origin."""
    if not item.key:
        return [Misfit("foreign", "was not pushed by bantin: nothing tells what its text was")]
    if sha256(item.text) != item.meta["sha256"]:
        return [Misfit("moved", "its text was changed on the server: other SHA-256 than when it was pushed")]
    return []


def check_spans(text: str, spans: list[tuple[int, int, str]], moved: bool) -> list[Misfit]:
    """What is to say of spans, in the order of the text.

    Args:
        text: the text that they are read on.
        spans: sorted (start, end, label).
        moved: whether the text is another than the one that was pushed.
    """
    found: list[Misfit] = []
    last: tuple[int, int, str] | None = None
    for span in spans:
        start, end, label = span
        covered = text[start:end]
        shown = f"{label} {start}-{end} {covered[:60]!r}"
        if not 0 <= start < end <= len(text):
            message = f"{label} {start}-{end} lies outside the text of {len(text)} characters"
            found.append(Misfit("outside", message, span, kept=False))
            continue
        if not covered.strip():
            found.append(Misfit("white_space", f"{shown} holds white space only", span))
        elif covered != covered.strip():
            found.append(Misfit("white_space", f"{shown} begins or ends with white space", span))
        if moved:
            found.append(Misfit("moved", f"{shown} may have stood elsewhere in the text that was pushed", span))
        if last and start < last[1]:
            found.append(Misfit("overlap", f"{shown} overlaps {last[2]} {last[0]}-{last[1]}", span))
        if not last or end > last[1]:
            last = span
    return found


def as_row(misfit: Misfit, id: str, author: str | None, number: Any) -> dict[str, Any]:
    """A misfit as a row of the report."""
    label = list(misfit.label) if isinstance(misfit.label, tuple) else misfit.label
    return {
        "id": id,
        "author": author,
        "document": number,
        "kind": misfit.kind,
        "label": label,
        "kept": misfit.kept,
        "message": misfit.message,
    }
