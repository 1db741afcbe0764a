"""Law that is quoted and what happened before are not where an event is read, if the article has a better place."""


def test_a_quoted_article_of_law_is_not_the_trigger(tell):
    found = tell(
        "Theo Điều 168 quy định người nào dùng vũ lực cướp tài sản thì bị phạt tù. Đêm qua một tiệm vàng ở [L Vinh] bị cướp.",
        "crime",
    )
    assert found["place"]["name"] == "Vinh"
    assert found["trigger"]["start"] > 60


def test_a_real_charge_names_its_article_and_stays_the_trigger(tell):
    found = tell(
        "[D Ngày 4/3], [U Công an TP Vinh] khởi tố vụ án theo Điều 134 Bộ luật Hình sự.",
        "prosecution",
        published="2024-03-05",
    )
    assert found["trigger"]["text"] == "khởi tố vụ án"
    assert found["date"]["start"] == "2024-03-04"


def test_an_earlier_event_gives_neither_trigger_nor_day(tell):
    found = tell(
        "Trước đó, [D ngày 3/2/2015], tại [L Huế], [P Lê Tám] từng bị bắt giữ vì trộm xe. Lần này [P Lê Tám] bị bắt giữ tại [L Vinh] [D sáng 4/3].",
        "arrest",
        published="2024-03-05",
    )
    assert (found["date"]["start"], found["place"]["name"]) == ("2024-03-04", "Vinh")


def test_what_was_reported_before_is_background(tell):
    found = tell(
        "Như đã đưa tin, [D ngày 1/3] tại [L Huế] xảy ra vụ cháy. Hôm nay cháy tiếp ở [L Vinh].",
        "fire_explosion",
        published="2024-03-05",
    )
    assert found["place"]["name"] == "Vinh"


def test_background_is_read_where_nothing_better_stands(tell):
    found = tell("Trước đó, [D ngày 3/3], [P Lê Tám] bị bắt giữ tại [L Vinh].", "arrest", published="2024-03-05")
    assert (found["date"]["start"], found["place"]["name"]) == ("2024-03-03", "Vinh")


def test_a_residence_is_not_the_place(tell):
    found = tell("[P Lê Tám] (trú tại [L xã Tân An], [L huyện Vân Hà]) bị bắt giữ ở [L Vinh].", "arrest")
    assert found["place"]["name"] == "Vinh"


def test_the_day_of_an_announcement_is_not_the_day_of_what_is_announced(tell):
    found = tell(
        "[D Ngày 4/3], [U UBND tỉnh Long An] cho biết sẽ tổ chức hội nghị [D ngày 20/3].",
        "conference",
        published="2024-03-05",
    )
    assert (found["date"]["start"], found["status"]) == ("2024-03-20", "planned")


def test_people_of_another_case_have_no_part(tell):
    found = tell(
        "[D Sáng 6/3], [U Công an TP Vinh] khởi tố [P Lê Tám] và [P Vũ Chín]. Trước đó, [U TAND TP Vinh] xét xử bị cáo [P Đỗ Mười]. [P Đỗ Mười] bị tuyên án tù.",
        "prosecution",
        published="2024-03-07",
    )
    assert found["roles"] == {("Lê Tám", "suspect"), ("Vũ Chín", "suspect")}


def test_what_the_same_people_did_before_is_the_same_case(tell):
    found = tell(
        "[U Công an TP Vinh] khởi tố [P Lê Tám]. Trước đó, [P Lê Tám] dùng dao đâm anh [P Vũ Bình].",
        "prosecution",
    )
    assert found["roles"] == {("Lê Tám", "suspect"), ("Vũ Bình", "victim")}


def test_a_crime_has_the_day_of_the_act(tell):
    found = tell(
        "[D Ngày 5/3], [U Công an TP Vinh] khởi tố [P Lê Tám] về hành vi giết người. [D Tối 3/3], tại [L xã Tân An], [P Tám] dùng dao đâm người hàng xóm.",
        "crime",
        published="2024-03-06",
    )
    assert (found["date"]["start"], found["place"]["name"], found["trigger"]["text"]) == (
        "2024-03-03",
        "xã Tân An",
        "đâm",
    )


def test_the_day_of_the_charge_is_not_the_crimes(tell):
    found = tell(
        "[D Ngày 5/3], [U Công an TP Vinh] khởi tố [P Lê Tám] về tội trộm cắp tài sản.", "crime", published="2024-03-06"
    )
    assert found["date"] is None


def test_who_is_caught_at_it_does_it_that_day(tell):
    found = tell(
        "[D Ngày 5/3], [U Công an TP Vinh] bắt quả tang [P Lê Tám] vận chuyển trái phép ma túy.",
        "crime",
        published="2024-03-06",
    )
    assert found["date"]["start"] == "2024-03-05"
