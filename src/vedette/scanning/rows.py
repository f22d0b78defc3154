"""Rows as wholes: how far a row is from the rows nearest to it.

    score = log(d + median d),    d = mean distance to the k nearest rows

over all quantities, each in robust units, a missing one at its median. The logarithm makes
the tail of a light-tailed cloud light again; the floor keeps copies from looking unique.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vedette.calibrate.blocks import decorrelation_length
from vedette.core.arrays import Vector
from vedette.kernels.ensemble import mean_neighbour_distance, nearest_rows
from vedette.scanning.views import Fit, View, scanned

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
    """

    X: npt.NDArray[np.float32]
    rows: Rows
    columns: tuple[str, ...]
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
    names = tuple(fit.design.parts[t].column for t in targets)
    return Space(X, rows, names, *reference_of(len(rows)))


def reference_of(n: int) -> tuple[Rows, int]:
    """Which of n rows distances are measured to, and how many of these are neighbours."""
    m = REFERENCE if n <= LARGE else REFERENCE_OF_LARGE
    reference = np.arange(n, dtype=np.int64)
    if n > m:
        reference = np.linspace(0, n - 1, m).astype(np.int64)
    k = max(5, round(NEIGHBOURS * min(1.0, len(reference) / REFERENCE)))
    return reference, min(NEIGHBOURS if n <= REFERENCE else k, len(reference) - 1)


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


def row_view(points: Space, n: int, before: Rows | None) -> View:
    """The rows as wholes, and the gaps in the upper tail of their score."""
    score = np.full(n, np.nan)
    score[points.rows] = points.score()
    length = 1 if before is None else decorrelation_length(score, before)
    return scanned(View("", -1, None, score, length), before)
