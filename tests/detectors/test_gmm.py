"""Gaussian mixture: its densities, how many clusters, what a far row does, refusals."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal
from sklearn.metrics import roc_auc_score
from sklearn.mixture import GaussianMixture
from sklearn.utils.estimator_checks import check_estimator

from vedette.core.errors import InvalidInput, InvalidParameter
from vedette.detectors.model.gmm import COVARIANCES, GaussianMixtureDensity, log_sum
from vedette.testing import checks_for
from vedette.testing.data import cloud

SETTINGS = [
    {},
    {"scale": None},
    {"n_components": 3},
    {"n_components": 2, "covariance_type": "diag"},
    {"n_components": 2, "covariance_type": "tied", "scale": "standard"},
    {"covariance_type": "spherical"},
]
ALL_CHECKS = checks_for(GaussianMixtureDensity())


@pytest.mark.parametrize("params", SETTINGS, ids=str)
@pytest.mark.parametrize("check", ALL_CHECKS, ids=lambda check: check.__name__)
def test_keeps_every_promise_of_a_detector(check, params):
    if check in checks_for(GaussianMixtureDensity(**params)):
        check(GaussianMixtureDensity(**params))


@pytest.mark.filterwarnings("ignore:Estimator .* does not inherit")
def test_is_a_scikit_learn_estimator():
    results = check_estimator(GaussianMixtureDensity(), on_skip=None, on_fail=None)

    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


def clusters(n=600, seed=0):
    rng = np.random.default_rng(seed)
    centres = np.array([[0.0, 0, 0], [8, 0, 3], [0, 8, -3]])
    return centres[np.arange(n) % 3] + rng.normal(size=(n, 3)) * [1, 0.5, 1.5]


# Known values


@pytest.mark.parametrize("kind", COVARIANCES)
def test_scores_are_the_log_densities_of_scikit_learn(kind):
    X = clusters() * 100
    theirs = GaussianMixture(3, covariance_type=kind, reg_covar=1e-3, random_state=0).fit(X)

    ours = GaussianMixtureDensity(3, covariance_type=kind, scale=None).fit(X)

    np.testing.assert_allclose(ours.score_samples(X), theirs.score_samples(X), rtol=1e-3)
    np.testing.assert_allclose(_as_theirs(ours, X), ours.score_samples(X), rtol=1e-9)


def _as_theirs(ours, X):
    """The densities of our parameters by scikit-learn's arithmetic."""
    model = GaussianMixture(len(ours.weights_))
    model.weights_, model.means_ = ours.weights_, ours.means_
    factors = ours.whitening_
    model.precisions_cholesky_ = (
        factors if factors.ndim == 3 else np.array([np.diag(f) for f in factors])
    )
    unit = 2.0**ours.unit_
    return model.score_samples(X * unit - ours.origin_) + 3 * np.log(unit)


def test_one_component_is_the_gaussian():
    X = cloud(500, 4)
    X = X[np.sqrt(np.square(X - np.median(X, axis=0)).sum(axis=1)) < 5]  # none is drawn in

    scores = GaussianMixtureDensity(1, scale=None, reg_covar=1e-12).fit(X).score_samples(X)

    covariance = np.cov(X.T, bias=True)
    expected = multivariate_normal.logpdf(X, X.mean(axis=0), covariance)
    np.testing.assert_allclose(scores, expected, rtol=1e-6)


def test_log_sum_by_hand():
    logs = np.log([[1.0, 2.0, 3.0]])

    assert log_sum(logs)[0] == pytest.approx(np.log(6))
    assert log_sum(logs - 1e6)[0] == pytest.approx(np.log(6) - 1e6)


def test_bic_finds_the_number_of_clusters():
    assert GaussianMixtureDensity().fit(clusters()).n_components_ == 3
    assert GaussianMixtureDensity().fit(cloud(600)).n_components_ == 1


# What it finds


def test_finds_rows_between_the_clusters_where_one_gaussian_cannot():
    X, there = clusters(), clusters(seed=1)
    between = X[:200].mean(axis=0) + 0.3 * np.random.default_rng(2).normal(size=(50, 3))
    rows, y = np.vstack([there, between]), np.r_[np.zeros(600), np.ones(50)]

    mixture, gaussian = (GaussianMixtureDensity(k).fit(X) for k in ("bic", 1))

    assert roc_auc_score(y, mixture.unusualness(rows)) > 0.95
    assert roc_auc_score(y, gaussian.unusualness(rows)) < 0.5


@pytest.mark.parametrize("copies", [1, 5, 20])
def test_a_few_far_rows_are_no_cluster_of_their_own(copies):
    X = np.vstack([clusters(), np.repeat([[30.0, 30, 30]], copies, axis=0)])

    scores = GaussianMixtureDensity().fit(X).unusualness(X)

    assert scores[600:].min() > scores[:600].max()


def test_a_small_tight_group_amid_the_others_is_no_cluster():
    rng = np.random.default_rng(0)
    angle = rng.uniform(0, 2 * np.pi, 580)
    ring = np.column_stack([np.cos(angle), np.sin(angle)]) + 0.1 * rng.normal(size=(580, 2))
    X = np.vstack([ring, 0.01 * rng.normal(size=(20, 2))])

    ignored, found = (
        GaussianMixtureDensity(7, least_share=share).fit(X).unusualness(X)
        for share in (0.05, 0.0)
    )

    assert ignored[580:].min() > np.quantile(ignored[:580], 0.99)
    assert np.median(found[580:]) < found[:580].min()


@pytest.mark.parametrize("wild", [1e3, 1e9, 1e100, 1e308])
def test_a_wild_row_hides_no_other(wild):
    X = np.vstack([cloud(600), cloud(1) + 12, np.full((1, 3), wild)])

    scores = GaussianMixtureDensity(1, scale=None).fit(X).unusualness(X)

    assert scores[600] > 2 * scores[:600].max()


def test_a_group_above_the_least_share_is_a_cluster():
    X = clusters()
    X[:60] += 40

    found = GaussianMixtureDensity(4, least_share=0.05).fit(X).unusualness(X)
    ignored = GaussianMixtureDensity(4, least_share=0.15).fit(X).unusualness(X)

    assert np.median(found[:60]) < found[60:].max()
    assert ignored[:60].min() > ignored[60:].max()


@pytest.mark.parametrize("distance", [1e2, 1e6, 1e12, 1e100])
def test_far_rows_are_scored_in_logs(distance):
    model = GaussianMixtureDensity(scale=None).fit(clusters())

    near, far = model.unusualness([[distance, 0, 0], [2 * distance, 0, 0]])

    assert np.isfinite(near)
    assert near < far


# Refusals


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"n_components": "aic"}, "n_components must be 'bic' or a whole number"),
        ({"n_components": 0}, "n_components must be a whole number >= 1"),
        ({"covariance_type": "round"}, "covariance_type must be one of"),
        ({"reg_covar": -1}, "reg_covar must be"),
        ({"least_share": 0.9}, r"least_share must be a number in \[0, 0.5\]"),
        ({"random_state": "a"}, "random_state must be a whole number"),
        ({"random_state": -1}, "random_state must be at least 0"),
    ],
)
def test_wrong_parameters_are_refused_at_fit(params, reason):
    with pytest.raises(InvalidParameter, match=reason):
        GaussianMixtureDensity(**params).fit(cloud())


def test_too_many_columns_for_a_full_covariance_are_refused():
    X = np.random.default_rng(0).normal(size=(30, 1500))

    with pytest.raises(InvalidInput, match="covariance_type='diag'"):
        GaussianMixtureDensity().fit(X)
    assert np.isfinite(
        GaussianMixtureDensity(covariance_type="diag").fit(X).training_
    ).all()


def test_far_values_overflow_nothing_where_columns_differ_by_rounding_alone():
    X = np.repeat([[0.1, 1e15]], 60, axis=0)
    detector = GaussianMixtureDensity(scale=None).fit(X)
    far = detector.unusualness([[0.1, 1e15], [1.7e308, -1.7e308]])
    assert np.isfinite(far).all()
    assert far[1] > far[0]


@pytest.mark.parametrize("scale", [None, "standard"])
def test_a_far_group_that_counts_leaves_a_mixture_to_be_fitted(scale):
    X = np.repeat([[-1e308, 9e15, 5.0, 7.0, 1e15]], 8, axis=0)
    X[-1] = [-1.9e202, -3.2e202, 8.2e202, 6e202, 2e202]
    scores = GaussianMixtureDensity(scale=scale).fit(X).unusualness(X)
    assert scores[-1] > scores[0]
