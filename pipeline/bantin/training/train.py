"""From annotated articles to a model folder: what `bantin train` does."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from bantin import pipeline, resources
from bantin.annotation.corpus import read_corpus
from bantin.errors import UserError
from bantin.version import __version__


def fingerprint(corpus: Sequence[object]) -> str:
    """SHA-256 of annotated articles: the same annotations give the same."""
    digest = hashlib.sha256()
    for article in corpus:
        digest.update(json.dumps(article, ensure_ascii=False, sort_keys=True).encode())
    return digest.hexdigest()


def train_model(
    data: Sequence[Path],
    out: Path,
    *,
    texts: Sequence[Path] = (),
    task: str = "all",
    base: str | None = None,
    name: str = "police_news",
    seed: int = 1,
    rounds: int = 140,
    say: Callable[[str], None] = print,
) -> None:
    """Train and write a model.

    Args:
        data: annotated JSONL, files or folders.
        out: the folder to write.
        texts: where the texts of stand-off rows are.
        task: `entities`, `events` or `all`.
        base: a model whose other parts are kept.
        name: the model's name.
        seed: of everything random.
        rounds: most iterations of the tagger.
        say: told what goes on, a line each.

    Raises:
        UserError: the data are unusable.
    """
    try:
        from bantin.training.entities import train_tagger
        from bantin.training.events import train_events
    except ImportError as error:
        raise UserError(
            f"training needs packages that are not installed ({error.name}): pip install 'bantin[train]'"
        ) from None

    corpus = read_corpus(data, texts)
    if not corpus:
        raise UserError("the data hold no article")
    nlp = pipeline.load(base) if base else pipeline.blank()
    performance = dict(nlp.meta.get("performance", {}))
    say(f"{len(corpus):,} articles, {sum(len(a.spans) for a in corpus):,} spans")
    if task in ("entities", "all"):
        crf, widened = train_tagger(
            nlp,
            corpus,
            rounds=rounds,
            report=lambda step, loss: say(f"tagger {step:4d}  loss {loss:,.0f}") if step % 10 == 0 else None,
        )
        nlp.get_pipe("bantin_tagger").crf = crf  # type: ignore[attr-defined]
        say(
            f"tagger: {len(crf.keys):,} features, {len(crf.labels)} labels; {widened} spans did not fall on token borders and were widened"
        )
    if task in ("events", "all"):
        model, held_out = train_events(nlp, corpus, seed=seed)
        nlp.get_pipe("bantin_events").model = model  # type: ignore[attr-defined]
        performance |= {f"events_{key}_cv": round(value, 4) for key, value in held_out.items()}
        say(
            f"events: types F1 {held_out['types']:.3f}, primary {held_out['primary']:.3f} in five-fold cross-validation by story"
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
                "config_sha256": resources.config_sha256(),
                "seed": seed,
            },
        }
    )
    nlp.to_disk(out, exclude=["vocab"])
    say(f"written: {out}")
