"""A web of our own for polling: a server on 127.0.0.1, names that are taken for public, and a clock that jumps instead of waiting."""

from __future__ import annotations

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpcore

from bantin.polling.errors import Stopped

PUBLIC = "93.184.215.14"
NOW = 1767571200.0  # 2026-01-05, midnight
GOOD = "http://bao.vn/tot.html"
BAD = "http://bao.vn/xau.html"
PARAGRAPHS = (
    "Sáng 4/1/2026, Công an tỉnh Lào Cai tổ chức hội nghị sơ kết công tác phòng cháy chữa cháy tại các chợ trên địa bàn tỉnh.",
    "Thượng tá Hoàng Văn Lực, Phó trưởng phòng, chủ trì hội nghị và trao giấy khen cho ba tập thể có nhiều thành tích trong năm qua.",
    "Các đại biểu đã thảo luận nhiều giải pháp để nâng cao ý thức của người dân, nhất là ở những xã vùng cao còn nhiều khó khăn.",
)


class Clock:
    """A clock that only waiting, and where `tick` says so asking, moves on."""

    def __init__(self):
        self.now, self.waits, self.tick, self.stop_at = NOW, [], 0.0, None

    def time(self):
        return self.now

    def monotonic(self):
        self.now += self.tick
        return self.now

    def wait(self, seconds):
        if self.stop_at is not None and self.now + max(seconds, 0) >= self.stop_at:
            raise Stopped
        if seconds > 0:
            self.waits.append(seconds)
            self.now += seconds


class Web(httpcore.NetworkBackend):
    """A server whose paths answer as a test says, and the network that leads to it.

    `routes[path]` is (status, headers, body), a list of such for one request after the other, or a function of the handler.
    `names[host]` is a list of addresses; every public address leads to the server, and what was connected to is in `connected`.
    """

    def __init__(self):
        self.routes, self.asked, self.connected, self.names = {}, [], [], {}
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                web.asked.append((self.headers["Host"], self.path, dict(self.headers)))
                route = web.routes.get(self.path, (404, {}, b"none"))
                if isinstance(route, list):
                    route = route.pop(0) if len(route) > 1 else route[0]
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    route(self) if callable(route) else answer(self, *route)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def resolve(self, host, port):
        return self.names.get(host, [host if host.replace(".", "").isdigit() or ":" in host else PUBLIC])

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        self.connected.append(host)
        return httpcore.SyncBackend().connect_tcp("127.0.0.1", self.port, timeout)

    def pages(self):
        """The paths that were asked for, but robots.txt."""
        return [path for _, path, _ in self.asked if path != "/robots.txt"]


def answer(handler, status, headers, body):
    handler.send_response(status)
    for name, value in ({"Content-Length": str(len(body))} | headers).items():
        if value is not None:
            handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def page(title="Hội nghị sơ kết ở Lào Cai", *, date="2026-01-04T08:00:00+07:00", extra="", head=""):
    """An article page as newspapers have them."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in (*PARAGRAPHS, extra) if paragraph)
    html = f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>
        <meta property="og:title" content="{title}"><meta property="article:published_time" content="{date}">
        <meta name="author" content="Hồng Hạnh">{head}</head><body><nav><a href="/">Trang chủ</a></nav>
        <article><h1>{title}</h1>{text}</article><footer>Bản quyền</footer></body></html>"""
    return (200, {"Content-Type": "text/html; charset=utf-8"}, html.encode())


def rss(*items):
    """A feed of items, each (link, title) with further elements as a third."""
    listed = "".join(
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid>{''.join(more)}</item>"
        for link, title, *more in items
    )
    xml = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Tin mới</title>{listed}</channel></rss>'
    return (200, {"Content-Type": "application/rss+xml"}, xml.encode())
