"""The templates of all pages, their style and script."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from bantin.pages.passages import heading, passages
from bantin.pages.words import Language, day, named, number, texts
from bantin.resources import label_colours

# Characters that HTML does not allow, and those that turn the direction of what stands around them, each shown as one mark.
HIDDEN = [
    *range(9),
    11,
    *range(14, 32),
    *range(0x7F, 0xA0),
    0x200E,
    0x200F,
    0x061C,
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
]
CONTROLS = dict.fromkeys(HIDDEN, "\ufffd")
OTHER = "OTHER"  # class of labels that `annotations/labels/entities.json` has no colour for


def _seen(value: Any) -> Any:
    """What a template prints, with no character that hides or turns others."""
    return value.translate(CONTROLS) if isinstance(value, str) else value


def static(package: str, name: str) -> str:
    """A file of a package's templates as it is.

    Args:
        package: such as `bantin.report`.
        name: such as `list.js`.
    """
    return (files(package) / "templates" / name).read_text(encoding="utf-8")


@cache
def environment(package: str, language: Language) -> Environment:
    """The templates of a package, which may use those of this one.

    Args:
        package: such as `bantin.report`.
        language: of the interface.
    """
    env = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("bantin.pages")]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_seen,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals |= {
        "passages": passages,
        "heading": heading,
        "label_class": label_class,
        "labels": [label for label in label_colours() if label != "IGNORE"],
        "language": language.value,
        "t": texts(language),
        "links": None,
    }
    env.filters |= {"named": named(language), "num": number(language), "day": day(language)}
    return env


def label_class(label: str) -> str:
    """The style's class of a label: its name where it has a colour."""
    return label if label in label_colours() else OTHER


def style(language: Language, *more: str) -> str:
    """The whole style: `pages.css`, the colours and names of the labels, and what is given."""
    name = named(language)
    rules = (
        f'.{label}{{--c:{colour.background};--on:{colour.ink};--name:"{name(label, "label")}"}}'
        for label, colour in label_colours().items()
    )
    other = f'.{OTHER}{{--c:#999999;--on:#000000;--name:"{name("other", "label")}"}}'
    return "\n".join((static("bantin.pages", "pages.css"), *rules, other, *more))


def script(*more: str) -> str:
    """The whole script: `mentions.js`, and what is given."""
    return "\n".join((static("bantin.pages", "mentions.js"), *more))
