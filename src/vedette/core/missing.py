"""Where a missing value stands: as far from the column's median as it is rare.

Where half the rows lack a value, a missing one is as usual as a value .67 of a standard
deviation out; where none did, as one 3 and more out. So a gap is odd where gaps are rare,
and is never the most usual value.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from vedette.core.arrays import Matrix, Vector

RARE = 5.0  # a missing value stands at most this many standard deviations out
SAMPLE = 20_000  # of more rows, medians and spreads are those of so many, evenly taken


def sorted_columns(X: Matrix) -> Matrix:
    """The columns of (at most SAMPLE rows of) X (n, d), each sorted, as rows (d, m)."""
    return np.sort(np.asarray(_some(X).T, dtype=np.float64), axis=1)


def places_of_missing(X: Matrix, columns: Matrix | None = None) -> Vector:
    """The value (d,) that stands for a missing one in each column of X (n, d).

    `columns` are the sorted columns, where it is known that no value is missing.
    """
    n = len(X)
    places = np.zeros(X.shape[1])
    for j in range(X.shape[1]):
        gaps = 0 if columns is not None else int(np.isnan(X[:, j]).sum())
        if columns is not None:
            known = columns[j]
        else:
            known = _some(X[:, j]) if gaps == 0 else _some(X[~np.isnan(X[:, j]), j])
        if known.size == 0:
            continue
        far = min(RARE, NormalDist().inv_cdf(1 - (gaps + 1) / (n + 1) / 2))
        # In units near 1, so that neither 1e308 nor its square overflows.
        exponent = int(np.frexp(np.abs(known).max())[1])
        unit = np.ldexp(known, -exponent)
        place = float(np.median(unit)) + far * normal_spread(unit)
        with np.errstate(over="ignore"):
            places[j] = np.ldexp(place, exponent)
    largest = np.finfo(np.float64).max
    return np.clip(places, -largest, largest)


def medians(X: Matrix, columns: Matrix | None = None) -> Vector:
    """Median (d,) of each column of X (n, d), which has no gaps; `columns` sorted."""
    of = sorted_columns(X) if columns is None else columns
    middle = of.shape[1] // 2
    # Halves do not overflow.
    return np.asarray(of[:, -middle - 1] / 2 + of[:, middle] / 2)


def _some(X: Matrix | Vector) -> Matrix | Vector:
    return X[:: -(-len(X) // SAMPLE)] if len(X) > SAMPLE else X


def _whole(X: Matrix) -> bool:
    """Whether a sum says that no value is missing; it may overflow and not know."""
    with np.errstate(over="ignore", invalid="ignore"):
        return bool(np.isfinite(X.sum()))


def filled(X: Matrix, places: Vector) -> Matrix:
    """X (n, d) with every missing value in its place; X itself if none is missing."""
    if _whole(X):
        return X
    gaps = np.isnan(X)
    return np.where(gaps, places, X) if gaps.any() else X


def normal_spread(values: Vector) -> float:
    """IQR / 1.349, or the standard deviation where that is 0."""
    low, high = np.quantile(values, [0.25, 0.75])
    spread = float(high - low) / 1.3489795
    return spread if spread > 0 else float(values.std())
