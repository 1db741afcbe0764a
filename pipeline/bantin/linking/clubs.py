"""Football clubs that are called like the police of a city: `Công An Hà Nội`, in articles about football alone."""

from __future__ import annotations

import re
from functools import cache

from bantin.language.norms import folded, whole_words
from bantin.linking.bodies import any_of, spelled
from bantin.linking.mentions import Mentions
from bantin.resources import table

CAPITAL = re.compile(r"Công An(?!\w)")  # the police writes `Công an`
SURE = 2  # different words of football that make an article one about it
WHOLLY = 4  # such words that leave no doubt


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Names of clubs; words of football and its leagues; what stands before and behind a club, and before and behind the police."""
    club = {name: any_of(forms) for name, forms in table("bodies")["club"].items()}
    acts = "(?:đã |vừa |đang |sẽ |bị )?"
    return {
        "name": re.compile(
            rf"(?P<head>(?:{club['heads']}) )?(?P<name>công an (?:thành phố )?(?:{club['names']}))(?: fc)?"
        ),
        "words": whole_words(table("bodies")["club"]["words"]),
        "leagues": whole_words(table("bodies")["club"]["leagues"]),
        "before": re.compile(rf"(?:^|.*\s)(?:{club['heads']}|{club['before']})(?: của)?(?: clb)?\s*$"),
        "behind": re.compile(rf"\s*{acts}(?:{club['behind']})(?!\w)"),
        "force": re.compile(rf"(?:^|.*\s)(?:{club['force']})\s*$"),
        "police": re.compile(rf"\s*{acts}(?:{club['police']})(?!\w)"),
    }


def clubs(mentions: Mentions) -> dict[int, str]:
    """{UNIT mention: name without `CLB`, folded} of the clubs among an article's bodies."""
    known = _patterns()
    called: dict[int, re.Match[str]] = {}
    for i, entity in enumerate(mentions.entities):
        if entity.label != "UNIT" or "công an" not in folded(mentions.texts[i]):
            continue
        if found := known["name"].fullmatch(spelled(mentions.texts[i]).lower()):
            called[i] = found
    if not called:
        return {}
    text = folded(mentions.known.text)
    league, said = bool(known["leagues"].search(text)), len({match[0] for match in known["words"].finditer(text)})
    if not league and said < SURE:
        return {}
    free = {i: found["name"] for i, found in called.items() if found["head"] or not _police(mentions, i)}
    if league:
        return free
    sure = {
        i: name
        for i, name in free.items()
        if called[i]["head"]
        or CAPITAL.search(mentions.texts[i])
        or known["before"].match(mentions.before(i))
        or known["behind"].match(mentions.after(i))
    }
    return {i: name for i, name in free.items() if name in sure.values()} if said >= WHOLLY else sure


def _police(mentions: Mentions, i: int) -> bool:
    """Whether what stands beside a mention tells the police: what it does, its force, an office or a rank that football has not."""
    known = _patterns()
    if known["police"].match(mentions.after(i)) or known["force"].match(mentions.before(i)):
        return True
    if not mentions.labelled(i - 1, "POSITION", "RANK") or mentions.gap(i - 1) != "":
        return False
    return not known["words"].search(folded(mentions.texts[i - 1]))
