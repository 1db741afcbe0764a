"""Features of an article for the event classifier: cues and words by zone, hashed to numbers; a model knows those it has weights for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

import numpy as np
from spacy.strings import get_string_id
from spacy.tokens import Doc

from bantin.entities.gazetteer import Gazetteer
from bantin.entities.hashing import mixed, short
from bantin.language.words import Words, words
from bantin.resources import table
from bantin.segmentation.component import WORDS

LEDE_TOKENS = 60  # where no zones tell, the lede is taken to be this long
WORD_WEIGHT = (3.0, 1.5, 1.0)  # a word of the title tells most of what an article is about
PLACES = ("title", "lede", "body")
SALTS = mixed(np.arange(20, dtype=np.uint32))  # what keeps apart the kinds of features
OWNER, FEATURE, GROUP = np.uint64(36), np.uint64(4), np.uint64(15)  # where a key of `analyse_all` holds its parts
PLACE_OF_ZONE = {"title": 0, "section": 2, "lede": 1, "dateline": 1, "body": 2}


class Cue(NamedTuple):
    """A cue found in an article: its form's and event type's indices, token borders in the `Doc`, the zone (index in `PLACES`)."""

    form: int
    type: int
    start: int
    end: int
    zone: int


@cache
def event_types() -> tuple[str, ...]:
    """Ids of the event types, in the table's order."""
    return tuple(row["id"] for row in table("events")["type"])


@cache
def _cues() -> tuple[Gazetteer, list[tuple[int, ...]]]:
    """The cues, and the types of each (a word may tell of several)."""
    types: dict[str, list[int]] = {}
    for k, row in enumerate(table("events")["type"]):
        for cue in row["cues"]:
            types.setdefault(cue, []).append(k)
    forms = list(types)
    return Gazetteer((form, i) for i, form in enumerate(forms)), [tuple(types[form]) for form in forms]


@cache
def cue_forms() -> list[str]:
    """The cues by their indices."""
    return list(dict.fromkeys(cue for row in table("events")["type"] for cue in row["cues"]))


@cache
def sure_forms() -> frozenset[tuple[int, int]]:
    """(form, type) of the cues that assert an instance of their type."""
    forms = cue_forms()
    return frozenset(
        (forms.index(cue), k) for k, row in enumerate(table("events")["type"]) for cue in row.get("sure", [])
    )


@cache
def _hashes() -> tuple[np.ndarray, np.ndarray]:
    """uint32: hashes of the cues' forms and of the types, which stay when the tables grow."""
    forms, types = (
        short(np.array([get_string_id(name) for name in names], np.uint64)) for names in (cue_forms(), event_types())
    )
    return mixed(forms), mixed(mixed(types))


class _Texts:
    """The words of several documents with zones, one after another: what features are computed on.

    Attributes:
        folds: lower-case canonical form of each word. lower: uint64[n], its id.
        owner: int64[n], which document the word is of. position: int64[n], its token in that document.
        bounds: where each document's words begin, and the end.
        firsts: words that begin a sentence.
        zones: int64[n], index in `PLACES`; -1 for captions, bylines and headers.
    """

    def __init__(self, docs: Sequence[Doc]) -> None:
        known = [words(doc) for doc in docs]
        lengths = [len(text.folds) for text in known]
        self.folds = list(chain.from_iterable(text.folds for text in known))
        self.lower = np.concatenate([text.lower for text in known])
        self.owner = np.repeat(np.arange(len(docs)), lengths)
        self.position = np.concatenate([text.position for text in known])
        self.bounds = [0, *accumulate(lengths)]
        begun = (
            at + text.before[token] for at, text in zip(self.bounds, known, strict=False) for token in text.borders
        )
        self.firsts = [first for first in dict.fromkeys(begun) if first < len(self.folds)]
        self.zones = self._zones(docs, known)
        self.segmented = self._segmented(docs, known)

    def _segmented(self, docs: Sequence[Doc], known: list[Words]) -> np.ndarray:
        """int64[words of segmentation, 2]: first and last word of each that `bantin.segmentation` put on the documents."""
        found = [
            (at + text.before[word.start], at + text.before[word.end] - 1)
            for doc, text, at in zip(docs, known, self.bounds, strict=False)
            for word in doc.spans.get(WORDS, ())
        ]
        return np.array(found, np.int64).reshape(-1, 2)

    def _zones(self, docs: Sequence[Doc], known: list[Words]) -> np.ndarray:
        starts, ends, kinds = [-1], [-1], [2]  # so that a zone stands before each word; what lies in none is body
        places, base = [], 0
        for doc, text in zip(docs, known, strict=True):
            places.append(text.start + base)
            for zone in doc._.zones or ():
                starts.append(zone.start + base)
                ends.append(zone.end + base)
                kinds.append(PLACE_OF_ZONE.get(zone.kind, -1))
            base += len(text.text)
        place = np.concatenate(places)
        where = np.searchsorted(starts, place, "right") - 1
        result = np.where(place < np.array(ends)[where], np.array(kinds)[where], 2)
        for k in np.flatnonzero(np.bincount(self.owner[result == 1], minlength=len(docs)) == 0).tolist():
            own = result[self.bounds[k] : self.bounds[k + 1]]
            own[np.flatnonzero(own == 2)[:LEDE_TOKENS]] = 1
        return result

    def cues(self) -> list[list[Cue]]:
        """The cues of each document, in order."""
        gazetteer, types = _cues()
        folds = self.folds
        # As `entities.gazetteer.searchable` writes it: each word between blanks, a line end before each sentence.
        text = "".join(f"\n {'  '.join(folds[a:b])} " for a, b in pairwise([*self.firsts, len(folds)]))
        widths = np.fromiter(map(len, folds), np.int64, len(folds)) + 2
        ends = widths.copy()
        ends[self.firsts] += 1
        ends = np.cumsum(ends)
        starts, stops, values = gazetteer.find(text, np.append(ends - widths, len(text)))
        columns = values, self.position[starts], self.position[stops - 1] + 1, self.zones[starts], self.owner[starts]
        found: list[list[Cue]] = [[] for _ in self.bounds[1:]]
        for value, start, stop, zone, owner in zip(*(column.tolist() for column in columns), strict=True):
            if zone >= 0:
                found[owner] += [Cue(value, kind, start, stop, zone) for kind in types[value]]
        return found

    def numbers(self) -> Iterator[tuple[int, np.ndarray, np.ndarray, np.ndarray]]:
        """(zone, first words, last words, their numbers) of the words of each zone, then of its pairs of neighbours; where documents are
        segmented, the same of title's and lede's words of several syllables, and of pairs with one.
        """
        figures = np.array([fold[:1].isdigit() for fold in self.folds], bool)
        forms = mixed(np.where(figures, np.uint32(1), short(self.lower)))
        for zone in range(len(PLACES)):
            at = np.flatnonzero(self.zones == zone)
            yield zone, at, at, forms[at] ^ SALTS[8 + 2 * zone]
            pairs = np.flatnonzero(self.owner[at[:-1]] == self.owner[at[1:]])
            first, last = at[pairs], at[pairs + 1]
            yield zone, first, last, mixed(forms[first]) ^ forms[last] ^ SALTS[9 + 2 * zone]
        if len(self.segmented):
            yield from self._of_segments(forms)

    def _of_segments(self, forms: np.ndarray) -> Iterator[tuple[int, np.ndarray, np.ndarray, np.ndarray]]:
        """The same as `numbers` of what segmentation adds, by the `forms` of the syllables."""
        first, last = self.segmented.T
        joined = [get_string_id(" ".join(self.folds[a : b + 1])) for a, b in self.segmented]
        own = np.where(first == last, forms[first], mixed(short(np.array(joined, np.uint64))))
        zones, owner = self.zones[first], self.owner[first]
        near = (last[:-1] + 1 == first[1:]) & (owner[:-1] == owner[1:]) & (zones[:-1] == zones[1:])
        near &= last[1:] - first[:-1] > 1  # two of one syllable each are a pair already
        for zone in range(2):
            at = np.flatnonzero((zones == zone) & (first < last))
            yield zone, first[at], last[at], own[at] ^ SALTS[14 + 2 * zone]
            at = np.flatnonzero(near & (zones[:-1] == zone))
            yield zone, first[at], last[at + 1], mixed(own[at]) ^ own[at + 1] ^ SALTS[15 + 2 * zone]


def _of_cues(cues: Iterable[Cue]) -> np.ndarray:
    """uint32[3, cues]: numbers by the form in its zone, by the form in the title or the lede, by the type in its zone."""
    form, kind, _, _, zone = np.array([*cues], np.int64).reshape(-1, len(Cue._fields)).T
    forms, types = _hashes()
    return np.stack((forms[form] ^ SALTS[zone], forms[form] ^ SALTS[3 + (zone < 2)], types[kind] ^ SALTS[5 + zone]))


def _changes(ordered: np.ndarray) -> np.ndarray:
    """bool[n]: the elements that differ from the one before."""
    result = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=result[1:])
    return result


class Analysis(NamedTuple):
    """Features and cues of documents.

    Attributes:
        numbers: uint32, the features of one document after another, each once a document, in rising order.
        values: float32, the value of each.
        bounds: where each document's features begin, and the end.
        cues: of each document.
    """

    numbers: np.ndarray
    values: np.ndarray
    bounds: list[int]
    cues: list[list[Cue]]


def analyse_all(docs: Sequence[Doc]) -> Analysis:
    """Features and cues of documents with zones (one or more), in one table, since NumPy takes as long for a few words as for many.

    A feature is the hash of a cue's form or type with where it stands, or of a word or a pair of neighbouring words of one zone; all
    figures count as one word.
    """
    texts = _Texts(docs)
    cues = texts.cues()
    owners = np.repeat(np.arange(len(docs)), [len(found) for found in cues])
    groups = [(1.0, np.tile(owners, 3), _of_cues(chain.from_iterable(cues)).ravel())]
    groups += [(WORD_WEIGHT[zone], texts.owner[first], numbers) for zone, first, _, numbers in texts.numbers()]
    # One number holds document, feature and group. Sorted, the features of a document stand together, and of a feature that two
    # groups share the first group's goes first.
    key = np.concatenate(
        [
            owner.astype(np.uint64) << OWNER | numbers.astype(np.uint64) << FEATURE | np.uint64(k)
            for k, (_, owner, numbers) in enumerate(groups)
        ]
    )
    key.sort()
    key = key[_changes(key)]
    owner, group = (key >> OWNER).astype(np.int64), (key & GROUP).astype(np.int64)
    sizes = np.bincount(owner * len(groups) + group, minlength=len(docs) * len(groups)).reshape(len(docs), -1)
    worth = np.array([weight for weight, _, _ in groups]) / np.sqrt(np.maximum(1, sizes))
    worth[:, 0] = groups[0][0]  # what a cue weighs does not fall with their number
    first = _changes(key >> FEATURE)
    key, owner, group = key[first], owner[first], group[first]
    bounds = np.searchsorted(owner, np.arange(len(docs) + 1)).tolist()
    return Analysis((key >> FEATURE).astype(np.uint32), worth[owner, group].astype(np.float32), bounds, cues)


def analyse(doc: Doc) -> tuple[np.ndarray, np.ndarray, list[Cue]]:
    """(uint32 feature numbers, float32 values, cues) of one document; see `analyse_all`."""
    found = analyse_all([doc])
    return found.numbers, found.values, found.cues[0]


def feature_names(doc: Doc) -> dict[int, str]:
    """What each feature that `analyse` gives for a document looks at; words that share a number are all named."""
    known, texts = words(doc), _Texts([doc])
    (cues,) = texts.cues()
    said = [f"cue “{known.folded(cue.start, cue.end)}”" for cue in cues]
    names = [f"{form} in the {PLACES[cue.zone]}" for form, cue in zip(said, cues, strict=True)]
    names += [
        f"{form} in the {'title or lede' if cue.zone < 2 else 'body'}" for form, cue in zip(said, cues, strict=True)
    ]
    names += [f"a cue of {event_types()[cue.type]} in the {PLACES[cue.zone]}" for cue in cues]
    found = dict(zip(_of_cues(cues).ravel().tolist(), names, strict=True))
    shared: dict[int, dict[str, None]] = {}
    for zone, firsts, lasts, numbers in texts.numbers():
        for a, b, number in zip(firsts.tolist(), lasts.tolist(), numbers.tolist(), strict=True):
            shared.setdefault(number, {})[f"“{' '.join(known.folds[a : b + 1])}” in the {PLACES[zone]}"] = None
    return found | {number: " or ".join(alike) for number, alike in shared.items()}
