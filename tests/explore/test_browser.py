"""The explorer in a real browser: it loads, finds, joins mentions to chips, and runs nothing that a newspaper wrote."""

from __future__ import annotations

import re
import socket
import threading

import pytest

from bantin.sinks.store import Store
from conftest import DRESSES
from page_samples import EVIL


@pytest.fixture(scope="module")
def base(browser, sqlite):
    """The address of an explorer that is being served."""
    import uvicorn

    from bantin.explore.app import application

    listening = socket.create_server(("127.0.0.1", 0))
    host = f"127.0.0.1:{listening.getsockname()[1]}"
    store = Store(sqlite, create=False, seconds=20)
    server = uvicorn.Server(uvicorn.Config(application(store, [host]), log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield f"http://{host}"
    server.should_exit = True
    thread.join()


PAGES = {
    "search": "/?q=hội nghị&unit=công an tỉnh lào cai",
    "all": "/",
    "person": "/person?name=Hoàng Văn Lực",
    "unit": "/unit?id=police/vn/10",
    "overview": "/overview",
    "article": "/articles/2",
    "evil": "/?q=script",
    "error": "/articles/99999",
}


@pytest.mark.parametrize("dress", DRESSES)
def test_pages_load_without_a_complaint_and_fit_the_window(tab, picture, base, dress):
    errors = []
    page = tab(base, dress, errors=errors)
    for name, path in PAGES.items():
        page.goto(base + path)
        picture(page, f"explore-{name}-{dress}")
    assert [error for error in errors if "404" not in error] == []
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (max(map(int, re.findall(r"\d+", dark))) < 60) == (dress == "dark")


def test_search_finds_and_leads_to_the_article(tab, base):
    page = tab(base)
    page.fill("#q", "trộm cắp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")
    assert page.locator("ol.hits a.t").all_text_contents() == ["Bắt nghi phạm trộm xe"]
    assert page.locator(".excerpt b").all_text_contents() == ["trộm", "cắp"]
    page.click("ol.hits a.t")
    page.wait_for_selector("mark")
    assert "khẩn cấp" in page.inner_text(".text")


def test_pointer_and_focus_join_mentions_to_chips(tab, base):
    page = tab(f"{base}/articles/2")
    chip = page.locator(".facts .chip", has_text="Hoàng Văn Lực").first
    lit = page.locator("mark.on")
    chip.hover()
    assert lit.all_text_contents() == ["Hoàng Văn Lực"]
    page.mouse.move(0, 0)
    assert lit.count() == 0
    chip.focus()
    assert lit.count() == 1
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    assert "Hoàng Văn Lực" in lit.all_text_contents()
    assert chip.get_attribute("aria-pressed") == "true"


@pytest.mark.parametrize(
    "path", ["/?unit=công an tỉnh lào cai", "/articles/2", "/person?name=Hoàng Văn Lực", "/unit?id=police/vn/10"]
)
def test_the_keyboard_reaches_everything(tab, base, reached, path):
    assert reached(tab(base + path)) == set()


def test_all_but_the_lights_works_without_a_script(tab, base):
    page = tab(base, java_script_enabled=False)
    page.fill("#person", "hoàng văn lực")
    page.click("button.go")
    page.click(".panel a")
    assert page.locator("ol.time").count() == 2
    page.locator("details summary").first.click()
    page.locator("ol.time a[href^='/articles']").first.click()
    assert page.locator("mark").count() > 2


def test_texts_that_try_to_break_out_show_as_text(tab, base):
    errors = []
    page = tab(f"{base}/?q=script", errors=errors)
    assert "<script>alert('x')</script>" in page.inner_text("ol.hits")
    page.click("ol.hits a.t")
    page.wait_for_selector(".text")
    shown = page.inner_text(".text")
    assert shown.count("<script>alert('x')</script>\"'`</details></script><!--&amp;") == 3
    assert "dài" * 4000 in shown
    assert not re.search("[\u0000\u202a-\u202e\u2066-\u2069]", shown)
    assert page.evaluate("document.scripts.length") == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(f"{base}/person?name={EVIL.replace(chr(0), '').replace('&', '%26')}")
    assert page.evaluate("document.scripts.length") == 1
    assert [error for error in errors if "404" not in error] == []  # nobody has that name


def test_the_policy_lets_no_inline_script_run(tab, base):
    errors = []
    page = tab(base, errors=errors)
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.broken = 1";
            document.body.append(script);
            const it = document.querySelector("h1");
            it.setAttribute("onclick", "window.broken = 2");
            it.click();
        }"""
    )
    assert page.evaluate("window.broken") is None
    assert any("Content Security Policy" in error for error in errors)
