"""GeneralizedESD: Rosner's table, Grubbs' test, its promises."""

import numpy as np
import pytest
from scipy import stats
from sklearn.utils.estimator_checks import check_estimator

from naive import rosner
from vedette.core.errors import InvalidParameter, TooLittleData
from vedette.detectors import GeneralizedESD, catalogue
from vedette.testing import checks_for
from vedette.testing.data import cloud

# The 54 values of Rosner (1983), as in the NIST/SEMATECH e-Handbook, section 1.3.5.17.3.
ROSNER = """
-0.25 0.68 0.94 1.15 1.20 1.26 1.26 1.34 1.38 1.43 1.49 1.49 1.55 1.56 1.58 1.65 1.69 1.70
1.76 1.77 1.81 1.91 1.94 1.96 1.99 2.06 2.09 2.10 2.14 2.15 2.23 2.24 2.26 2.35 2.37 2.40
2.47 2.54 2.62 2.64 2.90 2.92 2.92 2.93 3.21 3.26 3.30 3.59 3.68 4.30 4.64 5.34 5.42 6.01
"""
X54 = np.array(ROSNER.split(), dtype=float)[:, None]


# The catalogue's tests ask all of it as it is by default; here, with other parameters.
CHECKS = [c for c in checks_for(GeneralizedESD()) if "ten_thousand" not in c.__name__]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_keeps_every_promise_with_the_mean_of_the_columns(check):
    check(GeneralizedESD(join="mean"))


@pytest.mark.filterwarnings("ignore:Estimator GeneralizedESD does not inherit")
def test_is_a_scikit_learn_estimator_without_its_own_rule():
    model = GeneralizedESD(contamination="auto")

    results = check_estimator(model, on_skip=None, on_fail=None)

    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


# Known values


def test_the_table_of_rosner():
    model = GeneralizedESD(max_outliers=10, alpha=0.05).fit(X54)

    r = [3.118, 2.942, 3.179, 2.810, 2.815, 2.848, 2.279, 2.310, 2.101, 2.067]
    critical = [3.158, 3.151, 3.143, 3.136, 3.128, 3.120, 3.111, 3.103, 3.094, 3.085]
    np.testing.assert_allclose(model.statistics_[:, 0], r, atol=0.0011)
    np.testing.assert_allclose(model.critical_values_[:, 0], critical, atol=0.0011)
    assert model.outliers_.tolist() == [3]
    assert X54[model.predict(X54) == -1, 0].tolist() == [5.34, 5.42, 6.01]


def test_grubbs_test_is_the_same_with_one_outlier_and_finds_none_there():
    model = GeneralizedESD(max_outliers=1).fit(X54)

    x = X54[:, 0]
    assert model.statistics_[0, 0] == pytest.approx((6.01 - x.mean()) / x.std(ddof=1))
    assert model.outliers_.tolist() == [0]  # the other two hide it


def test_the_score_is_the_distance_from_the_rest_in_critical_values():
    model = GeneralizedESD(10).fit(X54)

    rest = X54[:51, 0]
    t = stats.t.ppf(1 - 0.05 / (2 * 52), 50)
    limit = rest.std(ddof=1) * t * np.sqrt(1 + 1 / 51)
    np.testing.assert_allclose(
        model.unusualness(X54), np.abs(X54[:, 0] - rest.mean()) / limit, rtol=1e-8
    )
    assert model.centre_ == pytest.approx([rest.mean()])
    # A value at the limit is just what Grubbs' test calls an outlier of the 52.
    for value, odd in ((rest.mean() + 0.999 * limit, 1), (rest.mean() + 1.001 * limit, -1)):
        grubbs = GeneralizedESD(1).fit(np.r_[rest, value][:, None])
        assert model.predict([[value]]).tolist() == [odd]
        assert grubbs.outliers_[0] == (odd == -1)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(("n", "k"), [(12, 10), (40, 10), (200, 20), (25, 12)])
def test_it_is_the_procedure_as_it_is_written(seed, n, k):
    x = np.random.default_rng(seed).standard_t(2, size=(n, 1))

    model = GeneralizedESD(k, alpha=0.1).fit(x)

    statistics, critical, removed = rosner.generalized_esd(x[:, 0], k, 0.1)
    np.testing.assert_allclose(model.statistics_[:, 0], statistics, rtol=1e-9)
    np.testing.assert_allclose(model.critical_values_[:, 0], critical, rtol=1e-9)
    assert model.outliers_[0] == len(removed)
    if k <= n / 10:  # with more outliers, those removed early may be near the mean at last
        assert set(removed) == set(x[model.predict(x) == -1, 0])


def test_a_table_of_normal_columns_has_an_outlier_as_often_as_alpha_says():
    rng = np.random.default_rng(0)

    found = [
        GeneralizedESD(5, alpha=0.2).fit(rng.normal(size=(60, 4))).outliers_.any()
        for _ in range(300)
    ]

    assert np.mean(found) == pytest.approx(0.2, abs=0.07)


# Laws


def test_at_most_n_minus_two_outliers_are_looked_for():
    model = GeneralizedESD(10).fit([[1.0], [2.0], [3.0], [90.0]])

    assert model.statistics_.shape == (2, 1)
    assert GeneralizedESD().fit(cloud(2000, 2)).statistics_.shape == (200, 2)


def test_where_the_rest_is_one_value_others_are_odd():
    x = np.r_[np.full(97, 3.0), 4.0, 5.0, 9.0][:, None]

    model = GeneralizedESD().fit(x)

    assert model.outliers_.tolist() == [3]
    assert model.predict(x).tolist() == [1] * 97 + [-1] * 3
    assert (np.diff(model.unusualness([[3.0], [4.0], [5.0], [9.0]])) > 0).all()


def test_a_constant_column_is_odd_where_it_changes():
    assert GeneralizedESD().fit(np.full((9, 1), 0.1)).predict([[0.1], [0.2]])[1] == -1


# Refusals


@pytest.mark.parametrize(
    "params", [{"max_outliers": 0}, {"max_outliers": 1.5}, {"alpha": 1.0}], ids=str
)
def test_wrong_parameters_are_refused_at_fit(params):
    with pytest.raises(InvalidParameter, match=str(next(iter(params)))):
        GeneralizedESD(**params).fit(cloud())


def test_two_rows_are_too_few():
    with pytest.raises(TooLittleData, match="n_samples = 2"):
        GeneralizedESD().fit([[1.0], [2.0]])


def test_the_catalogue_knows_it():
    assert type(catalogue.make("grubbs", max_outliers=1)) is GeneralizedESD
