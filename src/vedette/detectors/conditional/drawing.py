"""Which rows are fitted, and in which fold each is: functions of a row's place and the seed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vedette.detectors.conditional.prediction import Rows


def _hash(rows: Rows, seed: int, salt: int) -> npt.NDArray[np.uint64]:
    """SplitMix64's finaliser of the row's place, seed and salt."""
    start = np.uint64((seed << 8 | salt) * 0x9E3779B97F4A7C15 % 2**64)
    with np.errstate(over="ignore"):
        x = rows.astype(np.uint64) * np.uint64(0xD1342543DE82EF95) + start
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def fold_of(rows: Rows, seed: int, folds: int) -> Rows:
    """The fold of each row."""
    return (_hash(rows, seed, 2) % np.uint64(folds)).astype(np.intp)


def picked_of(n: int, sample: int, seed: int) -> Rows:
    """The rows to fit on: all, or about `sample` of them by their hash."""
    if n <= sample:
        return np.arange(n)
    limit = np.uint64(min(sample / n * 2.0**64, 2.0**64 - 2048))
    return np.flatnonzero(_hash(np.arange(n), seed, 1) < limit)
