"""Who may ask, for how long, and what every answer tells the browser to refuse."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler

COOKIE = "bantin"
OPEN = {"open": True}  # `opt` of a route that needs no token
LONG = ("/export/", "/overview")  # paths that may take longer
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, no-cache",
}


def is_loopback(host: str) -> bool:
    """Whether a server bound there is reached from this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Token:
    """A token that whoever asks must know: as `Authorization: Bearer`, or once in the login form, which leaves a cookie.

    Args:
        secret: the token.
        hours: how long a cookie is good for.
    """

    def __init__(self, secret: str, hours: float) -> None:
        self._secret, self.seconds = secret.encode(), int(hours * 3600)

    def is_right(self, given: str) -> bool:
        """Whether this is the token; the time it takes does not tell how much of it is."""
        return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), self._secret)

    def cookie(self) -> str:
        """A new cookie's value: when it ends, and a signature that only the token's owner can make."""
        return self._signed(str(int(time.time()) + self.seconds))

    def _signed(self, end: str) -> str:
        return f"{end}.{hmac.new(self._secret, f'{COOKIE} {end}'.encode(), hashlib.sha256).hexdigest()}"

    def is_cookie(self, given: str) -> bool:
        """Whether a cookie was made by `cookie` and still holds."""
        end = given.partition(".")[0]
        right = hmac.compare_digest(given.encode("utf-8", "surrogatepass"), self._signed(end).encode())
        return right and end.isascii() and end.isdecimal() and int(end) > time.time()


def checks(token: Token | None) -> Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], None]:
    """A guard of all routes: a request that changes or computes something comes from our own pages or no page, and has the token.

    Args:
        token: None where none is needed.
    """

    def check(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        if connection.scope["method"] not in ("GET", "HEAD", "OPTIONS") and _is_foreign(connection):  # type: ignore[typeddict-item]
            raise PermissionDeniedException("Yêu cầu đến từ một trang khác.")
        if token is None or handler.opt.get("open"):
            return
        kind, _, given = connection.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and token.is_right(given.strip()):
            return
        if not token.is_cookie(connection.cookies.get(COOKIE, "")):
            raise NotAuthorizedException("Cần mã truy cập.", headers={"WWW-Authenticate": "Bearer"})

    return check


def _is_foreign(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """Whether a browser says that a page of another origin asks."""
    site, origin = connection.headers.get("sec-fetch-site"), connection.headers.get("origin")
    if site is not None:
        return site not in ("same-origin", "none")
    return origin is not None and urlsplit(origin).netloc != connection.headers.get("host")


class Guarded:
    """An application whose every answer has the headers, and whose every request has an end.

    Args:
        app: the application.
        seconds: that a request may take, its body included.
        long: the same for the paths that may take longer.
    """

    def __init__(self, app: Any, seconds: float, long: float) -> None:
        self._app, self._seconds, self._long = app, seconds, long

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def answer(message: Any) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                own = {name.lower() for name, _ in message["headers"]}
                more = [(name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in own]
                message["headers"] = [*message["headers"], *more]
            await send(message)

        limit = self._long if scope["path"].startswith(LONG) else self._seconds
        try:
            async with asyncio.timeout(limit):
                await self._app(scope, receive, answer)
        except TimeoutError:
            if begun:
                raise  # the connection breaks off: what came is not whole
            body = '{"status_code":503,"detail":"Quá thời gian cho phép."}'.encode()
            await answer(
                {"type": "http.response.start", "status": 503, "headers": [(b"content-type", b"application/json")]}
            )
            await send({"type": "http.response.body", "body": body})
