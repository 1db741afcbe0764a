"""The model card: figures of a model and of the rules alone on the measuring data, by the project's scorer.

    python -m bantin.training.card models/default SHARED

runs the model over `SHARED/gold-dev`, scores it with `SHARED/tools/score.py`, and writes `models/default/README.md` and, beside it,
`reliability.svg`.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from spacy.language import Language

from bantin import pipeline
from bantin.annotation.corpus import rows, sha256
from bantin.language.norms import without_marks
from bantin.sources.article import Article, Failure
from bantin.training import silence
from bantin.training.calibration import BINS, Prediction, expected_calibration_error, reliability
from bantin.training.page.charts import reliability as reliability_plot

CORRECTIONS = Path("annotations/dev/corrections.jsonl")
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


def corrected(gold: Path, corrections: Path, out: Path) -> int:
    """Write a gold file with the corrections of `annotations/dev` in it; how many spans they add.

    They are labels that contradict the guidelines and other labels of the same set, each with its reason.
    """
    fixes = {(row["id"], row["sha256"]): row for row in rows(corrections)}
    added = 0
    with out.open("w", encoding="utf-8") as file:
        for row in rows(gold):
            if fix := fixes.get((row["id"], sha256(row["text"]))):
                row["spans"] = sorted([s for s in row["spans"] if s not in fix["remove"]] + fix["add"])
                added += len(fix["add"])
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return added


def predictions(
    nlp: Language, articles: Sequence[dict[str, Any]], change: Callable[[str], str] = str
) -> tuple[list[Prediction], float]:
    """(what the pipeline finds in labelled articles, strict F1); what touches an `IGNORE` span is left out, as by the scorer.

    Args:
        nlp: the pipeline.
        articles: rows with `text` and `spans`.
        change: done to each text; may not move a character.
    """
    found, wanted = list[Prediction](), 0
    for article, doc in zip(articles, nlp.pipe(change(a["text"]) for a in articles), strict=True):
        gold = {(start, end, label) for start, end, label in article["spans"]}
        ignored = [(start, end) for start, end, label in gold if label == "IGNORE"]
        wanted += len(gold) - len(ignored)
        for span, entity in ((doc[e.start : e.end], e) for e in doc._.entities if e.label != "IGNORE"):
            if not any(span.start_char < end and start < span.end_char for start, end in ignored):
                right = (span.start_char, span.end_char, entity.label) in gold
                found.append(Prediction(entity.label, entity.score, right))
    return found, 2 * sum(p.right for p in found) / max(1, len(found) + wanted)


def capital_title(text: str) -> str:
    """The text with its first line that is not blank in capitals."""
    end = len(text) - len(text.lstrip())
    end = text.find("\n", end) if "\n" in text[end:] else end
    title = text[:end].upper()
    return title + text[end:] if len(title) == end else text


def unmarked(text: str) -> str:
    """The text without diacritics, of the same length."""
    return "".join(plain if len(plain := without_marks(c)) == 1 else c for c in text)


def both_together(nlp: Language, shared: Path, scorer: Path) -> list[str]:
    """The table of both files of gold-dev together, as they are and with the corrections of `annotations/dev`."""
    with tempfile.TemporaryDirectory() as folder:
        given, mended = Path(folder, "given.jsonl"), Path(folder, "mended.jsonl")
        files = (shared / "gold-dev" / f"{name}.jsonl" for name in ("articles", "ledes"))
        given.write_bytes(b"".join(file.read_bytes() for file in files))
        added = corrected(given, CORRECTIONS, mended)
        (figures, labels), (better, better_labels) = (score(nlp, gold, scorer) for gold in (given, mended))
    table = [(figure, figures[figure], better[figure]) for figure in FIGURES]
    table += [(label, row[2], better_labels[label][2]) for label, row in sorted(labels.items())]
    return [
        "",
        f"Both files together, as they are, and with {added} labels mended that contradict the guidelines and their like in the same files",
        "(`annotations/dev/corrections.jsonl`: years after `SN` without a label, a name cut in two by a sentence break); F1, of `primary` the share:",
        "",
        "| figure | as it is | mended |",
        "| --- | --- | --- |",
        *(f"| {name} | {value:.3f} | {mended_value:.3f} |" for name, value, mended_value in table),
    ]


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
        "Entities and events of Vietnamese police and local-government news: a linear-chain CRF over hashed features, and networks",
        "with one hidden layer over cues and words, joined to one. Arrays only; nothing in the files is executed when they are read.",
        "",
        "Trained by `bantin train --data annotations/gold --data annotations/events --texts SHARED/data --name police_news --license Apache-2.0 --out models/default` on",
        f"{trained_on['articles']:,} articles read one by one for their event types, {trained_on['marked']:,} of them span by span too",
        f"(`annotations/manifest.json`; SHA-256 of the data `{trained_on['data_sha256'][:16]}…`), seed {trained_on['seed']}.",
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
    lines += both_together(trained, shared, scorer)
    articles = [row for name in ("articles", "ledes") for row in rows(shared / "gold-dev" / f"{name}.jsonl")]
    found, _ = predictions(trained, articles)
    bins = reliability(found)
    (model / "reliability.svg").write_text(
        reliability_plot(bins, "Reliability of entity scores on gold-dev", file=True), encoding="utf-8"
    )
    lines += [
        "",
        "## Scores",
        "",
        "A score is the probability that border and label are exactly right: the field's posterior, calibrated on held-out stories.",
        f"On `gold-dev` the expected calibration error ({BINS} bins) is {expected_calibration_error(found):.3f}.",
        "",
        "![Reliability: mean score and share that is right](reliability.svg)",
        "",
        "| mean score | share that is right | spans |",
        "| --- | --- | --- |",
    ]
    lines += [f"| {score:.3f} | {share:.3f} | {n} |" for score, share, n in bins]
    lines += [
        "",
        "## Other spellings",
        "",
        "Strict F1 over both files of `gold-dev`, entities found, and how many of them are right, with the texts changed:",
        "",
        "| text | F1 | found | precision |",
        "| --- | --- | --- | --- |",
    ]
    for name, change in (("as it is", str), ("title in capitals", capital_title), ("without diacritics", unmarked)):
        found, value = predictions(trained, articles, change)
        lines.append(
            f"| {name} | {value:.3f} | {len(found):,} | {sum(p.right for p in found) / max(1, len(found)):.3f} |"
        )
    lines += ["", "## Silence", "", *silence.report(trained, Path("annotations"), shared)]
    measured = meta.get("performance", {})
    lines += ["", "## On the training data, held out by story", ""]
    if part := measured.get("entities_held_out"):
        lines += [
            f"A tagger trained on two thirds of the stories, on the {part['articles']:,} articles of the rest (general and foreign news among them, which is harder):",
            "",
            "| " + " | ".join(key for key in part if key not in ("articles", "uncalibrated_error")) + " |",
            "| " + " | ".join("---" for key in part if key not in ("articles", "uncalibrated_error")) + " |",
            "| "
            + " | ".join(f"{v:.3f}" for key, v in part.items() if key not in ("articles", "uncalibrated_error"))
            + " |",
            "",
        ]
    if "events_types_cv" in measured:
        types, primary = measured["events_types_cv"], measured["events_primary_cv"]
        lines += [f"Event types in five-fold cross-validation by story: F1 {types:.3f}, primary {primary:.3f}."]
    lines += [
        "",
        "## Limits",
        "",
        "Scores are calibrated on news like the training articles. Drills, discipline and campaigns are rare in them and found less often. A text",
        "without diacritics gives the entities that are sure only; see above how many. Unit ids hold within one article.",
    ]
    (model / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"written: {model / 'README.md'}")


if __name__ == "__main__":
    main()
