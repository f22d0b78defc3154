"""Robust z: scores of several detectors in one unit, (s - median) / (IQR / 1.349).

Held within [-3, 20], so that no single view outvotes the others; beyond 20 a thousandth of
log(z / 20) is added, so that farther stays odder. Who joins them may hold them closer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vedette.core.arrays import EPS, Matrix, Vector
from vedette.core.missing import normal_spread

LOW, HIGH, BEYOND = -3.0, 20.0, 1e-3


@dataclass(frozen=True)
class RobustUnits:
    """What `robust_units` learned of k scores.

    centres, spreads
        (k,). A spread is infinite where all training scores are alike.
    """

    centres: Vector
    spreads: Vector

    def z(self, scores: Matrix) -> Matrix:
        """Scores (n, k) as robust z, neither held nor bent."""
        with np.errstate(over="ignore"):
            gaps = scores - self.centres
            z = np.clip(gaps / self.spreads, -1e300, 1e300)
        # Where all training rows are alike, whatever is odder is as odd as can be.
        alike = np.isinf(self.spreads)
        odder = gaps[:, alike] > EPS * np.abs(self.centres[alike])
        z[:, alike] = np.where(odder, HIGH, 0.0)
        return np.asarray(z)

    def held(self, scores: Matrix, high: float = HIGH) -> Matrix:
        """Scores (n, k) as robust z within [-3, high], and a little more beyond."""
        z = self.z(scores)
        far = high + BEYOND * np.log(np.maximum(z, high) / high)
        return np.where(z > high, far, np.maximum(z, LOW))


def robust_units(scores: Matrix) -> RobustUnits:
    """Median and robust spread of each of k training scores (n, k)."""
    centres = 2 * np.median(scores / 2, axis=0)  # halves do not overflow
    with np.errstate(over="ignore", invalid="ignore"):
        spreads = np.array([normal_spread(column) for column in scores.T])
    spreads[~np.isfinite(spreads)] = np.inf
    alike = spreads <= 100 * EPS * np.abs(centres)
    return RobustUnits(centres, np.where(alike | (spreads == 0), np.inf, spreads))
