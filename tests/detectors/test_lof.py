"""LocalOutlierFactor: its promises, known factors, its laws, and what it refuses."""

import numpy as np
import pytest
from sklearn import neighbors
from sklearn.datasets import load_iris
from sklearn.utils.estimator_checks import check_estimator

from naive import search as naive
from vedette.core.errors import InvalidParameter, TooLittleData
from vedette.detectors import LocalOutlierFactor, catalogue
from vedette.testing import checks_for
from vedette.testing.data import cloud, hard_tables

KINDS = [
    LocalOutlierFactor(),
    LocalOutlierFactor(scale="robust"),
    LocalOutlierFactor(35, metric="manhattan", scale="standard"),
    LocalOutlierFactor(metric="mahalanobis"),
]


@pytest.mark.parametrize("detector", KINDS, ids=repr)
@pytest.mark.parametrize("check", checks_for(KINDS[1]), ids=lambda check: check.__name__)
def test_keeps_every_promise_of_a_detector(check, detector):
    if check not in checks_for(detector):
        pytest.skip("no units are promised without a scale")
    check(detector)


@pytest.mark.filterwarnings("ignore:Estimator LocalOutlierFactor does not inherit")
@pytest.mark.parametrize("novelty", [False, True])
def test_is_a_scikit_learn_estimator(novelty):
    results = check_estimator(
        LocalOutlierFactor(novelty=novelty), on_skip=None, on_fail=None
    )

    assert len(results) > 40
    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


def test_takes_the_parameters_of_scikit_learn():
    theirs = neighbors.LocalOutlierFactor().get_params()
    ours = LocalOutlierFactor().get_params()

    assert set(ours) - set(theirs) == {"scale"}
    assert {name: ours[name] for name in theirs} == theirs
    assert catalogue.make("lof").get_params() == ours


# Known values


@pytest.mark.parametrize(
    ("metric", "p"), [("minkowski", 2), ("minkowski", 3), ("l1", 2), ("cosine", 2)]
)
@pytest.mark.parametrize("k", [5, 20])
def test_factors_are_those_of_scikit_learn(k, metric, p):
    X, there = cloud(700, 4), cloud(60, 4, seed=1)
    options = {"n_neighbors": k, "metric": metric, "p": p}

    model = LocalOutlierFactor(**options).fit(X)

    theirs = neighbors.LocalOutlierFactor(**options).fit(X)
    np.testing.assert_allclose(
        model.negative_outlier_factor_, theirs.negative_outlier_factor_, rtol=1e-6
    )
    novel = neighbors.LocalOutlierFactor(**options, novelty=True).fit(X)
    np.testing.assert_allclose(
        model.score_samples(there), novel.score_samples(there), rtol=1e-6
    )


def test_mahalanobis_takes_a_covariance_as_scikit_learn_does():
    X = cloud(300, 4)
    V = np.cov(X.T)
    theirs = neighbors.LocalOutlierFactor(
        metric="mahalanobis", metric_params={"VI": np.linalg.inv(V)}
    ).fit(X)

    for params in ({"V": V}, {"VI": np.linalg.inv(V)}, None):
        model = LocalOutlierFactor(metric="mahalanobis", metric_params=params).fit(X)
        np.testing.assert_allclose(
            model.negative_outlier_factor_, theirs.negative_outlier_factor_, rtol=1e-6
        )


def test_factors_are_those_of_the_definition():
    X = cloud(120)

    model = LocalOutlierFactor(7).fit(X)

    np.testing.assert_allclose(
        -model.negative_outlier_factor_, naive.local_outlier_factors(X, 7), rtol=1e-8
    )


def test_a_row_between_equal_surroundings_has_factor_1():
    X = np.arange(101.0)[:, None]

    factors = -LocalOutlierFactor(4).fit(X).negative_outlier_factor_

    np.testing.assert_allclose(factors[20:80], 1.0)
    assert LocalOutlierFactor(4).fit(X).unusualness([[150.0]])[0] > 10


# What only it can


# Laws


def test_training_rows_scored_again_have_their_training_factors():
    X = np.vstack([load_iris().data, load_iris().data[:30]])  # copies, and rows alike

    model = LocalOutlierFactor().fit(X)

    assert np.array_equal(model.score_samples(X), model.negative_outlier_factor_)
    assert np.array_equal(model.predict(X), LocalOutlierFactor().fit_predict(X))


def test_more_copies_than_neighbours_have_a_finite_answer():
    X = np.vstack([np.zeros((60, 2)), cloud(100, 2)])

    model = LocalOutlierFactor(10).fit(X)

    factors = -model.negative_outlier_factor_
    np.testing.assert_allclose(factors[:60], 1.0)
    assert np.isfinite(factors).all()
    near, far = model.unusualness([[1e-3, 0.0], [0.1, 0.0]])
    assert 1.0 < near < far < 1e12


@pytest.mark.parametrize("unit", [2.0**-300, 2.0**-40, 2.0**200])
def test_other_units_of_all_columns_change_no_bit(unit):
    X = np.vstack([cloud(), np.repeat(cloud(1), 30, axis=0)])

    plain, other = (LocalOutlierFactor().fit(X * u) for u in (1.0, unit))

    assert np.array_equal(plain.negative_outlier_factor_, other.negative_outlier_factor_)


def test_threads_change_no_bit():
    X = cloud(3000, 6)

    one, two, seven = (
        LocalOutlierFactor(n_jobs=jobs).fit(X).score_samples(X) for jobs in (1, 2, 7)
    )

    assert np.array_equal(one, two)
    assert np.array_equal(one, seven)


def test_algorithm_leaf_size_and_novelty_change_nothing():
    X = cloud()
    plain = LocalOutlierFactor().fit(X).score_samples(X)

    for options in ({"algorithm": "brute"}, {"leaf_size": 5}, {"novelty": True}):
        assert np.array_equal(LocalOutlierFactor(**options).fit(X).score_samples(X), plain)


def test_fewer_rows_than_neighbours_are_all_taken():
    model = LocalOutlierFactor().fit(cloud(12))

    assert model.n_neighbors_ == 11
    with pytest.raises(TooLittleData, match="needs 2 rows"):
        LocalOutlierFactor().fit(cloud(1))


@pytest.mark.parametrize("detector", KINDS, ids=repr)
@pytest.mark.parametrize(("name", "X"), hard_tables().items(), ids=list(hard_tables()))
def test_hard_tables_are_scored_unless_there_is_one_row(name, X, detector):
    model = type(detector)(**detector.get_params())
    if len(X) == 1:
        with pytest.raises(TooLittleData):
            model.fit(X)
        return
    assert np.isfinite(model.fit(X).unusualness(X)).all()
    assert np.isfinite(model.unusualness(cloud(5, X.shape[1]) * 1e300)).all()


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"n_neighbors": -1}, "n_neighbors must be a whole number >= 1, got -1"),
        ({"algorithm": "tree"}, "algorithm must be one of"),
        ({"metric": "precomputed"}, "metric must be a name"),
        ({"metric_params": {"w": 1}}, "cannot be used with metric='minkowski'"),
        (
            {"metric": "mahalanobis", "metric_params": {"V": [[1]]}},
            r"finite numbers \(3, 3\)",
        ),
        ({"contamination": 0.7}, "contamination must be 'auto' or a number"),
    ],
)
def test_wrong_parameters_are_refused_at_fit(params, reason):
    with pytest.raises(InvalidParameter, match=reason):
        LocalOutlierFactor(**params).fit(cloud())
