"""Articles to a project, so that each stands there once, whatever broke before.

Doccano imports a file in the background, and not in one transaction: a document may stand there without its labels, or an import that was
given up may finish later. So a tag names the file before it is sent and is taken away when its documents have been looked at; what an
interrupted file left is put right by the next push.
"""

from __future__ import annotations

import collections
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from bantin.annotation.corpus import sha256
from bantin.annotation.doccano.types import Draft, Item, Key, Label, Project, pushed

BATCH = 200  # the server imports at most 1,000 rows at once
TAG = "bantin is sending "


class Server(Protocol):
    """What pushing needs of a server; `server.Server` is one."""

    username: str

    def items(self, project: Project) -> dict[int, Item]: ...  # noqa: D102
    def delete(self, project: Project, numbers: Sequence[int]) -> None: ...  # noqa: D102
    def notes(self, project: Project) -> dict[str, int]: ...  # noqa: D102
    def add_note(self, project: Project, text: str) -> None: ...  # noqa: D102
    def delete_note(self, project: Project, number: int) -> None: ...  # noqa: D102
    def upload(self, project: Project, name: str, rows: Sequence[dict[str, Any]]) -> None: ...  # noqa: D102
    def export(self, project: Project, *, confirmed: bool = False) -> dict[str, list[dict[str, Any]]]: ...  # noqa: D102


class Pushed(NamedTuple):
    """What a push did.

    Attributes:
        sent: articles that are new on the server.
        known: articles that stood there already.
        removed: documents deleted because a broken import had left them twice or without their labels.
        wrong: (article id, what is wrong) of articles that did not arrive as they were sent.
    """

    sent: int
    known: int
    removed: int
    wrong: list[tuple[str, str]]


def exported_labels(rows: Iterable[Mapping[str, Any]]) -> dict[Any, list[Label]]:
    """The labels of exported rows by the document's number, sorted."""
    return {
        row["id"]: sorted(tuple(label) if isinstance(label, list) else label for label in row["label"]) for row in rows
    }


def own_labels(server: Server, project: Project, export: Mapping[str, list[dict[str, Any]]]) -> dict[Any, list[Label]]:
    """What the export holds of what this user pushed: of all in a shared project, else of the user's own."""
    return exported_labels(export.get("all" if project.shared else server.username, ()))


def untouched(item: Item, labels: list[Label]) -> bool:
    """Whether an item has only what it was pushed with: not confirmed, no comment, the same labels."""
    return not item.confirmed and not item.comments and labels == pushed(item.meta)


def surplus(items: Iterable[Item], labels: Mapping[Any, list[Label]]) -> list[Item]:
    """Items that repeat another article and that nobody worked on; one of each article stays, and all that were worked on."""
    groups: dict[Key, list[Item]] = collections.defaultdict(list)
    for item in items:
        if item.key:
            groups[item.key].append(item)
    found: list[Item] = []
    for group in groups.values():
        idle = [item for item in group if untouched(item, labels.get(item.id, []))]
        found += sorted(idle, key=lambda item: item.id)[len(idle) == len(group) :]
    return found


def half_imported(items: Iterable[Item], labels: Mapping[Any, list[Label]], files: set[str]) -> list[Item]:
    """Items of `files`, whose import was not seen to end, that lack the labels they were sent with."""
    return [
        item
        for item in items
        if item.upload in files
        and not item.confirmed
        and not item.comments
        and not labels.get(item.id)
        and pushed(item.meta)
    ]


def faults(draft: Draft, item: Item | None, labels: Mapping[Any, list[Label]]) -> str | None:
    """How a document differs from what was sent, or None."""
    if item is None:
        return "is not on the server"
    if sha256(item.text) != draft.meta["sha256"]:
        return "has another text on the server"
    if item.meta != draft.meta:
        return "has another meta object on the server"
    if item.confirmed or item.comments:
        return None  # an annotator was quicker
    there, sent = labels.get(item.id, []), sorted(draft.labels)
    if there != sent:
        missing = list((collections.Counter(sent) - collections.Counter(there)).elements())
        return f"lacks labels on the server: {missing}" if missing else "has further labels on the server"
    return None


def push(
    server: Server,
    project: Project,
    drafts: Iterable[Draft],
    *,
    batch: int = BATCH,
    say: Callable[[str], None] = print,
    advance: Callable[[], None] = lambda: None,
) -> Pushed:
    """Bring articles into a project; what stands there already stays as it is.

    Args:
        server, project: where to.
        drafts: the articles, each once or more.
        batch: articles of one upload.
        say: told what is put right.
        advance: called for each article that has arrived.

    Raises:
        ServerError: the server fails; run it again to go on.
    """
    wanted: dict[Key, Draft] = {}
    for draft in drafts:
        wanted.setdefault(draft.key, draft)
    open_notes = {text: number for text, number in server.notes(project).items() if text.startswith(TAG)}
    items = server.items(project)
    removed = 0
    if open_notes:
        labels = own_labels(server, project, server.export(project))
        files = {text.removeprefix(TAG) for text in open_notes}
        left = [*half_imported(items.values(), labels, files), *surplus(items.values(), labels)]
        removed += _remove(server, project, items, left, say)
    there = {item.key for item in items.values()}
    todo = [draft for key, draft in wanted.items() if key not in there]
    for start in range(0, len(todo), batch):
        part = todo[start : start + batch]
        name = f"bantin-{hashlib.sha256(repr([draft.key for draft in part]).encode()).hexdigest()[:16]}.jsonl"
        if TAG + name not in open_notes:
            server.add_note(project, TAG + name)
        server.upload(
            project, name, [{"text": draft.text, "label": draft.labels, "meta": draft.meta} for draft in part]
        )
        for _ in part:
            advance()
    wrong: list[tuple[str, str]] = []
    if todo or open_notes:
        items = server.items(project)
        labels = own_labels(server, project, server.export(project))
        removed += _remove(server, project, items, surplus(items.values(), labels), say)
        found = {item.key: item for item in items.values()}
        checked = ((draft.key[0], faults(draft, found.get(draft.key), labels)) for draft in todo)
        wrong = [(id, fault) for id, fault in checked if fault]
        if not wrong:
            for text, number in server.notes(project).items():
                if text.startswith(TAG):
                    server.delete_note(project, number)
    return Pushed(len(todo), len(wanted) - len(todo), removed, wrong)


def _remove(
    server: Server, project: Project, items: dict[int, Item], left: list[Item], say: Callable[[str], None]
) -> int:
    """Delete items from the server and from `items`; how many."""
    numbers = sorted({item.id for item in left})
    if numbers:
        say(f"{len(numbers):,} documents that a broken import left twice or without labels are removed")
        server.delete(project, numbers)
        for number in numbers:
            del items[number]
    return len(numbers)
