"""The questions to a store, and that either database gives the same answers."""

from __future__ import annotations

import pytest

from bantin.errors import UserError
from bantin.pipeline import Extractor
from bantin.sinks.queries import found_articles, person_mentions, unit_events
from bantin.sources.article import Article

LAO_CAI = "Công an tỉnh Lào Cai"
ASKED = {
    "all": lambda dialect: unit_events(),
    "unit": lambda dialect: unit_events(LAO_CAI),
    "prefix": lambda dialect: unit_events("công an*"),
    "days": lambda dialect: unit_events(since="2026-01-04", until="2026-01-08"),
    "type": lambda dialect: unit_events(type="crime", province="Lào Cai"),
    "person": lambda dialect: unit_events(person="Hoàng Văn Lực"),
    "mentions": lambda dialect: person_mentions("Hoàng Văn Lực"),
    "names": lambda dialect: person_mentions("trần*"),
    "word": lambda dialect: found_articles("xe", dialect),
    "phrase": lambda dialect: found_articles('"trộm cắp" xe', dialect),
    "id": lambda dialect: unit_events("police/vn/10"),
    "below": lambda dialect: unit_events("police/vn*"),
    "all that is asked": lambda dialect: found_articles(
        "xe", dialect, type="crime", unit="police/vn/10*", person="trần*", province="Lào Cai", until="2026-01-31"
    ),
    "province": lambda dialect: found_articles(None, dialect, province="Lào Cai"),
    "two": lambda dialect: found_articles("Công-an NGÀY", dialect, since="2026-01-01"),
}


def ask(store, question):
    with store.reading() as connection:
        return [row._asdict() for row in connection.execute(ASKED[question](store.dialect))]


def answers(store, statement):
    with store.reading() as connection:
        return connection.execute(statement).all()


@pytest.mark.parametrize("question", ASKED)
def test_both_databases_give_the_same_answers_in_the_same_order(both, question):
    sqlite, postgresql = (ask(store, question) for store in both)
    assert sqlite == postgresql
    assert sqlite


def test_events_of_a_unit_between_days(filled):
    def days(**asked):
        return [row.day for row in answers(filled, unit_events(LAO_CAI, **asked))]

    assert set(days()) == {"2026-01-03", "2026-01-04", "2026-01-08"}
    assert days() == sorted(days(), reverse=True)
    assert set(days(since="2026-01-04")) == {"2026-01-04", "2026-01-08"}
    assert set(days(since="2026-01-04", until="2026-01-07")) == {"2026-01-04"}
    assert days(until="2025-12-31") == []


def test_an_id_of_the_registry_stands_for_the_body_and_with_a_star_for_all_below(filled):
    def found(unit):
        return {row.article for row in answers(filled, found_articles(None, filled.dialect, unit=unit))}

    assert found("police/vn/10") == found(LAO_CAI) == {"a", "b", "Z"}
    assert found("police/vn/10*") == found("police/vn*") == {"a", "b", "đ", "Z"}  # with the district Bảo Thắng
    assert found("police/vn") == set()


def test_ids_of_one_article_mean_nobody_in_another(filled, untrained):
    text = (
        "Sáng 2/1/2026, tại hội nghị của Công an tỉnh Sơn La, Đại tá Vừ A Páo, Giám đốc Công an tỉnh Sơn La, chủ trì."
    )
    (other,) = Extractor(untrained).stream([Article(id="e", text=text, published="2026-01-02")])
    with filled.writing() as connection:
        filled.put(connection, other, text)
    assert {row.article for row in answers(filled, unit_events("Công an tỉnh Sơn La"))} == {"e"}
    assert {row.article for row in answers(filled, unit_events(person="Vừ A Páo"))} == {"e"}
    assert "e" not in {row.article for row in answers(filled, unit_events(LAO_CAI))}
    assert "e" not in {row.article for row in answers(filled, unit_events(person="Hoàng Văn Lực"))}


def test_an_event_without_a_year_is_last_and_between_no_days(filled):
    rows = answers(filled, unit_events(type="conference"))
    assert (rows[-1].day, rows[-1].date_start) == (None, "--06-30")
    assert "c" not in [row.article for row in answers(filled, unit_events(since="1900-01-01"))]


def test_a_persons_mentions_with_rank_office_and_place_in_the_text(filled, texts):
    rows = answers(filled, person_mentions("hoàng văn lực"))
    assert [row.article for row in rows] == ["b", "a"]
    assert all(texts[row.article][row.char_start : row.char_end] == "Hoàng Văn Lực" for row in rows)
    assert (rows[1].rank, rows[1].position) == ("Thượng tá", "Phó trưởng phòng")


def test_spelling_and_case_do_not_matter(filled):
    assert answers(filled, person_mentions("TRẦN VĂN HÒA")) == answers(filled, person_mentions("Trần Văn Hoà"))
    assert answers(filled, person_mentions("Trần Văn Hoà"))
    assert answers(filled, found_articles("Hòa", filled.dialect)) == answers(
        filled, found_articles("hoà", filled.dialect)
    )


def test_search_finds_words_anywhere_and_phrases_where_they_stand_together(filled):
    def found(query):
        return {row.article for row in answers(filled, found_articles(query, filled.dialect))}

    assert found("trộm cắp") == {"b", "Z"}
    assert found("xe cháy") == {"đ"}
    assert found('"xe cháy"') == set()
    assert found("trom cap") == set()
    assert found("' OR 1=1 -- \" NEAR( xe* & | !") == found("or 1 1 near xe")


def test_search_follows_changes(filled, records):
    import msgspec

    with filled.writing() as connection:
        filled.put(connection, msgspec.structs.replace(records["đ"], title="Bản tin sửa"), "Không còn gì.")
    found = (
        answers(filled, found_articles("cháy", filled.dialect)),
        answers(filled, found_articles("sửa", filled.dialect)),
    )
    assert [len(rows) for rows in found] == [0, 1]


def test_without_a_text_the_names_are_searched(store, records):
    with store.writing() as connection:
        store.put(connection, records["b"])
    assert len(answers(store, found_articles("hoàng lực", store.dialect))) == 1
    assert answers(store, found_articles("trình báo", store.dialect)) == []


@pytest.mark.parametrize(
    "ask",
    [
        lambda: unit_events("*"),
        lambda: person_mentions(" "),
        lambda: unit_events(since="hôm qua"),
        lambda: found_articles('" - "', "sqlite"),
    ],
)
def test_what_can_not_be_asked_is_told(ask):
    with pytest.raises(UserError):
        ask()
