"""ZScore: the values of its definition, its limits, its promises."""

import numpy as np
import pytest
from scipy import stats
from sklearn.utils.estimator_checks import check_estimator

from vedette.core.errors import InvalidParameter
from vedette.detectors import ZScore, catalogue
from vedette.detectors.statistical.column_wise import shares_of_largest
from vedette.testing import checks_for
from vedette.testing.data import cloud

# The catalogue's tests ask all of it as it is by default; here, with other parameters.
CHECKS = [c for c in checks_for(ZScore()) if "ten_thousand" not in c.__name__]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_keeps_every_promise_with_the_mean_of_the_columns(check):
    check(ZScore(join="mean"))


@pytest.mark.filterwarnings("ignore:Estimator ZScore does not inherit")
def test_is_a_scikit_learn_estimator_without_its_own_rule():
    model = ZScore(contamination="auto")

    results = check_estimator(model, on_skip=None, on_fail=None)

    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


# Known values


def test_the_distances_are_those_of_scipy():
    X = cloud(300, 4)

    z = ZScore().fit(X).distances(X)

    np.testing.assert_allclose(z, np.abs(stats.zscore(X)), rtol=1e-10, atol=1e-12)
    np.testing.assert_array_equal(ZScore().fit(X).unusualness(X), z.max(axis=1))
    mean = ZScore(join="mean").fit(X).unusualness(X)
    np.testing.assert_allclose(mean, z.mean(axis=1), rtol=1e-12)


@pytest.mark.parametrize("n", [3, 10, 11, 100])
def test_no_z_exceeds_the_limit_of_shiffler(n):
    X = np.zeros((n, 1))
    X[0] = 1e9

    z = ZScore().fit(X).unusualness(X)[0]

    assert z == pytest.approx(np.sqrt(n - 1))
    assert (ZScore().fit_predict(X)[0] == -1) == (n > 10)


def test_the_own_rule_flags_what_is_beyond_the_threshold_and_nothing_else():
    X = cloud(5000, 2)

    for threshold in (2.0, 3.0):
        model = ZScore(threshold).fit(X)
        odd = np.abs(stats.zscore(X)).max(axis=1) > threshold
        assert np.array_equal(model.predict(X) == -1, odd)
        assert 0 < odd.sum() < 500


# Laws


def test_farther_is_odder_also_far_beyond_the_training_rows():
    X = cloud(500)
    steps = X.mean(axis=0) + np.array([[1e2], [1e4], [1e8], [1e12]]) * X.std(axis=0)

    assert (np.diff(ZScore().fit(X).unusualness(steps)) > 0).all()


def test_a_constant_column_is_odd_where_it_changes():
    model = ZScore().fit(np.column_stack([cloud(100, 1), np.full(100, 7.0)]))

    scores = model.unusualness([[5.0, 7.0], [5.0, 7.1]])

    assert scores[0] < 1
    assert scores[1] == 20


def test_shares_of_the_largest_are_its_shapley_values():
    z = np.array([[1.0, 4.0, 2.0], [3.0, 3.0, 3.0], [0.0, 0.0, 5.0]])

    shares = shares_of_largest(z)

    by_hand = [[1 / 3, 1 / 3 + 1 / 2 + 2, 1 / 3 + 1 / 2], [1, 1, 1], [0, 0, 5]]
    np.testing.assert_allclose(shares, by_hand)
    np.testing.assert_allclose(shares.sum(axis=1), z.max(axis=1))


# Refusals


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"threshold": 0}, "threshold must be a number above 0, got 0"),
        ({"threshold": "3"}, "threshold must be a number above 0"),
        ({"join": "sum"}, "join must be one of"),
        ({"contamination": "many"}, "contamination must be 'auto' or 'own' or a number"),
    ],
)
def test_wrong_parameters_are_refused_at_fit(params, reason):
    with pytest.raises(InvalidParameter, match=reason):
        ZScore(**params).fit(cloud())


def test_the_catalogue_knows_it():
    assert type(catalogue.make("zscore", threshold=2)) is ZScore
    assert catalogue.make("z_score").contamination == "own"
