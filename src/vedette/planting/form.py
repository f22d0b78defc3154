"""How a column writes its numbers: what lies between them, and how far they can go."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vedette.core.arrays import Vector

MOST_DECIMALS = 6
# The last value of a range is a bound if so many rows have it, and so many times as many as
# have the one before it.
PILED, STEEP = 0.005, 3
LARGEST = 1e300


@dataclass(frozen=True)
class Form:
    """What values of a column can be.

    decimals
        Values are rounded to so many; negative for tens, hundreds; None: not rounded.
    low, high
        Bounds that no correct value is beyond; infinite where there are none.
    usual
        Where 98 % of the values lie.
    """

    decimals: int | None
    low: float
    high: float
    usual: tuple[float, float]

    def told(self, values: Vector) -> Vector:
        """Values as the column writes them."""
        return values if self.decimals is None else np.round(values, self.decimals) + 0.0

    def inside(self, values: Vector) -> np.ndarray:
        """Which are within the bounds."""
        with np.errstate(invalid="ignore"):
            good = (values >= self.low) & (values <= self.high)
            return np.asarray(good & (np.abs(values) < LARGEST))


def form_of(values: Vector) -> Form:
    """The form of a column's values (n,), of which at least one is known."""
    known = values[np.isfinite(values)]
    first, last = np.quantile(known, (0.01, 0.99))
    bottom = 0.0 if known.min() >= 0 else _bound(known, -1)
    return Form(_decimals(known), bottom, _bound(known, 1), (float(first), float(last)))


def _bound(known: Vector, sign: int) -> float:
    """The end of the values on one side, if they are piled up there; else infinite."""
    values, count = np.unique(known, return_counts=True)
    if sign < 0:
        values, count = values[::-1], count[::-1]
    piled = len(values) > 2 and count[-1] >= max(PILED * len(known), STEEP * count[-2])
    return float(values[-1]) if piled else sign * np.inf


def _decimals(known: Vector) -> int | None:
    for decimals in range(-3, MOST_DECIMALS + 1):
        with np.errstate(over="ignore", invalid="ignore"):
            if np.array_equal(np.round(known, decimals), known):
                return decimals
    return None
