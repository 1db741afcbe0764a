"""What several tests share: the default pipeline, and where the project's measuring data lie."""

from __future__ import annotations

import os
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
