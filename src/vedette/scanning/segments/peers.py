"""Segments as units: which of them are too far from the others for chance.

One number y of each of k segments, of which v is the variance of chance, is taken as

    y ~ Normal(mu, tau^2 + v),

so segments may differ: an odd one differs more than the others do among each other. tau^2 is
what solves sum (y - mu)^2 / (tau^2 + v) = k - 1 [1], without the segment that is looked at, and

    T = (y - mu) / sqrt(tau^2 + v + var mu)

is held against Student's t, with v at least the median v_ of the others: what they do not tell
of tau is no smaller for a larger segment. The degrees of freedom 1 / (a + b) are few where few
segments tell tau, and where they differ by more than chance, since that they do so normally is
not known:

    a = (tau^2 / (tau^2 + v))^2 / 4,    b = ((tau^2 + v_) / (tau^2 + v))^2 / (k - 2).

Odd segments hide each other, so the furthest are taken out one after
the other, up to a fifth, and each is judged by those that are left [2]. All numbers of all
segments together are chosen by Benjamini and Hochberg.

References
----------
.. [1] Paule and Mandel, "Consensus Values and Weighting Factors", Journal of Research of the
   National Bureau of Standards 87 (1982).
.. [2] Rosner, "Percentage Points for a Generalized ESD Many-Outlier Procedure", Technometrics
   25 (1983).
"""

from __future__ import annotations

import numpy as np
from scipy.special import stdtr

from vedette.core.arrays import Vector
from vedette.scanning.segments.counted import Counted

# Fewer peers cannot say what is odd among them.
LEAST_PEERS = 5
OUT = 0.2  # share of the segments that are looked at as odd together
MOST_OUT = 20
HALVINGS = 30
SHAPE = 4  # degrees of freedom in which segments are taken to differ


def p_values(one: Counted) -> Vector:
    """(k,) the p-value of each segment; 1 where it is not among the furthest, or unknown."""
    p = np.ones(len(one.y))
    left = np.flatnonzero(np.isfinite(one.y) & np.isfinite(one.variance))
    if len(left) < LEAST_PEERS or np.ptp(one.y[left]) <= 1e-12 * np.abs(one.y[left]).max():
        return p
    taken: list[int] = []
    for _ in range(min(MOST_OUT, max(1, int(OUT * len(left))))):
        i, value = furthest(one.y[left], one.variance[left])
        taken.append(int(left[i]))
        p[left[i]] = value
        left = np.delete(left, i)
    # What hides behind the next one is as odd as that.
    p[taken] = np.minimum.accumulate(p[taken][::-1])[::-1]
    return p


def furthest(y: Vector, variance: Vector) -> tuple[int, float]:
    """The segment furthest from the others, and its two-sided p-value."""
    weights = 1 / (between(y, variance) + variance + 1e-300)
    centre = np.average(y, weights=weights)
    order = np.argsort(-np.abs(y - centre) * np.sqrt(weights), kind="stable")
    tried = [(alone(y, variance, int(i)), int(i)) for i in order[:2]]
    p, i = min(tried)
    return i, p


def alone(y: Vector, variance: Vector, i: int) -> float:
    """The p-value of one segment by all others."""
    others, v = np.delete(y, i), np.delete(variance, i)
    tau2 = between(others, v)
    weights = 1 / (tau2 + v + 1e-300)
    mean = float(np.average(others, weights=weights))
    typical = float(np.median(v))
    total = tau2 + max(float(variance[i]), typical)
    spread = total + 1 / float(weights.sum())
    distance = abs(float(y[i]) - mean)
    if not total > 0:
        return 0.0 if distance > 0 else 1.0
    shape = (tau2 / total) ** 2 / SHAPE
    known = ((tau2 + typical) / total) ** 2 / (len(others) - 1)
    freedom = max(1 / (shape + known), 1.0)
    return float(2 * stdtr(freedom, -distance / np.sqrt(spread)))


def between(y: Vector, variance: Vector) -> float:
    """The variance between segments that chance does not explain."""
    wanted = len(y) - 1

    def left(tau2: float) -> float:
        weights = 1 / (tau2 + variance + 1e-300)
        return float((weights * (y - np.average(y, weights=weights)) ** 2).sum())

    low, high = 0.0, float(np.ptp(y) ** 2)
    if left(0.0) <= wanted:
        return 0.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if left(middle) > wanted else (low, middle)
    return high
