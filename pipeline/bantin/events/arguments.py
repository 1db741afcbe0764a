"""Arguments of an event: its trigger, date, place, the acting body, who took part and how, what was counted, whether it has happened."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from spacy.tokens import Doc

from bantin.entities.tagger import Entity
from bantin.events.features import Cue, event_types, sure_forms
from bantin.language.norms import whole_words
from bantin.language.words import words
from bantin.linking.dates import Resolved
from bantin.linking.linker import Links, day_of
from bantin.linking.quantities import Quantity
from bantin.resources import table

ROLE_REACH = 14  # tokens between a person and the verb that tells the role
ORGANISED = frozenset(
    {
        "conference",
        "ceremony",
        "commendation",
        "personnel",
        "discipline",
        "issuance",
        "campaign",
        "public_service",
        "visit_inspection",
        "training_drill",
        "community",
    }
)
CHAIRED = frozenset({"conference", "ceremony", "training_drill", "visit_inspection"})
CRIMINAL = frozenset({"crime", "arrest", "prosecution", "trial", "seizure", "wanted_missing"})
TOLD = CHAIRED | {"personnel", "commendation"}  # in which officials have a role of their own
HARMED = frozenset({"traffic_accident", "other_accident", "fire_explosion", "disaster", "rescue"})


@dataclass(slots=True)
class Event:
    """An event of an article.

    Attributes:
        type, primary, score: what the classifier says.
        trigger: token borders of the cue, or None where none stands in the text.
        status: `happened`, `planned` or `denied`.
        date: index of its DATE entity, or None. place, organizer: index of an entity, or None.
        participants: (entity index of the person or unit, role).
        quantities: those of the trigger's sentence.
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
    participants: list[tuple[int, str]] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    why: dict[str, str] = field(default_factory=dict)


@cache
def _verbs() -> dict[str, re.Pattern[str]]:
    roles = table("people")["roles"]
    return {role: whole_words(roles[role]) for role in roles}


@cache
def _status_words() -> dict[str, re.Pattern[str]]:
    return {status: whole_words(forms) for status, forms in table("events")["status"].items()}


class Arguments:
    """Fills the events of one document.

    Args:
        doc: a document with sentences, zones and links.
        entities: its entities, credits left out.
        cues: the cues of its text.
    """

    def __init__(self, doc: Doc, entities: list[Entity], cues: list[Cue]) -> None:
        self.doc, self.entities, self.cues = doc, entities, cues
        self.links: Links = doc._.links
        self.known = words(doc)
        self.of_label: dict[str, list[int]] = {}
        for i, entity in enumerate(entities):
            self.of_label.setdefault(entity.label, []).append(i)
        headers = [(z.start, z.end) for z in doc._.zones or () if z.kind == "header"]
        # A date line is no sentence of the story: events take neither their place nor their day from it.
        starts = self.known.starts
        self.sentences = [s for s in pairwise(self.known.borders) if not any(a <= starts[s[0]] < b for a, b in headers)]

    def sentence(self, token: int) -> tuple[int, int]:
        """Token borders of the sentence that holds `token`."""
        at = bisect_right(self.sentences, (token, len(self.doc))) - 1
        return self.sentences[at] if at >= 0 and token < self.sentences[at][1] else (token, token + 1)

    def inside(self, label: str, start: int, end: int) -> list[int]:
        """Entities of a label between two tokens."""
        entities = self.entities
        return [i for i in self.of_label.get(label, ()) if entities[i].start >= start and entities[i].end <= end]

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
        event.participants = self._participants(event, start, end)
        event.organizer = self._organizer(event, start, end, trigger)
        event.place = self._place(event, start, end, trigger)
        first, last = self.known.starts[start], self.known.ends[end - 1]
        event.quantities = [q for q in self.links.quantities if first <= q.start and q.end <= last]
        event.status = self._status(event, start, end, trigger)

    def _trigger(self, event: Event) -> Cue | None:
        """The cue that tells most: asserting an instance; in the lede, with a day and a body beside it; early rather than late."""
        best, best_score = None, -1e9
        for cue in self.cues:
            if event_types()[cue.type] != event.type:
                continue
            start, end = self.sentence(cue.start)
            score = {0: 1.0, 1: 1.5, 2: 0.0}[cue.zone] + 0.3 * (cue.end - cue.start) - 0.002 * cue.start
            score += (
                3 * ((cue.form, cue.type) in sure_forms())
                + 2 * bool(self._days(start, end))
                + bool(self.inside("UNIT", start, end))
            )
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
        if days:
            at = trigger.start if trigger else start
            event.why["date"] = "the day nearest to the cue in its sentence"
            return min(days, key=lambda i: abs(self.entities[i].start - at) + (5 if self.entities[i].start > at else 0))
        if not event.primary:
            earlier = self._days(max(self.sentences[0][0], start - 60), start)
            event.why["date"] = "the last day told of before the cue's sentence"
            return earlier[-1] if earlier else None
        first = self._days(self.sentences[0][0], len(self.doc))
        event.why["date"] = "the first day told of in the article"
        return first[0] if first and (trigger is None or self.entities[first[0]].start < start + 200) else None

    def _organizer(self, event: Event, start: int, end: int, trigger: Cue | None) -> int | None:
        chair = next((i for i, role in event.participants if role == "chair"), None)
        if chair is not None:
            posts = next(p.posts for p in self.links.people if chair in p.mentions)
            if posts and posts[0].unit is not None:
                event.why["organizer"] = "the unit of the one who chairs"
                return self.links.units[posts[0].unit].mentions[0]
        units = self.inside("UNIT", start, end)
        before = [i for i in units if trigger is None or self.entities[i].start < trigger.start]
        free = [
            i
            for i in before
            if not (
                i
                and self.entities[i - 1].label == "POSITION"
                and self.entities[i].start - self.entities[i - 1].end <= 1
            )
        ]
        if free:
            event.why["organizer"] = "the first unit before the cue in its sentence that no office stands before"
            return free[0]
        if event.primary and event.type in ORGANISED:
            named = self.of_label.get("UNIT")
            event.why["organizer"] = f"the first unit of the {'cue’s sentence' if units else 'article'}"
            return units[0] if units else named[0] if named else None
        return None

    def _place(self, event: Event, start: int, end: int, trigger: Cue | None) -> int | None:
        places = self.inside("LOCATION", start, end)
        event.why["place"] = "in the cue's sentence" if places else "near the beginning of the article"
        if not places and event.primary:
            places = self.inside("LOCATION", 0, min(len(self.doc), 120))
        if not places:
            return None
        at = trigger.start if trigger else start
        return min(
            places,
            key=lambda i: (
                self._word_before(self.entities[i].start) not in ("tại", "ở", "bàn", "trên"),
                abs(self.entities[i].start - at),
            ),
        )

    def _word_before(self, token: int) -> str:
        """The folded word right before a token, empty where white space stands there; that of the first token is its own."""
        return self.known.folded(max(0, token - 1), max(1, token))

    def _participants(self, event: Event, start: int, end: int) -> list[tuple[int, str]]:
        found: list[tuple[int, str]] = []
        firsts = {person.mentions[0]: person for person in self.links.people}
        for first, person in firsts.items():
            role = next(
                (r for m in person.mentions if (r := self._role(event, m, bool(person.rank or person.posts)))), None
            )
            if role:
                found.append((first, role))
        if event.type == "commendation":
            after = [
                i
                for i in self.inside("UNIT", start, end)
                if event.trigger and self.entities[i].start > event.trigger[1]
            ]
            found += [(i, "recipient") for i in after if i != event.organizer]
        return found

    def _role(self, event: Event, mention: int, official: bool) -> str | None:
        """What one mention of a person says of the person's part in `event`."""
        if not (event.primary or event.type in TOLD if official else event.type in CRIMINAL | HARMED):
            return None
        entity, verbs = self.entities[mention], _verbs()
        start, end = self.sentence(entity.start)
        before = self.known.folded(max(start, entity.start - 8), entity.start)
        after = self.known.folded(entity.end, min(end, entity.end + ROLE_REACH))
        if official:
            if event.type in CHAIRED and (
                verbs["chair"].search(after)
                or re.search(r"chủ trì(?: của| bởi)?(?: đồng chí| ông| bà)?(?: \w+){0,3}$", before)
            ):
                return "chair"
            if event.type == "personnel" and (
                verbs["appointee"].search(after)
                or re.search(r"(?:bổ nhiệm|điều động|luân chuyển)(?: đồng chí| ông| bà)?(?: \w+){0,3}$", before)
            ):
                return "appointee"
            if event.type == "commendation" and verbs["recipient"].search(after):
                return "recipient"
            return "speaker" if event.primary and verbs["speaker"].search(after) else None
        if verbs["victim"].search(before):
            return "victim"
        if event.type in CRIMINAL:
            if verbs["suspect"].search(before) or re.search(
                r"(?:bắt|đối với|khởi tố|truy nã|tạm giữ|xét xử|tuyên phạt)(?: \w+){0,4}$", before
            ):
                return "suspect"
            return (
                "suspect"
                if re.match(r"\( ?(?:sn|sinh|\d\d tuổi)", after)
                and event.primary
                and not re.search(r"(?:anh|chị|ông|bà|em|cháu|bé|cụ)$", before)
                else None
            )
        if event.type in HARMED and re.search(r"tử vong|thiệt mạng|bị thương|qua đời|chết", after):
            return "victim"
        return None

    def _status(self, event: Event, start: int, end: int, trigger: Cue | None) -> str:
        said = _status_words()
        if said["denied"].search(self.known.folded(start, end)):
            return "denied"
        before = self.known.folded(max(start, trigger.start - 8), trigger.start) if trigger else ""
        published: dt.date | None = day_of(self.links.published)
        value = self.links.dates.get(event.date) if event.date is not None else None
        if value and value.day and published and value.day > published:
            return "planned"
        if said["planned"].search(before) and not (value and value.day and published and value.day <= published):
            return "planned"
        return "happened"
