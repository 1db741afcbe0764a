"""What a long run says on standard error: lines for people, or a JSON object a line for programs."""

from __future__ import annotations

import datetime as dt
import json
import logging

from rich.console import Console

ROOT = "bantin"


class _Lines(logging.Handler):
    """Messages through a rich console, above its progress bar where there is one."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console

    def emit(self, record: logging.LogRecord) -> None:
        """Print one line."""
        warning = record.levelno >= logging.WARNING
        line = f"{'warning: ' if warning else ''}{record.getMessage()}"
        self._console.print(line, style="yellow" if warning else None, markup=False)


class _Json(logging.Formatter):
    """`{"time", "level", "logger", "message"}`, and the fields that the message came with as `extra={"fields": …}`."""

    def format(self, record: logging.LogRecord) -> str:
        """One object, without a line end."""
        time = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        row = {"time": time, "level": record.levelname.lower(), "logger": record.name, "message": record.getMessage()}
        return json.dumps(row | getattr(record, "fields", {}), ensure_ascii=False)


def start(form: str, console: Console, *, quiet: bool = False) -> None:
    """Send the package's log messages to standard error.

    Args:
        form: `text` or `json`.
        console: of standard error, for `text`.
        quiet: only warnings, for a progress bar says the rest.
    """
    handler: logging.Handler
    if form == "json":
        handler = logging.StreamHandler()
        handler.setFormatter(_Json())
    else:
        handler = _Lines(console)
    logger = logging.getLogger(ROOT)
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(logging.WARNING if quiet else logging.INFO)
