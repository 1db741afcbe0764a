"""People: names with the rank, the posts and the unit said beside them, short mentions joined to the full one."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from bantin.language.norms import folded
from bantin.linking.details import Details, read_details
from bantin.linking.elsewhere import Elsewhere
from bantin.linking.joining import GENERAL, foreign_short, same_name, same_rank, words_of
from bantin.linking.mentions import Mentions
from bantin.linking.posts import Post, PostReader
from bantin.linking.ranks import rank_code
from bantin.linking.titles import alone, fits

TOLD = 3  # dates and places between a name and another of the same person
QUOTES = ('"', "“", "”", "'", "‘", "’")


@dataclass(slots=True)
class Person:
    """A person of an article.

    Attributes:
        name: the fullest name. rank: (code or None, as written) or None.
        posts: the one named first beside the name stands first.
        mentions: indices among the article's entities. ranked: that of the rank, or None.
        age: in years, where the article says it. born: year of birth, where the article says it.
        residence: indices of the places, smallest first, that together say where the person lives.
    """

    name: str
    rank: tuple[str | None, str] | None = None
    posts: list[Post] = field(default_factory=list)
    mentions: list[int] = field(default_factory=list)
    ranked: int | None = None
    age: int | None = None
    born: int | None = None
    residence: list[int] = field(default_factory=list)


class PeopleLinker:
    """Joins the persons of one article.

    Args:
        mentions: the article's mentions.
        of_mention: the unit of each UNIT mention.
    """

    def __init__(self, mentions: Mentions, of_mention: dict[int, int]) -> None:
        self.mentions, self.of_mention = mentions, of_mention
        self.reader = PostReader(mentions, of_mention)
        self.listed: dict[int, Post] = {}  # a post that a name shares with the next of its list
        self.head = -1, -1  # the body whose people a sentence lists, and that sentence
        self.people: list[Person] = []
        self.aliases: dict[str, Person] = {}  # people by their other names, folded
        self.by_word: dict[str, list[Person]] = {}  # people by the first and the last word of their names

    @property
    def post_mentions(self) -> list[int]:
        """UNIT mentions that stand in a post."""
        return self.reader.named

    def link(self) -> list[Person]:
        """The article's people, in order of their first mention."""
        found = [self._person(i) for i, entity in enumerate(self.mentions.entities) if entity.label == "PERSON"]
        self._share_ranks(found)
        self._share_back(found)
        for person in found:
            if not self._alias(person):
                self._join(person)
        elsewhere = Elsewhere(self.reader)
        elsewhere.untitled(self.people)
        for person in self.people:
            if person.rank and person.posts and all(post.coming for post in person.posts):
                person.posts = []  # an officer's new office belongs to the event
            elif person.rank and not person.posts and (unit := elsewhere.of_officer(person)) is not None:
                person.posts = [Post(None, unit)]
            for post in person.posts:
                if post.position and post.unit is None and not post.placed:
                    post.unit = elsewhere.unit(person, post)
        return self.people

    def _person(self, i: int) -> Person:
        mentions = self.mentions
        details = read_details(mentions, i)
        person = Person(
            mentions.written(i), mentions=[i], age=details.age, born=details.born, residence=details.residence
        )
        k, force = i - 1, None
        if fits(mentions.before(i), "pretence"):
            return person
        if (
            mentions.labelled(k, "LOCATION")
            and mentions.labelled(k - 1, "RANK")
            and mentions.gap(k) == mentions.gap(k - 1) == ""
        ):
            k -= 1  # `Trung tướng Lào Kham Say`
            self._rank(person, k)
            k -= 1
        elif mentions.labelled(k, "RANK") and (
            self.reader.fits(k, "rank") or (self.reader.fits(k, "are") and fits(mentions.before(k), "count"))
        ):
            if fits(mentions.before(k), "pretence"):
                return person
            self._rank(person, k)
            k -= 1
        elif (
            k > 0
            and mentions.entities[k].label == "UNIT"
            and mentions.entities[k - 1].label == "RANK"
            and mentions.gap(k) == mentions.gap(k - 1) == ""
        ):
            force = k  # `Thiếu tá Không quân Mỹ John Smith`
            self._rank(person, k - 1)
            k -= 2
        elif (
            mentions.labelled(details.last + 1, "RANK")
            and fits(details.gap or ".", "after")
            and not self._of_next(details.last)
        ):
            self._rank(person, details.last + 1)
        person.posts = self._after(person, details, k)
        if not person.posts and (post := self._listed(k)):
            person.posts, self.listed[i] = [post], post
            return person
        before, first = self.reader.before(k, bool(person.posts))
        if before:
            person.posts = before + person.posts
            if fits(mentions.before(first), "count") or (
                fits(mentions.before(first), "office") and self.reader.fits(i, "both")
            ):
                self.listed[i] = before[0]
            if not person.rank and mentions.labelled(first - 1, "RANK") and mentions.gap(first - 1) in ("", ",", "-"):
                self._rank(person, first - 1)
                for post in before:
                    post.former = post.former or self.reader.was(first - 1)
        if person.rank and mentions.labelled(k, "UNIT") and self.reader.fits(k, "leads"):
            first = self.reader.first(k)
            person.posts.append(Post(None, self.of_mention[first], named=first))
        elif force is not None and not person.posts:
            person.posts = [Post(None, self.of_mention[force], named=force)]
        return person

    def _after(self, person: Person, details: Details, k: int) -> list[Post]:
        """The posts behind a person's name, with what entity `k`, which stands before the name or its rank, says of them."""
        posts = self.reader.after(person.mentions[0], details.last, details.gap, bool(person.rank))
        acts = person.ranked is not None and fits(self.mentions.before(person.ranked), "by")
        head = self._head(k)
        left = person.ranked is not None and person.ranked < person.mentions[0] and self.reader.was(person.ranked)
        for post in posts:
            post.coming = post.coming and not acts
            post.former = post.former or (left and post.named is not None and self.reader.force(post.named))
            if post.unit is None and not post.placed and folded(post.position or "") not in alone():
                post.unit = head
        return posts

    def _rank(self, person: Person, k: int) -> None:
        text = self.mentions.written(k)
        person.rank, person.ranked = (rank_code(text), text), k

    def _of_next(self, i: int) -> bool:
        """Whether the rank behind mention `i` is the next name's."""
        mentions = self.mentions
        if mentions.labelled(i + 2, "POSITION"):
            return mentions.gap(i) == "," and mentions.gap(i + 1) == ""
        return mentions.labelled(i + 2, "PERSON") and self.reader.fits(i + 1, "rank")

    def _head(self, k: int) -> int | None:
        """The body whose people are listed in the sentence of entity `k`, which stands before a name or its rank: `6 cán bộ của Công ty X gồm …`."""
        mentions = self.mentions
        if mentions.labelled(k, "UNIT") and self.reader.fits(k, "members"):
            self.head = self.of_mention[k], mentions.sentence(k)
        return self.head[0] if self.head[1] >= 0 and self.head[1] == mentions.sentence(k) else None

    def _listed(self, k: int) -> Post | None:
        """The post that a list gives a person, entity `k` standing before the person's rank or name."""
        mentions = self.mentions
        if mentions.labelled(k, "UNIT") and self.reader.fits(k, "members"):
            if mentions.labelled(k - 1, "POSITION") and self.reader.fits(k - 1, "unit"):
                return None  # `Hai Thứ trưởng Bộ Y tế gồm …`
            return Post(None, self.of_mention[k])
        if mentions.labelled(k, "PERSON") and self.reader.fits(k, "listed") and (post := self.listed.get(k)):
            return Post(post.position, post.unit, post.former)
        return None

    def _share_ranks(self, found: list[Person]) -> None:
        """A rank that is counted is of all the names of its list: `hai trung úy A và B`."""
        for person, following in pairwise(found):
            if person.ranked is None or following.rank or not self.reader.fits(following.mentions[0] - 1, "both"):
                continue
            if fits(self.mentions.before(person.ranked), "count"):
                following.rank, following.ranked = person.rank, person.ranked

    def _share_back(self, found: list[Person]) -> None:
        """Officers of one list that ends with their unit (`Đại úy A, Trung tá B thuộc Đội C`) are all of it."""
        mentions = self.mentions
        for person, following in zip(found[-2::-1], found[:0:-1], strict=True):
            if person.posts or not person.rank:
                continue
            i, k = person.mentions[0], following.mentions[0]
            if not following.rank and k - i == 1 and self.reader.fits(i, "both"):
                if not following.posts and mentions.labelled(k + 1, "UNIT") and mentions.gap(k) == ",":
                    following.posts = [Post(None, self.of_mention[k + 1], named=k + 1)]
            elif not following.rank or not all(mentions.labelled(m, "DATE") for m in range(i + 1, k - 1)):
                continue
            post = following.posts[0] if following.posts else None
            if post and post.position is None and fits((mentions.gap(max(i, k - 2)) or ".").lstrip(") "), "listed"):
                person.posts = [Post(None, post.unit, post.former)]

    def _join(self, person: Person) -> None:
        words = words_of(person.name)
        known = self._known(person, words)
        if known is None:
            self.people.append(person)
            for word in {words[0], words[-1]}:
                self.by_word.setdefault(word, []).append(person)
            return
        other = words_of(known.name)
        known.mentions += person.mentions
        longer = len(words) - len(other)
        if longer == 0 and words != other:  # `D.Trump`, `Donald Trump`
            longer = len(person.name) - len(known.name)
        if longer > 0 or (words == other and known.name.isupper()):
            known.name = person.name
            for word in {words[0], words[-1]}:
                if not any(known is one for one in self.by_word.setdefault(word, [])):
                    self.by_word[word].append(known)
        if not known.rank or (person.rank and known.rank[1].lower() == GENERAL):
            known.rank, known.ranked = person.rank, person.ranked
        known.age, known.born = known.age or person.age, known.born or person.born
        known.residence = known.residence or person.residence
        for post in person.posts:
            if not any(
                folded(p.position or "") == folded(post.position or "") and (post.unit is None or p.unit == post.unit)
                for p in known.posts
            ):
                known.posts.append(post)
        known.posts.sort(key=lambda post: (post.position is None, post.coming))

    def _alias(self, person: Person) -> bool:
        """Join a name to the person that it is another name of, where it is said to be one."""
        i = k = person.mentions[0]
        while self.mentions.labelled(k - 1, "DATE", "LOCATION") and i - k < TOLD:
            k -= 1  # `(SN 1990, trú Hà Nội, tự Hải bánh)`
        if not self.mentions.labelled(k - 1, "PERSON"):
            return False
        known = next((known for known in reversed(self.people) if k - 1 in known.mentions), None)
        told = [self.mentions.gap(m) for m in range(k - 1, i)]
        if known is None or None in told:
            return False
        if not (fits("".join(map(str, told)), "alias") or (k == i and self._nickname(known, person, str(told[0])))):
            return False
        known.mentions.append(i)
        if words_of(person.name)[-1] != words_of(known.name)[-1]:
            self.aliases[folded(person.name)] = known
            self._same(known, folded(person.name))
        known.age, known.born = known.age or person.age, known.born or person.born
        known.residence = known.residence or person.residence
        return True

    def _same(self, known: Person, alias: str) -> None:
        """Join who was called by another name of a person before the article said whose name it is."""
        one = next(
            (one for one in self.people if one is not known and not one.rank and folded(one.name) == alias), None
        )
        if one is None:
            return
        for people in (self.people, *self.by_word.values()):
            people[:] = [other for other in people if other is not one]
        known.mentions = sorted(known.mentions + one.mentions)
        known.posts += [post for post in one.posts if post.position]
        known.age, known.residence = known.age or one.age, known.residence or one.residence
        self.people.sort(key=lambda other: other.mentions[0])

    def _nickname(self, known: Person, person: Person, gap: str) -> bool:
        """Whether the brackets or the quotation marks right behind a name hold another of the same person, to judge by its words."""
        i, (words, other) = person.mentions[0], (words_of(person.name), words_of(known.name))
        behind = self.mentions.after(i, 1).strip()
        if gap in QUOTES:
            return behind in QUOTES and i > 0
        return gap == "(" and behind == ")" and words != other and other[-1] in words and words[0] != other[0]

    def _known(self, person: Person, words: list[str]) -> Person | None:
        """The person met before whom a mention means."""
        for same in (same_name, foreign_short):
            alike = self.by_word.get(words[0 if same is foreign_short else -1])
            if not alike:
                continue
            latest = reversed(alike)
            for known in sorted(latest, key=self._relative):
                other = words_of(known.name)
                if not same(words, other):
                    continue
                if len(words) != len(other):
                    if person.rank and known.rank and not same_rank(person.rank[1], known.rank[1]):
                        continue
                    if (known.posts and self._relative(person)) or (person.posts and self._relative(known)):
                        continue
                    if len(words) > len(other) and fits(self.mentions.after(person.mentions[0], 5), "relative_of"):
                        continue  # `Anna Smith, con gái ông Smith`
                return known
        return self.aliases.get(folded(person.name))

    def _relative(self, person: Person) -> bool:
        """Whether a name stands, where it stands first, as somebody's relative."""
        return fits(self.mentions.before(person.mentions[0]), "relative") is not None
