"""The figures as tables for people and as JSON that people can read, and the machine they hold for."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import re
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

PACKAGES = ("bantin", "spacy", "numpy", "msgspec", "ahocorasick-rs", "python-crfsuite", "scikit-learn")
LEFT_TITLE: dict[str, Any] = {"title_justify": "left"}


def environment() -> dict[str, Any]:
    """Python, processor and package versions."""
    info = Path("/proc/cpuinfo")
    names = (
        [line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
        if info.exists()
        else []
    )
    installed = {
        found.name.lower().replace("_", "-"): found.version
        for found in importlib.metadata.distributions()
        if found.name
    }
    return {
        "python": platform.python_version(),
        "cpu": names[0] if names else platform.processor() or platform.machine(),
        "cpus": os.cpu_count(),
        "packages": {name: installed.get(name) for name in PACKAGES},
    }


def as_json(figures: dict[str, Any]) -> str:
    """Indented JSON in which a list or object that holds no other stands on one line."""
    text = json.dumps(figures, ensure_ascii=False, indent=2)
    return re.sub(r"(?<=[\[{])\n +([^\[\]{}]*?)\n *(?=[\]}])", lambda m: re.sub(r"\n +", " ", m[1]), text) + "\n"


def show(figures: dict[str, Any], out: Console) -> None:
    """Print the tables that `figures` has rows for, start and memory."""
    table = Table(
        "", "words/s", "share", title=f"{figures['articles']:,} articles, {figures['words']:,} words", **LEFT_TITLE
    )
    table.add_row("bantin extract", f"{figures['bantin']['words_per_second']:,}", "100 %", style="bold")
    for name, stage in figures["stages"].items():
        speed = f"{figures['words'] / stage['seconds']:,.0f}" if stage["seconds"] else ""
        table.add_row(f"  {name}", speed, f"{100 * stage['share']:.1f} %")
    out.print(table)
    if shared := figures["shared"]:
        title = f"the same {shared['sentences']:,} sentences, {shared['words']:,} words, of the first {shared['articles']:,} articles"
        table = Table("", "words/s", "bantin is", "in processor time", title=title, **LEFT_TITLE)
        table.add_row("bantin extract", f"{shared['bantin']['words_per_second']:,}", "", "", style="bold")
        for name, peer in figures["peers"].items():
            times = (f"{peer['ratio']:,.1f} × as fast", f"{peer['ratio_cpu']:,.1f} × as fast")
            table.add_row(f"{name} {peer['version']}", f"{peer['words_per_second']:,}", *times)
        out.print(table)
    if grown := figures["growth"]:
        title = f"growth: articles of {grown['file']}, each row a fresh process"
        table = Table("articles", "words", "seconds", "processor", "words/s", "peak MiB", title=title, **LEFT_TITLE)
        for row in grown["rows"]:
            table.add_row(
                f"{row['articles']:,}",
                f"{row['words']:,}",
                f"{row['seconds']:,.1f}",
                f"{row['cpu_seconds']:,.1f}",
                f"{row['words_per_second']:,}",
                f"{row['peak_mib']:,.0f}",
            )
        out.print(table)
    peaks = ", ".join(f"{mib:,.0f} MiB after {int(count):,} articles" for count, mib in figures["memory_mib"].items())
    out.print(f"start to first record {figures['start_seconds']:.2f} s; peak memory {peaks}")
