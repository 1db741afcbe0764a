import datetime as dt

import pytest

from bantin.linking.dates import resolve
from bantin.linking.linker import read_stamp

PUBLISHED, TOLD = dt.date(2023, 7, 3), dt.date(2023, 6, 30)  # a Monday

TABLE = [
    ("sáng nay", "2023-07-03", "morning"),
    ("rạng sáng nay", "2023-07-03", "morning"),
    ("6h sáng nay", "2023-07-03T06:00", "morning"),
    ("hôm nay", "2023-07-03", None),
    ("chiều qua", "2023-07-02", "afternoon"),
    ("hôm qua", "2023-07-02", None),
    ("ngày mai", "2023-07-04", None),
    ("cùng ngày", "2023-06-30", None),
    ("chiều cùng ngày", "2023-06-30", "afternoon"),
    ("22h cùng ngày", "2023-06-30T22:00", "night"),
    ("ngày hôm sau", "2023-07-01", None),
    ("12h45 ngày 29/6", "2023-06-29T12:45", "noon"),
    ("0 giờ 30 ngày 18/5", "2023-05-18T00:30", "night"),
    ("3 giờ chiều 2/7", "2023-07-02T15:00", "afternoon"),
    ("chiều 16-6", "2023-06-16", "afternoon"),
    ("ngày 14.5", "2023-05-14", None),
    ("ngày 27/9", "2022-09-27", None),
    ("ngày 27/9/2021", "2021-09-27", None),
    ("4-6-2019", "2019-06-04", None),
    ("ngày 5 tháng 6 năm 2016", "2016-06-05", None),
    ("ngày 15 tháng 3", "2023-03-15", None),
    ("ngày 13", "2023-06-13", None),
    ("đêm 10", "2023-06-10", "night"),
    ("8h ngày 13", "2023-06-13T08:00", "morning"),
    ("8h sáng 23", "2023-06-23T08:00", "morning"),
    ("1h30 trưa 2/7", "2023-07-02T13:30", "noon"),
    ("12 giờ đêm 20/5", "2023-05-21T00:00", "night"),
    ("7 giờ rưỡi ngày 2/7", "2023-07-02T07:30", "morning"),
    ("5/2017", "2017-05", None),
    ("thứ bảy tới", "2023-07-08", None),
    ("30/12", "2022-12-30", None),
    ("10/7", "2023-07-10", None),
    ("tháng 5", "2023-05", None),
    ("tháng 11", "2022-11", None),
    ("tháng 4 - 2016", "2016-04", None),
    ("năm 2021", "2021", None),
    ("cuối năm 2016", "2016", None),
    ("năm ngoái", "2022", None),
    ("năm nay", "2023", None),
    ("6 tháng đầu năm 2022", "2022-01-01/2022-06-30", None),
    ("3 tháng cuối năm 2022", "2022-10-01/2022-12-31", None),
    ("quý i / 2022", "2022-01-01/2022-03-31", None),
    ("quý iv / 2021", "2021-10-01/2021-12-31", None),
    ("thứ bảy", "2023-07-01", None),
    ("chủ nhật", "2023-07-02", None),
    ("thứ năm , 09/11/2023 , 08:15", "2023-11-09T08:15", "morning"),
    ("1989", "1989", None),
]


@pytest.mark.parametrize(("text", "norm", "part"), TABLE, ids=[row[0] for row in TABLE])
def test_expression_resolves_against_its_anchors(text, norm, part):
    found = resolve(text, PUBLISHED, TOLD)
    assert found is not None
    assert (found.norm, found.part) == (norm, part)


@pytest.mark.parametrize("text", ["ngày 31/2", "ngày 40", "sáng nay", "hôm qua", "tháng 13", "ngày 10 tháng 3 âm lịch"])
def test_what_cannot_be_known_has_no_value(text):
    assert resolve(text, None) is None


def test_day_and_month_without_any_anchor_leave_the_year_open():
    assert resolve("chiều 30/6", None).norm == "--06-30"


@pytest.mark.parametrize(
    ("line", "stamp"),
    [
        ("Thứ Năm, 09/11/2023, 08:15 [GMT+7]", "2023-11-09T08:15:00+07:00"),
        ("07:15 | 02/03/2021", "2021-03-02T07:15:00+07:00"),
        ("Chủ nhật, ngày 1/2/2020", "2020-02-01"),
        ("Thứ Ba, 31/02/2022", None),
        ("Công an huyện", None),
    ],
)
def test_header_line_gives_the_time_of_publication(line, stamp):
    assert read_stamp(line) == stamp


def test_a_month_is_no_day():
    assert not resolve("tháng 5", PUBLISHED).is_day
    assert resolve("30/6", None).is_day
