"""Rows that are neighbours in time and alike count once: blocks and their maxima.

In a series one disturbance moves several rows; the gap scan takes rows for independent.
Where scores stay correlated over L rows, only the largest of each block of L rows is
scanned. Rows are chained by `previous`: the row before in the same series, -1 for a first
row.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector
from vedette.core.errors import InvalidInput

Rows = npt.NDArray[np.int64]

# 1, 2, 3, 4, 6, 8, 12, 16, 24 ... : twice and three times the powers of two.
LAGS = sorted({1, 3} | {2**i for i in range(1, 16)} | {3 * 2**i for i in range(1, 15)})
CORRELATED = 0.1
FEWEST_PAIRS = 50


def decorrelation_length(z: Vector, previous: Rows) -> int:
    """Twice the lag up to which z (n,) stays correlated with itself; 1 if it never is.

    The correlation is that of ranks, of z (levels) or of |z| (waves of volatility),
    whichever lasts longer. Missing scores are left out pair by pair.
    """
    return max(
        length(np.asarray(z, dtype=np.float64), previous),
        length(np.abs(np.asarray(z, dtype=np.float64)), previous),
    )


def length(z: Vector, previous: Rows) -> int:
    present = ~np.isnan(z)
    if not present.any():
        return 1
    rank = np.where(present, ranks(z), np.nan)
    bound = max(CORRELATED, 3 / np.sqrt(present.sum()))
    lagged, reached, lasting = np.arange(len(z)), 0, 0
    for lag in LAGS:
        while reached < lag:
            lagged = np.where(lagged >= 0, previous[lagged], -1)
            reached += 1
        if not correlation(rank, lagged) > bound:
            break
        lasting = lag
    return max(1, 2 * lasting)


def correlation(rank: Vector, lagged: Rows) -> float:
    """Correlation of each row with the row `lagged` names; 0 where it cannot be known."""
    pairs = lagged >= 0
    now, then = rank[pairs], rank[lagged[pairs]]
    both = ~(np.isnan(now) | np.isnan(then))
    now, then = now[both], then[both]
    return pearson(now, then) if len(now) >= FEWEST_PAIRS else 0.0


def pearson(a: Vector, b: Vector) -> float:
    """The correlation of a (n,) and b (n,); 0 where one of them is constant."""
    if np.ptp(a) == 0 or np.ptp(b) == 0:  # rounding of the mean would leave something
        return 0.0
    a, b = a - a.mean(), b - b.mean()
    return float(a @ b / np.sqrt((a @ a) * (b @ b)))


def ranks(z: Vector) -> Vector:
    """Ranks from 0 to 1, ties at their middle; missing values last."""
    _, which, count = np.unique(z, return_inverse=True, return_counts=True)
    middle = np.cumsum(count) - (count + 1) / 2
    return np.asarray(middle[which] / max(len(z), 1))


def blocks(previous: Rows, length: int) -> Rows:
    """Block of each row, (n,), from 0 to b - 1: runs of `length` rows of a chain."""
    start, place = chains(previous)
    _, block = np.unique(
        np.stack([start, place // max(length, 1)]), axis=1, return_inverse=True
    )
    return np.asarray(block.reshape(-1), dtype=np.int64)


def chains(previous: Rows) -> tuple[Rows, Rows]:
    """First row of each row's chain, and its place in it, by doubling the steps back."""
    n = len(previous)
    jump = np.where(previous < 0, np.arange(n), previous)
    place = (previous >= 0).astype(np.int64)
    for _ in range(max(n, 1).bit_length() + 1):
        place = place + place[jump]
        further = jump[jump]
        if np.array_equal(further, jump):
            return jump, place
        jump = further
    raise InvalidInput("previous goes round in a circle", hint="each row needs one order")


def block_maxima(scores: Vector, block: Rows) -> Vector:
    """The largest score of each block, (b,); NaN for a block without any score."""
    out = np.full(int(block.max(initial=-1)) + 1, np.nan)
    present = ~np.isnan(scores)
    np.fmax.at(out, block[present], scores[present])
    return out
