from __future__ import annotations

import numpy as np
import pytest

from vedette.detectors.conditional.transform import Transform, fit_transform


def lognormal(n: int = 2_000) -> np.ndarray:
    return np.exp(np.random.default_rng(0).normal(3, 1, n))


def test_an_even_column_keeps_its_units_and_is_standardised_by_median_and_iqr() -> None:
    t = fit_transform(np.arange(101.0), least=0.0)
    assert not t.log
    assert t.centre == 50
    assert t.width == pytest.approx(50 / 1.349)
    assert t.forward(np.array([50.0, np.nan]))[0] == 0


def test_a_skewed_positive_column_becomes_its_logarithm() -> None:
    x = lognormal()
    t = fit_transform(x, least=x.min())
    assert t.log
    assert np.std(t.forward(x)) == pytest.approx(1, abs=0.1)


def test_one_zero_outside_of_the_sample_shifts_the_logarithm() -> None:
    x = lognormal()
    t = fit_transform(x, least=0.0)
    assert t.shift == x.min() / 2
    assert np.isfinite(t.forward(np.array([0.0]))).all()
    assert fit_transform(x, least=0.0, resolution=6.0).shift == 3.0


def test_one_negative_value_outside_of_the_sample_forbids_the_logarithm() -> None:
    assert not fit_transform(lognormal(), least=-1.0).log


@pytest.mark.parametrize("size", [1.0, 1e-310, 2e300])
def test_inverse_undoes_forward(size: float) -> None:
    for x in (np.linspace(-3, 5, 100) * size, lognormal()[:1_000] * size):
        t = fit_transform(x, least=float(x.min()))
        assert t.inverse(t.forward(x)) == pytest.approx(x, rel=1e-6, abs=1e-9 * size)


@pytest.mark.parametrize("factor", [1e-9, 0.3, 1e12])
def test_a_positive_factor_changes_nothing(factor: float) -> None:
    for x in (lognormal(), np.random.default_rng(0).normal(size=500)):
        t = fit_transform(x, least=float(x.min()))
        u = fit_transform(x * factor, least=float((x * factor).min()))
        assert u.forward(x * factor) == pytest.approx(t.forward(x), abs=1e-9)


def test_a_step_is_the_difference_of_two_transformed_values() -> None:
    x = lognormal()
    for t in (
        fit_transform(x, least=float(x.min())),
        fit_transform(-x, least=float(-x.max())),
    ):
        sign = 1.0 if t.log else -1.0
        at = t.forward(sign * x[:50])
        moved = t.forward(sign * x[:50] + 2.5)
        assert t.step(at, 2.5) == pytest.approx(moved - at, rel=1e-6)


@pytest.mark.parametrize(
    "x", [np.zeros(0), np.zeros(60), np.full(60, -7.0), np.full(60, 0.1)]
)
def test_a_column_without_spread_has_a_finite_transform(x: np.ndarray) -> None:
    t: Transform = fit_transform(x, least=float(x.min()) if x.size else 0.0)
    assert t.width > 0
    assert t.forward(x) == pytest.approx(0.0, abs=1e-12)


def test_nothing_overflows() -> None:
    t = fit_transform(lognormal(), least=0.1)
    assert np.isfinite(t.inverse(np.array([-1e30, 1e30]))).all()
    assert np.isfinite(t.forward(np.array([-1e308, 1e308]))).all()
