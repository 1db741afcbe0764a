"""The words of the interface, numbers and days, in two languages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from importlib.resources import files

DATE = re.compile(
    r"(\d{4}|-)(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d:\d\d)\S*)?"
)  # of the record: a day, a time, or `--06-30`


class Language(StrEnum):
    """Of a page's own words; the news are Vietnamese in any case."""

    en = "en"
    vi = "vi"


@cache
def _vietnamese() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("bantin.pages") / "vi.toml").read_text(encoding="utf-8"))


def texts(language: Language) -> Callable[[str], str]:
    """A function from the interface's English words to those of a language; what has no others stays as it is."""
    known = _vietnamese()["interface"] if language is Language.vi else {}
    return lambda words: known.get(words, words)


def named(language: Language) -> Callable[[str | None, str], str]:
    """A function from a code of the record and its group, such as `crime` and `event`, to its name in a language."""
    known = _vietnamese() if language is Language.vi else {}
    return lambda code, group: known.get(group, {}).get(code or "", code or "")


def number(language: Language) -> Callable[..., str]:
    """A function that writes a number, with a format as Python's, in a language's way: 1,234.5 or 1.234,5."""
    turned = str.maketrans(",.", ".,") if language is Language.vi else {}

    def written(value: float, form: str = ",") -> str:
        return format(value, form).translate(turned)

    return written


def day(language: Language) -> Callable[[str | None], str]:
    """A function that writes an ISO day, month, year or time in a language's way; what is none stays as it is.

    `2024-03-05`, or in Vietnamese 05/03/2024.
    """

    def written(value: str | None) -> str:
        match = DATE.fullmatch(value or "")
        if language is Language.en or not match:
            return value or ""
        year, month, day, time = match.groups()
        date = "/".join(filter(None, (day, month, year if year != "-" else None)))
        return f"{time}, {date}" if time else date

    return written
