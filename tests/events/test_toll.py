"""How many people an accident, a fire, a disaster or a crime harmed."""

import pytest


@pytest.mark.parametrize(
    ("kind", "text", "dead", "injured", "missing"),
    [
        ("traffic_accident", "Vụ lật xe làm 3 nạn nhân tử vong, 11 người bị thương.", 3, 11, None),
        ("traffic_accident", "Tai nạn làm chết 2 người, bị thương 5 người.", 2, 5, None),
        ("traffic_accident", "Xe khách lật ở đèo. Vụ tai nạn xảy ra đêm qua. Ba người thiệt mạng.", 3, None, None),
        ("traffic_accident", "Vụ tai nạn làm 2 người chết tại chỗ, 1 người tử vong tại bệnh viện.", 3, None, None),
        ("traffic_accident", "Tai nạn làm 3 người chết, trong đó có 2 người chết là trẻ em.", 3, None, None),
        ("disaster", "Lũ quét làm 4 người chết, 7 người mất tích.", 4, None, 7),
        ("disaster", "Số người chết vì bão đã tăng lên 12.", 12, None, None),
        ("fire_explosion", "Vụ cháy không gây thiệt hại về người.", 0, 0, None),
        ("fire_explosion", "Vụ nổ khiến một người tử vong, không ai bị thương.", 1, 0, None),
        ("crime", "Nghi phạm đâm chết 2 người, làm bị thương 3 người khác.", 2, 3, None),
        ("crime", "Hai đối tượng đánh chết người ở [L Vinh].", None, None, None),
        ("traffic_accident", "Xe tải tông xe máy khiến nạn nhân tử vong tại chỗ.", 1, None, None),
        ("traffic_accident", "Xe tải tông xe máy khiến anh [P Vũ Bình] tử vong, chị [P Đỗ Hoa] bị thương.", 1, 1, None),
        ("traffic_accident", "Anh [P Vũ Bình] nhập viện. Sau vụ tai nạn hai ngày, anh [P Bình] tử vong.", 1, None, None),
        ("traffic_accident", "Tai nạn khiến các nạn nhân tử vong.", None, None, None),
        ("crime", "Chồng chém vợ tử vong.", 1, None, None),
        ("crime", "Chồng cũ đốt chết vợ trong đêm.", 1, None, None),
        ("crime", "Một cảnh sát cơ động [U Đội Cảnh sát 113 Công an tỉnh Long An] bị đâm trọng thương.", None, 1, None),
        ("fire_explosion", "Vụ cháy khiến 12 người thương vong.", None, None, None),
    ],
)  # fmt: skip
def test_casualties(tell, kind, text, dead, injured, missing):
    found = tell(text, kind)["casualties"] or {"dead": None, "injured": None, "missing": None}
    assert found == {"dead": dead, "injured": injured, "missing": missing}


def test_figures_of_other_years_are_not_the_toll(tell):
    found = tell(
        "Tai nạn ở [L Vinh] làm 2 người chết. Từ đầu năm, tai nạn làm 340 người chết trên cả nước.", "traffic_accident"
    )
    assert found["casualties"]["dead"] == 2


def test_the_title_and_the_lede_give_what_the_trigger_sentence_lacks(tell):
    found = tell("Hai người tử vong sau cú tông ở Tân An\nĐêm qua xe tải tông vào dải phân cách.", "traffic_accident")
    assert found["casualties"]["dead"] == 2
    assert [q["kind"] for q in found["quantities"]] == ["dead"]


def test_a_conference_has_no_casualties(tell):
    assert tell("Hội nghị mặc niệm 2 người tử vong.", "conference")["casualties"] is None
