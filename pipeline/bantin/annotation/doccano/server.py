"""A doccano server through doccano-client: every failure is one clear line, nothing waits for ever, reading is tried again.

The client has public calls for most of this. Where it lacks one (an upload that states its encoding, pages longer than five, tags,
time limits) the request goes through its own session.
"""

from __future__ import annotations

import json
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from doccano_client import DoccanoClient
from doccano_client.models import label_type
from doccano_client.models.data_upload import Task
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from bantin.annotation.doccano.types import PROJECT_TYPES, Item, Label, LabelType, Project, ServerError
from bantin.errors import UserError

PAGE = 500  # items of one request
PATIENCE = (10.0, 120.0)  # seconds to connect, and between two bytes of an answer


class _Adapter(HTTPAdapter):
    """Gives every request a time limit, and tries reading again where a proxy says that the server is away."""

    def __init__(self) -> None:
        super().__init__(
            max_retries=Retry(total=3, backoff_factor=0.3, allowed_methods={"GET"}, status_forcelist=(502, 503, 504))
        )

    def send(self, request: Any, **options: Any) -> Any:  # type: ignore[override]
        return super().send(request, **{**options, "timeout": options.get("timeout") or PATIENCE})


class Server:
    """A session with a doccano server.

    Args:
        url: where it is, such as `http://127.0.0.1:8000`.
        username, password: who works there; to push, an administrator.
        patience: seconds to wait for one import or export.

    Raises:
        UserError: the address is none, or user and password are refused.
        ServerError: it can't be reached.
    """

    def __init__(self, url: str, username: str, password: str, *, patience: float = 600) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
            raise UserError(
                "the address of the doccano server must look like http://127.0.0.1:8000, without a name in it"
            )
        self.url, self.patience = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}", patience
        self.client = DoccanoClient(self.url)
        self.http = self.client._base_repository
        for scheme in ("http://", "https://"):
            self.http._session.mount(scheme, _Adapter())
        with self.explained("log in", refused=f"the server does not accept user {username!r} with this password"):
            self.client.login(username, password)
            self.username = username

    @contextmanager
    def explained(self, doing: str, refused: str | None = None) -> Iterator[None]:
        """Whatever goes wrong inside, as a `ServerError` of one line that says what to do."""
        try:
            yield
        except requests.HTTPError as error:
            status = error.response.status_code if error.response is not None else 0
            if refused and status in (400, 401, 403):
                raise UserError(f"{self.url}: {refused}.") from None
            reason = {401: "log in again", 403: "this user may not; an administrator of the project may"}.get(
                status,
                "see the server's log, then run this again: what is there stays" if status >= 500 else _short(error),
            )
            raise ServerError(f"{self.url}: could not {doing}: the server answered {status} ({reason}).") from None
        except requests.Timeout:
            raise ServerError(f"{self.url}: could not {doing}: no answer in time. Run this again later.") from None
        except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError) as error:
            cause = (
                "the connection broke" if "abort" in str(error) or "reset" in str(error) else "there is no connection"
            )
            raise ServerError(
                f"{self.url}: could not {doing}: {cause}. Check the address and the server, then run this again."
            ) from None
        except (requests.RequestException, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
            raise ServerError(
                f"{self.url}: could not {doing}: the answer is not doccano's ({type(error).__name__}: {_short(error)})."
            ) from None

    def get(self, resource: str, **params: Any) -> Any:
        """The JSON under `/v1/RESOURCE`."""
        return self.http.get(resource, params=params).json()

    def pages(self, resource: str) -> Iterator[dict[str, Any]]:
        """All results of a paged list."""
        seen = 0
        while True:
            page = self.get(resource, limit=PAGE, offset=seen)
            yield from page["results"]
            seen += len(page["results"])
            if not page["next"] or not page["results"]:
                return

    def find_project(self, name: str) -> Project | None:
        """The project of that name, or of that number where no name is so; None if there is none.

        Raises:
            UserError: several have the name, or it is of a kind that bantin does not know.
        """
        with self.explained("list the projects"):
            rows = list(self.pages("projects"))
        found = [row for row in rows if row["name"] == name] or [row for row in rows if str(row["id"]) == name]
        if len(found) > 1:
            numbers = ", ".join(str(row["id"]) for row in found)
            raise UserError(f"{self.url}: several projects are called {name!r}. Give the number of one: {numbers}.")
        if not found:
            return None
        row = found[0]
        tasks = {kind: task for task, kind in PROJECT_TYPES.items()}
        if row["project_type"] not in tasks:
            raise UserError(
                f"{self.url}: project {name!r} is of the kind {row['project_type']}; {' and '.join(tasks)} are known here."
            )
        return Project(row["id"], row["name"], tasks[row["project_type"]], bool(row["collaborative_annotation"]))

    def create_project(self, name: str, task: str, *, guideline: str, shared: bool) -> Project:
        """A new project; spans of entities may overlap in it, for the server would drop the second of two without a word."""
        with self.explained(f"create the project {name!r}"):
            made = self.client.create_project(
                name=name,
                project_type=PROJECT_TYPES[task],
                description=f"{task} of Vietnamese official news, by bantin",
                guideline=guideline,
                collaborative_annotation=shared,
                allow_overlapping=task == "entities",
            )
        return Project(made.id, made.name, task, shared)

    def set_guideline(self, project: Project, guideline: str) -> None:
        """Replace the guidelines that annotators read, if they are others."""
        with self.explained("write the guidelines"):
            if (
                self.client.find_project_by_id(project.id).guideline.strip() != guideline.strip()
            ):  # the server strips it
                self.client.update_project(project.id, guideline=guideline)

    def _types(self, project: Project) -> Any:
        spans = project.task == "entities"
        return self.client._span_type_repository if spans else self.client._category_type_repository

    def label_names(self, project: Project) -> dict[int, str]:
        """The labels annotators choose from, by number."""
        with self.explained("list the labels"):
            return {row.id: row.text for row in self._types(project).list(project.id)}

    def add_label(self, project: Project, new: LabelType) -> None:
        """Let annotators choose a label, its name black or white as its colour is light or dark."""
        red, green, blue = (int(new.color[i : i + 2], 16) for i in (1, 3, 5))
        dark = 0.299 * red + 0.587 * green + 0.114 * blue < 150
        with self.explained(f"create the label {new.text}"):
            row = label_type.LabelType(
                text=new.text,
                background_color=new.color,
                text_color="#ffffff" if dark else "#000000",
                suffix_key=new.key,
            )
            self._types(project).create(project.id, row)

    def members(self, project: Project) -> dict[int, str]:
        """Who works in a project: names by the number of the user."""
        with self.explained("list the members"):
            return {row.user: row.username for row in self.client.list_members(project.id)}

    def add_member(self, project: Project, name: str, role: str) -> None:
        """Let a user of the server work in the project.

        Raises:
            UserError: the server has no such user.
        """
        with self.explained(f"add {name!r} to the project"):
            users = {row["username"] for row in self.get("users", q=name)}
        if name not in users:
            raise UserError(f"{self.url}: there is no user {name!r}. Create the user in doccano first.")
        with self.explained(f"add {name!r} to the project"):
            self.client.add_member(project.id, name, role)

    def items(self, project: Project) -> dict[int, Item]:
        """All documents of a project by their number."""
        resource = f"projects/{project.id}/examples"
        with self.explained("list the documents"):
            found = {row["id"]: _item(row) for row in self.pages(resource)}
            total = self.client.count_examples(project.id)
            if (
                len(found) < total
            ):  # pages are in order of time, and where times are equal a page may miss what another repeats
                found = {row["id"]: _item(row) for row in self.get(resource, limit=total)["results"]}
        return found

    def delete(self, project: Project, numbers: Sequence[int]) -> None:
        """Delete documents; none for an empty list, which to the server would mean all."""
        if numbers:
            with self.explained("delete what a broken import left"):
                self.client.bulk_delete_examples(project.id, list(numbers))

    def notes(self, project: Project) -> dict[str, int]:
        """The project's tags, with their numbers."""
        with self.explained("read the project's tags"):
            return {row["text"]: row["id"] for row in self.get(f"projects/{project.id}/tags")}

    def add_note(self, project: Project, text: str) -> None:
        """Tag the project."""
        with self.explained("tag the project"):
            self.http.post(f"projects/{project.id}/tags", json={"text": text})

    def delete_note(self, project: Project, number: int) -> None:
        """Take a tag away."""
        with self.explained("take a tag from the project"):
            self.http.delete(f"projects/{project.id}/tags/{number}")

    def _wait(self, task: str, doing: str) -> Any:
        """The result of a task of the server's worker.

        Raises:
            ServerError: it failed, or is not done in time.
        """
        pause, end = 0.1, time.monotonic() + self.patience
        while time.monotonic() < end:
            status = self.client._task_status_repository.get(task)
            if status.ready:
                if status.error is not None:
                    raise ServerError(f"{self.url}: the server failed to {doing} ({_short(status.error)}).")
                return status.result
            time.sleep(pause)
            pause = min(1.0, pause * 1.3)
        raise ServerError(
            f"{self.url}: the server did not {doing} within {self.patience:.0f} seconds. Does its worker (celery) run? Run this again later."
        )

    def upload(self, project: Project, name: str, rows: Sequence[dict[str, Any]]) -> None:
        """Import rows of `text`, `label` and `meta` as one file, and wait until they are there.

        Raises:
            ServerError: the server refuses the file or fails to import it; some rows may be there all the same.
        """
        with tempfile.TemporaryDirectory() as folder, self.explained(f"upload {name}"):
            path = Path(folder, name)
            # ASCII, for the server's guess of an encoding is not to be trusted, and it is told, for ASCII can be guessed wrong too
            path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="ascii")
            sent = self.client._data_import_repository
            task = sent.ingest(
                project.id, [sent.upload(str(path))], Task(PROJECT_TYPES[project.task]), "JSONL", encoding="utf_8"
            )
            result = self._wait(task, f"import {name}")
        if result != {"error": []}:  # the client takes this for success
            raise ServerError(f"{self.url}: the server could not import {name} ({_short(result)}).")

    def export(self, project: Project, *, confirmed: bool = False) -> dict[str, list[dict[str, Any]]]:
        """Rows of `id`, `text`, `label`, `meta` by the author's name; all under `all` in a shared project.

        Args:
            project: whose annotations.
            confirmed: only what is marked done, in a project that is not shared by that author.
        """
        with tempfile.TemporaryDirectory() as folder, self.explained("download the annotations"):
            source = self.client._data_export_repository
            task = source.schedule_download(project.id, source.find_option_by_name(project.id, "JSONL"), confirmed)
            self._wait(task, "export the annotations")
            with zipfile.ZipFile(source.download(project.id, task, folder)) as archive:
                return {
                    name.removesuffix(".jsonl"): [json.loads(line) for line in archive.read(name).split(b"\n") if line]
                    for name in archive.namelist()
                    if name.endswith(".jsonl")
                }

    def labels(self, project: Project, number: int, names: dict[int, str]) -> list[tuple[Label, int]]:
        """The labels of one document, each with the number of the user it is of; `names` are those of `label_names`."""
        with self.explained(f"read the annotations of document {number}"):
            if project.task == "events":
                return [(names[row.label], row.user) for row in self.client.list_categories(project.id, number)]
            rows = self.get(f"projects/{project.id}/examples/{number}/spans")
        return [((row["start_offset"], row["end_offset"], names[row["label"]]), row["user"]) for row in rows]

    def confirmed_by(self, project: Project, number: int) -> int | None:
        """The user who marked a document done, or None."""
        with self.explained(f"read the state of document {number}"):
            rows = list(self.pages(f"projects/{project.id}/examples/{number}/states"))
        return rows[0]["confirmed_by"] if rows else None

    def comments(self, project: Project, number: int) -> list[str]:
        """Remarks on a document, `name: text`."""
        with self.explained(f"read the comments on document {number}"):
            rows = list(self.pages(f"projects/{project.id}/comments?example={number}"))
        return [f"{row['username']}: {row['text']}" for row in rows]

    def progress(self, project: Project) -> dict[str, Any]:
        """`total`, `confirmed`, and of each member how many documents are marked done and how often each label is set."""
        with self.explained("read the progress"):
            mine = self.client.get_progress(project.id)
            done = {row.username: row.progress.completed for row in self.client.get_members_progress(project.id)}
            kind = "span" if project.task == "entities" else "category"
            rows = self.get(f"projects/{project.id}/metrics/{kind}-distribution")
        return {
            "total": mine.total,
            "confirmed": mine.completed if project.shared else None,  # else the figure is of the asking user
            "members": [
                {"name": name, "confirmed": done.get(name, 0), "labels": rows.get(name, {})}
                for name in {**done, **rows}
            ],
        }


def _item(row: dict[str, Any]) -> Item:
    meta = row["meta"].get("meta")
    return Item(
        row["id"],
        row["text"] or "",
        meta if isinstance(meta, dict) and "sha256" in meta else row["meta"],
        row["upload_name"],
        row["is_confirmed"],
        row["comment_count"],
    )


def _short(cause: object) -> str:
    """A cause in one line, not too long."""
    return " ".join(str(cause).split())[:300]
