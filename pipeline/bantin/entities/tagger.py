"""The entity component: rules propose, the trained field decides; without a trained model the proposals stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import minibatch
from spacy.vocab import Vocab

from bantin.entities.crf import Crf
from bantin.entities.features import LexemeCache, features
from bantin.language.table import TokenTable

RULE_SCORE = 0.5


@dataclass(slots=True)
class Entity:
    """One mention.

    Attributes:
        label: as in the annotation guidelines; `IGNORE` marks credits and bylines, which no record shows as entities.
        start, end: token indices in the `Doc`, end exclusive.
        score: probability in 0..1 that label and borders are right.
        by: `model` or `rule`.
        norm: canonical value, set by linking.
    """

    label: str
    start: int
    end: int
    score: float
    by: str
    norm: str | None = None


Doc.set_extension("entities", default=None, force=True)
Span.set_extension(
    "score",
    getter=lambda span: next(
        (e.score for e in span.doc._.entities or () if (e.start, e.end) == (span.start, span.end)), None
    ),
    force=True,
)


@Language.factory(
    "bantin_tagger",
    assigns=["doc.ents", "doc._.entities"],
    requires=["token.is_sent_start"],
    default_config={"model": None},
)
def create_tagger(nlp: Language, name: str, model: None) -> Tagger:
    """Factory of `Tagger`."""
    return Tagger(nlp.vocab, name)


class Tagger:
    """Finds the entities of documents, many at a time.

    Args:
        vocab: the pipeline's vocabulary.
        name: the component's name.
    """

    def __init__(self, vocab: Vocab, name: str = "bantin_tagger") -> None:
        self.vocab = vocab
        self.name = name
        self.crf: Crf | None = None
        self.cache = LexemeCache()

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels the trained model knows."""
        return tuple(sorted({label[2:] for label in self.crf.labels if label != "O"})) if self.crf else ()

    def __call__(self, doc: Doc) -> Doc:
        """Tag one document."""
        self.annotate([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Tag documents in batches."""
        for docs in minibatch(stream, batch_size):
            self.annotate(docs)
            yield from docs

    def annotate(self, docs: list[Doc]) -> None:
        """Set `doc._.entities` and `doc.ents`."""
        for doc in docs:
            doc._.entities = []
        filled = [doc for doc in docs if len(doc)]
        if not filled:
            return
        tokens = TokenTable(filled)
        if len(tokens):
            numbers, candidates = features(tokens, self.cache)
            rules = [(*span, RULE_SCORE, "rule") for span in candidates.spans()]
            found = rules if self.crf is None else self.decoded(self.crf, tokens, numbers)
            header = self._in_header(tokens)
            if header.any():  # a date line is exact by nature
                found = sorted(
                    [f for f in found if not header[f[0]]]
                    + [(*f[:3], 1.0, "rule") for f in rules if header[f[0]] and f[2] == "DATE"]
                )
            for start, end, label, score, by in found:
                doc = filled[tokens.doc[start]]
                doc._.entities.append(
                    Entity(label, int(tokens.position[start]), int(tokens.position[end - 1]) + 1, score, by)
                )
        for doc in filled:
            self._leave_credits(doc)
            doc.ents = [Span(doc, e.start, e.end, label=e.label) for e in doc._.entities if e.label != "IGNORE"]

    @staticmethod
    def _in_header(tokens: TokenTable) -> np.ndarray:
        """bool[n]: the tokens of header zones."""
        inside = np.zeros(len(tokens), bool)
        for k, doc in enumerate(tokens.docs):
            for zone in doc._.zones or ():
                if zone.kind == "header":
                    first, last = tokens.doc_bounds[k : k + 2]
                    here = tokens.start[first:last]
                    inside[first:last] |= (here >= zone.start) & (here < zone.end)
        return inside

    @staticmethod
    def _leave_credits(doc: Doc) -> None:
        """Mark what stands in a byline or a source line as `IGNORE`: it belongs to the article's metadata."""
        credits = [zone for zone in doc._.zones or () if zone.kind in ("byline", "dateline")]
        for entity in doc._.entities if credits else ():
            start, last = doc[entity.start].idx, doc[entity.end - 1]
            if any(zone.start < last.idx + len(last) and start < zone.end for zone in credits):
                entity.label = "IGNORE"

    @staticmethod
    def decoded(crf: Crf, tokens: TokenTable, numbers: np.ndarray) -> list[tuple[int, int, str, float, str]]:
        """(first token, token after the last, label, score, by) of the entities that the model decides on, in order."""
        best, scores = crf.decode(crf.emissions(numbers), np.flatnonzero(tokens.first))
        return [
            (start, end, crf.labels[best[start]][2:], score, "model") for (start, end), score in sorted(scores.items())
        ]

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the model's arrays; an untrained component leaves an empty folder."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        if self.crf:
            self.crf.to_disk(folder / "crf.npz")

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Tagger:
        """Read what `to_disk` wrote."""
        file = Path(path) / "crf.npz"
        self.crf = Crf.from_disk(file) if file.exists() else None
        return self
