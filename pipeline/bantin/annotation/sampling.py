"""Choose articles to annotate: one a story, spread over places, kinds of event and kinds of body.

    python -m bantin.annotation.sampling SHARED OUT --packets 8 --seed 1 [--done DIR]

writes `OUT/NN.texts.jsonl` for `annotate.py packet`, each of about 10,000 words.
"""
from __future__ import annotations

import argparse
import collections
import gzip
import json
import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from bantin.annotation.stories import story_clusters

PLACES = re.compile(r"\b(?:tỉnh|TP\.?|thành phố|Công an tỉnh) ?([A-ZĐ]\w+(?: [A-ZĐ]\w+){0,2})")
TOPICS = re.compile(
    r"(?i)hội nghị|tổng kết|khen thưởng|bổ nhiệm|kỷ luật|kế hoạch|phát động|căn cước|thủ tục|thăm|tập huấn|tặng quà|giết|cướp|trộm|lừa đảo|"
    r"ma t[úu]y|cờ bạc|khởi tố|xét xử|tuyên án|truy nã|mất tích|tai nạn|nồng độ cồn|cháy|cứu hộ|bão|lũ|đuối nước|cảnh báo|quân đội|biên phòng|"
    r"tòa án|viện kiểm sát|tỉnh ủy|ubnd|quốc hội|doanh nghiệp|bệnh viện|trường|thiếu tá|thượng tá|đại tá|trung tướng|thiếu úy|thủ tướng|chủ tịch"
)
OFFICIAL = re.compile(
    r"(?i)công an|cảnh sát|csgt|quân đội|bộ đội|biên phòng|thiếu tá|trung tá|thượng tá|đại tá|trung úy|đại úy|tướng|khởi tố|bắt|"
    r"tòa án|tand|viện kiểm sát|ubnd|chủ tịch|bí thư|bộ trưởng|giám đốc sở|thủ tướng|đại biểu"
)
MIX = {"news_police_baomoi": 12, "news_police_vietnews": 4, "news_general_baomoi": 1, "feed_official": 45, "feed_general": 8}


def rows(path: Path) -> Iterator[dict]:
    """The JSON objects of a file, gzip or plain, one a line."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, filter(str.strip, lines))


def feed_article(row: dict) -> dict:
    """A feed row as an article: title and summary on a line each; the id from date and link, as in the gold sets."""
    slug = row["link"].rstrip("/").rsplit("/", 1)[-1][:60]
    text = f"{row['title']}\n{row['summary']}"
    return {"id": f"feed/{row['date']}/{slug}", "text": text, "published": row["date"]}


def pools(shared: Path) -> dict[str, list[dict]]:
    """Candidate articles by kind of source; feed items are split by whether an official body or office is named."""
    data = shared / "data"
    found = {name: [r for r in rows(data / f"{name}.jsonl.gz") if 90 <= len(r["text"].split()) <= 900]
             for name in MIX if name.startswith("news")}
    feed = [feed_article(r) for r in rows(data / "feed_2025_2026.jsonl.gz") if r["summary"]]
    found["feed_official"] = [r for r in feed if OFFICIAL.search(r["text"])]
    found["feed_general"] = [r for r in feed if not OFFICIAL.search(r["text"])]
    return found


def varied(articles: Iterable[dict], n: int, rng: random.Random, pool: int = 60) -> list[dict]:
    """`n` articles, each time the one of `pool` random candidates whose places and topics were seen least."""
    left, seen, chosen = list(articles), collections.Counter(), []
    rng.shuffle(left)
    while left and len(chosen) < n:
        def novelty(article: dict) -> float:
            marks = {*PLACES.findall(article["text"]), *(t.lower() for t in TOPICS.findall(article["text"]))}
            return sum(1 / (1 + seen[m]) for m in marks) / (2 + len(marks))
        best = max(range(min(pool, len(left))), key=lambda i: novelty(left[i]))
        article = left.pop(best)
        seen.update({*PLACES.findall(article["text"]), *(t.lower() for t in TOPICS.findall(article["text"]))})
        chosen.append(article)
    return chosen


def main() -> None:
    """Command line: see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--packets", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--done", type=Path, help="folder with *.texts.jsonl of earlier rounds, whose stories are left out")
    args = parser.parse_args()
    rng = random.Random(args.seed)
    taken = [r for path in sorted((args.shared / "gold-dev").glob("*.jsonl")) for r in rows(path)]
    if args.done:
        taken += [r for path in sorted(args.done.glob("*.texts.jsonl")) for r in rows(path)]
    chosen: dict[str, list[dict]] = {}
    for name, candidates in pools(args.shared).items():
        some = rng.sample(candidates, min(len(candidates), 6000))
        everything = taken + some
        story = story_clusters([r["text"] for r in everything])
        used, fresh = set(story[:len(taken)]), []
        for article, cluster in zip(some, story[len(taken):], strict=True):
            if cluster not in used:
                used.add(cluster)
                fresh.append(article)
        chosen[name] = varied(fresh, MIX[name] * args.packets, rng)
    args.out.mkdir(parents=True, exist_ok=True)
    for k in range(args.packets):
        with open(args.out / f"{args.seed:02d}{k:02d}.texts.jsonl", "w", encoding="utf-8") as out:
            for articles in chosen.values():
                for article in articles[k::args.packets]:
                    row = {key: article[key] for key in ("id", "text", "published") if key in article}
                    out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
