"""The calendar expressions of one article together: each is read in the light of those it is joined to.

`ngày 1, 2 và 3/5`: the first two are days of May. `từ 8h đến 11h30 ngày 3/5`: both times are of that day.
`từ 25/12/2022 đến 10/3`: the 10 March that follows.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from bantin.linking.dates import CLOCK, DAY_MONTH, DAY_ONLY, MONTH, WORDED, Resolved, is_part, resolve

UNTIL = frozenset({"-", "–", "đến", "tới", "cho đến", "đến hết"})
JOINED = UNTIL | {"", ",", "và", "hoặc", "hay", "rạng"}
WRITTEN_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}$")


def _lacks(text: str) -> str | None:
    """What an expression leaves to the one it is joined to: `day`, `month` or `year`."""
    clock = CLOCK.search(text)
    rest = CLOCK.sub(" ", text).strip(" ,") if clock else text
    if clock and (not rest or is_part(rest)):
        return "day"
    if DAY_ONLY.search(rest):
        return "month"
    if (DAY_MONTH.search(rest) or WORDED.search(rest) or MONTH.fullmatch(rest)) and not WRITTEN_YEAR.search(rest):
        return "year"
    return None


class Timeline:
    """Values of an article's calendar expressions.

    Args:
        written: the folded expressions, by index of their entity, in order.
        gaps: folded text between each entity of the article and the next, None across a sentence border.
        published: the day of publication, or None.
    """

    def __init__(self, written: Mapping[int, str], gaps: Sequence[str | None], published: dt.date | None) -> None:
        self.written, self.gaps, self.published = written, gaps, published
        self.told: dt.date | None = None
        self.found: dict[int, Resolved] = {}
        if not published:  # the year that a full date of the article names is the best anchor there is
            self.told = next(
                (value.day for form in written.values() if (value := resolve(form, None)) and value.day), None
            )

    def resolve(self) -> dict[int, Resolved]:
        """Value of each expression that has one, by index of its entity."""
        for i, form in self.written.items():
            value = self._from_next(i, form) or self._from_last(i, form) or resolve(form, self.published, self.told)
            if value:
                self.found[i] = value
                if value.day and not value.end:
                    self.told = value.day
        return self.found

    def _joined(self, i: int, words: frozenset[str]) -> bool:
        """Whether expression `i` is joined to the next by one of the words."""
        return i in self.written and i + 1 in self.written and self.gaps[i] in words

    def _from_next(self, i: int, form: str) -> Resolved | None:
        """Value that what follows in the same list or range decides."""
        if not self._joined(i, JOINED) or not (lack := _lacks(form)):
            return None
        k = i + 1
        while _lacks(self.written[k]) == lack and self._joined(k, JOINED):
            k += 1
        full = self.written[k]
        value = resolve(full, self.published, self.told)
        known = _lacks(full)
        if (
            not value
            or value.end
            or (lack == "day" and (known == "day" or not CLOCK.search(full)))
            or (lack == "month" and known in ("day", "month"))
            or (lack == "year" and not WRITTEN_YEAR.search(full))
        ):
            return None
        if day := value.day:
            return resolve(form, day)
        return (
            resolve(form, dt.date.fromisoformat(f"{value.norm}-01"))
            if re.fullmatch(r"\d{4}-\d\d", value.norm)
            else None
        )

    def _from_last(self, i: int, form: str) -> Resolved | None:
        """Value of the end of a range that its beginning decides."""
        if not self._joined(i - 1, UNTIL) or not (begin := self.found.get(i - 1)) or not begin.day or begin.end:
            return None
        lack = _lacks(form)
        if lack == "year" and WRITTEN_YEAR.search(self.written[i - 1]):
            return resolve(f"{form} tới", begin.day)  # the first that comes after it
        if lack == "day" and "T" in begin.norm and (value := resolve(form, begin.day)) and value.norm < begin.norm:
            return resolve(form, begin.day + dt.timedelta(days=1))  # `từ 22h đến 4h`
        return None
