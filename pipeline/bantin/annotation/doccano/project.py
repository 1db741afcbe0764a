"""Where the verbs work: a session with the server, and the project with its labels, guidelines and members."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bantin import resources
from bantin.errors import UserError

if TYPE_CHECKING:
    from bantin.annotation.doccano.server import Server
    from bantin.annotation.doccano.types import Draft, Project

ROLES = ("annotator", "annotation_approver", "project_admin")


def connect(url: str | None, username: str | None, password: str | None, wait: float) -> Server:
    """A session with the server.

    Raises:
        UserError: a credential or the client package is missing, or the server refuses.
    """
    given = {"--url or DOCCANO_URL": url, "--username or DOCCANO_USERNAME": username, "DOCCANO_PASSWORD": password}
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise UserError(f"which doccano server, and who? Give {', '.join(missing)}.")
    try:
        from bantin.annotation.doccano.server import Server
    except ImportError as error:  # also what pydantic 2 raises in the client
        cause = " ".join(str(error).split())[:100]
        raise UserError(
            f"the doccano client can't be used ({cause}): pip install 'bantin[doccano]' into an environment of its own, "
            "for it needs pydantic 1"
        ) from None
    return Server(url or "", username or "", password or "", patience=wait)


def prepare(
    server: Server,
    name: str,
    task: str,
    drafts: list[Draft],
    members: list[str],
    guidelines: Path | None,
    *,
    shared: bool,
) -> Project:
    """The project of that name with its labels, guidelines and members; made if it is not there.

    Raises:
        UserError: a project of that name is for another task, a member is unknown, or the guidelines can't be read.
    """
    from bantin.annotation.doccano.labels import label_set

    wanted = [(who, role or "annotator") for who, _, role in (member.partition(":") for member in members)]
    for who, role in wanted:
        if role not in ROLES or not who:
            raise UserError(f"--member {who}:{role}: write NAME or NAME:ROLE with a role of {', '.join(ROLES)}")
    path = guidelines or resources.LABELS.parent / "GUIDELINES.md"
    try:
        text = path.read_text(encoding="utf-8") if guidelines or path.is_file() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: the guidelines can't be read ({error})") from None
    project = server.find_project(name)
    if project is None:
        project = server.create_project(name, task, guideline=text, shared=shared)
    elif project.task != task:
        raise UserError(f"project {name!r} is for {project.task}. Choose another --project, or --task {project.task}.")
    elif guidelines:
        server.set_guideline(project, text)
    used = {label[2] if isinstance(label, tuple) else label for draft in drafts for label in draft.labels}
    there = set(server.label_names(project).values())
    for label in label_set(task, used):
        if label.text not in there and (not there or label.text in used):
            server.add_label(project, label._replace(key=None) if there else label)
    inside = set(server.members(project).values())
    for who, role in wanted:
        if who not in inside:
            server.add_member(project, who, role)
    return project


def open_project(server: Server, name: str) -> Project:
    """The project of that name.

    Raises:
        UserError: the user has none.
    """
    project = server.find_project(name)
    if project is None:
        raise UserError(f"{server.url}: {server.username} has no project {name!r}. `bantin doccano push` makes one.")
    return project
