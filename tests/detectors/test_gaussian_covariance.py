"""GaussianCovariance: scipy, scikit-learn, planes, more columns than rows, promises."""

from itertools import combinations

import numpy as np
import pytest
from scipy import stats
from sklearn.covariance import MinCovDet, ledoit_wolf
from sklearn.metrics import roc_auc_score
from sklearn.utils.estimator_checks import check_estimator

from vedette.core.errors import InvalidParameter
from vedette.detectors import Gaussian, GaussianCovariance, catalogue
from vedette.detectors.statistical.minimum_determinant import least_cloud
from vedette.testing import checks_for
from vedette.testing.data import cloud

KINDS = ("full", "shrunk", "mcd")
each_kind = pytest.mark.parametrize("kind", KINDS)


# The catalogue's tests ask all of it as it is by default; here, with other parameters.
CHECKS = [c for c in checks_for(GaussianCovariance()) if "ten_thousand" not in c.__name__]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("kind", ["shrunk", "mcd"])
def test_keeps_every_promise_of_a_detector(check, kind):
    check(GaussianCovariance(kind))


@pytest.mark.filterwarnings("ignore:Estimator GaussianCovariance does not inherit")
@each_kind
def test_is_a_scikit_learn_estimator(kind):
    results = check_estimator(GaussianCovariance(kind), on_skip=None, on_fail=None)

    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


# Known values


def test_by_hand():
    # Mean 0, variances 2, covariance 1: the inverse is [[2, -1], [-1, 2]] / 3.
    X = np.array([[1.0, 2.0], [2.0, 1.0], [-1.0, -2.0], [-2.0, -1.0], [1, -1], [-1, 1]])
    X *= np.sqrt(12 / 12)
    model = GaussianCovariance().fit(X)

    np.testing.assert_allclose(model.covariance_, [[2, 1], [1, 2]], rtol=1e-12)
    np.testing.assert_allclose(
        model.mahalanobis([[0, 0], [1, 1], [1, -1], [3, 0]]), [0, 2 / 3, 2, 6], atol=1e-12
    )


def test_the_share_of_ledoit_and_wolf_is_that_of_scikit_learn():
    for n, d in ((30, 5), (200, 40), (20, 50)):
        X = cloud(n, d)
        z = (X - X.mean(axis=0)) / X.std(axis=0)
        shrunk, _ = ledoit_wolf(z, assume_centered=True)

        model = GaussianCovariance("shrunk").fit(X)

        expected = X.std(axis=0)[:, None] * shrunk * X.std(axis=0)
        np.testing.assert_allclose(model.covariance_, expected, rtol=1e-8, atol=1e-12)
        gaps = X - X.mean(axis=0)
        distances = np.einsum("ij,ij->i", gaps @ np.linalg.inv(expected), gaps)
        np.testing.assert_allclose(model.mahalanobis(X), distances, rtol=1e-8)
        normal = stats.multivariate_normal(X.mean(axis=0), expected)
        np.testing.assert_allclose(model.log_density(X), normal.logpdf(X), rtol=1e-8)


def test_the_least_determinant_is_that_of_all_subsets():
    for seed in range(5):
        X = np.random.default_rng(seed).standard_t(2, size=(14, 2))

        found = least_cloud(X, 8, np.random.default_rng(0))

        least = min(combinations(range(14), 8), key=lambda rows: det(X[list(rows)]))
        np.testing.assert_allclose(found.mean, X[list(least)].mean(axis=0), rtol=1e-9)
        assert found.size == pytest.approx(np.log(det(X[list(least)])))


def det(rows):
    return np.linalg.det(np.cov(rows.T, bias=True))


@pytest.mark.parametrize("n", [300, 3000])
def test_the_minimum_determinant_is_about_that_of_scikit_learn(n):
    X = cloud(n, 3)
    X[: n // 5] += 30
    model = GaussianCovariance("mcd").fit(X)

    usual = X[n // 5 :]
    z = model.columns_.scale(X)
    theirs = MinCovDet(random_state=0).fit(z).mahalanobis(z)
    np.testing.assert_allclose(model.mahalanobis(X), theirs, rtol=0.25, atol=0.1)
    np.testing.assert_allclose(model.location_, usual.mean(axis=0), atol=0.1)
    # 0.975 of the usual rows are within that quantile of chi-squared.
    share = (model.mahalanobis(usual) < stats.chi2.ppf(0.975, 3)).mean()
    assert share == pytest.approx(0.975, abs=0.02)


def test_of_normal_rows_the_minimum_determinant_is_their_covariance():
    X = np.random.default_rng(0).normal(size=(20_000, 3)) * [1.0, 10.0, 0.1]

    model = GaussianCovariance("mcd").fit(X)

    np.testing.assert_allclose(model.covariance_.diagonal(), [1, 100, 0.01], rtol=0.04)


def test_contributions_are_the_terms_of_the_quadratic_form():
    X = cloud(300, 3)
    model = GaussianCovariance().fit(X)

    gaps = X - X.mean(axis=0)
    terms = gaps * (gaps @ np.linalg.inv(np.cov(X.T, bias=True)))
    expected = terms / np.abs(terms).sum(axis=1, keepdims=True)

    np.testing.assert_allclose(model.contributions(X), expected, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(terms.sum(axis=1), model.mahalanobis(X), rtol=1e-8)


# What only it can


def correlated(n, odd, seed=0):
    """Two columns that rise together, and rows where they do not."""
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(n, 1))
    a[:odd] = 0.8 * np.sign(a[:odd])
    X = a + 0.1 * rng.normal(size=(n, 2))
    X[:odd, 1] *= -1
    return X, np.arange(n) < odd


def test_a_row_against_the_correlation_is_odd_though_no_column_shows_it():
    X, odd = correlated(1000, 10)

    assert roc_auc_score(odd, GaussianCovariance().fit(X).unusualness(X)) > 0.95
    assert roc_auc_score(odd, Gaussian().fit(X).unusualness(X)) < 0.7


def test_a_third_of_wild_rows_hide_from_all_but_the_minimum_determinant():
    rng = np.random.default_rng(0)
    X = np.vstack([rng.normal(size=(200, 3)), rng.normal(12, 1, size=(100, 3))])

    found = {k: GaussianCovariance(k).fit(X).unusualness(X) for k in KINDS}

    wild = np.arange(300) >= 200
    assert found["mcd"][wild].min() > 10 * found["mcd"][~wild].max()
    assert found["full"][wild].max() < found["full"][~wild].max()


# Planes, and few rows


def test_a_duplicated_column_changes_nothing():
    X = cloud(200, 3)
    twice = np.column_stack([X, X[:, 0]])

    found = GaussianCovariance().fit(twice).unusualness(twice)

    np.testing.assert_allclose(found, GaussianCovariance().fit(X).unusualness(X), rtol=1e-8)


@each_kind
@pytest.mark.parametrize(("n", "d"), [(20, 50), (5, 5), (60, 10_000)])
def test_more_columns_than_rows_are_shrunk(kind, n, d):
    X = np.random.default_rng(0).normal(size=(n, d))
    there = np.random.default_rng(1).normal(size=(3, d))

    model = GaussianCovariance(kind).fit(X)

    assert model.covariance_used_ == "shrunk"
    scores = model.unusualness(np.vstack([there, there + 30]))
    assert scores[:3].max() < 20 * d
    assert (scores[3:] > 10 * scores[:3]).all()


def test_too_few_rows_for_a_minimum_determinant_are_shrunk():
    assert GaussianCovariance("mcd").fit(cloud(9, 4)).covariance_used_ == "shrunk"
    assert GaussianCovariance("mcd").fit(cloud(10, 4)).covariance_used_ == "mcd"


@each_kind
def test_a_constant_column_is_odd_where_it_changes(kind):
    X = np.column_stack([cloud(100, 2), np.full(100, 0.1)])
    rows = np.repeat(X[:1], 2, axis=0)
    rows[1, 2] = 0.2

    model = GaussianCovariance(kind).fit(X)

    assert model.predict(rows).tolist() == [1, -1]
    assert np.isfinite(model.log_density(rows)).all()


def test_a_wild_value_does_not_blind_the_minimum_determinant():
    X = cloud(300)
    X[0, 0] = 1.7e308
    X[1, 1] += 12 * X[:, 1].std()

    scores = GaussianCovariance("mcd").fit(X).unusualness(X)

    assert set(np.argsort(-scores)[:2]) == {0, 1}


# Laws


@pytest.mark.parametrize("d", [1, 2, 17, 64])
def test_a_row_scores_the_same_in_any_company(d):
    X = cloud(5000, d)
    model = GaussianCovariance().fit(X)

    together = model.unusualness(X)

    for some in (slice(0, 1), slice(3, 10), slice(4000, 4300), slice(4999, None)):
        assert np.array_equal(together[some], model.unusualness(X[some]))


# Refusals


@pytest.mark.parametrize(
    "params", [{"covariance": "tied"}, {"support_fraction": 0.2}], ids=str
)
def test_wrong_parameters_are_refused_at_fit(params):
    with pytest.raises(InvalidParameter, match=str(next(iter(params)))):
        GaussianCovariance(**params).fit(cloud())


def test_the_catalogue_knows_it():
    assert type(catalogue.make("elliptic-envelope", covariance="mcd")) is GaussianCovariance
