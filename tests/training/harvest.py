"""Sentences of another domain than the project's: farming, with ten labels of its own, in CoNLL's columns."""

from __future__ import annotations

import random

WORDS = {
    "FARMER": ["bác Tư", "chị Hoa", "anh Dũng", "cô Út", "ông Bảy", "bà Năm"],
    "CROP": ["lúa", "ngô", "khoai lang", "cà phê", "hồ tiêu", "đậu tương"],
    "VARIETY": ["ST25", "OM5451", "nếp cái hoa vàng", "IR50404"],
    "FIELD": ["ruộng Gò Me", "rẫy Đồi Tranh", "vườn Sau Đình", "bãi Cồn Cát"],
    "PEST": ["rầy nâu", "sâu đục thân", "ốc bươu vàng", "bệnh đạo ôn"],
    "TOOL": ["máy gặt", "máy cày", "bình phun", "drone"],
    "WEIGHT": ["2 tấn", "35 tạ", "700 kg", "1,5 tấn"],
    "PRICE": ["8.500 đồng/kg", "62 nghìn đồng", "1 triệu đồng"],
    "SEASON": ["vụ đông xuân", "vụ hè thu", "vụ mùa"],
    "MARKET": ["chợ Bà Chiểu", "vựa Tám Lành", "hợp tác xã Phú Điền"],
}
TEMPLATES = [
    "{FARMER} trồng {CROP} giống {VARIETY} ở {FIELD} .",
    "{SEASON} này , {FARMER} thu {WEIGHT} {CROP} , bán cho {MARKET} giá {PRICE} .",
    "Trên {FIELD} , {PEST} phá {CROP} nên {FARMER} dùng {TOOL} .",
    "{MARKET} mua {WEIGHT} {VARIETY} với {PRICE} .",
    "Nhờ {TOOL} , {FARMER} gặt xong {FIELD} trước {SEASON} .",
]


def conll(sentences: int, seed: int) -> str:
    """A file of `sentences` sentences, a token and its tag a line."""
    rng, lines = random.Random(seed), []
    for _ in range(sentences):
        for word in rng.choice(TEMPLATES).split():
            if word.startswith("{"):
                tokens = rng.choice(WORDS[word[1:-1]]).split()
                lines += [f"{token}\t{'I' if i else 'B'}-{word[1:-1]}" for i, token in enumerate(tokens)]
            else:
                lines.append(f"{word}\tO")
        lines.append("")
    return "\n".join(lines) + "\n"
