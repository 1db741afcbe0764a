"""Files that may be packed with gzip, and what it means when one can't be read."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import BinaryIO, cast

from bantin.sources.article import SourceError

ERRORS = (OSError, EOFError, zlib.error)  # what opening, reading and unpacking raise


def is_packed(path: str | Path) -> bool:
    """Whether a file is packed with gzip, by the end of its name."""
    return str(path).lower().endswith(".gz")


def unpacked(raw: BinaryIO, path: str | Path) -> BinaryIO:
    """The bytes of an open file, unpacked where its name ends in `.gz`; reading them raises `ERRORS`."""
    return cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if is_packed(path) else raw


def explained(error: Exception) -> SourceError:
    """What one of `ERRORS` means, and what to do; the message names no file."""
    match error:
        case FileNotFoundError():
            return SourceError("missing", "no such file or folder. Check the path.")
        case PermissionError():
            return SourceError("permission", "may not be read. Change its permissions (chmod +r; +x too for a folder).")
        case gzip.BadGzipFile():
            return SourceError(
                "gzip",
                f"is no sound gzip file ({error}). Take .gz off its name if it is not packed, else fetch it again.",
            )
        case EOFError() | zlib.error():
            return SourceError("truncated", "the gzip file breaks off or is damaged. Fetch it again.")
        case OSError():
            return SourceError(
                "unreadable", f"cannot be read ({error.strerror or error}). Check the path and the disk."
            )
    return SourceError("unreadable", f"cannot be read ({error}).")
