"""On Ray a batch leaves what it leaves with processes of this machine, whatever becomes of the actors."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from batches import bantin, command, contents, rows, write_rows

import dying
from bantin.batch import cluster, runner
from bantin.errors import UserError

SIZE = 5
LONGEST = 600  # seconds of one run on a busy machine
HEAD = """
import os, sys
from bantin.batch import cluster
cluster.prepare(None)
with cluster.connected(None, 2):
    import ray
    print(ray.get_runtime_context().gcs_address, os.environ["RAY_AUTH_TOKEN"], flush=True)
    sys.stdin.read()
"""
with_ray = pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray is not installed: bantin[ray]")


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """40 articles, a row that is none, an exact duplicate; `boom` ends each actor that reads it, `once` the first one."""
    some = rows(40)
    some[12]["id"], some[27]["id"] = "boom", "once"
    some[20:20] = ["{not json", {"id": "again", "text": some[3]["text"]}]
    return write_rows(tmp_path_factory.mktemp("source") / "in.jsonl", some)


@pytest.fixture(scope="module")
def local(source, tmp_path_factory):
    """What the local engine makes of the source, `boom` set aside."""
    out = tmp_path_factory.mktemp("local")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "write_part", dying.write)
        runner.run([str(source)], out, part_size=SIZE)
    return out


@pytest.fixture(scope="module")
def on_ray(source, tmp_path_factory):
    """(folder, summary, what was told) of a batch that the local engine began and two actors of Ray finished."""
    base = tmp_path_factory.mktemp("ray")
    told = []
    with pytest.MonkeyPatch.context() as patch:
        beginning = write_rows(base / "beginning.jsonl", source.read_text(encoding="utf-8").splitlines()[: 2 * SIZE])
        runner.run([str(beginning)], base / "out", part_size=SIZE)
        patch.setattr(runner, "pack_part", dying.pack)
        patch.setattr(runner.log, "warning", told.append)
        patch.setenv(dying.MARK, str(base / "mark"))
        patch.setenv("PYTHONPATH", os.pathsep.join([str(Path(dying.__file__).parent), *sys.path]))
        summary = runner.run([str(source)], base / "out", part_size=SIZE, workers=2, engine="ray")
    return base / "out", summary, told


def parts(folder):
    """The bytes of its parts."""
    return {name: data for name, data in contents(folder).items() if name.startswith("part-")}


def running(mark):
    """Processes that have an environment with this word."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            found += [path.parent.name] * (mark.encode() in path.read_bytes())
    return set(found) - {str(os.getpid())}


@with_ray
def test_the_parts_are_those_of_the_local_engine(local, on_ray):
    assert parts(on_ray[0]) == parts(local)
    assert (on_ray[0] / "duplicates.csv").read_bytes() == (local / "duplicates.csv").read_bytes()


@with_ray
def test_parts_that_the_local_engine_had_done_are_kept(on_ray):
    assert on_ray[1].parts_kept == 2


@with_ray
def test_an_article_that_ends_actors_is_set_aside_and_a_dead_actor_is_replaced(source, on_ray):
    out, summary, told = on_ray
    assert (summary.records, summary.failures, summary.duplicates) == (39, {"json": 1, "killed": 1}, 1)
    errors = [json.loads(line) for line in (out / "errors.jsonl").read_bytes().splitlines()]
    assert [(e["id"], e["stage"]) for e in errors] == [("boom", "worker"), (None, "source")]
    assert f"{source}, line 13: ended a worker process 3 times" in errors[0]["message"]
    assert sum("a worker process ended" in line for line in told) == 4


@with_ray
def test_nothing_is_left_running(on_ray):
    until = time.monotonic() + 60
    while running(str(on_ray[0].parent / "mark")):
        assert time.monotonic() < until
        time.sleep(0.1)


@pytest.fixture
def head():
    """(address, environment) of a cluster on loopback that another process has started."""
    with subprocess.Popen([sys.executable, "-c", HEAD], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        address, token = process.stdout.readline().decode().split()
        yield address, {**os.environ, "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": token}


@with_ray
def test_stopped_on_a_cluster_and_finished_by_the_local_engine(head, tmp_path):
    address, environment = head
    some = write_rows(tmp_path / "in.jsonl", rows(400))
    args = ("batch", some, "--out", tmp_path / "out", "--part-size", SIZE)
    on_cluster = command(*args, "--workers", 3, "--engine", "ray", "--ray-address", address, "--log", "json")
    process = subprocess.Popen(on_cluster, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    while not list((tmp_path / "out").glob("part-*")):
        assert process.poll() is None, process.communicate()
        time.sleep(0.005)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=LONGEST)
    first, *lines, last = err.decode().splitlines()
    assert (process.returncode, out) == (130, b"")
    assert "2 processors for 3 workers" in json.loads(first)["message"]
    assert last.startswith("bantin: stopped")
    assert all("articles" in json.loads(line) for line in lines)
    assert not list((tmp_path / "out").glob(".*.tmp"))
    done = len(list((tmp_path / "out").glob("part-*")))
    status, out, _ = bantin(*args, "--json")
    assert (status, json.loads(out)["records"]) == (0, 400)
    assert json.loads(out)["parts_kept"] in (done, done - 1)  # the last one may lack its row in the ledger
    bantin(*args[:2], "--out", tmp_path / "again", "--part-size", SIZE)
    assert contents(tmp_path / "out") == contents(tmp_path / "again")


@with_ray
def test_a_machine_with_another_model_is_told():
    from bantin.batch.distributed import check_origin

    check_origin(("a", "b", "c"), ("a", "b", "c"), "10.0.0.7")
    with pytest.raises(UserError, match=r"10\.0\.0\.7: has another model than"):
        check_origin(("a", "b", "c"), ("a", "x", "c"), "10.0.0.7")


def test_without_ray_it_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(UserError, match=r"pip install 'bantin\[ray\]'"):
        cluster.prepare(None)


def test_what_ray_prints_is_dropped_and_what_bantin_says_is_not(capfd):
    with cluster.apart():
        print("a line of Ray's")
        os.write(2, b"a line of its native code\n")
        print("a line of bantin's", file=sys.stderr)
    print("a result")
    os.write(2, b"as before\n")
    assert capfd.readouterr() == ("a result\n", "a line of bantin's\nas before\n")
