"""The entity component: rules propose, the trained fields decide; without a trained model the proposals stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from spacy.attrs import ENT_IOB, ENT_TYPE
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import minibatch
from spacy.vocab import Vocab

from bantin.entities.clusters import FILE as CLUSTERS
from bantin.entities.clusters import Clusters
from bantin.entities.crf import Crf
from bantin.entities.features import TEMPLATES, Featurizer
from bantin.entities.hashing import HASHED
from bantin.language.norms import is_unmarked
from bantin.language.table import TokenTable
from bantin.language.tokenizer import raw
from bantin.language.words import words

RULE_SCORE = 0.5
FIELDS = {"crf": "crf.npz", "respelled": "respelled.npz"}  # files of the trained fields
INSIDE, OUTSIDE, BEGIN = 1, 2, 3  # spaCy's numbers of `ENT_IOB`
LEAST_CAPITALS = 3  # words in capitals of a sentence that is read as one in capitals


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
    default_config={"model": None, "gazetteer": True},
)
def create_tagger(nlp: Language, name: str, model: None, gazetteer: bool = True) -> Tagger:
    """Factory of `Tagger`."""
    return Tagger(nlp.vocab, name, gazetteer)


def in_capitals(tokens: TokenTable) -> np.ndarray:
    """bool[n]: the tokens of sentences in capitals: at least `LEAST_CAPITALS` such words, and none with a small letter."""
    x, title, mixed, capitals = (tokens.shape == tokens.strings[form] for form in ("x", "Xx", "xX", "XX"))
    starts = np.flatnonzero(tokens.first)
    enough = np.add.reduceat(capitals, starts, dtype=np.int64) >= LEAST_CAPITALS
    found = enough & ~np.logical_or.reduceat(x | title | mixed, starts)
    return np.repeat(found, np.diff(np.append(starts, len(tokens))))


def mark_entities(doc: Doc, entities: list[Entity]) -> None:
    """Set `doc.ents`, whose own setter makes two spans of each and goes through all tokens in sets.

    Args:
        doc: the document.
        entities: none of them overlapping.
    """
    labels = list(dict.fromkeys(entity.label for entity in entities))
    marks = bytearray(len(doc))  # 0 outside, else `2 * label + 1` at the first token and `2 * label + 2` inside
    for entity in entities:
        code = 2 * labels.index(entity.label) + 1
        marks[entity.start : entity.end] = bytes([code]) + bytes([code + 1]) * (entity.end - entity.start - 1)
    values = [(OUTSIDE, 0)]
    for label in map(doc.vocab.strings.add, labels):
        values += [(BEGIN, label), (INSIDE, label)]
    rows = np.array(values, np.uint64)[np.frombuffer(marks, np.uint8)]
    doc.from_array([ENT_IOB, ENT_TYPE], rows)  # type: ignore[arg-type]


class Tagger:
    """Finds the entities of documents, many at a time.

    Args:
        vocab: the pipeline's vocabulary.
        name: the component's name.
        gazetteer: whether the knowledge of police and local-government news is used: what gazetteers and rules propose, date lines,
            credits. Without it the model learns from the words alone, as other fields need it.

    Attributes:
        crf: the trained field.
        respelled: the one that reads sentences in capitals, and texts without diacritics where it learned from such; None without.
    """

    def __init__(self, vocab: Vocab, name: str = "bantin_tagger", gazetteer: bool = True) -> None:
        self.vocab = vocab
        self.name = name
        self.gazetteer = gazetteer
        self.crf: Crf | None = None
        self.respelled: Crf | None = None
        self.features = Featurizer(gazetteer=gazetteer)

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
        tokens = TokenTable(filled) if filled else ()
        mentions: list[list[Entity]] = [doc._.entities for doc in filled]
        least = self.respelled.least_unmarked if self.respelled else 0.0
        floor = [least if least and is_unmarked(raw(doc)) else 0.0 for doc in filled]
        for owner, entity in self.find(tokens, np.array(floor) > 0) if len(tokens) else ():  # type: ignore[arg-type]
            if entity.score >= floor[owner]:
                mentions[owner].append(entity)
        for doc in filled:
            if self.gazetteer:
                self._leave_credits(doc)
            mark_entities(doc, [e for e in doc._.entities if e.label != "IGNORE"])

    def find(self, tokens: TokenTable, unmarked: np.ndarray) -> Iterator[tuple[int, Entity]]:
        """(index of the document, entity) of each mention, in order.

        Args:
            tokens: the documents' tokens.
            unmarked: bool[documents], those without diacritics that `respelled` reads.
        """
        numbers, candidates = self.features(tokens)
        rules = [(*span, RULE_SCORE, "rule") for span in candidates.spans()]
        found = rules
        if self.crf:
            other = unmarked[tokens.doc] | in_capitals(tokens) if self.respelled else np.zeros(len(tokens), bool)
            fields = ((self.crf, ~other), (self.respelled, other))
            found = sorted(
                f for field, part in fields if field and part.any() for f in self.decoded(field, tokens, numbers, part)
            )
        header = self._in_header(tokens)
        if header.any() and (self.crf is None or "DATE" in self.labels):  # a date line is exact by nature
            dates = [(*f[:3], 1.0, "rule") for f in rules if header[f[0]] and f[2] == "DATE"]
            found = sorted([f for f in found if not header[f[0]]] + dates)
        first = np.array([f[0] for f in found], np.int64)
        last = np.array([f[1] for f in found], np.int64) - 1
        places = zip(
            tokens.doc[first].tolist(), tokens.position[first].tolist(), tokens.position[last].tolist(), strict=True
        )
        for (owner, start, end), (_, _, label, score, by) in zip(places, found, strict=True):
            yield owner, Entity(label, start, end + 1, score, by)

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
        if credits:
            starts, ends = words(doc).starts, words(doc).ends
            for entity in doc._.entities:
                start, end = starts[entity.start], ends[entity.end - 1]
                if any(zone.start < end and start < zone.end for zone in credits):
                    entity.label = "IGNORE"

    @staticmethod
    def decoded(
        crf: Crf, tokens: TokenTable, numbers: np.ndarray, part: np.ndarray | None = None
    ) -> list[tuple[int, int, str, float, str]]:
        """(first token, token after the last, label, score, by) of the entities that a field decides on, in order.

        Args:
            crf: the field.
            tokens: the tokens.
            numbers: uint32[templates, n], their features.
            part: bool[n], the tokens of the sentences that it reads, some at least; all by default.
        """
        chosen = np.arange(len(tokens)) if part is None or part.all() else np.flatnonzero(part)
        if len(chosen) < len(tokens):
            numbers = numbers[:, chosen]
        path, first, end, chance = crf.decode(crf.emissions(numbers), np.flatnonzero(tokens.first[chosen]))
        chance = crf.calibrated(path[first], chance)
        found = zip(
            chosen[first].tolist(), (chosen[end - 1] + 1).tolist(), path[first].tolist(), chance.tolist(), strict=True
        )
        return [(start, stop, crf.labels[label][2:], score, "model") for start, stop, label, score in found]

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the model's arrays; an untrained component leaves an empty folder."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        for name, file in FIELDS.items():
            field = getattr(self, name)
            if field:
                field.to_disk(folder / file)
            else:
                (folder / file).unlink(missing_ok=True)
        if self.crf:
            self.features.clusters.to_disk(folder / CLUSTERS)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Tagger:
        """Read what `to_disk` wrote.

        Raises:
            ValueError: an earlier version of bantin, whose features had other numbers, wrote it.
        """
        for name, file in FIELDS.items():
            field = Crf.from_disk(Path(path) / file) if (Path(path) / file).exists() else None
            if field and len(field.keys) and int(field.keys.max()) >> HASHED >= len(TEMPLATES):
                raise ValueError("an earlier version of bantin trained its tagger: train it again")
            setattr(self, name, field)
        if self.crf:
            self.features = Featurizer(Clusters.from_disk(Path(path) / CLUSTERS), self.gazetteer)
        return self
