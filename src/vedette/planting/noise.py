"""How far values of a column usually lie from what is to be expected of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vedette.core.arrays import Vector
from vedette.core.table import Column
from vedette.planting.planted import Rows

NORMAL_IQR = 1.349


@dataclass(frozen=True, eq=False)
class Noise:
    """One unit of a column's noise, row by row.

    scale
        (n,) in the column's own units, above 0; NaN where it is not known.
    """

    scale: Vector

    def moved(self, values: Vector, rows: Rows, size: Vector | float) -> Vector:
        """Values (r,) of some rows (r,), moved by so many units of noise."""
        with np.errstate(over="ignore", invalid="ignore"):
            return np.asarray(values + size * self.scale[rows], dtype=np.float64)

    def distance(self, old: Vector, new: Vector, rows: Rows) -> Vector:
        """(r,) how far `new` is from `old` in units of noise, signed."""
        with np.errstate(over="ignore", invalid="ignore"):
            return np.asarray((new - old) / self.scale[rows], dtype=np.float64)


def marginal_noise(column: Column) -> Noise | None:
    """The spread of a column of numbers by itself, whatever the other columns say.

    The interquartile range in standard deviations of a normal; where more than half of the
    values are one, the median distance of the others from it. None without any spread.
    """
    values = np.asarray(column.values, dtype=np.float64)
    known = values[np.isfinite(values)]
    if known.size == 0:
        return None
    low, middle, high = np.quantile(known, (0.25, 0.5, 0.75))
    spread = float(high - low) / NORMAL_IQR
    if not spread > 0:
        off = np.abs(known - middle)
        off = off[off > 0]
        spread = float(np.median(off)) if off.size else 0.0
    if not (spread > 0 and np.isfinite(spread)):
        return None
    return Noise(np.full(len(values), spread))
