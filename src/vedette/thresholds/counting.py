"""Lines drawn by counting usual rows, and how sure such a count is.

Of n usual rows and one more like them, that one is equally likely to have any place in their
order. So the share of usual rows beyond the j-th greatest of n scores is j / (n + 1) on
average, and follows Beta(j, n + 1 - j) from one set of n rows to the next. Ties only lessen
it. (Wilks, "Determination of sample sizes for setting tolerance limits", Annals of
Mathematical Statistics 12, 1941.)
"""

from __future__ import annotations

import numpy as np

from vedette.core.arrays import EPS, Vector

CENTRAL = 0.9  # of the possible sets of rows, the share that the stated range covers


def places(share: float, n: int) -> int:
    """The greatest j with j / (n + 1) <= share."""
    return int(share * (n + 1) * (1 + 4 * EPS))


def line_at(usual: Vector, j: int) -> float:
    """The j-th greatest of the scores (n,); from n + 1 on, just below the least."""
    if j > len(usual):
        return float(np.nextafter(usual.min(), -np.inf))
    return float(np.sort(usual)[len(usual) - j])


def likely_share(n: int, j: int) -> tuple[float, float]:
    """Between which shares of usual rows lie beyond the j-th of n, for nine sets in ten."""
    from scipy.stats import beta

    if j > n:
        return 1.0, 1.0
    low, high = beta.ppf([(1 - CENTRAL) / 2, (1 + CENTRAL) / 2], j, n + 1 - j)
    return float(low), float(high)
