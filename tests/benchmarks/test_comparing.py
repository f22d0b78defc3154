"""Comparisons with peers: their statistics, and that a stopped run goes on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import accuracy
from comparing import paired
from comparing.kept import Kept, complete
from comparing.labelled import load, print_of, tables_of, unit_range
from comparing.methods import scores
from comparing.ranking import KEYS, run, task


def by_hand(gains: list[float], draws: int = 4_000) -> tuple[float, float]:
    """The percentile interval of a mean, one draw after the other."""
    rng = np.random.default_rng(1)
    means = [np.mean(rng.choice(gains, len(gains))) for _ in range(draws)]
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


# Known values


def test_wins_losses_ties_and_the_mean_gain_are_counted():
    first, second = np.array([0.9, 0.8, 0.5, 0.7]), np.array([0.7, 0.9, 0.5, 0.6])

    found = paired.compare(first, second)

    assert (found.won, found.lost, found.tied, found.sets) == (2, 1, 1, 4)
    assert found.gain == pytest.approx(0.05)


def test_wilcoxon_of_eight_wins_is_two_in_two_to_the_eighth():
    gains = np.arange(1, 9) / 100

    assert paired.signed_rank(gains) == pytest.approx(2 / 2**8)
    assert paired.signed_rank(-gains) == pytest.approx(2 / 2**8)
    assert paired.signed_rank(np.zeros(5)) == 1.0


def test_the_interval_is_the_one_by_hand():
    gains = [0.01, 0.05, -0.02, 0.03, 0.08, -0.01, 0.0, 0.02]

    found = paired.interval(np.array(gains)[:, None])

    assert found == pytest.approx(by_hand(gains), abs=0.002)


def test_an_interval_of_equal_gains_is_that_gain():
    assert paired.interval(np.full((6, 1), 0.02)) == pytest.approx((0.02, 0.02))


# Laws


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(0)
    covered = []
    for seed in range(150):
        low, high = paired.interval(rng.normal(0.02, 0.05, size=(25, 1)), seed=seed)
        covered.append(low <= 0.02 <= high)

    assert 0.88 <= np.mean(covered) <= 0.99


def test_the_rival_that_is_nearest_may_be_another_in_each_draw():
    rng = np.random.default_rng(0)
    ours, rivals = np.zeros(20), rng.normal(0, 0.1, size=(20, 5))

    found = paired.against_best(ours, rivals)
    alone = min((paired.compare(ours, r) for r in rivals.T), key=lambda pair: pair.gain)

    assert found.gain == alone.gain
    assert found.low < alone.low
    assert found.high < alone.high


def test_a_table_without_a_figure_is_left_out_of_that_pair_only():
    ours = np.array([0.9, 0.8, 0.7])
    rivals = np.array([[0.8, np.nan], [0.7, 0.9], [0.6, 0.8]])

    assert paired.compare(ours, rivals[:, 1]).sets == 2
    assert paired.compare(ours, rivals[:, 0]).sets == 3
    assert paired.against_best(ours, rivals).gain == pytest.approx(-0.1)


def test_methods_without_a_common_table_are_not_compared():
    with pytest.raises(ValueError, match="no table on which both"):
        paired.compare(np.array([np.nan, 1.0]), np.array([1.0, np.nan]))


# The protocol


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    for name in ("left", "right"):
        X = rng.normal(size=(120, 3))
        X[:6] += 6
        np.savez(tmp_path / f"{name}.npz", X=X, y=np.arange(120) < 6)
    return tmp_path


def test_a_sample_is_the_seeds_and_labels_stay_with_their_rows(folder):
    path = tables_of(folder)[0]

    X, y = load(path, 50, 3)

    assert X.shape == (50, 3)
    assert np.array_equal(X, load(path, 50, 3)[0])
    assert not np.array_equal(X, load(path, 50, 4)[0])
    assert (X[y == 1].mean(axis=1) > 3).all()


def test_peers_columns_are_brought_to_0_1_and_constant_ones_to_0():
    X = np.array([[1.0, 5.0], [3.0, 5.0], [2.0, 5.0]])

    assert unit_range(X).tolist() == [[0, 0], [1, 0], [0.5, 0]]


@pytest.mark.parametrize(
    "method",
    ["vedette ensemble", "sklearn IsolationForest", "sklearn LocalOutlierFactor"],
)
def test_higher_is_odder_whatever_the_method(folder, method):
    outcome = run(task(method, tables_of(folder)[0], 1_000, 0))

    assert outcome["auroc"] > 0.9
    assert outcome["ap"] > 0.6
    assert set(KEYS) <= set(outcome)


def test_a_method_that_fails_is_an_outcome(folder):
    outcome = run(task("vedette knn", tables_of(folder)[0], 1_000, 0, {"n_neighbors": -1}))

    assert "n_neighbors" in outcome["error"]
    assert "auroc" not in outcome


def test_our_detectors_judge_columns_in_robust_units(folder):
    X = load(tables_of(folder)[0], 1_000, 0)[0]

    usual, stretched = (
        scores("vedette knn", X * [1, factor, 1], 0) for factor in (1, 1024)
    )

    assert np.array_equal(usual, stretched)


def test_a_table_that_changed_is_another_table(folder):
    path = tables_of(folder)[0]
    before = print_of(path)
    other = path.with_name("other.npz")
    np.savez(other, X=np.ones((3, 1)), y=[0, 0, 1])

    assert print_of(other) != before


def test_a_folder_without_tables_is_told(tmp_path):
    with pytest.raises(SystemExit, match=r"no \.npz file"):
        tables_of(tmp_path)


# What is kept


def doubled(task: dict[str, Any]) -> dict[str, Any]:
    return task | {"twice": 2 * task["n"]}


def refused(task: dict[str, Any]) -> dict[str, Any]:
    raise AssertionError(f"{task} was done before")


def test_a_stopped_run_goes_on_where_it_was(tmp_path):
    path = tmp_path / "kept.jsonl"
    complete(Kept(path, ["n"]), [{"n": 1}, {"n": 2}], doubled, 1)
    with path.open("a") as file:
        file.write('{"n": 3, "twi')  # the run was killed here

    first = complete(Kept(path, ["n"]), [{"n": 1}, {"n": 2}], refused, 1)
    then = complete(Kept(path, ["n"]), [{"n": n} for n in (1, 2, 3)], doubled, 1)

    assert [r["twice"] for r in first] == [2, 4]
    assert [r["twice"] for r in then] == [2, 4, 6]
    assert [r["twice"] for r in complete(Kept(path, ["n"]), then, refused, 1)] == [2, 4, 6]


def test_of_equal_tasks_one_is_done(tmp_path):
    kept = Kept(tmp_path / "kept.jsonl", ["n"])

    assert kept.left([{"n": 1}, {"n": 1}, {"n": 2}]) == [{"n": 1}, {"n": 2}]


# The table


def test_a_set_on_which_a_seed_failed_has_no_figure():
    records = [
        {"table": "t", "method": "m", "auroc": 0.8, "ap": 0.4},
        {"table": "t", "method": "m", "auroc": 0.6, "ap": 0.2},
        {"table": "u", "method": "m", "auroc": 0.6, "ap": 0.2},
        {"table": "u", "method": "m", "error": "broken"},
    ]

    found = accuracy.figures(records, ["t", "u"], ["m"])

    assert found[0, 0].tolist() == pytest.approx([0.7, 0.3])
    assert np.isnan(found[1, 0]).all()


def test_the_default_is_compared_with_each_and_with_the_nearest_peer_only():
    found = np.zeros((4, 3, 2))
    found[:, 0] = 0.8
    found[:, 1] = 0.9  # another of ours is no peer
    found[:, 2] = 0.7

    pairs = accuracy.compared(found, ["vedette a", "vedette b", "pyod C"], "vedette a")

    gains = {(p["measure"], p["second"]): p["gain"] for p in pairs}
    assert gains["auroc", "vedette b"] == pytest.approx(-0.1)
    assert gains["ap", "pyod C"] == pytest.approx(0.1)
    assert gains["auroc", "whichever peer is nearest"] == pytest.approx(0.1)


def test_the_run_writes_its_tables(folder, tmp_path, monkeypatch, capsys):
    out = tmp_path / "results"
    asked = [str(folder), "--pyod", "--sklearn", "IsolationForest", "--seeds", "1"]
    monkeypatch.setattr(
        "sys.argv", ["accuracy", *asked, "--workers", "1", "--results", str(out)]
    )

    accuracy.main()

    shown = capsys.readouterr().out
    assert "vedette ensemble" in shown
    assert "sklearn IsolationForest" in shown
    lines = (out / "accuracy.csv").read_text().splitlines()
    assert lines[0] == "table,method,auroc,ap"
    assert len(lines) == 1 + 2 * 2
    pairs = json.loads((out / "accuracy.json").read_text())
    assert {p["second"] for p in pairs} == {
        "sklearn IsolationForest",
        "whichever peer is nearest",
    }
