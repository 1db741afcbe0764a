"""Ray for the time of a run: one of its own on loopback, or the cluster at an address."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import secrets
import signal
import socket
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from typing import Any

from bantin.errors import UserError

STORE = 128 * 2**20  # bytes of shared memory a worker, for its parts on their way; what is more goes to the disk
MOST = 16  # workers for which it grows
PLACE = 24  # characters of a folder below which the paths of Ray's sockets (some 80 more) are not too long for Linux
PATIENCE = 5  # seconds until an address must have answered
SETTINGS = {
    "RAY_USAGE_STATS_ENABLED": "0",  # else Ray may report its use to its makers
    "RAY_ENABLE_AUTO_CONNECT": "0",  # else it starts anew by itself when something comes late
    "RAY_DATA_DISABLE_PROGRESS_BARS": "1",
    "RAY_SCHEDULER_EVENTS": "0",
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # the one switch for loopback, on Linux too; other addresses stay as they are
    "RAY_worker_niceness": "0",  # else its workers give way to all others, which ours do not
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
}


def prepare(address: str | None) -> None:
    """What comes before Ray is imported: its settings, which it reads then.

    Args:
        address: of a cluster, `HOST:PORT` or `auto` (the one that runs on this machine); None for a Ray of our own.

    Raises:
        UserError: Ray is not installed, or nothing listens at the address.
    """
    os.environ.update(SETTINGS)
    if address is None:
        os.environ["RAY_AUTH_MODE"] = "token"  # other users of this machine reach its loopback too
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))  # else Ray writes one into the home folder
    elif address != "auto":
        _check_answer(address)
    try:
        import ray.data  # noqa: F401
    except ImportError:
        raise UserError("--engine ray needs Ray: pip install 'bantin[ray]', or use --engine local") from None


def _check_answer(address: str) -> None:
    """Something listens at `HOST:PORT`; Ray itself tries for many minutes.

    Raises:
        UserError: nothing does, or the address has another form.
    """
    match = re.fullmatch(r"\[?([^/\[\]]+)\]?:([0-9]{1,5})", address)
    if not match:
        raise UserError(
            f"--ray-address {address}: is neither HOST:PORT of a cluster's head (6379 is Ray's own port) nor auto. "
            "Run bantin on a machine of the cluster."
        )
    try:
        socket.create_connection((match[1], int(match[2])), PATIENCE).close()
    except (OSError, OverflowError) as error:
        raise UserError(
            f"--ray-address {address}: no cluster answers there ({error}). Start one: ray start --head"
        ) from None


@contextlib.contextmanager
def connected(address: str | None, workers: int) -> Iterator[None]:
    """Ray is there; at the end its processes and files are gone, but for those of a cluster that was there before.

    Args:
        address: as for `prepare`, which was called.
        workers: processors of a Ray of our own.

    Raises:
        UserError: Ray does not start, or the cluster does not take this driver.
    """
    import ray

    logging.getLogger("ray.data").setLevel(logging.CRITICAL)
    options: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.CRITICAL}
    with _folder() as folder, contextlib.ExitStack() as stack:
        stack.callback(ray.shutdown)
        if address is None:
            address, hint = "local", ""
            options |= {
                "num_cpus": workers,
                "include_dashboard": False,
                "object_store_memory": STORE * min(workers, MOST),
                "_temp_dir": folder,
            }
        else:
            hint = f" (--ray-address {address}; where the cluster has a token, set RAY_AUTH_MODE=token)"
        try:
            with _same_end():
                ray.init(address, **options)
        except Exception as error:  # of many types
            raise UserError(f"Ray does not start: {last_line(error)}{hint}") from None
        yield


@contextlib.contextmanager
def _same_end() -> Iterator[None]:
    """SIGTERM does afterwards what it did before; meanwhile it is as Ctrl-C."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    except SystemExit:  # which Ray makes of SIGTERM
        raise KeyboardInterrupt from None
    finally:
        if before is not None and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, before)


def last_line(error: BaseException) -> str:
    """What an error of Ray says in its last line; those before are of the machinery."""
    lines = str(error).strip().splitlines()
    return lines[-1].strip() if lines else type(error).__name__


@contextlib.contextmanager
def _folder() -> Iterator[str]:
    """A folder for sockets, logs and what has no room in memory, gone at the end."""
    parent = tempfile.gettempdir()
    with tempfile.TemporaryDirectory(
        prefix="bantin-", dir=parent if len(parent) <= PLACE else "/tmp", ignore_cleanup_errors=True
    ) as name:
        yield name


@contextlib.contextmanager
def apart() -> Iterator[None]:
    """What Ray prints is dropped: standard output is for results, standard error for what bantin says.

    Python's own lines still reach standard error; what native code writes there and what is printed do not. So that nothing of
    the program's own is dropped, open its handlers on standard error inside.
    """
    sys.stderr.flush()
    errors = sys.stderr
    with (
        open(os.devnull, "w", encoding="utf-8") as nowhere,
        open(os.dup(2), "w", buffering=1, encoding=errors.encoding, errors=errors.errors) as sys.stderr,
        contextlib.redirect_stdout(nowhere),
        warnings.catch_warnings(),
    ):
        warnings.filterwarnings("ignore", module=r"ray\.")
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(sys.stderr.fileno(), 2)
            sys.stderr = errors
