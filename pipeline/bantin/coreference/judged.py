"""How many of the judged pairs are right, and what today's version does with them.

    python -m bantin.coreference.judged annotations/stories/feed.jsonl [STORIES]

`STORIES` is the output of `bantin stories` over the same records.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import msgspec

from bantin.coreference.stories import Story


class Judged(msgspec.Struct):
    """A pair of article ids, and whether a reader found both to tell of one event."""

    a: str
    b: str
    right: bool


def interval(right: int, total: int) -> tuple[float, float]:
    """Wilson's 95 % interval of the share `right / total`; `total` is at least 1."""
    z = 1.96
    share = right / total
    middle = share + z * z / (2 * total)
    reach = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return (middle - reach) / (1 + z * z / total), (middle + reach) / (1 + z * z / total)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("judgements", type=Path)
    parser.add_argument("stories", type=Path, nargs="?")
    args = parser.parse_args()
    with open(args.judgements, "rb") as file:
        pairs = [msgspec.json.decode(line, type=Judged) for line in file]
    right = sum(pair.right for pair in pairs)
    low, high = interval(right, len(pairs))
    print(f"{right} of {len(pairs)} pairs are right: {right / len(pairs):.2f}, 95 % between {low:.2f} and {high:.2f}")
    if args.stories:
        story_of: dict[str, str] = {}
        with open(args.stories, "rb") as file:
            for line in file:
                story = msgspec.json.decode(line, type=Story)
                story_of.update(dict.fromkeys(story.articles, story.id))
        for kind in (True, False):
            mine = [p for p in pairs if p.right is kind]
            joined = sum(p.a in story_of and story_of[p.a] == story_of.get(p.b) for p in mine)
            print(f"joined now: {joined} of the {len(mine)} {'right' if kind else 'wrong'} pairs")


if __name__ == "__main__":
    main()
