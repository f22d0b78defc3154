"""Quantities as they lie within their segment, so that rows are judged by their own.

    u = (t(x) - m) / s

with m the median of t(x) in the segment, s its interquartile range / 1.349, and t the identity
or a logarithm, whichever leaves the middle of u more even. What is usual is then the same in
all segments, so one model and one calibration serve all rows: the stated share of false
findings is one of the whole table, however small its segments are.

The scale of a small segment is known badly, and one that is too small makes its rows look far
out. Each log s is moved towards the mean of all by as much as chance allows, at most 1.5 of its
standard errors: a limited translation [1].

References
----------
.. [1] Efron and Morris, "Limiting the Risk of Bayes and Empirical Bayes Estimators, Part II",
   Journal of the American Statistical Association 67 (1972).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector
from vedette.core.segments import Division
from vedette.detectors.conditional.transform import Transform, fit_transform
from vedette.scanning.encode import Design, Encoded
from vedette.scanning.order import uniform
from vedette.scanning.segments.dividing import LEAST

Codes = npt.NDArray[np.int64]

# Of the logarithm of a normal sample's interquartile range, times its size.
VARIANCE = 1.36
FURTHEST = 1.5  # standard errors that a scale is moved
LARGEST = 1e6  # of u: far beyond any use


@dataclass(frozen=True, eq=False)
class Within:
    """How one column lies in each segment.

    codes
        (n,) the segment of each row; -1: not judged.
    middle, size
        (k,) of t(x) in each segment; NaN where it is not judged.
    """

    codes: Codes
    transform: Transform
    middle: Vector
    size: Vector

    def forward(self, t: Vector) -> Vector:
        """(n,) u of transformed values; NaN where the segment is not judged."""
        known = self.codes >= 0
        with np.errstate(over="ignore"):
            u = (t - self.middle[self.codes]) / self.size[self.codes]
        return np.where(known, np.clip(u, -LARGEST, LARGEST), np.nan)

    def value(self, row: int, u: float) -> float:
        """What u stands for in the segment of a row, in the column's own units."""
        code = self.codes[row]
        t = self.middle[code] + u * self.size[code]
        return float(self.transform.inverse(np.array([t]))[0])


def within_segments(design: Design, division: Division, seed: int) -> Design:
    """The design with its judged quantities as they lie within their segment.

    division
        Of the rows in canonical order.
    """
    parts = []
    skipped = dict(design.skipped)
    for part in design.parts:
        if part.feature.target:
            made = standardised(part, division.codes, len(division.names), seed)
            if made is None:
                skipped[part.column] = f"one value in each {division.by}"
                part = replace(part, feature=replace(part.feature, target=False))
            else:
                part = made
        parts.append(part)
    return Design(parts, skipped, dict(design.sources))


def standardised(part: Encoded, codes: Codes, k: int, seed: int) -> Encoded | None:
    """A quantity in units of its segments; None if it does not vary within them."""
    x = np.asarray(part.feature.values, dtype=np.float64)
    present = np.isfinite(x) & (codes >= 0)
    counts = np.bincount(codes[present], minlength=k)
    judged = np.where(present & (counts[codes] >= LEAST), codes, -1)
    if not (judged >= 0).any():
        return None
    made = [
        way
        for transform in transforms(x[present], part)
        if (way := lying(transform, part, judged, k, seed)) is not None
    ]
    if not made:
        return None
    (within, values), *others = made
    if others and uneven(values) >= uneven(others[0][1]):
        within, values = others[0]
    feature = replace(part.feature, values=values, resolution=0.0)
    return replace(part, feature=feature, cell=0.0, within=within)


def transforms(present: Vector, part: Encoded) -> list[Transform]:
    """The transform of the whole column; if that is a logarithm, also none."""
    first = fit_transform(
        present, least=float(present.min()), resolution=part.feature.resolution
    )
    if not first.log:
        return [first]
    q1, q2, q3 = np.quantile(np.ldexp(present, -first.exponent), (0.25, 0.5, 0.75))
    width = float(q3 - q1) / 1.349 or abs(float(q2)) or 1.0
    return [first, Transform(first.exponent, False, 0.0, 0.0, float(q2), width)]


def lying(
    transform: Transform, part: Encoded, codes: Codes, k: int, seed: int
) -> tuple[Within, Vector] | None:
    """Where each segment lies under a transform, and the values by it."""
    t = spread_over_cells(transform, part, seed)
    middle, size, counts = np.full(k, np.nan), np.zeros(k), np.zeros(k)
    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], np.arange(k + 1))
    for i in range(k):
        values = t[order[starts[i] : starts[i + 1]]]
        values = values[np.isfinite(values)]
        if not len(values):
            continue
        low, middle[i], high = np.quantile(values, (0.25, 0.5, 0.75))
        size[i], counts[i] = (high - low) / 1.349, len(values)
    if not (size > 0).any():
        return None
    within = Within(codes, transform, middle, shrunk(size, counts))
    return within, within.forward(t)


def spread_over_cells(transform: Transform, part: Encoded, seed: int) -> Vector:
    """(n,) transformed values; those of a coarse lattice are spread over their cells."""
    x = np.asarray(part.feature.values, dtype=np.float64)
    if part.cell <= 0:
        return np.asarray(transform.forward(x))
    upper = transform.forward(x + part.cell / 2)
    lower = transform.forward(np.maximum(x - part.cell / 2, np.minimum(part.least, x)))
    places = np.arange(len(x), dtype=np.int64)
    share = uniform(places, part.label, seed) + 0.5
    return np.asarray(lower + share * (upper - lower))


def shrunk(size: Vector, counts: Vector) -> Vector:
    """(k,) scales, those that chance may have made too small or large moved to the mean.

    A segment whose middle half is one value has no scale of its own: it takes that of the
    others.
    """
    own = size > 0
    log, variance = np.log(size[own]), VARIANCE / counts[own]
    centre = float(np.median(log))
    low, high = np.quantile(log, (0.25, 0.75))
    between = max(((high - low) / 1.349) ** 2 - float(np.median(variance)), 0.0)
    step = (centre - log) * variance / (between + variance)
    most = FURTHEST * np.sqrt(variance)
    out = np.full(len(size), np.exp(centre))
    out[own] = np.exp(log + np.clip(step, -most, most))
    return out


def uneven(u: Vector) -> float:
    """How far the middle nine tenths lean to one side."""
    low, middle, high = np.quantile(u[np.isfinite(u)], (0.05, 0.5, 0.95))
    return float(abs(high + low - 2 * middle) / max(high - low, 1e-300))
