"""From annotated articles to a model folder: what `bantin train` does."""

from __future__ import annotations

import collections
import datetime as dt
import hashlib
import json
import multiprocessing
import tomllib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

from bantin import pipeline, resources
from bantin.annotation.annotated import Annotated, Loss
from bantin.annotation.corpus import read_corpus
from bantin.errors import UserError
from bantin.parallel import end_with_parent
from bantin.registry import behind, meta_of
from bantin.sinks.files import replacing, sha256_of
from bantin.training.describe import described
from bantin.training.stages import Stages
from bantin.version import __version__

FEW = 10  # spans of a label


def fingerprint(corpus: Sequence[object]) -> str:
    """SHA-256 of annotated articles: the same annotations give the same."""
    digest = hashlib.sha256()
    for article in corpus:
        digest.update(json.dumps(article, ensure_ascii=False, sort_keys=True).encode())
    return digest.hexdigest()


def settings(config: Path | None) -> dict[str, Any]:
    """The settings of `configs/training.toml`, those of a TOML file in their place.

    Args:
        config: the file, or None.

    Raises:
        UserError: the file can't be read, or a key or value of it is none.
    """
    found = dict(resources.table("training"))
    if config is None:
        return found
    try:
        given = tomllib.loads(config.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(f"{config}: can't be read as TOML ({error})") from None
    for key, value in given.items():
        if key not in found:
            raise UserError(f"{config}: unknown key {key!r}; those that are known: {', '.join(found)}")
        if isinstance(found[key], bool):
            if not isinstance(value, bool):
                raise UserError(f"{config}: {key} is {value!r}. Give true or false.")
            continue
        whole = isinstance(found[key], int)
        number = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)
        if not number or not (0 < value < 1e9 or (value == 0 and key in ("c1", "c2", "delta"))):
            raise UserError(f"{config}: {key} is {value!r}. Give a {'whole number' if whole else 'number'} above 0.")
    return found | given


def notes(corpus: Sequence[Annotated], held: Sequence[Annotated]) -> Iterator[str]:
    """What is worth knowing of the data before they are trained on, a line each."""
    counts = collections.Counter(label for article in corpus for _, _, label in article.spans)
    if few := [f"{label} {count}" for label, count in sorted(counts.items()) if count < FEW]:
        yield f"fewer than {FEW} examples teach little: {', '.join(few)}"
    if crossed := sum(a[1] > b[0] for article in corpus for a, b in pairwise(sorted(set(article.spans)))):
        yield f"{crossed:,} spans overlap the one before; a word has one label, so one of the two loses words"
    known = {article.text for article in corpus}
    if again := sum(article.text in known for article in held):
        yield f"{again:,} articles of --dev are in --data too; the figures on them say nothing of new articles"


def train_model(
    data: Sequence[Path],
    out: Path,
    *,
    texts: Sequence[Path] = (),
    format: str | None = None,
    task: str = "all",
    base: str | None = None,
    name: str | None = None,
    license: str | None = None,
    seed: int = 1,
    rounds: int | None = None,
    dev: Path | None = None,
    config: Path | None = None,
    say: Callable[[str], None] = print,
) -> None:
    """Train and write a model, with its card.

    Args:
        data: annotated data in any format, files or folders.
        out: the folder to write.
        texts: where the texts of stand-off rows are.
        format: of the data, told by ending and content without it.
        task: `entities`, `events`, or `all`: the entities, and the events where some article has types.
        base: a model to train on from; what is not trained stays as it is there.
        name: the model's name; the base's without one.
        license: of the model; the base's without one.
        seed: of everything random.
        rounds: most iterations of the tagger, in place of the configured ones.
        dev: annotated articles to measure the model on.
        config: TOML file with other settings than `configs/training.toml`.
        say: told what goes on, a line each.

    Raises:
        UserError: the data are unusable.
    """
    try:
        from bantin.training.evaluate import evaluate
        from bantin.training.parts import begin_events, train_events_part, train_tagger_part
    except ImportError as error:
        raise UserError(
            f"training needs packages that are not installed ({error.name}): pip install 'bantin[train]'"
        ) from None

    def tell(lost: Loss) -> None:
        say(f"warning: {lost}")

    corpus = read_corpus(data, texts, format=format, lost=tell)
    if not corpus:
        raise UserError("the data hold no article")
    marked = [article for article in corpus if article.marked]
    if task != "events" and not marked:
        raise UserError("no article of the data has `spans` or `label`; for event types alone use --task events")
    if not any(article.text.strip() for article in corpus):
        raise UserError("the data hold no word: every text is empty")
    held = read_corpus([dev], texts, format=format, lost=tell) if dev else []
    use = settings(config) | ({"rounds": rounds} if rounds else {})
    typed = any(article.types for article in corpus)
    if task == "events" and not typed:
        raise UserError("--task events: no article of the data has `types`")
    parts = [
        part for part in ("entities", "events") if task == part or (task == "all" and (part == "entities" or typed))
    ]
    say(f"{len(corpus):,} articles, {sum(len(a.spans) for a in marked):,} spans in {len(marked):,} of them")
    for note in notes(marked, held):
        say(f"warning: {note}")
    say(
        f"training {' and '.join(parts)}"
        + ("" if typed or task == "entities" else "; no article has `types`, so no events")
    )
    source = pipeline.model_path(base) if base else None
    nlp = pipeline.load(source) if source else pipeline.blank(use["gazetteer"], use["segmentation"])
    use["gazetteer"] = nlp.get_pipe("bantin_tagger").gazetteer  # type: ignore[attr-defined]
    use["segmentation"] = nlp.has_pipe("bantin_segmentation")
    old = behind(source)
    counts = {"marked": len(marked), "typed": sum(bool(a.types and a.primary) for a in corpus)}
    facts = {
        "data_sha256": fingerprint(corpus),
        "articles": len(corpus),
        **counts,
        "config_sha256": resources.config_sha256(),
        "seed": seed,
        "settings": use,
        "files": {path.name: resources.folder_sha256(path) if path.is_dir() else sha256_of(path) for path in data},
        "base": {"name": meta_of(source)["name"], "sha256": resources.model_sha256(source), **old} if source else None,
    }
    ratios = {name: old[name] / max(1, count) for name, count in counts.items()}
    stages = Stages(out, fingerprint([facts, parts, __version__]))
    # Figures of what is trained now are no longer true.
    performance = {
        key: value
        for key, value in nlp.meta.get("performance", {}).items()
        if not any(key.startswith(part) for part in (*parts, "dev"))
    }
    events = None
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), end_with_parent) as aside:
        if parts == ["entities", "events"] and not source and stages.kept("events") is None:
            events = begin_events(corpus, use, seed, stages, aside)
        elif "events" in parts:  # first, for it takes minutes and may find the data too few
            performance |= train_events_part(nlp, corpus, use, seed, ratios["typed"], stages, say)
        if "entities" in parts:
            performance |= train_tagger_part(nlp, marked, held, use, ratios["marked"], stages, aside, say)
        if events:
            lines = events.result()
            performance |= train_events_part(nlp, corpus, use, seed, 0.0, stages, lambda line: None)
            for line in lines:
                say(line)
    labels = [label for label in nlp.get_pipe("bantin_tagger").labels if label != "IGNORE"]  # type: ignore[attr-defined]
    nlp.meta.update(
        {
            "name": name or out.resolve().name,
            "version": __version__,
            "description": f"{', '.join(labels) or 'Events'} in Vietnamese text",
            "requirements": [f"bantin>={__version__}"],  # of a package that `spacy package` makes
            "license": license or (nlp.meta.get("license", "") if source else ""),
            "performance": performance,
            "bantin": facts,
        }
    )
    nlp.to_disk(out, exclude=["vocab"])
    if held:  # measured as it is written, in half precision
        figures, _ = evaluate(pipeline.load(out), held)
        performance["dev"] = {key: figures[key] for key in ("articles", "precision", "recall", "f1", "labels")}
        if figures["events"]:
            performance["dev"] |= {"types": figures["events"]["f1"], "primary": figures["events"]["primary"]}
        performance["dev"]["data_sha256"] = fingerprint(held)
        nlp.meta["performance"] = performance
        nlp.to_disk(out, exclude=["vocab"])
        say(
            f"dev: {len(held):,} articles; entities, strict micro: precision {figures['precision']:.3f}, "
            f"recall {figures['recall']:.3f}, F1 {figures['f1']:.3f}"
        )
    with replacing(out / "README.md") as file:
        file.write(described(nlp.meta, dt.date.today().isoformat()).encode())
    stages.clear()
    say(f"written: {out}, its card: {out / 'README.md'}")
