"""How alike two detectors see the rows of one table, above all the oddest.

The rank correlation is Kendall's tau with hyperbolic weights, in which an exchange near the
top counts more than one below (Vigna, "A weighted correlation index for rankings with ties",
WWW 2015). The overlap is the share of the k oddest rows that both have; by chance it is k / n.
"""

from __future__ import annotations

import numpy as np

from vedette.core.arrays import Vector

TOP_SHARE = 0.01
LEAST_TOP = 20


def top_of(rows: int) -> int:
    """How many of the oddest rows are compared."""
    return min(max(LEAST_TOP, round(TOP_SHARE * rows)), max(1, rows // 2))


def overlap(one: Vector, other: Vector, k: int) -> float:
    """The share of the k oddest rows that both have; ties at the border as if by chance."""
    return float(_membership(one, k) @ _membership(other, k) / k)


def _membership(scores: Vector, k: int) -> Vector:
    """(n,) 1 for rows surely among the k oddest; rows tied at the border share what is left."""
    border = np.partition(scores, len(scores) - k)[len(scores) - k]
    above, tied = scores > border, scores == border
    left = k - np.count_nonzero(above)
    return np.asarray(above + tied * (left / np.count_nonzero(tied)))


def correlation(one: Vector, other: Vector) -> float:
    """The weighted rank correlation, from -1 to 1; 0 where one has no order at all."""
    from scipy.stats import weightedtau

    if one.min() == one.max() or other.min() == other.max():
        return 0.0
    return float(weightedtau(one, other).statistic)
