"""How silent the tagger is where no police is: general news and sport that nothing was trained on.

    python -m bantin.training.silence MODEL ANNOTATIONS SHARED

prints, for articles read span by span (`ANNOTATIONS/silence/*.jsonl`), precision and recall by label, and the ranks found in 300 articles
of general news, each with what a reader said of it (`ANNOTATIONS/silence/ranks.json`), or `not read yet`.
"""

from __future__ import annotations

import collections
import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from spacy.language import Language

from bantin import pipeline
from bantin.annotation.corpus import Annotated, articles, read_corpus, rows, sha256

ARTICLES = 300
GENERAL = "news_general_baomoi.jsonl.gz"


class Found(NamedTuple):
    """A rank found in general news: where, its words, and whether a reader held it for one (None: not read yet)."""

    article: str
    start: int
    text: str
    around: str
    right: bool | None


def by_label(nlp: Language, corpus: Sequence[Annotated]) -> dict[str, tuple[float, float, int]]:
    """{label: (precision, recall, spans in gold)}, strict, of a pipeline on articles that were read."""
    right: collections.Counter[str] = collections.Counter()
    found, gold = right.copy(), right.copy()
    for article, doc in zip(corpus, nlp.pipe(a.text for a in corpus), strict=True):
        ignored = [(start, end) for start, end, label in article.spans if label == "IGNORE"]
        wanted = {span for span in article.spans if span[2] != "IGNORE"}
        gold.update(label for _, _, label in wanted)
        for e in doc.ents:
            if not any(e.start_char < end and start < e.end_char for start, end in ignored):
                found[e.label_] += 1
                right[e.label_] += (e.start_char, e.end_char, e.label_) in wanted
    return {k: (right[k] / max(1, found[k]), right[k] / max(1, gold[k]), gold[k]) for k in sorted({*found, *gold})}


def ranks(nlp: Language, annotations: Path, shared: Path) -> list[Found]:
    """The ranks found in 300 articles of general news, chosen by the hash of their ids, none of them annotated otherwise."""
    known = {row["id"] for path in annotations.rglob("*.jsonl") for row in rows(path) if "id" in row}
    pool = [a for a in articles([shared / "data" / GENERAL]) if a["id"] not in known]
    chosen = sorted(pool, key=lambda a: hashlib.sha256(a["id"].encode()).digest())[:ARTICLES]
    file = annotations / "silence" / "ranks.json"
    said = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    result = []
    for article, doc in zip(chosen, nlp.pipe(a["text"] for a in chosen), strict=True):
        for e in doc.ents:
            if e.label_ == "RANK":
                around = article["text"][max(0, e.start_char - 60) : e.end_char + 60].replace("\n", " ")
                right = said.get(f"{sha256(article['text'])[:16]}:{e.start_char}-{e.end_char}")
                result.append(Found(article["id"], e.start_char, e.text, around, right))
    return result


def report(nlp: Language, annotations: Path, shared: Path) -> list[str]:
    """The section of the model card."""
    read = read_corpus(sorted((annotations / "silence").glob("*.jsonl")), [shared / "data"])
    words = sum(len(article.text.split()) for article in read)
    labels = by_label(nlp, read)
    found = ranks(nlp, annotations, shared)
    count = collections.Counter(rank.right for rank in found)
    return [
        f"On {len(read)} articles of general news and sport ({words:,} words), read span by span and never trained on:",
        "",
        "| label | precision | recall | gold |",
        "| --- | --- | --- | --- |",
        *(f"| {label} | {p:.3f} | {r:.3f} | {n} |" for label, (p, r, n) in labels.items()),
        "",
        f"In {ARTICLES} other articles of general news it finds {len(found)} ranks: by reading, {count[True]} are ranks, {count[False]} are not"
        + (f", {count[None]} were not read." if count[None] else "."),
    ]


def main() -> None:
    """Command line: the model, the folder of the annotations, the folder of the shared data."""
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    nlp, annotations, shared = pipeline.load(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
    print("\n".join(report(nlp, annotations, shared)))
    for rank in ranks(nlp, annotations, shared):
        said = {True: "right", False: "wrong", None: "not read yet"}[rank.right]
        print(f"{said:13} {rank.article} {rank.start}: {rank.text} | {rank.around}")


if __name__ == "__main__":
    main()
