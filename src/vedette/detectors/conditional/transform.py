"""The units a numeric column is modelled in: its own or their logarithm, standardised.

    t(x) = (g(x) - median) / (IQR / 1.349),    g(x) = x or log(x + shift)

A positive constant times x gives the same t, up to rounding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vedette.core.arrays import Vector

LARGEST = 1e30  # of a transformed value: far beyond any use, and safe in float32
LEAST_DISTINCT = 16  # fewer distinct values say too little about a shape
SKEW = 0.25


@dataclass(frozen=True)
class Transform:
    """From a column's own units to the model's, and back.

    exponent
        Values are divided by 2 ** exponent first: 0 but near the ends of float64.
    log, shift
        Whether g is log(x + shift); shift is in own units over 2 ** exponent.
    least
        x + shift is not taken below this before the logarithm.
    centre, width
        Median of g(x), and IQR / 1.349. Where more than half of the values are one and the
        IQR is 0: the median distance of the others from it / .6745.
    """

    exponent: int
    log: bool
    shift: float
    least: float
    centre: float
    width: float

    def forward(self, x: Vector) -> Vector:
        """Transformed values; NaN stays NaN."""
        g = np.ldexp(x, -self.exponent) if self.exponent else x
        if self.log:
            g = np.log(np.maximum(g + self.shift, self.least))
        with np.errstate(over="ignore"):
            return np.clip((g - self.centre) / self.width, -LARGEST, LARGEST)

    def inverse(self, t: Vector) -> Vector:
        """Values in the column's own units; never infinite."""
        g = np.asarray(t, np.float64) * self.width + self.centre
        if self.log:
            g = np.maximum(np.exp(np.minimum(g, 709.0)) - self.shift, 0.0)
        if self.exponent:
            g = np.clip(g, -(2.0**1000), 2.0**1000)
            with np.errstate(over="ignore", under="ignore"):
                g = np.ldexp(g, self.exponent)
        top = np.finfo(np.float64).max
        return np.clip(g, -top, top)

    def step(self, t: Vector, size: float) -> Vector:
        """How far a step of `size` in own units reaches in transformed units, at t."""
        s = float(np.ldexp(size, -self.exponent))
        if not self.log:
            return np.full(np.shape(t), s / self.width)
        g = np.asarray(t, np.float64) * self.width + self.centre
        level = np.maximum(np.exp(np.clip(g, -700.0, 700.0)), self.least)
        return np.asarray(np.log1p(s / level) / self.width)


def fit_transform(sample: Vector, *, least: float, resolution: float = 0.0) -> Transform:
    """The transform of a column.

    sample
        Values of the sampled rows, none missing.
    least
        The least value over ALL rows: one zero or negative value that the sample missed
        would lie far outside of a logarithm.
    resolution
        Cell width of the column's lattice, own units; 0 if continuous.
    """
    if sample.size == 0:
        return Transform(0, False, 0.0, 0.0, 0.0, 1.0)
    exponent = _exponent(sample, least)
    v = np.ldexp(sample, -exponent) if exponent else sample
    low = float(np.ldexp(least, -exponent))
    shift = _log_shift(v, low, float(np.ldexp(resolution, -exponent)))
    if shift is None:
        centre, width = _centre_and_width(v)
        return Transform(exponent, False, 0.0, 0.0, centre, width)
    centre, width = _centre_and_width(np.log(v + shift))
    return Transform(exponent, True, shift, 1e-6 * (low + shift), centre, width)


def _exponent(sample: Vector, least: float) -> int:
    top = max(float(np.max(np.abs(sample))), abs(least))
    exponent = int(np.frexp(top)[1])
    return exponent if abs(exponent) > 300 else 0


def _skewness(v: Vector) -> float:
    low, middle, high = np.quantile(v, (0.02, 0.5, 0.98))
    if not high > low:
        return 0.0
    return float((high + low - 2 * middle) / (high - low))


def _log_shift(v: Vector, least: float, resolution: float) -> float | None:
    """What to add before the logarithm, or None where the column stays as it is."""
    positive = v > 0
    if least < 0 or positive.mean() <= 0.9:
        return None
    raw = _skewness(v)
    if raw <= SKEW or np.unique(v).size < LEAST_DISTINCT:
        return None
    smallest = float(v[positive].min())
    shift = 0.0 if least > 0 else 0.5 * max(smallest, resolution)
    return shift if abs(_skewness(np.log(v + shift))) < raw else None


def _centre_and_width(g: Vector) -> tuple[float, float]:
    q1, q2, q3 = (float(q) for q in np.quantile(g, (0.25, 0.5, 0.75)))
    width = (q3 - q1) / 1.349
    if not width > 0:
        off = np.abs(g - q2)
        width = float(np.median(off[off > 0])) / 0.6745 if off.any() else 0.0
    # Rounding of a constant column gives it a spread of some ulps.
    if not width > 1e-14 * abs(q2):
        width = abs(q2) or 1.0
    return q2, width
