"""Peers: each reads every sentence once, one that is missing is told, one that breaks is a clear line."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from bantin.errors import UserError
from bantin.training.benchmark import peers

SENTENCES = ["Sáng 5/3, xã họp.", "Ông nói: “Vâng!”", "Dòng có\nxuống dòng và \u2028 dấu lạ.", "Hết."]
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")


def fake_vntk(folder: Path, tag: str) -> Path:
    """A folder whose node_modules/vntk has an `ner` with this function, a line of JavaScript, as its `tag`."""
    package = folder / "node_modules" / "vntk"
    package.mkdir(parents=True)
    (package / "package.json").write_text(json.dumps({"name": "vntk", "version": "0.0.7", "main": "index.js"}))
    (package / "index.js").write_text(f"exports.ner = () => ({{ tag: {tag} }});", encoding="utf-8")
    return folder


def test_a_reader_hands_over_each_sentence_once_in_order() -> None:
    seen: list[str] = []
    seconds = peers.by_sentence(seen.append)(SENTENCES)
    assert seen == SENTENCES
    assert seconds.wall > 0
    assert seconds.cpu >= 0


@needs_node
def test_vntk_reads_the_same_sentences_in_every_round(tmp_path: Path) -> None:
    log = tmp_path / "log"
    tag = f"s => require('fs').appendFileSync({json.dumps(str(log))}, JSON.stringify(s) + '\\n')"
    with ExitStack() as stack:
        peer = peers.vntk_ner(stack, fake_vntk(tmp_path, tag))
        assert (peer.name, peer.version.split(",")[0]) == ("vntk ner", "0.0.7")
        assert peer.read(SENTENCES).wall > 0
        assert peer.read(SENTENCES[:1]).cpu > 0
    assert [json.loads(line) for line in log.read_text(encoding="utf-8").split("\n") if line] == [
        *SENTENCES,
        SENTENCES[0],
    ]


@needs_node
def test_a_vntk_that_breaks_is_one_clear_line(tmp_path: Path) -> None:
    folder = fake_vntk(tmp_path, "s => { throw new Error('no model') }")
    with ExitStack() as stack:
        peer = peers.vntk_ner(stack, folder)
        with pytest.raises(UserError, match=r"vntk ended: no model$"):
            peer.read(SENTENCES)
    (folder / "node_modules" / "vntk" / "index.js").write_text("throw new Error('compiled for another Node')")
    with pytest.raises(UserError, match=r"vntk ended: compiled for another Node$"):
        peers.check_vntk(folder)


@needs_node
def test_a_folder_without_vntk_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"has no node_modules/vntk: npm install --prefix"):
        peers.check_vntk(tmp_path)


def test_what_is_missing_is_left_out_with_one_line_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("underthesea", "pyvi"):
        monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setattr(peers.shutil, "which", lambda name: None)
    lines: list[str] = []
    with ExitStack() as stack:
        assert peers.load_peers(stack, tmp_path, lines.append) == []
    assert [line.split(":")[1].strip() for line in lines] == [
        "underthesea is not installed",
        "pyvi is not installed",
        "Node is not installed",
    ]
    assert all("install" in line.split(":", 2)[2] for line in lines)


@pytest.mark.skipif(
    not all(map(importlib.util.find_spec, ("underthesea", "pyvi"))), reason="bantin[bench] is not installed"
)
def test_python_peers_tag_odd_sentences(tmp_path: Path) -> None:
    for load in (peers.underthesea_ner, peers.pyvi_pos):
        with ExitStack() as stack:
            peer = load(stack, None)
        assert peer.version
        assert peer.read([*SENTENCES, "…", "\u200b", "😀"]).wall > 0
