"""Who acts: the body that holds, orders or carries out an event, against the bodies that its sentence merely names."""

from __future__ import annotations

from bantin.entities.tagger import Entity
from bantin.language.words import Words
from bantin.linking.linker import Links
from bantin.resources import table

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
# What the holder of an office does, his body does (`Chủ tịch UBND quận thưởng nóng ...`).
ORDERED = frozenset({"commendation", "personnel", "discipline", "issuance", "community", "visit_inspection"})
BETWEEN = 8  # words between an office and what its holder does
# What befalls people or is done by persons has no organizer.
BEFALLS = frozenset({"crime", "traffic_accident", "other_accident", "fire_explosion", "disaster"})


class Organizers:
    """Finds the acting bodies of one document's events.

    Args:
        known: its words.
        entities: its entities in order.
        links: what linking found.
    """

    def __init__(self, known: Words, entities: list[Entity], links: Links) -> None:
        self.known, self.entities, self.links = known, entities, links

    def of(
        self,
        kind: str,
        primary: bool,
        participants: list[tuple[int, str]],
        units: list[int],
        at: int,
        lede: list[int],
    ) -> tuple[int | None, int | None, str]:
        """(the acting body, the body whose place is the event's, by which rule), the bodies as indices of UNIT entities or None.

        Args:
            kind, primary: the event's type, and whether it is the article's main one.
            participants: its people with their roles.
            units: the UNIT entities of the sentence that tells of it. at: the token of its cue, or the sentence's end.
            lede: those of the title and the lede, where the cue stands in them.
        """
        body, why = self._acting(kind, units, at), "the body that acts in the cue's sentence"
        if body is not None and self._kind(body) == "press":  # nor do those that its sentence names beside it
            return None, None, why
        units, lede = self._bodies(units), self._bodies(lede)
        if body is None and kind in ORDERED:
            body, why = self._office(units, at), "the body whose officer acts in the cue's sentence"
        if body is None and kind != "trial" and not units:
            body, why = self._force(kind, lede), "the force that acts in the lede"
        if body is None:
            body, why = self._chair(participants), "the unit of the one who chairs"
        if body is None and primary and kind in ORGANISED:
            every = self._bodies([i for i, e in enumerate(self.entities) if e.label == "UNIT"])
            body = next(iter(units or every), None)
            why = f"the first unit of the {'cue’s sentence' if units else 'article'}"
        seat = body if body is not None else units[0] if units else None
        return (None if kind in BEFALLS else body), seat, why

    def not_posts(self, units: list[int]) -> list[int]:
        """Units without those that only say where an office is held (`Giám đốc Công an tỉnh`)."""
        entities = self.entities
        return [
            i
            for i in units
            if not (i and entities[i - 1].label == "POSITION" and entities[i].start - entities[i - 1].end <= 1)
        ]

    def _bodies(self, units: list[int]) -> list[int]:
        """Units without newspapers and stations, which report what others do."""
        return [i for i in units if self._kind(i) != "press"]

    def _office(self, units: list[int], at: int) -> int | None:
        """The body of the officer who acts right before a cue (`Giám đốc Công an tỉnh Lê An trao giấy khen`)."""
        named, free = table("roles")["units"]["named"], self.not_posts(units)
        held = [i for i in units if i not in free and self.entities[i].end <= at and self._before(i - 1) not in named]
        if not held:
            return None
        between = self.known.folded(self.entities[held[-1]].end, at).split()
        return held[-1] if len(between) <= BETWEEN and not {",", "được", "bị"} & set(between) else None

    def _force(self, kind: str, units: list[int]) -> int | None:
        """The first body in the lede of a kind that does what is told, unless it is only where that happens or whose word is passed on."""
        rows = table("roles")["units"]
        fitting = (i for i in self.not_posts(units) if self._kind(i) in rows["by_type"].get(kind, ()))
        for i in fitting:
            start = self.entities[i].start
            served = self.known.folded(max(0, start - 4), start).endswith(tuple(rows["staff"]))
            if not served and self._before(i) not in rows["named"]:
                return i
        return None

    def _acting(self, kind: str, units: list[int], at: int) -> int | None:
        rows = table("roles")["units"]
        free = self.not_posts(units)
        wanted = rows["by_type"].get(kind, ())
        said = {i: self._before(i) for i in free}
        acting = [i for i in free if said[i] in rows["acting"] or (said[i] == "bị" and self.entities[i].start < at)]
        if kind == "trial":  # a court is where it sits
            acting += [i for i in free if self._kind(i) in wanted]
        if acting:
            return acting[0]
        heads = [i for i in free if self.entities[i].start < at and said[i] not in rows["named"]]
        # Of bodies that follow each other (`Đội CSHS, Công an huyện A`; `Công an tỉnh và Hội Phụ nữ`) the first stands for all.
        groups: list[int] = []
        for n, i in enumerate(heads):
            gap = self.known.folded(self.entities[heads[n - 1]].end, self.entities[i].start) if n else None
            if gap is None or gap not in (",", "(", "-", "–", "và", ", và", "", ";"):
                groups.append(i)
        fitting = [i for i in groups if self._kind(i) in wanted]
        return (fitting or groups)[-1] if groups else None

    def _before(self, i: int) -> str:
        """The folded word right before an entity."""
        start = self.entities[i].start
        return self.known.folded(max(0, start - 1), start)

    def _kind(self, i: int) -> str:
        return self.links.units[self.links.unit_of[i]].kind

    def _chair(self, participants: list[tuple[int, str]]) -> int | None:
        """The body of who chairs, for an event whose sentence names none."""
        chair = next((i for i, role in participants if role == "chair"), None)
        if chair is None:
            return None
        posts = next(p.posts for p in self.links.people if chair in p.mentions)
        unit = posts[0].unit if posts else None
        return next(iter(self._bodies(self.links.units[unit].mentions[:1])), None) if unit is not None else None
