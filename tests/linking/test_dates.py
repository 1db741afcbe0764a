"""Calendar expressions: the table of `dates.tsv`, those of one article together, and what events take from them."""

import datetime as dt
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.errors import UserError
from bantin.linking.compare_dates import by_bantin, by_dateparser, main, read_table
from bantin.linking.dates import resolve
from bantin.linking.linker import read_stamp

TABLE = Path(__file__).with_name("dates.tsv")
ROWS = read_table(TABLE)
PUBLISHED, TOLD = dt.date(2023, 7, 3), dt.date(2023, 6, 30)  # a Monday
NORM = re.compile(
    r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d)?)?)?|--\d\d(-\d\d)?|\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d",
)


def test_every_row_of_the_table_is_read_right():
    wrong = [
        f"{row.expression} on {row.anchor}, {row.told} told of: {by_bantin(row)}, not {(row.norm, row.part)}"
        for row in ROWS
        if by_bantin(row) != (row.norm, row.part)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_table_is_what_it_says():
    assert len({(row.expression, row.anchor, row.told) for row in ROWS}) == len(ROWS) >= 140
    assert all(row.norm is None or NORM.fullmatch(row.norm) for row in ROWS)
    assert all(unicodedata.is_normalized("NFC", row.expression) != ("NFD" in row.note) for row in ROWS)


def test_the_page_beside_the_table_is_what_the_command_prints(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["compare_dates", str(TABLE)])
    main()
    printed = capsys.readouterr().out
    page = TABLE.with_suffix(".md").read_text(encoding="utf-8")
    if (versions := re.findall(r"dateparser [\d.]+", printed)) != re.findall(r"dateparser [\d.]+", page):
        pytest.skip(f"the page was written with another version than {versions}")
    assert printed == page


def test_what_dateparser_reads_right_counts_as_right():
    by_text = {row.expression: row for row in ROWS if row.anchor}
    right = ["14.5.2022", "hôm nay", "tháng 5/2017", "năm 2021", "Thứ Năm, 09/11/2023, 08:15", "31/4"]
    assert [by_dateparser(by_text[text]) for text in right] == [by_text[text].norm for text in right]


@pytest.mark.parametrize("line", ["30/6", "30/6\tmay\t\t\t\t", "30/6\t2023-07-03\t\t2023-06-30"])
def test_a_broken_line_of_a_table_is_named(tmp_path, line):
    path = tmp_path / "t.tsv"
    path.write_text(TABLE.read_text(encoding="utf-8").splitlines()[0] + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"t\.tsv: line 2"):
        read_table(path)


WORDS = (
    "ngày tháng năm quý tuần thứ hai tư chủ nhật sáng chiều đêm qua nay mai trước tới đầu cuối nửa mùng tết giờ kém rưỡi"
    " cùng hôm sau ngoái những , - / . 0 2 5 12 24 29 31 99 2/3 31/4 27-30 8h 14h30 25h 9h99 2017 1999-2024 5/2017 5/6/87 iv"
)


@given(st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=6), st.booleans(), st.booleans())
def test_any_words_have_a_value_in_iso_or_none(words, published, told):
    found = resolve(" ".join(words), PUBLISHED if published else None, TOLD if told else None)
    assert found is None or NORM.fullmatch(found.norm)


LISTS = [
    ("từ [D ngày 1], [D 2] và [D 3/5]", "2023-06-20", ["2023-05-01", "2023-05-02", "2023-05-03"]),
    ("trong [D ngày 30] và [D 1/7]", "2023-07-03", ["2023-06-30", "2023-07-01"]),
    ("[D đêm 30] [D rạng sáng 1/5]", "2023-07-03", ["2023-04-30", "2023-05-01"]),
    ("từ [D 8h] đến [D 11h30 ngày 3/5]", "2023-07-03", ["2023-05-03T08:00", "2023-05-03T11:30"]),
    ("từ [D ngày 3/5] đến [D 7/5/2021]", "2023-07-03", ["2021-05-03", "2021-05-07"]),
    ("từ [D ngày 28/12] đến [D 3/1/2022]", "2023-07-03", ["2021-12-28", "2022-01-03"]),
    ("từ [D ngày 25/12/2021] đến [D 10/8]", "2023-07-03", ["2021-12-25", "2022-08-10"]),
    ("các [D tháng 5], [D tháng 6] và [D tháng 7/2020]", "2023-07-03", ["2020-05", "2020-06", "2020-07"]),
    ("từ [D 22h ngày 5/6] đến [D 4h sáng]", "2023-07-03", ["2023-06-05T22:00", "2023-06-06T04:00"]),
    ("từ [D ngày 3/5] đến [D ngày 7/5]", "2023-07-03", ["2023-05-03", "2023-05-07"]),
    ("[D Ngày 13], họ gặp nhau. Đến [D 3/7/2019]", "2019-07-05", ["2019-06-13", "2019-07-03"]),
    ("từ [D 28/12] đến [D 3/1]", "2024-01-05", ["2023-12-28", "2024-01-03"]),
    ("[D sáng nay] ([D 8/2])", "2023-02-08", ["2023-02-08", "2023-02-08"]),
    ("nhiệm kỳ [D 2016]-[D 2021]", "2023-07-03", ["2016", "2021"]),
]


@pytest.mark.parametrize(("text", "published", "norms"), LISTS)
def test_expressions_joined_in_a_list_or_range_share_what_one_of_them_says(link, text, published, norms):
    _, record = link(f"Vụ việc {text}.", published=published)
    assert [e["norm"] for e in record["entities"]] == norms


DAYS = [
    row for row in ROWS if row.part and row.norm and "/" not in row.norm and not row.told and " (" not in row.expression
]


def test_an_event_has_the_day_and_the_part_of_the_day_of_its_expression(link):
    assert len(DAYS) > 50
    wrong = []
    for row in DAYS:
        _, record = link(
            f"Theo báo cáo, [D {row.expression}], tai nạn giao thông xảy ra tại [L xã Tân An].",
            published=row.anchor and row.anchor.isoformat(),
        )
        date = next(event["date"] for event in record["events"] if event["type"] == "traffic_accident")
        if (date and (date["start"], date["end"], date["part"], date["text"])) != (
            row.norm,
            None,
            row.part,
            row.expression,
        ):
            wrong.append((row.expression, date))
    assert not wrong


@pytest.mark.parametrize("birth", ["SN [D 5/6/1987]", "sinh [D ngày 5/6/1987]"])
def test_a_birthday_is_not_the_day_of_an_event(link, birth):
    _, record = link(
        f"[D Tối 2/7], bắt quả tang [P Lê Văn Tám], {birth}, về hành vi cướp tài sản.", published="2023-07-03"
    )
    assert {event["date"]["start"] for event in record["events"]} == {"2023-07-02"}


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
