"""Who took part in an event, and as what: read from what stands before and behind a person's name in its sentence.

An article may tell of more cases than its own (`Trước đó, tòa đã xử bị cáo B`): people of another case have no part in the article's events.
"""

from __future__ import annotations

from collections.abc import Callable

from bantin.entities.tagger import Entity
from bantin.events.frames import LISTED, frame
from bantin.events.telling import told
from bantin.language.words import Words
from bantin.linking.people import Person

WEAK = ("speaker", "driver", "suspect?")  # what a mention tells only where the person's others tell nothing else
CHAIRED = frozenset({"conference", "ceremony", "training_drill", "visit_inspection", "campaign"})
CRIMINAL = frozenset({"crime", "arrest", "prosecution", "trial", "seizure", "wanted_missing"})
HARMED = frozenset({"traffic_accident", "other_accident", "fire_explosion", "disaster", "rescue"})
OF_TYPE = {
    "personnel": ("appointee",),
    "commendation": ("recipient",),
    "community": ("recipient",),
    "discipline": ("disciplined",),
    "traffic_accident": ("victim", "suspect", "witness", "driver"),
    **dict.fromkeys(CHAIRED, ("chair",)),
    **dict.fromkeys(CRIMINAL, ("suspect", "victim", "witness")),
    "fire_explosion": ("victim", "suspect", "witness"),
    **dict.fromkeys(HARMED - {"traffic_accident", "fire_explosion"}, ("victim", "witness")),
}


class Roles:
    """The roles that one article's sentences give its people.

    Args:
        known: the article's words.
        entities: its entities in order.
        people: its people.
        sentence: token borders of the sentence that holds a token.
        aside: whether the sentence with these borders tells of something else than the news.
    """

    def __init__(
        self,
        known: Words,
        entities: list[Entity],
        people: list[Person],
        sentence: Callable[[int], tuple[int, int]],
        aside: Callable[[int, int], bool],
    ) -> None:
        self.known, self.entities, self.people = known, entities, people
        self.told: dict[int, list[str]] = {}  # roles by mention
        self.case: dict[int, int] = {}  # by mention: the case told of, 0 for the article's own
        self.case_of_sentence: dict[int, int] = {}  # the same by the sentence's first token
        self.person = {m: n for n, person in enumerate(people) for m in person.mentions}
        self._read(sentence, aside)

    def participants(self, kind: str, primary: bool, start: int) -> list[tuple[int, str]]:
        """(first mention, role) of the people with a part in an event of this type whose sentence starts at this token."""
        allowed = OF_TYPE.get(kind, ())
        case = self.case_of_sentence.get(start, 0)
        found = []
        for person in self.people:
            mine = [m for m in person.mentions if self.case.get(m, 0) == case]
            said = [role for mention in mine for role in self.told.get(mention, ())]
            if role := self._part(person, said, allowed, primary):
                found.append((person.mentions[0], role))
        return found

    @staticmethod
    def _part(person: Person, said: list[str], allowed: tuple[str, ...], primary: bool) -> str | None:
        """The role of a person of whom this is told."""
        strong = next((role for role in said if role not in WEAK and role in allowed), None)
        if strong:
            return strong
        if "driver" in allowed and "driver" in said:
            return "driver"
        official = person.rank or (person.posts and "speaker" in said)
        if "suspect" in allowed and "suspect?" in said and not official:
            return "suspect"
        return "speaker" if primary and "speaker" in said else None

    def _read(self, sentence: Callable[[int], tuple[int, int]], aside: Callable[[int, int], bool]) -> None:
        """Read the sentences with persons, and which case each tells of: that of a sentence aside is another one where it has suspects of its own."""
        mentions = sorted(self.person)
        of_case: list[set[int]] = [set()]  # the persons of each case
        k = 0
        while k < len(mentions):
            start, end = sentence(self.entities[mentions[k]].start)
            here = [m for m in mentions[k:] if self.entities[m].start < end]
            self._sentence(start, end, here)
            persons = {self.person[m] for m in here}
            suspects = {self.person[m] for m in here if "suspect" in self.told.get(m, ())}
            if of_case[0] and suspects and suspects.isdisjoint(of_case[0]) and aside(start, end):
                of_case.append(set())
                case = len(of_case) - 1
            else:
                case = len(of_case) - 1 if persons <= of_case[-1] else 0
            of_case[case] |= persons - (of_case[0] if case else set())
            self.case_of_sentence[start] = case
            self.case.update(dict.fromkeys(here, case))
            k += max(1, len(here))

    def _sentence(self, start: int, end: int, here: list[int]) -> None:
        words, places = frame(self.known, self.entities, (start, end), here)
        if len(places) != len(here):
            return
        first = 0
        for k in range(1, len(here) + 1):
            if k < len(here) and LISTED.issuperset(words[places[k - 1] + 1 : places[k]]):
                continue
            # What is said of the first or the last of a list is said of all its members.
            said = [told(words, at, places[first]) for at in places[first:k]]
            shared: tuple[str | None, str | None] = next((before for before, _ in said if before), None), said[-1][1]
            if k - first == 2 and words[places[first] + 1 : places[k - 1]] == [","]:  # `sau khi đâm #, # bị bắt`
                shared = None, None
            for n in range(first, k):
                if roles := [role for role in (*said[n - first], *shared) if role]:
                    self.told[here[n]] = list(dict.fromkeys(roles))
            first = k
