"""What the tests of the language stage share: its components, untrained."""

from __future__ import annotations

import pytest

from bantin import pipeline


@pytest.fixture(scope="session")
def untrained():
    """The pipeline of `configs/pipeline.cfg` as far as the language stage goes."""
    nlp = pipeline.blank()
    for name in nlp.pipe_names:
        if name not in ("bantin_sentences", "bantin_zones"):
            nlp.remove_pipe(name)
    return nlp


@pytest.fixture(scope="session")
def tokenize(untrained):
    """A text to the texts of its tokens that are not white space."""
    return lambda text: [token.text for token in untrained.make_doc(text) if not token.is_space]


@pytest.fixture(scope="session")
def sentences(untrained):
    """A text to the texts of its sentences, outer white space left out."""
    return lambda text: [sentence.text.strip() for sentence in untrained(text).sents]
