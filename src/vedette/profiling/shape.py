"""How numbers lie: quantiles, moments, asymmetry, tails, humps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector

SHARES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
# Asymmetry looks at the middle 90 %; a tail is told by one value in 200 against one in 4.
OUTER, NEAR, FAR = 0.05, 0.75, 0.995
LEAST_ASYMMETRY, LEAST_TAIL = 50, 300
WILD = 10.0  # interquartile ranges beyond the quartiles


@dataclass
class Moments:
    """Count, mean and sums of powers of deviations; parts are joined exactly.

    Pébay, "Formulas for robust, one-pass parallel computation of covariances and arbitrary-
    order statistical moments", 2008. Values come scaled by a power of two, so that no
    fourth power overflows.
    """

    n: int = 0
    mean: float = 0.0
    m2: float = 0.0
    m3: float = 0.0
    m4: float = 0.0

    def add(self, values: Vector) -> None:
        """Join finite values."""
        if not len(values):
            return
        centre = float(values[0] + (values - values[0]).mean())
        off = values - centre
        square = off * off
        part = Moments(
            len(values),
            centre,
            float(square.sum()),
            float((square * off).sum()),
            float((square * square).sum()),
        )
        self._join(part)

    def _join(self, b: Moments) -> None:
        n, d = self.n + b.n, b.mean - self.mean
        if not self.n:
            self.n, self.mean, self.m2, self.m3, self.m4 = b.n, b.mean, b.m2, b.m3, b.m4
            return
        p, q = self.n / n, b.n / n
        m4 = self.m4 + b.m4 + d**4 * n * p * q * (p * p - p * q + q * q)
        m4 += 6 * d * d * (p * p * b.m2 + q * q * self.m2)
        m4 += 4 * d * (p * b.m3 - q * self.m3)
        m3 = self.m3 + b.m3 + d**3 * n * p * q * (p - q) + 3 * d * (p * b.m2 - q * self.m2)
        self.m4, self.m3 = m4, m3
        self.m2 += b.m2 + d * d * n * p * q
        self.mean += d * q
        self.n = n

    @property
    def deviation(self) -> float | None:
        """The sample's standard deviation (n - 1)."""
        return float(np.sqrt(self.m2 / (self.n - 1))) if self.n > 1 else None

    @property
    def skew(self) -> float | None:
        """The third standardised moment; None where there is no spread."""
        if self.n < 3 or not self.spread:
            return None
        return float(self.m3 / self.n / (self.m2 / self.n) ** 1.5)

    @property
    def kurtosis(self) -> float | None:
        """The fourth standardised moment less the normal's 3."""
        if self.n < 4 or not self.spread:
            return None
        return float(self.m4 / self.n / (self.m2 / self.n) ** 2 - 3)

    @property
    def spread(self) -> bool:
        """Whether the values differ by more than rounding."""
        return self.m2 > self.n * (1e-14 * abs(self.mean)) ** 2


def quantiles_of(ordered: npt.NDArray[np.generic], shares: tuple[float, ...]) -> Vector:
    """(k,) values at these shares of sorted finite values, between two of them if need be."""
    place = np.asarray(shares) * (len(ordered) - 1)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, len(ordered) - 1)
    low, high = ordered[below].astype(float), ordered[above].astype(float)
    part = place - below
    # Not low + part * (high - low): of two huge numbers that would overflow.
    return np.asarray(low * (1 - part) + high * part, dtype=float)


def asymmetry(ordered: Vector) -> float | None:
    """Kelly's coefficient on the middle 90 %; None with few values or no spread."""
    if len(ordered) < LEAST_ASYMMETRY:
        return None
    low, middle, high = quantiles_of(ordered, (OUTER, 0.5, 1 - OUTER))
    half, width = middle / 2, high / 2 - low / 2
    return float((high / 2 - half - (half - low / 2)) / width) if width > 0 else None


def tail_of(ordered: Vector) -> float | None:
    """The larger of both sides of (one in 200) / (one in 4); None with few values.

    On a side on which a quarter of the values is the median there is none to tell.
    """
    if len(ordered) < LEAST_TAIL:
        return None
    shares = (1 - FAR, 1 - NEAR, 0.5, NEAR, FAR)
    far_low, near_low, middle, near_high, far_high = quantiles_of(ordered, shares) / 4
    ratios = [
        (far - middle) / (near - middle)
        for near, far in ((near_low, far_low), (near_high, far_high))
        if near != middle
    ]
    return float(max(ratios)) if len(ratios) == 2 else None


def fences(ordered: Vector) -> tuple[float, float] | None:
    """Beyond which a value is far out; None where half of the values are one."""
    if len(ordered) < LEAST_ASYMMETRY:
        return None
    low, high = quantiles_of(ordered, (0.25, 0.75))
    with np.errstate(over="ignore"):  # a fence beyond all numbers has none beyond it
        reach = WILD * (high - low)
        return (float(low - reach), float(high + reach)) if reach > 0 else None
