"""What is said of each value's origin; spans are gold, so that only the explanation is tested, not the tagger."""

import pytest

from bantin.explain.explanation import SECTIONS, chosen, explain, read
from bantin.explain.reading import Reading, marked
from bantin.records.build import Builder
from bantin.sources.article import Article
from conftest import ARTICLES


@pytest.fixture(scope="module")
def why(untrained, document):
    """A marked text and a section to what the section says."""
    build = Builder(untrained)

    def why(text, section, **fields):
        doc = document(text, **fields)
        return SECTIONS[section](Reading(untrained, doc, build(doc).to_dict()))

    return why


@pytest.fixture(scope="module")
def bundled(extractor):
    """The bundled article, read by the default model."""
    text = (ARTICLES / "hoi_nghi_bac_quang.txt").read_text(encoding="utf-8")
    return read(extractor, Article(id="a", text=text, source="a.txt"))


def test_a_mention_names_the_rows_of_its_words(why):
    rank, name, unit = why("[R Thượng tá] [P Nguyễn Hải] đến [U Công an huyện Bắc Quang].", "entities")
    assert rank["rows"] == ["configs/ranks.toml thuong_ta"]
    assert name["rows"] == ["configs/people.toml surnames"]
    assert {"configs/units.toml police", "configs/places.tsv 034"} <= set(unit["rows"])
    assert [r["by"] for r in rank["rules"]] == ["gazetteer"]
    assert rank["agree"]


def test_where_model_and_rule_disagree_both_are_shown(why):
    position, unit = why("[O Phó trưởng] [U Công an huyện Vân Hà] phát biểu.", "entities")
    assert not position["agree"]
    assert [(r["label"], r["text"]) for r in position["rules"]] == [("POSITION", "Phó trưởng Công an")]
    assert position["rules"][0]["rows"] == ["configs/positions.toml unit_deputy"]
    assert position["rows"] == ["configs/positions.toml deputy_chief"]
    assert "configs/units.toml police" in unit["rows"]


def test_what_the_model_refuses_is_told(why):
    assert [(s["text"], s["label"]) for s in why("[P Lê Nam] gặp Trung tá.", "refused")] == [("Trung tá", "RANK")]


def test_dates_and_documents_are_proposed_by_a_grammar(why):
    found = why("[D Chiều 13/4/2023], theo [K Kế hoạch số 12] của xã.", "entities")
    assert [r["by"] for e in found for r in e["rules"]] == ["grammar", "grammar"]
    assert [e["rows"] for e in found] == [["configs/dates.toml parts.afternoon"], ["configs/documents.toml plan"]]


def test_a_person_shows_the_words_that_joined_name_rank_and_post(why):
    (person,) = why("[R Thượng tá] [P Nguyễn Hải] – [O Phó trưởng] [U Công an huyện Vân Hà] chủ trì.", "people")
    rank, post = person["joined"]
    assert (rank["what"], rank["entities"], rank["between"]) == ("rank", ["e1", "e2"], [" "])
    assert rank["row"] == "configs/ranks.toml thuong_ta"
    assert (post["what"], post["entities"], post["between"]) == ("post", ["e2", "e3", "e4"], [" – ", " "])


def test_a_title_before_the_name_is_joined_across_what_stands_between(why):
    (person,) = why("[O Giám đốc] [U Công an tỉnh Long An], [R Đại tá] [P Lê Bình] đến dự.", "people")
    assert person["joined"][1]["between"] == [" ", ", ", " "]


def test_a_unit_said_elsewhere_names_the_mention(why):
    (person,) = why("[O Bộ trưởng] [P Trần Hòa] nói. Trước đó, [O Bộ trưởng] [U Bộ Nội vụ] đã ký.", "people")
    (post,) = person["joined"]
    assert (post["unit"], post["unit_from"], post["between"]) == ("u1", "e4", [" "])


def test_listed_members_are_joined_to_their_unit(why):
    text = "[U Công an tỉnh Long An] gồm các đồng chí: [R Đại tá] [P Lê An], [R Thượng tá] [P Vũ Bình]."
    assert [p["joined"][1]["unit_from"] for p in why(text, "people")] == ["e1", "e1"]


def test_a_rank_after_a_later_mention_is_the_one_shown(why):
    (person,) = why("Ông [P Lê Văn Nam] đến. [R Đại úy] [P Lê Văn Nam] nói.", "people")
    assert person["joined"][0]["entities"] == ["e2", "e3"]


def test_a_bare_unit_names_the_mention_that_filled_it_in(why):
    police, district = why(
        "[U Công an huyện Bắc Quang] họp. [U Công an huyện] khen. [U UBND huyện] cũng dự. Dân [L huyện Bắc Quang] vui.",
        "units",
    )
    assert [(m["entity"], m["how"], m["added"], m["added_from"]) for m in police["named"]] == [
        ("e1", "written", None, None),
        ("e2", "filled", "Bắc Quang", "e1"),
    ]
    assert district["named"][0]["added_from"] == "e1"
    assert (police["place_from"], district["place_from"]) == ("e1", "e1")
    assert police["rows"]["place"] == "configs/places.tsv 034"


def test_a_successor_names_the_row_that_tells_it(why):
    (unit,) = why("[U Công an huyện Bắc Quang] họp.", "units", published="2023-04-14")
    assert unit["successor"] == "Công an tỉnh Tuyên Quang"
    assert unit["rows"]["successor"] == "configs/places.tsv 02"  # Hà Giang, which became part of it


def test_candidates_name_their_rows(why):
    (unit,) = why("[U Công an xã Tân Lập] vào cuộc.", "units")
    assert unit["place"] is None
    assert len(unit["candidates"]) > 1
    assert all(c["row"] == f"configs/places.tsv {c['code']}" for c in unit["candidates"])


def test_a_sub_unit_is_named_with_the_unit_behind_it(why):
    found = why("[U Đội Tổng hợp] ([U Công an huyện Vân Hà]) họp.", "units")
    team = next(u for u in found if u["parent"])
    assert (team["named"][0]["how"], team["named"][0]["added_from"]) == ("parent", team["parent"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[D Chiều 13/4/2023] có họp.", ("2023-04-13", "afternoon", "written", None)),
        ("[D Sáng nay] có họp.", ("2024-03-05", "morning", "published", "2024-03-05")),
        ("[D Ngày 12/2] có họp.", ("2024-02-12", None, "published", "2024-03-05")),
        ("[D Ngày 2/3/2024] họp. [D Cùng ngày] có mưa.", ("2024-03-02", None, "e1", "2024-03-02")),
        ("[D 31/4] có họp.", (None, None, None, None)),
    ],
)
def test_a_date_tells_what_it_was_counted_from(why, text, expected):
    last = why(text, "dates", published="2024-03-05")[-1]
    assert (last["value"], last["part"], last["anchor"], last["anchor_value"]) == expected


def test_a_day_told_of_is_the_anchor_even_where_it_is_the_day_of_publication(why):
    found = why("[D Sáng 5/3/2024] họp. [D Cùng ngày] có mưa.", "dates", published="2024-03-05")
    assert found[1]["anchor"] == "e1"


def test_an_event_tells_its_cue_and_why_it_has_its_day_place_and_organizer(why):
    found = why(
        "[D Sáng 5/3/2024], tại [L Vinh], [U Công an tỉnh Long An] tổ chức hội nghị; [R Đại tá] [P Lê An], [O Phó Giám đốc]"
        " [U Công an tỉnh Long An] chủ trì hội nghị.",
        "events",
    )
    event = next(e for e in found if e["type"] == "conference")
    assert (event["cue"]["text"], event["cue"]["sure"]) == ("tổ chức hội nghị", True)
    assert event["cue"]["row"] == "configs/events.toml conference"
    assert event["cue"]["zone"] in ("lede", "body")
    assert event["from"]["date"] == "e1"
    assert "cue" in event["why"]["date"]
    assert "sentence" in event["why"]["place"]
    assert "acts" in event["why"]["organizer"]
    assert (event["probability"], event["features"]) == (None, [])  # no model was asked


def test_an_event_without_a_place_takes_its_organizers(why):
    found = why("[U Công an huyện Bắc Quang] tổ chức hội nghị.", "events")
    assert found[0]["why"]["place"] == "the organizer's place"
    assert found[0]["why"].keys() == {"place", "organizer"}


def test_documents_name_where_date_and_issuer_stand(why):
    (document,) = why("Theo [K Kế hoạch số 12] [D ngày 1/2/2024] của [U Công an tỉnh Long An], xã họp.", "documents")
    assert (document["row"], document["date_from"], document["issuer_from"]) == (
        "configs/documents.toml plan",
        "e2",
        "e3",
    )


def test_quantities_and_abbreviations_name_their_rows(why):
    text = "Có 7 văn bản về phong trào cơ sở (PTCS); CBCS dự."
    assert [q["row"] for q in why(text, "quantities")] == ["configs/quantities.toml count.papers"]
    assert {a["short"]: a["from"] for a in why(text, "abbreviations")} == {
        "PTCS": "defined in the text",
        "CBCS": "configs/abbreviations.toml other.CBCS",
    }


def test_the_header_tells_source_and_text_apart(why, bundled):
    rows = SECTIONS["header"](bundled)
    assert rows["id"]["from"] == "the name of the file a.txt"
    assert rows["published"]["from"] == "read from the header: Thứ Sáu, 14/04/2023, 15:40 [GMT+7]"
    assert "dateline" in rows["publisher"]["from"]
    given = why("Họp.", "header", published="2024-03-05", title="Họp xã", source="n.jsonl, line 3")
    assert given["published"]["from"] == given["title"]["from"] == "given by the source (n.jsonl, line 3)"
    assert given["byline"]["value"] is None


def test_the_date_of_the_command_line_is_named_as_such(extractor):
    reading = read(extractor, Article(id="a", text="Xã họp.", published="2024-03-05"), dated=True)
    assert SECTIONS["header"](reading)["published"]["from"] == "--published"


def test_values_are_those_of_the_record(bundled):
    found = explain(bundled)
    assert list(found) == list(SECTIONS)
    for name in ("entities", "people", "units", "events", "documents", "quantities"):
        assert len(found[name]) == len(bundled.record[name])
        for item, value in zip(found[name], bundled.record[name], strict=True):
            same = value.keys() - {"candidates"}
            assert {key: item[key] for key in same} == {key: value[key] for key in same}
    assert {a["short"]: a["long"] for a in found["abbreviations"]} == bundled.record["abbreviations"]


def test_a_trained_model_names_what_weighed_most(bundled):
    for event in SECTIONS["events"](bundled):
        adds = [feature["adds"] for feature in event["features"]]
        assert 0 < len(adds) <= 5
        assert adds == sorted(adds, reverse=True)
        assert not any(feature["name"].startswith("feature ") for feature in event["features"])
        assert 0 <= event["probability"]["type"] <= 1


@pytest.mark.parametrize(
    "text", ["a", "…", "1", "\n\n x \n", "e\u0301\u0301", "🙂 họp 🙂", "Công an (CA)\r\nCông an\u2028CA"]
)
def test_any_text_has_an_explanation(extractor, text):
    explain(read(extractor, Article(id="a", text=text)))


def test_brackets_stand_around_entities_only():
    entities = [{"label": "RANK", "start": 2, "end": 4}, {"label": "PERSON", "start": 5, "end": 9}]
    assert marked("0123456789", 0, 10, entities) == "01[RANK 23]4[PERSON 5678]9"
    assert marked("0123456789", 3, 6, entities) == "[RANK 3]4[PERSON 5]"


def test_sections_are_chosen_in_their_own_order():
    assert chosen("units, people") == ["people", "units"]
    assert chosen(None) == list(SECTIONS)
