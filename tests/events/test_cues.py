"""Cues that stand in a body's name or in a longer word tell of no event."""

import pytest

from bantin.events.features import analyse


@pytest.mark.parametrize(
    ("kind", "text", "trigger"),
    [
        ("crime", "Vật chứng không được đánh giá cao. Hai người đánh nhau tại [L xã Tân An].", "đánh"),
        ("crime", "Họ đi đánh bắt ở đầm. Sau đó có vụ trộm.", "trộm"),
        ("arrest", "Buổi lễ bắt đầu lúc 8 giờ. [U Công an xã Tân An] bắt kẻ trộm.", "bắt"),
        ("arrest", "Người này bị bắt buộc về nhà. Hôm sau y bị bắt.", "bị bắt"),
        ("traffic_accident", "Hai cán bộ xã đi họp. Xe tải cán qua lề đường.", "cán"),
        ("trial", "[U Cục Thi hành án dân sự tỉnh Long An] họp. Chiều qua mở phiên tòa.", "mở phiên tòa"),
        ("ceremony", "[U Ban tổ chức Lễ hội] nhắc du khách. Sáng qua đã khai mạc.", "khai mạc"),
        ("crime", "Hội đồng đánh giá cao bài thi.", None),
        ("crime", "Kẻ xấu đánh, giá như không ai thấy.", "đánh"),
    ],
)
def test_the_trigger_stands_for_itself(tell, kind, text, trigger):
    found = tell(text, kind)["trigger"]
    assert (found and found["text"]) == trigger


def test_what_another_word_holds_denies_nothing(tell):
    assert tell("Con gà đó không được đánh giá cao.", "crime")["status"] == "happened"


def test_the_classifier_still_sees_every_cue(document):
    _, _, cues = analyse(document("[U Ban tổ chức Lễ hội] được đánh giá cao."))
    assert len(cues) == 2
