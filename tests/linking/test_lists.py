"""What several persons of one sentence hold, each for himself or together, on gold spans."""

import pytest

CASES = [
    (
        "[P Lê Nam], [O Bí thư] [U Thành ủy], và [P Vũ Bắc], [O Chủ tịch] [U UBND TP Mới], cùng dự.",
        [("Lê Nam", None, "Bí thư", "Thành ủy", False), ("Vũ Bắc", None, "Chủ tịch", "UBND TP Mới", False)],
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
    (
        "Ông [P Lê Nam] (cháu ông [P Vũ Bắc]) là [O Chủ tịch] [U UBND xã Tân An].",
        [("Lê Nam", None, "Chủ tịch", "UBND xã Tân An", False), ("Vũ Bắc", None, None, None, False)],
    ),
    # one title of several people; the rank of a list that ends with its unit
    (
        "Có hai [O Phó Chủ tịch] [U UBND tỉnh Long An] là bà [P Lê An] và ông [P Vũ Bình].",
        [
            ("Lê An", None, "Phó Chủ tịch", "UBND tỉnh Long An", False),
            ("Vũ Bình", None, "Phó Chủ tịch", "UBND tỉnh Long An", False),
        ],
    ),
    (
        "Tổ gồm [R Đại úy] [P Lê An], [R Trung tá] [P Vũ Bình] thuộc [U Công an tỉnh Long An].",
        [
            ("Lê An", "Đại úy", None, "Công an tỉnh Long An", False),
            ("Vũ Bình", "Trung tá", None, "Công an tỉnh Long An", False),
        ],
    ),
    (
        "[O Giám đốc] [U Sở Y tế] [P Lê Nam] ký. [O Phó giám đốc] [P Vũ Bắc] dự.",
        [("Lê Nam", None, "Giám đốc", "Sở Y tế", False), ("Vũ Bắc", None, "Phó giám đốc", "Sở Y tế", False)],
    ),
    (
        "Cùng đi với [O Tổng thống] [P Smith] là con gái [P Anna Smith].",
        [("Smith", None, "Tổng thống", None, False), ("Anna Smith", None, None, None, False)],
    ),
    (
        "(có đất của [R Đại tá] [P Lê Nam], nguyên [O Giám đốc] [U Công an tỉnh Long An]), ông [P Vũ Bắc] nói.",
        [("Lê Nam", "Đại tá", "Giám đốc", "Công an tỉnh Long An", True), ("Vũ Bắc", None, None, None, False)],
    ),
    # lists: an office of all of them, a rank of two
    (
        "Hai [O Thứ trưởng] [U Bộ Y tế] gồm [R Đại tá] [P Lê An] và [R Đại tá] [P Vũ Bình] dự.",
        [
            ("Lê An", "Đại tá", "Thứ trưởng", "Bộ Y tế", False),
            ("Vũ Bình", "Đại tá", "Thứ trưởng", "Bộ Y tế", False),
        ],
    ),
    (
        "[R Trung úy] [P Lê An] và [P Vũ Bình], [U Công an huyện Vân Hà], nhặt được ví.",
        [
            ("Lê An", "Trung úy", None, "Công an huyện Vân Hà", False),
            ("Vũ Bình", None, None, "Công an huyện Vân Hà", False),
        ],
    ),
    # several names: of one unit that the last of them tells, of one rank that is counted
    (
        "[R Đại tá] [P Lê Nam], [R Thượng tá] [P Vũ Bình] và [R Trung tá] [P Lý Cường] đều là các cán bộ thuộc [U Công an tỉnh Long An].",
        [
            ("Lê Nam", "Đại tá", None, "Công an tỉnh Long An", False),
            ("Vũ Bình", "Thượng tá", None, "Công an tỉnh Long An", False),
            ("Lý Cường", "Trung tá", None, "Công an tỉnh Long An", False),
        ],
    ),
    (
        "Hai [R trung úy] [P Lê An] và [P Vũ Bình] thuộc [U Công an huyện Vân Hà] nhặt được ví.",
        [
            ("Lê An", "trung úy", None, "Công an huyện Vân Hà", False),
            ("Vũ Bình", "trung úy", None, "Công an huyện Vân Hà", False),
        ],
    ),
    (
        "Hai cựu [R thiếu tướng] là ông [P Lê An], cựu [O Cục trưởng] [U Cục Tác chiến] và [P Vũ Bình], cựu [O Tư lệnh] [U Quân khu 9], ra tòa.",
        [
            ("Lê An", "thiếu tướng", "Cục trưởng", "Cục Tác chiến", True),
            ("Vũ Bình", "thiếu tướng", "Tư lệnh", "Quân khu 9", True),
        ],
    ),
    (
        "[R Thiếu úy] [P Lê An] và anh [P Vũ Bình] (sinh viên thực tập), thuộc [U Công an huyện Vân Hà], truy đuổi.",
        [
            ("Lê An", "Thiếu úy", None, "Công an huyện Vân Hà", False),
            ("Vũ Bình", None, None, "Công an huyện Vân Hà", False),
        ],
    ),
    (
        "Ba cán bộ của [U Công ty Sao Sáng] gồm [P Lê An], nguyên [O kế toán trưởng], và [P Vũ Bình] bị khởi tố.",
        [
            ("Lê An", None, "kế toán trưởng", "Công ty Sao Sáng", True),
            ("Vũ Bình", None, None, None, False),
        ],
    ),
    (
        "Ông [P Lê Nam], [O Vụ trưởng] [U Đầu tư] ([U Bộ Kế hoạch và Đầu tư]), nói. [O Thứ trưởng] [U Kế hoạch và Đầu tư] [P Vũ Bắc] dự.",
        [
            ("Lê Nam", None, "Vụ trưởng", "Vụ Đầu tư Bộ Kế hoạch và Đầu tư", False),
            ("Vũ Bắc", None, "Thứ trưởng", "Bộ Kế hoạch và Đầu tư", False),
        ],
    ),
]


@pytest.mark.parametrize(("marked", "expected"), CASES, ids=[case[1][0][0] + str(i) for i, case in enumerate(CASES)])
def test_persons_of_one_sentence(link, marked, expected):
    assert link(marked)[0] == expected
