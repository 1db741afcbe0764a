"""Which addresses may be spoken to. A host is looked up once, its addresses are checked, and one of these is connected to."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from typing import Any

import httpcore
import httpx

from bantin.polling.errors import FetchError

LONGEST = 2000  # characters of a URL
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
Resolve = Callable[[str, int], list[str]]
Left = Callable[[], float]


def bad_url(url: str) -> str | None:
    """What is wrong with a URL that is to be fetched, None if nothing is."""
    if len(url) > LONGEST:
        return f"is longer than {LONGEST:,} characters. Leave it out."
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        return f"is no URL ({error}). Write it like https://example.vn/rss."
    if parsed.scheme not in ("http", "https"):
        return "is neither http nor https. Only these are fetched."
    return None if parsed.host else "names no host. Write it like https://example.vn/rss."


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public Internet; an IPv6 address that stands for an IPv4 one is as public as that."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if ip in NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, by the system.

    Raises:
        OSError: there are none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Timed(httpcore.NetworkStream):
    """A connection that ends when the time of its request is up, however often a few bytes come.

    Args:
        stream: the connection.
        left: says how many seconds are left, at least a little.
    """

    def __init__(self, stream: httpcore.NetworkStream, left: Left) -> None:
        self._stream, self._left = stream, left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What has come."""
        return self._stream.read(max_bytes, self._left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send."""
        self._stream.write(buffer, self._left())

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> Timed:
        """The same, encrypted; the certificate is checked against the host's name."""
        return Timed(self._stream.start_tls(ssl_context, server_hostname, self._left()), self._left)

    def get_extra_info(self, info: str) -> Any:
        """See httpcore."""
        return self._stream.get_extra_info(info)


class Pinned(httpcore.NetworkBackend):
    """Connects to addresses that were checked, and to no others.

    Args:
        left: as in `Timed`.
        allowed: addresses that need not be public.
        resolve: looks a host up.
        connect: what connects to an address.
    """

    def __init__(self, left: Left, allowed: Iterable[str], resolve: Resolve, connect: httpcore.NetworkBackend) -> None:
        self._left, self._allowed, self._resolve, self._connect = left, frozenset(allowed), resolve, connect

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> Timed:
        """A connection to the first address of the host that answers.

        Raises:
            FetchError: the host is unknown, or one of its addresses may not be spoken to.
        """
        addresses = looked_up(host, port, self._resolve)
        for address in addresses:
            if address not in self._allowed and not is_public(address):
                message = (
                    f"{host} has the address {address}, which is not public. Mark its feed as trusted if it is meant."
                )
                raise FetchError("address", message)
        for address in addresses[:-1]:
            try:
                return Timed(self._connect.connect_tcp(address, port, self._left()), self._left)
            except (httpcore.NetworkError, httpcore.TimeoutException):
                continue
        return Timed(self._connect.connect_tcp(addresses[-1], port, self._left()), self._left)


def looked_up(host: str, port: int, resolve: Resolve) -> list[str]:
    """The addresses of a host, at least one.

    Raises:
        FetchError: there are none.
    """
    try:
        found = resolve(host, port)
    except (OSError, UnicodeError) as error:
        raise FetchError("unknown_host", f"{host} can't be looked up ({error}).", host_fault=True) from None
    if not found:
        raise FetchError("unknown_host", f"{host} has no address.", host_fault=True)
    return found
