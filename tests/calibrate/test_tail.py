"""Tail probabilities: extrapolated in the tail, counted in the body, never NaN."""

from __future__ import annotations

import numpy as np
import pytest

from naive import calibrate as naive
from vedette.calibrate import surprise, tail_probability
from vedette.calibrate.order import window_rows
from vedette.core.errors import InvalidParameter


@pytest.mark.parametrize(("n", "beyond"), [(100, 0), (300, 2), (1000, 5)])
def test_the_tail_agrees_with_dense_integration(n, beyond):
    x = np.random.default_rng(n).standard_t(4, n)
    x[:beyond] = x.max() * 3
    values = np.sort(x)[-beyond - 1] + np.array([0.0, 1.0, 5.0, 20.0])
    fast = tail_probability(x, values, beyond=beyond)
    h = window_rows(n)
    slow = [np.log10(naive.tail_probability(x, v, beyond, h)) for v in values]
    assert fast == pytest.approx(slow, abs=0.03)


def test_the_body_is_counted():
    x = np.arange(1000.0)
    p = tail_probability(x, np.array([0.0, 500.0, 700.0]))
    assert p == pytest.approx(np.log10([1.0, 0.5, 0.3]))


def test_an_exponential_tail_is_extrapolated_within_a_factor_of_ten():
    x = np.random.default_rng(0).exponential(size=10_000)
    log10_p = tail_probability(x, np.log(10.0) * np.array([3.0, 4.0, 5.0, 6.0]))
    assert log10_p == pytest.approx([-3, -4, -5, -6], abs=1.0)


def test_higher_scores_are_less_probable():
    rng = np.random.default_rng(1)
    for x in (rng.normal(size=500), rng.poisson(4, 500).astype(float), rng.random(500)):
        p = tail_probability(x, np.linspace(x.min() - 1, x.max() * 3, 400))
        assert (np.diff(p) <= 1e-12).all()
        assert (p <= 0).all()


def test_findings_are_no_part_of_the_fit():
    x = np.random.default_rng(2).normal(size=1000)
    dirty = x.copy()
    dirty[np.argsort(x)[-4:]] = [50.0, 51.0, 52.0, 53.0]
    blind = tail_probability(dirty, np.array([50.0]))
    told = tail_probability(dirty, np.array([50.0]), beyond=4)
    assert told < blind - 1


def test_a_missing_score_has_nothing_against_it():
    p = tail_probability(np.arange(100.0), np.array([np.nan, 1e9]))
    assert p[0] == 0
    assert p[1] < -1


@pytest.mark.parametrize(
    "x",
    [np.empty(0), np.zeros(200), np.arange(5.0), np.r_[np.zeros(199), 1e308],
     1e308 * np.linspace(-1, 1, 100), np.full(80, np.nan), np.repeat([0.0, 1.0], 50)],
)  # fmt: skip
def test_no_column_gives_nan(x):
    asked = np.array([-1e308, -1.0, 0.0, 1.0, 1e308, np.inf, -np.inf, np.nan])
    p = tail_probability(x, asked)
    assert not np.isnan(p).any()
    assert (p <= 0).all()


def test_beyond_all_rows_is_refused():
    with pytest.raises(InvalidParameter, match="beyond"):
        tail_probability(np.arange(10.0), np.arange(2.0), beyond=11)


def test_surprise_is_capped_at_a_thousand_times_the_data_and_at_twelve():
    shown, capped = surprise(np.array([0.0, -3.0, -6.0, -6.5, -400.0, -np.inf]), 1000)
    assert shown.tolist() == [0, 3, 6, 6, 6, 6]
    assert capped.tolist() == [False, False, False, True, True, True]
    assert surprise(np.array([-20.0]), 10**12)[0] == 12
