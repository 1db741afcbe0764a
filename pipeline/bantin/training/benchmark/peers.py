"""The tools that bantin is measured beside: a table of functions, each of which loads one tool and returns a `Peer`.

Every peer reads the same sentences, one call a sentence, and tells how long it took. A new one is a function and a row of `PEERS`.
"""

from __future__ import annotations

import importlib.metadata
import json
import shutil
import subprocess
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bantin.errors import UserError
from bantin.training.benchmark.whole import Seconds, measured

INSTALL = "pip install 'bantin[bench]'"
INSTALL_VNTK = (
    "npm install --prefix DIR vntk@1.4.4 (it compiles crfsuite: node's headers and a C++ compiler), then --vntk DIR"
)


class Absent(Exception):
    """A peer is not installed; the message says what is missing and how to get it."""


@dataclass(frozen=True)
class Peer:
    """A tool to compare with, loaded.

    Args:
        name: what is measured, such as `underthesea ner`.
        version: the tool's.
        read: tags sentences and tells how long that took.
    """

    name: str
    version: str
    read: Callable[[Sequence[str]], Seconds]


def by_sentence(tag: Callable[[str], object]) -> Callable[[Sequence[str]], Seconds]:
    """A reader that calls `tag` for each sentence in this process."""
    return lambda sentences: measured(lambda: deque(map(tag, sentences), maxlen=0))


def underthesea_ner(stack: ExitStack, vntk: Path | None) -> Peer:
    """underthesea's `ner`: persons, places, organisations."""
    try:
        from underthesea import ner
    except ImportError:
        raise Absent(f"underthesea is not installed: {INSTALL}") from None
    return Peer("underthesea ner", importlib.metadata.version("underthesea"), by_sentence(ner))


def pyvi_pos(stack: ExitStack, vntk: Path | None) -> Peer:
    """pyvi's segmentation and part-of-speech tags; it has no entities, so this is the most it does."""
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # its pickled models may be of another scikit-learn, its patterns of an old Python
        try:
            from pyvi import ViPosTagger, ViTokenizer
        except ImportError:
            raise Absent(f"pyvi is not installed: {INSTALL}") from None

    def tag(sentence: str) -> object:
        return ViPosTagger.postagging(ViTokenizer.tokenize(sentence))

    return Peer("pyvi words and POS", importlib.metadata.version("pyvi"), by_sentence(tag))


@contextmanager
def _running(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """A process that lives as long as the block."""
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        try:
            yield process
        finally:
            process.kill()
            if process.stdin:
                with suppress(BrokenPipeError):  # of lines that it left unread
                    process.stdin.close()


def _answer(process: subprocess.Popen[str], lines: Sequence[str] = ()) -> dict[str, Any]:
    """Hand lines to the script, and read its answer.

    Raises:
        UserError: it ended instead.
    """
    stdin, stdout, stderr = (pipe for pipe in (process.stdin, process.stdout, process.stderr) if pipe)
    try:
        stdin.writelines(line + "\n" for line in lines)
        stdin.flush()
        if answer := stdout.readline():
            return json.loads(answer)
    except BrokenPipeError:
        pass
    raise UserError(f"vntk ended: {stderr.read().strip().rpartition(chr(10))[2] or 'without a word'}")


def vntk_ner(stack: ExitStack, vntk: Path | None) -> Peer:
    """vntk's `ner` in a node process of its own, which measures itself: persons, places, organisations."""
    node = shutil.which("node")
    if vntk is None or node is None:
        raise Absent(f"{'no --vntk DIR' if node else 'Node is not installed'}: {INSTALL_VNTK}")
    package = vntk / "node_modules" / "vntk" / "package.json"
    if not package.is_file():  # named, so that leaving it out would be a surprise
        raise UserError(f"{vntk}: has no node_modules/vntk: {INSTALL_VNTK}")
    process = stack.enter_context(_running([node, str(Path(__file__).with_name("vntk.js")), str(vntk.resolve())]))
    version = f"{json.loads(package.read_text(encoding='utf-8'))['version']}, node {_answer(process)['node']}"

    def read(sentences: Sequence[str]) -> Seconds:
        return Seconds(**_answer(process, [*map(json.dumps, sentences), ""]))

    return Peer("vntk ner", version, read)


def check_vntk(vntk: Path) -> None:
    """Try vntk before anything long is measured; where Node is not installed, `load_peers` will say so.

    Raises:
        UserError: it can't be run.
    """
    with ExitStack() as stack, suppress(Absent):
        vntk_ner(stack, vntk)


PEERS = (underthesea_ner, pyvi_pos, vntk_ner)


def load_peers(stack: ExitStack, vntk: Path | None, say: Callable[[str], object]) -> list[Peer]:
    """The peers that are installed, loaded; of each other one, a line says why it is left out.

    Args:
        stack: ends what they started.
        vntk: the folder whose `node_modules` holds vntk.
        say: takes the lines.

    Raises:
        UserError: `vntk` is named but can't be run.
    """
    peers = []
    for load in PEERS:
        try:
            peers.append(load(stack, vntk))
        except Absent as absent:
            say(f"left out: {absent}")
    return peers
