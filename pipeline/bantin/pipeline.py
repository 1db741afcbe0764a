"""The pipeline as a whole: loading it, and articles in, records out."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import get_type_hints

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import load_config

# Registers the tokenizer and the components.
from bantin import resources
from bantin.entities import tagger
from bantin.errors import UserError
from bantin.events import component
from bantin.language import sentences, tokenizer, zones
from bantin.linking import linker
from bantin.records.build import Builder
from bantin.records.types import Record
from bantin.registry import CURRENT, Registry
from bantin.segmentation import component as segmentation
from bantin.sources.article import Article, Failure, as_article

for _factory in (
    sentences.create_sentences,
    zones.create_zones,
    segmentation.create_segmentation,
    tagger.create_tagger,
    linker.create_linker,
    component.create_events,
):  # spaCy checks their arguments with pydantic, and pydantic 1, which doccano's client needs, can't read annotations that are strings
    _factory.__annotations__ = get_type_hints(_factory)

BATCH = 64
LONGEST = 1_000_000  # characters of one text, which is spaCy's own limit; a longer one is no article


def blank(gazetteer: bool = True, segmentation: bool = False) -> Language:
    """The untrained pipeline of `configs/pipeline.cfg`: rules and cues decide.

    Args:
        gazetteer: False for a model of another field, see `entities.tagger`.
        segmentation: with the stage of `bantin.segmentation`.

    Raises:
        UserError: word segmentation is not installed.
    """
    config = load_config(resources.CONFIGS / "pipeline.cfg")
    config["components"]["bantin_tagger"]["gazetteer"] = gazetteer
    nlp = spacy.util.load_model_from_config(config, auto_fill=True)
    if segmentation:
        nlp.add_pipe("bantin_segmentation", after="bantin_zones")
    return nlp


def model_path(model: str | Path | None) -> Path:
    """Where a model lies: a folder as given, or a name in the registry of models; None is the model in use (see `bantin.registry`).

    Raises:
        UserError: there is no such model.
    """
    models = Registry()
    if model is None:
        return models.in_use().path
    if (Path(model) / "meta.json").is_file():
        return Path(model)
    found = models.find(str(model))
    if found is None:
        raise UserError(
            f"no model {str(model)!r}: give a folder that `bantin train` wrote, or one of: {', '.join([CURRENT, *models.names()])}"
        )
    return found


def load(model: str | Path | None = None) -> Language:
    """The trained pipeline.

    Args:
        model: name of a model in the registry or a folder; None for the one in use.

    Raises:
        UserError: there is no such model, or it can't be read.
    """
    path = model_path(model)
    try:
        with warnings.catch_warnings():  # what the model holds is bantin's own and does not hang on spaCy's last digit
            warnings.filterwarnings("ignore", message=r"\[W095\]")
            return spacy.load(path)
    except (ValueError, OSError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise UserError(f"{path}: the model can't be read ({error})") from error


def failed(article: Article, stage: str, error: str, message: str) -> Failure:
    """The failure of an article at a stage; its message begins with the place the article was read from, where that is known."""
    source = article.source or article.id
    return Failure(
        id=article.id,
        source=source,
        stage=stage,
        error=error,
        message=f"{article.source}: {message}" if article.source else message,
    )


def check(article: Article) -> Failure | None:
    """Why an article can't be processed, or None."""
    if not article.text.strip():
        return failed(article, "source", "empty", "the text is empty or white space only")
    if len(article.text) > LONGEST:
        message = f"the text has {len(article.text):,} characters, more than {LONGEST:,}: split it into articles"
        return failed(article, "source", "too_long", message)
    try:
        article.text.encode()
    except UnicodeEncodeError as error:
        message = f"the text holds half a surrogate pair at character {error.start}: repair it at its source"
        return failed(article, "source", "surrogate", message)
    return None


class Extractor:
    """Articles to records, in batches; one bad article costs only itself.

    Args:
        nlp: a pipeline, such as `load()` returns.
    """

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp
        self.builder = Builder(nlp)

    @contextmanager
    def zone(self) -> Iterator[None]:
        """What is processed inside leaves nothing in the vocabulary but its most common words."""
        with self.nlp.memory_zone():
            yield
        if isinstance(self.nlp.tokenizer, tokenizer.Tokenizer):
            self.nlp.tokenizer.settle()

    def doc(self, article: Article) -> Doc:
        """The unanalysed document of an article."""
        doc = self.nlp.make_doc(article.text)
        doc._.article = article
        return doc

    def batch(self, articles: list[Article]) -> Iterator[Record | Failure]:
        """Results of some articles, in their order."""
        results: dict[int, Record | Failure] = {}
        good = []
        for k, article in enumerate(articles):
            failure = check(article)
            if failure:
                results[k] = failure
            else:
                good.append(k)
        try:
            docs = self.nlp.pipe([self.doc(articles[k]) for k in good], batch_size=BATCH)
            results.update((k, self.builder(doc)) for k, doc in zip(good, docs, strict=True))
        except Exception:  # some article of the batch is at fault: find out which, the others go on
            results.update((k, self.one(articles[k])) for k in good)
        return (results[k] for k in range(len(articles)))

    def one(self, article: Article) -> Record | Failure:
        """The result of one article by itself, naming the stage that failed."""
        stage = "tokenizer"
        try:
            doc = self.doc(article)
            for name, process in self.nlp.pipeline:
                stage = name
                doc = process(doc)
            stage = "record"
            return self.builder(doc)
        except Exception as error:
            kind = type(error).__name__
            word = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", kind).lower()
            return failed(article, stage, word, " ".join(str(error)[:500].split()) or kind)

    def stream(self, articles: Iterable[Article | Failure]) -> Iterator[Record | Failure]:
        """A result for each article, in order; failures of sources pass through. Memory does not grow with their number."""
        source = iter(articles)
        while items := list(islice(source, BATCH)):
            with self.zone():
                done = self.batch([item for item in items if isinstance(item, Article)])
                results = [item if isinstance(item, Failure) else next(done) for item in items]
            yield from results


_default: Extractor | None = None


def default_extractor() -> Extractor:
    """The extractor of the model in use, loaded at first use."""
    global _default
    if _default is None:
        _default = Extractor(load())
    return _default


def extract(text: str, *, published: str | None = None, **metadata: str | None) -> Record:
    """The record of one text.

    Args:
        text: the raw text of an article.
        published: RFC 3339 date or date-time that anchors relative dates; read from the text's header when absent.
        metadata: other fields of an article: `id`, `title`, `url`, `publisher`, `feed`, `byline`.

    Raises:
        UserError: the text can't be processed, or a field is wrong.
    """
    if not isinstance(text, str):
        raise UserError(
            f"extract() takes the text of one article as a str, not {type(text).__name__}; stream() takes articles"
        )
    unknown = metadata.keys() - {"id", "title", "url", "publisher", "feed", "byline"}
    if unknown:
        raise UserError(
            f"unknown field {sorted(unknown)[0]!r}: an article has id, title, url, publisher, feed, byline, published"
        )
    article = as_article({"text": text, "published": published, **metadata})
    extractor = default_extractor()
    with extractor.zone():  # else the vocabulary grows with every text
        result = article if isinstance(article, Failure) else check(article) or extractor.one(article)
    if isinstance(result, Failure):
        raise UserError(f"{result.id or 'the text'}: {result.message}")
    return result


def stream(
    articles: Iterable[Article | dict[str, str | None] | str], *, workers: int = 1
) -> Iterator[Record | Failure]:
    """Results of many articles, in order.

    Args:
        articles: `Article`s, dictionaries with an article's fields, or bare texts.
        workers: number of processes; 1 works in this one. More are started afresh and import the calling script, so a
            script must call this under `if __name__ == "__main__":`.
    """
    from bantin.parallel import stream_parallel

    items = map(as_article, articles)
    if workers > 1:
        yield from stream_parallel(items, workers)
    else:
        yield from default_extractor().stream(items)
