"""Vietnamese sentences of our own with every letter in both cases, and encoders written apart from the decoders' tables."""

from __future__ import annotations

import unicodedata

TONES = {"\u0300": "grave", "\u0301": "acute", "\u0303": "tilde", "\u0309": "hook", "\u0323": "dot"}
STORY = (
    "Sáng nay, Công an xã Bãi Thượng tổ chức hội nghị về giữ gìn trật tự ở chợ phiên. Đồng chí Thượng tá Lý Quỳnh Giã, Trưởng Công an "
    "huyện, chủ trì buổi họp và yêu cầu các đội cử người trực suốt ngày đêm.\n"
    "Bà Vũ Thị Tẹo, chủ quán phở ngõ nhỏ, kể rằng kẻ lạ mặt đã lẻn vào bếp, lấy mẻ kẹo lạc rồi bỏ chạy; ông Ỷ giữ được chiếc mũ của y. "
    "Sẵn đèn, tổ tuần tra lần theo dấu dép, ngẫm nghĩ mãi mới rõ lối rẽ; hẻm cụt, tường mốc, cửa gỗ ọp ẹp.\n"
)
# One syllable or more for every marked letter, so that nothing of a table stays untried.
_WRITTEN = """
à ả ã bá lạ căn bằng thẳng sẵn chắc nặng cân bầu mẩu đẫm thấm chậm đi
kè kẻ trẽ bé mẹ kê về để dễ thế lệ gì nghỉ nghĩ chí thị lò nhỏ võ có họ cô hồ hổ đỗ số bộ mơ bờ nở đỡ nới lợi
bù thủ cũ thú cụ tư từ tử chữ thứ tự kỳ kỷ mỹ ký kỵ
"""
SYLLABLES = _WRITTEN.split()


def vni(text: str) -> bytes:
    """NFC text in VNI for Windows, letter by letter from its decomposition."""
    signs = {"grave": "ø", "acute": "ù", "tilde": "õ", "hook": "û", "dot": "ï", "": ""}
    with_mark = {
        "\u0306": {"": "ê", "acute": "é", "grave": "è", "hook": "ú", "tilde": "ü", "dot": "ë"},
        "\u0302": {"": "â", "acute": "á", "grave": "à", "hook": "å", "tilde": "ã", "dot": "ä"},
    }
    alone = {"ỉ": "æ", "ĩ": "ó", "ị": "ò", "í": "í", "ì": "ì", "ỵ": "î", "đ": "ñ"}
    out = []
    for letter in text:
        low = letter.lower()
        base, *marks = unicodedata.normalize("NFD", low)
        tone = next((TONES[m] for m in marks if m in TONES), "")
        if low in alone:
            code = alone[low]
        elif "\u031b" in marks:
            code = {"o": "ô", "u": "ö"}[base] + signs[tone]
        elif marks and (rest := set(marks) - set(TONES)):
            code = base + with_mark[rest.pop()][tone]
        else:
            code = base + signs[tone]
        out.append(code if letter == low else code.upper())
    return "".join(out).encode("cp1252")


LOWER = dict(
    zip(
        "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵăâêôơưđ",
        bytes.fromhex(
            "B5B6B7B8B9 BBBCBDBEC6 C7C8C9CACB CCCECFD0D1 D2D3D4D5D6 D7D8DCDDDE DFE1E2E3E4 E5E6E7E8E9 EAEBECEDEE EFF1F2F3F4 F5F6F7F8F9 "
            "FAFBFCFDFE A8A9AAABACADAE"
        ),
        strict=True,
    )
)
UPPER = dict(zip("ĂÂÊÔƠƯĐ", bytes.fromhex("A1A2A3A4A5A6A7"), strict=True))


def tcvn3(text: str) -> bytes:
    """NFC text in TCVN3; capitals with tones take the small letter's code, as in text of the capital fonts."""
    codes = {**LOWER, **UPPER}
    return bytes(codes[c] if c in codes else LOWER[c.lower()] if c.lower() in LOWER else ord(c) for c in text)


def windows_1258(text: str) -> bytes:
    """NFC text in Windows-1258, tones as combining codes after the vowel unless the code page has the letter whole."""
    out = b""
    for letter in text:
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            tone = next(c for c in parts if c in TONES)
            base = unicodedata.normalize("NFC", parts.replace(tone, ""))
            out += base.encode("cp1258") + tone.encode("cp1258")
    return out


TITLE = "Công an xã Bãi Thượng họp bàn giữ trật tự"
BODY = [
    "Sáng 5/3, Công an xã Bãi Thượng tổ chức hội nghị bàn về giữ gìn trật tự trên địa bàn, với sự tham dự của đông đảo người dân.",
    "Thượng tá Phạm Văn Thử, Trưởng Công an huyện, chủ trì hội nghị và yêu cầu các đội tiếp tục tuần tra ban đêm tại các thôn.",
    "Tại buổi họp, đại diện các thôn nêu nhiều ý kiến về an toàn giao thông trước cổng trường học và chợ trung tâm của xã.",
]


def page(head: str = "", paragraphs: list[str] = BODY) -> str:
    """A page of news with a menu and a footer."""
    text = "".join(f"<p>{p}</p>" for p in paragraphs)
    return (
        f'<!DOCTYPE html><html lang="vi"><head><title>{TITLE}</title>{head}</head><body><nav><a href="/">Trang chủ</a></nav>'
        f"<article>{text}</article><footer>© 2019 Báo Thử</footer></body></html>"
    )


META = (
    '<meta charset="utf-8"><meta property="og:site_name" content="Báo Thử"><meta name="author" content="Lê Thử">'
    '<link rel="canonical" href="https://thu.example/bai-1.html"><meta property="og:title" content="' + TITLE + '">'
)
