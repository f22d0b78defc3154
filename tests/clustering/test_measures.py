"""Measures of a division, by hand, by scikit-learn and by the book."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics
from sklearn.datasets import load_iris

import vedette
from vedette.clustering.counting import knee
from vedette.clustering.measures import (
    calinski_harabasz,
    davies_bouldin,
    silhouettes,
    within,
)

# Two pairs on a line: centres 1 and 11.
FOUR = np.array([[0.0], [2.0], [10.0], [12.0]])
PAIRS = np.array([0, 0, 1, 1])


@pytest.fixture(scope="module")
def flowers():
    return load_iris(as_frame=True).data


def test_the_sum_of_squares_by_hand():
    assert within(FOUR, PAIRS) == 4.0
    assert within(FOUR, np.zeros(4, dtype=int)) == 6**2 + 4**2 + 4**2 + 6**2


def test_silhouettes_by_hand():
    # Row 0: a = 2, b = (10 + 12) / 2 = 11; row 2 (at 2): a = 2, b = (8 + 10) / 2 = 9.
    assert silhouettes(FOUR, PAIRS) == pytest.approx([9 / 11, 7 / 9, 7 / 9, 9 / 11])


def test_davies_bouldin_by_hand():
    assert davies_bouldin(FOUR, PAIRS) == pytest.approx((1 + 1) / 10)
    three = np.array([[0.0], [2.0], [10.0], [12.0], [30.0], [34.0]])
    labels = np.array([0, 0, 1, 1, 2, 2])
    # max of 2/10 and 3/31; of 2/10 and 3/21; of 3/31 and 3/21.
    assert davies_bouldin(three, labels) == pytest.approx((0.2 + 0.2 + 3 / 21) / 3)


def test_calinski_and_harabasz_by_hand():
    assert calinski_harabasz(FOUR, PAIRS) == pytest.approx((4 * 25 / 1) / (4 / 2))


@pytest.mark.parametrize("labels", [np.zeros(4, dtype=int), np.arange(4)])
def test_what_has_no_meaning_is_none_and_never_nan(labels):
    assert davies_bouldin(FOUR, labels) is None
    assert calinski_harabasz(FOUR, labels) is None
    assert not silhouettes(FOUR, labels).any()


def test_rows_that_all_lie_in_their_centres_give_no_nan():
    X = np.repeat([[0.0], [5.0]], 3, axis=0)
    labels = np.repeat([0, 1], 3)
    assert within(X, labels) == 0
    assert calinski_harabasz(X, labels) is None
    assert silhouettes(X, labels) == pytest.approx(np.ones(6))


def test_iris_has_the_known_sums_of_squares(flowers):
    found = vedette.cluster(flowers, most=5)

    sums = [value for _, value in found.criterion("elbow").values]
    assert sums == pytest.approx([681.371, 152.348, 78.851, 57.228, 46.446], abs=6e-4)


def test_iris_in_three_has_the_known_measures(flowers):
    found = vedette.cluster(flowers, 3, most=3)

    assert found.silhouette == pytest.approx(0.5528, abs=5e-5)
    assert found.davies_bouldin == pytest.approx(0.6620, abs=5e-5)
    assert found.within == pytest.approx(78.851, abs=6e-4)
    assert found.criterion("silhouette").k == 2
    assert metrics.adjusted_rand_score(load_iris().target, found.labels) >= 0.73


def test_the_measures_are_those_of_scikit_learn(flowers):
    found = vedette.cluster(flowers, 4, most=4)
    X = flowers.to_numpy()

    assert found.silhouette == pytest.approx(metrics.silhouette_score(X, found.labels))
    assert found.davies_bouldin == pytest.approx(
        metrics.davies_bouldin_score(X, found.labels)
    )
    assert found.calinski_harabasz == pytest.approx(
        metrics.calinski_harabasz_score(X, found.labels)
    )


def test_the_knee_is_where_the_curve_bends():
    assert knee([(1, 100.0), (2, 50.0), (3, 10.0), (4, 8.0), (5, 6.0)]) == 3
    assert knee([(1, 5.0), (2, 5.0), (3, 5.0)]) is None
    assert knee([(1, 5.0), (2, 1.0)]) is None
