"""What the batch's tests share: a source of news, and what a folder holds."""

from __future__ import annotations

import json
import subprocess
import sys

PLACES = ("Tân Lạc", "Bắc Quang", "Yên Thành", "Sơn Tịnh", "Hưng Nguyên")
NOT_RECORDS = {"ledger.sqlite", "summary.json", ".lock"}


def rows(number):
    """Articles, each with its own text."""
    return [
        {
            "id": f"a{i}",
            "text": f"Sáng 5/3/2021, Thiếu tá Trần Văn Nam, Phó trưởng Công an huyện {PLACES[i % 5]}, chủ trì hội nghị lần {i}.",
        }
        for i in range(number)
    ]


def write_rows(path, rows):
    """The rows as JSONL; strings as they are."""
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def contents(folder):
    """The bytes of all that a batch leaves, but for what tells when and how fast."""
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.name not in NOT_RECORDS}


def records(folder):
    """All records, in the order of the parts."""
    return [json.loads(line) for p in sorted(folder.glob("part-*.jsonl")) for line in p.read_bytes().splitlines()]


def command(*args):
    """The command line of the verb."""
    return [sys.executable, "-m", "bantin.cli", *map(str, args)]


def bantin(*args, **options):
    """Run a verb; returns (exit status, standard output, standard error)."""
    done = subprocess.run(command(*args), capture_output=True, text=True, check=False, **options)
    return done.returncode, done.stdout, done.stderr
