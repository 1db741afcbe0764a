"""gzip and brotli, unpacked piece by piece, so that a small answer can't fill the memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Protocol

import brotli

from bantin.polling.errors import FetchError

ACCEPTED = "gzip, br"
GZIP = 16 + zlib.MAX_WBITS
MAGIC = b"\x1f\x8b"
SLACK = 65_536  # bytes by which packing may make a body larger; what comes beyond that unpacks to nothing


class _Unpacker(Protocol):
    def feed(self, data: bytes, room: int) -> bytes:
        """What `data` unpacks to; if that is more than `room` bytes, at least one byte more than `room`."""

    def whole(self) -> bool:
        """Whether the end was reached."""


class _Plain:
    def feed(self, data: bytes, room: int) -> bytes:
        return data

    def whole(self) -> bool:
        return True


class _Gzip:
    def __init__(self) -> None:
        self._member = zlib.decompressobj(GZIP)

    def feed(self, data: bytes, room: int) -> bytes:
        out = bytearray()
        while data and len(out) <= room:
            if self._member.eof:  # a file may have several members; what follows and is none does not count
                if not data.startswith(MAGIC):
                    break
                self._member = zlib.decompressobj(GZIP)
            out += self._member.decompress(data, room - len(out) + 1)
            data = self._member.unused_data if self._member.eof else self._member.unconsumed_tail
        return bytes(out)

    def whole(self) -> bool:
        return self._member.eof


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def feed(self, data: bytes, room: int) -> bytes:
        out = bytearray(self._stream.process(data, output_buffer_limit=room + 1))
        while len(out) <= room and not self._stream.can_accept_more_data():
            out += self._stream.process(b"", output_buffer_limit=room + 1 - len(out))
        return bytes(out)

    def whole(self) -> bool:
        return self._stream.is_finished()


KINDS: dict[str, type[_Unpacker]] = {"": _Plain, "identity": _Plain, "gzip": _Gzip, "x-gzip": _Gzip, "br": _Brotli}


def unpacked(pieces: Iterable[bytes], encoding: str, most: int, *, cut: bool = False) -> bytes:
    """The body of an answer.

    Args:
        pieces: as they come from the network; no more are taken than are needed.
        encoding: the `Content-Encoding`.
        most: bytes that it may have, unpacked.
        cut: whether a longer one is cut instead of refused.

    Raises:
        FetchError: it is larger, of an encoding that was not asked for, or damaged.
    """
    kind = KINDS.get(encoding.strip().lower())
    if kind is None:
        raise FetchError("encoding", f"the answer is packed as {encoding[:40]!r}, which was not asked for.")
    unpacker, body, taken = kind(), bytearray(), 0
    try:
        for piece in pieces:
            taken += len(piece)
            body += unpacker.feed(piece, most - len(body))
            if len(body) > most or taken > most + SLACK:
                if cut:
                    return bytes(body[:most])
                raise FetchError("too_large", f"the answer is larger than {most:,} bytes unpacked.")
    except (zlib.error, brotli.error) as error:
        raise FetchError("damaged", f"the answer can't be unpacked ({error}).") from None
    if not unpacker.whole():
        raise FetchError("damaged", "the packed answer breaks off.")
    return bytes(body)


def gunzipped(body: bytes, most: int) -> bytes:
    """A body that is itself a gzip file, such as `sitemap.xml.gz`, unpacked; any other as it is.

    Raises:
        FetchError: as `unpacked`.
    """
    return unpacked([body], "gzip", most) if body.startswith(MAGIC) else body
