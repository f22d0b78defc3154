"""Calibration, slow and obvious: dense sums over xi and log s, definitions word by word."""

from __future__ import annotations

import numpy as np

Vector = np.ndarray


def log_survival(y: Vector, xi: float, s: Vector) -> Vector:
    """log P(X > u + y | X > u) of a generalised Pareto tail."""
    if abs(xi) < 1e-12:
        return -y / s
    inside = 1 + xi * y / s
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(inside > 0, -np.log(np.maximum(inside, 1e-300)) / xi, -np.inf)


def log_density(y: Vector, xi: float, s: Vector) -> Vector:
    """log density; by survival^(1 + xi) / s."""
    return (1 + xi) * log_survival(y, xi, s) - np.log(s)


def posterior_mean(y: Vector, censored: int, n: int, log_values) -> float:
    """Posterior mean of exp(log_values(xi, s)) with xi on the grid and log s dense."""
    scales = y.mean() * np.exp(np.linspace(-4, 4, 8_001))
    total = weighted = 0.0
    terms = []
    for xi in np.arange(-10, 81, 5) / 100:
        if xi < -min(0.1, 1000 / n) - 1e-9:
            continue
        log_l = sum(log_density(one, xi, scales) for one in y)
        log_l = log_l + censored * log_survival(y.max(), xi, scales)
        log_l = log_l - 0.5 * ((xi - 0.1) / 0.25) ** 2
        possible = np.isfinite(log_l)
        terms.append((log_l[possible], log_values(xi, scales[possible])))
    top = max(log_l.max() for log_l, _ in terms)
    for log_l, log_v in terms:
        weight = np.exp(log_l - top)
        total += weight.sum()
        weighted += (weight * np.exp(log_v)).sum()
    return weighted / total


def gap_probability(x: Vector, k: int, h: int) -> float:
    """P_k of a column without ties, with h exceedances in the window."""
    top = np.sort(x)[::-1]
    threshold = top[k + h]
    y = top[k : k + h] - threshold
    gap = top[k - 1] - top[k]

    def log_empty(xi: float, s: Vector) -> Vector:
        heavier = xi + min(max((xi + 0.1) / 0.2, 0.0), 1.0) * 0.15
        return k * log_survival(gap, heavier, s + xi * y[0])

    return posterior_mean(y, k, len(x), log_empty)


def tail_probability(x: Vector, value: float, beyond: int, h: int) -> float:
    """P(X >= value) for a value in the tail of a column without ties."""
    top = np.sort(x)[::-1]
    threshold = top[beyond + h]
    y = top[beyond : beyond + h] - threshold
    mean = posterior_mean(
        y, 1, len(x), lambda xi, s: log_survival(value - threshold, xi, s)
    )
    return h / (len(x) - beyond) * mean


def named_columns(p: Vector, w: Vector, q: float) -> list[tuple[int, float]]:
    """Weighted Benjamini-Hochberg by trying every number of named columns."""
    m = len(p)
    for r in range(m, 0, -1):
        passing = [i for i in range(m) if p[i] / w[i] <= q * r / m]
        if len(passing) >= r:
            return [(i, min(1.0, w[i] * q * r / m)) for i in passing]
    return []


def autocorrelation(z: Vector, lag: int) -> float:
    """Correlation of the ranks of a series, given in order, with itself `lag` rows back."""
    rank = np.array([(np.sum(z < v) + np.sum(z <= v)) / 2 for v in z])
    return float(np.corrcoef(rank[lag:], rank[:-lag])[0, 1])
