"""Legacy Vietnamese 8-bit encodings: Windows-1258, TCVN3 (ABC), VNI; how to read each and which one a text is in."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

from bantin.resources import table

SAMPLE = 1 << 15  # bytes the guess is made on: some thousand words settle it
ENOUGH = 0.5  # share of the marked words that must be Vietnamese syllables for a guess to hold
TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
STOPPED = frozenset("\u0301\u0323")
EDGES = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~“”‘’–—…«»•·°\u00a0"
PIECES = re.compile(r"[-/.,:;()&+\"'“”‘’–—…]+")
MARKUP = re.compile(
    rb"<!\[CDATA\[|\]\]>|<[A-Za-z/!?][^<>]{0,2000}>?|&#?\w{1,8};"
)  # of pages and feeds: would glue to words
NAMES = {"windows-1258": "Windows-1258", "tcvn3": "TCVN3 (ABC)", "vni": "VNI"}


@cache
def _windows_1252() -> str:
    """256 characters: Windows-1252, U+FFFD where it has none."""
    return bytes(range(256)).decode("cp1252", "replace")


@cache
def _tcvn3() -> str:
    rows = table("encodings")["tcvn3"]
    return _windows_1252()[: rows["first"]] + rows["letters"]


def decode_tcvn3(data: bytes) -> str:
    """TCVN3 text as NFC; words of the capital fonts, which share codes with lower case, come out in capitals.

    Args:
        data: bytes of any values.
    """
    text, _ = codecs.charmap_decode(data, "replace", _tcvn3())
    # The five combining tones stand where Windows has ° ± ² ³ ´, which is what they are after anything but a vowel (`m²`).
    text = STRAY_TONES.sub(lambda match: _windows_1252()[_tcvn3().index(match.group())], text)
    return unicodedata.normalize("NFC", CAPITALS.sub(_raise, text))


STRAY_TONES = re.compile("(?<![aeiouyăâêôơưAEIOUYĂÂÊÔƠƯ])[\u0300\u0309\u0303\u0301\u0323]")
# A run of words without an ASCII small letter is of a capital font if one of its words has two capitals beside a small marked
# letter (`NéI`); then the others in the run (`Hµ` before `NéI`) are capitals as well.
CAPITALS = re.compile(r"(?<![^\W\d_])(?:[^\W\d_a-z]|[^\S\n\r]|[-,.()/])+(?![^\W\d_])")
WORDS = re.compile(r"[^\W\d_]+")


def _raise(match: re.Match[str]) -> str:
    """The run in capitals, if it is of a capital font."""
    run = match.group()
    if run.isupper() or run.isspace():
        return run
    for word in WORDS.findall(run):
        if sum(map(str.isupper, word)) > 1 and not word.isupper():
            return run.upper()
    return run


@cache
def _vni() -> tuple[re.Pattern[str], dict[str, str]]:
    """(pattern of VNI's letters as Windows-1252 shows them, those of two codes first; what each is)."""
    rows = table("encodings")["vni"]
    single = {case(old): case(new) for old, new in rows["single"].items() for case in (str.lower, str.upper)}
    signs = {sign: ("aeouyôö", tone) for sign, tone in zip(rows["plain"], rows["tones"], strict=True)}
    for name, vowels, mark in (("breve", "a", "\u0306"), ("circumflex", "aeo", "\u0302")):
        signs[rows[f"{name}_alone"]] = (vowels, mark)
        for sign, tone in zip(rows[name], rows["tones"], strict=True):
            signs[sign] = (vowels, mark + tone)
    letters = {}
    for sign, (vowels, marks) in signs.items():
        for vowel in vowels + vowels.upper():
            letter = unicodedata.normalize("NFC", single.get(vowel, vowel) + marks)
            letters[vowel + sign] = letters[vowel + sign.upper()] = letter
    letters.update(single)
    return re.compile("|".join(letters)), letters


def decode_vni(data: bytes) -> str:
    """VNI (Windows) text as NFC.

    Args:
        data: bytes of any values.
    """
    pattern, letters = _vni()
    text, _ = codecs.charmap_decode(data, "replace", _windows_1252())
    return unicodedata.normalize("NFC", pattern.sub(lambda match: letters[match.group()], text))


def decode_1258(data: bytes) -> str:
    """Windows-1258 text as NFC: its combining tones joined to their vowels.

    Args:
        data: bytes of any values.
    """
    return unicodedata.normalize("NFC", data.decode("cp1258", "replace"))


DECODERS: dict[str, Callable[[bytes], str]] = {"windows-1258": decode_1258, "tcvn3": decode_tcvn3, "vni": decode_vni}


@cache
def _syllables() -> tuple[frozenset[str], frozenset[str]]:
    """(every toneless syllable, the frequent ones as written)."""
    rows = table("encodings")["syllable"]
    onsets = ["", *rows["onsets"].split()]
    return (
        frozenset(onset + rhyme for onset in onsets for rhyme in rows["rhymes"].split()),
        frozenset(rows["frequent"].split()),
    )


@lru_cache(1 << 16)
def is_syllable(word: str) -> bool:
    """Whether `word` (NFC, any case) can be a Vietnamese syllable: known letters, one tone at most, no mixed case."""
    if not (word.islower() or word.isupper() or word.istitle()):
        return False
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = [c for c in decomposed if c in TONES]
    bare = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in TONES))
    if len(tones) > 1 or bare not in _syllables()[0]:
        return False
    return not bare.endswith(("c", "ch", "p", "t")) or (bool(tones) and tones[0] in STOPPED)


def vietnamese(words: list[str]) -> tuple[float, float]:
    """How Vietnamese words read: (share that are syllables, that share with frequent syllables counted more).

    Args:
        words: the words that hold codes beyond ASCII, in one candidate reading.
    """
    valid = frequent = 0.0
    for word in words:
        pieces = PIECES.split(word.strip(EDGES))
        marked = [piece for piece in pieces if piece and not piece.isascii()]
        if not any(pieces):
            valid += 0.5  # punctuation alone says nothing
        elif all(map(is_syllable, marked or pieces)):
            valid += 1
            frequent += any(piece.lower() in _syllables()[1] for piece in marked)
    total = len(words) or 1
    return valid / total, (valid + frequent) / total


def guess(data: bytes) -> str | None:
    """The legacy Vietnamese encoding that `data` is most likely in, None if no reading of it is Vietnamese.

    Args:
        data: text of some 8-bit encoding; the first 32 KiB after its first code beyond ASCII are looked at.
    """
    high = re.search(rb"[\x80-\xff]", data)
    if high is None:
        return None
    start = max(data.rfind(b" ", 0, high.start()), data.rfind(b"\n", 0, high.start())) + 1
    sample = MARKUP.sub(b" ", data[start : start + SAMPLE])
    words = [word for word in sample.split() if not word.isascii()]
    scores: dict[str, tuple[float, float]] = {}
    for name, decode in DECODERS.items():
        scores[name] = vietnamese([decode(word) for word in words])
    best = max(scores, key=lambda name: scores[name][1])
    return best if scores[best][0] >= ENOUGH else None
