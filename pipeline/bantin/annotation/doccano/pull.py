"""Annotations back from a project: a row for each article and author, each label checked against its text."""

from __future__ import annotations

import collections
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, Protocol

from bantin.annotation.corpus import sha256
from bantin.annotation.doccano import push
from bantin.annotation.doccano.check import Misfit, as_row, check_spans, check_text
from bantin.annotation.doccano.types import Item, Label, Project, pushed


class Server(push.Server, Protocol):
    """What pulling needs of a server; `server.Server` is one."""

    def label_names(self, project: Project) -> dict[int, str]: ...  # noqa: D102
    def members(self, project: Project) -> dict[int, str]: ...  # noqa: D102
    def labels(self, project: Project, number: int, names: dict[int, str]) -> list[tuple[Label, int]]: ...  # noqa: D102
    def confirmed_by(self, project: Project, number: int) -> int | None: ...  # noqa: D102
    def comments(self, project: Project, number: int) -> list[str]: ...  # noqa: D102


class Reading(NamedTuple):
    """One author's annotation of a document.

    Attributes:
        item: the document.
        labels: what is marked, sorted.
        author: who answers for it, None where only `push` does.
        authors: who set each label, None where it stands as it was pushed.
        confirmed: whether the author marked the document done.
    """

    item: Item
    labels: list[Label]
    author: str | None
    authors: list[str | None]
    confirmed: bool


def _shared(
    server: Server, project: Project, items: Mapping[int, Item], labels: Mapping[Any, list[Label]]
) -> Iterator[Reading]:
    """Readings of a project in which all work on one annotation. Only documents that somebody touched cost further requests."""
    names, members = server.label_names(project), server.members(project)
    for item in items.values():
        if item.key and push.untouched(item, labels.get(item.id, [])):
            yield Reading(item, labels.get(item.id, []), None, [None] * len(labels.get(item.id, [])), False)
            continue
        before = set(pushed(item.meta))
        set_by = sorted(server.labels(project, item.id, names), key=lambda pair: (pair[0], pair[1]))
        who = [None if label in before else members.get(user, f"user {user}") for label, user in set_by]
        author = next((name for name, _ in collections.Counter(filter(None, who)).most_common(1)), None)
        if item.confirmed:
            user = server.confirmed_by(project, item.id)
            author = members.get(user, f"user {user}") if user is not None else author
        yield Reading(item, [label for label, _ in set_by], author, who, item.confirmed)


def _separate(
    server: Server, project: Project, items: Mapping[int, Item], export: Mapping[str, list[dict[str, Any]]]
) -> Iterator[Reading]:
    """Readings of a project in which each member works alone: one for each author who marked or confirmed something."""
    confirmed = {(author, row["id"]) for author, rows in server.export(project, confirmed=True).items() for row in rows}
    by_author = {author: push.exported_labels(rows) for author, rows in export.items()}
    for item in items.values():
        before, some = pushed(item.meta), False
        for author, labels in sorted(by_author.items()):
            mine, done = labels.get(item.id, []), (author, item.id) in confirmed
            if done or (mine and not (author == server.username and mine == before)):
                some = True
                yield Reading(item, mine, author, [author] * len(mine), done)
        if not some:
            mine = by_author.get(server.username, {}).get(item.id, [])
            yield Reading(item, mine, None, [None] * len(mine), False)


def _row(project: Project, reading: Reading, comments: list[str], misfits: list[Misfit]) -> dict[str, Any]:
    """A row that `bantin train` reads; labels that a misfit says are not kept are left out."""
    item = reading.item
    aside = [misfit.label for misfit in misfits if not misfit.kept]
    kept = [(label, who) for label, who in zip(reading.labels, reading.authors, strict=True) if label not in aside]
    row: dict[str, Any] = {"id": article_id(item), "text": item.text}
    if item.meta.get("published"):
        row["published"] = item.meta["published"]
    if project.task == "entities":
        row["spans"] = [list(label) for label, _ in kept]
    else:
        row["types"] = [label for label, _ in kept]
        row["primary"] = primary(row["types"], item)
    row |= {"author": reading.author, "authors": [who for _, who in kept], "confirmed": reading.confirmed}
    row |= {"meta": item.meta, "document": item.id}
    return row | ({"comments": comments} if comments else {})


def article_id(item: Item) -> str:
    """The article's id, or one made of the server's number for what others uploaded."""
    return item.key[0] if item.key else f"doccano/{item.id}"


def primary(types: list[str], item: Item) -> str | None:
    """The primary type: the only one, else the one it was pushed with if that still stands; None is an open question."""
    before = item.meta.get("primary")
    return types[0] if len(types) == 1 else before if before in types else None


def standoff(row: dict[str, Any]) -> dict[str, Any]:
    """A row without its text, with the text's SHA-256 in its place."""
    return {"id": row["id"], "sha256": sha256(row["text"])} | {
        key: value for key, value in row.items() if key not in ("id", "text", "meta", "document")
    }


class Pull:
    """The rows of a project, and what did not fit.

    Args:
        server, project: where from.
        confirmed: only what an annotator marked done.
        advance: called for each document.

    Attributes:
        report: after the rows were taken, a row for each thing that does not fit.
    """

    def __init__(
        self,
        server: Server,
        project: Project,
        *,
        confirmed: bool = False,
        advance: Callable[[], None] = lambda: None,
    ) -> None:
        self.server, self.project, self.confirmed, self.advance = server, project, confirmed, advance
        self.report: list[dict[str, Any]] = []

    def rows(self) -> Iterator[dict[str, Any]]:
        """The annotated articles, in the server's order.

        Raises:
            ServerError: the server fails.
        """
        self.report.clear()
        items = self.server.items(self.project)
        export = self.server.export(self.project)
        labels = push.own_labels(self.server, self.project, export)
        shared = self.project.shared
        if not shared:
            self._unmatched(items, export)
        for item in push.surplus(items.values(), labels):
            twice = Misfit(
                "duplicate", "stands on the server twice; the copy nobody worked on is left out (push removes it)"
            )
            self.report.append(as_row(twice, article_id(item), None, item.id))
            del items[item.id]
        readings = (
            _shared(self.server, self.project, items, labels)
            if shared
            else _separate(self.server, self.project, items, export)
        )
        for reading in readings:
            self.advance()
            if self.confirmed and not reading.confirmed:
                continue
            misfits = self._misfits(reading)
            item = reading.item
            comments = self.server.comments(self.project, item.id) if item.comments else []
            self.report += [as_row(misfit, article_id(item), reading.author, item.id) for misfit in misfits]
            yield _row(self.project, reading, comments, misfits)

    def _misfits(self, reading: Reading) -> list[Misfit]:
        item = reading.item
        found = check_text(item)
        moved = any(misfit.kind == "moved" for misfit in found)
        if self.project.task == "entities":
            return found + check_spans(item.text, reading.labels, moved)
        if reading.confirmed and len(reading.labels) > 1 and primary(reading.labels, item) is None:
            found.append(Misfit("primary", f"which of {', '.join(reading.labels)} is the primary type is open"))
        return found

    def _unmatched(self, items: Mapping[int, Item], export: Mapping[str, list[dict[str, Any]]]) -> None:
        """Report exported rows that belong to none of the listed documents: their own `id` hides the server's number."""
        for author, rows in export.items():
            for row in rows:
                item = items.get(row["id"]) if isinstance(row["id"], int) else None
                if item is None or item.text != row["text"]:
                    lost = Misfit(
                        "unmatched", "its annotations can't be told to be of one document", row["label"], kept=False
                    )
                    self.report.append(as_row(lost, str(row["id"]), author, row["id"]))
