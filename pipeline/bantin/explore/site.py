"""What all of the explorer's handlers share: the store, limits, templates, the model."""

from __future__ import annotations

import threading
import time
from typing import Any
from urllib.parse import urlencode

from litestar import Response

from bantin import pipeline
from bantin.events.features import event_types
from bantin.explore.guard import Token
from bantin.explore.overview import Overview, overview
from bantin.language.norms import without_marks
from bantin.linking import places
from bantin.pages import templates
from bantin.pages.words import Language
from bantin.records.types import Person, Record, Unit
from bantin.sinks.store import Store
from bantin.sources.article import Article, Failure

PACKAGE = "bantin.explore"


def address(path: str, **parameters: str | int | None) -> str:
    """An address of the explorer; parameters that are empty are left out."""
    query = urlencode({name: value for name, value in parameters.items() if value})
    return f"{path}?{query}" if query else path


class Links:
    """Where an article's people and units lead."""

    @staticmethod
    def person(one: Person) -> str:
        """The page of a name."""
        return address("/person", name=one.name)

    @staticmethod
    def unit(one: Unit) -> str:
        """The page of a body."""
        return address("/unit", id=one.registry or one.name)


def provinces() -> list[str]:
    """The names of provinces, of today and before, in the order of the alphabet."""
    names = {place.name for place in places.load().by_code.values() if place.level == "province"}
    return sorted(names, key=lambda name: (without_marks(name).lower(), name))


class Site:
    """The explorer of one store.

    Args:
        store: opened with `seconds`, so that it only reads.
        limits: `configs/explore.toml`.
        token: None where none is needed.
        model: for `POST /extract`; None for the default one. It is loaded when first asked for.
    """

    def __init__(self, store: Store, limits: dict[str, Any], token: Token | None, model: str | None) -> None:
        self.store, self.limits, self.token = store, limits, token
        self.style = templates.style(Language.vi, templates.static(PACKAGE, "explore.css"))
        self.script = templates.script()
        self._templates = templates.environment(PACKAGE, Language.vi)
        self._shared = {
            "url": address,
            "links": Links,
            "types": event_types(),
            "provinces": provinces(),
            "needs_token": token is not None,
        }
        self._model = model
        self._extractor: pipeline.Extractor | None = None
        self._counts: tuple[float, Overview] | None = None
        self.exports = threading.BoundedSemaphore(limits["exports"])
        self._counting, self._extracting = threading.Lock(), threading.Lock()

    def page(self, template: str, status: int = 200, **values: Any) -> Response[str]:
        """A page of `templates/`."""
        html = self._templates.get_template(template).render(**self._shared, **values)
        return Response(html, media_type="text/html", status_code=status)

    def reading(self) -> Any:
        """A context with a connection to ask with."""
        return self.store.reading()

    def overview(self) -> Overview:
        """The counts over the store, kept for a while."""
        with self._counting:
            now = time.monotonic()
            if self._counts is None or now - self._counts[0] > self.limits["overview_seconds"]:
                with self.store.reading(self.limits["export_seconds"]) as connection:
                    self._counts = now, overview(connection)
            return self._counts[1]

    def extract(self, article: Article) -> Record | Failure:
        """The record of an article; one is read at a time."""
        with self._extracting:
            if self._extractor is None:
                self._extractor = pipeline.Extractor(pipeline.load(self._model))
            return next(self._extractor.stream([article]))
