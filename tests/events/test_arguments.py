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
