"""Epsilon, the density below which a row is odd: by logs, where a float holds no density."""

import math

import numpy as np
import pytest

from vedette.core.cut import best_cut
from vedette.core.wording import power_of_ten
from vedette.detectors import KDE, Gaussian, GaussianCovariance, IsolationForest
from vedette.thresholds import BestFRule, Thresholded, log10_epsilon


def wide(seed=0, n=400, d=500):
    """Rows of 500 columns; one in ten is a little wider than usual in all of them."""
    rng = np.random.default_rng(seed)
    odd = np.arange(n) % 10 == 0
    X = rng.normal(size=(n, d)) * np.where(odd, 1.08, 1.0)[:, None] * 50
    return X, odd


def exact_log_density(X, mean, sd):
    """log p by the formula, summed without rounding."""
    return np.array(
        [
            math.fsum(
                -((x - m) ** 2) / (2 * s * s) - math.log(s) - 0.5 * math.log(2 * math.pi)
                for x, m, s in zip(row, mean, sd, strict=True)
            )
            for row in X
        ]
    )


def test_of_500_columns_epsilon_is_that_of_exact_logs_where_all_densities_are_0():
    training, _ = wide(1)
    X, odd = wide()
    usual = training[~odd]
    detector = Gaussian().fit(usual)
    assert (detector.density(X) == 0).all(), "a density that a float can hold shows nothing"

    rule = BestFRule().fit(detector.unusualness(X), odd)
    exact = exact_log_density(X, usual.mean(axis=0), usual.std(axis=0))
    best = best_cut(-exact, odd)

    assert rule.cut_.f1 == best.f1 > 0.6
    assert (
        rule.flags(detector.unusualness(X)).tolist() == (-exact > best.threshold).tolist()
    )
    # Epsilon itself: log10 of the density half way, in logs, between the rows it parts.
    epsilon = log10_epsilon(detector, rule.threshold_)
    assert epsilon == pytest.approx(-best.threshold / math.log(10), rel=1e-12)
    assert epsilon < -1_000
    # All densities would tie: to flag all, or none, is all that they allow.
    ties = best_cut(-detector.density(X), odd)
    assert ties.recall == 1.0
    assert ties.precision == 0.1


@pytest.mark.parametrize(
    "detector",
    [Gaussian(), GaussianCovariance(), KDE(), Gaussian(scale="standard")],
    ids=repr,
)
def test_a_row_is_odd_just_if_its_density_is_below_epsilon(detector):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 3)) * [1, 10, 100]
    y = np.arange(300) < 30
    X[y] *= 3

    model = Thresholded(detector, "best-f1").fit(X, y)

    log10_p = model.detector_.log_density(X) / np.log(10)
    assert ((log10_p < model.log10_epsilon_) == (model.predict(X) == -1)).all()


def test_a_score_that_is_no_density_has_no_epsilon():
    X = np.random.default_rng(0).normal(size=(50, 2))

    assert Thresholded(IsolationForest(n_estimators=5)).fit(X).log10_epsilon_ is None


def test_epsilon_in_words():
    assert power_of_ten(-873.4) == "10^-873"
    assert power_of_ten(-12.34) == "10^-12.3"
    assert power_of_ten(math.log10(0.0005)) == "0.0005"
    assert power_of_ten(math.log10(0.05)) == "0.05"
