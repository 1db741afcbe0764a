"""What passes between bantin and a doccano server: projects, items, labels, and the identity of an article there."""

from __future__ import annotations

from typing import Any, NamedTuple

from bantin.annotation.corpus import sha256
from bantin.errors import UserError

PROJECT_TYPES = {"entities": "SequenceLabeling", "events": "DocumentClassification"}  # task -> doccano's name
Label = Any  # (start, end, label) of an entity, or the event type of a document
Key = tuple[str, str]  # (an article's id, the SHA-256 of its text)


class ServerError(UserError):
    """The server can't be reached, refuses, or fails: `push` and `pull` may be run again."""


class Project(NamedTuple):
    """A project of the server.

    Attributes:
        id, name: the server's.
        task: `entities` or `events`.
        shared: whether all members work on one annotation of an article, or each on their own.
    """

    id: int
    name: str
    task: str
    shared: bool


class LabelType(NamedTuple):
    """A label that annotators choose from: its name, its colour `#rrggbb`, and the key that sets it, or None."""

    text: str
    color: str
    key: str | None


class Item(NamedTuple):
    """A document of a project.

    Attributes:
        id: the server's number for it.
        text: as the server holds it.
        meta: the `meta` object that `push` gave it, or what somebody else uploaded with it.
        upload: the file it came in.
        confirmed: whether an annotator marked it done; in a project that is not shared, whether the asking user did.
        comments: how many remarks annotators left.
    """

    id: int
    text: str
    meta: dict[str, Any]
    upload: str
    confirmed: bool
    comments: int

    @property
    def key(self) -> Key | None:
        """Which article it is, or None where `push` did not bring it."""
        id, digest = self.meta.get("id"), self.meta.get("sha256")
        return (id, digest) if isinstance(id, str) and isinstance(digest, str) else None


class Draft(NamedTuple):
    """An article to push.

    Attributes:
        text: its raw text.
        labels: what is marked beforehand.
        meta: `id`, `sha256`, `model`, `scores` (`[start, end, label, score]` or `[type, score]` of each label, the score null where
            unknown), and for events `primary`; further fields of the article as they were given.
    """

    text: str
    labels: list[Label]
    meta: dict[str, Any]

    @property
    def key(self) -> Key:
        """Which article it is."""
        return self.meta["id"], self.meta["sha256"]


def pushed(meta: dict[str, Any]) -> list[Label]:
    """The labels that an item was given when it was pushed, sorted."""
    scores = [tuple(row[:-1]) for row in meta.get("scores") or () if isinstance(row, list) and len(row) > 1]
    return sorted(row if len(row) > 1 else row[0] for row in scores)


def make_draft(text: str, labels: dict[Label, float | None], *, id: str, model: str | None, **further: Any) -> Draft:
    """A draft with its `meta`.

    Args:
        text: the raw text.
        labels: each label with its score, or None.
        id, model: the article's id; what marked it.
        further: of the article, such as `published`; empty ones are left out.
    """
    scores = [[*(label if isinstance(label, tuple) else (label,)), score] for label, score in labels.items()]
    meta = {"id": id, "sha256": sha256(text), "model": model, "scores": scores}
    return Draft(text, list(labels), meta | {key: value for key, value in further.items() if value})
