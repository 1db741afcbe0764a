"""The explorer's pages: they find, tell what stands around a body, and who may bear a name; the store is only read."""

from __future__ import annotations

import re

import pytest
from lxml import html
from sqlalchemy import text as sql

from bantin.explore.reading import excerpt
from bantin.pages.words import _vietnamese
from bantin.sinks.store import Store, StoreError
from conftest import ROOT
from page_samples import EVIL


@pytest.fixture
def get(explorer, address):
    """The tree of a page, by path and parameters."""
    client = explorer(address)

    def get(path, status=200, **parameters):
        answer = client.get(path, params=parameters or None)
        assert answer.status_code == status, answer.text
        return html.fromstring(answer.text)

    return get


def titles(tree):
    return [link.text for link in tree.xpath("//ol[@class='hits']//a[@class='t']")]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": '"trộm cắp" hoa'}, []),
        ({"q": '"trộm cắp" hòa'}, ["Bắt nghi phạm trộm xe"]),
        ({"type": "arrest"}, ["Bắt nghi phạm trộm xe"]),
        ({"person": "hoàng văn lực"}, ["Trồng rừng ở Đất Mũi", "Hội nghị tổng kết năm", "Hội nghị ở Bảo Thắng"]),
        ({"person": "trần văn h*"}, ["Bắt nghi phạm trộm xe"]),
        ({"person": "hoàng văn lực", "province": "Cà Mau"}, ["Trồng rừng ở Đất Mũi"]),
        ({"person": "hoàng văn lực", "to": "2024-12-31"}, ["Hội nghị ở Bảo Thắng"]),
        ({"unit": "Công an tỉnh Lào Cai"}, ["Hội nghị tổng kết năm"]),
        ({"unit": "police/vn/10"}, ["Hội nghị tổng kết năm"]),
        (
            {"unit": "police/vn/10", "below": "1"},
            ["Tặng quà", "Bắt nghi phạm trộm xe", "Hội nghị tổng kết năm", "Hội nghị ở Bảo Thắng"],
        ),
        ({"unit": "police/vn/10", "below": "1", "type": "conference", "from": "2026-01-01"}, ["Hội nghị tổng kết năm"]),
        ({"q": "không có gì như thế"}, []),
    ],
    ids=str,
)
def test_a_search_finds_what_has_all_that_is_asked_for(get, asked, found):
    assert titles(get("/", **asked)) == found


def test_a_search_has_pages(get):
    first, second = get("/", unit="Công an huyện Tân Lạc"), get("/", unit="Công an huyện Tân Lạc", page="2")
    assert "30 bài" in first.text_content()
    assert "36 bài" in get("/").text_content()
    assert (len(titles(first)), len(titles(second))) == (20, 10)
    assert {*titles(first)}.isdisjoint(titles(second))
    (link,) = first.xpath("//a[@rel='next']/@href")
    assert titles(get(link)) == titles(second)
    assert "501" not in get("/", status=404, page="501").text_content()


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "..."},
        {"from": "2026-02-30"},
        {"from": "x"},
        {"page": "0"},
        {"page": "x"},
        {"person": "*"},
        {"q": "a" * 301},
    ],
    ids=lambda asked: str(asked)[:20],
)
def test_what_can_not_be_asked_is_told(get, asked):
    assert get("/", status=400, **asked).xpath("//p[@class='panel']")[0].text_content().strip()


def test_a_search_for_a_unit_shows_where_it_stands(get):
    tree = get("/", unit="Phòng Cảnh sát giao thông Công an tỉnh Lào Cai")
    (row,) = tree.xpath("//section[@aria-labelledby='hd']//li")
    chain = row.xpath(".//span[@class='chain']")[0]
    assert chain.text_content() == "Bộ Công an › Công an tỉnh Lào Cai › "
    assert chain.xpath("a/@href") == ["/unit?id=police%2Fvn%2F10"]  # no article names the ministry
    assert row.xpath(".//strong/a/@href") == ["/unit?id=police%2Fvn%2F10%2Fpc08"]


def test_an_article_shows_text_and_facts(get, records):
    tree = get(get("/", q="trộm cắp").xpath("//a[@class='t']/@href")[0])
    person = next(p for p in records["bắt"].people if p.name == "Trần Văn Hòa")
    marks = [mark.text for mark in tree.xpath(f"//mark[@data-r='{person.id}']")]
    assert marks == ["Trần Văn Hoà"]
    assert tree.xpath(f"//button[@data-r='{person.id}']")
    assert "/unit?id=police%2Fvn%2F10%2Fpc08" in tree.xpath("//a[@class='to']/@href")
    assert get("/articles/999999", status=404) is not None


def test_a_unit_shows_what_is_around_it(get):
    province = get("/unit", id="police/vn/10")
    around = {dt.text: dt.getnext().text_content() for dt in province.xpath("//dl[@class='around']/dt")}
    assert "Công an huyện Bảo Thắng" in around["trước đây là"]
    assert "Công an xã Bảo Thắng" in around["cấp dưới"]
    assert "Hội nghị tổng kết năm" in province.xpath("//table")[0].text_content()
    assert "Hoàng Văn Lực" in province.xpath("//table")[1].text_content()
    district = get("/unit", id="police/vn/086")
    assert district.xpath("//dt[text()='sau này là']/following-sibling::dd[1]/a/@href") == ["/unit?id=police%2Fvn%2F10"]
    assert district.xpath("//h1")[0].text == "Công an huyện Bảo Thắng"
    assert get("/unit", id="công an huyện bảo thắng").xpath("//h1")[0].text == "Công an huyện Bảo Thắng"
    get("/unit", status=404, id="police/vn/99999")


def test_a_name_may_be_several_people_each_with_its_timeline(get):
    tree = get("/person", name="HOÀNG VĂN LỰC")
    people = [
        [" ".join(p.text_content().split()) for p in one.xpath(".//li/div/p")]
        for one in tree.xpath("//ol[@class='time']")
    ]
    assert len(people) == 2
    assert [part for part in people[0] if "Thượng tá" in part]
    assert [part for part in people[0] if "Đại tá" in part]
    assert "Đất Mũi" in people[1][0]
    assert "độ chắc" in tree.xpath("//h2")[0].text_content()
    assert "độ chắc" not in tree.xpath("//h2")[1].text_content()
    get("/person", status=404, name="Không Có Ai")


def test_the_overview_counts_and_leads_to_searches(get):
    tree = get("/overview")
    assert "36 bài" in tree.xpath("//h1")[0].text
    bars = {a.text: a.get("href") for a in tree.xpath("//ul[contains(@class, 'lines')]//a")}
    assert bars["bắt giữ"] == "/?type=arrest"
    assert "Công an huyện Tân Lạc" in tree.xpath("//ol")[0].text_content()


def test_texts_that_try_to_break_out_are_shown_as_text(get):
    evil = list(get("/", q="Tân Lạc script").xpath("//a[@class='t']/@href"))
    for path, parameters in [
        ("/", {"q": "Tân Lạc script"}),
        (evil[0], {}),
        ("/person", {"name": EVIL.replace("\0", "")}),
        ("/", {"q": EVIL, "unit": EVIL, "person": EVIL, "province": EVIL, "type": EVIL}),
    ]:
        tree = get(path, status=200, **parameters) if path != "/person" else get(path, status=404, **parameters)
        assert [script.get("src") for script in tree.xpath("//script")] == ["/script.js"]
        assert not tree.xpath(
            "//comment() | //@*[starts-with(name(), 'on')] | //@style | //*[starts-with(@href, 'javascript')]"
        )


def test_the_store_is_only_read(address):
    store = Store(address, create=False, seconds=5)
    for statement in (
        "DELETE FROM articles",
        "CREATE TABLE mine (id INTEGER)",
        "INSERT INTO lineage VALUES ('a', 'b', 1)",
    ):
        with pytest.raises(StoreError, match=r"read.?only"), store.reading() as connection:
            connection.execute(sql(statement))
    with pytest.raises(StoreError), store.writing() as connection:
        connection.execute(sql("DELETE FROM articles"))
    store.close()


def test_a_question_that_takes_too_long_is_given_up(address):
    endless = sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")
    store = Store(address, create=False, seconds=0.2)
    with pytest.raises(StoreError, match=r"interrupted|timeout"), store.reading() as connection:
        connection.execute(endless)
    with pytest.raises(StoreError, match=r"interrupted|timeout"), store.reading(0.3) as connection:
        connection.execute(endless)
    store.close()


@pytest.mark.parametrize(
    ("text", "words", "pieces"),
    [
        ("Một hai ba", "", ["Một hai ba"]),
        ("Tiêu đề. Một hai ba", "", ["Một hai ba"]),
        ("Tiêu đề", "", []),
        ("Công an HOÀ họp", "hòa", ["Công an ", "HOÀ", " họp"]),
        ("mở " * 100 + "trộm xe " + "đóng " * 100, "trộm", ["… ", "mở " * 20, "trộm"]),
        ("a" * 10_000, "b", ["a" * 240 + " …"]),
        ("a" * 10_000, "a" * 40, ["a" * 240 + " …"]),
    ],
)
def test_an_excerpt_is_where_the_words_are(text, words, pieces):
    found = excerpt(text, "Tiêu đề", frozenset(words.split()), 240)
    assert [piece for piece, _ in found][: len(pieces)] == pieces
    assert sum(len(piece) for piece, _ in found) <= 250
    assert [piece for piece, hit in found if hit] == [piece for piece in pieces if piece in ("HOÀ", "trộm")]


def test_all_words_of_the_pages_are_vietnamese():
    """What a template asks for in English is there in Vietnamese, and nothing else is."""
    folder = ROOT / "pipeline" / "bantin"
    used = {
        word
        for path in folder.glob("*/templates/*.html")
        for word in re.findall(r'\bt\("([^"]*)"\)', path.read_text("utf-8"))
    }
    called = re.compile(r'count\([^"]*"([^"]*)", "([^"]*)"\)')
    used |= {
        word
        for path in folder.glob("*/templates/*.html")
        for pair in called.findall(path.read_text("utf-8"))
        for word in pair
    }
    assert used - {*_vietnamese()["interface"]} == set()
    assert {*_vietnamese()["interface"]} - used <= {"day", "month", "year", "dead", "injured", "missing"}
