"""`bantin poll` as people and scripts use it, on a server of this machine that the feed is trusted with."""

from __future__ import annotations

import datetime as dt
import json
import signal
import subprocess
import sys

import pytest
from polling_web import page, rss

from bantin.cli import app
from bantin.errors import UserError

COMMAND = [sys.executable, "-m", "bantin.cli"]


@pytest.fixture(scope="module")
def model(untrained, tmp_path_factory):
    """A model that tests of polling can rely on, whatever the default one is."""
    path = tmp_path_factory.mktemp("models") / "model"
    untrained.to_disk(path)
    return str(path)


@pytest.fixture
def args(web, tmp_path, model):
    """The arguments of a poll of a feed with a good page and one that is not there."""
    web.routes |= {"/feed": rss(("/tot.html", "Tin tốt"), ("/khong.html", "Không có")), "/tot.html": page()}
    feeds = f'[[feed]]\nurl = "{web.url}/feed"\ntrusted = true\n[polling]\npause = 0\npatience = 0'
    (tmp_path / "feeds.toml").write_text(feeds)
    return ["poll", str(tmp_path / "feeds.toml"), "--store", f"sqlite:///{tmp_path / 'news.db'}", "--model", model]


def bantin(*args, **options):
    done = subprocess.run([*COMMAND, *args], capture_output=True, text=True, check=False, **options)
    return done.returncode, done.stdout, done.stderr


def test_a_round_and_what_is_asked_of_its_store(args):
    status, out, err = bantin(*args, "--once")
    assert (status, out) == (1, "")
    assert "1 feeds and sitemaps; articles: 1 new, 0 changed, 0 as they were; 1 failed" in err
    assert "404 Not Found" in err
    assert "Traceback" not in err
    _, found, _ = bantin("query", "articles", "giấy khen", "--format", "json", *args[2:4])
    assert [row["title"] for row in json.loads(found)] == ["Hội nghị sơ kết ở Lào Cai"]
    _, failures, _ = bantin("query", "failures", "--format", "json", *args[2:4])
    assert [(row["state"], row["failures"], row["error"]) for row in json.loads(failures)] == [("waiting", 1, "status")]
    due = dt.datetime.fromisoformat(json.loads(failures)[0]["due"])
    assert abs(due - dt.datetime.now(dt.UTC)) < dt.timedelta(days=1)


def test_sigterm_ends_a_poll_between_its_rounds(args):
    process = subprocess.Popen([*COMMAND, *args, "--every", "1h"], stderr=subprocess.PIPE, text=True)
    try:
        assert any("articles: 1 new" in line for line in process.stderr)
        process.send_signal(signal.SIGTERM)
        assert "Traceback" not in process.stderr.read()
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.stderr.close()


def test_feeds_from_standard_input(args, tmp_path):
    feeds = (tmp_path / "feeds.toml").read_text()
    status, _, err = bantin("poll", "-", *args[2:], input=feeds)
    assert status == 1
    assert "1 new" in err


@pytest.mark.parametrize(
    "wrong",
    [
        ["poll", "missing.toml", "--store", "sqlite:///x.db"],
        ["poll", "feeds.toml", "--store", "oracle://x"],
        ["poll", "feeds.toml", "--store", "sqlite:///x.db", "--every", "soon"],
        ["poll", "feeds.toml", "--store", "sqlite:///x.db", "--every", "1h", "--once"],
        ["query", "failures", "--store", "sqlite:///missing.db"],
    ],
)
def test_wrong_use_is_one_line(tmp_path, monkeypatch, wrong):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "feeds.toml").write_text('[[feed]]\nurl = "https://bao.vn"')
    with pytest.raises(UserError) as told:
        app(wrong, standalone_mode=False)
    assert "\n" not in str(told.value)
    assert not (tmp_path / "x.db").exists()


def test_help_teaches():
    _, out, _ = bantin("poll", "--help")
    assert "bantin poll feeds.toml --store sqlite:///news.db" in " ".join(out.replace("│", " ").split())
