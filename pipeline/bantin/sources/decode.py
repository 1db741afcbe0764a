"""Bytes of unknown encoding to text, with a warning whenever the encoding was a guess."""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import NamedTuple

from bantin.sources import legacy
from bantin.sources.article import SourceError

MAGIC = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"BZh91AY", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!\x1a", "RAR"),
    (b"\x89PNG\r", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF87a", "GIF image"),
    (b"GIF89a", "GIF image"),
    (b"\x7fELF", "ELF program"),
    (b"SQLite format 3\0", "SQLite"),
    (b"PAR1\x15", "Parquet"),
    (b"OggS\0", "Ogg media"),
    (b"ID3\x03", "MP3"),
    (b"ID3\x04", "MP3"),
)
BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\v\f\r\x1b") + b"\x7f"
HIGH = bytes(range(128, 256))
MANY_IN_UTF8, MANY = (
    0.3,
    0.05,
)  # share of control characters that no text has: valid UTF-8 is strong evidence, 8 bits are none
WESTERN = frozenset("“”‘’‚„–—…«»°·•€£§©®™½¼¾¿¡\u00a0\u00adàâäáãåæçèéêëìíîïñòóôöõøœùúûüßÀÂÄÁÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖÕØŒÙÚÛÜ")


class Decoded(NamedTuple):
    """Text and where it came from.

    Attributes:
        text: the text, without a byte order mark; NFC if it was in a legacy encoding, else as it came.
        encoding: `utf-8`, `utf-16`, `utf-32`, `windows-1258`, `tcvn3`, `vni`, `windows-1252` or a declared encoding.
        warning: what was guessed or lost, None when nothing was.
    """

    text: str
    encoding: str
    warning: str | None = None


def binary_kind(head: bytes) -> str | None:
    """What binary format a file starts like, None for none that is known.

    Args:
        head: the first bytes, 16 or more where there are as many.
    """
    return next((kind for magic, kind in MAGIC if head.startswith(magic)), None)


def _controls(data: bytes) -> float:
    """Share of control characters other than white space and escape."""
    return 1 - len(data.translate(None, CONTROLS)) / len(data) if data else 0.0


def _utf16(data: bytes) -> str | None:
    """`utf-16-le` or `utf-16-be` if zero bytes stand at every other place as they do in Latin text, else None."""
    sample = data[: 1 << 14]
    half = len(sample) // 2
    if not half or b"\0" not in sample:
        return None
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    name = "utf-16-le" if odd > 0.3 and even < 0.05 else "utf-16-be" if even > 0.3 and odd < 0.05 else None
    return name if name and _controls(sample.decode(name, "ignore").encode("utf-8", "ignore")) < MANY else None


def _binary(kind: str) -> SourceError:
    remedy = "Give its text, as .txt, .html or .jsonl; gzip only with the suffix .gz."
    return SourceError("binary", f"looks like a binary file ({kind}). {remedy}")


def _known(declared: str | None) -> str | None:
    """Python's name of a declared encoding that says something: not UTF-8 (tried anyway), Western (so claim legacy pages) or odd."""
    try:
        name = codecs.lookup(declared or "").name
    except LookupError:
        return None
    silent = ("utf", "ascii", "iso8859-1", "cp1252", "idna", "punycode", "raw", "unicode")
    return None if name.startswith(silent) or not getattr(codecs.lookup(name), "_is_text_encoding", True) else name


def _wide(data: bytes) -> Decoded | None:
    """`data` as UTF-16 or UTF-32, if it is."""
    # Text in these always has a zero byte somewhere (a space, a line end); two stray bytes before 8-bit text have none.
    marked = (name for bom, name in BOMS if data.startswith(bom) and (b"\0" in data or len(data) == len(bom)))
    name = next(marked, None) or _utf16(data)
    if name is None:
        return None
    text = data.decode(name, "replace").lstrip("\ufeff")
    lost = text.count("\ufffd")
    notes = [] if name in ("utf-16", "utf-32") else [f"no byte order mark; read as {name.upper()}"]
    notes += [f"{lost} places are not valid {name[:6].upper()} and were replaced by U+FFFD"] if lost else []
    return Decoded(text, name[:6], "; ".join(notes) or None)


def _eight_bit(data: bytes, declared: str | None) -> Decoded:
    """`data` that is not valid UTF-8: UTF-8 with some broken bytes, or an 8-bit encoding."""
    broken = data.decode("utf-8", "replace")
    bad = broken.count("\ufffd") - data.count("\ufffd".encode())
    sound = len(broken) - len(data.translate(None, HIGH)) - bad
    if sound < 3 * bad:
        name = legacy.guess(data)
        if name:
            warning = f"not UTF-8; read as {legacy.NAMES[name]}, a guess from its letters. If it looks wrong, convert it to UTF-8 first."
            return Decoded(legacy.DECODERS[name](data), name, warning)
        known = _known(declared)
        if known:
            text = unicodedata.normalize("NFC", data.decode(known, "replace"))
            return Decoded(text, known, f"not UTF-8; read as {known}, as it declares")
        western = data.decode("cp1252", "replace")
        if WESTERN.issuperset(c for c in set(western) if not c.isascii()):
            return Decoded(
                unicodedata.normalize("NFC", western), "windows-1252", "not UTF-8; read as Windows-1252, a guess"
            )
    try:
        data.decode("utf-8")
        first = 0
    except UnicodeDecodeError as error:
        first = error.start
    places = "1 place was" if bad == 1 else f"{bad} places were"
    remedy = "Save the file as UTF-8 to keep every letter."
    return Decoded(broken, "utf-8", f"not valid UTF-8, first at byte {first}; {places} replaced by U+FFFD. {remedy}")


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Text of a file in whatever encoding it is.

    UTF-8 is believed when it is valid; UTF-16 is known by its mark or its zero bytes; anything else is guessed by how
    Vietnamese it reads.

    Args:
        data: the whole file.
        declared: what the file or its server says its encoding is, believed only where the bytes decide nothing.

    Raises:
        UserError: the data is no text.
    """
    kind = binary_kind(data[:16])
    if kind:
        raise _binary(kind)
    wide = _wide(data)
    if wide:
        return wide
    try:
        decoded = Decoded(data.decode("utf-8").lstrip("\ufeff"), "utf-8")
    except UnicodeDecodeError:
        if _controls(data) > MANY or b"\0" in data:
            raise _binary("control characters and no valid UTF-8") from None
        return _eight_bit(data.removeprefix(codecs.BOM_UTF8), declared)
    if _controls(data) > MANY_IN_UTF8:
        raise _binary("mostly control characters")
    return decoded


def declared_encoding(head: bytes) -> str | None:
    """The encoding that a page or XML file names in its first 2,048 bytes, None if it names none.

    Args:
        head: the start of the file.
    """
    match = re.search(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", head[:2048])
    return match[1].decode("ascii") if match else None
