"""What is exact by nature: calendar expressions and numbered or named documents, as grammars over folded tokens.

A text is searched as its folded tokens joined by single blanks, so `12 g15` and `12g15`, `hoà` and `hòa` read alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import numpy as np

from bantin.entities.gazetteer import spaced
from bantin.language.table import TokenTable
from bantin.resources import table

PART = r"sáng sớm|rạng sáng|mờ sáng|sáng|giữa trưa|trưa|xế chiều|chiều tối|chiều|nửa đêm|đêm khuya|đêm|tối|khuya"
CLOCK = r"\d{1,2}[hg:]\d{2}(?: phút|')?|\d{1,2}[hg](?: \d{1,2}(?: phút|')?)?|\d{1,2} g\d{2}|\d{1,2} giờ(?: (?:\d{1,2}(?: phút)?|kém \d{1,2}(?: phút)?|rưỡi))?|\d{1,2} h \d{2}"
YEAR = r"(?:20|19)\d{2}"
OF_YEAR = rf"(?: ?[/-] ?{YEAR}|\.{YEAR}| năm (?:{YEAR}|ngoái|nay))"
DAY_MONTH = rf"\d{{1,2}}[/.-]\d{{1,2}}(?! / \d)(?:[/.-]{YEAR}| năm (?:{YEAR}|ngoái|nay))?|\d{{1,2}} [/-] \d{{1,2}}(?: [/-] {YEAR})?"
DAYS = rf"\d{{1,2}}-\d{{1,2}} / \d{{1,2}}(?:/{YEAR})?"  # `27-30/12`, which is no two spans: its first half is one token
SHORT_YEAR = r"\d{1,2} / \d{1,2}/\d{2}|\d{1,2} \. \d{1,2}\.\d{2}|\d{1,2} - \d{1,2}-\d{2}"
WORDED = rf"(?:mùng |mồng )?\d{{1,2}} tháng (?:\d{{1,2}}(?:(?: ,)? năm {YEAR}| [/-] {YEAR}|[/.-]{YEAR})?|giêng|chạp)"
MONTH_WORD = r"(?:một|hai|ba|tư|năm|sáu|bảy|tám|chín|mười một|mười hai|mười)"
IN_WORDS = rf"\d{{1,2}} tháng (?:{MONTH_WORD}(?: năm {YEAR})?|này|trước)(?! \d)"
DAY = rf"(?:mùng |mồng )?(?:{WORDED}|{IN_WORDS}|{DAYS}|{SHORT_YEAR}|{DAY_MONTH}|\d{{1,2}}(?! (?:tuổi|người|triệu|tỷ|tỉ|nghìn|đồng|tháng|ngày|năm|giờ|phút|đối|vụ|bị|cán|%)))"
SHOWN = rf"(?:{WORDED}|{DAY_MONTH})"
RELATIVE = r"hôm nay|hôm qua|hôm sau|hôm trước|hôm kia|ngày mai|ngày kia|ngày mốt|ngày hôm nay|ngày hôm qua|ngày hôm sau|ngày hôm trước|cùng ngày(?: hôm đó)?|nay|qua|mai|hôm đó|ngày hôm đó|hôm ấy"
WEEKDAY = r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy|bẩy|2|3|4|5|6|7)|chủ nhật)"
WEEK = r"tuần (?:này|trước|sau|tới|qua)"
MONTH = rf"(?:đầu |giữa |cuối )?tháng (?:\d{{1,2}}(?:-\d{{1,2}}/{YEAR}|{OF_YEAR})?|giêng|chạp|này|trước|tới)"
PART_OF_YEAR = rf"(?:\d{{1,2}} tháng|nửa) (?:đầu|cuối) năm(?: {YEAR}| nay| ngoái)?|(?:\d{{1,2}} ngày|nửa) (?:đầu|cuối) tháng \d{{1,2}}{OF_YEAR}?"
DATE = re.compile(
    "(?:"
    + "|".join(
        (
            rf"{WEEKDAY} (?:, |\( )?(?:ngày )?{SHOWN}(?: , (?:{CLOCK}))?",
            rf"(?:(?:{CLOCK}) (?:, )?)?(?:(?:{PART}) )?(?:ngày |hôm )?(?:quốc khánh )?{SHOWN}(?: , (?:{CLOCK})(?!\w))?",
            rf"(?:(?:{CLOCK}) )?(?:(?:{PART}) )?ngày {DAY}",
            rf"(?:(?:{CLOCK}) )?(?:(?:{PART}) )?(?:{RELATIVE})(?: {SHOWN})?",
            rf"(?:(?:{CLOCK}) )?(?:(?:{PART}) )?{WEEKDAY} {WEEK}",
            rf"(?:(?:{CLOCK}) )?(?:{PART}) {WEEKDAY}",
            rf"(?:{PART}) \d{{1,2}}(?= (?:và|,|-|rạng|đến))",
            rf"(?:{CLOCK})(?: (?:{PART}))?",
            PART_OF_YEAR,
            MONTH,
            rf"(?:quý|quí) (?:[1-4]|i{{1,3}}|iv){OF_YEAR}?",
            rf"(?:đầu |giữa |cuối )?năm (?:{YEAR}|nay|ngoái)",
            rf"(?:đầu |giữa |cuối )?{WEEK}",
            WEEKDAY,
        )
    )
    + ")(?=\\s|$)"
)
DATE_STARTS = frozenset(
    [
        "sáng",
        "rạng",
        "mờ",
        "giữa",
        "trưa",
        "xế",
        "chiều",
        "nửa",
        "đêm",
        "tối",
        "khuya",
        "ngày",
        "hôm",
        "cùng",
        "thứ",
        "chủ",
        "đầu",
        "cuối",
        "năm",
        "tháng",
        "quý",
        "quí",
        "tuần",
        "quốc",
        "mùng",
        "mồng",
    ]
)


@cache
def document_pattern() -> re.Pattern[str]:
    """Grammar of documents, from `configs/documents.toml`."""
    rows = table("documents")
    numbered = "|".join(
        sorted(
            (re.escape(spaced(f)) for row in rows["kind"] if row["id"] != "law" for f in row["forms"]),
            key=len,
            reverse=True,
        )
    )
    laws = "|".join(sorted((re.escape(spaced(n)) for n in rows["laws"]["names"]), key=len, reverse=True))
    number = r"\d[\w/&.-]*+(?: ?[/-] ?[a-zđư][a-zđư\d&/-]*+)*"
    counted = r"\d+ (?:(?:tháng|ngày)(?! \d)|tuần|giờ|người|vụ|đối tượng|năm(?! (?:19|20)\d\d))"  # `kế hoạch 5 năm`
    law = rf"(?:(?:bộ luật|luật|pháp lệnh) (?:{laws})|blhs|bltths|blds|hiến pháp)(?:(?: năm)? (?:19|20)\d\d)?"
    article = r"(?:điểm \w{1,2} (?:, )?)?(?:khoản \d+ (?:, |và )?)?điều \d+[a-z]?(?: và \d+)?(?: ,| của| -)?"
    return re.compile(
        rf"(?:(?:{article} )?{law}|{article} (?:nghị định|luật|thông tư|bộ luật) {number}|(?:{numbered})(?: số(?: :)? {number}| (?!{counted}){number})(?<=\d|[a-zđư]))(?=\s|$)"
    )


DOCUMENT_STARTS = frozenset(["điểm", "khoản", "điều", "bộ", "luật", "blhs", "bltths", "blds", "hiến", "pháp"]) | {
    f.split()[0] for row in table("documents")["kind"] for f in row["forms"]
}


SHOWN_ALONE = re.compile(r"\d{1,2}[hg:]\d|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2}[hg]$")


def begins(form: str) -> str:
    """Labels, by initial, of what a folded token may begin: `T` a calendar expression, `D` a document, both or none."""
    time = form in DATE_STARTS or (form[:1].isdigit() and len(form) <= 10)
    return "T" * time + "D" * (form in DOCUMENT_STARTS)


def proposals(tokens: TokenTable) -> Iterator[tuple[int, int, str]]:
    """(first token, token after the last, label) of each DATE and DOCUMENT, left to right, never overlapping or across sentences."""
    forms, where = tokens.forms
    openers = [begins(form) for form in forms]
    text = "".join(f"\n{' '.join(sentence)}" for sentence in tokens.sentences())
    bounds = np.append(0, (tokens.sizes + 1).cumsum())  # each token behind its blank
    free = 0
    for i in np.flatnonzero(np.array([bool(kinds) for kinds in openers], bool)[where]).tolist() if len(forms) else ():
        if i < free:
            continue
        for kind in openers[where[i]]:
            match = (DATE if kind == "T" else document_pattern()).match(text, int(bounds[i]) + 1)
            if not match:
                continue
            end = int(np.searchsorted(bounds, match.end()))
            if bounds[end] != match.end() or (kind == "T" and end == i + 1 and _is_bare(forms[where[i]])):
                continue
            yield i, end, "DATE" if kind == "T" else "DOCUMENT"
            free = end
            break


def _is_bare(form: str) -> bool:
    """Whether a token by itself is a number that may be anything."""
    return form[:1].isdigit() and not SHOWN_ALONE.match(form)
