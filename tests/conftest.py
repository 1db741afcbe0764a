"""What several tests share: the default pipeline, and where the project's measuring data lie."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = ROOT / "tests" / "articles"
os.environ["BANTIN_MODELS"] = str(ROOT / "tests" / "none")  # the bundled model, whatever was promoted in this checkout
SHARED = Path(os.environ.get("BANTIN_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def nlp():
    """The default trained pipeline."""
    from bantin import pipeline

    return pipeline.load()


@pytest.fixture(scope="session")
def extractor(nlp):
    """The default extractor."""
    from bantin.pipeline import Extractor

    return Extractor(nlp)


@pytest.fixture(scope="session")
def read(extractor):
    """A text to its record, as plain dictionaries."""
    from bantin.sources.article import Article

    def read(text, **fields):
        result = extractor.one(Article(id="test", text=text, **fields))
        return result.to_dict()

    return read


@pytest.fixture(scope="session")
def shared():
    """The folder of measuring data beside a developer's checkout; a user's clone does without."""
    if not (SHARED / "gold-dev").is_dir():
        pytest.skip(f"the measuring data are not beside this checkout ({SHARED}); set BANTIN_SHARED to test with them")
    return SHARED


LABELS = {"R": "RANK", "P": "PERSON", "O": "POSITION", "U": "UNIT", "L": "LOCATION", "D": "DATE", "K": "DOCUMENT"}


@pytest.fixture(scope="session")
def untrained():
    """The pipeline without a model."""
    from bantin.pipeline import blank

    return blank()


@pytest.fixture(scope="session")
def document(untrained):
    """A text with its spans marked, `[P Tên]`, to the document that the stages after the tagger make of it."""
    from bantin.entities.tagger import Entity
    from bantin.pipeline import Article

    nlp = untrained

    def document(marked, **fields):
        text, spans, at = "", [], 0
        for match in re.finditer(r"\[([RPOULDK]) ([^\]]+)\]", marked):
            text += marked[at : match.start()]
            spans.append((len(text), len(text) + len(match[2]), LABELS[match[1]]))
            text, at = text + match[2], match.end()
        text += marked[at:]
        doc = nlp.make_doc(text)
        doc._.article = Article(id="t", text=text, **fields)
        for name in ("bantin_sentences", "bantin_zones"):
            doc = nlp.get_pipe(name)(doc)
        doc._.entities = [
            Entity(label, s.start, s.end, 1.0, "rule")
            for start, end, label in spans
            for s in [doc.char_span(start, end)]
        ]
        return nlp.get_pipe("bantin_events")(nlp.get_pipe("bantin_linker")(doc))

    return document


@pytest.fixture(scope="session")
def link(untrained, document):
    """A marked text to (people, record)."""
    from bantin.records.build import Builder

    build = Builder(untrained)

    def link(marked, **fields):
        record = build(document(marked, **fields)).to_dict()
        units = {unit["id"]: unit["name"] for unit in record["units"]}
        return [
            (p["name"], p["rank"] and p["rank"]["text"], p["position"], units.get(p["unit"]), p["former"])
            for p in record["people"]
        ], record

    return link


@pytest.fixture(scope="module")
def browser():
    """A real browser, Debian's chromium, where BANTIN_TEST_CHROMIUM names its program."""
    program = os.environ.get("BANTIN_TEST_CHROMIUM")
    if not program:
        pytest.skip("no browser is given: set BANTIN_TEST_CHROMIUM=/usr/bin/chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path=program, chromium_sandbox=os.getuid() != 0, args=["--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


DRESSES = {"light": ("light", 1200), "dark": ("dark", 1200), "phone": ("light", 390)}


@pytest.fixture
def tab(browser):
    """Opens an address in a new window; whatever the console complains of fails the test, unless `errors` takes it."""
    windows, complaints = [], []

    def tab(address, dress="light", *, errors=complaints, **options):
        scheme, width = DRESSES[dress]
        window = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, **options)
        windows.append(window)
        page = window.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda said: errors.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("dialog", lambda dialog: errors.append(f"a dialog: {dialog.message}"))
        page.goto(address)
        return page

    yield tab
    for window in windows:
        window.close()
    assert complaints == []


@pytest.fixture
def picture(tmp_path):
    """Takes a picture of a page, in the folder BANTIN_TEST_PICTURES where it is to be looked at; the page is no wider than the window."""

    def picture(page, name):
        folder = Path(os.environ.get("BANTIN_TEST_PICTURES", tmp_path))
        taken = page.screenshot(path=folder / f"{name}.png")
        assert taken.startswith(b"\x89PNG")
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]

    return picture


@pytest.fixture
def reached():
    """What of a page that can be used the Tab key does not reach."""

    def reached(page):
        every = "a[href], button, input, select, summary, [tabindex='0']"
        mark = f"[...document.querySelectorAll({every!r})].forEach((it, n) => it.dataset.tabbed = n)"
        page.evaluate(mark)
        wanted = page.evaluate(
            f"[...document.querySelectorAll({every!r})].filter(it => it.checkVisibility()).map(it => it.dataset.tabbed)"
        )
        found = []
        page.evaluate("document.activeElement?.blur()")
        for _ in range(3 * len(wanted) + 10):  # a date takes three
            page.keyboard.press("Tab")
            found.append(page.evaluate("document.activeElement?.dataset.tabbed"))
        return set(wanted) - set(found)

    return reached
