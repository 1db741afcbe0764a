"""Who took part in an event, and as what: read from what stands before and behind a person's name in its sentence.

Each sentence with persons is cut down to its frame: persons are marks (`ADDRESSED` behind `ông`, `đồng chí` ..., else `BARE`); ranks, titles, bodies,
places and dates, brackets, ages and residences are left out. So `Đại tá Lê An, Giám đốc Công an tỉnh Long An (bìa phải), chủ trì` reads `# , chủ trì`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from bantin.entities.tagger import Entity
from bantin.language.words import Words
from bantin.linking.people import Person
from bantin.resources import table

BARE, ADDRESSED = "\ue000", "\ue001"  # private characters: in no text's words
BEFORE, LOOSE, AFTER = 4, 7, 12  # words between a phrase and the name; with `của` at the end; behind the name
AROUND = 40  # tokens around a sentence's persons that are looked at
SPOKEN = 4  # words between a name and the verb of speaking
WEAK = ("speaker", "driver", "suspect?")  # what a mention tells only where the person's others tell nothing else
CHAIRED = frozenset({"conference", "ceremony", "training_drill", "visit_inspection", "campaign"})
CRIMINAL = frozenset({"crime", "arrest", "prosecution", "trial", "seizure", "wanted_missing"})
CHARGED = CRIMINAL - {"wanted_missing"}
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


LISTED = frozenset({",", ";", "và", "cùng", "với"})
COMMAS = frozenset({",", "-", "–", "—"})
HOME = frozenset({"sn", "hktt", "trú", "ngụ", "quê", "quán"})
CUT = COMMAS | HOME | {BARE, ")", "tuổi", "tại", "ở"}
BREAKS = frozenset({";", ".", ":", BARE, ADDRESSED})
Forms = dict[str, list[tuple[list[str], str]]]


def _by_first(roles: dict[str, str]) -> Forms:
    """(words, role) of phrases, the longest first, by their first words."""
    found: Forms = {}
    for form in sorted(roles, key=len, reverse=True):
        found.setdefault(form.split()[0], []).append((form.split(), roles[form]))
    return found


@cache
def _phrases() -> tuple[Forms, Forms, Forms]:
    """The phrases before a name, behind it, and those of harm."""
    rows, people = table("roles"), table("people")["roles"]
    before = {form: role for role, forms in rows["before"].items() for form in forms}
    # `người đàn ông tên Hùng`, `Thị Nở`: these few are no nouns for suspects where a name follows.
    nouns = {role: set(people[role]) - set(rows["not_before"]) for role in ("suspect", "victim", "witness")}
    before |= {form: role for role, forms in nouns.items() for form in forms}
    after = {form: role for role, forms in rows["after"].items() for form in forms}
    verbs = rows["harm"]["verbs"]
    before |= dict.fromkeys(verbs, "victim")
    after |= dict.fromkeys(verbs, "suspect") | {f"bị {form}": "victim" for form in verbs}
    return _by_first(before), _by_first(after), _by_first(dict.fromkeys(verbs, "suspect"))


@cache
def _address() -> frozenset[str]:
    return frozenset(table("roles")["address"])


def _find(forms: Forms, said: list[str]) -> tuple[int, int, str] | None:
    """(first word, word behind it, role) of the first phrase in `said`."""
    if forms.keys().isdisjoint(said):  # as in most sentences
        return None
    for k, word in enumerate(said):
        for form, role in forms.get(word, ()):
            if said[k : k + len(form)] == form:
                return k, k + len(form), role
    return None


class Roles:
    """The roles that one article's sentences give its people.

    Args:
        known: the article's words.
        entities: its entities in order.
        people: its people.
        sentence: token borders of the sentence that holds a token.
    """

    def __init__(
        self, known: Words, entities: list[Entity], people: list[Person], sentence: Callable[[int], tuple[int, int]]
    ) -> None:
        self.known, self.entities, self.people = known, entities, people
        self.told: dict[int, list[str]] = {}  # roles by mention
        self._read(sentence)

    def participants(self, kind: str, primary: bool) -> list[tuple[int, str]]:
        """(first mention, role) of the people with a part in an event of this type."""
        allowed = OF_TYPE.get(kind, ())
        found = []
        for person in self.people:
            told = [role for mention in person.mentions for role in self.told.get(mention, ())]
            strong = next((r for r in told if r not in WEAK and r in allowed), None)
            if strong is None and "driver" in allowed and "driver" in told:
                strong = "driver"
            if strong is None and primary and "suspect?" in told and kind in CHARGED and not person.rank:
                strong = "suspect"
            if strong is None and primary and "speaker" in told:
                strong = "speaker"
            if strong:
                found.append((person.mentions[0], strong))
        return found

    def _read(self, sentence: Callable[[int], tuple[int, int]]) -> None:
        mentions = sorted(m for person in self.people for m in person.mentions)
        k = 0
        while k < len(mentions):
            start, end = sentence(self.entities[mentions[k]].start)
            here = [m for m in mentions[k:] if self.entities[m].start < end]
            self._sentence(start, end, here)
            k += max(1, len(here))

    def _frame(self, start: int, end: int, here: list[int]) -> tuple[list[str], list[int]]:
        """The sentence's frame as words, as far as it can tell of its persons, and where their marks stand."""
        start = max(start, self.entities[here[0]].start - AROUND)
        end = min(end, self.entities[here[-1]].end + AROUND)
        folds, before, persons = self.known.folds, self.known.before, set(here)
        said: list[str] = []
        at, first = start, here[0]
        while first and self.entities[first - 1].start >= start:
            first -= 1
        for i in range(first, len(self.entities)):
            entity = self.entities[i]
            if entity.start >= end:
                break
            if entity.label != "DOCUMENT":
                said += folds[before[at] : before[entity.start]]
                if i in persons:
                    said.append(BARE)
                at = entity.end
        said += folds[before[at] : before[max(at, end)]]
        return self._cut(said)

    @staticmethod
    def _cut(said: list[str]) -> tuple[list[str], list[int]]:
        """Words without brackets, ages and residences, where marks stand; those that an address stands before are `ADDRESSED`."""
        frame: list[str] = []
        marks: list[int] = []
        address = _address()
        for word in said:
            if word not in CUT:
                frame.append(word)
            elif word == BARE:
                size = len(frame)
                while frame and (frame[-1] in address or " ".join(frame[-2:]) in address):
                    del frame[-1 if frame[-1] in address else -2 :]
                marks.append(len(frame))
                frame.append(BARE if len(frame) == size else ADDRESSED)
            elif word == ")" and "(" in frame:
                opened = len(frame) - 1 - frame[::-1].index("(")
                if not marks or marks[-1] < opened:
                    del frame[opened:]
            elif word in COMMAS or word in HOME or (word == "tuổi" and frame and frame[-1].isdigit()):
                while frame and (frame[-1].isdigit() or frame[-1] in ("thường", "tạm")):
                    frame.pop()
                if frame and frame[-1] != ",":
                    frame.append(",")
            elif word in (")", "tuổi") or frame[-1:] != [","]:
                frame.append(word)
        return frame, marks

    def _sentence(self, start: int, end: int, here: list[int]) -> None:
        frame, places = self._frame(start, end, here)
        if len(places) != len(here):
            return
        told = [self._told(frame, at) for at in places]
        # What is said of the first or the last of a list is said of all its members.
        first = 0
        for k in range(1, len(here) + 1):
            if k < len(here) and LISTED.issuperset(frame[places[k - 1] + 1 : places[k]]):
                continue
            shared = next((before for before, _ in told[first:k] if before), None), told[k - 1][1]
            for n in range(first, k):
                roles = [r for r in (*told[n], *shared) if r]
                if frame[places[n]] == BARE and self._aged(here[n]):
                    roles.append("suspect?")
                if roles:
                    self.told[here[n]] = list(dict.fromkeys(roles))
            first = k

    def _aged(self, mention: int) -> bool:
        """Whether a name is followed by `(SN 1990` or `(35 tuổi`."""
        at = self.known.before[self.entities[mention].end]
        behind = self.known.folds[at : at + 3]
        return len(behind) == 3 and behind[0] == "(" and (behind[1] in ("sn", "sinh") or behind[2] == "tuổi")

    @staticmethod
    def _told(frame: list[str], at: int) -> tuple[str | None, str | None]:
        """(role told before a mark, role told behind it)."""
        before = Roles._before(frame, at)
        after = Roles._after(frame, at)
        # What befell a person outweighs the verb that names them before: `bắt cóc cháu A`, `khiến anh B tử vong`.
        return (None, after) if after == "victim" and before != "suspect" else (before, after)

    @staticmethod
    def _before(frame: list[str], at: int) -> str | None:
        forms, _, harm = _phrases()
        if at and frame[at - 1] == "bị" and _find(harm, frame[at + 1 : at + 5]):
            return "suspect"
        apposed = at > 0 and frame[at - 1] == ","
        end = begin = at - apposed
        while begin and end - begin < LOOSE + 4 and frame[begin - 1] not in BREAKS and frame[begin - 1] != ",":
            begin -= 1
        if begin and frame[begin - 1] == ":" and begin == end:  # `gồm: `
            while begin and end - begin < LOOSE and frame[begin - 1] not in (";", ".", ",", BARE, ADDRESSED):
                begin -= 1
        clause, found, k = frame[begin:end], None, 0
        while match := _find(forms, clause[k:]):
            found, k = (k + match[1], match[2]), k + match[1]
        if found is None:
            return None
        between, role = clause[found[0] :], found[1]
        last = between[-1] if between else ""
        if apposed or role in ("speaker", "witness"):
            near = not between
        elif role == "chair":
            near = not between or last in ("có", "là", "gồm", ":", "của", "bởi")
        else:
            near = len(between) <= (LOOSE if last == "của" else BEFORE)
        if role == "suspect" and last in ("của", "cho", "với"):
            near = near and between[-2:] == ["đối", "với"]
        return role if near else None

    @staticmethod
    def _after(frame: list[str], at: int) -> str | None:
        _, forms, harm = _phrases()
        begin = at + 1
        while begin < len(frame) and frame[begin] == ",":
            begin += 1
        if frame[begin : begin + 1] == ["bị"] and frame[begin + 1 : begin + 2] in ([BARE], [ADDRESSED]):
            return "victim" if _find(harm, frame[begin + 2 : begin + 6]) else None
        end = begin
        while end < len(frame) and end - begin < AFTER and frame[end] not in BREAKS:
            end += 1
        match = _find(forms, frame[begin:end])
        if match is None:
            return None
        if match[2] == "speaker" and (match[0] > SPOKEN or "," in frame[begin : begin + match[0]]):
            return None
        return match[2]
