"""From annotated articles to a model folder: what `bantin train` does."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import tomllib
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from bantin import pipeline, resources
from bantin.annotation.annotated import Loss
from bantin.annotation.corpus import read_corpus
from bantin.errors import UserError
from bantin.version import __version__


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
        whole = isinstance(found[key], int)
        number = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)
        if not number or not (0 < value < 1e9 or (value == 0 and key in ("c1", "c2"))):
            raise UserError(f"{config}: {key} is {value!r}. Give a {'whole number' if whole else 'number'} above 0.")
    return found | given


def train_model(
    data: Sequence[Path],
    out: Path,
    *,
    texts: Sequence[Path] = (),
    format: str | None = None,
    task: str = "all",
    base: str | None = None,
    name: str = "police_news",
    seed: int = 1,
    rounds: int | None = None,
    dev: Path | None = None,
    config: Path | None = None,
    say: Callable[[str], None] = print,
) -> None:
    """Train and write a model.

    Args:
        data: annotated data in any format, files or folders.
        out: the folder to write.
        texts: where the texts of stand-off rows are.
        format: of the data, told by ending and content without it.
        task: `entities`, `events`, or `all`: the entities, and the events where some article has types.
        base: a model whose other parts are kept.
        name: the model's name.
        seed: of everything random.
        rounds: most iterations of the tagger, in place of the configured ones.
        dev: annotated articles to measure the model's entities on.
        config: TOML file with other settings than `configs/training.toml`.
        say: told what goes on, a line each.

    Raises:
        UserError: the data are unusable.
    """
    try:
        from bantin.training import held_out
        from bantin.training.calibration import expected_calibration_error, fit_calibration
        from bantin.training.entities import train_tagger
        from bantin.training.evaluate import strict
        from bantin.training.events import train_events
        from bantin.training.predict import judge, labels_of
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
    held = read_corpus([dev], texts, format=format, lost=tell) if dev else []
    use = settings(config) | ({"rounds": rounds} if rounds else {})
    typed = any(article.types for article in corpus)
    if task == "events" and not typed:
        raise UserError("--task events: no article of the data has `types`")
    parts = [
        part for part in ("entities", "events") if task == part or (task == "all" and (part == "entities" or typed))
    ]
    nlp = pipeline.load(base) if base else pipeline.blank()
    performance = dict(nlp.meta.get("performance", {}))
    say(f"{len(corpus):,} articles, {sum(len(a.spans) for a in marked):,} spans in {len(marked):,} of them")
    say(
        f"training {' and '.join(parts)}"
        + ("" if typed or task == "entities" else "; no article has `types`, so no events")
    )
    if "events" in parts:  # first, for it takes seconds and may find the data too few
        model, measured = train_events(nlp, corpus, strength=use["strength"], seed=seed)
        nlp.get_pipe("bantin_events").model = model  # type: ignore[attr-defined]
        performance |= {f"events_{key}_cv": round(value, 4) for key, value in measured.items()}
        say(
            f"events: types F1 {measured['types']:.3f}, primary {measured['primary']:.3f} in five-fold cross-validation by story"
        )
    if "entities" in parts:
        field = {key: use[key] for key in ("c1", "c2", "least", "rounds")}
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as aside:
            other = aside.submit(held_out.predict_held_out, marked, field) if len(marked) >= held_out.LEAST else None
            crf, widened = train_tagger(
                nlp,
                marked,
                **field,
                report=lambda step, loss: say(f"tagger {step:4d}  loss {loss:,.0f}") if step % 10 == 0 else None,
            )
            if other:
                predictions, figures = other.result()
                crf.calibrate(fit_calibration(predictions))
                raw = expected_calibration_error(predictions)
                performance["entities_held_out"] = figures | {"uncalibrated_error": round(raw, 4)}
                say(
                    f"entities: strict F1 {figures['entities']:.3f} on {figures['articles']:,} articles of a third of the stories, "
                    "by a tagger trained on the rest; scores are calibrated on them"
                )
        nlp.get_pipe("bantin_tagger").crf = crf  # type: ignore[attr-defined]
        say(
            f"tagger: {len(crf.keys):,} features, {len(crf.labels)} labels; {widened} spans did not fall on token borders and were widened"
        )
    if held:
        dev_score, _ = strict(list(judge(nlp, held, labels_of(nlp, held))))
        say(
            f"dev: {len(held):,} articles; entities, strict micro: precision {dev_score.precision:.3f}, "
            f"recall {dev_score.recall:.3f}, F1 {dev_score.f1:.3f}"
        )
    nlp.meta.update(
        {
            "name": name,
            "version": __version__,
            "description": "Entities and events of Vietnamese official news",
            "license": "Apache-2.0",
            "performance": performance,
            "bantin": {
                "data_sha256": fingerprint(corpus),
                "articles": len(corpus),
                "marked": len(marked),
                "config_sha256": resources.config_sha256(),
                "seed": seed,
            },
        }
    )
    nlp.to_disk(out, exclude=["vocab"])
    say(f"written: {out}")
