"""The registry of models: what takes the place of the model in use and what does not, and that nothing stops it half-way."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys

import pytest
from training_samples import rows

from bantin import pipeline, registry, resources
from bantin.batch import runner
from bantin.errors import UserError
from bantin.registry import Registry
from bantin.training import promotion
from bantin.training.train import train_model


def silent(line):
    """Nothing is said."""


def write(path, some):
    path.write_text("".join(json.dumps(row) + "\n" for row in some), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """Three models of one label set and one of another, and the file that they are judged on."""
    base, every = tmp_path_factory.mktemp("models"), list(rows())
    data = write(base / "test.jsonl", every)
    only = [row | {"label": [span for span in row["label"] if span[2] == "HERO"]} for row in every]
    wrong = [row | {"label": [[0, 3, span[2]] for span in row["label"][:1]]} for row in every]
    for name, some in (("good", every), ("like", [*every, *every]), ("bad", [*wrong[:8], *every[:2]]), ("half", only)):
        train_model([write(base / f"{name}.jsonl", some)], base / name, rounds=30, say=silent)
    return base, data


@pytest.fixture
def home(models, tmp_path, monkeypatch):
    """A registry of its own, where the good model is in use; its folder."""
    folder = tmp_path / "registry"
    monkeypatch.setenv("BANTIN_MODELS", str(folder))
    good = models[0] / "good"
    promotion.promote(Registry(), good, resources.model_sha256(good), forced="the first one")
    return folder


def bantin(*args):
    """(exit status, standard output, standard error) of a verb."""
    command = [sys.executable, "-m", "bantin.cli", *map(str, args)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def judged(models, name, gate=None):
    """Why a model may not take the place of the good one."""
    from bantin.annotation.corpus import read_corpus

    base, data = models
    corpora = {"test": read_corpus([data])}
    one, other = pipeline.load(base / name), pipeline.load(base / "good")
    return promotion.judge_model(one, other, corpora, gate or promotion.Gate())


def test_a_model_as_good_passes_and_its_figures_are_told(models):
    figures, why = judged(models, "like")
    assert why == []
    assert (figures["f1"], figures["f1_before"], figures["difference"]) == (1, 1, 0)
    assert figures["figures"]["test"] == figures["figures"]["all"]
    assert figures["figures"]["all"]["HERO"] == 1


def test_a_worse_model_is_refused_and_so_is_one_that_lacks_a_label(models):
    figures, why = judged(models, "bad")
    assert figures["high"] < 0
    assert any("worse by more than chance" in line for line in why)
    assert "it does not know ANIMAL, which the model in use finds" in judged(models, "half")[1]


@pytest.mark.parametrize(
    ("floors", "said"),
    [
        ({"test": {"entities": 1.0, "HERO": 0.5, "people": 0.9}}, []),
        ({"all": {"HERO": 1.1}}, ["all: HERO is 1.0000, below its floor of 1.1"]),
    ],
)
def test_floors_hold(models, floors, said):
    assert judged(models, "like", promotion.Gate(floors=floors))[1] == said


@pytest.mark.parametrize(
    ("floors", "said"), [({"other": {"entities": 0.5}}, "'other'"), ({"test": {"recall": 0.5}}, "'recall'")]
)
def test_a_floor_on_what_is_not_measured_is_a_mistake(models, floors, said):
    with pytest.raises(UserError, match=said):
        judged(models, "like", promotion.Gate(floors=floors))


def test_the_command_promotes_refuses_and_goes_back(models, home):
    base, data = models
    assert Registry().in_use_name().startswith("good-")
    code, _, err = bantin("models", "promote", base / "bad", "--data", data)
    assert (code, "refused" in err, "worse by more than chance" in err) == (1, True, True)
    assert Registry().in_use_name().startswith("good-")
    code, out, err = bantin("models", "promote", base / "bad", "--data", data, "--force", "to see", "--json")
    assert code == 0, err
    assert json.loads(out)["promoted"] == Registry().in_use_name()
    change = Registry().history()[-1]
    assert (change.forced, change.judged["data"].keys()) == ("to see", {"test.jsonl"})
    code, out, _ = bantin("models", "list", "--json")
    assert [row["name"][:4] for row in json.loads(out) if row["in_use"]] == ["bad-"]
    code, out, _ = bantin("models", "show")
    assert "# bad " in out
    assert "forced: to see" in out
    code, out, _ = bantin("info", "--json")
    info = json.loads(out)
    assert (info["models"], info["in_use"].split("-")[0]) == (str(home), "bad")
    assert info["labels"] == ["ANIMAL", "HERO"]
    assert bantin("models", "rollback")[0] == 0
    assert Registry().in_use_name().startswith("good-")
    code, _, err = bantin("models", "promote", base / "like", "--data", data, "--floors", base / "missing.toml")
    assert (code, "missing.toml" in err) == (2, True)


def test_a_gate_of_the_registry_is_what_promotions_there_are_judged_on(models, home):
    base, data = models
    shutil.copy(data, home / "test.jsonl")
    (home / "gate.toml").write_text('data = ["test.jsonl"]\n[floors.test]\nANIMAL = 0.999\n', encoding="utf-8")
    assert bantin("models", "promote", base / "like")[0] == 0
    (home / "gate.toml").write_text('data = ["test.jsonl"]\n[sha256]\ntest = "0"\n', encoding="utf-8")
    code, _, err = bantin("models", "promote", base / "good")
    assert (code, "not the file that the floors were set on" in err) == (2, True)


def test_going_back_twice_goes_two_steps_and_then_no_further(models, home):
    bad = models[0] / "bad"
    promotion.promote(Registry(), bad, resources.model_sha256(bad))
    names = [promotion.rollback(Registry()).model for _ in range(2)]
    assert [names[0][:5], names[1]] == ["good-", "default"]
    with pytest.raises(UserError, match="none to roll back to"):
        promotion.rollback(Registry())
    promotion.promote(Registry(), bad, resources.model_sha256(bad))
    assert promotion.rollback(Registry()).model == "default"


def test_a_model_that_was_changed_or_is_gone_is_told(models, home):
    good, bad = (models[0] / name for name in ("good", "bad"))
    with pytest.raises(UserError, match="in use already"):
        promotion.promote(Registry(), good, resources.model_sha256(good))
    with pytest.raises(UserError, match="changed since it was judged"):
        promotion.promote(Registry(), bad, "0" * 64)
    promotion.promote(Registry(), bad, resources.model_sha256(bad))
    with pytest.raises(UserError, match="promoted meanwhile"):
        promotion.promote(Registry(), good, resources.model_sha256(good), against="good-0")
    (before,) = home.glob("good-*")
    with open(before / "meta.json", "a") as file:
        file.write(" ")
    with pytest.raises(UserError, match="was changed"):
        promotion.rollback(Registry())
    shutil.rmtree(before)
    with pytest.raises(UserError, match="not there any more"):
        promotion.rollback(Registry())
    shutil.rmtree(Registry().in_use().path)
    with pytest.raises(UserError, match="models rollback"):
        pipeline.model_path(None)
    (home / registry.FILE).write_text("[{", encoding="utf-8")
    with pytest.raises(UserError, match="can't be read"):
        pipeline.model_path(None)


def test_names_lead_to_models(home, tmp_path, monkeypatch):
    used = Registry().in_use()
    assert pipeline.model_path(None) == pipeline.model_path("current") == pipeline.model_path(used.name) == used.path
    assert pipeline.model_path("default") == resources.MODELS / "default"
    for name in ("../registry", "", ".", "nothing"):
        with pytest.raises(UserError, match="no model"):
            pipeline.model_path(name)
    monkeypatch.delenv("BANTIN_MODELS")
    monkeypatch.setattr(resources, "MODELS", resources.PACKAGE / "data" / "models")  # as in an installed package
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    assert registry.default_folder() == tmp_path / "bantin" / "models"


def test_a_batch_is_done_again_with_a_promoted_model(models, home, tmp_path):
    source = write(tmp_path / "in.jsonl", [{"id": "a", "text": "Lê Thị Mai nuôi con mèo."}])
    runner.run([str(source)], tmp_path / "out")
    assert runner.run([str(source)], tmp_path / "out").parts_kept == 1
    bad = models[0] / "bad"
    promotion.promote(Registry(), bad, resources.model_sha256(bad))
    assert runner.run([str(source)], tmp_path / "out").parts_kept == 0


def test_the_card_does_not_make_another_model(models, tmp_path):
    shutil.copytree(models[0] / "good", tmp_path / "copy")
    (tmp_path / "copy" / "README.md").write_text("# Another card\n", encoding="utf-8")
    assert resources.model_sha256(tmp_path / "copy") == resources.model_sha256(models[0] / "good")


def killed_at(moment, act):
    """Run `act` in a process of its own that is killed at the `moment`-th time it touches the file system; whether it lived."""
    pid = os.fork()
    if pid == 0:
        count = 0

        def hook(event, args):
            nonlocal count
            if event.startswith(("os.", "shutil.", "fcntl.")) or event == "open":
                count += 1
                if count == moment:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(hook)
            act()
        finally:
            os._exit(0)
    return os.waitpid(pid, 0)[1] == 0


def test_whatever_moment_it_is_killed_at_the_old_or_the_new_model_is_in_use(models, home):
    bad = models[0] / "bad"
    digest, seen, moment = resources.model_sha256(bad), set(), 0
    while True:
        moment += 1
        lived = killed_at(moment, lambda: promotion.promote(Registry(), bad, digest))
        used = Registry().in_use()
        seen.add(used.name[:3])
        assert resources.model_sha256(used.path) == used.change.sha256
        if used.name.startswith("bad"):
            if lived:
                break
            killed_at(0, lambda: promotion.rollback(Registry()))
            shutil.rmtree(used.path)
        assert moment < 500
    assert moment > 20
    assert seen == {"goo", "bad"}
    assert not list(home.glob(".new-*"))
    pipeline.load()
