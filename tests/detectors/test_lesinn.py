"""LeSiNN: its promises, known values, laws, and what it refuses."""

import numpy as np
import pytest
from sklearn.utils.estimator_checks import check_estimator

from naive import ensemble as naive
from vedette.core.errors import InvalidParameter, TooLittleData
from vedette.detectors import LeSiNN, catalogue
from vedette.testing import checks_for
from vedette.testing.data import cloud, far_row, hard_tables


@pytest.mark.parametrize("scale", ["robust", "standard", None])
@pytest.mark.parametrize("check", checks_for(LeSiNN()), ids=lambda check: check.__name__)
def test_keeps_every_promise_of_a_detector(check, scale):
    if check not in checks_for(LeSiNN(scale=scale)):
        pytest.skip("no units are promised without a scale")
    check(LeSiNN(scale=scale))


@pytest.mark.filterwarnings("ignore:Estimator LeSiNN does not inherit")
def test_is_a_scikit_learn_estimator():
    results = check_estimator(LeSiNN(), on_skip=None, on_fail=None)

    assert len(results) > 40
    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


def test_is_made_by_its_name():
    assert isinstance(catalogue.make("lesinn"), LeSiNN)


def test_farther_is_odder_however_far():
    X = cloud(500)
    steps = X.mean(axis=0) + np.array([[1e2], [1e4], [1e8], [1e12]]) * X.std(axis=0)

    assert (np.diff(LeSiNN().fit(X).unusualness(steps)) > 0).all()


def test_planted_rows_are_the_oddest():
    X = cloud(2000, 5)
    X[:10] += 8 * X.std(axis=0) * np.sign(np.random.default_rng(1).normal(size=(10, 5)))

    scores = LeSiNN().fit(X).unusualness(X)

    assert set(np.argsort(-scores)[:10]) == set(range(10))


@pytest.mark.parametrize("d", [1, 9, 40])
def test_a_row_scores_the_same_in_any_batch(d):
    X = cloud(300, d)
    model = LeSiNN().fit(X)

    alone = np.concatenate([model.unusualness(X[i : i + 1]) for i in range(40)])

    assert np.array_equal(alone, model.unusualness(X)[:40])


# Known values


def test_the_score_by_hand():
    # Each row is one sample of one: the mean distance to the other samples' rows.
    X = np.array([[0.0], [1.0], [3.0]])
    model = LeSiNN(n_estimators=2000, max_samples=1, scale=None).fit(X)

    share = np.bincount(np.searchsorted([0, 1, 3], taken(model)), minlength=3)

    gaps = np.abs(X - X.T)
    others = share * ~np.eye(3, dtype=bool)
    expected = (gaps * others).sum(axis=1) / others.sum(axis=1)
    np.testing.assert_allclose(model.unusualness(X), expected, rtol=1e-5)
    np.testing.assert_allclose(expected, [2, 1.5, 2.5], atol=0.1)


def taken(model):
    """The rows of the samples, in units of the data (one column)."""
    return np.ldexp(model.samples_[:, 0] + model.centring_.centre[0], model.centring_.unit)


def test_the_score_is_that_of_the_definition():
    X = cloud(150, 4)
    model = LeSiNN(scale=None).fit(X)
    rows = model.centring_.rows(X)

    expected = naive.nearest_of_samples(rows, model.samples_, model.own_, model.size_)

    np.testing.assert_allclose(
        model.unusualness(X), expected * 2.0**model.centring_.unit, rtol=1e-5
    )


def test_without_a_scale_the_score_is_a_distance_in_units_of_the_columns():
    X = cloud(500, 2)
    far = X.mean(axis=0) + np.array([3e6, 4e6])

    score = LeSiNN(scale=None).fit(X).unusualness([far])

    assert score == pytest.approx(5e6, rel=1e-5)


# Laws


def test_a_clump_does_not_hide_itself():
    X = cloud(1000)
    X[:30] = X.mean(axis=0) + 8 * X.std(axis=0) + 0.01 * X[:30]

    scores = LeSiNN().fit(X).unusualness(X)

    assert scores[:30].min() > np.quantile(scores[30:], 0.99)


def test_a_large_offset_changes_little():
    X = cloud(500)

    near, off = (LeSiNN(scale=None).fit(T).unusualness(T) for T in (X, X + 1e9))

    np.testing.assert_allclose(near, off, rtol=1e-5)


def test_threads_change_no_bit():
    X = cloud(3000, 6)

    one, two, seven = (LeSiNN(n_jobs=jobs).fit(X).unusualness(X) for jobs in (1, 2, 7))

    assert np.array_equal(one, two)
    assert np.array_equal(one, seven)


@pytest.mark.parametrize(("name", "X"), hard_tables().items(), ids=list(hard_tables()))
def test_hard_tables_are_scored_unless_there_is_one_row(name, X):
    if len(X) == 1:
        with pytest.raises(TooLittleData, match="n_samples = 1"):
            LeSiNN().fit(X)
        return
    assert np.isfinite(LeSiNN(scale=None).fit(X).unusualness(X)).all()


def test_one_far_training_row_is_odd_by_itself():
    X = np.vstack([cloud(50), far_row(cloud()) * 1e3])

    assert LeSiNN().fit(X).unusualness(X).argmax() == 50


@pytest.mark.parametrize("params", [{"n_estimators": 0}, {"max_samples": 1.5}])
def test_wrong_parameters_are_refused_at_fit(params):
    with pytest.raises(InvalidParameter, match="must be a whole number >= 1"):
        LeSiNN(**params).fit(cloud())
