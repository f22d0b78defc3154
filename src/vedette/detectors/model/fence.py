"""How far out a row may pull a model: rows beyond a fence are drawn in to it.

A model that learns by squares bends to a single far row until it reproduces it, and calls
it usual. Drawn in to where far begins, the row counts as one row among many; rows within
the fence are left as they are, so a model of clean data is the plain one.

References
----------
.. [1] Raymaekers and Rousseeuw, "A generalized spatial sign covariance matrix", Journal of
   Multivariate Analysis 171 (2019): radial functions, of which this is a winsorising one.
.. [2] Tukey, "Exploratory data analysis" (1977): far out is Q3 + 3 (Q3 - Q1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vedette.core.arrays import EPS, Matrix, Vector
from vedette.core.missing import medians
from vedette.kernels.row_arithmetic import sums

FAR_OUT = 3.0
# Magnitudes are kept within this: a million squares of it still add up.
LARGEST = 1e120


@dataclass(frozen=True)
class Fence:
    """A ball: centre (d,) and radius."""

    centre: Vector
    radius: float

    def draw_in(self, X: Matrix) -> Matrix:
        """X (n, d) with rows beyond the radius moved straight towards the centre."""
        if np.isinf(self.radius):
            return X
        away = X - self.centre
        length = np.sqrt(sums(away * away))
        outside = length > self.radius
        if not outside.any():
            return X
        shrink = np.divide(self.radius, length, out=np.ones_like(length), where=outside)
        return np.where(outside[:, None], self.centre + away * shrink[:, None], X)


def fit_fence(X: Matrix) -> Fence:
    """The fence of the rows of X (n, d): their medians, and Tukey's far-out distance."""
    centre = medians(X)
    away = X - centre
    length = np.sqrt(sums(away * away))
    low, high = np.quantile(length, [0.25, 0.75])
    radius = float(high + FAR_OUT * (high - low))
    # Rounding where all distances are alike is no reason to draw in.
    return Fence(centre, radius * (1 + 100 * EPS))


def common_exponent(X: Matrix) -> int:
    """The power of two that brings the rows of X (n, d) near 1.

    It is that of the middle row's largest magnitude, so that a single 1e308 does not make
    the squares of all others vanish.
    """
    largest = np.sort(np.abs(X).max(axis=1))
    middle = largest[len(largest) // 2]
    return -int(np.frexp(middle if middle > 0 else largest[-1])[1])


def in_unit(X: Matrix, exponent: int) -> Matrix:
    """X times 2^exponent, held within LARGEST."""
    if exponent == 0 and np.abs(X).max(initial=0) <= LARGEST:
        return X
    with np.errstate(over="ignore", under="ignore"):
        return np.clip(np.ldexp(X, exponent), -LARGEST, LARGEST)
