"""RobustZScore: the values of its definition, its limits, its promises."""

import numpy as np
import pytest
from scipy import stats
from sklearn.utils.estimator_checks import check_estimator

from vedette.core.errors import InvalidParameter
from vedette.detectors import RobustZScore, ZScore, catalogue
from vedette.testing import checks_for
from vedette.testing.data import cloud

# The catalogue's tests ask all of it as it is by default; here, with other parameters.
CHECKS = [c for c in checks_for(RobustZScore()) if "ten_thousand" not in c.__name__]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_keeps_every_promise_with_the_mean_of_the_columns(check):
    check(RobustZScore(join="mean"))


@pytest.mark.filterwarnings("ignore:Estimator RobustZScore does not inherit")
def test_is_a_scikit_learn_estimator_without_its_own_rule():
    model = RobustZScore(contamination="auto")

    results = check_estimator(model, on_skip=None, on_fail=None)

    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


# Known values


def test_by_hand():
    # Median 2.35; away .25 .25 .05 .15 .05 .25 .05 7.55; MAD .2.
    x = np.array([2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 9.9])[:, None]

    scores = RobustZScore().fit(x).unusualness(x)

    np.testing.assert_allclose(scores, 0.6745 * np.abs(x[:, 0] - 2.35) / 0.2, rtol=1e-9)
    assert RobustZScore().fit_predict(x).tolist() == [1] * 7 + [-1]


def test_the_deviation_is_that_of_scipy():
    X = cloud(301, 4)

    z = RobustZScore().fit(X).distances(X)

    away = np.abs(X - np.median(X, axis=0))
    expected = 0.6745 * away / stats.median_abs_deviation(X)
    np.testing.assert_allclose(z, expected, rtol=1e-9, atol=1e-12)


def test_where_more_than_half_are_one_value_the_mean_deviation_is_taken():
    x = np.r_[np.full(8, 3.0), 5.0, 13.0][:, None]  # mean |x - 3| = 1.2

    model = RobustZScore().fit(x)

    assert model.spread_ == pytest.approx([1.253314 * 1.2])
    assert model.unusualness([[3.0], [13.0]]) == pytest.approx([0, 10 / (1.253314 * 1.2)])
    assert model.predict(x).tolist() == [1] * 9 + [-1]


def test_two_fifths_of_wild_rows_do_not_hide_each_other():
    x = np.r_[np.random.default_rng(0).normal(size=600), np.full(400, 50.0)][:, None]

    assert (RobustZScore().fit_predict(x)[600:] == -1).all()
    assert (ZScore().fit_predict(x)[600:] == 1).all()


# Laws


def test_one_value_of_1e308_changes_nothing_for_the_others():
    X = cloud(500)
    plain = RobustZScore().fit(X).unusualness(X[1:])
    X[0, 0] = 1.7e308

    scores = RobustZScore().fit(X).unusualness(X)

    assert scores.argmax() == 0
    np.testing.assert_allclose(scores[1:], plain, rtol=0.05, atol=0.05)


def test_a_constant_column_is_odd_where_it_changes():
    model = RobustZScore().fit(np.full((9, 1), 0.1))

    assert model.unusualness([[0.1], [0.2]]).tolist() == [0.0, 20.0]
    assert model.predict([[0.1], [0.2]]).tolist() == [1, -1]


# Refusals


@pytest.mark.parametrize("params", [{"threshold": -1}, {"join": None}], ids=str)
def test_wrong_parameters_are_refused_at_fit(params):
    with pytest.raises(InvalidParameter, match=str(next(iter(params)))):
        RobustZScore(**params).fit(cloud())


def test_the_catalogue_knows_it():
    assert type(catalogue.make("mad")) is type(catalogue.make("robust-zscore"))
