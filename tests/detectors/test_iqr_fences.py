"""IQRFences: the values of its definition, its limits, its promises."""

import numpy as np
import pytest
from sklearn.utils.estimator_checks import check_estimator

from vedette.core.errors import InvalidParameter
from vedette.detectors import IQRFences, catalogue
from vedette.testing import checks_for
from vedette.testing.data import cloud

# The catalogue's tests ask all of it as it is by default; here, with other parameters.
CHECKS = [c for c in checks_for(IQRFences()) if "ten_thousand" not in c.__name__]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_keeps_every_promise_with_the_mean_of_the_columns(check):
    check(IQRFences(join="mean"))


@pytest.mark.filterwarnings("ignore:Estimator IQRFences does not inherit")
def test_is_a_scikit_learn_estimator_without_its_own_rule():
    model = IQRFences(contamination="auto")

    results = check_estimator(model, on_skip=None, on_fail=None)

    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


# Known values


def test_by_hand():
    model = IQRFences().fit(np.arange(1.0, 10.0)[:, None])  # Q1 = 3, Q3 = 7

    scores = model.unusualness([[5.0], [3.0], [7.0], [9.0], [13.0], [-3.0], [13.1]])

    np.testing.assert_allclose(scores, [-0.5, 0, 0, 0.5, 1.5, 1.5, 1.525], atol=1e-12)
    assert model.predict([[12.9], [13.1], [-2.9], [-3.1]]).tolist() == [1, -1, 1, -1]


def test_the_flagged_rows_are_those_outside_the_fences_of_numpy():
    X = np.random.default_rng(0).standard_t(3, size=(2000, 3))

    low, high = np.quantile(X, [0.25, 0.75], axis=0)
    for factor in (1.5, 3.0):
        reach = factor * (high - low)
        outside = (np.abs(X - (low + high) / 2) > (high - low) / 2 + reach).any(axis=1)
        odd = IQRFences(factor).fit_predict(X) == -1
        assert np.array_equal(odd, outside)
        assert outside.any()


def test_of_normal_values_seven_in_a_thousand_are_outside():
    X = np.random.default_rng(0).normal(size=(100_000, 1))

    assert (IQRFences().fit_predict(X) == -1).mean() == pytest.approx(0.00698, abs=0.0008)


def test_rows_between_the_quartiles_are_ranked_too():
    X = cloud(500, 1)

    assert len(np.unique(IQRFences().fit(X).unusualness(X))) == 500


def test_where_the_quartiles_are_one_value_the_deviation_is_taken():
    x = np.r_[np.full(95, 3.0), np.full(5, 4.0)][:, None]

    model = IQRFences().fit(x)

    assert model.spread_ == pytest.approx([1.3489795 * x.std()])
    assert model.predict([[3.0], [4.0]]).tolist() == [1, -1]


# Laws


def test_a_constant_column_is_odd_where_it_changes():
    model = IQRFences().fit(np.full((9, 1), 0.1))

    assert model.unusualness([[0.1], [0.2]]).tolist() == [-0.5, 19.5]


# Refusals


@pytest.mark.parametrize("params", [{"factor": 0}, {"join": "least"}], ids=str)
def test_wrong_parameters_are_refused_at_fit(params):
    with pytest.raises(InvalidParameter, match=str(next(iter(params)))):
        IQRFences(**params).fit(cloud())


def test_the_catalogue_knows_it():
    assert type(catalogue.make("iqr")) is type(catalogue.make("tukey", factor=3))
