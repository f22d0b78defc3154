"""What tells detectors apart: not the seed, not the fold, not one among many; only more."""

from __future__ import annotations

import numpy as np
import pytest

from vedette.comparing.chance import NORMAL, measured
from vedette.comparing.influence import ap_influence


def drawn(seed, shifts, *, tests=10, rows=1000, odd_rows=60, noise=1.0, repeats=2):
    """Scores of detectors that see the same rows; each adds noise of its own in each test."""
    rng = np.random.default_rng(seed)
    odd = np.arange(rows) < odd_rows
    seen = rng.normal(size=rows)
    values, influences, clusters = [], [], []
    per = tests // repeats
    for test in range(tests):
        if test % per == 0:
            order = rng.permutation(rows)
        part = np.array_split(order, per)[test % per]
        if not odd[part].any():
            continue
        own = []
        for shift in shifts:
            scores = seen[part] + shift * odd[part] + noise * rng.normal(size=len(part))
            own.append(ap_influence(odd[part], scores))
        values.append([value for value, _ in own])
        influences.append(np.array([moved for _, moved in own]))
        clusters.append(part)
    return np.array(values), influences, clusters, odd_rows


def compared(seed, shifts, **asked):
    values, influences, clusters, odd = drawn(seed, shifts, **asked)
    return measured(values, influences, clusters, odd, 0.25, seed)


def test_equal_detectors_are_seldom_told_apart():
    apart = 0
    for seed in range(100):
        found = compared(seed, [2.0] * 6)
        best = int(found.mean.argmax())
        apart += any(found.difference(best, i).low > 0 for i in range(6) if i != best)
    assert apart <= 10  # 5 of 100 expected; 11 and more would come once in a hundred times


def test_a_better_detector_is_told_apart():
    found = compared(3, [3.0, 1.0, 1.0])
    assert found.difference(0, 1).low > 0
    assert found.difference(1, 0).high < 0


def test_a_detector_and_its_copy_never_are():
    values, influences, clusters, odd = drawn(0, [2.0, 2.0], noise=0.5)
    same = np.repeat(values[:, :1], 2, axis=1)
    found = measured(same, [u[[0, 0]] for u in influences], clusters, odd, 0.25, 0)
    assert found.difference(0, 1) == found.difference(1, 0)
    assert (found.apart[0, 1], found.critical) == (0.0, NORMAL)


def test_more_comparisons_ask_for_more():
    few, many = compared(1, [2.0] * 2), compared(1, [2.0] * 12)
    assert few.critical < 2.1
    assert 2.8 < many.critical < 3.6


def test_the_interval_holds_the_truth_nineteen_times_in_twenty():
    found = [compared(seed, [2.0]) for seed in range(200)]
    truth = np.mean([one.mean[0] for one in found])  # in tests of this size
    held = [one.estimate(0).low <= truth <= one.estimate(0).high for one in found]
    assert 180 <= sum(held) <= 199


def test_tests_that_learn_from_the_same_rows_say_less_than_as_many_others():
    values = np.array([[0.6, 0.3], [0.7, 0.3], [0.8, 0.3]])
    nothing = [np.zeros((2, 4))] * 3  # the rows explain nothing of it
    found = measured(values, nothing, [np.arange(4)] * 3, 10, 0.25, 0)

    # Nadeau and Bengio: (1 / 3 + 1 / 4) times the variance between the tests, .01.
    assert found.sd == pytest.approx([np.sqrt((1 / 3 + 0.25) * 0.01), 0.0])
    assert found.apart[0, 1] == pytest.approx(np.sqrt((1 / 3 + 0.25) * 0.01))


def test_rows_of_one_cluster_are_as_one():
    """Every row twice is no more than once."""
    values, influences, clusters, odd = drawn(4, [2.0, 1.5])
    twice = [np.repeat(u, 2, axis=1) / 2 for u in influences]
    both = [np.repeat(c, 2) for c in clusters]
    once = measured(values, influences, clusters, odd, 0.25, 0)
    again = measured(values, twice, both, odd, 0.25, 0)
    np.testing.assert_allclose(again.apart, once.apart, rtol=1e-9)


@pytest.mark.parametrize(("value", "low", "high"), [(1.0, 0.7, 1.0), (0.0, 0.0, 0.3)])
def test_a_perfect_measure_of_ten_anomalies_is_not_certain(value, low, high):
    found = measured(
        np.full((3, 1), value), [np.zeros((1, 5))] * 3, [np.arange(5)] * 3, 10, 0, 0
    )
    estimate = found.estimate(0)
    assert (estimate.low, estimate.high) == (low, pytest.approx(high))


def test_an_interval_stays_within_nought_and_one():
    for seed in range(10):
        estimate = compared(seed, [4.5], odd_rows=12).estimate(0)
        assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1
