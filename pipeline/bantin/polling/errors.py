"""Why something was not fetched."""

from __future__ import annotations


class Stopped(Exception):
    """The process is to end; what was begun is left for the next time."""


class FetchError(Exception):
    """A request that gave nothing to read.

    Args:
        kind: a short word that programs can count by, such as `status` or `too_large`.
        message: one line for a person.
        wait: seconds after which the server said it may be asked again.
        host_fault: whether another page of that host would have failed as well.
    """

    def __init__(self, kind: str, message: str, *, wait: float | None = None, host_fault: bool = False) -> None:
        super().__init__(" ".join(message.split())[:500])
        self.kind, self.wait, self.host_fault = kind, wait, host_fault
