"""Choose articles to annotate: one a story, spread over places, kinds of event and kinds of body.

    python -m bantin.annotation.sampling SHARED OUT --packets 8 --seed 1 [--mix broad|police|whole|events|articles|general] [--done DIR]

writes `OUT/NN.texts.jsonl` for `annotate.py packet`, each of about 10,000 words.
"""

from __future__ import annotations

import argparse
import collections
import json
import random
import re
from collections.abc import Iterable
from pathlib import Path

from bantin.annotation.corpus import feed_article, read_corpus, rows
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
POLICE = re.compile(
    r"(?i)công an|cảnh sát|csgt|thiếu tá|trung tá|thượng tá|đại tá|thiếu úy|trung úy|thượng úy|đại úy|hạ sĩ|thượng sĩ|(?:thiếu|trung|thượng|đại) tướng"
)
ADMINISTRATION = re.compile(
    r"(?i)hội nghị|sơ kết|tổng kết|khen|biểu dương|bổ nhiệm|điều động|thăng cấp|kỷ luật|phát động|ra quân|tuyên truyền|căn cước|thủ tục hành chính|dịch vụ công|"
    r"số hóa|thăm|làm việc với|tập huấn|huấn luyện|diễn tập|tặng quà|hiến máu|trả lại|giúp dân|lễ |kế hoạch|cảnh báo|khuyến cáo|nồng độ cồn|cứu"
)
# Articles of each pool in a packet: one mix is broad, one leans to the police and to what it does besides fighting crime.
MIXES = {
    "broad": {
        "news_police_baomoi": 12,
        "news_police_vietnews": 4,
        "news_general_baomoi": 1,
        "feed_official": 45,
        "feed_general": 8,
    },
    "police": {"news_police_baomoi": 5, "news_police_vietnews": 2, "news_administration": 8, "feed_police": 60},
    # For event types alone, which a reader gives quicker than spans.
    "events": {
        "news_police_baomoi": 36,
        "news_police_vietnews": 10,
        "news_administration": 24,
        "feed_police": 260,
        "feed_official": 50,
    },
    "articles": {"news_police_baomoi": 110, "news_police_vietnews": 40},  # for event types of whole articles
    "whole": {
        "news_police_baomoi": 15,
        "news_police_vietnews": 7,
        "news_administration": 3,
    },  # whole articles, span by span
    "general": {"news_general_baomoi": 30},  # to measure how silent the tagger is where no police is
}


def pools(shared: Path) -> dict[str, list[dict]]:
    """Candidate articles by kind of source; feed items are split by whether an official body or office is named."""
    data = shared / "data"
    found = {
        name: [r for r in rows(data / f"{name}.jsonl.gz") if 90 <= len(r["text"].split()) <= 900]
        for name in ("news_police_baomoi", "news_police_vietnews", "news_general_baomoi")
    }
    found["news_administration"] = [
        r
        for name in ("news_police_baomoi", "news_police_vietnews")
        for r in found[name]
        if ADMINISTRATION.search(r["title"]) and POLICE.search(r["text"])
    ]
    feed = [feed_article(r) for r in rows(data / "feed_2025_2026.jsonl.gz") if r["summary"]]
    found["feed_police"] = [r for r in feed if POLICE.search(r["text"])]
    found["feed_official"] = [r for r in feed if OFFICIAL.search(r["text"])]
    found["feed_general"] = [r for r in feed if not OFFICIAL.search(r["text"])]
    return found


def varied(articles: Iterable[dict], n: int, rng: random.Random, pool: int = 60) -> list[dict]:
    """`n` articles, each time the one of `pool` random candidates whose places and topics were seen least."""
    left, chosen = list(articles), list[dict]()
    seen: collections.Counter[str] = collections.Counter()
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
    parser.add_argument("--mix", choices=MIXES, default="broad")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--done",
        type=Path,
        action="append",
        default=[],
        help="folder of annotations or of texts of earlier rounds, whose stories are left out; may be repeated",
    )
    args = parser.parse_args()
    rng = random.Random(args.seed)
    taken = [r for path in sorted((args.shared / "gold-dev").glob("*.jsonl")) for r in rows(path)]
    taken += [article._asdict() for article in read_corpus(args.done, [args.shared / "data"])]
    chosen: dict[str, list[dict]] = {}
    mix = MIXES[args.mix]
    for name, candidates in pools(args.shared).items():
        if name not in mix:
            continue
        some = rng.sample(candidates, min(len(candidates), 6000))
        everything = taken + some
        story = story_clusters([r["text"] for r in everything])
        used, fresh = set(story[: len(taken)]), []
        for article, cluster in zip(some, story[len(taken) :], strict=True):
            if cluster not in used:
                used.add(cluster)
                fresh.append(article)
        chosen[name] = varied(fresh, mix[name] * args.packets, rng)
        taken += chosen[name]
    args.out.mkdir(parents=True, exist_ok=True)
    for k in range(args.packets):
        with open(args.out / f"{args.seed:02d}{k:02d}.texts.jsonl", "w", encoding="utf-8") as out:
            for articles in chosen.values():
                for article in articles[k :: args.packets]:
                    row = {key: article[key] for key in ("id", "text", "published") if key in article}
                    out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
