"""One request: polite, within limits of size, time and redirects, and to addresses that may be spoken to."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from http.client import responses

import httpcore
import httpx
import msgspec

from bantin.polling import robots
from bantin.polling.addresses import Pinned, Resolve, bad_url, looked_up, resolve
from bantin.polling.errors import FetchError
from bantin.polling.feeds import Limits
from bantin.polling.hosts import Clock, Hosts
from bantin.polling.unpack import ACCEPTED, unpacked
from bantin.version import __version__

LEAST = 0.001  # seconds: a time-out of 0 would mean that nothing is waited for, not that nothing is left
MOVED = (301, 302, 303, 307, 308)
LATER = (429, 503)  # answers whose Retry-After is for all of the host
FAILURES = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, httpcore.UnsupportedProtocol)


class Answer(msgspec.Struct):
    """What a server gave.

    Attributes:
        url: the last one, after redirects.
        status: 200, or 304 where nothing has changed.
        body: unpacked, empty for 304.
        etag, modified: what the next request can name.
    """

    url: str
    status: int
    body: bytes
    etag: str | None = None
    modified: str | None = None


class _Stream(httpx.SyncByteStream):
    def __init__(self, pool: httpcore.ConnectionPool, stream: Iterable[bytes]) -> None:
        self._pool, self._stream = pool, stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        self._pool.close()


class _Transport(httpx.BaseTransport):
    """httpx over connections of our own making; one for each request, so that none is used for what it was not checked for."""

    def __init__(self, backend: Pinned, context: object) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=backend)  # type: ignore[arg-type]

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        found = self._pool.handle_request(httpcore.Request(request.method, url, headers=request.headers.raw))
        stream = _Stream(self._pool, found.stream)  # type: ignore[arg-type]
        return httpx.Response(found.status, headers=found.headers, stream=stream)

    def close(self) -> None:
        self._pool.close()


class Fetcher:
    """Fetches what a poll asks for.

    Args:
        limits: of the poll.
        clock: of the poll.
        resolve: looks hosts up.
        connect: connects to an address that was checked.
        chance: for the waits after failures.
    """

    def __init__(
        self,
        limits: Limits,
        clock: Clock,
        *,
        resolve: Resolve = resolve,
        connect: httpcore.NetworkBackend | None = None,
        chance: random.Random | None = None,
    ) -> None:
        self.limits, self.clock = limits, clock
        self.hosts = Hosts(clock, limits, chance or random.Random())
        self._resolve, self._connect = resolve, connect or httpcore.SyncBackend()
        self._context = httpx.create_ssl_context(trust_env=False)
        self._allowed: frozenset[str] = frozenset()
        self._robots = robots.Robots(self._rules, clock.time)
        contact = f"; +{limits.contact}" if limits.contact else ""
        self.agent = f"{robots.NAME}/{__version__} (reads news feeds{contact})"

    def addresses(self, url: str) -> frozenset[str]:
        """The addresses of a URL's host, for `get` to allow.

        Raises:
            FetchError: the host is unknown.
        """
        parsed = httpx.URL(url)
        return frozenset(looked_up(parsed.raw_host.decode("ascii"), parsed.port or 80, self._resolve))

    def get(
        self, url: str, most: int, *, allowed: frozenset[str] = frozenset(), etag: str | None, modified: str | None
    ) -> Answer:
        """What lies at a URL.

        Args:
            url: of http or https.
            most: bytes that it may have, unpacked.
            allowed: addresses that need not be public.
            etag, modified: of an earlier answer; then the server may say that nothing has changed since.

        Raises:
            FetchError: there is nothing to read, for whatever reason.
            Stopped: the process is to end.
        """
        self._allowed = allowed
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in conditions.items() if value}
        return self._follow(url, most, headers, obey=True)

    def _rules(self, url: httpx.URL) -> bytes | None:
        """A robots.txt, for `Robots`."""
        try:
            return self._follow(str(url), robots.BYTES, {}, obey=False, cut=True).body
        except FetchError as error:
            if isinstance(error, _StatusError) and 400 <= error.status < 500 and error.status not in LATER:
                return None  # it has no rules
            message = f"robots.txt can't be had, without which nothing is fetched: {error}"
            raise FetchError(error.kind, message, wait=error.wait, host_fault=error.host_fault) from None

    def _follow(self, url: str, most: int, headers: Mapping[str, str], *, obey: bool, cut: bool = False) -> Answer:
        """An answer after at most so many redirects, each of which is checked as if it had been asked for."""
        for _ in range(self.limits.redirects + 1):
            if wrong := bad_url(url):
                raise FetchError("url", f"{url[:200]}: {wrong}")
            parsed = httpx.URL(url).copy_with(fragment=None)
            delay = self._robots.check(parsed) if obey else 0.0
            self.hosts.wait(parsed.host)
            try:
                found = self._ask(parsed, most, headers, cut)
            except FetchError as error:
                if error.host_fault:
                    self.hosts.failed(parsed.host)
                if isinstance(error, _StatusError) and error.status in LATER and error.wait is not None:
                    self.hosts.rest(parsed.host, error.wait)
                raise
            finally:
                self.hosts.asked(parsed.host, delay)
            self.hosts.answered(parsed.host)
            if isinstance(found, Answer):
                return found
            url = found
        raise FetchError("redirects", f"more than {self.limits.redirects} redirects, the last to {url[:200]}")

    def _ask(self, url: httpx.URL, most: int, headers: Mapping[str, str], cut: bool) -> Answer | str:
        """An answer, or where the server says that it is."""
        end = self.clock.monotonic() + self.limits.seconds

        def left() -> float:
            seconds = end - self.clock.monotonic()
            if seconds <= 0:
                raise httpcore.ReadTimeout(f"not done after {self.limits.seconds:g} s")
            return max(seconds, LEAST)

        transport = _Transport(Pinned(left, self._allowed, self._resolve, self._connect), self._context)
        sent = {"User-Agent": self.agent, "Accept-Encoding": ACCEPTED, "Accept": "*/*", **headers}
        try:
            with (
                httpx.Client(transport=transport, trust_env=False) as client,
                client.stream("GET", url, headers=sent) as response,
            ):
                return self._read(response, most, cut, conditional=bool(headers))
        except FAILURES as error:
            said = str(error) or type(error).__name__
            raise FetchError("network", f"{url.host}: {said}", host_fault=True) from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError) as error:
            raise FetchError("http", f"{url.host}: {error}") from None

    def _read(self, response: httpx.Response, most: int, cut: bool, conditional: bool) -> Answer | str:
        status, told = response.status_code, response.headers
        if status in MOVED and "location" in told:
            return str(response.url.join(told["location"]))
        if status != 200 and not (status == 304 and conditional):
            raise _StatusError(status, self._retry_after(told.get("retry-after")))
        if (
            status == 200
            and told.get("content-length", "").isdecimal()
            and int(told["content-length"]) > most
            and not cut
        ):
            raise FetchError("too_large", f"the answer is larger than {most:,} bytes.")
        body = unpacked(response.iter_raw(), told.get("content-encoding", ""), most, cut=cut) if status == 200 else b""
        return Answer(str(response.url), status, body, told.get("etag"), told.get("last-modified"))

    def _retry_after(self, told: str | None) -> float | None:
        """Seconds until the server wants to be asked again, at most as long as any wait is; None where it says nothing sensible."""
        told = (told or "").strip()
        try:
            seconds = float(told) if told.isdecimal() else parsedate_to_datetime(told).timestamp() - self.clock.time()
        except (ValueError, TypeError, OverflowError, IndexError):
            return None
        return min(max(seconds, 0.0), self.limits.longest_wait)


class _StatusError(FetchError):
    def __init__(self, status: int, wait: float | None) -> None:
        super().__init__("status", f"the server answered {status} {responses.get(status, '')}".rstrip(), wait=wait)
        self.status = status
