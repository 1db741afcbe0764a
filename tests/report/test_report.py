"""The report: one file that loads nothing, shows every text as text, and counts what the records hold."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import re
import subprocess
import sys

import msgspec
import pytest
from lxml import html as lxml_html

from bantin.pages.charts import periods
from bantin.pages.passages import passages
from bantin.report.overview import Overview
from bantin.report.page import page
from page_samples import EVIL, TEXT, record


def written(*articles):
    """(the page's HTML, the HTML of each article's body) of records with their texts."""
    overview = Overview()
    for found, _ in articles:
        overview.add(found)
    whole = "".join(page(overview, articles))
    packs = re.findall(r'<script type="text/plain" class="pack">([^<]*)</script>', whole)
    return whole, [body for pack in packs for body in json.loads(gzip.decompress(base64.b64decode(pack)))]


@pytest.fixture(scope="module")
def shown():
    return written((record(), TEXT))


def test_the_page_loads_nothing(shown):
    whole, bodies = shown
    for part in (whole, *bodies):
        tree = lxml_html.document_fromstring(part)
        assert not tree.xpath("//link | //img | //iframe | //object | //embed | //base | //*[@src] | //*[@style]")
        assert all(target.startswith("#") for target in tree.xpath("//@href"))
        assert not re.search(r"https?:|@import|url\(", part)


def test_the_policy_allows_the_style_and_the_script_of_the_page_alone(shown):
    policy = re.search('Content-Security-Policy" content="([^"]*)"', shown[0])[1]
    allowed = dict(re.findall("(style|script)-src 'sha256-([^']*)'", html.unescape(policy)))
    assert html.unescape(policy).startswith("default-src 'none';")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        inside = re.findall(f"<{tag}>(.*?)</{tag}>", shown[0], re.DOTALL)
        assert len(inside) == 1
        assert allowed[tag] == base64.b64encode(hashlib.sha256(inside[0].encode()).digest()).decode()


def test_an_article_shows_its_whole_text_and_joins_mentions_to_chips(shown):
    tree = lxml_html.document_fromstring(shown[1][0])
    text = tree.xpath("//div[@class='text']")[0].text_content()
    assert text.split() == TEXT.split()
    marks = {mark.text: mark.get("data-r") for mark in tree.xpath("//mark")}
    assert marks == {"Trần Văn Nam": "p1", "Công an huyện Tân Lạc": "u1"}
    assert {chip.get("data-r") for chip in tree.xpath("//button[contains(@class, 'chip')]")} == {"p1", "u1"}
    assert [p.get("data-z") for p in tree.xpath("//p[@class='dim']")] == ["section"]


def test_without_its_text_an_article_shows_its_spans():
    tree = lxml_html.document_fromstring(written((record(), None))[1][0])
    assert [mark.text for mark in tree.xpath("//mark")] == ["Trần Văn Nam", "Công an huyện Tân Lạc"]
    assert "chủ trì" not in tree.xpath("//div[@class='text']")[0].text_content()


def test_text_that_tries_to_break_out_is_shown_as_text():
    text = f"{EVIL}\n\n{'dài' * 4000} {EVIL} Tân Lạc {EVIL}"
    found = record(
        text, EVIL, "Tân Lạc", title=EVIL, id=EVIL, url="javascript:alert(1)", zones=[], byline=EVIL, publisher=EVIL
    )
    found.events[0].type = found.entities[0].label = EVIL
    found.abbreviations = {EVIL: EVIL}
    found.entities.insert(1, msgspec.structs.replace(found.entities[0], id=EVIL))
    whole, bodies = written((found, text))
    for part, scripts in ((whole, 2), (bodies[0], 0)):
        tree = lxml_html.document_fromstring(part)
        assert len(tree.xpath("//script")) == scripts
        assert not tree.xpath("//comment() | //@*[starts-with(name(), 'on')]")
        assert not re.search("[\u0000\u202a-\u202e\u2066-\u2069]", part)
    assert "<script>alert('x')</script>" in lxml_html.document_fromstring(whole).xpath("//summary")[0].text_content()
    shown = lxml_html.document_fromstring(bodies[0]).xpath("//div[@class='text']")[0].text_content()
    assert shown.count("<script>alert('x')</script>\"'`</details></script><!--&amp;") == 3
    assert "dài" * 4000 in shown


@pytest.mark.parametrize("zones", [[], [(0, 5), (3, 9)], [(40, 4000)], [(5, 5)]], ids=str)
def test_passages_hold_every_character_but_white_space_whatever_the_zones(zones):
    found = record(zones=[{"kind": "body", "start": start, "end": end} for start, end in zones])
    text = "".join(stretch.text for passage in passages(found, TEXT) for stretch in passage.stretches)
    assert text.split() == TEXT.split() or "".join(text.split()) == "".join(TEXT.split())


def test_a_thousand_articles_take_less_than_5_mb():
    words = [hashlib.sha256(str(i).encode()).hexdigest()[: 2 + i % 5] for i in range(5000)]
    texts = [f"{TEXT}\n\n{' '.join(words[(n * 37 + k * k) % 5000] for k in range(300))}" for n in range(1000)]
    whole, bodies = written(*((record(text, id=str(n)), text) for n, text in enumerate(texts)))
    assert len(bodies) == 1000
    assert len(whole.encode()) < 5_000_000


def test_the_overview_counts():
    overview = Overview()
    for day in ("2021-03-05T08:00:00+07:00", "2021-03-07", None):
        overview.add(record(published=day))
    columns, lines = overview.timeline()
    assert columns == ["2021-03-05", "2021-03-06", "2021-03-07"]
    assert [(line.name, line.count, line.columns, line.undated) for line in lines] == [("conference", 3, [1, 0, 1], 1)]
    assert [(bar.name, bar.count, bar.articles) for bar in overview.most_units()] == [("Công an huyện Tân Lạc", 3, 3)]
    assert [(bar.name, bar.count) for bar in overview.most_people()] == [("Trần Văn Nam", 3)]


def test_columns_are_days_then_months_then_years_without_gaps():
    assert periods("2021-02-27", "2021-03-01") == ["2021-02-27", "2021-02-28", "2021-03-01"]
    assert periods("2020-11-30", "2021-02-01") == ["2020-11", "2020-12", "2021-01", "2021-02"]
    assert periods("1958-01-01", "2021-01-01") == [str(year) for year in range(1958, 2022)]


def bantin(*args, stdin=b""):
    return subprocess.run(
        [sys.executable, "-m", "bantin.cli", "report", *map(str, args)], input=stdin, capture_output=True, check=False
    )


def test_the_verb_takes_texts_by_id_and_hash_alone(tmp_path):
    rows = [record(), record(id="changed", text_sha256="0" * 64)]
    texts = tmp_path / "texts.jsonl"
    texts.write_text("".join(json.dumps({"id": row.id, "text": TEXT}) + "\n" for row in rows), encoding="utf-8")
    lines = b"\n".join(row.to_json() for row in rows)
    done = bantin("-", "--texts", texts, "-o", tmp_path / "report.html", stdin=lines)
    assert done.returncode == 0
    assert b"1 of 2 articles" in done.stderr
    whole = (tmp_path / "report.html").read_text(encoding="utf-8")
    pack = re.search(r'class="pack">([^<]*)<', whole)[1]
    with_text, without = json.loads(gzip.decompress(base64.b64decode(pack)))
    assert "chủ trì" in with_text
    assert "chủ trì" not in without


def test_mistakes_are_one_line(tmp_path):
    records = tmp_path / "records.jsonl"
    records.write_bytes(record().to_json() + b"\n{bad\n")
    assert bantin(records, "-o", tmp_path / "report.html").returncode == 1
    for args in ([], [records, "-o", records], ["-", "--texts", "-"], [tmp_path / "none.jsonl"]):
        done = bantin(*args)
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
