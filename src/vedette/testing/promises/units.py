"""Columns may be in any units."""

from __future__ import annotations

import numpy as np

from vedette.core.arrays import Vector
from vedette.core.detector import Detector
from vedette.testing.data import cloud
from vedette.testing.promises.asking import fitted


def powers_of_two_change_no_bit(detector: Detector) -> None:
    X, units = cloud(), np.array([2.0**-40, 1.0, 2.0**30])
    there = cloud(50, seed=1)
    plain = fitted(detector, X).score_samples(there)
    scaled = fitted(detector, X * units).score_samples(there * units)
    assert np.array_equal(plain, scaled), "a power of two changed a bit"


def other_units_change_no_ranking(detector: Detector) -> None:
    X, there = cloud(), cloud(50, seed=1)
    plain = fitted(detector, X).score_samples(there)
    for units, shift in ((np.array([1e-3, 1.8, 1e6]), 0.0), (np.ones(3), 1000.0)):
        other = fitted(detector, X * units + shift).score_samples(there * units + shift)
        assert _same_ranking(plain, other), f"units {units} and shift {shift} change ranks"


def _same_ranking(a: Vector, b: Vector) -> bool:
    """Whether b rises where a does, but for what rounding may do."""
    along = b[np.argsort(a)]
    back = np.maximum.accumulate(along) - along
    return bool(back.max() <= 1e-4 * float(np.ptp(b)))
