"""A batch holds each article once, goes on where it stopped, and does again only what changed."""

from __future__ import annotations

import csv
import json
import shutil
from concurrent.futures import Future

import pytest
from batches import contents, records, rows, write_rows

import dying
from bantin import parallel, pipeline, resources
from bantin.batch import runner
from bantin.batch.lock import locked
from bantin.errors import UserError
from bantin.sources import reader
from bantin.sources.article import Failure

SIZE = 7


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """40 articles, two rows that are none, an exact duplicate, another text under an old id."""
    some = rows(40)
    some[10:10] = ["{not json"]
    some[20:20] = [{"id": "again", "text": some[3]["text"]}, {"id": "empty", "text": " "}]
    some += [{"id": "a1", "text": "Công an xã họp."}]
    return write_rows(tmp_path_factory.mktemp("source") / "in.jsonl", some)


class InThisProcess:
    """What `Pool` does, without processes: for what depends on the ledger alone."""

    extractor = None

    def __init__(self, workers, model, work, told):
        self.work = work

    def submit(self, items, *args):
        future = Future()
        future.set_result(self.work(self.extractor.stream(items), *args))
        return future

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass


@pytest.fixture
def quick(monkeypatch, extractor):
    monkeypatch.setattr(InThisProcess, "extractor", extractor)
    monkeypatch.setattr(runner, "Pool", InThisProcess)


@pytest.fixture(scope="module")
def done(source, tmp_path_factory):
    """(folder, summary) of an undisturbed run; not to be changed."""
    out = tmp_path_factory.mktemp("done")
    return out, runner.run([str(source)], out, part_size=SIZE)


@pytest.fixture
def copy(done, tmp_path):
    """A folder that may be changed."""
    shutil.copytree(done[0], tmp_path / "out")
    return tmp_path / "out"


def test_records_are_those_of_extract(source, done, nlp):
    results = list(pipeline.Extractor(nlp).stream(reader.read([source], warn=print)))
    lines = [r.to_json() for r in results if not isinstance(r, Failure) and r.id != "again"]
    assert b"".join(p.read_bytes() for p in sorted(done[0].glob("part-*.jsonl"))).splitlines() == lines


def test_counts_add_up(done):
    out, summary = done
    found = records(out)
    assert summary.articles == 44 == summary.records + sum(summary.failures.values()) + summary.duplicates
    assert (summary.records, summary.failures, summary.duplicates) == (41, {"empty": 1, "json": 1}, 1)
    assert summary.entities["PERSON"] == sum(e["label"] == "PERSON" for r in found for e in r["entities"])
    assert summary.events["conference"] == sum(e["type"] == "conference" for r in found for e in r["events"])
    assert summary.words_per_second > 0
    assert json.loads((out / "summary.json").read_bytes())["records"] == 41


def test_failures_are_told_in_the_order_of_the_input(done):
    errors = [json.loads(line) for line in (done[0] / "errors.jsonl").read_bytes().splitlines()]
    assert [(e["id"], e["error"]) for e in errors] == [(None, "json"), ("empty", "empty")]
    assert "line 11" in errors[0]["message"]


def marks(folder):
    """The rows of `duplicates.csv`, by their kind."""
    with open(folder / "duplicates.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {kind: [row for row in rows if row["kind"] == kind] for kind in ("exact", "id", "near")}


def test_an_exact_duplicate_is_dropped_and_a_shared_id_kept(source, done):
    lines = (done[0] / "duplicates.csv").read_text(encoding="utf-8").splitlines()
    assert lines[:3] == [
        "kind,id,source,of,of_source,similarity",
        f'exact,again,"{source}, line 21",a3,"{source}, line 4",',
        f'id,a1,"{source}, line 44",a1,"{source}, line 2",',
    ]
    assert [r["id"] for r in records(done[0])].count("a1") == 2


def test_a_near_duplicate_is_kept_and_marked(source, done):
    out, summary = done
    found = marks(out)["near"]
    assert len(found) == summary.near_duplicates > 30  # the rows of one place differ by a number
    places = {row["id"]: row["text"].partition("huyện ")[2].partition(",")[0] for row in rows(40)}
    for row in found:
        assert 0.6 <= float(row["similarity"]) < 1
        assert int(row["of"][1:]) < int(row["id"][1:])
    assert sum(places[row["id"]] == places[row["of"]] for row in found) > 30
    line = source.read_text(encoding="utf-8").splitlines()[int(found[0]["source"].rpartition(" ")[2]) - 1]
    assert json.loads(line)["id"] == found[0]["id"]
    assert {row["id"] for row in found} < {r["id"] for r in records(out)}


def test_a_second_run_does_nothing(source, done, copy, monkeypatch):
    monkeypatch.setattr(runner, "write_part", dying.never)
    assert runner.run([str(source)], copy, part_size=SIZE).parts_kept == done[1].parts
    assert contents(copy) == contents(done[0])


def test_workers_give_the_same_bytes(source, done, tmp_path):
    runner.run([str(source)], tmp_path / "out", part_size=SIZE, workers=2)
    assert contents(tmp_path / "out") == contents(done[0])


def test_only_the_part_of_a_changed_article_is_done_again(done, copy, source, quick):
    whole = source.read_bytes()
    try:
        write_rows(source, ['{"id": "a0", "text": "Công an phường họp."}', *whole.decode().splitlines()[1:]])
        summary = runner.run([str(source)], copy, part_size=SIZE)
    finally:
        source.write_bytes(whole)
    assert (summary.parts_kept, summary.parts) == (done[1].parts - 1, done[1].parts)
    before, after = contents(done[0]), contents(copy)
    assert {name for name in before if name.startswith("part") and before[name] != after[name]} == {"part-000000.jsonl"}


def test_a_shorter_input_leaves_no_old_parts(copy, tmp_path, quick):
    summary = runner.run([str(write_rows(tmp_path / "in.jsonl", rows(3)))], copy, part_size=SIZE)
    assert [r["id"] for r in records(copy)] == ["a0", "a1", "a2"]
    assert (summary.records, summary.failures, (copy / "errors.jsonl").read_bytes()) == (3, {}, b"")


def test_another_size_or_format_leaves_each_article_once(done, copy, source, quick):
    runner.run([str(source)], copy, part_size=30)
    assert records(copy) == records(done[0])
    runner.run([str(source)], copy, part_size=30, format="parquet")
    assert {p.suffix for p in copy.glob("part-*")} == {".parquet"}


def test_another_model_makes_all_parts_stale(done, copy, source, tmp_path):
    model = tmp_path / "model"
    shutil.copytree(resources.MODELS / "default", model)
    meta = json.loads((model / "meta.json").read_bytes())
    (model / "meta.json").write_text(json.dumps(meta | {"version": "9.9.9"}))
    summary = runner.run([str(source)], copy, part_size=SIZE, model=str(model))
    assert summary.parts_kept == 0
    assert all(r["provenance"]["model"].endswith("9.9.9") for r in records(copy))


@pytest.mark.parametrize("of", ["config_sha256", "model_sha256"])
def test_another_configuration_makes_all_parts_stale(done, copy, source, monkeypatch, of, quick):
    monkeypatch.setattr(resources, of, lambda *args: "0" * 64)
    assert runner.run([str(source)], copy, part_size=SIZE).parts_kept == 0
    assert contents(copy) == contents(done[0])


def damage(path, how):
    """Cut a file, change it, or take it away."""
    data = path.read_bytes()
    match how:
        case "cut":
            path.write_bytes(data[: len(data) // 2])
        case "empty":
            path.write_bytes(b"")
        case "changed":
            path.write_bytes(data[:-100] + b"\0" * 100)
        case "garbage":
            path.write_bytes(b"\xff" * len(data))
        case "page":
            path.write_bytes(data[:4096])
        case "gone":
            path.unlink()


@pytest.mark.parametrize("how", ["cut", "empty", "changed", "gone"])
def test_a_damaged_part_is_done_again(done, copy, source, how, quick):
    damage(copy / "part-000002.jsonl", how)
    assert runner.run([str(source)], copy, part_size=SIZE).parts_kept == done[1].parts - 1
    assert contents(copy) == contents(done[0])


@pytest.mark.parametrize("how", ["cut", "empty", "garbage", "page", "gone"])
def test_a_damaged_ledger_is_begun_anew(done, copy, source, how, quick):
    damage(copy / "ledger.sqlite", how)
    assert runner.run([str(source)], copy, part_size=SIZE).parts_kept == 0
    (copy / "ledger.sqlite.damaged").unlink(missing_ok=True)
    assert contents(copy) == contents(done[0])


def test_two_runs_on_one_folder_refuse_each_other(copy, source, quick):
    with locked(copy), pytest.raises(UserError, match=r"another run is at work there \(process \d+\)"):
        runner.run([str(source)], copy)
    runner.run([str(source)], copy, part_size=SIZE)


def test_an_article_that_ends_workers_is_set_aside(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(runner, "write_part", dying.write)
    some = rows(12)
    some[4]["id"] = "boom"
    summary = runner.run([str(write_rows(tmp_path / "in.jsonl", some))], tmp_path / "out", part_size=8)
    assert summary.failures == {"killed": 1}
    assert [r["id"] for r in records(tmp_path / "out")] == [r["id"] for r in some if r["id"] != "boom"]
    error = json.loads((tmp_path / "out" / "errors.jsonl").read_bytes())
    assert (error["id"], error["stage"]) == ("boom", "worker")
    assert "in.jsonl, line 5" in error["message"]
    assert "ended a worker process 3 times (signal 9" in error["message"]
    assert sum("a worker process ended" in r.message for r in caplog.records) == 3


def test_a_worker_that_dies_is_replaced(tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "write_part", dying.write_unless)
    some = rows(12)
    some[4]["id"] = "boom"
    summary = runner.run([str(write_rows(tmp_path / "in.jsonl", some))], tmp_path / "out", part_size=8)
    assert (summary.records, summary.failures) == (12, {})
    assert [r["id"] for r in records(tmp_path / "out")] == [r["id"] for r in some]


def test_workers_that_die_whatever_they_do_end_the_run(tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "write_part", dying.never)
    monkeypatch.setattr(parallel, "LOST", 2)
    with pytest.raises(UserError, match="use fewer --workers"):
        runner.run([str(write_rows(tmp_path / "in.jsonl", rows(3)))], tmp_path / "out")
    assert records(tmp_path / "out") == []


def test_a_folder_of_files_and_standard_input_are_read(tmp_path, quick):
    (tmp_path / "news").mkdir()
    for i, row in enumerate(rows(5)):
        (tmp_path / "news" / f"{i}.txt").write_text(row["text"], encoding="utf-8")
    more = write_rows(tmp_path / "more.jsonl", rows(8)[5:])
    with open(more, "rb") as stdin:
        runner.run([str(tmp_path / "news"), "-"], tmp_path / "out", part_size=3, stdin=stdin)
    assert [r["id"] for r in records(tmp_path / "out")] == ["0", "1", "2", "3", "4", "a5", "a6", "a7"]


def test_the_folder_may_not_lie_in_a_source(tmp_path):
    with pytest.raises(UserError, match="would be read as one"):
        runner.run([str(tmp_path)], tmp_path / "out")
