"""Arguments of an event: its trigger, date, place, the acting body, who took part and how, what was counted, whether it has happened."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

from spacy.tokens import Doc

from bantin.entities.tagger import Entity
from bantin.events.charges import announced, named
from bantin.events.features import LEDE_TOKENS, Cue, event_types, sure_forms
from bantin.events.organizer import Organizers
from bantin.events.roles import Roles
from bantin.events.status import EARLIER, PAST, aside, denied_report, modal, status
from bantin.events.toll import TAKES, TOLD, Casualties, casualties
from bantin.language.words import words
from bantin.linking.casualties import singles
from bantin.linking.dates import Resolved
from bantin.linking.linker import Links
from bantin.linking.quantities import Quantity, bodies
from bantin.sources.article import day_of

FIRST = ("title", "lede", "dateline")  # zones that tell the news itself
RESIDENCE = ("trú", "ngụ", "quê", "quán", "hktt", "sinh", "người", "gốc")
AGED = ("tuổi", "sn")  # `(35 tuổi, ở Hoài Đức)`
LOCATIVE = ("tại", "ở", "bàn", "trên", "thuộc")
NEAR = 200  # tokens around a crime's sentence in which its day is looked for
ANNOUNCED = 30  # words between a day and what is announced on it
REPORTED = ("cho biết", "thông báo", "cho hay", "công bố", "thông tin")


@dataclass(slots=True)
class Event:
    """An event of an article.

    Attributes:
        type, primary, score: what the classifier says.
        trigger: token borders of the cue, or None where none stands in the text.
        status: `happened`, `planned` or `denied`.
        date: index of its DATE entity, or None. place, organizer: index of an entity, or None.
        seat: index of the UNIT entity whose place is the event's where no place is told.
        participants: (entity index of the person or unit, role).
        quantities: those of the trigger's sentence; casualties also of the title and the lede.
        casualties: people dead, injured and missing, or None.
        why: for `date`, `place` and `organizer`, by which rule each was chosen.
    """

    type: str
    primary: bool
    score: float
    trigger: tuple[int, int] | None = None
    status: str = "happened"
    date: int | None = None
    place: int | None = None
    organizer: int | None = None
    seat: int | None = None
    participants: list[tuple[int, str]] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    casualties: Casualties | None = None
    why: dict[str, str] = field(default_factory=dict)


class Arguments:
    """Fills the events of one document.

    Args:
        doc: a document with sentences, zones, entities and links.
        cues: the cues of its text.
    """

    def __init__(self, doc: Doc, cues: list[Cue]) -> None:
        found = doc._  # spaCy makes it anew each time
        self.doc, self.cues = doc, cues
        self.entities: list[Entity] = [e for e in found.entities or () if e.label != "IGNORE"]  # credits are none
        self.links: Links = found.links
        self.known = words(doc)
        self.published = day_of(self.links.published)
        self.of_label: dict[str, list[int]] = {}
        for i, entity in enumerate(self.entities):
            self.of_label.setdefault(entity.label, []).append(i)
        self.starts_of = {label: [self.entities[i].start for i in own] for label, own in self.of_label.items()}
        zones = found.zones or ()
        headers = [(z.start, z.end) for z in zones if z.kind == "header"]
        # A date line is no sentence of the story: events take neither their place nor their day from it.
        starts = self.known.starts
        self.sentences = list(pairwise(self.known.borders))
        if headers:
            self.sentences = [s for s in self.sentences if not any(a <= starts[s[0]] < b for a, b in headers)]
        self.begins = [start for start, _ in self.sentences]
        told = [z.end for z in zones if z.kind in FIRST]
        self.lede_end = bisect_left(starts, max(told), 0, len(doc)) if told and max(told) else 0
        if not any(z.kind == "lede" for z in zones):
            self.lede_end = max(self.lede_end, min(len(doc), LEDE_TOKENS))
        self.asides: dict[int, float] = {}
        self.roles = Roles(
            self.known, self.entities, self.links.people, self.sentence, lambda *borders: self.aside(*borders) > 0
        )
        self.organizers = Organizers(self.known, self.entities, self.links)
        self.bodies = bodies(doc, self.known)
        self.harm_taken = False
        self.is_untrue: bool | None = None

    def sentence(self, token: int) -> tuple[int, int]:
        """Token borders of the sentence that holds `token`."""
        at = bisect_right(self.begins, token) - 1
        return self.sentences[at] if at >= 0 and token < self.sentences[at][1] else (token, token + 1)

    def inside(self, label: str, start: int, end: int) -> list[int]:
        """Entities of a label between two tokens."""
        found = self.of_label.get(label)
        if not found:
            return []
        starts, entities = self.starts_of[label], self.entities
        return [i for i in found[bisect_left(starts, start) : bisect_left(starts, end)] if entities[i].end <= end]

    def aside(self, start: int, end: int) -> float:
        """How far a sentence stands aside from the news (see `bantin.events.status.aside`)."""
        if start not in self.asides:
            days = (self.links.dates.get(i) for i in self.inside("DATE", start, end))
            first = next((value.day for value in days if value and value.day), None)
            self.asides[start] = aside(self.known.folded(start, end), first, self.published)
        return self.asides[start]

    def fill(self, event: Event) -> None:
        """Set all that the text tells of `event`."""
        trigger = self._trigger(event)
        if trigger:
            event.trigger = (trigger.start, trigger.end)
            start, end = self.sentence(trigger.start)
        elif self.sentences:
            start, end = self.sentences[0]
        else:
            return
        event.date = self._date(event, start, end, trigger)
        event.participants = self.roles.participants(event.type, event.primary, start)
        event.organizer, event.seat, event.why["organizer"] = self.organizers.of(
            event.type,
            event.primary,
            event.participants,
            self.inside("UNIT", start, end),
            trigger.start if trigger else end,
            self.inside("UNIT", self.begins[0], self.lede_end) if trigger and trigger.start < self.lede_end else [],
        )
        if event.type == "commendation" and trigger:
            after = [i for i in self.inside("UNIT", trigger.end, end) if i != event.organizer]
            event.participants += [(i, "recipient") for i in self.organizers.not_posts(after)]
        event.place = self._place(event, start, end, trigger)
        event.quantities = self._counted(start, end)
        self._casualties(event, start, end)
        event.status = self._status(event, start, end, trigger)

    def _counted(self, start: int, end: int) -> list[Quantity]:
        """Quantities between two tokens."""
        first, last = self.known.starts[start], self.known.ends[end - 1]
        return [q for q in self.links.quantities if first <= q.start and q.end <= last]

    def _casualties(self, event: Event, start: int, end: int) -> None:
        """Count the people harmed: in the event's own sentence, for the first such event also in the title and the lede."""
        if event.type not in TAKES or not (event.trigger or event.primary):
            return
        chosen = [(start, end)]
        if not self.harm_taken:
            self.harm_taken = True
            chosen += [s for s in self.sentences if s[0] < self.lede_end and s[0] != start]
        chosen = [s for s in chosen if s[0] == start or not self.aside(*s)]
        told = [(self.known.folded(*s), self._counted(*s), self._singles(*s)) for s in chosen]
        event.casualties = casualties(told)
        own = {id(q) for q in event.quantities}
        event.quantities += [q for _, found, _ in told for q in found if q.kind in TOLD and id(q) not in own]
        event.quantities.sort(key=lambda q: q.start)

    def _singles(self, start: int, end: int) -> list[tuple[str, int | str]]:
        """(kind, who) of the people harmed between two tokens that no number counts."""
        known, before = self.known, self.known.before
        persons = {
            before[self.entities[m].start]: (before[self.entities[m].end], n) for m, n in self.roles.person.items()
        }
        return list(singles(known.folds, before[start], before[end], persons, self.bodies))

    def _trigger(self, event: Event) -> Cue | None:
        """The cue that tells most: asserting an instance; in the lede, with a day and a body beside it; early; not in background or law."""
        best, best_score = None, -1e9
        crime = event.type == "crime"
        for cue in self.cues:
            if event_types()[cue.type] != event.type:
                continue
            start, end = self.sentence(cue.start)
            score = {0: 1.0, 1: 1.5, 2: 0.0}[cue.zone] + 0.3 * (cue.end - cue.start) - 0.002 * cue.start
            sure = 3 * ((cue.form, cue.type) in sure_forms())
            if score + sure + 3 <= best_score:
                continue
            if crime and (less := named(self.known.folded(start, cue.start), self.known.folded(cue.start, cue.end))):
                score -= less
            else:
                score += 2 * bool(self._days(start, end)) + bool(self.inside("UNIT", start, end))
            if self.roles.case_of_sentence.get(start):
                score -= PAST
            if score + sure > best_score:  # in background and law a cue asserts nothing
                aside = self.aside(start, end)
                score += sure - aside if aside <= EARLIER else -aside
                if score > best_score:
                    best, best_score = cue, score
        return best

    def _days(self, start: int, end: int) -> list[int]:
        """DATE entities between two tokens that name a day and are not a document's or a person's."""
        found = []
        for i in self.inside("DATE", start, end):
            value: Resolved | None = self.links.dates.get(i)
            paper = (
                i > 0
                and self.entities[i - 1].label == "DOCUMENT"
                and self.entities[i].start - self.entities[i - 1].end <= 1
            )
            if value and value.is_day and not paper and not self._is_birth(i):
                found.append(i)
        return found

    def _is_birth(self, i: int) -> bool:
        """Whether a DATE is a birthday: `sinh ngày 5/6/1987`."""
        start = self.entities[i].start
        return start > 0 and self._word_before(start) in ("sinh", "sn")

    def _date(self, event: Event, start: int, end: int, trigger: Cue | None) -> int | None:
        days = self._days(start, end)
        at = trigger.start if trigger else start
        if event.type == "crime":
            days = [i for i in days if not self._announced(i, trigger)]
        elif days and trigger:
            days = self._not_announced(days, start, trigger)
            if not days:
                return None
        if days:
            event.why["date"] = "the day nearest to the cue in its sentence"
            return min(days, key=lambda i: abs(self.entities[i].start - at) + (5 if self.entities[i].start > at else 0))
        if event.type == "crime":
            return self._day_of_crime(event, start)
        first = self.sentences[0][0]
        begin, stop = (first, start + 200) if event.primary else (max(first, start - 60), start)
        other = [i for i in self._days(begin, len(self.doc)) if self.entities[i].start < stop] if stop > begin else []
        news = [i for i in other if self.aside(*self.sentence(self.entities[i].start)) <= EARLIER] or other
        event.why["date"] = f"the {'first day told of' if event.primary else 'last day told of before the cue'}"
        return (news[0] if event.primary else news[-1]) if news else None

    def _announced(self, i: int, trigger: Cue | None) -> bool:
        """Whether a DATE is the day on which a crime was made known or prosecuted: until the cue, or in the words behind it, that is told of."""
        behind = self.entities[i].end
        stop = min(self.sentence(self.entities[i].start)[1], behind + ANNOUNCED)
        if trigger and self.entities[i].start < trigger.start < stop:
            stop = trigger.start
        return behind < stop and announced(self.known.folded(behind, stop))

    def _day_of_crime(self, event: Event, start: int) -> int | None:
        """The last day before a crime's sentence that is not an announcement's, else the first behind it."""
        days = [i for i in self._days(self.sentences[0][0], len(self.doc)) if not self._announced(i, None)]
        days = [i for i in days if self.aside(*self.sentence(self.entities[i].start)) <= EARLIER]
        before = [i for i in days if start - NEAR < self.entities[i].start < start]
        behind = [i for i in days if start < self.entities[i].start < start + NEAR]
        event.why["date"] = "the day nearest to the cue’s sentence on which it was not only announced"
        return before[-1] if before else behind[0] if behind else None

    def _not_announced(self, days: list[int], start: int, trigger: Cue) -> list[int]:
        """Days without those on which it was only announced that the event is to come (`Ngày 2/3, UBND tỉnh cho biết sẽ tổ chức ...`)."""
        before = self.known.folded(start, trigger.start)
        said = modal(before)
        if said is None:
            return days
        head = before[:said]
        if not any(word in head for word in REPORTED):
            return days
        token = start + head.count(" ")
        return [i for i in days if self.entities[i].start >= token]

    def _place(self, event: Event, start: int, end: int, trigger: Cue | None) -> int | None:
        places = self._homeless(self.inside("LOCATION", start, end))
        event.why["place"] = "in the cue's sentence" if places else "near the beginning of the article"
        if not places and event.primary:
            places = self._homeless(self.inside("LOCATION", 0, min(len(self.doc), 120)))
            places = [i for i in places if self.aside(*self.sentence(self.entities[i].start)) <= EARLIER] or places
        if not places:
            return None
        at = trigger.start if trigger else start
        return min(
            places,
            key=lambda i: (
                self._word_before(self.entities[i].start) not in LOCATIVE,
                abs(self.entities[i].start - at),
            ),
        )

    def _homeless(self, places: list[int]) -> list[int]:
        """Places without those where somebody lives or comes from (`trú tại xã An Hòa, huyện Vân Canh`)."""
        found: list[int] = []
        homes: set[int] = set()
        for i in places:
            start = self.entities[i].start
            said = self.known.folded(max(0, start - 6), start).split()
            near = i > 0 and (i - 1) in homes and start - self.entities[i - 1].end <= 2
            if near or any(word in RESIDENCE for word in said[-2:]) or any(word in AGED for word in said):
                homes.add(i)
            else:
                found.append(i)
        return found

    def _word_before(self, token: int) -> str:
        """The folded word right before a token, empty where white space stands there; that of the first token is its own."""
        return self.known.folded(max(0, token - 1), max(1, token))

    def _status(self, event: Event, start: int, end: int, trigger: Cue | None) -> str:
        if event.primary and self._untrue():
            return "denied"
        value: Resolved | None = self.links.dates.get(event.date) if event.date is not None else None
        at = (trigger.start, trigger.end) if trigger else (start, start)
        behind = event.date is not None and self.entities[event.date].start >= at[0]
        before, after = self.known.folded(start, at[0]), self.known.folded(at[1], end)
        proposal = self.known.folded(*at) if trigger and start < self.lede_end else ""
        return status(before, after, value, behind, self.published, proposal)

    def _untrue(self) -> bool:
        """Whether the title and the lede say that what is told is untrue."""
        if self.is_untrue is None:
            first = self.sentences[0][0]
            self.is_untrue = denied_report(self.known.folded(first, max(first, self.lede_end)))
        return self.is_untrue
