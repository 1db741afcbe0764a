"""Who holds what, on gold spans: the linking alone is tested, not the tagger."""

import pytest

CASES = [
    (
        "Theo [R Đại tá] [P Lê Văn Bình], [O Trưởng] [U phòng CSGT] ([U Công an tỉnh Long An]), vụ việc đang được làm rõ.",
        [("Lê Văn Bình", "Đại tá", "Trưởng", "phòng CSGT Công an tỉnh Long An", False)],
    ),
    (
        "[O Giám đốc] [U Công an tỉnh Long An], [R Đại tá] [P Lê Văn Bình] chủ trì.",
        [("Lê Văn Bình", "Đại tá", "Giám đốc", "Công an tỉnh Long An", False)],
    ),
    (
        "[O Bộ trưởng] [P Trần Văn Hòa] phát biểu. Trước đó, [O Bộ trưởng] [U Bộ Nội vụ] đã ký.",
        [("Trần Văn Hòa", None, "Bộ trưởng", "Bộ Nội vụ", False)],
    ),
    ("[O Thủ tướng] [L Lào] [P Kham Say] đến thăm.", [("Kham Say", None, "Thủ tướng", None, False)]),
    (
        "[R Thượng tá] [P Nguyễn Văn Hải] - [O Phó trưởng] [U Công an huyện Vân Hà] cho biết. [R Thượng tá] [P Hải] nói thêm. Ông [P Hải] đã đi.",
        [("Nguyễn Văn Hải", "Thượng tá", "Phó trưởng", "Công an huyện Vân Hà", False)],
    ),
    (
        "[R Đại úy] [P Trần Minh] ([U Công an huyện Vân Hà]) bị thương.",
        [("Trần Minh", "Đại úy", None, "Công an huyện Vân Hà", False)],
    ),
    ("Ông [P Lê Nam], nguyên [O Giám đốc] [U Sở Y tế], bị khởi tố.", [("Lê Nam", None, "Giám đốc", "Sở Y tế", True)]),
    ("Ông [P Lê Nam], [O tân Giám đốc] [U Sở Y tế], đến dự.", [("Lê Nam", None, "Giám đốc", "Sở Y tế", False)]),
    ("Ông [P Lê Nam], [O Nguyên Giám đốc] [U Sở Y tế], bị khởi tố.", [("Lê Nam", None, "Giám đốc", "Sở Y tế", True)]),
    (
        "[P Lê Nam], [O Bí thư] [U Thành ủy], và [P Vũ Bắc], [O Chủ tịch] [U UBND TP Mới], cùng dự.",
        [("Lê Nam", None, "Bí thư", "Thành ủy", False), ("Vũ Bắc", None, "Chủ tịch", "UBND TP Mới", False)],
    ),
    (
        "[O Trưởng] [U phòng Cảnh sát ma túy] ([U PC04]) [U Công an tỉnh Long An] [P Lê Nam] nói.",
        [("Lê Nam", None, "Trưởng", "phòng Cảnh sát ma túy Công an tỉnh Long An", False)],
    ),
    (
        "[R Trung tá] [P Hà An] và [R Trung tá] [P Lý An] cùng có mặt.",
        [("Hà An", "Trung tá", None, None, False), ("Lý An", "Trung tá", None, None, False)],
    ),
    (
        "[U Công an tỉnh Long An] gồm các đồng chí: [R Đại tá] [P Lê An], [R Thượng tá] [P Vũ Bình] và [R Trung tá] [P Lý Cường].",
        [
            ("Lê An", "Đại tá", None, "Công an tỉnh Long An", False),
            ("Vũ Bình", "Thượng tá", None, "Công an tỉnh Long An", False),
            ("Lý Cường", "Trung tá", None, "Công an tỉnh Long An", False),
        ],
    ),
    ("Một [R Thượng úy] đánh anh [P Nguyễn Văn Hùng].", [("Nguyễn Văn Hùng", None, None, None, False)]),
    (
        "[R Thượng úy] cảnh sát giao thông [P Nguyễn Văn Hùng] kể.",
        [("Nguyễn Văn Hùng", "Thượng úy", None, None, False)],
    ),
    (
        "[R Đại tá] [P B.V.C]., [O Phó Giám đốc] [U Công an tỉnh Long An], nói.",
        [("B.V.C", "Đại tá", "Phó Giám đốc", "Công an tỉnh Long An", False)],
    ),
    (
        "Ông [P Lê Nam] (cháu ông [P Vũ Bắc]) là [O Chủ tịch] [U UBND xã Tân An].",
        [("Lê Nam", None, "Chủ tịch", "UBND xã Tân An", False), ("Vũ Bắc", None, None, None, False)],
    ),
    ("[P LÊ NAM] bị bắt. Ông [P Lê Nam] khai.", [("Lê Nam", None, None, None, False)]),
]


@pytest.mark.parametrize(("marked", "expected"), CASES, ids=[case[1][0][0] + str(i) for i, case in enumerate(CASES)])
def test_person_with_rank_post_and_unit(link, marked, expected):
    assert link(marked)[0] == expected


def test_bare_unit_is_filled_in_from_its_article(link):
    _, record = link(
        "[U Công an huyện Vân Hà] họp. Tại đây, [U Công an huyện] khen thưởng. [U Công an tỉnh] dự. [U UBND huyện] cũng dự. [L tỉnh Long An] yên bình."
    )
    assert [u["name"] for u in sorted(record["units"], key=lambda u: int(u["mentions"][0][1:]))] == [
        "Công an huyện Vân Hà",
        "Công an tỉnh Long An",
        "UBND huyện Vân Hà",
    ]
    assert next(u["mentions"] for u in record["units"] if u["name"] == "Công an huyện Vân Hà") == ["e1", "e2"]


def test_several_posts_are_all_kept(link):
    _, record = link("[P Lê Nam], [O Ủy viên] [U Bộ Chính trị], [O Bộ trưởng] [U Bộ Công an], đã đến.")
    posts = record["people"][0]["posts"]
    assert [p["position"] for p in posts] == ["Ủy viên", "Bộ trưởng"]
