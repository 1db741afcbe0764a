"""An article's mentions in a row, with what stands before, between and behind them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from bantin.entities.tagger import Entity
from bantin.language.norms import folded
from bantin.language.words import Words
from bantin.linking.bodies import split_head

INITIAL = re.compile(
    r"\.(?: ?[-–—]|\s*\()(?!.*[.!?])", re.DOTALL
)  # behind a name it ends no sentence: `Nguyễn Văn Th. (Công an …)`
CUT = re.compile(r"(?i)(?:^|\s)t[pxt]\.$")  # the type of a place, whose name follows
ROUND = str.maketrans("[]", "()")
APART = 12  # tokens between two entities beyond which they say nothing of each other


class Mentions:
    """The entities of one document, asked by index; an index out of range has no label and no gap.

    Args:
        known: the document's words.
        entities: its entities in order.

    Attributes:
        texts: the raw text of each entity; that of a unit whose name a line break cuts is whole.
        gaps: `gaps[i]` is the folded text between entity `i` and the next, None across a sentence border or from afar.
        stripped: the same without white space around it, and without the full stop of an initial, which says nothing
            (`Đại tá B.V.C., Phó Giám đốc`).
    """

    def __init__(self, known: Words, entities: list[Entity]) -> None:
        self.known, self.entities = known, entities
        self.texts = [known.span(e.start, e.end) for e in entities]
        self.gaps: list[str | None] = []
        text, starts, borders = known.text, known.starts, known.borders
        for i, entity in enumerate(entities):
            following = entities[i + 1] if i + 1 < len(entities) else None
            if following is None or following.start - entity.end > APART:
                self.gaps.append(None)
                continue
            border = borders[bisect_left(borders, entity.end)]  # the first at or after the entity's end
            between = text[starts[entity.end] : starts[following.start]]
            if "[" in between or "]" in between:
                between = between.translate(ROUND)
            if entity.label == "UNIT" and self._cut(i, between):
                self.gaps.append("")
                self.texts[i] += f" {self.texts[i + 1]}"
                continue
            apart = border <= following.start and not (entity.label == "PERSON" and INITIAL.match(between))
            self.gaps.append(None if apart else folded(between))
        self.stripped = [
            gap and (gap.removeprefix(".").strip() if entity.label == "PERSON" else gap)
            for gap, entity in zip(self.gaps, entities, strict=True)
        ]
        self.said_before: dict[tuple[int, int], str] = {}

    def _cut(self, i: int, between: str) -> bool:
        """Whether a name goes on as the next mention, cut by the end of a line that was taken for one of a sentence: `Công an TP.`, `Hà Nội`."""
        if between.strip() or not CUT.search(self.texts[i]):
            return False
        return self.labelled(i + 1, "LOCATION", "UNIT") and not split_head(folded(self.texts[i + 1]))[0]

    def __len__(self) -> int:
        return len(self.entities)

    def labelled(self, i: int, *labels: str) -> bool:
        """Whether entity `i` is there and has one of the labels."""
        return 0 <= i < len(self.entities) and self.entities[i].label in labels

    def gap(self, i: int) -> str | None:
        """Stripped text between entity `i` and the next; None across a sentence border."""
        return self.stripped[i] if 0 <= i < len(self.stripped) else None

    def sentence(self, i: int) -> int:
        """Number of the sentence of entity `i`."""
        return bisect_right(self.known.borders, self.entities[i].start)

    def before(self, i: int, count: int = 4) -> str:
        """The folded text of up to `count` tokens before entity `i`, in its sentence."""
        said = self.said_before.get((i, count))
        if said is None:  # a name is asked for it several times
            start, borders = self.entities[i].start, self.known.borders
            sentence = bisect_right(borders, start)
            first = max(start - count, borders[sentence - 1] if sentence else 0)
            said = folded(self.known.text[self.known.starts[first] : self.known.starts[start]])
            self.said_before[i, count] = said
        return said

    def after(self, i: int, count: int = 10) -> str:
        """The folded text of up to `count` tokens behind entity `i`, in its sentence."""
        end, borders = self.entities[i].end, self.known.borders
        last = min(end + count, borders[bisect_left(borders, end)])
        return folded(self.known.text[self.known.starts[end] : self.known.starts[last]]) if last > end else ""

    def written(self, i: int) -> str:
        """The text of entity `i`, white space made single."""
        return " ".join(self.texts[i].split())
