"""The report in a real browser: one file from disk that opens articles, finds, joins mentions to chips, and runs nothing of a text."""

from __future__ import annotations

import re

import pytest

from bantin.pages.words import Language
from bantin.report.overview import Overview
from bantin.report.page import page as written
from conftest import DRESSES
from page_samples import EVIL, TEXT, record

EVIL_TEXT = f"{EVIL}\n\n{'dài' * 4000} {EVIL} Tân Lạc {EVIL}"


@pytest.fixture(scope="module", params=Language)
def report(request, tmp_path_factory):
    """The address of a report of two articles, one of them evil, in each language."""
    evil = record(EVIL_TEXT, EVIL, "Tân Lạc", id="b", title=EVIL, url="javascript:alert(1)", zones=[], byline=EVIL)
    articles = [(record(), TEXT), (evil, EVIL_TEXT)]
    overview = Overview()
    for found, _ in articles:
        overview.add(found)
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text("".join(written(overview, articles, request.param)), encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize("dress", DRESSES)
def test_it_opens_without_a_complaint_and_fits_the_window(tab, picture, report, dress):
    page = tab(report, dress)
    picture(page, f"report-overview-{dress}")
    for summary in page.locator("details.article > summary").all():
        summary.click()
    page.wait_for_selector("details:nth-of-type(2) .text")
    page.locator("#articles").scroll_into_view_if_needed()
    picture(page, f"report-articles-{dress}")


def test_search_finds_without_diacritics(tab, report):
    page = tab(report)
    page.fill("#find", "chu tri hoi nghi")
    page.locator("#found", has_text="1 ").wait_for()
    assert page.locator("details.article:visible .t").all_text_contents() == ["Hội nghị"]


def test_pointer_and_focus_join_mentions_to_chips(tab, report):
    page = tab(report)
    page.locator("details.article > summary").first.click()
    chip = page.locator(".facts .chip", has_text="Trần Văn Nam").first
    lit = page.locator("mark.on")
    chip.hover()
    assert lit.all_text_contents() == ["Trần Văn Nam"]
    page.mouse.move(0, 0)
    assert lit.count() == 0
    chip.focus()
    assert lit.count() == 1


def test_the_keyboard_reaches_everything(tab, report, reached):
    page = tab(report)
    page.locator("details.article > summary").first.click()
    page.wait_for_selector(".facts")
    assert reached(page) == set()


def test_texts_that_try_to_break_out_show_as_text(tab, report):
    page = tab(report)
    scripts = page.evaluate("document.scripts.length")
    page.locator("details.article").nth(1).locator("summary").first.click()
    page.wait_for_selector(".text")
    shown = page.inner_text(".text")
    assert shown.count("<script>alert('x')</script>\"'`</details></script><!--&amp;") == 3
    assert "dài" * 4000 in shown
    assert not re.search("[\u0000\u202a-\u202e\u2066-\u2069]", shown)
    assert page.evaluate("document.scripts.length") == scripts
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_policy_lets_no_other_script_run(tab, report):
    errors = []
    page = tab(report, errors=errors)
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.broken = 1";
            document.body.append(script);
        }"""
    )
    assert page.evaluate("window.broken") is None
    assert any("Content Security Policy" in error for error in errors)
