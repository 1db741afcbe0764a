"""Posts: the titles and units said beside a name, and what may stand between them."""

from __future__ import annotations

from dataclasses import dataclass

from bantin.language.norms import canonical, folded
from bantin.linking.bodies import height, kind_of, surface
from bantin.linking.mentions import Mentions
from bantin.linking.titles import alone, begins, bodies, fits

REACH = 6  # entities that may stand in the brackets behind a name
# between a title or unit and the place it is of
NEAR_PLACE = ("", ",", "(", "tại", "của", "ở", "thuộc", "(nay là", "(nay thuộc", "),", ")")


@dataclass(slots=True)
class Post:
    """An office: title words, and index of the unit in the article's list.

    `former`: no longer held. `coming`: the person is just given it. `placed`: a place follows the title.
    `title` and `named` are the entities that it was read from, None where there is none: the unit may be said elsewhere.
    """

    position: str | None
    unit: int | None
    former: bool = False
    coming: bool = False
    placed: bool = False
    title: int | None = None
    named: int | None = None


class PostReader:
    """Reads the posts beside the names of one article.

    Args:
        mentions: the article's mentions.
        of_mention: the unit of each UNIT mention.

    Attributes:
        used: mentions that a post has taken.
        named: UNIT mentions that stand in a post.
    """

    def __init__(self, mentions: Mentions, of_mention: dict[int, int]) -> None:
        self.mentions, self.of_mention = mentions, of_mention
        self.used: set[int] = set()
        self.named: list[int] = []

    def fits(self, i: int, pattern: str) -> bool:
        """Whether the text between entity `i` and the next matches a pattern of `_patterns`."""
        text = self.mentions.gap(i)
        return text is not None and fits(text, pattern) is not None

    def post(self, i: int) -> tuple[Post, int]:
        """The post whose title is entity `i`, and the last entity it takes."""
        mentions = self.mentions
        title = mentions.written(i)
        prefix = fits(canonical(title), "prefix")  # `Tân giám đốc`: how the post is held, not its title
        former = bool(fits(mentions.before(i), "former") or (prefix and prefix["former"]))
        last, unit, named = i, None, None
        if self._twice(i + 1):
            i = last = i + 1
        if mentions.labelled(i + 1, "UNIT") and self.fits(i, "unit"):
            last, unit, named = i + 1, self.of_mention[i + 1], i + 1
            self.named.append(i + 1)
            while mentions.labelled(last + 1, "UNIT") and self.fits(last, "chain"):
                last += 1
        elif mentions.labelled(i + 1, "LOCATION") and self.fits(i, "unit"):
            last = i + 1
        while mentions.labelled(last + 1, "LOCATION") and mentions.gap(last) in NEAR_PLACE[1:]:
            last += 1
        placed = mentions.labelled(last, "LOCATION")
        words = title.split(" ", prefix[0].count(" "))[-1] if prefix else title
        return Post(words, unit, former, placed=placed, title=i, named=named), last

    def was(self, rank: int) -> bool:
        """Whether a rank is no longer held: then neither is the office said with it (`nguyên thượng tá, phó trưởng phòng …`)."""
        return fits(self.mentions.before(rank), "former") is not None

    def force(self, i: int) -> bool:
        """Whether the unit of a mention is the police's or the army's."""
        return kind_of(folded(surface(self.mentions.texts[i])))[0] in ("police", "army")

    def _twice(self, i: int) -> bool:
        """Whether mention `i` is a title that stands in brackets behind itself: `Tổng giám đốc (CEO)`."""
        titles = self.mentions.labelled(i, "POSITION") and self.mentions.labelled(i - 1, "POSITION")
        return titles and self.mentions.gap(i - 1) == "(" and (self.mentions.gap(i) or "").startswith(")")

    def after(self, i: int, behind: int, gap: str | None, rank: bool) -> list[Post]:
        """The posts behind a name.

        Args:
            i: the name.
            behind: the last entity of what is told of the person right behind the name (age, birth, residence), else `i`.
            gap: what then stands before the next entity, None across a sentence border.
            rank: whether the person has a rank.
        """
        mentions = self.mentions
        if (closing := self._behind_brackets(i)) != i:
            post, last = self.post(closing + 1)
            self.used.update(range(closing + 1, last + 1))
            return [post]
        if gap is None:
            return []
        at, start = behind, gap
        if (
            mentions.labelled(at + 1, "RANK")
            and rank
            and fits(gap, "after")
            and mentions.labelled(at + 2, "POSITION", "UNIT")
        ):
            at, start = at + 1, mentions.gap(at + 1) or ""
        ranked = at != behind
        if mentions.labelled(at + 1, "UNIT") and not mentions.labelled(i - 1, "POSITION"):
            found = fits(start, "of")
            if (
                not found
                or (start in ("", "tại", "ở") and at == behind)
                or (start == "," and not (rank and self._member(at + 1)))
            ):
                return []
            last = named = at + 1
            self.named.append(named)
            post = Post(None, self.of_mention[named], bool(found["former"]), named=named)
            while mentions.labelled(last + 1, "UNIT") and self.fits(last, "chain"):
                last += 1
            if mentions.labelled(last + 1, "POSITION") and mentions.gap(last) == "làm":
                post.position, post.title = mentions.written(last + 1), last + 1  # `cán bộ Đội CSGT làm tổ trưởng`
                self.used.add(last + 1)
            return [post]
        posts: list[Post] = []
        pattern = "after"
        while mentions.labelled(at + 1, "POSITION") and fits(start, pattern) and at + 1 not in self.used:
            post, last = self.post(at + 1)
            # A title right before the next name is that name's, unless it stands in brackets or behind a dash.
            if (
                mentions.labelled(last + 1, "PERSON", "RANK")
                and self.fits(last, "before")
                and not start.startswith(("(", "-", "–", "—", ":"))
                and not (mentions.gap(last) or "").startswith((",", "),"))
            ):
                break
            self.used.update(range(at + 1, last + 1))
            given = pattern == "after" and fits(start, "after")
            post.coming = bool(given and given["coming"]) or any(p.coming for p in posts)
            post.former = post.former or bool(given and given["gone"]) or (ranked and not posts and self.was(at))
            posts.append(post)
            at, pattern, start = last, "next", mentions.gap(last) or "."
        return self._shared(posts)

    def _member(self, i: int) -> bool:
        """Whether an officer can be of the unit of a mention; a newspaper behind a comma begins what comes next."""
        return kind_of(folded(surface(self.mentions.texts[i])))[0] != "press"

    def _behind_brackets(self, i: int) -> int:
        """The entity before the one that follows the brackets opened behind entity `i`, `i` itself where none are."""
        mentions = self.mentions
        if not (mentions.gap(i) or "").startswith("("):
            return i
        for k in range(i, min(i + REACH, len(mentions))):
            gap = mentions.gap(k)
            if gap is None:
                return i
            if ")" in gap:
                closes = fits(gap.rsplit(")", 1)[1].strip(), "after") and mentions.labelled(k + 1, "POSITION")
                return k if closes else i
        return i

    def before(self, k: int, several: bool) -> tuple[list[Post], int]:
        """The posts before a name or its rank, and the first entity they take, -1 where there are none.

        Args:
            k: the entity before the name or rank.
            several: whether the person has posts behind the name already.
        """
        mentions = self.mentions
        if k < 0:
            return [], -1
        near = self.fits(k, "before")
        if not near and not self.fits(k, "given"):
            return [], -1
        end = k
        while (
            mentions.labelled(k, "LOCATION")
            and k > 0
            and (
                mentions.gap(k - 1) in NEAR_PLACE or (mentions.labelled(k - 1, "POSITION") and self.fits(k - 1, "unit"))
            )
        ):
            k -= 1
        while mentions.labelled(k, "UNIT") and k > 0:
            k -= 1
            if mentions.labelled(k, "POSITION"):
                break
        if not mentions.labelled(k, "POSITION"):
            if not near or several or not mentions.labelled(end, "UNIT"):
                return [], -1
            first = self.first(end)
            if not fits(mentions.before(first), "leader"):
                return [], -1
            self.named.append(first)
            return [Post(None, self.of_mention[first], named=first)], first
        if self._twice(k):
            k -= 1
        if k in self.used or self._other(k, end) or not (near or fits(mentions.before(k), "office")):
            return [], -1
        post, last = self.post(k)
        if last < end:
            return [], -1
        self.used.update(range(k, last + 1))
        posts = [post]
        while mentions.labelled(k - 1, "UNIT", "POSITION"):  # `Bí thư Tỉnh ủy, Chủ tịch HĐND tỉnh Lê Nam`
            j = k - 1
            while mentions.labelled(j, "UNIT") and j > 0:
                j -= 1
            if not mentions.labelled(j, "POSITION") or j in self.used or not self.fits(k - 1, "next"):
                break
            earlier, _ = self.post(j)
            self.used.update(range(j, k))
            posts.append(earlier)
            k = j
        self._shared(posts[::-1])
        return posts, k  # the one nearest to the name first

    def first(self, k: int) -> int:
        """The first mention of the chain of units that ends with mention `k`: `Đội 1`, `Phòng CSGT` (`PC08`)."""
        texts, of = self.mentions.texts, self.of_mention
        while (
            self.mentions.labelled(k - 1, "UNIT")
            and self.fits(k - 1, "chain")
            and (of[k - 1] == of[k] or height(folded(texts[k - 1])) < height(folded(texts[k])))
        ):
            k -= 1
        return k

    def _other(self, title: int, end: int) -> bool:
        """Whether a title before a name is somebody else's: whom the person would follow or speaks for, or who says what follows the colon of a headline.

        Args:
            title: the title.
            end: the last entity before the name or its rank.
        """
        mentions, gap = self.mentions, self.mentions.gap(end) or ""
        if gap.startswith(":"):
            name = end + (2 if mentions.labelled(end + 1, "RANK") else 1)
            return not mentions.before(title) and mentions.after(name, 1).strip().isalpha()
        if fits(mentions.before(title), "seeks"):
            return True
        return bool(gap) and fits(mentions.before(title), "spokesman") is not None

    def _shared(self, posts: list[Post]) -> list[Post]:
        """Posts as they stand in the text; one without a unit is of the unit of the next (`Chủ tịch kiêm Giám đốc Sở Y tế`)."""
        for post, following in zip(posts[-2::-1], posts[:0:-1], strict=True):
            title = folded(post.position or "")
            if post.unit is None and following.unit is not None and title not in alone():
                heads = bodies(title)
                if not heads or any(begins(name, heads) for name in self.names(following.unit)):
                    post.unit = following.unit
        return posts

    def names(self, unit: int) -> list[str]:
        """The folded texts of a unit's mentions."""
        return [folded(self.mentions.texts[i]) for i, other in self.of_mention.items() if other == unit]
