"""The canonical form of a token: NFC, one placement of the tone mark, `Ð` read as `Đ`.

Vietnamese spells an open `oa`, `oe`, `uy` with the tone on either vowel (`hòa`/`hoà`); both are current. The canonical form
carries it on the first vowel of an open syllable and on the second before a final consonant (`hòa`, `hoàn`), where nearly
all text already has it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

LOOKALIKES = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "\u00a0": " ", "\u00ad": "", "\u200b": "", "\ufeff": ""})
FIRST = {"o": "oòóỏõọ", "u": "uùúủũụ"}
SECOND = {"a": "aàáảãạ", "e": "eèéẻẽẹ", "y": "yỳýỷỹỵ"}


def _placements() -> tuple[dict[str, str], dict[str, str]]:
    """(second-vowel -> first-vowel, first-vowel -> second-vowel) spellings of toned `oa`, `oe`, `uy`, in three cases."""
    open_form: dict[str, str] = {}
    for a, b in ("oa", "oe", "uy"):
        for tone in range(1, 6):
            late, early = a + SECOND[b][tone], FIRST[a][tone] + b
            for case in (str.lower, str.upper, str.capitalize):
                open_form[case(late)] = case(early)
    return open_form, {early: late for late, early in open_form.items()}


EARLY, LATE = _placements()
LETTERS = "A-Za-zĐđ\u00c0-\u024f\u1e00-\u1eff\u0300-\u036f"
BEFORE_LAST = "(?:ng|nh|n|m|ch|c|p|t|NG|NH|N|M|CH|C|P|T)"
# Each begins with its set of letters, which the engine skips to; what must not stand before is looked at from there.
_OPEN, _CLOSED = "oOuU", "".join(sorted({form[0] for form in LATE}))
OPEN = re.compile(rf"[{_OPEN}](?<![qQ][{_OPEN}])[{''.join(sorted({form[1] for form in EARLY}))}](?![{LETTERS}])")
CLOSED = re.compile(rf"[{_CLOSED}](?<![qQ][{_CLOSED}])[aeyAEY](?={BEFORE_LAST}(?![{LETTERS}]))")
# Where either may find something, which is in few words.
PLACED = re.compile(rf"[{_OPEN}][{''.join(sorted({form[1] for form in EARLY}))}]|[{_CLOSED}][aeyAEY]")
STRANGE = re.compile(f"[{''.join(map(chr, LOOKALIKES))}]")
SHORT = 32


def canonical(text: str) -> str:
    """Canonical form of a word or a stretch of text; case is kept.

    Args:
        text: any string; need not be normalised.

    Returns:
        The NFC form with one tone placement. Its length may differ from that of `text`, so it carries no offsets.
    """
    if text.isascii():
        return text
    return _short(text) if len(text) <= SHORT else _canonical(text)


def composed(text: str) -> str:
    """`text` in NFC, without lookalikes: canonical but for the placement of tone marks."""
    if STRANGE.search(text):
        text = text.translate(LOOKALIKES)
    return unicodedata.normalize("NFC", text)


def _canonical(text: str) -> str:
    text = composed(text)
    if not PLACED.search(text):
        return text
    text = OPEN.sub(lambda m: EARLY.get(m.group(), m.group()), text)
    return CLOSED.sub(lambda m: LATE.get(m.group(), m.group()), text)


_short = lru_cache(1 << 15)(_canonical)  # words come again and again


def folded(text: str) -> str:
    """Lower-case canonical form, white space made single: the key by which tables are looked up."""
    return _short_folded(text) if len(text) <= SHORT else _folded(text)


def _folded(text: str) -> str:
    return " ".join(canonical(text).lower().split())


_short_folded = lru_cache(1 << 15)(_folded)  # so do names, titles and what stands between them


def whole_words(forms: Iterable[str]) -> re.Pattern[str]:
    """A pattern of any of `forms`, the longest that fits, where no letter or digit stands beside it.

    Each form's first letter stands first in the pattern, so that the engine skips to it; what must not stand before is looked at
    from there. A look behind in front of it would be tried at every character of a text.

    Args:
        forms: the phrases, none empty.
    """
    rest: dict[str, list[str]] = {}
    for form in sorted(forms, key=len, reverse=True):
        rest.setdefault(re.escape(form[0]), []).append(re.escape(form[1:]))
    found = (rf"{first}(?<!\w{first})(?:{'|'.join(ends)})" for first, ends in rest.items())
    return re.compile(rf"(?:{'|'.join(found)})(?!\w)")


def without_marks(text: str) -> str:
    """`text` in ASCII letters where it is Vietnamese: tone and vowel marks removed, `đ` as `d`."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def is_unmarked(text: str) -> bool:
    """Whether a text is typed without diacritics: of letters beyond ASCII it has fewer than one in fifty characters, where marked text has one in four."""
    return len(text.encode("utf-8", "surrogatepass")) - len(text) < len(text) / 50
