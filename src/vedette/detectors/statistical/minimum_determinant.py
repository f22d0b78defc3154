"""FastMCD: mean and covariance of the rows that lie closest together.

Of all subsets of h rows (a little over half), the one whose covariance has the least
determinant: wild rows, unless they are more than the rest, are not in it. A step from a
subset to the h rows nearest to its mean, by its own covariance, never raises the
determinant (the paper's theorem 1). So many small random subsets are taken two steps
downhill, and the best of them all the way. Of more than 600 rows, first in groups of them.

Then the covariance is made that of a normal cloud (its median distance that of chi-squared),
and mean and covariance are taken again of all rows within its 97.5 % (again corrected for
what was cut off).

Directions in which a subset does not vary are given a small variance, so that of rows on a
plane, or of more than half on one, the others are far.

References
----------
.. [1] Rousseeuw and Van Driessen, "A fast algorithm for the minimum covariance determinant
   estimator", Technometrics 41(3), 1999.
.. [2] Croux and Haesbroeck, "Influence function and efficiency of the minimum covariance
   determinant scatter matrix estimator", Journal of Multivariate Analysis 71(2), 1999: the
   correction of the second covariance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import EPS, Matrix, Vector

# Variance (of a standardised column) below which a direction is off the plane of the rows:
# a millionth of a deviation, squared.
OFF_PLANE = 1e-12
STARTS, BEST = 500, 10  # subsets that are begun with, and that are followed to the end
GROUP, GROUPS = 300, 5  # of more than two groups of rows, subsets start within groups
MOST_STEPS = 100
KEPT = 0.975  # of usual rows, within the cut of the second covariance

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cloud:
    """Mean (d,), covariance (d, d), its inverse root (d, d), log determinant, and rank."""

    mean: Vector
    covariance: Matrix
    root: Matrix
    size: float
    rank: int

    def distances(self, X: Matrix) -> Vector:
        """Squared Mahalanobis distances (n,) of rows X (n, d)."""
        return np.asarray(np.square((X - self.mean) @ self.root).sum(axis=1))


def cloud_of(X: Matrix, factor: float = 1.0) -> Cloud:
    """The cloud of rows X (n, d), its covariance times a factor."""
    mean = X.mean(axis=0)
    gaps = X - mean
    covariance = factor * (gaps.T @ gaps) / len(X)
    variances, axes = np.linalg.eigh(covariance)
    least = floor_of(variances)
    held = np.maximum(variances, least)
    rank = int((variances > least).sum())
    return Cloud(mean, covariance, axes / np.sqrt(held), float(np.log(held).sum()), rank)


def floor_of(variances: Vector) -> float:
    """The variance below which a direction of `variances` (d,) is off the plane."""
    return max(OFF_PLANE, 10 * len(variances) * EPS * float(variances.max(initial=0.0)))


def minimum_determinant(
    X: Matrix, share: float | None, seed: int | None
) -> tuple[Vector, Matrix]:
    """Mean (d,) and covariance (d, d) of the usual rows of X (n, d), n >= 2 (d + 1).

    share
        Of the rows, how many the subset has; None: (n + d + 1) / 2 rows, which copes with
        the most wild ones.
    """
    n, d = X.shape
    h = (n + d + 1) // 2 if share is None else max(int(share * n), (n + d + 1) // 2)
    raw = least_cloud(X, h, np.random.default_rng(seed))
    return _reweighted(X, raw)


def least_cloud(X: Matrix, h: int, rng: np.random.Generator) -> Cloud:
    """The cloud of the h rows of X (n, d) with the least determinant that was found."""
    n, d = X.shape
    group = max(GROUP, 5 * d)
    if n <= 2 * group:
        best = _starts(X, h, STARTS, rng)
    else:
        count = min(GROUPS, n // group)
        chosen = rng.permutation(n)[: count * group].reshape(count, group)
        best = []
        for rows in chosen:
            best += _starts(X[rows], _part(h, n, group), STARTS // count, rng)
        merged = X[chosen.ravel()]
        best = _best([_steps(merged, c, _part(h, n, len(merged)), 2) for c in best])
    return min((_steps(X, c, h, MOST_STEPS) for c in best), key=lambda c: c.size)


def _part(h: int, n: int, m: int) -> int:
    """As many of m rows as h is of n."""
    return -(-h * m // n)


def _starts(X: Matrix, h: int, count: int, rng: np.random.Generator) -> list[Cloud]:
    """The best clouds of h rows, two steps from random subsets of d + 1."""
    n, d = X.shape
    found = []
    for _ in range(count):
        few = cloud_of(X[rng.choice(n, d + 1, replace=False)])
        found.append(_steps(X, few, h, 2))
    return _best(found)


def _best(clouds: list[Cloud]) -> list[Cloud]:
    return sorted(clouds, key=lambda c: c.size)[:BEST]


def _steps(X: Matrix, cloud: Cloud, h: int, most: int) -> Cloud:
    """At most so many steps to the h nearest rows, until they are the same rows."""
    rows: Rows = np.empty(0, dtype=np.int64)
    for _ in range(most):
        nearest = np.sort(np.argpartition(cloud.distances(X), h - 1)[:h])
        if np.array_equal(nearest, rows):
            break
        rows, cloud = nearest, cloud_of(X[nearest])
    return cloud


def _reweighted(X: Matrix, raw: Cloud) -> tuple[Vector, Matrix]:
    from scipy.special import chdtr, chdtri

    if raw.rank == 0:  # more than half the rows are one
        return raw.mean, raw.covariance
    distances = raw.distances(X)
    factor = float(np.median(distances)) / float(chdtri(raw.rank, 0.5))
    cut = float(chdtri(raw.rank, 1 - KEPT)) * (factor if factor > 0 else 1.0)
    correction = KEPT / float(chdtr(raw.rank + 2, chdtri(raw.rank, 1 - KEPT)))
    usual = cloud_of(X[distances <= cut], correction)
    return usual.mean, usual.covariance
