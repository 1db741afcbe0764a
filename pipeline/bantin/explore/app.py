"""The explorer as a web application. Litestar writes its OpenAPI document, `/schema/openapi.json`, from the handlers."""

from __future__ import annotations

import logging
from typing import Any

from litestar import Litestar, Request, Response
from litestar.config.allowed_hosts import AllowedHostsConfig
from litestar.di import Provide
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.exceptions.responses import create_exception_response
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.response import Redirect
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bantin.explore import outputs, pages
from bantin.explore.asked import asked
from bantin.explore.guard import Guarded, Token, checks
from bantin.explore.site import Site
from bantin.resources import table
from bantin.sinks.store import Store, StoreError
from bantin.version import __version__

logger = logging.getLogger(__name__)
BUSY = "Kho dữ liệu không trả lời kịp. Hãy thu hẹp câu hỏi hoặc thử lại sau."
SAID = {
    400: "Yêu cầu không đọc được.",
    404: "Không có trang này.",
    405: "Yêu cầu không đọc được.",
    413: "Yêu cầu quá lớn.",
}


def application(
    store: Store, hosts: list[str], *, token: str | None = None, model: str | None = None, **limits: Any
) -> Guarded:
    """The explorer of a store, as an ASGI application.

    Args:
        store: opened with `seconds`, so that it only reads.
        hosts: what the Host header may say, with its port: else a page of another name that points here could ask.
        token: what whoever asks must know; None where only this machine can ask.
        model: for `POST /extract`; None for the default one.
        limits: in the place of those of `configs/explore.toml`.
    """
    limits = table("explore") | limits
    key = Token(token, limits["login_hours"]) if token else None
    site = Site(store, limits, key, model)

    def give(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
        return _failed(site, request, error)

    app = Litestar(
        route_handlers=[*pages.HANDLERS, *outputs.HANDLERS],
        dependencies={
            "site": Provide(lambda: site, sync_to_thread=False),
            "asked": Provide(asked, sync_to_thread=False),
        },
        guards=[checks(key)],
        allowed_hosts=AllowedHostsConfig(allowed_hosts=hosts),
        exception_handlers={HTTPException: give, StoreError: give, PoolTimeout: give, Exception: give},
        request_max_body_size=limits["request_bytes"],
        openapi_config=OpenAPIConfig(
            title="bantin explore",
            version=__version__,
            render_plugins=[JsonRenderPlugin()],
            use_handler_docstrings=True,
        ),
        logging_config=None,
        on_shutdown=[store.close],
    )
    return Guarded(app, limits["seconds"], limits["export_seconds"])


def _failed(site: Site, request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """An error as a page where a browser asks for one, else as JSON; what is ours to mend goes to the log."""
    if isinstance(error, (StoreError, PoolTimeout)):
        logger.warning("%s", error)
        error = HTTPException(status_code=503, detail=BUSY)
    elif not isinstance(error, HTTPException):
        logger.exception("%s %s: %r", request.method, request.url.path, error)
        error = HTTPException(status_code=500, detail="Có lỗi của bantin.")
    if "text/html" not in request.headers.get("accept", ""):
        return create_exception_response(request, error)
    if isinstance(error, NotAuthorizedException) and request.method == "GET":
        return Redirect("/login", status_code=303)
    said = error.detail if not error.detail.isascii() else SAID.get(error.status_code, error.detail)
    return site.page("error.html", status=error.status_code, code=error.status_code, said=said)
