"""The frame of a sentence: what is left of it once its persons are marks and all that tells of nobody's part is gone.

Persons are marks (`ADDRESSED` behind `ông`, `đồng chí` ..., else `BARE`); ranks, titles, bodies, places and dates, brackets, ages and residences are
left out. So `Đại tá Lê An, Giám đốc Công an tỉnh Long An (bìa phải), chủ trì` reads `# , chủ trì`; brackets that say what somebody is
(`Lê An (nạn nhân của vụ cướp)`) stay as `# là nạn nhân của vụ cướp`.
"""

from __future__ import annotations

from functools import cache

from bantin.entities.tagger import Entity
from bantin.language.words import Words
from bantin.resources import table

BARE, ADDRESSED = "\ue000", "\ue001"  # private characters: in no text's words
AROUND = 40  # tokens around a sentence's persons that are looked at
LISTED = frozenset({",", ";", "và", "cùng", "với"})
COMMAS = frozenset({",", "-", "–", "—"})
HOME = frozenset({"sn", "hktt", "trú", "ngụ", "quê", "quán"})
CUT = COMMAS | HOME | {BARE, ")", "tuổi", "tại", "ở"}


@cache
def _address() -> frozenset[str]:
    return frozenset(table("roles")["address"])


@cache
def nouns() -> dict[str, str]:
    """The nouns that say what a person is, to the role."""
    # `người đàn ông tên Hùng`, `Thị Nở`: these few are no nouns for suspects where a name follows.
    people, no = table("people")["roles"], set(table("roles")["not_before"])
    return {form: role for role in ("suspect", "victim", "witness") for form in people[role] if form not in no}


def frame(known: Words, entities: list[Entity], span: tuple[int, int], here: list[int]) -> tuple[list[str], list[int]]:
    """A sentence's frame as words, as far as it can tell of its persons, and where their marks stand.

    Args:
        known: the article's words. entities: its entities in order.
        span: token borders of the sentence. here: its persons, as indices of entities.
    """
    start = max(span[0], entities[here[0]].start - AROUND)
    end = min(span[1], entities[here[-1]].end + AROUND)
    folds, before, persons = known.folds, known.before, set(here)
    said: list[str] = []
    at, first = start, here[0]
    while first and entities[first - 1].start >= start:
        first -= 1
    for i in range(first, len(entities)):
        entity = entities[i]
        if entity.start >= end:
            break
        if entity.label != "DOCUMENT":
            said += folds[before[at] : before[entity.start]]
            if i in persons:
                said.append(BARE)
            at = entity.end
    said += folds[before[at] : before[max(at, end)]]
    return _cut(said)


def _cut(said: list[str]) -> tuple[list[str], list[int]]:
    """Words without brackets, ages and residences, where marks stand; those that an address stands before are `ADDRESSED`."""
    left: list[str] = []
    marks: list[int] = []
    address = _address()
    for word in said:
        if word not in CUT:
            left.append(word)
        elif word == BARE:
            size = len(left)
            while left and (left[-1] in address or " ".join(left[-2:]) in address):
                del left[-1 if left[-1] in address else -2 :]
            marks.append(len(left))
            left.append(BARE if len(left) == size else ADDRESSED)
        elif word == ")" and "(" in left:
            opened = len(left) - 1 - left[::-1].index("(")
            if not marks or marks[-1] < opened:
                inside = left[opened + 1 :]
                del left[opened:]
                if marks and marks[-1] == opened - 1 and any(" ".join(inside[:n]) in nouns() for n in (2, 3)):
                    left += ["là", *inside, ","]
        elif word in COMMAS or word in HOME or (word == "tuổi" and left and left[-1].isdigit()):
            while left and (left[-1].isdigit() or left[-1] in ("thường", "tạm")):
                left.pop()
            if left and left[-1] != ",":
                left.append(",")
        elif word in (")", "tuổi") or left[-1:] != [","]:
            left.append(word)
    return left, marks
