"""Who may ask the explorer, how long an answer may take, and what every answer makes the browser refuse."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
from urllib.request import urlopen

import pytest

from bantin.errors import UserError
from bantin.explore.commands import explore
from bantin.explore.guard import COOKIE, HEADERS, Guarded, Token, is_loopback

SECRET = "a-token-made-by-chance"


@pytest.fixture
def client(explorer, sqlite):
    return explorer(sqlite, token=SECRET)


def test_without_the_token_nothing_is_shown(client):
    for path in ("/", "/overview", "/articles/1", "/export/articles", "/schema/openapi.json", "/unit?id=police/vn"):
        assert client.get(path, follow_redirects=False).headers["location"] == "/login"
        answer = client.get(path, headers={"accept": "application/json"})
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert client.post("/extract", json={"text": "a"}, headers={"accept": "*/*"}).status_code == 401


@pytest.mark.parametrize("given", [SECRET[:-1], SECRET + "x", "", "é", SECRET.upper()])
def test_another_token_is_refused(client, given):
    headers = {"accept": "*/*", "authorization": f"Bearer {given}".encode()}
    assert client.get("/", headers=headers).status_code == 401
    answer = client.post("/login", data={"token": given})
    assert (answer.status_code, COOKIE in answer.cookies) == (401, False)
    assert "Mã không đúng" in answer.text


def test_the_token_in_the_header_lets_in(client):
    assert client.get("/", headers={"authorization": f"Bearer {SECRET}"}).status_code == 200


def test_the_login_form_leaves_a_cookie_that_logout_takes_back(client):
    answer = client.post("/login", data={"token": SECRET}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert re.search("HttpOnly.*SameSite=strict", answer.headers["set-cookie"])
    assert SECRET not in answer.headers["set-cookie"]
    assert client.get("/").status_code == 200
    client.post("/logout")
    assert client.get("/", follow_redirects=False).status_code == 303


def test_a_cookie_ends_and_can_not_be_made():
    token = Token(SECRET, 1)
    good = token.cookie()
    end, _, signature = good.partition(".")
    assert token.is_cookie(good)
    assert not token.is_cookie(Token(SECRET, -1).cookie())
    for bad in (f"{int(end) + 1}.{signature}", f"{end}.{'0' * 64}", end, "", ".", "é.é", Token("another", 1).cookie()):
        assert not token.is_cookie(bad)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
    ],
    ids=str,
)
def test_another_sites_page_can_not_ask(explorer, sqlite, headers):
    client = explorer(sqlite)
    assert client.post("/extract", json={"text": "Xã họp."}, headers=headers).status_code == 403


def test_our_own_page_and_programs_can_ask(explorer, sqlite):
    client = explorer(sqlite)
    for headers in ({"sec-fetch-site": "same-origin"}, {"origin": "http://testserver.local"}, {}):
        assert client.post("/extract", json={"text": "Xã họp."}, headers=headers).status_code == 200


def test_another_host_is_refused(explorer, sqlite):
    client = explorer(sqlite, hosts=["127.0.0.1:8000", "[::1]:8000"])
    assert client.get("/", headers={"host": "127.0.0.1:8000"}).status_code == 200
    assert client.get("/", headers={"host": "[::1]:8000"}).status_code == 200
    for host in ("evil.example", "127.0.0.1:8000.evil.example", "127.0.0.1", "127.0.0.1:80000", "127x0.0.1:8000"):
        assert client.get("/", headers={"host": host}).status_code == 400


def test_every_answer_has_the_headers(explorer, sqlite):
    client = explorer(sqlite)
    for path in (
        "/",
        "/style.css",
        "/script.js",
        "/articles/1",
        "/articles/0",
        "/?page=0",
        "/none",
        "/export/articles",
    ):
        answer = client.get(path)
        assert HEADERS.items() - {("cache-control", "private, no-cache")} <= {*answer.headers.items()}
    assert client.get("/", headers={"host": "evil.example"}).headers["x-content-type-options"] == "nosniff"
    assert "unsafe" not in HEADERS["content-security-policy"]
    assert client.get("/style.css").headers["cache-control"] == "max-age=300"


def test_a_request_that_takes_too_long_ends():
    async def slow(scope, receive, send):
        await receive()
        await asyncio.sleep(60)

    sent = []

    async def ask(path):
        async def receive():
            return {"type": "http.request", "body": b"", "more_body": True}

        async def send(message):
            sent.append(message)

        await Guarded(slow, 0.05, 0.1)({"type": "http", "path": path}, receive, send)

    for path in ("/", "/export/articles"):
        asyncio.run(ask(path))
    assert [message["status"] for message in sent if message["type"] == "http.response.start"] == [503, 503]


def test_loopback():
    assert [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "127.9.9.9")] == [True] * 4
    assert [is_loopback(host) for host in ("0.0.0.0", "::", "192.168.1.2", "example.vn", "")] == [False] * 5


def test_the_command_serves_until_it_is_stopped(sqlite):
    args = [sqlite.removeprefix("sqlite:///"), "--host", "0.0.0.0", "--port", "0"]
    process = subprocess.Popen(
        [sys.executable, "-m", "bantin.cli", "explore", *args],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "BANTIN_TOKEN": ""},
    )
    try:
        where, _, token = (process.stderr.readline() for _ in range(3))
        port = re.search(r":(\d+)/", where)[1]
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", int(port))) == 0:
                    break
            time.sleep(0.1)
        with urlopen(f"http://127.0.0.1:{port}/login", timeout=60) as page:
            assert "Mã truy cập" in page.read().decode()
        assert len(token.split()[1]) > 30
    finally:
        process.terminate()
        assert process.wait(timeout=60) is not None
        process.stderr.close()


@pytest.mark.parametrize("wrong", ["port", "host", "store", "token"])
def test_mistakes_of_the_command_are_told(sqlite, tmp_path, monkeypatch, wrong):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = {"port": "can't listen", "host": "can't listen", "store": "no such file", "token": "is shorter"}[wrong]
        monkeypatch.setenv("BANTIN_TOKEN", "short" if wrong == "token" else "")
        with pytest.raises(UserError, match=told):
            explore(
                str(tmp_path / "none.db") if wrong == "store" else sqlite,
                "192.0.2.1" if wrong == "host" else "127.0.0.1",
                port,
                None,
                None,
            )
