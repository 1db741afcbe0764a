"""The verb `bantin explore`."""

from __future__ import annotations

import os
import secrets
import socket
from typing import Annotated

import typer

from bantin import logs
from bantin.errors import UserError
from bantin.terminal import stderr

TOKEN = "BANTIN_TOKEN"


def explore(
    address: Annotated[
        str,
        typer.Argument(metavar="STORE", help="sqlite:///FILE, the file itself, or postgresql://USER@HOST/DATABASE."),
    ],
    host: Annotated[
        str, typer.Option("--host", help="Address to listen at; any but loopback needs a token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port; 0 for a free one.")] = 8000,
    names: Annotated[
        list[str] | None,
        typer.Option(
            "--name",
            help="A name that browsers may call this server by, with its port unless that is 80 or 443.",
            show_default=False,
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option("--model", help="Model of POST /extract: a name, or a folder.", show_default="the default model"),
    ] = None,
) -> None:
    """Serve pages to search a store and to read articles, people and units in; until Ctrl-C.

    Full-text search with filters by type, unit, person, province and day; of an article its text with spans in colour; of a person
    ranks and posts in time; of a unit what is above it, before and after it, and its events. Results can be saved as JSONL or CSV.
    Programs find all addresses in /schema/openapi.json; `POST /extract` gives an article's record. The store is only read.

    At another address than loopback whoever asks needs a token: that of the environment variable BANTIN_TOKEN (16 characters or
    more), else one is made and printed. It goes in the login form or as `Authorization: Bearer`. Nothing is encrypted: outside of
    a network that you trust, put a server with TLS in front and give its name with --name. Limits are in configs/explore.toml.

    Examples: `bantin explore news.db`, `bantin explore postgresql://localhost/news --port 8080`,
    `BANTIN_TOKEN=… bantin explore news.db --host 0.0.0.0 --name tin.example.vn`
    """
    try:
        import uvicorn

        from bantin.explore.app import application
        from bantin.explore.guard import is_loopback
    except ImportError as error:
        if error.name not in ("uvicorn", "litestar"):
            raise
        raise UserError("explore needs Litestar and uvicorn: pip install 'bantin[explore]'") from None
    from bantin.resources import table
    from bantin.sinks.store import Store

    limits = table("explore")
    token = os.environ.get(TOKEN, "").strip() or None
    if token and len(token) < limits["token"]:
        raise UserError(f"{TOKEN}: is shorter than {limits['token']} characters. Take a longer one, made by chance.")
    made = None if token or is_loopback(host) else secrets.token_urlsafe()
    store = Store(address if "://" in address else f"sqlite:///{address}", create=False, seconds=limits["seconds"])
    listening = _listen(host, port)
    port = listening.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    own = dict.fromkeys((shown, "127.0.0.1", "[::1]", "localhost"))
    hosts = [f"{name}:{port}" for name in own] + ([*own] if port == 80 else []) + (names or [])
    config = uvicorn.Config(
        application(store, hosts, token=token or made, model=model),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=3,
        limit_concurrency=limits["together"],
    )
    logs.start("text", stderr, quiet=True)
    stderr.print(f"http://{shown}:{port}/ shows {store.shown}; Ctrl-C ends it", markup=False)
    if not is_loopback(host):
        stderr.print(f"it answers to {', '.join(hosts)}; add what others call it by with --name", markup=False)
    if made:
        stderr.print(f"token: {made}", markup=False)
    uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens.

    Raises:
        UserError: the address is none of this machine, or taken.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise UserError(
            f"{host}, port {port}: can't listen there ({error.strerror or error}). Choose another --port or --host."
        ) from None
