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
    (
        "(có đất của [R Đại tá] [P Lê Nam], nguyên [O Giám đốc] [U Công an tỉnh Long An]), ông [P Vũ Bắc] nói.",
        [("Lê Nam", "Đại tá", "Giám đốc", "Công an tỉnh Long An", True), ("Vũ Bắc", None, None, None, False)],
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
        "Ông [P Lê Nam], [O Vụ trưởng] [U Đầu tư] ([U Bộ Kế hoạch và Đầu tư]), nói. [O Thứ trưởng] [U Kế hoạch và Đầu tư] [P Vũ Bắc] dự.",
        [
            ("Lê Nam", None, "Vụ trưởng", "Vụ Đầu tư Bộ Kế hoạch và Đầu tư", False),
            ("Vũ Bắc", None, "Thứ trưởng", "Bộ Kế hoạch và Đầu tư", False),
        ],
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


DETAILS = [
    ("[P Lê Nam] (45 tuổi, ngụ [L xã Tân An], [L tỉnh Long An]) bị bắt.", 45, None, "xã Tân An, tỉnh Long An"),
    ("[P Lê Nam] (SN [D 1987], trú tại [L Long An]) bị bắt.", None, 1987, "Long An"),
    ("[P Lê Nam], sinh [D năm 1974], quê [L Long An], bị bắt.", None, 1974, "Long An"),
    ("[P Lê Nam] (27 tuổi) bị bắt.", 27, None, None),
    ("[P Lê Văn T]., khoảng 60 tuổi, tử vong.", 60, None, None),
    ("[P Lê Nam] bị bắt tại [L Long An] ngày [D 2/3/2019].", None, None, None),
    ("[P Lê Nam] bị bắt. Sau đó [P Nam] (30 tuổi) khai.", 30, None, None),
    ("[P Lê Nam] được 500 tuổi.", None, None, None),
    ("Sinh [D năm 1997], [P Lê Nam] giành huy chương.", None, 1997, None),
    ("Đầu [D năm 1997], [P Lê Nam] giành huy chương.", None, None, None),
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


NAMES = [
    ("Bị cáo [P Tráng A Lý] ([P Lý Kengnam]) vắng mặt. [P Lý Kengnam] bỏ trốn.", [("Tráng A Lý", 3)]),
    ('[P Trần Văn Hải] (tự [P Hải] "[P bánh]") và [P Lê Sơn] bị bắt.', [("Trần Văn Hải", 3), ("Lê Sơn", 1)]),
    ("[P Lê Văn Sơn] (SN [D 1990], trú [L Long An], tức [P Bảy Đen]) khai. [P Bảy Đen] nhận tội.", [("Lê Văn Sơn", 3)]),
    ("[P Suôn] bỏ chạy. [P Phe Sorui] (còn gọi là [P Suôn]) bị bắt.", [("Phe Sorui", 3)]),
    (
        "[P Phe Sorui] chạy. [P Suôn] bị bắt. [P Phe Sorui] (tức [P Suôn]) khai. [P Lê Sơn] kể.",
        [("Phe Sorui", 4), ("Lê Sơn", 1)],
    ),
    # an alias that is somebody's name is that one's; who stands in brackets can be anybody
    (
        "[P Trần Văn Hải] (tự [P Minh]) và [P Lê Văn Minh] cãi nhau. [P Minh] bỏ đi.",
        [("Trần Văn Hải", 2), ("Lê Văn Minh", 2)],
    ),
    ("[P Lê Văn Sơn] ([P Trần Thị Hoa]) đến dự.", [("Lê Văn Sơn", 1), ("Trần Thị Hoa", 1)]),
    ("[P Lê Văn Sơn] ([P Lê Thị Sơn]) đến dự.", [("Lê Văn Sơn", 1), ("Lê Thị Sơn", 1)]),
    ("[P Lê Văn Sơn] (vợ là [P Trần Thị Hoa]) đến dự.", [("Lê Văn Sơn", 1), ("Trần Thị Hoa", 1)]),
]


@pytest.mark.parametrize(("marked", "people"), NAMES, ids=range(len(NAMES)))
def test_other_names_are_the_same_persons(link, marked, people):
    _, record = link(marked)
    assert [(p["name"], len(p["mentions"])) for p in record["people"]] == people


@pytest.mark.parametrize(
    ("marked", "former"),
    [
        ("Ông [P Lê Sơn] - nguyên [R thượng tá], [O phó trưởng] [U phòng CSGT Công an tỉnh Long An] - bị bắt.", True),
        ("Cựu [R đại tá] [P Lê Sơn], [O phó giám đốc] [U Công an tỉnh Long An], bị bắt.", True),
        ("Nguyên [R thượng tá], [O phó trưởng] [U phòng CSGT Công an tỉnh Long An] [P Lê Sơn] bị bắt.", True),
        ("Cựu [R trung tá] [P Lê Sơn], [O Chủ tịch] [U Công ty Sao Sáng], phát biểu.", False),
        ("Ông [P Lê Sơn] - [R thượng tá], [O phó trưởng] [U phòng CSGT Công an tỉnh Long An] - nói.", False),
    ],
)
def test_an_office_is_lost_with_the_rank(link, marked, former):
    ((_, rank, position, unit, found),) = link(marked)[0]
    assert None not in (rank, position, unit)
    assert found is former
