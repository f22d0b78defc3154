"""One-class SVMs: scikit-learn's scores, the meaning of nu, far rows, refusals."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score
from sklearn.svm import OneClassSVM as Theirs
from sklearn.utils.estimator_checks import check_estimator

from vedette.core.errors import InvalidInput, InvalidParameter
from vedette.detectors.model.approximate_svm import ApproximateOneClassSVM, inverse_root
from vedette.detectors.model.one_class_svm import OneClassSVM, continued
from vedette.testing import checks_for
from vedette.testing.data import cloud

SETTINGS = [
    OneClassSVM(),
    OneClassSVM(nu=0.1, scale="robust"),
    OneClassSVM(nu=0.1, gamma=0.5, contamination="auto", scale="standard"),
    ApproximateOneClassSVM(),
    ApproximateOneClassSVM(nu=0.1, contamination="own"),
    ApproximateOneClassSVM(nu=0.05, gamma=0.5, n_components=30, scale=None),
]
BY_GAMMA = {"an_odd_row_of_a_hard_table_is_the_oddest"}
ALL_CHECKS = checks_for(ApproximateOneClassSVM())


@pytest.mark.parametrize("detector", SETTINGS, ids=repr)
@pytest.mark.parametrize("check", ALL_CHECKS, ids=lambda check: check.__name__)
def test_keeps_every_promise_of_a_detector(check, detector):
    if check not in checks_for(detector):
        pytest.skip("no units are promised without a scale")
    if detector.scale is None and check.__name__ in BY_GAMMA and detector.gamma == 0.5:
        pytest.skip("subnormal values are all within one kernel of a fixed width")
    check(detector)


@pytest.mark.filterwarnings("ignore:Estimator .* does not inherit")
@pytest.mark.parametrize("detector", [SETTINGS[0], SETTINGS[3]], ids=repr)
def test_is_a_scikit_learn_estimator(detector):
    results = check_estimator(detector, on_skip=None, on_fail=None)

    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


# Known values


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"nu": 0.1, "gamma": 0.3},
        {"gamma": "auto", "nu": 0.9},
        {"kernel": "linear"},
        {"kernel": "poly", "degree": 2, "coef0": 1.0, "gamma": 0.1},
        {"kernel": "sigmoid", "gamma": 0.01, "coef0": -0.5},
    ],
    ids=str,
)
def test_scores_are_those_of_scikit_learn(params):
    X, there = cloud(300, 4), cloud(100, 4, seed=1)
    ours, theirs = OneClassSVM(**params).fit(X), Theirs(**params).fit(X)

    np.testing.assert_allclose(
        ours.score_samples(there), theirs.score_samples(there), rtol=1e-6
    )
    np.testing.assert_allclose(ours.offset_, theirs.offset_[0], rtol=1e-6)
    # On the boundary itself, rounding decides.
    sure = np.abs(theirs.decision_function(X)) > 1e-4 * theirs.offset_[0]
    assert np.array_equal(ours.predict(X)[sure], theirs.predict(X)[sure])


@pytest.mark.parametrize("nu", [0.02, 0.1, 0.5])
def test_the_approximate_machine_leaves_a_share_nu_outside(nu):
    X = cloud(2000, 4)

    model = ApproximateOneClassSVM(nu=nu, contamination="own").fit(X)

    assert (model.predict(X) == -1).mean() == pytest.approx(nu, abs=0.001)


@pytest.mark.parametrize(("nu", "least"), [(0.1, 0.95), (0.3, 0.995), (0.5, 0.999)])
def test_the_approximate_machine_ranks_like_the_exact_one(nu, least):
    X = cloud(1000, 4)

    exact = OneClassSVM(nu=nu, scale="robust").fit(X).unusualness(X)
    near = ApproximateOneClassSVM(nu=nu).fit(X).unusualness(X)

    assert np.corrcoef(exact.argsort().argsort(), near.argsort().argsort())[0, 1] > least


def test_the_inverse_root_is_one():
    K = np.array([[2.0, 1], [1, 2]])
    root = inverse_root(K)

    np.testing.assert_allclose(root @ K @ root, np.eye(2), atol=1e-12)
    np.testing.assert_allclose(inverse_root(np.ones((2, 2))), np.full((2, 2), 8**-0.5))


# Laws


@pytest.mark.parametrize(
    "detector", [OneClassSVM(), SETTINGS[1], ApproximateOneClassSVM()], ids=repr
)
def test_farther_is_odder_also_where_the_kernel_has_vanished(detector):
    X = cloud(300)
    away = np.array([[6.0], [12], [1e2], [1e4], [1e8], [1e12]])
    steps = X.mean(axis=0) + away * X.std(axis=0)

    scores = detector.fit(X).unusualness(steps)

    assert (np.diff(scores) > 0).all()
    assert scores[1] > detector.unusualness(X).max()


def test_the_continued_sum_has_no_step_and_no_kink():
    s = np.array([1.001, 1.0, 0.999, 1e-3]) * 1e-6

    values = continued(np.log(s)[:, None], 1e-6)

    np.testing.assert_allclose(values[:3], s[:3], rtol=1e-6)
    assert values[3] == pytest.approx(1e-6 * (1 + np.log(1e-3)))


def test_one_column_in_other_units_decides_alone_unless_scaled():
    X = np.random.default_rng(0).normal(size=(400, 3))
    odd = X[:40] + np.array([0, 6.0, 0])
    rows, y = np.vstack([X[:200], odd]), np.r_[np.zeros(200), np.ones(40)]
    units = np.array([1000.0, 1, 1])

    plain = OneClassSVM().fit(X * units).unusualness(rows * units)
    scaled = OneClassSVM(scale="robust").fit(X * units).unusualness(rows * units)

    assert roc_auc_score(y, plain) < 0.7
    assert roc_auc_score(y, scaled) > 0.95


@pytest.mark.parametrize(
    "detector",
    [SETTINGS[1], ApproximateOneClassSVM(), OneClassSVM(kernel="linear")],
    ids=repr,
)
def test_parts_are_the_fall_of_the_score_without_the_column(detector):
    X = cloud(100, 4)
    detector.fit(X)
    rows = detector.scaler_.scale(np.vstack([X[:20], 3 * X[:5]]))

    expected = super(type(detector), detector)._parts(rows)

    np.testing.assert_allclose(detector._parts(rows), expected, atol=1e-9)


def test_a_large_offset_changes_no_ranking():
    X = cloud(200)

    here, there = (
        OneClassSVM().fit(X + shift).unusualness(X + shift) for shift in (0, 2.0**30)
    )

    np.testing.assert_allclose(here, there, rtol=1e-4)


def test_a_ring_has_an_inside():
    rng = np.random.default_rng(0)
    angle = rng.uniform(0, 2 * np.pi, 500)
    ring = np.column_stack([np.cos(angle), np.sin(angle)]) + 0.1 * rng.normal(size=(500, 2))

    for model in (
        OneClassSVM(gamma=2.0, nu=0.1),
        ApproximateOneClassSVM(gamma=2.0, nu=0.1, scale=None, contamination="own"),
    ):
        model.fit(ring)
        assert model.predict([[0, 0]]) == -1
        assert (model.predict(ring) == 1).mean() > 0.88


def test_a_machine_that_was_stopped_says_so():
    with pytest.warns(UserWarning, match="stopped at max_iter=2"):
        OneClassSVM(max_iter=2).fit(cloud())


# Refusals


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"kernel": "precomputed"}, "kernel must be one of"),
        ({"nu": 0}, r"nu must be a number in \(0, 1\], got 0"),
        ({"nu": 1.5}, "nu must be"),
        ({"gamma": "large"}, "gamma must be 'scale', 'auto' or a number above 0"),
        ({"gamma": -1.0}, "gamma must be"),
        ({"degree": 1.5}, "degree must be a whole number >= 0"),
        ({"max_iter": -2}, "max_iter must be a whole number >= -1"),
    ],
)
def test_wrong_parameters_are_refused_at_fit(params, reason):
    with pytest.raises(InvalidParameter, match=reason):
        OneClassSVM(**params).fit(cloud())


@pytest.mark.parametrize("kernel", ["linear", "poly"])
def test_values_whose_products_are_no_numbers_are_refused(kernel):
    with pytest.raises(InvalidInput, match="no numbers"):
        OneClassSVM(kernel=kernel).fit(cloud() * 1e300)


def test_landmarks_are_at_least_one():
    with pytest.raises(InvalidParameter, match="n_components must be a whole number >= 1"):
        ApproximateOneClassSVM(n_components=0).fit(cloud())
