"""Intervals: known values, and that they hold what they say, also with few anomalies."""

from __future__ import annotations

import numpy as np
import pytest

from vedette.evaluating import intervals
from vedette.metrics import auroc


def test_263_hits_255_false_alarms_and_237_missed():
    precision = intervals.of_share(263, 263 + 255)
    recall = intervals.of_share(263, 263 + 237)
    f1 = intervals.of_f1(263, 255 + 237)

    assert (round(precision.value, 5), recall.value) == (0.50772, 0.526)
    assert round(f1.value, 5) == 0.51670
    assert f1.low < 0.5167 < f1.high


def test_wilson_s_interval_of_a_tenth():
    # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263, 15 of 148, 0 of 20.
    for hits, trials, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
    ):
        found = intervals.of_share(hits, trials)
        assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_zero_of_zero_is_zero_and_may_be_anything():
    for found in (intervals.of_share(0, 0), intervals.of_f1(0, 0)):
        assert (found.value, found.low, found.high) == (0.0, 0.0, 1.0)


def test_a_perfect_figure_of_few_anomalies_is_not_certain():
    assert intervals.of_share(5, 5).low == pytest.approx(0.5655, abs=1e-4)
    assert intervals.of_auroc(1.0, 5, 100).low < 0.85
    assert intervals.of_average_precision(1.0, 5).low < 0.6
    for found in (intervals.of_auroc(1.0, 5, 100), intervals.of_average_precision(1.0, 5)):
        assert found.high == 1.0


@pytest.mark.parametrize(("odd", "usual", "apart"), [(8, 80, 1.0), (40, 200, 2.0)])
def test_the_interval_of_an_auroc_holds_the_true_one_in_95_of_100(odd, usual, apart):
    from scipy.stats import norm

    true = norm.cdf(apart / np.sqrt(2))
    rng = np.random.default_rng(0)
    truth = np.arange(odd + usual) < odd
    inside = 0
    for _ in range(400):
        scores = rng.normal(size=odd + usual) + apart * truth
        found = intervals.of_auroc(auroc(truth, scores), odd, usual)
        inside += found.low <= true <= found.high
    assert 0.92 <= inside / 400 <= 0.985


def test_the_interval_over_folds_is_wider_than_that_of_independent_ones():
    found = intervals.over_folds([0.7, 0.8, 0.9], 1 / 3)

    assert (found.value, found.folds) == (pytest.approx(0.8), 3)
    assert found.deviation == pytest.approx(0.1)
    # 4.3027 is t of 2 degrees of freedom at 97.5 %.
    assert found.low == pytest.approx(0.8 - 4.3027 * 0.1 * (2 / 3) ** 0.5, abs=1e-4)
    assert intervals.over_folds([0.7], 1 / 3).low is None


def test_folds_that_all_say_the_same_have_the_interval_of_their_rows_together():
    alike = intervals.of_share(20, 20)
    found = intervals.over_folds([1.0] * 5, 1 / 3, alike)
    assert (found.value, found.low, found.high) == (1.0, alike.low, alike.high)
    assert (found.deviation, found.folds) == (0.0, 5)
    some = intervals.over_folds([1.0, 0.9], 1 / 3, alike)
    assert some.low != alike.low
    # Three times 0.1 are no 0.3 in floating point: a spread of rounding is none.
    assert intervals.over_folds([0.1] * 3, 1 / 3, intervals.of_share(1, 10)).low < 0.02


def test_no_folds_have_no_figure():
    assert intervals.over_folds([], 1 / 3).value is None
