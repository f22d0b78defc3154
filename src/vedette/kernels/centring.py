"""Rows about their middle, in a unit near 1, so that float32 distances stay exact enough.

The unit is a power of two, which rounds nothing; the middle is taken off in float64. Then
neither a large offset nor 1e308 nor 1e-320 spoils a distance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vedette.core.arrays import Matrix, Vector
from vedette.kernels.ensemble import FARTHEST, Rows, as_rows

SAMPLE = 20_000  # of more rows, middle and unit are those of so many, evenly taken
USUAL = 0.9  # the share of a column's values that the unit must hold
LARGEST = float(np.finfo(np.float64).max)


@dataclass(frozen=True)
class Centring:
    """X becomes X / 2^unit - centre, held within -FARTHEST .. FARTHEST."""

    unit: int
    centre: Vector

    def values(self, X: Matrix) -> Matrix:
        """X (n, d) centred, float64, in C order."""
        with np.errstate(over="ignore", under="ignore"):
            out = np.ldexp(X, -self.unit)
            out -= self.centre
        np.clip(out, -FARTHEST, FARTHEST, out=out)
        return np.ascontiguousarray(out)

    def rows(self, X: Matrix) -> Rows:
        """X (n, d) centred, float32, as the kernels take them."""
        return as_rows(self.values(X))

    def in_units_of_data(self, distance: Vector) -> Vector:
        """Distances between centred rows as distances between rows; the largest is finite."""
        with np.errstate(over="ignore", under="ignore"):
            return np.asarray(np.minimum(np.ldexp(distance, self.unit), LARGEST))

    def in_own_units(self, distance: float) -> float:
        """A distance between rows as one between centred rows."""
        with np.errstate(over="ignore", under="ignore"):
            return float(np.ldexp(distance, -self.unit))


def fit_centring(X: Matrix) -> Centring:
    """The middle of the rows X (n, d), finite, and the power of two that holds most values."""
    some = X[:: -(-len(X) // SAMPLE)]
    with np.errstate(under="ignore"):
        quarter = np.ldexp(some, -2)  # differences do not overflow
        gaps = np.abs(quarter - np.median(quarter, axis=0))
        wide = float(np.quantile(gaps, USUAL, axis=0).max()) or float(gaps.max())
        unit = int(np.frexp(wide)[1]) + 2 if wide > 0 else 0
        with np.errstate(over="ignore"):
            centre = np.clip(np.median(np.ldexp(some, -unit), axis=0), -LARGEST, LARGEST)
    return Centring(unit, np.asarray(centre))
