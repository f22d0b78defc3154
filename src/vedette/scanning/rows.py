"""Rows as wholes: how far a row is from the rows nearest to it.

    score = log(d + median d),    d = mean distance to the k nearest rows

over all quantities, each in robust units, a missing one at its median. The logarithm makes
the tail of a light-tailed cloud light again; the floor keeps copies from looking unique.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

from vedette.calibrate.blocks import decorrelation_length
from vedette.core.arrays import Vector
from vedette.kernels.ensemble import mean_neighbour_distance, nearest_rows
from vedette.scanning.views import Fit, View, scanned

if TYPE_CHECKING:
    from vedette.scanning.extending import Looked

Rows = npt.NDArray[np.int64]

NEIGHBOURS = 50
# Distances are to at most so many rows (taken evenly), and to as many fewer neighbours.
REFERENCE = 10_000
LARGE = 100_000
REFERENCE_OF_LARGE = 5_000
# Where the row before explains, what is left unexplained is compared; no further than this.
FAR = 30.0


@dataclass(frozen=True, eq=False)
class Space:
    """The rows as points.

    X
        (r, d) float32 coordinates of the rows that are judged.
    rows
        (r,) their row numbers.
    columns
        (d,) the column each coordinate is made from.
    reference
        (m,) places in X of the rows distances are measured to.
    axes
        (d,) how the coordinates are made; none where a detector has its own.
    floor
        What is added to a distance before its logarithm; NaN: not known yet.
    """

    X: npt.NDArray[np.float32]
    rows: Rows
    columns: tuple[str, ...]
    reference: Rows
    k: int
    axes: tuple[Axis, ...] = field(default=(), kw_only=True)
    floor: float = field(default=np.nan, kw_only=True)

    def scored(self) -> tuple[Self, Vector]:
        """The space with its floor known, and (r,) the score of every row: higher is odder."""
        where = np.full(len(self.X), -1, dtype=np.int64)
        where[self.reference] = np.arange(len(self.reference))
        d = self.distance(self.X, where)
        known = replace(self, floor=floor_of(d))
        return known, np.log(d + known.floor)

    def distance(self, X: npt.NDArray[np.float32], where: Rows) -> Vector:
        """(q,) mean distance of points to the nearest of the reference.

        where
            (q,) the place of each in the reference, which is left out; -1 for others.
        """
        reference = self.X[self.reference]
        found = mean_neighbour_distance(X, reference, self.k, leave_out_equal=where)
        return np.asarray(found, dtype=np.float64)

    def seeing(self, looked: Looked) -> tuple[Self, Vector]:
        """Other rows as points of the same space, and (q,) their score, each by itself."""
        fit = looked.fits[0]
        rows = np.arange(looked.table.rows, dtype=np.int64)
        X = points_of(fit, self.axes, rows)
        none = np.full(len(X), -1, dtype=np.int64)
        score = np.log(self.distance(X, none) + self.floor)
        return replace(self, X=X, rows=rows, reference=rows[:0]), np.asarray(score)

    def joined(self, other: Self, n: int) -> Self:
        """Both spaces' rows, those of the other numbered from n; measured to these."""
        return replace(
            self,
            X=np.concatenate([self.X, other.X]),
            rows=np.concatenate([self.rows, other.rows + n]),
        )

    def nearest(self, places: Rows, k: int) -> Rows:
        """(p, k) the judged rows nearest to some of them, by place in X."""
        found, _ = nearest_rows(
            self.X[places], self.X, min(k, len(self.X) - 1), leave_out_equal=places
        )
        return np.asarray(found, dtype=np.int64)

    def shares(self, place: int) -> Vector:
        """(d,) each coordinate's share of the squared distance to the nearest rows."""
        near = self.nearest(np.array([place], dtype=np.int64), self.k)[0]
        step = (self.X[place] - np.median(self.X[near], axis=0)).astype(np.float64) ** 2
        return np.asarray(step / max(float(step.sum()), 1e-300))


@dataclass(frozen=True, slots=True)
class Axis:
    """One column in robust units, or what the row before leaves unexplained of it.

    middle, size
        Of what stands at 0, and of one unit, in the units of the model.
    """

    target: int
    middle: float
    size: float


def space(fit: Fit, rows: Rows) -> Space | None:
    """The rows as points in all judged columns; None if there are fewer than two."""
    targets = tuple(t for t in fit.z if np.isfinite(fit.z[t][rows]).any())
    if len(targets) < 2 or len(rows) < 2:
        return None
    axes = tuple(axis(fit, t, rows) for t in targets)
    names = tuple(fit.design.parts[t].column for t in targets)
    return Space(
        points_of(fit, axes, rows), rows, names, *reference_of(len(rows)), axes=axes
    )


def floor_of(d: Vector) -> float:
    """The median of distances; of those above 0 the least, where most are 0."""
    middle = float(np.median(d))
    if middle > 0:
        return middle
    positive = d[d > 0]
    return float(positive.min()) if len(positive) else 1.0


def reference_of(n: int) -> tuple[Rows, int]:
    """Which of n rows distances are measured to, and how many of these are neighbours."""
    m = REFERENCE if n <= LARGE else REFERENCE_OF_LARGE
    reference = np.arange(n, dtype=np.int64)
    if n > m:
        reference = np.linspace(0, n - 1, m).astype(np.int64)
    k = max(5, round(NEIGHBOURS * min(1.0, len(reference) / REFERENCE)))
    return reference, min(NEIGHBOURS if n <= REFERENCE else k, len(reference) - 1)


def axis(fit: Fit, target: int, rows: Rows) -> Axis:
    if fit.lagged:
        return Axis(target, 0.0, 1.0)
    values = fit.y[target][rows]
    present = values[np.isfinite(values)]
    low, middle, high = np.quantile(present, [0.25, 0.5, 0.75])
    size = (high - low) / 1.349 or present.std() or 1.0
    return Axis(target, float(middle), float(size))


def points_of(fit: Fit, axes: Sequence[Axis], rows: Rows) -> npt.NDArray[np.float32]:
    """(r, d) coordinates of some rows; a missing value stands at 0."""
    X = np.empty((len(rows), len(axes)), dtype=np.float32)
    for j, one in enumerate(axes):
        values = fit.z[one.target][rows] if fit.lagged else fit.y[one.target][rows]
        if fit.lagged:
            values = np.clip(values, -FAR, FAR)
        X[:, j] = np.where(np.isfinite(values), (values - one.middle) / one.size, 0.0)
    return X


def row_view(points: Space, n: int, before: Rows | None) -> tuple[Space, View]:
    """The rows as wholes, and the gaps in the upper tail of their score."""
    score = np.full(n, np.nan)
    points, score[points.rows] = points.scored()
    length = 1 if before is None else decorrelation_length(score, before)
    return points, scanned(View("", -1, None, score, length), before)
