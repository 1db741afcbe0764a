"""Manners: one request at a time and a pause after it for each host, and rest for a host that asks for it or fails."""

from __future__ import annotations

import random
import threading
import time
from typing import Protocol

import msgspec

from bantin.polling.errors import FetchError, Stopped
from bantin.polling.feeds import Limits


class Clock(Protocol):
    """What tells the time and waits."""

    def time(self) -> float:
        """Seconds since 1970."""

    def monotonic(self) -> float:
        """Seconds, never set back."""

    def wait(self, seconds: float) -> None:
        """Return after so many seconds; `Stopped` is raised when the process is to end."""


class SystemClock:
    """The machine's clock; `stop` ends every wait, and may be called by a signal's handler."""

    def __init__(self) -> None:
        self.stopped = threading.Event()

    def time(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds, never set back."""
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        """Return after so many seconds; `Stopped` is raised when `stopped` is set."""
        if self.stopped.wait(max(seconds, 0)):
            raise Stopped


def back_off(limits: Limits, failures: int, chance: random.Random) -> float:
    """Seconds to wait after so many failures in a row, from half of the full wait to all of it.

    Args:
        limits: `first_wait`, `factor` and `longest_wait` count.
        failures: 1 or more.
        chance: what shortens the wait.
    """
    full = limits.first_wait
    for _ in range(failures - 1):
        full = min(full * limits.factor, limits.longest_wait)
    return min(full, limits.longest_wait) * (0.5 + chance.random() / 2)


class _Host(msgspec.Struct):
    free: float = 0.0  # when its pause is over
    rested: float = 0.0  # until when it is left alone
    failures: int = 0


class Hosts:
    """When each host may be asked next.

    Args:
        clock: of the poll.
        limits: of the poll.
        chance: for `back_off`.
    """

    def __init__(self, clock: Clock, limits: Limits, chance: random.Random) -> None:
        self._clock, self._limits, self._chance = clock, limits, chance
        self._hosts: dict[str, _Host] = {}
        self._changed: set[str] = set()

    def recall(self, rests: dict[str, tuple[float, int]]) -> None:
        """Take over what an earlier round, or process, knew of hosts: until when each rests, and its failures in a row."""
        for name, (rested, failures) in rests.items():
            host = self._host(name)
            host.rested, host.failures = max(host.rested, rested), failures

    def changes(self) -> dict[str, tuple[float, int]]:
        """What is to be remembered of hosts since the last call, as `recall` takes it."""
        found = {name: (self._hosts[name].rested, self._hosts[name].failures) for name in self._changed}
        self._changed.clear()
        return found

    def _host(self, name: str) -> _Host:
        return self._hosts.setdefault(name.lower(), _Host())

    def ready(self, name: str) -> float:
        """When the host may be asked, by its pause and its rest."""
        host = self._host(name)
        return max(host.free, host.rested)

    def rested(self, name: str) -> float:
        """When the host's rest is over; its pause does not count."""
        return self._host(name).rested

    def wait(self, name: str) -> None:
        """Wait for the host's turn.

        Raises:
            FetchError: it rests for longer than a round waits.
            Stopped: the process is to end.
        """
        left = self._host(name).rested - self._clock.time()
        if left > self._limits.patience:
            raise FetchError("resting", f"{name} is left alone for {left:.0f} s.", wait=left)
        self._clock.wait(self.ready(name) - self._clock.time())

    def asked(self, name: str, delay: float = 0.0) -> None:
        """A request to the host has ended.

        Args:
            name: the host.
            delay: seconds that its robots.txt wants between two requests.
        """
        self._host(name).free = self._clock.time() + max(self._limits.pause, delay)

    def rest(self, name: str, seconds: float) -> None:
        """Leave the host alone for so long."""
        host = self._host(name)
        self._changed.add(name.lower())
        host.rested = max(host.rested, self._clock.time() + seconds)

    def failed(self, name: str) -> None:
        """The host did not answer: leave it alone, the longer the more often that happens."""
        host = self._host(name)
        host.failures += 1
        self.rest(name, back_off(self._limits, host.failures, self._chance))

    def answered(self, name: str) -> None:
        """The host answered."""
        host = self._host(name)
        if host.failures:
            host.failures = 0
            self._changed.add(name.lower())
