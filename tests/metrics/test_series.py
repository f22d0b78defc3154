"""Metrics of series: the papers' sums, what they grow with, and what misleads."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from naive import series_metrics as naive
from vedette import metrics
from vedette.core.errors import InvalidInput, InvalidParameter, TooLittleData, UnknownName
from vedette.metrics.ranges import BIASES, CARDINALITIES


def flagged_runs(rng, n):
    """Rows in runs of some length."""
    return np.repeat(rng.random(n) < 0.3, rng.integers(1, 6, n))[:n]


def a_series(seed, n=60):
    rng = np.random.default_rng(seed)
    odd, flagged = flagged_runs(rng, n), flagged_runs(rng, n)
    odd[:2] = True, False
    return odd, flagged, np.sort(rng.integers(0, 3, n)), rng


@pytest.mark.parametrize("seed", range(30))
def test_range_precision_and_recall_are_the_sums_of_the_paper(seed):
    odd, flagged, series, rng = a_series(seed)
    for bias in BIASES:
        for cardinality in CARDINALITIES:
            alpha, other = float(rng.random()), str(rng.choice(BIASES))
            for keys in (None, series):
                ours = metrics.range_score(
                    odd, flagged, alpha=alpha, bias=bias, precision_bias=other,
                    cardinality=cardinality, series=keys,
                )  # fmt: skip
                expected = naive.range_precision_recall(
                    odd.tolist(), flagged.tolist(), alpha, bias, other, cardinality, keys
                )
                assert (ours.precision, ours.recall) == pytest.approx(expected)


def test_published_programs_give_the_same_numbers():
    odd = np.array([0, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 0])
    flagged = np.array([1, 1, 0, 1, 0, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0])
    # prts 1.0.0.3: ts_recall and ts_precision
    expected = [
        ("flat", 0.4138888888888889, 0.5416666666666666),
        ("front", 0.38666666666666666, 0.5416666666666666),
        ("middle", 0.4333333333333333, 0.5625),
        ("back", 0.44111111111111106, 0.5416666666666666),
    ]
    for bias, recall, precision in expected:
        ours = metrics.range_score(odd, flagged, alpha=0.3, bias=bias, precision_bias=bias)
        assert (ours.recall, ours.precision) == pytest.approx((recall, precision))
    # vus 0.0.6: RangeAUC_volume; up to width 1 there is no buffer to differ in
    scores = np.array([3, 5, 2, 6, 1, 0, 4, 0.5, 2.5, 8, 7, 5.5, 1.5, 0.2, 0.7, 0.1])
    assert metrics.vus(odd, scores, window=1).roc == pytest.approx(0.6770833333333333)


@pytest.mark.parametrize("seed", range(10))
def test_of_ranges_of_one_row_they_are_precision_and_recall(seed):
    rng = np.random.default_rng(seed)
    odd, flagged = np.zeros(60, bool), np.zeros(60, bool)
    odd[::2], flagged[::2] = rng.random((2, 30)) < 0.4
    ours, plain = metrics.range_score(odd, flagged), metrics.confusion(odd, flagged)
    assert (ours.precision, ours.recall) == pytest.approx((plain.precision, plain.recall))
    assert ours.f1 == pytest.approx(plain.f1)


def test_an_early_alarm_is_worth_more_where_the_front_weighs_most():
    odd = np.arange(20) // 10 == 0
    early, late = np.arange(20) < 3, np.isin(np.arange(20), (7, 8, 9))

    def recall(flagged, bias):
        return metrics.range_score(odd, flagged, bias=bias).recall

    assert recall(early, "front") == pytest.approx(27 / 55)
    assert recall(late, "front") == pytest.approx(6 / 55)
    assert recall(late, "back") == pytest.approx(27 / 55)
    assert recall(early, "flat") == recall(late, "flat") == pytest.approx(0.3)
    assert recall(early, "middle") == pytest.approx(6 / 30)


def test_a_range_found_in_pieces_counts_less_than_found_at_once():
    odd = np.ones(6)
    pieces, once = [1, 0, 1, 0, 1, 0], [1, 1, 1, 0, 0, 0]
    assert metrics.range_score(odd, once).recall == 0.5
    assert metrics.range_score(odd, pieces).recall == pytest.approx(0.5 / 3)
    assert metrics.range_score(odd, pieces, cardinality="one").recall == 0.5
    assert metrics.range_score(odd, pieces, alpha=1).recall == 1


def test_where_there_is_no_range_the_answer_is_nothing_and_said():
    calm = metrics.range_score([0, 0], [0, 0])
    assert (calm.precision, calm.recall, calm.f1) == (0, 0, 0)
    assert calm.undefined == ("precision", "recall")
    assert metrics.range_score([1, 0], [0, 0]).undefined == ("precision",)


@pytest.mark.parametrize("seed", range(25))
def test_volumes_are_the_sums_of_the_paper(seed):
    odd, _, series, rng = a_series(seed, 50)
    scores = np.round(rng.normal(size=50) + odd, int(rng.integers(0, 3)))
    for keys in (None, series):
        window = int(rng.integers(0, 14))
        ours = metrics.vus(odd, scores, window=window, series=keys)
        expected = naive.volumes(odd.tolist(), scores.tolist(), window, keys)
        assert (ours.roc, ours.pr) == pytest.approx(expected, abs=1e-12)
        assert ours.window == window


def test_volumes_of_one_far_range_by_hand():
    odd = np.zeros(9, bool)
    odd[4] = True
    at_once = metrics.vus(odd, odd.astype(float), window=0)
    assert (at_once.roc, at_once.pr) == (1, 1)
    # Width 2: s = sqrt(1/2) at rows 3 and 5, P = 1 + sqrt(1/2); row 3 is flagged first.
    early = metrics.vus(odd, np.arange(9) == 3, window=2)
    s = np.sqrt(0.5)
    first = s / (1 + s) * s  # recall after one row, times its precision
    assert early.pr_by_width[0] == pytest.approx(1 / 9)
    assert early.pr_by_width[2] == pytest.approx(
        first + (1 - s / (1 + s)) * (1 + 2 * s) / 9
    )


def test_a_buffer_forgives_scores_that_are_late():
    odd = np.arange(400) // 20 % 10 == 3
    rng = np.random.default_rng(0)
    late = np.roll(odd, 12) + rng.uniform(0, 0.1, 400)
    areas = metrics.vus(odd, late, window=40).pr_by_width
    assert areas[40] > areas[20] > areas[4]


def test_constant_scores_have_the_same_volume_whatever_they_are():
    odd = np.arange(50) // 5 == 4
    ours = metrics.vus(odd, np.full(50, 7.0), window=6)
    assert (ours.roc, ours.pr) == pytest.approx(naive.volumes(odd.tolist(), [0.0] * 50, 6))


def test_infinite_scores_are_first_and_last_in_a_volume():
    odd = np.arange(20) // 5 == 2
    finite = np.where(odd, 5.0, np.arange(20) / 20)
    wild = np.where(odd, np.inf, finite)
    assert metrics.vus(odd, wild, window=4) == metrics.vus(odd, finite, window=4)


@pytest.mark.parametrize("odd", [[0, 0, 0], [1, 1, 1]])
def test_a_volume_needs_rows_of_both_kinds(odd):
    with pytest.raises(TooLittleData, match="VUS is not known"):
        metrics.vus(odd, [1, 2, 3], window=1)


@pytest.mark.parametrize("window", [-1, 2.5, True, None])
def test_a_window_is_a_number_of_rows(window):
    with pytest.raises(InvalidParameter, match="window must be a whole number"):
        metrics.vus([0, 1, 0], [1, 2, 3], window=window)


def test_arguments_that_are_not_there_are_refused():
    odd = [0, 1, 1]
    with pytest.raises(UnknownName, match="did you mean 'front'"):
        metrics.range_score(odd, odd, bias="fron")
    with pytest.raises(UnknownName, match="no cardinality is called 'two'"):
        metrics.range_score(odd, odd, cardinality="two")
    with pytest.raises(InvalidParameter, match="alpha must be from 0 to 1, got 2"):
        metrics.range_score(odd, odd, alpha=2)
    with pytest.raises(InvalidInput, match="series must name one series a row"):
        metrics.range_score(odd, odd, series=["a"])


@pytest.mark.parametrize("seed", range(10))
def test_point_adjustment_fills_the_ranges_that_are_met(seed):
    odd, flagged, series, _ = a_series(seed)
    for keys in (None, series):
        with pytest.warns(metrics.MisleadingMetric):
            ours = metrics.point_adjusted(odd, flagged, series=keys)
        filled = naive.point_adjusted(odd.tolist(), flagged.tolist(), keys)
        assert ours == metrics.confusion(odd, filled)


def test_point_adjusted_f1_misleads_and_says_so():
    rng = np.random.default_rng(0)
    odd = np.arange(20_000) // 400 % 10 == 3  # a tenth of the rows, in ranges of 400
    scores = rng.random(20_000)  # drawn at random: they know nothing
    flagged = scores > np.quantile(scores, 0.99)
    with pytest.warns(metrics.MisleadingMetric, match="drawn at random reach a high F1"):
        adjusted = metrics.point_adjusted(odd, flagged)
    assert adjusted.f1 > 0.9
    assert metrics.confusion(odd, flagged).f1 < 0.05
    assert metrics.range_score(odd, flagged).f1 < 0.05
    assert metrics.vus(odd, scores, window=100).roc < 0.55


def test_the_warning_can_be_turned_off_and_is_none_of_another_kind():
    assert issubclass(metrics.MisleadingMetric, UserWarning)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", metrics.MisleadingMetric)
        assert metrics.point_adjusted([0, 0], [1, 0]) == metrics.Confusion(0, 1, 0, 1)
