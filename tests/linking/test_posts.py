"""What one person holds: rank, post and unit, on gold spans: the linking alone is tested, not the tagger."""

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
        "[O Trưởng] [U phòng Cảnh sát ma túy] ([U PC04]) [U Công an tỉnh Long An] [P Lê Nam] nói.",
        [("Lê Nam", None, "Trưởng", "phòng Cảnh sát ma túy Công an tỉnh Long An", False)],
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
        "[O Đại sứ] [P Kang Min-ho] đến. Ông [P Kang] phát biểu.",
        [("Kang Min-ho", None, "Đại sứ", None, False)],
    ),
    ("[R Thiếu tướng] [P Lê Nam] đến. [R Tướng] [P Nam] nói.", [("Lê Nam", "Thiếu tướng", None, None, False)]),
    ("[P LÊ NAM] bị bắt. Ông [P Lê Nam] khai.", [("Lê Nam", None, None, None, False)]),
    # an office once held, a single one of many, and what stands in brackets before it
    (
        "Ông [P Lê Nam] (40 tuổi, từng là [O kế toán trưởng] của [U Công ty Sao Sáng]) khai.",
        [("Lê Nam", None, "kế toán trưởng", "Công ty Sao Sáng", True)],
    ),
    ("[P Anna Smith], một [O giám đốc] công ty, kể.", [("Anna Smith", None, "giám đốc", None, False)]),
    (
        "[R Đại tá] [P Lê Nam] (bên trái), [O Tư lệnh] [U Quân khu 9], bắt tay.",
        [("Lê Nam", "Đại tá", "Tư lệnh", "Quân khu 9", False)],
    ),
    (
        "[R Thiếu tướng] [P Lê Nam] tái đắc cử [O Chủ tịch] [U Hội Nhà văn Long An].",
        [("Lê Nam", "Thiếu tướng", "Chủ tịch", "Hội Nhà văn Long An", False)],
    ),
    # the unit behind `tại`; a title that also has the acting form
    (
        "Bác sĩ [P Lê Nam], [O Trưởng kíp trực] tại [U Bệnh viện Vân Hà], nói.",
        [("Lê Nam", None, "Trưởng kíp trực", "Bệnh viện Vân Hà", False)],
    ),
    ("Bà [P Lê An], [O quyền Trưởng] [U phòng Y tế], ký.", [("Lê An", None, "quyền Trưởng", "phòng Y tế", False)]),
    (
        "Cựu [O Trưởng] [U Công an xã Tân An] (nay là [L xã Tân Lập]), [L Long An] [P Lê Nam] ra tòa.",
        [("Lê Nam", None, "Trưởng", "Công an xã Tân An", True)],
    ),
    # two offices in one body
    (
        "[R Trung tá] [P Lê Nam], [O phó chỉ huy trưởng], [O tham mưu trưởng] [U Ban Chỉ huy quân sự huyện Vân Hà], nói.",
        [("Lê Nam", "Trung tá", "phó chỉ huy trưởng", "Ban Chỉ huy quân sự huyện Vân Hà", False)],
    ),
    (
        "Ông [P Lê Nam], [O Phó Chủ tịch] kiêm [O Tổng thư ký] [U Hội Võ thuật Long An], kể.",
        [("Lê Nam", None, "Phó Chủ tịch", "Hội Võ thuật Long An", False)],
    ),
    # the force between rank and name, before it, behind it
    ("[R Đại tá] tình báo [P Ivan Petrov] thiệt mạng.", [("Ivan Petrov", "Đại tá", None, None, False)]),
    (
        "[R Thiếu tá] [U Không quân Mỹ] [P John Smith] bị bắt.",
        [("John Smith", "Thiếu tá", None, "Không quân Mỹ", False)],
    ),
    (
        "Anh [P Lê Nam] (nguyên [R trung úy] cảnh sát [U Công an huyện Vân Hà]) kể.",
        [("Lê Nam", "trung úy", None, "Công an huyện Vân Hà", False)],
    ),
    (
        "[R Trung úy] [P Lê Nam] - cán bộ xử lý tai nạn [U Công an huyện Vân Hà] nói.",
        [("Lê Nam", "Trung úy", None, "Công an huyện Vân Hà", False)],
    ),
    (
        "Người đứng đầu [U Hải quân Lào] ([U HQL]), [R tướng] [P Kham Say], nói.",
        [("Kham Say", "tướng", None, "Hải quân Lào", False)],
    ),
    (
        "Tổ tuần tra của [U Đội CSGT Đường bộ], [U Phòng CSGT Công an tỉnh Long An] do [R Đại úy] [P Lê Nam] chỉ huy.",
        [("Lê Nam", "Đại úy", None, "Đội CSGT Đường bộ Phòng CSGT Công an tỉnh Long An", False)],
    ),
    # somebody else's office: of whom one speaks, of who says what follows
    ("Người phát ngôn của [O Tổng thống], ông [P Kham Say], nói.", [("Kham Say", None, None, None, False)]),
    (
        "[O Giám đốc] [U Công an tỉnh Long An]: Ông [P Lê Nam] có đủ điều kiện được miễn phạt",
        [("Lê Nam", None, None, None, False)],
    ),
    # initials, and a rank said more exactly
    (
        "[O Tổng thống] [P J.Smith] nói. [O Tổng thống] [L Mỹ] [P John Smith] đã ký.",
        [("John Smith", None, "Tổng thống", None, False)],
    ),
    ("Chuyện của [R tướng] [P Lê Nam]. [R Trung tướng] [P Lê Nam] kể.", [("Lê Nam", "Trung tướng", None, None, False)]),
    # the body: what it is part of, the word that the title tells, a company's full name, the director's
    (
        "[R Thiếu tá] [P Lê Nam], [O Tổ trưởng] [U Tổ chống cướp] thuộc [U Đội Hình sự Công an huyện Vân Hà], nói.",
        [("Lê Nam", "Thiếu tá", "Tổ trưởng", "Tổ chống cướp Đội Hình sự Công an huyện Vân Hà", False)],
    ),
    (
        "[P Lê Nam], [O Phó Cục trưởng] [U Phòng chống thiên tai], nói.",
        [("Lê Nam", None, "Phó Cục trưởng", "Cục Phòng chống thiên tai", False)],
    ),
    (
        "[U Công ty CP Đầu tư Sao Sáng] họp. [P Lê Nam], [O Giám đốc] [U Công ty Sao Sáng], nói.",
        [("Lê Nam", None, "Giám đốc", "Công ty CP Đầu tư Sao Sáng", False)],
    ),
    (
        "Tại [U Trung tâm Văn hóa Vân Hà], đoàn kiểm tra ông [P Lê Nam] ([O Giám đốc]).",
        [("Lê Nam", None, "Giám đốc", "Trung tâm Văn hóa Vân Hà", False)],
    ),
    # an officer without a post is of the article's one team, who leads the patrol for the day too; a general is not
    (
        "[U Đội CSGT số 9], [U Phòng CSGT Công an tỉnh Long An] báo cáo. [R Đại úy] [P Lê Nam] ra hiệu lệnh dừng xe.",
        [("Lê Nam", "Đại úy", None, "Đội CSGT số 9 Phòng CSGT Công an tỉnh Long An", False)],
    ),
    (
        "[U Đội CSGT số 9] báo cáo. [R Thiếu tướng] [P Lê Nam] khen ngợi.",
        [("Lê Nam", "Thiếu tướng", None, None, False)],
    ),
    (
        "[U Đội CSGT số 9] và [U Đội CSGT số 4] báo cáo. [R Đại úy] [P Lê Nam] ra hiệu lệnh dừng xe.",
        [("Lê Nam", "Đại úy", None, None, False)],
    ),
    (
        "[U Đội CSGT số 9] báo cáo. Tổ tuần tra do [R Đại úy] [P Lê Nam] làm [O tổ trưởng] dừng xe.",
        [("Lê Nam", "Đại úy", "tổ trưởng", "Đội CSGT số 9", False)],
    ),
    (
        "Tổ liên ngành do [R Đại úy] [P Lê Nam] - cán bộ [U Trạm CSGT Vân Hà] làm [O tổ trưởng] kiểm tra.",
        [("Lê Nam", "Đại úy", "tổ trưởng", "Trạm CSGT Vân Hà", False)],
    ),
    # who heads an agency without an office; what the body of an office is
    (
        "[R Đại tá] [P Lê Nam] – thủ trưởng [U Cơ quan CSĐT Công an tỉnh Long An] – đến nơi.",
        [("Lê Nam", "Đại tá", None, "Cơ quan CSĐT Công an tỉnh Long An", False)],
    ),
    (
        "[R Đại tá] [P Lê Nam], lãnh đạo nhóm thông tin thuộc [U Quân khu 9], nói.",
        [("Lê Nam", "Đại tá", None, "Quân khu 9", False)],
    ),
    (
        "Cựu [O Chủ tịch] tập đoàn thực phẩm lớn nhất [U Sao Sáng] [P Lê Nam] ra tòa.",
        [("Lê Nam", None, "Chủ tịch", "Sao Sáng", True)],
    ),
    (
        "Ông [P Lê Nam] [[O Chủ tịch] [U Hội đồng trọng tài]] gọi điện.",
        [("Lê Nam", None, "Chủ tịch", "Hội đồng trọng tài", False)],
    ),
    (
        "Ông [P Lê Nam] nhậm chức [O Bí thư] [U Tỉnh ủy Long An].",
        [("Lê Nam", None, "Bí thư", "Tỉnh ủy Long An", False)],
    ),
    ("Cử tri ủng hộ ứng viên [O Tổng thống] [P Smith].", [("Smith", None, None, None, False)]),
    (
        "Ông [P Y Lang] khai. Ông [P Y Lang Niê], [O Trưởng] [U Công an huyện Vân Hà], cho biết.",
        [("Y Lang Niê", None, "Trưởng", "Công an huyện Vân Hà", False)],
    ),
    # the name of the body: its parent in brackets, cut by a line break, another in the same list, what goes on elsewhere
    (
        "[R Đại úy] [P Lê Nam] - [U Đội CSGT Bến Xanh] ([U PC 67]) kể.",
        [("Lê Nam", "Đại úy", None, "Đội CSGT Bến Xanh PC 67", False)],
    ),
    (
        "[R Thượng tá] [P Lê Nam], [O Viện trưởng] [U Viện Y học quân sự] ([U Binh chủng Pháo binh]), nói.",
        [("Lê Nam", "Thượng tá", "Viện trưởng", "Viện Y học quân sự Binh chủng Pháo binh", False)],
    ),
    (
        "Ông [P Lê Nam], [O Giám đốc] [U Xí nghiệp phà Vân Hà] thuộc [U Công ty Sao Sáng], nói.",
        [("Lê Nam", None, "Giám đốc", "Xí nghiệp phà Vân Hà Công ty Sao Sáng", False)],
    ),
    (
        "[R Đại tá] [P Lê Nam], [O Trưởng] [U Công an TP.]\n[U Long Xuyên] cho biết.",
        [("Lê Nam", "Đại tá", "Trưởng", "Công an TP. Long Xuyên", False)],
    ),
    (
        "[R Đại tá] [P Lê Nam], nguyên cán bộ [U Công an TP.]\n[L Long Xuyên] cho biết.",
        [("Lê Nam", "Đại tá", None, "Công an TP. Long Xuyên", True)],
    ),
    (
        "[O Trưởng] [U phòng Y tế quận Cầu Giấy] [P Lê An] nói. Sau đó [U phòng Y tế quận Cầu Giấy], [U UBND phường Hàng Bạc] họp.",
        [("Lê An", None, "Trưởng", "phòng Y tế quận Cầu Giấy", False)],
    ),
    (
        "[U Công an quận Bình Tân] họp. [R Đại úy] [P Lê Nam], [U Đội CSGT Bến Xanh], kể.",
        [("Lê Nam", "Đại úy", None, "Đội CSGT Bến Xanh", False)],
    ),
    (
        "Xe do [U Tổng cục Đường sắt Việt Nam] quản lý. Ông [P Lê Nam], [O Tổng cục trưởng] [U Tổng cục Đường sắt], nói.",
        [("Lê Nam", None, "Tổng cục trưởng", "Tổng cục Đường sắt Việt Nam", False)],
    ),
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
