"""What to annotate next: articles that the model is unsure of, unlike each other, and no two of one story."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, cast

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from bantin.annotation.stories import story_clusters
from bantin.errors import UserError
from bantin.events.component import Events
from bantin.events.features import analyse, event_types
from bantin.explain import explanation, mentions
from bantin.language.norms import folded
from bantin.language.words import words
from bantin.pipeline import Extractor
from bantin.sources.article import Article, Failure

TASKS = ("entities", "events", "all")
LOOKED_AT = ["bantin_sentences", "bantin_zones", "bantin_tagger"]  # components whose work uncertainty is judged by
POOL = 20  # candidates kept for each article asked for
FEWEST_WORDS = (
    50  # a shorter text counts as this long: opening it costs the annotator as much, and one span says little
)
SHOWN = 3  # least sure spans that a reason names
SURE = 0.9  # the score from which a span is not named


class Candidate(NamedTuple):
    """An article and how unsure the model is of it.

    Attributes:
        article: the article.
        words: its number of words, punctuation too.
        spans: its number of entities.
        wrong: how many of them are expected to be wrong.
        events: (type, probability that it is the primary one) of the two likeliest, the likelier first.
        uncertainty: 0..1, as `Judge` says.
    """

    article: Article
    words: int
    spans: int
    wrong: float
    events: list[tuple[str, float]]
    uncertainty: float


class Choice(NamedTuple):
    """A chosen article.

    Attributes:
        candidate: the article.
        score: its uncertainty times its distance from what was chosen before it.
        nearest: the id of the most similar one chosen before; None for the first.
        similarity: with that one, 0..1.
    """

    candidate: Candidate
    score: float
    nearest: str | None
    similarity: float


def uncertainty(rate: float, margin: float, task: str) -> float:
    """How unsure a model is, 0..1.

    Args:
        rate: wrong spans expected in 100 words; one gives 0.5, more approach 1.
        margin: by how much the likeliest primary event is likelier than the next, 0..1; the smaller, the less sure.
        task: `entities` looks at the first only, `events` at the second; `all` takes the mean.
    """
    spans, event = rate / (1 + rate), 1 - margin
    return {"entities": spans, "events": event, "all": (spans + event) / 2}[task]


def rate(candidate: Candidate) -> float:
    """Wrong spans expected in 100 words of an article."""
    return 100 * candidate.wrong / max(candidate.words, FEWEST_WORDS)


class Judge(Extractor):
    """Articles to candidates, as an `Extractor` makes records of them: in batches, and one bad article costs only itself.

    Args:
        nlp: the pipeline whose uncertainty is asked for.
        task: one of `TASKS`.

    Raises:
        UserError: there is no such task.
    """

    def __init__(self, nlp: Language, task: str = "all") -> None:
        if task not in TASKS:
            raise UserError(f"--task {task}: choose entities, events or all")
        super().__init__(nlp)
        self.task = task
        self.builder = self.judge  # type: ignore[assignment]  # a candidate is built of a document, where others build a record

    def judge(self, doc: Doc) -> Candidate:
        """The candidate of an analysed document."""
        entities = [e for e in doc._.entities if e.label != "IGNORE"]
        wrong = sum(1 - e.score for e in entities)
        events = self.primary(doc) if self.task != "entities" else []
        found = Candidate(doc._.article, len(words(doc).folds), len(entities), wrong, events, 0.0)
        margin = found.events[0][1] - found.events[1][1] if found.events else 1.0
        return found._replace(uncertainty=uncertainty(rate(found), margin, self.task))

    def primary(self, doc: Doc) -> list[tuple[str, float]]:
        """The two likeliest primary events; none in a text without words."""
        component = self.nlp.get_pipe("bantin_events")
        assert isinstance(component, Events)
        numbers, values, cues = analyse(doc)
        if not len(numbers):
            return []
        _, chance = component.model.scores(numbers, values) if component.model else component.by_cues(cues)
        best = np.argsort(-chance, kind="stable")[:2].tolist()
        return [(event_types()[k], float(chance[k])) for k in best]

    def candidates(self, articles: Iterable[Article | Failure]) -> Iterator[Candidate | Failure]:
        """A candidate for each article, in order; failures pass through."""
        with self.nlp.select_pipes(enable=LOOKED_AT):
            yield from cast(Iterator[Candidate | Failure], self.stream(articles))


class Pool:
    """The most uncertain candidates, one a story and none of a story that is annotated; what it keeps does not grow with the input.

    Args:
        size: candidates that are kept.
        done: texts that are annotated.
    """

    def __init__(self, size: int, done: Sequence[str] = ()) -> None:
        self.size = size
        self.done = done
        self.waiting: list[Candidate] = []
        self.least = -1.0

    def add(self, candidate: Candidate) -> None:
        """Consider a candidate; one without words is none."""
        if candidate.words and candidate.uncertainty > self.least:
            self.waiting.append(candidate)
            if len(self.waiting) >= 2 * self.size:
                self.candidates()

    def candidates(self) -> list[Candidate]:
        """Those that are kept, the most uncertain first."""
        ranked = sorted(self.waiting, key=lambda candidate: -candidate.uncertainty)
        story = story_clusters([*self.done, *(candidate.article.text for candidate in ranked)])
        seen, kept = set(story[: len(self.done)]), []
        for candidate, cluster in zip(ranked, story[len(self.done) :], strict=True):
            if cluster not in seen:
                seen.add(cluster)
                kept.append(candidate)
        self.waiting = kept[: self.size]
        if len(kept) >= self.size:  # from now on, only what is less sure than the last of these can enter
            self.least = self.waiting[-1].uncertainty
        return self.waiting


def choose(candidates: Sequence[Candidate], n: int) -> list[Choice]:
    """`n` of the candidates, each time the one with the highest uncertainty times distance from those chosen before.

    The distance is 1 less the cosine of TF-IDF vectors of words, to the nearest one. Scores never rise from one to the next.

    Raises:
        UserError: scikit-learn is not installed.
    """
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
    except ImportError as error:
        raise UserError(
            f"suggestions need a package that is not installed ({error.name}): pip install 'bantin[train]'"
        ) from None
    if not candidates:
        return []
    vectorizer = TfidfVectorizer(preprocessor=folded, token_pattern=r"\w+|[^\w\s]", sublinear_tf=True)
    vectors = vectorizer.fit_transform([candidate.article.text for candidate in candidates])
    unsure = np.array([candidate.uncertainty for candidate in candidates])
    similarity, nearest = np.zeros(len(candidates)), np.full(len(candidates), -1)
    left = np.ones(len(candidates), bool)
    chosen = []
    for _ in range(min(n, len(candidates))):
        score = unsure * (1 - similarity)
        best = int(np.where(left, score, -1.0).argmax())
        before = candidates[nearest[best]].article.id if nearest[best] >= 0 else None
        chosen.append(Choice(candidates[best], float(score[best]), before, float(similarity[best])))
        left[best] = False
        near = np.minimum((vectors @ vectors[best].T).toarray().ravel(), 1.0)
        nearest[near > similarity] = best
        similarity = np.maximum(similarity, near)
    return chosen


def reasons(choice: Choice, entities: Sequence[dict[str, Any]], task: str) -> list[str]:
    """Why an article was chosen, a fact a line for a person to read.

    Args:
        choice: the article.
        entities: its entities as `bantin.explain.mentions.entities` gives them.
        task: what uncertainty looked at.
    """

    def shown(span: dict[str, Any]) -> str:
        return f"{span['label']} “{' '.join(span['text'].split())}”"

    candidate, said = choice.candidate, []
    if task != "events" and candidate.spans:
        said.append(
            f"{candidate.wrong:.1f} of {candidate.spans} spans expected wrong, {rate(candidate):.1f} in 100 words"
        )
        unsure: dict[str, dict[str, Any]] = {}  # a mention that stands often is named once, where it is least sure
        for entity in sorted(entities, key=lambda entity: entity["score"]):
            if entity["score"] < SURE:
                unsure.setdefault(shown(entity), entity)
        for name, entity in list(unsure.items())[:SHOWN]:
            rules = ", ".join(map(shown, entity["rules"])) if not entity["agree"] else ""
            said.append(f"{name} {entity['score']:.2f}" + (f"; by the rules {rules}" if rules else ""))
    if task != "entities" and candidate.events:
        said.append("primary event " + " or ".join(f"{type} {chance:.2f}" for type, chance in candidate.events))
    if choice.nearest is not None and choice.similarity >= 0.005:
        said.append(f"similarity to {choice.nearest}, chosen before: {choice.similarity:.2f}")
    return said


def row(choice: Choice, extractor: Extractor, task: str, with_text: bool = False) -> dict[str, Any]:
    """A chosen article as a row: `id, score, uncertainty, reason, title`.

    Args:
        choice: the article.
        extractor: the pipeline that judged it, making records.
        task: what uncertainty looked at.
        with_text: the row begins with `id, text, published`, so that it can be annotated.
    """
    article = choice.candidate.article
    with extractor.zone():
        reading = explanation.read(extractor, article)
        why = reasons(choice, mentions.entities(reading) if task != "events" else (), task)
        title, published = reading.record["title"], reading.record["published"]
    given = {"id": article.id}
    if with_text:
        given["text"] = article.text
        if published:
            given["published"] = published
    return given | {
        "score": round(choice.score, 4),
        "uncertainty": round(choice.candidate.uncertainty, 4),
        "reason": why,
        "title": title,
    }
