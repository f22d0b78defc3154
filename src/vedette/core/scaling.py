"""Columns in units of their own, so that metres and microvolts weigh alike.

Everything is float64. A column is first multiplied by the power of two that brings its
largest value near 1, which rounds nothing: so other units by a power of two give the same
bits, and neither 1e308 nor 1e-320 overflows or vanishes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import EPS, Matrix, Vector
from vedette.core.errors import InvalidParameter

ScaleKind = Literal["standard", "robust", "rank"]
SCALES: tuple[str | None, ...] = (None, *get_args(ScaleKind))

# Scaled values are kept within this: their squares still add up in float32.
FARTHEST = 1e15
# Where a column that was constant has another value, that value is this far from usual.
CHANGED = 20.0
# 'robust' measures the width between these quantiles, and draws in what lies farther than
# REACH such widths: then one wild value in 1,000 rows weighs at most as much as the rest.
# On a standard normal the quantiles are NORMAL_RANGE apart.
TAIL, NORMAL_RANGE, REACH = 0.01, 4.6526957, 30.0


@dataclass(frozen=True)
class Scaler:
    """What `fit_scaler` learned of each of d columns.

    exponent
        (d,) the power of two.
    centre, spread
        (d,) after that power. A spread of 0 marks a constant column.
    known
        (d,) whether the column had any value at all.
    sorted
        For 'rank': the sorted values of each column.
    """

    kind: str | None
    exponent: npt.NDArray[np.int32]
    centre: Vector
    spread: Vector
    known: npt.NDArray[np.bool_]
    sorted: tuple[Vector, ...] = field(default=())

    def scale(self, X: Matrix) -> Matrix:
        """X (n, d) scaled; NaN stays NaN."""
        if self.kind is None:
            return X
        still = self.spread == 0
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            out = _times_power(X, self.exponent)
            if self.kind == "rank":
                for j in np.flatnonzero(~still):
                    out[:, j] = _mid_rank(out[:, j], self.sorted[j])
            else:
                out -= self.centre
                out /= np.where(still, 1.0, self.spread)
                np.clip(out, -FARTHEST, FARTHEST, out=out)
        for j in np.flatnonzero(still):
            out[:, j] = self._constant(X[:, j], int(j))
        return out

    def _constant(self, values: Vector, j: int) -> Vector:
        """0 where a constant column has its value, else CHANGED."""
        if not self.known[j]:
            return np.where(np.isnan(values), values, CHANGED)
        with np.errstate(over="ignore", under="ignore"):
            gap = np.ldexp(values, self.exponent[j]) - self.centre[j]
        changed = np.abs(gap) > 16 * EPS * np.abs(self.centre[j])
        moved = np.where(changed, np.copysign(CHANGED, gap), 0.0)
        return np.where(np.isnan(values), values, moved)


def check_scale(kind: object) -> None:
    """Refuse a `scale` that does not exist."""
    if not (kind is None or isinstance(kind, str)) or kind not in SCALES:
        raise InvalidParameter(f"scale must be one of {SCALES}, got {kind!r}")


def fit_scaler(X: Matrix, kind: str | None) -> Scaler:
    """Learn centre and spread of the columns of X (n, d), which may hold NaN.

    'standard' is mean and standard deviation; 'rank' the share of rows below. 'robust' is
    the median, and the standard deviation once wild values are drawn in to where wildness
    begins: 30 times the width of the middle 98 % (in units of a standard normal's). Unlike
    the quartiles, that also says how far values lie in a column that is mostly one value.
    """
    check_scale(kind)
    d = X.shape[1]
    exponent = np.zeros(d, dtype=np.int32)
    centre, spread, known = np.zeros(d), np.zeros(d), np.zeros(d, dtype=bool)
    lists: list[Vector] = []
    for j in range(d if kind is not None else 0):
        x = X[:, j]
        x = x[~np.isnan(x)]
        known[j] = x.size > 0
        if x.size:
            exponent[j], centre[j], spread[j] = _measure(x, kind)
        if kind == "rank":
            lists.append(np.sort(np.ldexp(x, exponent[j])))
    return Scaler(kind, exponent, centre, spread, known, tuple(lists))


def _measure(x: Vector, kind: str | None) -> tuple[int, float, float]:
    """Exponent, and centre and spread after it; a spread of 0 if all values are one."""
    exponent = _exponent(np.abs(x).max())
    unit = np.ldexp(x, exponent)
    # From the mean of the deviations: rounding of a large mean does not reach the spread.
    mean = float(unit[0] + (unit - unit[0]).mean())
    deviation = float(np.sqrt(np.square(unit - mean).mean()))
    if unit.min() == unit.max() or deviation <= 16 * EPS * abs(mean):
        return exponent, float(unit[0]), 0.0
    if kind != "robust":
        return exponent, mean, deviation
    low, high = np.quantile(unit, [TAIL, 1 - TAIL])
    if high - low <= 16 * EPS * max(abs(low), abs(high)):
        return exponent, float(np.median(unit)), deviation
    # Again in units of the usual values: beside 1e308 their squares would vanish.
    exponent += _exponent(max(abs(low), abs(high)))
    with np.errstate(over="ignore"):
        unit = np.ldexp(x, exponent)
        low, centre, high = (float(q) for q in np.quantile(unit, [TAIL, 0.5, 1 - TAIL]))
        reach = REACH * (high - low) / NORMAL_RANGE
        held = np.clip(unit - centre, -reach, reach)
    return exponent, centre, float(np.sqrt(np.square(held - held.mean()).mean()))


def _times_power(X: Matrix, exponent: npt.NDArray[np.int32]) -> Matrix:
    """X times 2^exponent, in a new array."""
    if np.abs(exponent).max(initial=0) < 1000:  # a product is as exact, and faster
        return np.asarray(X * np.ldexp(1.0, exponent))
    return np.asarray(np.ldexp(X, exponent))


def _exponent(largest: float) -> int:
    """The power of two that brings a number to [0.5, 1)."""
    return -int(np.frexp(largest)[1])


def _mid_rank(x: Vector, known: Vector) -> Vector:
    below = np.searchsorted(known, x, side="left")
    upto = np.searchsorted(known, x, side="right")
    rank: Vector = (below + upto) / (2.0 * len(known))
    return np.where(np.isnan(x), np.nan, rank)
