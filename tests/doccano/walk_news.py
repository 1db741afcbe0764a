"""Invented news for the walk-through: what annotators mark in it is known, and a unit of a new name, `Ong Thợ`, stands in some."""

from __future__ import annotations

import random
import re

NEW = "Ong Thợ"
LABELS = {"R": "RANK", "P": "PERSON", "O": "POSITION", "U": "UNIT", "L": "LOCATION", "D": "DATE"}
MARK = re.compile(r"\[([A-Z]) ([^\]]+)\]")
WITH_NEW = [
    "[D Rạng sáng 12/3], [U Ong Thợ] cùng [U Công an xã {xa}] bắt quả tang hai thanh niên cạy cửa tiệm tạp hóa.",
    "Nhận tin báo, [U Ong Thợ] có mặt chỉ sau bảy phút.",
    "Ra mắt [D tháng 1/2024], [U Ong Thợ] gồm 15 người dân tự nguyện góp sức giữ yên xóm làng.",
    "Mỗi đêm, [U Ong Thợ] đi tuần ba lượt quanh chợ và trường học.",
    "Người dân gọi cho [U Ong Thợ] khi thấy kẻ lạ lảng vảng gần kho lúa.",
    "[R Thiếu tá] [P {ten}] cho biết [U Ong Thợ] đã giúp tìm lại 4 xe máy bị mất.",
    "Anh [P {ten}], thành viên của [U Ong Thợ], đuổi theo kẻ giật túi xách suốt hai cây số.",
    "Theo [U Ong Thợ], kẻ gian thường ra tay lúc trời mưa.",
    "[U UBND xã {xa}] vừa mua tặng [U Ong Thợ] mười chiếc đèn pin.",
    "Từ khi có [U Ong Thợ], trộm vặt giảm hẳn.",
    "Bà con tin rằng [U Ong Thợ] sẽ còn làm được nhiều việc.",
    "Tại buổi tổng kết, [U Ong Thợ] được [U Công an huyện {huyen}] tặng giấy khen.",
    "Chị [P {ten}] kể [U Ong Thợ] đã dập tắt đám cháy bếp trước khi xe cứu hỏa đến.",
    "Sau cơn lũ, [U Ong Thợ] chèo thuyền đưa 30 người già đến nơi an toàn.",
    "[U Công an xã {xa}] và [U Ong Thợ] lập nhóm liên lạc để báo tin cho nhau.",
    "Hai bị can khai chúng bỏ chạy khi nghe tiếng còi của [U Ong Thợ].",
    "[D Sáng 20/4], [O Trưởng] [U Công an xã {xa}] thăm và động viên [U Ong Thợ].",
    "Kinh phí của [U Ong Thợ] do các hộ buôn bán ở [L chợ {xa}] đóng góp.",
    "Nhờ camera mà [U Ong Thợ] lắp, vụ trộm trâu được làm rõ.",
    "Cụ [P {ten}] gọi [U Ong Thợ] là những người gác đêm không lương.",
    "Không chỉ bắt trộm, [U Ong Thợ] còn dọn cây đổ trên [L tỉnh lộ 15].",
    "[U Ong Thợ] bàn giao tang vật cho [U Công an xã {xa}] ngay trong đêm.",
    "Ông [P {ten}] hiến một gian nhà để [U Ong Thợ] làm nơi trực.",
    "Cháu bé đi lạc được [U Ong Thợ] đưa về nhà lúc nửa đêm.",
]
UNSEEN = [
    "Chiều tối, [U Ong Thợ] khống chế kẻ cầm dao trước cổng bệnh viện.",
    "Trung tá Lê Hải Nam đánh giá cao [U Ong Thợ] vì sự bền bỉ.",
    "Mô hình của [U Ong Thợ] được nhân rộng sang ba xã bên cạnh.",
    "Nếu không có [U Ong Thợ], ngôi nhà có lẽ đã cháy rụi.",
    "Đêm giao thừa, [U Ong Thợ] vẫn đi tuần như mọi ngày.",
    "Kẻ trộm chó rơi vào tay [U Ong Thợ] khi vừa ra tới đầu làng.",
    "Quỹ khuyến học trao cho [U Ong Thợ] năm triệu đồng.",
    "Hôm qua, [U Ong Thợ] phát hiện một ổ bạc sau vườn chuối.",
    "Lãnh đạo huyện mời [U Ong Thợ] dự lễ mừng công.",
    "Nhiều thanh niên xin vào [U Ong Thợ] sau vụ việc.",
]
OTHERS = [
    "[D Sáng 15/6], [U Công an huyện {huyen}] tổ chức hội nghị sơ kết công tác 6 tháng.",
    "[R Thượng tá] [P {ten}], [O Phó trưởng] [U Công an huyện {huyen}], chủ trì hội nghị.",
    "[R Đại úy] [P {ten}] trao 20 suất quà cho học sinh nghèo ở [L xã {xa}].",
    "[U Công an tỉnh {tinh}] khởi tố hai bị can về tội đánh bạc.",
    "Vụ va chạm giữa xe tải và xe máy xảy ra trên [L quốc lộ 6], đoạn qua [L huyện {huyen}].",
    "[R Trung tá] [P {ten}] thuộc [U Công an tỉnh {tinh}] khuyên người dân không chuyển tiền cho người lạ.",
    "[D Tối 7/9], [U Công an xã {xa}] giải tán một nhóm tụ tập đua xe.",
    "Nạn nhân là bà [P {ten}], trú [L xã {xa}], [L huyện {huyen}].",
    "[U UBND huyện {huyen}] hỗ trợ mỗi gia đình 5 triệu đồng.",
    "Ông [P {ten}], [O Chủ tịch] [U UBND xã {xa}], cảm ơn các nhà hảo tâm.",
    "Lực lượng chức năng thu giữ 300 gam ma túy cùng một khẩu súng tự chế.",
    "Đám cháy được khống chế sau hai giờ, không có thiệt hại về người.",
    "[U Tòa án nhân dân tỉnh {tinh}] tuyên phạt [P {ten}] 7 năm tù.",
    "Người dân [L xã {xa}] giao nộp 12 khẩu súng săn.",
    "[R Thiếu úy] [P {ten}] nhảy xuống sông cứu hai em nhỏ.",
    "Đoàn công tác kiểm tra việc cấp căn cước tại [L huyện {huyen}].",
    "[D Ngày 2/10], bị cáo [P {ten}] kháng cáo.",
    "Chiếc xe bị mất đã được tìm thấy ở [L tỉnh {tinh}].",
]
NAMES = {
    "ten": [
        "Trần Văn Nam",
        "Lê Thị Mai",
        "Hoàng Minh Tuấn",
        "Đỗ Quang Huy",
        "Vũ Thị Lan",
        "Phạm Đình Sơn",
        "Bùi Thu Hà",
    ],
    "xa": ["Tân Lập", "Bản Phiệt", "Yên Thắng", "Hòa Bình", "Phú Sơn", "Tiên Lữ"],
    "huyen": ["Tân Lạc", "Bắc Quang", "Sơn Tịnh", "Hưng Nguyên", "Lục Ngạn"],
    "tinh": ["Lào Cai", "Nghệ An", "Quảng Ngãi", "Hà Giang"],
}


def unmarked(marked: str) -> tuple[str, list[list]]:
    """(text, spans) of a text whose spans are marked as `[U Công an xã]`."""
    text, spans, at = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[at : match.start()]
        spans.append([len(text), len(text) + len(match[2]), LABELS[match[1]]])
        text, at = text + match[2], match.end()
    return text + marked[at:], spans


def articles(many: int, seed: int = 1, sentences: list[str] | None = None) -> list[dict]:
    """Rows with `id`, `text` and the `spans` that are right.

    Args:
        many: how many.
        seed: of what is drawn.
        sentences: marked ones to draw from; without them, every fourth article also holds the new name, twice.
    """
    rng, rows = random.Random(seed), []
    for number in range(many):
        drawn = rng.sample(sentences or OTHERS, 3)
        if sentences is None and number % 4 == 0:
            drawn.insert(rng.randrange(4), WITH_NEW[number // 4 % len(WITH_NEW)])
            drawn.insert(rng.randrange(5), rng.choice(WITH_NEW))
        text, spans = unmarked("\n".join(drawn).format_map(Drawn(rng)))
        rows.append({"id": f"tin/{number}", "text": text, "spans": spans})
    return rows


class Drawn(dict):
    """Names drawn by `rng` for the places in a sentence."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def __missing__(self, kind: str) -> str:
        return self.rng.choice(NAMES[kind])
