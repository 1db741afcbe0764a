"""The model card: figures of a model and of the rules alone on the measuring data, by the project's scorer.

    python -m bantin.training.card models/default SHARED

runs the model over `SHARED/gold-dev`, scores it with `SHARED/tools/score.py`, and writes `models/default/README.md`.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from spacy.language import Language

from bantin import pipeline
from bantin.annotation.corpus import rows
from bantin.sources.article import Article, Failure

FIGURES = ("entities", "core", "types", "primary", "people", "names")


def score(
    nlp: Language, gold: Path, scorer: Path
) -> tuple[dict[str, float], dict[str, tuple[float, float, float, int]]]:
    """({figure: value}, {label: (precision, recall, F1, gold spans)}) of a pipeline on a gold file."""
    articles = (Article(id=r["id"], text=r["text"], published=r.get("published")) for r in rows(gold))
    with tempfile.NamedTemporaryFile("wb", suffix=".jsonl") as file:
        for record in pipeline.Extractor(nlp).stream(articles):
            if isinstance(record, Failure):
                raise SystemExit(f"{record.id}: {record.message}")
            file.write(record.to_json() + b"\n")
        file.flush()
        printed = subprocess.run(
            [sys.executable, str(scorer), str(gold), file.name], capture_output=True, text=True, check=True
        ).stdout
    labels = {
        m[1]: (float(m[2]), float(m[3]), float(m[4]), int(m[5]))
        for m in re.finditer(r"^([A-Z]+) +([\d.]+) +([\d.]+) +([\d.]+) +(\d+)$", printed, re.MULTILINE)
    }
    return {m[1]: float(m[2]) for m in re.finditer(r"(\w+)=([\d.]+)", printed.splitlines()[-1])}, labels


def main() -> None:
    """Command line: the model's folder and the folder of the measuring data."""
    model, shared = Path(sys.argv[1]), Path(sys.argv[2])
    scorer = shared / "tools" / "score.py"
    trained, rules = pipeline.load(model), pipeline.blank()
    meta = trained.meta
    trained_on = meta.get("bantin")
    if not trained_on:
        raise SystemExit(
            f"{model}: `bantin train` did not write this model (no `bantin` in its meta.json); train it first"
        )
    lines = [
        f"# {meta['name']} {meta['version']}",
        "",
        "Entities and events of Vietnamese police and local-government news: a linear-chain CRF over hashed features, and logistic",
        "regressions over cues and words. Arrays only; nothing in the files is executed when they are read.",
        "",
        f"Trained by `bantin train --data annotations/gold --texts SHARED/data --out models/default` on {trained_on['articles']:,} articles read span",
        f"by span (`annotations/manifest.json`; SHA-256 of the data `{trained_on['data_sha256'][:16]}…`), seed {trained_on['seed']}.",
        "The texts are newspapers' and are not in the model; single words of them are, as hashes.",
        "",
        "## Figures",
        "",
        "On `gold-dev`, which no part was trained on, by `tools/score.py` (strict spans). This page is written by",
        "`python -m bantin.training.card models/default SHARED`.",
    ]
    for name in ("articles", "ledes"):
        gold = shared / "gold-dev" / f"{name}.jsonl"
        digest = hashlib.sha256(gold.read_bytes()).hexdigest()[:12]
        figures, labels = score(trained, gold, scorer)
        base, base_labels = score(rules, gold, scorer)
        lines += ["", f"`{name}.jsonl` ({digest})", "", "| figure | model | rules alone |", "| --- | --- | --- |"]
        lines += [f"| {figure} | {figures[figure]:.3f} | {base[figure]:.3f} |" for figure in FIGURES]
        lines += [
            "",
            "| label | precision | recall | F1 | F1 of rules | gold |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        lines += [
            f"| {label} | {p:.3f} | {r:.3f} | {f:.3f} | {base_labels.get(label, (0, 0, 0.0, 0))[2]:.3f} | {n} |"
            for label, (p, r, f, n) in sorted(labels.items())
        ]
    held_out = {k: v for k, v in meta.get("performance", {}).items() if k.endswith("_cv")}
    lines += [
        "",
        f"Event types in five-fold cross-validation by story over the training articles: {json.dumps(held_out)}.",
    ]
    lines += [
        "",
        "## Limits",
        "",
        "Scores of entities are exact posteriors of the field, not yet calibrated on held-out data. The event types were learned from few",
        "examples of drills, discipline and campaigns. Texts without diacritics are read badly. Unit ids hold within one article.",
    ]
    (model / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"written: {model / 'README.md'}")


if __name__ == "__main__":
    main()
