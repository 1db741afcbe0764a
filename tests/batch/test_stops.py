"""Whatever stops a batch, the next run makes of it what an undisturbed one makes."""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import signal
import subprocess
import time
from pathlib import Path

import pytest
from batches import bantin, command, contents, records, rows, write_rows

from bantin.batch.lock import locked

SIZE = 4
LONGEST = 300  # seconds of one run on a busy machine


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """60 articles, and a row that is none."""
    return write_rows(tmp_path_factory.mktemp("source") / "in.jsonl", [*rows(60), "{not json"])


@pytest.fixture(scope="module")
def done(source, tmp_path_factory):
    """(what an undisturbed run leaves, how long it took)."""
    out = tmp_path_factory.mktemp("done") / "out"
    started = time.monotonic()
    status, _, err = bantin("batch", source, "--out", out, "--part-size", SIZE, "--workers", 2)
    assert status == 1, err
    return contents(out), time.monotonic() - started


def workers_of(pid):
    """The worker processes of a run."""
    with contextlib.suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(c) for c in children if b"spawn_main" in Path(f"/proc/{c}/cmdline").read_bytes()]
    return []


def kill_and_resume(source, out, done, moments, seed):
    """`moments` times, kill the run or one of its workers, then resume; at the end compare.

    Half of the moments are counted from the start, half from the appearance of another part.
    """
    expected, seconds = done
    rng = random.Random(seed)
    args = command("batch", source, "--out", out, "--part-size", SIZE, "--workers", 2)
    kills = 0
    while kills < moments:
        process = subprocess.Popen(args, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        worker_dies, wait_for = rng.random() < 0.4, rng.random() < 0.5
        parts = len(list(out.glob("part-*"))) + rng.randrange(1, 5)
        until = time.monotonic() + (LONGEST if wait_for else rng.uniform(0, seconds))
        while process.poll() is None and time.monotonic() < until:
            if wait_for and len(list(out.glob("part-*"))) >= parts:
                time.sleep(rng.uniform(0, 0.02))
                break
            time.sleep(0.002)
        if process.poll() is None:
            victims = workers_of(process.pid) if worker_dies else [process.pid]
            if victims:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(rng.choice(victims), signal.SIGKILL)
                    kills += 1
        if not worker_dies:
            process.kill()
        _, err = process.communicate(timeout=LONGEST)
        assert process.returncode in (1, -signal.SIGKILL), err.decode()
        assert b"Traceback" not in err
        assert len({r["id"] for r in records(out)}) == len(records(out))  # also half-way, no article twice
        if process.returncode == 1:
            assert contents(out) == expected
            for path in rng.sample(sorted(out.glob("part-*")), 8):  # so that there is work for the next run
                path.unlink()
    assert bantin("batch", source, "--out", out, "--part-size", SIZE, "--workers", 2)[0] == 1
    assert contents(out) == expected


def test_killed_at_random_moments(source, done, tmp_path):
    kill_and_resume(source, tmp_path / "out", done, 4, seed=1)


@pytest.mark.slow
def test_killed_at_fifty_random_moments(source, done, tmp_path):
    kill_and_resume(source, tmp_path / "out", done, 50, seed=2)


def test_workers_end_with_their_parent(source, tmp_path):
    process = subprocess.Popen(command("batch", source, "--out", tmp_path / "out"), stderr=subprocess.DEVNULL)
    while not (workers := workers_of(process.pid)):
        time.sleep(0.01)
    process.kill()
    process.wait()
    until = time.monotonic() + LONGEST
    while any(Path(f"/proc/{w}/cmdline").exists() and Path(f"/proc/{w}/cmdline").read_bytes() for w in workers):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_ctrl_c_is_one_line(tmp_path):
    many = write_rows(tmp_path / "in.jsonl", rows(2000))  # so many that no batch ends before the signal
    out = tmp_path / "out"
    args = command("batch", many, "--out", out, "--part-size", 20, "--workers", 2)
    process = subprocess.Popen(args, stderr=subprocess.PIPE, start_new_session=True)
    while not list(out.glob("part-*")) and process.poll() is None:
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all processes
    _, err = process.communicate(timeout=LONGEST)
    assert process.returncode == 130
    assert err.decode().splitlines()[-1].startswith("bantin: stopped")
    assert b"Traceback" not in err
    assert not list(out.glob(".*.tmp"))
    bantin("batch", many, "--out", out, "--part-size", 20)
    assert sorted(record["id"] for record in records(out)) == sorted(row["id"] for row in rows(2000))


@pytest.mark.parametrize("limit", [0, 2_000, 20_000])
def test_no_room_is_told_and_the_next_run_goes_on(source, done, tmp_path, limit):
    """A limit on the size of files stands in for the full disk: each file that grows beyond it fails."""
    out = tmp_path / "out"
    status, _, err = bantin(
        "batch",
        source,
        "--out",
        out,
        "--part-size",
        20,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert status == 1
    assert "what is done is kept" in err.splitlines()[-1]
    assert "Traceback" not in err
    assert not list(out.glob(".*.tmp"))
    bantin("batch", source, "--out", out, "--part-size", SIZE)
    assert contents(out) == done[0]


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 200 KiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=200k", "bantin-test", str(disk)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("no tmpfs may be mounted here (it takes root)")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_told_and_the_next_run_goes_on(source, done, small_disk):
    filler = small_disk / "filler"
    filler.write_bytes(b"\0" * 60_000)
    args = ("batch", source, "--out", small_disk / "out", "--part-size", SIZE)
    status, _, err = bantin(*args)
    assert status == 1
    assert "No space left" in err or "full" in err
    assert "Make room" in err
    assert "Traceback" not in err
    subprocess.run(["mount", "-o", "remount,size=2m", str(small_disk)], check=True)
    kept = len(list((small_disk / "out").glob("part-*")))
    status, out, _ = bantin(*args, "--json")
    assert status == 1
    assert json.loads(out)["parts_kept"] in (kept, kept - 1)  # the last one may lack its row in the ledger
    assert contents(small_disk / "out") == done[0]


def test_status_follows_a_batch(source, tmp_path):
    out = tmp_path / "out"
    process = subprocess.Popen(command("batch", source, "--out", out, "--part-size", SIZE), stderr=subprocess.DEVNULL)
    while not list(out.glob("part-*")):
        time.sleep(0.005)
    process.kill()
    process.wait()
    stopped = json.loads(bantin("status", out, "--json")[1])
    assert (stopped["state"], stopped["sources"]) == ("stopped", [str(source)])
    with locked(out):
        held = json.loads(bantin("status", out, "--json")[1])
        assert (held["state"], held["process"]) == ("running", str(os.getpid()))
        refused = bantin("batch", source, "--out", out)
        assert refused[0] == 2
        assert f"another run is at work there (process {os.getpid()})" in refused[2]
    bantin("batch", source, "--out", out, "--part-size", SIZE)
    whole = json.loads(bantin("status", out, "--json")[1])
    assert (whole["state"], whole["records"], whole["failures"]) == ("complete", 60, {"json": 1})
    assert "complete" in bantin("status", out)[1]
