"""Metrics of rows: known values, scikit-learn's, and clear answers where there is none."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from sklearn import metrics as theirs

from vedette import metrics
from vedette.core.errors import InvalidInput, InvalidParameter, TooLittleData

SEEDS = range(40)


def drawn(seed, n=None):
    """Labels of both kinds and scores with many ties."""
    rng = np.random.default_rng(seed)
    n = n or int(rng.integers(5, 400))
    odd = rng.random(n) < rng.uniform(0.02, 0.6)
    odd[:2] = True, False
    scores = np.round(
        rng.normal(size=n) + odd * rng.uniform(-1, 2), int(rng.integers(0, 3))
    )
    return odd, scores


def counted(hits, false_alarms, missed, passed=0):
    odd = [1] * hits + [0] * false_alarms + [1] * missed + [0] * passed
    flagged = [1] * (hits + false_alarms) + [0] * (missed + passed)
    return metrics.confusion(odd, flagged)


def test_the_textbook_counts_give_the_textbook_numbers():
    found = counted(263, 255, 237, 1_000)
    assert found == metrics.Confusion(263, 255, 237, 1_000)
    assert round(found.precision, 5) == 0.50772
    assert found.recall == 0.526
    assert round(found.f1, 5) == 0.51670
    assert found.rows == 1_755
    assert found.undefined == ()


@pytest.mark.parametrize("seed", SEEDS)
def test_all_metrics_of_rows_equal_those_of_scikit_learn(seed):
    odd, scores = drawn(seed)
    flagged = scores > np.median(scores)
    ours = metrics.confusion(odd, flagged)
    (passed, false_alarms), (missed, hits) = theirs.confusion_matrix(odd, flagged)
    assert ours == metrics.Confusion(hits, false_alarms, missed, passed)
    how = {"zero_division": 0.0}
    assert ours.precision == pytest.approx(theirs.precision_score(odd, flagged, **how))
    assert ours.recall == pytest.approx(theirs.recall_score(odd, flagged, **how))
    for beta in (0, 0.5, 1, 2, 7):
        said = theirs.fbeta_score(odd, flagged, beta=beta, **how)
        assert ours.f_beta(beta) == pytest.approx(said)
    assert metrics.auroc(odd, scores) == theirs.roc_auc_score(odd, scores)
    assert metrics.average_precision(odd, scores) == theirs.average_precision_score(
        odd, scores
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_all_curves_equal_those_of_scikit_learn(seed):
    odd, scores = drawn(seed)
    curve = metrics.roc_curve(odd, scores)
    for mine, other in zip(
        (curve.false_rate, curve.recall, curve.thresholds),
        theirs.roc_curve(odd, scores),
        strict=True,
    ):
        np.testing.assert_array_equal(mine, other)
    assert curve.area == pytest.approx(metrics.auroc(odd, scores), abs=1e-15)
    curve = metrics.precision_recall_curve(odd, scores)
    precision, recall, thresholds = theirs.precision_recall_curve(odd, scores)
    np.testing.assert_allclose(curve.precision, precision[-2::-1])
    np.testing.assert_allclose(curve.recall, recall[-2::-1])
    np.testing.assert_array_equal(curve.thresholds, thresholds[::-1])
    assert curve.average == pytest.approx(metrics.average_precision(odd, scores), abs=1e-14)
    assert curve.base == odd.mean()


@pytest.mark.parametrize("seed", range(10))
def test_each_threshold_flags_the_rows_of_that_score_and_above(seed):
    odd, scores = drawn(seed)
    along = metrics.threshold_curve(odd, scores)
    assert list(along.thresholds) == sorted(set(scores))
    for i, threshold in enumerate(along.thresholds):
        there = metrics.confusion(odd, scores >= threshold)
        assert along.precision[i] == pytest.approx(there.precision)
        assert along.recall[i] == pytest.approx(there.recall)
        assert along.f1[i] == pytest.approx(there.f1)


@pytest.mark.parametrize("seed", range(20))
def test_precision_at_n_is_the_mean_over_all_orders_of_equal_scores(seed):
    rng = np.random.default_rng(seed)
    odd, scores = rng.random(6) < 0.5, rng.integers(0, 3, 6)
    for n in range(1, 7):
        orders = [
            odd[np.array(order)[np.argsort(-scores[list(order)], kind="stable")]][:n].mean()
            for order in permutations(range(6))
        ]
        assert metrics.precision_at(odd, scores, n) == pytest.approx(np.mean(orders))


def test_precision_at_n_looks_at_as_many_rows_as_are_odd():
    assert metrics.precision_at([1, 1, 0, 0, 0], [5, 1, 4, 3, 2]) == 0.5
    assert metrics.precision_at([0, 0, 0], [1, 2, 3], 2) == 0


def test_nothing_through_nothing_is_nothing_and_said():
    calm = metrics.confusion([0, 0], [0, 0])
    assert (calm.precision, calm.recall, calm.f1, calm.f_beta(2)) == (0, 0, 0, 0)
    assert calm.undefined == ("precision", "recall", "f1")
    assert metrics.confusion([1, 0], [0, 0]).undefined == ("precision",)
    assert metrics.confusion([0, 0], [1, 0]).undefined == ("recall",)
    assert metrics.confusion([0, 0], [1, 0]).f1 == 0


def test_a_great_beta_is_recall_and_a_small_one_precision():
    found = counted(1, 3, 1)
    assert found.f_beta(1e300) == found.recall == 0.5
    assert found.f_beta(1e-300) == found.f_beta(0) == found.precision == 0.25


def test_constant_scores_know_nothing():
    odd = np.arange(20) < 3
    same = np.full(20, 7.0)
    assert metrics.auroc(odd, same) == 0.5
    assert metrics.average_precision(odd, same) == pytest.approx(0.15)
    assert metrics.precision_at(odd, same) == pytest.approx(0.15)
    assert metrics.precision_recall_curve(odd, same).precision.tolist() == [0.15]
    assert metrics.roc_curve(odd, same).recall.tolist() == [0, 1]


def test_infinite_scores_are_first_and_last():
    odd, scores = [1, 0, 1, 0], [math.inf, 2.0, 1.0, -math.inf]
    assert metrics.auroc(odd, scores) == 0.75
    assert metrics.roc_curve(odd, scores).thresholds[1] == math.inf
    assert metrics.average_precision(odd, scores) == pytest.approx((1 + 2 / 3) / 2)


@pytest.mark.parametrize(
    ("metric", "odd"),
    [
        (metrics.auroc, [0, 0, 0]),
        (metrics.auroc, [1, 1, 1]),
        (metrics.roc_curve, [0, 0, 0]),
        (metrics.roc_curve, [1, 1, 1]),
        (metrics.average_precision, [0, 0, 0]),
        (metrics.precision_recall_curve, [0, 0, 0]),
        (metrics.threshold_curve, [0, 0, 0]),
        (metrics.precision_at, [0, 0, 0]),
    ],
)
def test_what_rows_of_one_kind_cannot_tell_is_refused(metric, odd):
    kind = "all rows are odd" if odd[0] else "no row is odd"
    with pytest.raises(TooLittleData, match=f"not known: {kind}, of 3 rows"):
        metric(odd, [1.0, 2.0, 3.0])


def test_of_odd_rows_alone_precision_is_1():
    assert metrics.average_precision([1, 1], [2.0, 1.0]) == 1
    assert metrics.precision_at([1, 1], [2.0, 1.0]) == 1


@pytest.mark.parametrize(
    ("odd", "scores", "said"),
    [
        ([1, 0], [1.0, math.nan], r"1 score missing \(NaN\), first at row 1"),
        ([1, 0], [1.0], "odd has 2 rows, scores has 1"),
        ([1, -1], [1.0, 2.0], "row 1 has -1"),
        (["a", "b"], [1.0, 2.0], "row 0 has a"),
        ([1.0, math.nan], [1.0, 2.0], "row 1 has nan"),
        ([[1, 0]], [1.0, 2.0], "odd must have shape"),
        ([1, 0], [[1.0, 2.0]], "scores must have shape"),
        ([1, 0], ["x", "y"], "scores must be numbers"),
        ([], [], "there are no rows"),
    ],
)
def test_what_is_wrong_with_labels_and_scores_is_told(odd, scores, said):
    with pytest.raises(InvalidInput, match=said):
        metrics.auroc(odd, scores)


@pytest.mark.parametrize("n", [0, 4, -1, 1.5, True])
def test_n_is_a_number_of_rows(n):
    with pytest.raises(InvalidParameter, match="from 1 to 3"):
        metrics.precision_at([1, 0, 0], [1, 2, 3], n)


@pytest.mark.parametrize("beta", [-1, math.nan, math.inf])
def test_beta_is_a_weight(beta):
    with pytest.raises(InvalidParameter, match="beta"):
        counted(1, 1, 1).f_beta(beta)
