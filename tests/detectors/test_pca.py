"""PCA: its promises, the formulas against scikit-learn, what it finds, what it refuses."""

import numpy as np
import pytest
from sklearn.utils.estimator_checks import check_estimator

from made.tables import broken_correlation
from vedette.core.errors import InvalidParameter
from vedette.detectors.model.pca import PCADetector
from vedette.kernels.row_arithmetic import products, squared_distances, sums
from vedette.testing import checks_for
from vedette.testing.data import cloud, hard_tables

SETTINGS = [
    {},
    {"method": "mahalanobis"},
    {"scale": "standard"},
    {"scale": None},
    {"n_components": 1},
]


@pytest.mark.parametrize("params", SETTINGS, ids=str)
@pytest.mark.parametrize(
    "check", checks_for(PCADetector()), ids=lambda check: check.__name__
)
def test_keeps_every_promise_of_a_detector(check, params):
    if check in checks_for(PCADetector(**params)):
        check(PCADetector(**params))


@pytest.mark.filterwarnings("ignore:Estimator .* does not inherit")
@pytest.mark.parametrize("method", ["reconstruction", "mahalanobis"])
def test_is_a_scikit_learn_estimator(method):
    results = check_estimator(PCADetector(method=method), on_skip=None, on_fail=None)

    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


# Known values


def test_mahalanobis_is_the_distance_by_the_covariance():
    X = cloud(300, 4)
    away = X - X.mean(axis=0)
    expected = (away @ np.linalg.inv(np.cov(X.T)) * away).sum(axis=1)

    scores = (
        PCADetector(method="mahalanobis", scale=None, robust=False).fit(X).unusualness(X)
    )

    np.testing.assert_allclose(scores, expected, rtol=1e-9)


def test_by_hand_the_distance_from_a_line():
    X = np.array([[-2.0, -2], [-1, -1], [0, 0], [1, 1], [2, 2], [0.5, -0.5], [-0.5, 0.5]])

    model = PCADetector(1, scale=None, robust=False).fit(X)

    scores = model.unusualness([[0, 0], [1, 1], [1, -1], [3, 3]]) * 4.0**-model.unit_
    # The last is sqrt(2) beyond the farthest training row on the line.
    np.testing.assert_allclose(scores, [0, 0, 2, 2], atol=1e-12)


def test_none_keeps_nine_tenths_of_the_variance_and_a_share_that_share():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(4000, 4)) * np.sqrt([60, 25, 14, 1])

    kept = [
        len(PCADetector(k, scale=None).fit(X).components_)
        for k in (None, 0.5, 0.8, 0.99, 9)
    ]

    assert kept == [3, 1, 2, 3, 3]


# What it finds


def test_a_constant_column_neither_hides_nor_spoils_anything():
    X, odd = broken_correlation()
    X, odd = (np.insert(rows, 1, 7.0, axis=1) for rows in (X, odd))
    changed = X[:1].copy()
    changed[0, 1] = 8.0

    for method in ("reconstruction", "mahalanobis"):
        model = PCADetector(method=method).fit(X)
        assert np.isfinite(model.unusualness(odd)).all()
        assert 0.005 < (model.predict(X) == -1).mean() < 0.02
        assert (model.predict(odd) == -1).mean() > 0.3
        assert model.predict(changed)[0] == -1


def test_a_broken_sum_of_columns_is_found_however_small():
    X = cloud(400, 3)
    X = np.column_stack([X, X.sum(axis=1)])
    wrong = X[:1].copy()
    wrong[0, 3] += 0.01

    for method in ("reconstruction", "mahalanobis"):
        model = PCADetector(3, method=method).fit(X)
        assert model.unusualness(wrong)[0] > model.unusualness(X[:1])[0]
    assert PCADetector(method="mahalanobis").fit(X).predict(wrong)[0] == -1


def test_a_far_row_does_not_become_a_direction():
    X = np.vstack([cloud(300, 4), [[500.0, -300, 20, 1]]])

    held, bent = (PCADetector(2, robust=robust).fit(X) for robust in (True, False))

    assert held.unusualness(X).argmax() == 300
    assert bent.unusualness(X).argmax() != 300


def test_a_single_column_is_scored_by_its_distance_from_the_mean():
    X = cloud(200, 1)

    model = PCADetector(scale=None, robust=False).fit(X)

    expected = np.square(X[:, 0] - X.mean())
    np.testing.assert_allclose(
        model.unusualness(X) * 4.0**-model.unit_, expected, rtol=1e-9
    )


@pytest.mark.parametrize("method", ["reconstruction", "mahalanobis"])
def test_a_value_of_1e308_hides_nothing_even_without_a_scale(method):
    X = np.vstack([cloud(300, 4), np.full((1, 4), 1.7e308)])
    X[7] += [20, -20, 20, -20]

    scores = PCADetector(method=method, scale=None).fit(X).unusualness(X)

    assert set(np.argsort(-scores)[:2]) == {7, 300}


@pytest.mark.parametrize("params", SETTINGS, ids=str)
def test_parts_are_the_fall_of_the_score_without_the_column(params):
    X = np.vstack([cloud(50, 5), 9 * cloud(5, 5, seed=1)])
    model = PCADetector(**params).fit(X[:50])
    rows = model.scaler_.scale(X)

    expected = super(PCADetector, model)._parts(rows)

    np.testing.assert_allclose(model._parts(rows), expected, atol=1e-9 * np.ptp(expected))


@pytest.mark.long
def test_ten_thousand_columns_fit():
    X = np.random.default_rng(0).normal(size=(60, 10_000))
    X[5] *= 3

    for method in ("reconstruction", "mahalanobis"):
        model = PCADetector(method=method).fit(X)
        assert model.unusualness(X).argmax() == 5
        assert np.isfinite(model.contributions(X[:1])).all()


# Arithmetic by row


@pytest.mark.parametrize(("n", "d", "k"), [(1, 1, 1), (7, 3, 5), (3000, 4, 20)])
def test_products_by_row_are_those_of_the_matrix_and_know_no_batch(n, d, k):
    rng = np.random.default_rng(0)
    X, W = rng.normal(size=(n, d)), rng.normal(size=(d, k))

    whole = products(X, W)

    np.testing.assert_allclose(whole, X @ W, atol=1e-12)
    assert np.array_equal(whole[-1:], products(X[-1:], W))
    np.testing.assert_allclose(sums(X), X.sum(axis=1))
    expected = np.square(X[:, None] - W.T).sum(axis=2)
    np.testing.assert_allclose(squared_distances(X, W.T), expected, atol=1e-12)


@pytest.mark.parametrize(
    "name", ["values near 1e308", "subnormal values", "one value of 1e308"]
)
def test_extreme_units_are_those_of_the_plain_table(name):
    X = hard_tables()[name]

    model = PCADetector(scale=None).fit(X)

    assert np.unique(model.unusualness(X)).size > 1


# Refusals


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"method": "q"}, "method must be one of"),
        ({"n_components": -1}, "n_components must be None, a whole number >= 0 or a share"),
        ({"n_components": 1.5}, "n_components must be"),
        ({"n_components": True}, "n_components must be"),
    ],
)
def test_wrong_parameters_are_refused_at_fit(params, reason):
    with pytest.raises(InvalidParameter, match=reason):
        PCADetector(**params).fit(cloud())
