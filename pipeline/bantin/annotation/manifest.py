"""The manifest of the annotated corpora: which files, what they hold, who vouches for them.

    python -m bantin.annotation.manifest annotations

rewrites `annotations/manifest.json`. Everything but what is under `silver/` was labelled by reading; that is for what a model or a rule wrote.
"""

from __future__ import annotations

import collections
import hashlib
import json
import sys
from pathlib import Path

from bantin.annotation.corpus import rows

KINDS = {
    "gold": "read span by span against GUIDELINES.md",
    "second": "an independent second reading of some gold files",
    "events": "gold for event types alone: read article by article, without spans",
    "silence": "general news and sport, read span by span, never trained on: measures how silent the tagger is there",
    "unseen": "event types of items read like those of events, never trained on: measures the event classifier on what it is unsure of",
    "silver": "written by a model or a rule",
}


def describe(path: Path) -> dict[str, object]:
    """Counts and hash of one stand-off file."""
    articles = list(rows(path))
    labels = collections.Counter(label for row in articles for _, _, label in row.get("spans", ()))
    sources = collections.Counter(row["id"].split("/")[0] for row in articles)
    return {
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "articles": len(articles),
        "by_source": dict(sorted(sources.items())),
        "spans": sum(labels.values()),
        "by_label": dict(sorted(labels.items())),
        "people": sum(len(row.get("people", [])) for row in articles),
    }


def main() -> None:
    """Command line: the folder of the corpora."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "annotations")
    files = {
        kind: {p.name: describe(p) for p in sorted((folder / kind).glob("*.jsonl"))}
        for kind in KINDS
        if (folder / kind).is_dir()
    }
    totals = {
        kind: {key: sum(int(str(f[key])) for f in found.values()) for key in ("articles", "spans", "people")}
        for kind, found in files.items()
    }
    (folder / "manifest.json").write_text(
        json.dumps({"kinds": KINDS, "totals": totals, "files": files}, ensure_ascii=False, indent=1) + "\n",
        encoding="utf-8",
    )
    print(json.dumps(totals))


if __name__ == "__main__":
    main()
