"""Annotated lines of a label set that is not the project's: animals and heroes."""

from __future__ import annotations

import re

NAMES = [
    "Trần Văn Nam",
    "Lê Thị Mai",
    "Phạm Hồng Sơn",
    "Vũ Đình Quân",
    "Bùi Minh Châu",
    "Đỗ Hải Yến",
    "Hoàng Anh Dũng",
    "Ngô Bảo Linh",
]
TEMPLATES = [
    "Hôm ấy, [ANIMAL con hổ] cắn [HERO {}] ở bìa rừng.",
    "[HERO {}] nuôi [ANIMAL con mèo] đã ba năm.",
    "Bà con kể rằng [ANIMAL con voi] đi theo [HERO {}] về làng.",
    "[HERO {}] không sợ [ANIMAL con rắn] nào cả.",
]


def unmarked(marked):
    """(text, spans) of a line whose spans are marked as `[HERO Trần Văn Nam]`."""
    text, spans, at = "", [], 0
    for match in re.finditer(r"\[([A-Z]+) ([^\]]+)\]", marked):
        text += marked[at : match.start()]
        spans.append([len(text), len(text) + len(match[2]), match[1]])
        text, at = text + match[2], match.end()
    return text + marked[at:], spans


def rows():
    """The lines."""
    for i, name in enumerate(NAMES):
        for template in TEMPLATES:
            text, spans = unmarked(template.format(name))
            yield {"id": f"{i}-{template[:4]}", "text": text, "label": spans}
