"""A real doccano for the tests that need one: `BANTIN_TEST_DOCCANO` names it, `tests/doccano/server.sh` starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid

import pytest

USER, PASSWORD = "admin", "pass"


@pytest.fixture(scope="session")
def doccano():
    """The address of the test's own server."""
    url = os.environ.get("BANTIN_TEST_DOCCANO")
    if not url:
        pytest.skip("no doccano to test with; start one (tests/doccano/server.sh) and name it in BANTIN_TEST_DOCCANO")
    pytest.importorskip(
        "doccano_client",
        reason="doccano's client is not installed: pip install 'bantin[doccano]'",
        exc_type=ImportError,
    )
    return url


@pytest.fixture
def name():
    """A project name that is not there yet."""
    return f"thử {uuid.uuid4().hex[:8]}"


@pytest.fixture
def run(doccano, tmp_path):
    """Runs `bantin doccano`; returns (exit status, standard output, standard error)."""

    def run(*args, url=doccano, password=PASSWORD):
        environment = {**os.environ, "DOCCANO_URL": url, "DOCCANO_USERNAME": USER, "DOCCANO_PASSWORD": password}
        done = subprocess.run(
            [sys.executable, "-m", "bantin.cli", "doccano", *map(str, args)],
            capture_output=True,
            text=True,
            env=environment,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert PASSWORD not in (done.stdout + done.stderr).split(), "the password was printed"
        return done.returncode, done.stdout, done.stderr

    return run


@pytest.fixture
def pulled(run):
    """Rows that a pull gives, with its report; the status must be as the report says."""

    def pulled(project, *args):
        code, out, err = run("pull", "--project", project, *args)
        assert code in (0, 1), err
        report = [json.loads(line) for line in err.split("\n") if line.startswith("{")]
        assert code == bool(report)
        return [json.loads(line) for line in out.split("\n") if line], report  # a text may hold U+2028

    return pulled


@pytest.fixture
def write(tmp_path):
    """Rows to a JSONL file."""

    def write(rows, name="rows.jsonl"):
        path = tmp_path / name
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        return path

    return write


@pytest.fixture
def server(doccano):
    """A session of the administrator."""
    from bantin.annotation.doccano.server import Server

    return Server(doccano, USER, PASSWORD)


@pytest.fixture
def annotator(doccano, server):
    """A new user's name, and a session of that user's own client."""
    from doccano_client import DoccanoClient

    def annotator():
        name, secret = f"lan{uuid.uuid4().hex[:8]}", "mật-khẩu-Dài-271"
        server.client.create_user(name, secret)
        client = DoccanoClient(doccano)
        client.login(name, secret)
        return name, client

    return annotator
