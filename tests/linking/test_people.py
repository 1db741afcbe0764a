"""Who a person is: age, birth and residence, other names, ranks only claimed and offices lost."""

import pytest

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
    ("Bị cáo [P Vừ A Sang] ([P Sang Đồi]) vắng mặt. [P Sang Đồi] bỏ trốn.", [("Vừ A Sang", 3)]),
    ('[P Trần Văn Hải] (tự [P Hải] "[P mít]") và [P Lê Sơn] bị bắt.', [("Trần Văn Hải", 3), ("Lê Sơn", 1)]),
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
