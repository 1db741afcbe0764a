"""What an article says of a person's office away from the name: the unit of a title, the office of a headline, the force of an officer."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from bantin.language.norms import folded
from bantin.linking.bodies import HEIGHT, height, key_of, kind_of, surface
from bantin.linking.posts import Post, PostReader
from bantin.linking.ranks import field_ranks
from bantin.linking.registry import read
from bantin.linking.titles import alone, begins, bodies, fits, kind_behind
from bantin.resources import table

if TYPE_CHECKING:
    from bantin.linking.people import Person

Item = TypeVar("Item")
MINISTERS = ("bộ trưởng", "thứ trưởng")
FORCES = ("police", "army")
PATROL = ("tổ",)  # what a `tổ trưởng` leads
INVESTIGATES = "cơ quan"  # such a body is told of in most news of crimes, whoever acts in them
SHORT = 12  # entities of a news item: a headline and a sentence or two


def only(found: Collection[Item]) -> Item | None:
    """The one item there is; None where there is none or several."""
    return next(iter(found)) if len(found) == 1 else None


class Elsewhere:
    """Asks one article.

    Args:
        reader: the article's reader of posts, when it has read those beside the names.
    """

    def __init__(self, reader: PostReader) -> None:
        self.reader, self.mentions, self.of_mention = reader, reader.mentions, reader.of_mention
        self.held: dict[str, set[int]] | None = None

    def unit(self, person: Person, post: Post) -> int | None:
        """The unit of a post that names none.

        It is the one that only its kind is said of (`Giám đốc bệnh viện`), that the person is said to be of without a title, that the
        article joins to the same title, that has such an office by its name, whose chief it names, or the only company.
        """
        title = folded(post.position or "")
        heads = bodies(title)
        if post.title is not None and (kind := kind_behind(self.mentions.after(post.title, 3))) is not None:
            return only(self._called(kind))
        own = {other.unit for other in person.posts if other.position is None and other.unit is not None}
        if len(own) == 1:
            return only(own)
        same = MINISTERS if title in MINISTERS else (title,)
        found = set().union(*map(self._holding, same))
        if title in alone() and not heads:  # `Thủ tướng` is of `Chính phủ`, which another's `Tổng Bí thư` is not of
            found = {k for k in found if any(read(name).central for name in self.reader.names(k))}
        elif not found and heads and not (post.former and title in MINISTERS):
            found = self._called(heads)
            if len(found) > 1 and post.title is not None:
                found = self._before(post.title, heads)
        if not found and person.rank and heads == PATROL:
            return self.team
        if not found and title.startswith("phó "):
            found = self._holding(title.removeprefix("phó ").removesuffix(" thường trực"))
        if not found and title in table("people")["company"]["titles"]:
            found = self._of_kind("company") or self._of_kind("other")
        if not found and post.title is not None and not person.rank and title in table("people")["director"]["titles"]:
            found = self._before(post.title, tuple(table("people")["director"]["heads"]))
        return only(found)

    def of_officer(self, person: Person) -> int | None:
        """The unit of an officer without a post.

        It is the article's only unit of the force that is told beside the name or before a spokesman's rank, else the only team or office of the police.
        """
        told = fits(self.mentions.after(person.mentions[0], 8), "serves")
        if told is None and person.ranked is not None:
            told = fits(self.mentions.before(person.ranked, 8), "speaks_for")
        unit = only(self._called(kind_behind(told["kind"]) or ())) if told else None
        return self.team if unit is None and person.rank and person.rank[0] in field_ranks() else unit

    @cached_property
    def team(self) -> int | None:
        """The article's only team or station of the police, where it names none its only office: whose patrol or raid it tells of."""
        teams: set[int] = set()
        offices: set[int] = set()
        for i, k in self.of_mention.items():
            name = folded(surface(self.mentions.texts[i]))
            if kind_of(name)[0] == "police" and not name.startswith(INVESTIGATES):
                if (high := height(name)) == HEIGHT["office"]:
                    offices.add(k)
                elif high < HEIGHT["office"]:
                    teams.add(k)
        return only(teams or offices)

    def untitled(self, people: list[Person]) -> None:
        """A news item's one office that no name stands beside is its one untitled person's (`Chủ tịch X từ chức. Ông A …`).

        An officer without a post has the one office of the police or the army.
        """
        if len(self.mentions) > SHORT:
            return
        titled = {folded(p.position) for person in people for p in person.posts if p.position and not p.coming}
        offices: dict[tuple[str, str], tuple[int, int, Post]] = {}
        for i, entity in enumerate(self.mentions.entities):
            if entity.label != "POSITION" or i in self.reader.used:
                continue
            title = folded(self.mentions.texts[i])
            taken = any(other == title or other.startswith(f"{title} ") for other in titled)
            if not taken and not fits(self.mentions.before(i), "sought"):
                post, last = self.reader.post(i)
                offices.setdefault((title, folded(self.mentions.texts[last])), (i, last, post))
        free = [p for p in people if all(one.coming or not one.position for one in p.posts)]
        officers = [p for p in free if p.rank and not p.posts]
        forces = [
            one
            for one in offices.values()
            if self.mentions.labelled(one[1], "UNIT") and self._force(self.mentions.texts[one[1]])
        ]
        if officers and len(forces) == 1:
            person = only(officers) or only([p for p in officers if self._subject(p)])
            offices = {("", str(k)): one for k, one in enumerate(forces)}
        else:
            person = only([p for p in free if not p.rank])
            person = person if person and self._subject(person) else None
        if person is None or len(offices) != 1:
            return
        ((i, last, post),) = offices.values()
        # Beside the person in a sentence it is somebody else's, unless just given or taken.
        apart = self.mentions.sentence(i) not in {self.mentions.sentence(m) for m in person.mentions}
        if apart or fits(self.mentions.before(i), "office"):
            person.posts.insert(0, post)

    def _subject(self, person: Person) -> bool:
        """Whether a sentence begins with the person, or the person is spoken of with respect."""
        first = (person.ranked if person.ranked == m - 1 else m for m in person.mentions)
        return any(fits(self.mentions.before(m), "subject") for m in first if m is not None)

    @staticmethod
    def _force(name: str) -> bool:
        """Whether a body is the police's or the army's, also a ministry that is named without `Bộ`."""
        form = folded(name)
        return kind_of(form)[0] in FORCES or kind_of(f"bộ {form}")[0] in FORCES

    def _of_kind(self, kind: str) -> set[int]:
        """The units of a kind, by their names as written; boards are none."""
        named = ((folded(self.mentions.texts[i]), k) for i, k in self.of_mention.items())
        return {k for name, k in named if kind_of(name)[0] == kind and name not in table("bodies")["board"]["forms"]}

    def _called(self, heads: tuple[str, ...]) -> set[int]:
        """The units whose names begin with one of the heads."""
        named = ((surface(self.mentions.texts[i]), k) for i, k in self.of_mention.items())
        return {k for name, k in named if begins(folded(name), heads) or begins(key_of(name), heads)}

    def _before(self, title: int, heads: tuple[str, ...]) -> set[int]:
        """The unit that is named last before a title, of those whose names begin with one of the heads."""
        called = self._called(heads)
        return {
            next((self.of_mention[i] for i in range(title - 1, -1, -1) if self.of_mention.get(i) in called), -1)
        } - {-1}

    def _holding(self, title: str) -> set[int]:
        """The units that stand behind a folded title."""
        if self.held is None:
            self.held = {}
            for i, entity in enumerate(self.mentions.entities):
                if entity.label == "POSITION" and self.mentions.labelled(i + 1, "UNIT") and self.reader.fits(i, "unit"):
                    self.held.setdefault(folded(self.mentions.texts[i]), set()).add(self.of_mention[i + 1])
        return self.held.get(title, set())
