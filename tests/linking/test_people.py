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
    # a post without a unit is of the next one's, unless its title says otherwise
    (
        "Ông [P Lê Nam], [O Chủ tịch] kiêm [O Tổng Giám đốc] [U Công ty Sao Sáng], nói.",
        [("Lê Nam", None, "Chủ tịch", "Công ty Sao Sáng", False)],
    ),
    (
        "Ông [P Lê Nam], [O Phó Thủ tướng], [O Bộ trưởng] [U Bộ Ngoại giao], nói.",
        [("Lê Nam", None, "Phó Thủ tướng", None, False)],
    ),
    (
        "Ông [P Lê Nam], [O Đồn phó] kiêm [O Trạm trưởng] [U Trạm kiểm soát Vân Hà], nói.",
        [("Lê Nam", None, "Đồn phó", None, False)],
    ),
    # the unit is known from the title or from the chief's
    (
        "Đoàn của [U Viện KSND tỉnh Long An] do [O Viện trưởng] [P Lê Nam] dẫn đầu.",
        [("Lê Nam", None, "Viện trưởng", "Viện KSND tỉnh Long An", False)],
    ),
    (
        "[O Giám đốc] [U Sở Y tế] [P Lê Nam] ký. [O Phó giám đốc] [P Vũ Bắc] dự.",
        [("Lê Nam", None, "Giám đốc", "Sở Y tế", False), ("Vũ Bắc", None, "Phó giám đốc", "Sở Y tế", False)],
    ),
    # spokesmen and service words are no office, but tell the unit
    (
        "[R Thượng tá] [P Lê Nam], [O Chánh văn phòng] kiêm người phát ngôn của [U Công an tỉnh Long An], nói.",
        [("Lê Nam", "Thượng tá", "Chánh văn phòng", "Công an tỉnh Long An", False)],
    ),
    (
        "Người phát ngôn [U quân đội Lào], [R Chuẩn tướng] [P Kham Say], nói.",
        [("Kham Say", "Chuẩn tướng", None, "quân đội Lào", False)],
    ),
    (
        "[R Hạ sĩ] [P Lê Nam] (20 tuổi), chiến sĩ nghĩa vụ thuộc [U Công an tỉnh Long An], kể.",
        [("Lê Nam", "Hạ sĩ", None, "Công an tỉnh Long An", False)],
    ),
    (
        "Bị cáo [P Lê Nam] (nguyên [R trung tá], điều tra viên [U Công an tỉnh Long An]) khai.",
        [("Lê Nam", "trung tá", None, "Công an tỉnh Long An", False)],
    ),
    ("[R Đại tá] về hưu [P Lê Nam] kể.", [("Lê Nam", "Đại tá", None, None, False)]),
    ("Kẻ gian xưng là [R Đại úy] [P Lê Nam].", [("Lê Nam", None, None, None, False)]),
    # an office given or taken
    (
        "Hội đồng thôi chức [O Chủ tịch] [U Công ty Sao Sáng] đối với ông [P Lê Nam].",
        [("Lê Nam", None, "Chủ tịch", "Công ty Sao Sáng", False)],
    ),
    (
        "Ông [P Lê Nam] làm [O Bí thư] [U Tỉnh ủy Long An].\n[O Chủ tịch] [U UBND huyện Vân Hà] [P Lê Nam] nhận quyết định.",
        [("Lê Nam", None, "Chủ tịch", "UBND huyện Vân Hà", False)],
    ),
    (
        "Bổ nhiệm [R Đại tá] [P Lê Nam] làm [O Giám đốc] [U Công an tỉnh Long An].",
        [("Lê Nam", "Đại tá", None, None, False)],
    ),
    (
        "[O Tổng giám đốc] [U Sao Sáng] từ chức\nÔng [P Lê Nam] xin nghỉ sau bảy năm.",
        [("Lê Nam", None, "Tổng giám đốc", "Sao Sáng", False)],
    ),
    ("[O Thủ tướng] [L Lào] đáp lời ông [P Lê Nam].", [("Lê Nam", None, None, None, False)]),
    # what is told of a person stands between the name and the title
    (
        "Bắt [P Lê Nam], sinh năm [D 1986], trú [L Bắc Ninh], là [O Giám đốc] [U Công ty Sao Sáng].",
        [("Lê Nam", None, "Giám đốc", "Công ty Sao Sáng", False)],
    ),
    (
        "Cùng đi với [O Tổng thống] [P Smith] là con gái [P Anna Smith].",
        [("Smith", None, "Tổng thống", None, False), ("Anna Smith", None, None, None, False)],
    ),
    (
        "[O Đại sứ] [P Kang Min-ho] đến. Ông [P Kang] phát biểu.",
        [("Kang Min-ho", None, "Đại sứ", None, False)],
    ),
    ("[R Thiếu tướng] [P Lê Nam] đến. [R Tướng] [P Nam] nói.", [("Lê Nam", "Thiếu tướng", None, None, False)]),
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


DETAILS = [
    ("[P Lê Nam] (45 tuổi, ngụ [L xã Tân An], [L tỉnh Long An]) bị bắt.", 45, None, "xã Tân An, tỉnh Long An"),
    ("[P Lê Nam] (SN [D 1987], trú tại [L Long An]) bị bắt.", None, 1987, "Long An"),
    ("[P Lê Nam], sinh [D năm 1974], quê [L Long An], bị bắt.", None, 1974, "Long An"),
    ("[P Lê Nam] (27 tuổi) bị bắt.", 27, None, None),
    ("[P Lê Văn T]., khoảng 60 tuổi, tử vong.", 60, None, None),
    ("[P Lê Nam] bị bắt tại [L Long An] ngày [D 2/3/2019].", None, None, None),
    ("[P Lê Nam] bị bắt. Sau đó [P Nam] (30 tuổi) khai.", 30, None, None),
    ("[P Lê Nam] được 500 tuổi.", None, None, None),
]


@pytest.mark.parametrize(("marked", "age", "born", "residence"), DETAILS, ids=range(len(DETAILS)))
def test_age_birth_and_residence(link, marked, age, born, residence):
    person = link(marked)[1]["people"][0]
    place = person["residence"] and person["residence"]["name"]
    assert (person["age"], person["born"], place) == (age, born, residence)


def test_residence_has_the_code_of_its_smallest_known_place(link):
    _, record = link(
        "[P Lê Nam] (trú [L xã Hạ Sơn], [L huyện Quỳ Hợp], [L tỉnh Nghệ An]) bị bắt.", published="2019-03-02"
    )
    residence = record["people"][0]["residence"]
    assert residence["province"] == "Nghệ An"
    assert len(residence["code"].removeprefix("n")) == 5


@pytest.mark.parametrize("quote", ["", "“", '"', "'"])
def test_a_rank_that_somebody_only_claims_is_nobodys(link, quote):
    _, record = link(f"Đối tượng tự xưng là {quote}[R Thiếu tá] [P Nguyễn Văn Hùng] gọi điện cho bà [P Lê Thị Mai].")
    assert [(p["name"], p["rank"]) for p in record["people"]] == [("Nguyễn Văn Hùng", None), ("Lê Thị Mai", None)]
