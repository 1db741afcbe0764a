"""People: names with the rank, the posts and the unit said beside them, short mentions joined to the full one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from bantin.entities.tagger import Entity
from bantin.language.norms import canonical, folded
from bantin.linking.ranks import rank_code
from bantin.resources import table

REACH = 6  # entities that may stand in the brackets behind a name


@dataclass(slots=True)
class Post:
    """An office: title words, index of the unit in the article's list, whether it is no longer held.

    `title` and `named` are the entities that it was read from, None where there is none: the unit may be said elsewhere.
    """

    position: str | None
    unit: int | None
    former: bool = False
    title: int | None = None
    named: int | None = None


@dataclass(slots=True)
class Person:
    """A person of an article.

    Attributes:
        name: the fullest name. rank: (code or None, as written) or None.
        posts: the one named first beside the name stands first.
        mentions: indices among the article's entities. ranked: that of the rank, or None.
    """

    name: str
    rank: tuple[str | None, str] | None = None
    posts: list[Post] = field(default_factory=list)
    mentions: list[int] = field(default_factory=list)
    ranked: int | None = None


@cache
def _gaps() -> dict[str, re.Pattern[str]]:
    people = table("people")
    honorific = "|".join(sorted((re.escape(folded(f)) for f in people["honorifics"]["forms"]), key=len, reverse=True))
    former = "|".join(people["former"]["forms"])
    force = "|".join(sorted(map(re.escape, people["forces"]["forms"]), key=len, reverse=True))
    return {
        "former": re.compile(rf"(?:^|\s)(?:{former})\s*$"),
        "prefix": re.compile(rf"(?i)(?:(?P<former>{former})|quyền|tân)\s+(?=\w)"),
        # between a name and the title after it
        "after": re.compile(
            rf"^\s*(?:,|-|–|—|\((?:[^()]{{0,30}},)?|:|(?:, )?(?:hiện |đang |hiện đang )?là|làm|(?:, )?giữ chức|giữ chức vụ)?"
            rf"\s*(?:(?:{former}|quyền|tân)\s*)?$"
        ),
        # between a title or unit and the name (or rank) after it
        "before": re.compile(
            rf"^\s*(?:tỉnh|thành phố|huyện|xã|phường)?\s*\)?\s*(?:,|-|–|—|:|là)?\s*(?:(?:{honorific})\s*){{0,2}}$"
        ),
        # between a rank and the name: at most a few words that say of which force
        "rank": re.compile(rf"^\s*(?:(?:{force})\s*){{0,2}}(?:(?:{honorific})\s*)?$"),
        # between a name and the unit after it, without a title
        "of": re.compile(
            r"^\s*(?:,|-|–|—|\()?\s*(?:(?:cán bộ|chiến sĩ|phụ trách|công tác|đang công tác|thuộc|của|tại|ở|điều tra viên|kiểm sát viên|phóng viên|bác sĩ|nhân viên|trợ lý|cán bộ công an|công an viên|đang)\s*){0,3}$"
        ),
        "next": re.compile(
            rf"^\s*(?:,|;|và|kiêm|-|–|, kiêm|đồng thời là|, đồng thời là)\s*(?:(?:{former}|quyền)\s*)?$"
        ),
        "chain": re.compile(r"^\s*(?:,|\(|\)|\),|-|–|thuộc|của|\( ?thuộc|, ?thuộc|\) ?thuộc)?\s*$"),
        # between a title and its unit
        "unit": re.compile(r"^\s*(?:của|,|phụ trách|chuyên trách|thường trực|điều hành)?\s*$"),
        # between a unit and the list of its members, and between them
        "members": re.compile(r"^\s*,?\s*(?:bao )?gồm(?: có)?\s*(?:các )?(?:đồng chí|ông|bà)?\s*:?\s*$"),
        "listed": re.compile(rf"^\s*(?:,|và|;|cùng)\s*(?:(?:{honorific})\s*)?$"),
    }


@lru_cache(1 << 14)
def fits(text: str, gap: str) -> bool:
    """Whether what stands between two entities matches a pattern of `_gaps`."""
    return bool(_gaps()[gap].match(text))


class PeopleLinker:
    """Joins the persons of one article.

    Args:
        entities: the article's entities in order.
        texts: the raw text of each.
        gaps: `gaps[i]` is the folded text between entity `i` and the next, or None across sentences.
        before: the few folded words before each entity, in its sentence.
        of_mention: the unit of each UNIT mention.
    """

    def __init__(
        self,
        entities: list[Entity],
        texts: list[str],
        gaps: list[str | None],
        before: list[str],
        of_mention: dict[int, int],
    ) -> None:
        self.entities, self.texts, self.gaps, self.before, self.of_mention = entities, texts, gaps, before, of_mention
        self.used: set[int] = set()
        self.post_mentions: list[int] = []
        self.members: dict[int, int] = {}
        self.people: list[Person] = []
        self.by_last: dict[str, list[Person]] = {}  # people by the last word of their names

    def _is(self, i: int, label: str) -> bool:
        return 0 <= i < len(self.entities) and self.entities[i].label == label

    def _gap(self, i: int) -> str | None:
        """Text between entity `i` and the next; None across a sentence border."""
        text = self.gaps[i] if 0 <= i < len(self.gaps) else None
        if text is None:
            return None
        # The full stop of an initial (`Đại tá B.V.C., Phó Giám đốc`) says nothing.
        return text.strip().removeprefix(".").strip() if self._is(i, "PERSON") else text.strip()

    def _fits(self, i: int, gap: str) -> bool:
        """Whether the text between entity `i` and the next matches a pattern of `_gaps`."""
        text = self._gap(i)
        return text is not None and fits(text, gap)

    def link(self) -> list[Person]:
        """The article's people, in order of their first mention."""
        found = []
        for i, entity in enumerate(self.entities):
            if entity.label == "PERSON":
                person = Person(" ".join(self.texts[i].split()), mentions=[i])
                self._rank(person, i)
                self._posts_after(person, i)
                self._posts_before(person, i)
                found.append(person)
        for person in found:
            self._join(person)
        for person in self.people:
            for post in person.posts:
                if post.position and post.unit is None:
                    post.unit = self._said_elsewhere(post.position)
        return self.people

    def _said_elsewhere(self, position: str) -> int | None:
        """The one unit that the article joins to the same title, where it joins it to just one."""
        form = folded(position)
        minister = form in ("bộ trưởng", "thứ trưởng")
        found = set()
        for i, entity in enumerate(self.entities):
            if entity.label == "POSITION" and self._is(i + 1, "UNIT") and self._fits(i, "unit"):
                other = folded(self.texts[i])
                if other == form or (minister and other in ("bộ trưởng", "thứ trưởng")):
                    found.add(self.of_mention[i + 1])
        if not found and form in ("đại biểu", "đb"):
            found = {
                self.of_mention[i]
                for i, e in enumerate(self.entities)
                if e.label == "UNIT" and folded(self.texts[i]).startswith(("quốc hội", "hđnd"))
            }
        return found.pop() if len(found) == 1 else None

    def _rank(self, person: Person, i: int) -> None:
        if self._is(i - 1, "RANK") and self._fits(i - 1, "rank"):
            text = " ".join(self.texts[i - 1].split())
            person.rank, person.ranked = (rank_code(text), text), i - 1
        elif (
            self._is(i + 1, "RANK")
            and self._fits(i, "after")
            and not (self._is(i + 2, "PERSON") and self._fits(i + 1, "rank"))
        ):
            text = " ".join(self.texts[i + 1].split())
            person.rank, person.ranked = (rank_code(text), text), i + 1

    def _post(self, i: int) -> tuple[Post, int]:
        """The post whose title is entity `i`, and the last entity it takes."""
        title = " ".join(self.texts[i].split())
        prefix = _gaps()["prefix"].match(canonical(title))  # `Tân giám đốc`: how the post is held, not its title
        former = bool(_gaps()["former"].search(self.before[i]) or (prefix and prefix["former"]))
        last, unit, named = i, None, None
        if self._is(i + 1, "UNIT") and self._fits(i, "unit"):
            last, unit, named = i + 1, self.of_mention[i + 1], i + 1
            self.post_mentions.append(i + 1)
            while self._is(last + 1, "UNIT") and self._fits(last, "chain"):
                last += 1
        elif self._is(i + 1, "LOCATION") and self._fits(i, "unit"):
            last = i + 1
        while self._is(last + 1, "LOCATION") and self._gap(last) in (",", "(", "tại", "của", "ở"):
            last += 1
        return Post(title.split(" ", prefix[0].count(" "))[-1] if prefix else title, unit, former, i, named), last

    def _behind_brackets(self, i: int) -> int:
        """The entity before the one that follows the brackets opened behind entity `i`, `i` itself where none are."""
        if not (self._gap(i) or "").startswith("("):
            return i
        for k in range(i, min(i + REACH, len(self.gaps))):
            gap = self._gap(k)
            if gap is None:
                return i
            if ")" in gap:
                return k if _gaps()["after"].match(gap.rsplit(")", 1)[1].strip()) and self._is(k + 1, "POSITION") else i
        return i

    def _posts_after(self, person: Person, i: int) -> None:
        at, gap = i, "after"
        if (behind := self._behind_brackets(i)) != i:
            post, last = self._post(behind + 1)
            self.used.update(range(behind + 1, last + 1))
            person.posts.append(post)
            return
        if (
            self._is(i + 1, "RANK")
            and person.rank
            and self.entities[i].label == "PERSON"
            and self._fits(i, "after")
            and self._is(i + 2, "POSITION")
        ):
            at = i + 1
        if self._is(at + 1, "UNIT") and self._fits(at, "of") and not person.posts and not self._is(i - 1, "POSITION"):
            if self._gap(at) != "" and (self._gap(at) != "," or person.rank):
                person.posts.append(Post(None, self.of_mention[at + 1], named=at + 1))
                self.post_mentions.append(at + 1)
            return
        while self._is(at + 1, "POSITION") and self._fits(at, gap) and at + 1 not in self.used:
            post, last = self._post(at + 1)
            following = last + 1
            # A title right before the next name is that name's, unless it stands in brackets or behind a dash.
            if (
                (self._is(following, "PERSON") or self._is(following, "RANK"))
                and self._fits(last, "before")
                and self._gap(at) in (",", "và")
                and self._gap(last) != ","
            ):
                break
            self.used.update(range(at + 1, last + 1))
            person.posts.append(post)
            at, gap = last, "next"

    def _posts_before(self, person: Person, i: int) -> None:
        k = i - 1
        if self._is(k, "RANK") and self._fits(k, "rank"):
            k -= 1
        if not person.posts and (unit := self._member_of(k)) is not None:
            person.posts.append(Post(None, unit))
            self.members[i] = unit
            return
        if k < 0 or not self._fits(k, "before"):
            return
        end = k
        while self._is(k, "LOCATION") and k > 0 and self._gap(k - 1) in ("", ",", "(", "tại", "của", "ở"):
            k -= 1
        while self._is(k, "UNIT") and k > 0:
            k -= 1
            if self._is(k, "POSITION"):
                break
        if not self._is(k, "POSITION") or k in self.used:
            return
        post, last = self._post(k)
        if last < end:
            return
        self.used.update(range(k, last + 1))
        posts = [post]
        while self._is(k - 1, "UNIT") or self._is(k - 1, "POSITION"):  # `Bí thư Tỉnh ủy, Chủ tịch HĐND tỉnh Lê Nam`
            j = k - 1
            while self._is(j, "UNIT") and j > 0:
                j -= 1
            if not self._is(j, "POSITION") or j in self.used or not self._fits(k - 1, "next"):
                break
            earlier, _ = self._post(j)
            self.used.update(range(j, k))
            posts.append(earlier)
            k = j
        person.posts = posts + person.posts

    def _member_of(self, k: int) -> int | None:
        """The unit that lists a person as one of its members, entity `k` standing before the person's rank or name."""
        if self._is(k, "UNIT") and self._fits(k, "members"):
            return self.of_mention[k]
        return self.members.get(k) if self._is(k, "PERSON") and self._fits(k, "listed") else None

    def _join(self, person: Person) -> None:
        words = folded(person.name).split() or [person.name]
        alike = self.by_last.setdefault(words[-1], [])
        for known in reversed(alike):
            other = folded(known.name).split()
            short, long = sorted((words, other), key=len)
            same = words == other or (
                len(short) < len(long)
                and long[-len(short) :] == short
                and not (len(long) > 1 and len(short) > 1 and short[0] == long[0])
            )
            if not same or (person.rank and known.rank and person.rank[0] != known.rank[0] and len(short) < len(long)):
                continue
            known.mentions += person.mentions
            if len(words) > len(other) or (words == other and known.name.isupper()):
                known.name = person.name
            if not known.rank:
                known.rank, known.ranked = person.rank, person.ranked
            for post in person.posts:
                if not any(
                    folded(p.position or "") == folded(post.position or "")
                    and (post.unit is None or p.unit == post.unit)
                    for p in known.posts
                ):
                    known.posts.append(post)
            known.posts.sort(key=lambda post: post.position is None)
            return
        alike.append(person)
        self.people.append(person)
