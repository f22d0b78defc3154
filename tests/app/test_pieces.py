"""Pieces of work: done in other processes, kept, taken again, and done once more if killed."""

from __future__ import annotations

import os
import signal

import numpy as np
import pytest

from vedette.app.cache import pieces as kept
from vedette.app.cache.store import Store
from vedette.app.pieces import parts
from vedette.app.pieces.plan import Part, Task
from vedette.app.pieces.running import Running, effort
from vedette.app.pieces.work import work
from vedette.app.pieces.worker import packed, unpacked
from vedette.app.understanding import understand
from vedette.comparing.piece import Outcome, Piece, Points
from vedette.core.table import Column, Source, Table
from vedette.evaluating.labels import labels_of
from vedette.evaluating.sample import sample_of
from vedette.evaluating.splits import three_parts


def points(seed=0, rows=80):
    X = np.random.default_rng(seed).normal(size=(rows, 3))
    return Points(X)


def tasks(names=("hbos", "ecod", "knn"), tests=2):
    found = []
    for i in range(tests):
        value = points(i)
        part = Part(parts.digest_of(value), lambda value=value: value)
        found += [Task(Piece(name, 0, f"test {i}"), (part,)) for name in names]
    return found


def running(store=None, jobs=1, said=None):
    told = [] if said is None else said
    return Running(jobs, store, lambda phase, done, total: None, told.append)


def scores_of(outcomes):
    return {key: outcome.scores.tobytes() for key, outcome in outcomes.items()}


# Data that processes share.


def test_a_part_comes_back_as_it_was(tmp_path):
    texts = np.array(["a", "é\udcff", None], dtype=object)
    column = Column("x", "text", np.array([0, 1, -1], np.int32), levels=texts)
    table = Table((column,), 3, Source("f", "CSV"))
    for value in (points(), [table, {"a": 1}], Points(np.empty((0, 3)), kinds=(1,))):
        parts.save(tmp_path / "part", value)
        again = parts.load(tmp_path / "part")
        assert parts.digest_of(again) == parts.digest_of(value)


def test_who_writes_to_a_part_writes_to_a_copy(tmp_path):
    parts.save(tmp_path / "part", points())
    mine, other = (parts.load(tmp_path / "part") for _ in range(2))
    mine.learn[:] = 7.0
    np.testing.assert_array_equal(other.learn, points().learn)


def test_parts_that_differ_have_other_digests():
    one = points()
    values = [
        one,
        Points(one.learn, one.learn),
        Points(one.learn, kinds=(0,)),
        Points(one.learn.astype(np.float32)),
        Points(one.learn.reshape(3, 80)),
        Points(np.where(one.learn == one.learn[0, 0], 0.0, one.learn)),
        ["ab", "c"],
        ["a", "bc"],
        [1],
        ["1"],
    ]
    digests = [parts.digest_of(value) for value in values]
    assert len(set(digests)) == len(values)
    assert parts.digest_of(points()) == digests[0]


# One piece.


def test_an_outcome_comes_back_as_it_was():
    for outcome in (
        Outcome(np.array([1.5, -0.0, 1e300]), 0.25, 80, 90, "", 1.25),
        Outcome(reason="it learns from labels, and there are none"),
    ):
        again = unpacked(packed(outcome))
        assert repr(again) == repr(outcome)


@pytest.mark.parametrize("data", [b"", b"\x00", b"\x86\xa6scores\xc4\x00"])
def test_what_is_no_outcome_is_refused(data):
    with pytest.raises(ValueError):  # noqa: PT011
        unpacked(data)


def test_scores_without_a_value_are_no_outcome():
    with pytest.raises(ValueError, match="no scores"):
        unpacked(packed(Outcome(np.array([1.0, np.nan]))))


def test_a_detector_that_refuses_is_an_outcome_with_its_reason():
    few = work(Piece("inne", 0, "t"), points(rows=2))
    assert few.scores is None
    assert "needs 3 rows" in few.reason
    assert few.lasting
    labels = work(Piece("tree", 0, "t"), points())
    assert labels.reason == "it learns from labels, and there are none"


def test_an_error_that_nobody_expected_says_its_type_and_no_value():
    class Secret:
        @property
        def kinds(self):
            raise ZeroDivisionError("the secret 4711")

    wrong = work(Piece("knn", 0, "t"), Secret())
    assert wrong.reason == "it failed with ZeroDivisionError"
    assert not wrong.lasting


def test_what_grows_with_the_square_learns_from_some_rows_and_scores_all():
    some = work(Piece("knn", 0, "t", most=30), points())
    assert (some.learned, some.of, len(some.scores)) == (30, 80, 80)


def test_the_rows_that_are_learned_from_are_chosen_among_usual_ones():
    rng = np.random.default_rng(0)
    columns = {"a": rng.normal(size=300), "odd": (np.arange(300) % 4 == 0).astype(int)}
    table, roles = understand(columns, roles={"odd": "label"})
    sample = sample_of(table, roles, labels_of(table, "odd", [1]))
    split = three_parts(sample, labelled=True)
    some = work(Piece("knn", 0, "t", most=30), sample, split)

    assert (some.learned, some.of) == (30, 135)


# Many pieces.


@pytest.mark.parametrize("jobs", [1, 2])
def test_any_number_of_processes_gives_the_same_bytes(jobs):
    found = running(jobs=jobs).outcomes(tasks())
    here = {
        (t.piece.detector, t.piece.test): work(t.piece, *(p.make() for p in t.parts))
        for t in tasks()
    }
    assert scores_of(found) == scores_of(here)


def test_what_was_done_is_taken_and_not_done_again(tmp_path):
    store, said = Store(tmp_path / "runs", 10**8), []
    first = running(store).outcomes(tasks(("hbos", "ecod")))
    again = running(store, said=said)

    def never():
        raise AssertionError("it was made again")

    all_kept = [Task(t.piece, (Part(t.parts[0].digest, never),)) for t in tasks()[:2]]
    assert scores_of(again.outcomes(all_kept)) == {
        key: value for key, value in scores_of(first).items() if key[1] == "test 0"
    }
    assert again.kept == 2
    assert said == ["2 of 2 pieces from an earlier run"]


def test_other_rows_seeds_and_detectors_have_pieces_of_their_own():
    digests = [parts.digest_of(points(i)) for i in range(2)]
    piece = Piece("knn", 0, "t")
    names = {
        kept.name_of(piece, digests[:1]),
        kept.name_of(piece, digests[1:]),
        kept.name_of(Piece("lof", 0, "t"), digests[:1]),
        kept.name_of(Piece("knn", 1, "t"), digests[:1]),
        kept.name_of(Piece("knn", 0, "t", 50), digests[:1]),
    }
    assert len(names) == 5
    assert kept.name_of(Piece("knn", 0, "another test"), digests[:1]) in names


def test_a_damaged_piece_is_removed_and_done_again(tmp_path):
    store = Store(tmp_path / "runs", 10**8)
    before = running(store).outcomes(tasks(("hbos",)))
    for file in (tmp_path / "runs").iterdir():
        data = bytearray(file.read_bytes())
        data[-3] ^= 1
        file.write_bytes(data)
    again = running(store)
    assert scores_of(again.outcomes(tasks(("hbos",)))) == scores_of(before)
    assert again.kept == 0


def test_a_process_that_is_killed_is_said_and_its_piece_done_once_more(monkeypatch):
    from vedette.app.pieces import pool

    given = pool.Worker.give
    left = [1]

    def give(self, job):
        given(self, job)
        if job.piece.detector == "ecod" and left[0]:
            left[0] -= 1
            os.kill(self.process.pid, signal.SIGKILL)

    monkeypatch.setattr(pool.Worker, "give", give)
    said = []
    found = running(said=said).outcomes(tasks())
    assert said == ["ecod: its process was killed (SIGKILL); it is tried once more"]
    assert all(outcome.scores is not None for outcome in found.values())


def test_a_piece_that_kills_its_process_twice_is_a_line_and_the_rest_is_done(
    monkeypatch, tmp_path
):
    from vedette.app.pieces import pool

    given = pool.Worker.give

    def give(self, job):
        if job.piece.detector == "ecod":
            os.kill(self.process.pid, signal.SIGKILL)
        given(self, job)

    monkeypatch.setattr(pool.Worker, "give", give)
    store = Store(tmp_path / "runs", 10**8)
    found = running(store).outcomes(tasks(tests=1))
    assert found["ecod", "test 0"].reason == (
        "its process was killed (SIGKILL), twice; is there enough memory?"
    )
    assert found["hbos", "test 0"].scores is not None
    assert found["knn", "test 0"].scores is not None
    assert len(list((tmp_path / "runs").iterdir())) == 2  # the failure is not kept


def test_what_is_left_is_reckoned_by_what_each_detector_took():
    def piece(name, i):
        return Piece(name, 0, f"t{i}")

    pieces = [piece("slow", 0), piece("slow", 1), piece("fast", 0), piece("new", 0)]
    assert effort(pieces, {}) == (0, 4 * 1001)
    found = {("slow", "t0"): Outcome(seconds=4.0), ("fast", "t0"): Outcome(seconds=2.0)}
    assert effort(pieces, found) == (4001 + 2001, 4001 + 4001 + 2001 + 3001)
    kept = {("slow", "t9"): Outcome(seconds=9.0)}
    assert effort(pieces[:2], kept) == (0, 2 * 9001)


def test_no_process_is_left_when_the_work_is_stopped(monkeypatch):
    from vedette.app.pieces import pool

    started = []
    start = pool.Worker.started.__func__

    def remember(cls):
        started.append(start(cls))
        return started[-1]

    monkeypatch.setattr(pool.Worker, "started", classmethod(remember))

    def stop(phase, done, total):
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Running(2, None, stop, lambda text: None).outcomes(tasks())
    assert started
    assert all(worker.process.poll() is not None for worker in started)
