"""What several tests share: the default pipeline, and where the project's measuring data lie."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = ROOT / "tests" / "articles"
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
