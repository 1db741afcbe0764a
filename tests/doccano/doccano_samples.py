"""Articles that are hard to carry, a server that lives in memory, and a proxy that breaks things on the way to a real one."""

from __future__ import annotations

import contextlib
import copy
import json
import random
import re
import threading
import unicodedata
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from urllib.request import Request, build_opener

from bantin.annotation.doccano.types import Item, Project, ServerError

SENTENCES = [
    "Sáng 5/3/2021, Thiếu tá Trần Văn Nam, Phó trưởng Công an huyện Tân Lạc, chủ trì hội nghị.",
    "Đại úy Lê Thị Mai thuộc Công an tỉnh Lào Cai tặng quà cho 15 hộ dân ở xã Bản Phiệt.",
    "Công an phường Cẩm Thượng bắt quả tang hai người đánh bạc, thu giữ 3 triệu đồng.",
    "Chiều qua, một vụ cháy xảy ra tại chợ Đông Kinh; không ai bị thương.",
]
LABELS = ["RANK", "PERSON", "POSITION", "UNIT", "LOCATION", "DATE", "DOCUMENT"]
WORD = re.compile(r"\w+")


def hard_text(number, rng):
    """A text of one of the kinds that encodings, line readers and offsets trip over."""
    text = " ".join(rng.sample(SENTENCES, 3)) + f" (Tin số {number}.)"
    kinds = [
        lambda: unicodedata.normalize("NFD", text),
        lambda: text.replace("hội", "🎉 hội").replace("chợ", "👮🏽‍♀️ chợ") + " 🇻🇳",
        lambda: text.replace(". ", ".\r\n") + "\r\n",
        lambda: "\n \t  " + text + " \n\n",
        lambda: (text + " ") * (10_000 // len(text) + 1),
        lambda: text.replace(" ", "\u00a0", 3).replace(", ", ",\u2028", 2) + "\ufeff\u200b",
        lambda: text + ' "dấu" \\n {"json": [1]} ~{ \x1b$B <b>&amp;</b> %s \t',
        lambda: text,
    ]
    return kinds[number % len(kinds)]()


def hard_rows(many, seed=1):
    """Annotated rows; a third have overlapping spans, some have none."""
    rng = random.Random(seed)
    rows = []
    for number in range(many):
        text = hard_text(number, rng)
        words = [match.span() for match in WORD.finditer(text)]
        spans = set()
        for _ in range(0 if number % 11 == 0 else 12):
            first = rng.randrange(len(words))
            last = min(len(words) - 1, first + rng.randrange(3))
            span = (words[first][0], words[last][1])
            free = all(span[1] <= start or end <= span[0] for start, end, _ in spans)
            if free or number % 3 == 0:
                spans.add((*span, rng.choice(LABELS)))
        rows.append({"id": f"tin/{number}", "text": text, "spans": [list(span) for span in sorted(spans)]})
    return rows


class MemoryServer:
    """What `push` and `pull` need of a server, without one. `break_next(f)` lets `f(rows)` decide what of the next upload arrives."""

    username, url = "admin", "memory:"

    def __init__(self, shared=True, task="entities"):
        self.project = Project(1, "thử", task, shared)
        self.documents, self.marks, self.tags = {}, {}, {}
        self.numbers, self.broken, self.uploads, self.done = count(1), None, 0, {}

    def break_next(self, how):
        self.broken = how

    def items(self, project):
        return dict(self.documents)

    def delete(self, project, numbers):
        for number in numbers:
            del self.documents[number], self.marks[number]

    def notes(self, project):
        return dict(self.tags)

    def add_note(self, project, text):
        self.tags[text] = next(self.numbers)

    def delete_note(self, project, number):
        self.tags = {text: other for text, other in self.tags.items() if other != number}

    def upload(self, project, name, rows):
        self.uploads += 1
        failure = None
        if self.broken:
            rows, failure = self.broken(rows)
            self.broken = None
        for row in copy.deepcopy(rows):
            number = next(self.numbers)
            self.documents[number] = Item(number, row["text"], json.loads(json.dumps(row["meta"])), name, False, 0)
            self.marks[number] = [(label, "admin") for label in row["label"]]
        if failure:
            raise ServerError(failure)

    def mark(self, number, label, who, confirm=False):
        self.marks[number].append((label, who))
        if confirm:
            self.done.setdefault(number, set()).add(who)
            self.documents[number] = self.documents[number]._replace(confirmed=True)

    def export(self, project, *, confirmed=False):
        users = (
            ["all"] if project.shared else sorted({"admin", *(who for row in self.marks.values() for _, who in row)})
        )
        return {
            user: [
                {"id": number, "text": item.text, "label": [m for m, who in self.marks[number] if user in ("all", who)]}
                for number, item in self.documents.items()
                if not confirmed or user in self.done.get(number, ())
            ]
            for user in users
        }

    def label_names(self, project):
        return {}

    def members(self, project):
        return {name: name for name in ("admin", "lan", "minh")}

    def labels(self, project, number, names):
        return list(self.marks[number])

    def confirmed_by(self, project, number):
        return next(iter(self.done.get(number, ())), None)

    def comments(self, project, number):
        return []


@contextlib.contextmanager
def proxy(target, rule):
    """The address of a proxy before `target`. `rule(method, path)` names what happens to a request: None passes it on, `500` answers so,
    `drop` closes the connection before, `swallow` after it was passed on, `spoil` breaks a line of an uploaded file.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            action = rule(self.command, self.path)
            if action == "drop":
                self.close_connection = True
                self.connection.close()
                return
            if action == "500":
                self.answer(500, {"Content-Type": "text/html"}, b"<h1>Server Error (500)</h1>")
                return
            if action == "spoil":
                body = body.replace(b'{"text"', b'["text"', 1)
            headers = {
                k: v for k, v in self.headers.items() if k.lower() not in ("host", "connection", "accept-encoding")
            }
            request = Request(target + self.path, body or None, headers, method=self.command)
            try:
                with build_opener().open(request) as done:
                    status, answer, got = done.status, dict(done.headers.items()), done.read()
                    cookies = done.headers.get_all("Set-Cookie") or []
            except Exception as error:
                status, answer, got, cookies = error.code, dict(error.headers.items()), error.read(), []
            if action == "swallow":
                self.close_connection = True
                self.connection.close()
                return
            self.answer(status, answer, got, cookies)

        def answer(self, status, headers, body, cookies=()):
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() in ("content-type", "content-disposition"):
                    self.send_header(name, value)
            for cookie in cookies:
                self.send_header("Set-Cookie", cookie)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = handle_any

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as web:
        thread = threading.Thread(target=web.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{web.server_port}"
        web.shutdown()
