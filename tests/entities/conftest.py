"""What the tests of the entity stage share: the pipeline as far as entities go, untrained, so that rules decide."""

from __future__ import annotations

import pytest

from bantin import pipeline
from bantin.language.table import TokenTable


@pytest.fixture(scope="session")
def untrained():
    """Sentences, zones and rules: no trained model."""
    nlp = pipeline.blank()
    for name in nlp.pipe_names:
        if name not in ("bantin_sentences", "bantin_zones", "bantin_tagger"):
            nlp.remove_pipe(name)
    return nlp


@pytest.fixture(scope="session")
def table_of(untrained):
    """Texts to one token table."""

    def table_of(*texts):
        return TokenTable([untrained.get_pipe("bantin_sentences")(untrained.make_doc(text)) for text in texts])

    return table_of
