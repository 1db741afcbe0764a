"""Addresses that may be spoken to, and answers that are unpacked no further than they may be."""

from __future__ import annotations

import gzip
import tracemalloc

import brotli
import pytest

from bantin.polling.addresses import bad_url, is_public
from bantin.polling.errors import FetchError
from bantin.polling.unpack import gunzipped, unpacked


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07::1", "64:ff9b::808:808"])
def test_public_addresses(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.0.1",
        "10.1.1.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "0.1.2.3",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "198.18.0.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "2002:7f00:1::",
        "2001:db8::1",
    ],
)
def test_addresses_that_are_not_public(address):
    assert not is_public(address)


def test_urls():
    assert [bad_url(url) for url in ("http://bao.vn", "HTTPS://bao.vn:8443/a?b#c", "https://báo.vn/tin")] == [None] * 3
    for url in (
        "",
        "bao.vn",
        "//bao.vn",
        "ftp://bao.vn",
        "file:///etc/passwd",
        "gopher://x",
        "http://",
    ):
        assert bad_url(url)


PACKS = {"gzip": gzip.compress, "x-gzip": gzip.compress, "br": lambda data: brotli.compress(data, quality=1), "": bytes}


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("size", [1, 7, 10**6], ids=str)
def test_what_was_packed_is_unpacked_from_pieces_of_any_size(name, size):
    data = b"".join(b"%d " % n for n in range(5000))
    packed = PACKS[name](data)
    pieces = [packed[at : at + size] for at in range(0, len(packed), size)]
    assert unpacked(pieces, name, len(data)) == data
    with pytest.raises(FetchError, match="larger"):
        unpacked(pieces, name, len(data) - 1)
    assert unpacked(pieces, name, 100, cut=True) == data[:100]


def test_a_gzip_file_of_several_members():
    assert unpacked([gzip.compress(b"a") + gzip.compress(b"b") + b"\0\0"], "gzip", 10) == b"ab"
    assert (gunzipped(gzip.compress(b"<a/>"), 10), gunzipped(b"<a/>", 10)) == (b"<a/>", b"<a/>")


@pytest.mark.parametrize("name", ["gzip", "br"])
def test_a_bomb_of_300_megabytes_takes_no_memory(name):
    def zeros(packer, finish):
        return b"".join([*(packer(bytes(10**6)) for _ in range(300)), finish()])

    if name == "gzip":
        import zlib

        stream = zlib.compressobj(wbits=31)
        bomb = zeros(stream.compress, stream.flush)
    else:
        stream = brotli.Compressor(quality=1)
        bomb = zeros(stream.process, stream.finish)
    assert len(bomb) < 400_000
    tracemalloc.start()
    try:
        with pytest.raises(FetchError, match="larger than 1,000,000 bytes"):
            unpacked([bomb], name, 1_000_000)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
