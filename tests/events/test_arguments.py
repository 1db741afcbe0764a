"""What an event's arguments are read from; the spans are gold, the types come from the cues."""

import pytest


@pytest.fixture
def events(link):
    """A marked text to its events by type, with names instead of ids."""

    def events(marked, **fields):
        _, record = link(marked, **fields)
        names = {x["id"]: x["name"] for x in (*record["people"], *record["units"])}
        for event in record["events"]:
            event["organizer"] = names.get(event["organizer"])
            event["roles"] = {(names[p.get("person") or p.get("unit")], p["role"]) for p in event["participants"]}
        return {event["type"]: event for event in record["events"]}

    return events


def test_conference_with_day_place_body_and_chair(events):
    found = events(
        "[D Sáng 5/3/2024], tại [L Vinh], [U Công an tỉnh Long An] tổ chức hội nghị; [R Đại tá] [P Lê An], [O Phó Giám đốc]"
        " [U Công an tỉnh Long An] chủ  trì hội nghị."
    )["conference"]
    assert found["primary"]
    assert (found["date"]["start"], found["date"]["part"]) == ("2024-03-05", "morning")
    assert (found["place"]["name"], found["organizer"]) == ("Vinh", "Công an tỉnh Long An")
    assert ("Lê An", "chair") in found["roles"]
    assert found["status"] == "happened"


def test_suspect_and_victim(events):
    found = events(
        "[U Công an huyện Vân Hà] bắt quả tang, tạm giữ đối tượng [P Lê Văn Tám] về hành vi cướp tài sản. Nạn nhân [P Vũ Thị Sáu] bị thương."
    )["arrest"]
    assert {("Lê Văn Tám", "suspect"), ("Vũ Thị Sáu", "victim")} <= found["roles"]
    assert found["organizer"] == "Công an huyện Vân Hà"


def test_commendation_takes_the_quantities_of_its_sentence(events):
    found = events(
        "[U Công an huyện Vân Hà] họp. Có 12 xã dự. Dịp này, [U Công an huyện Vân Hà] đã khen thưởng 04 tập thể và 07 cá nhân."
    )["commendation"]
    assert [q["text"] for q in found["quantities"]] == ["04 tập thể", "07 cá nhân"]
    assert found["trigger"]["text"] == "đã khen thưởng"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("[U Công an tỉnh Long An] sẽ tổ chức hội nghị vào [D ngày 20/3/2024].", "planned"),
        ("[U Công an tỉnh Long An] tổ chức hội nghị [D ngày 20/3/2024].", "planned"),
        ("[U Công an tỉnh Long An] tổ chức hội nghị [D ngày 2/3/2024].", "happened"),
        ("[U Công an tỉnh Long An] bác bỏ tin hội nghị bị hoãn.", "denied"),
    ],
)
def test_status(events, text, status):
    assert events(text, published="2024-03-05")["conference"]["status"] == status


def test_the_header_is_not_the_day_of_the_event(events):
    found = events(
        "Thứ Năm, 09/11/2023, 08:15 [GMT+7]\nSơ kết công tác quý\nTin từ [U Công an tỉnh Long An] cho biết hội nghị đã diễn ra [D sáng 7/11]."
    )["conference"]
    assert found["date"]["start"] == "2023-11-07"


def test_a_day_without_its_year_is_kept_open(events):
    found = events("[D Ngày 12/8], xảy ra tai nạn giao thông tại [L xã Tân An].")["traffic_accident"]
    assert found["date"]["start"] == "--08-12"


def test_the_date_of_a_document_is_not_the_day_of_the_event(events):
    found = events(
        "Theo [K Kế hoạch số 12] [D ngày 1/1/2024], hội nghị của [U Công an tỉnh Long An] khai mạc [D sáng 2/3/2024]."
    )["conference"]
    assert found["date"]["start"] == "2024-03-02"


def test_a_newspaper_organizes_nothing(tell):
    found = tell("Theo [U Báo Tuổi Trẻ], sáng 5/3 có lễ ra mắt mô hình của [U Công an tỉnh Long An].", "ceremony")
    assert found["organizer"] == "Công an tỉnh Long An"
    assert tell("Theo [U Báo Tuổi Trẻ], sáng 5/3 có lễ ra mắt mô hình mới.", "ceremony")["organizer"] is None
    guests = "[U Báo Tuổi Trẻ] tổ chức hội thảo về nợ xấu, có [U Công an tỉnh Long An] dự."
    assert tell(guests, "conference")["organizer"] is None


@pytest.mark.parametrize(
    ("text", "organizer"),
    [
        (
            "Tại [U Trường THCS Tân An], [O Chủ tịch] [U UBND quận 7] đã đến thưởng nóng cho [U Công an phường 3].",
            "UBND quận 7",
        ),
        (
            "Tại [U Trường THCS Tân An], [O Giám đốc] [U Công an tỉnh Long An] [P Lê An] trao giấy khen cho hai đội.",
            "Công an tỉnh Long An",
        ),
    ],
)
def test_what_an_officer_orders_his_body_does(tell, text, organizer):
    assert tell(text, "commendation")["organizer"] == organizer


def test_the_force_of_an_arrest_told_in_the_title_stands_in_the_lede(tell):
    title = "Bắt kẻ trộm chó ở chợ Tân An"
    lede = "[U Công an huyện Vân Hà] vừa làm rõ vụ mất chó tại [U Trường THCS Tân An]."
    assert tell(f"{title}\n{lede}", "arrest", title=title)["organizer"] == "Công an huyện Vân Hà"
    lede = "Kẻ trộm là cán bộ [U Công an huyện Vân Hà], dân làng nói."
    assert tell(f"{title}\n{lede}", "arrest", title=title)["organizer"] is None
    lede = "Kẻ trộm chó lẩn vào sân của [U Công an huyện Vân Hà], dân làng kéo đến."
    assert tell(f"{title}\n{lede}", "arrest", title=title)["organizer"] is None
