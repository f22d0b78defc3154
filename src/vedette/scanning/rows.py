"""Rows as wholes: how far a row is from the rows nearest to it.

    score = log(d + median d),    d = mean distance to the k nearest rows

over all quantities, each in robust units, a missing one at its median. The logarithm makes
the tail of a light-tailed cloud light again; the floor keeps copies from looking unique.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector
from vedette.kernels.ensemble import mean_neighbour_distance, nearest_rows
from vedette.scanning.views import Fit

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
    targets
        (d,) the part of the design each coordinate is.
    reference
        (m,) places in X of the rows distances are measured to.
    """

    X: npt.NDArray[np.float32]
    rows: Rows
    targets: tuple[int, ...]
    reference: Rows
    k: int

    def score(self) -> Vector:
        """(r,) the score of every judged row, higher is odder."""
        where = np.full(len(self.X), -1, dtype=np.int64)
        where[self.reference] = np.arange(len(self.reference))
        d = mean_neighbour_distance(
            self.X, self.X[self.reference], self.k, leave_out_equal=where
        )
        middle = float(np.median(d))
        if middle <= 0:
            positive = d[d > 0]
            middle = float(positive.min()) if len(positive) else 1.0
        return np.asarray(np.log(d + middle))

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


def space(fit: Fit, rows: Rows) -> Space | None:
    """The rows as points in all judged columns; None if there are fewer than two."""
    targets = tuple(t for t in fit.z if np.isfinite(fit.z[t][rows]).any())
    if len(targets) < 2 or len(rows) < 2:
        return None
    columns = [coordinate(fit, t, rows) for t in targets]
    X = np.ascontiguousarray(np.column_stack(columns), dtype=np.float32)
    m = REFERENCE if len(rows) <= LARGE else REFERENCE_OF_LARGE
    reference = np.arange(len(rows), dtype=np.int64)
    if len(rows) > m:
        reference = np.linspace(0, len(rows) - 1, m).astype(np.int64)
    k = max(5, round(NEIGHBOURS * min(1.0, len(reference) / REFERENCE)))
    k = min(NEIGHBOURS if len(rows) <= REFERENCE else k, len(reference) - 1)
    return Space(X, rows, targets, reference, k)


def coordinate(fit: Fit, target: int, rows: Rows) -> Vector:
    """(r,) one column in robust units, or what the row before leaves unexplained of it."""
    values = fit.z[target][rows] if fit.lagged else fit.y[target][rows]
    present = values[np.isfinite(values)]
    if fit.lagged:
        values = np.clip(values, -FAR, FAR)
        return np.where(np.isfinite(values), values, 0.0)
    low, middle, high = np.quantile(present, [0.25, 0.5, 0.75])
    size = (high - low) / 1.349 or present.std() or 1.0
    return np.where(np.isfinite(values), (values - middle) / size, 0.0)
