"""Tails of the empirical distribution of each column: arrays in, arrays out.

All take float64 rows in C order. Results do not depend on the number of threads or on how
the rows are cut into calls.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from vedette.kernels import _native
from vedette.kernels.ensemble import threads_of

Rows = npt.NDArray[np.float64]  # (n, d)
Values = npt.NDArray[np.float64]  # (d,)
Choice = Literal["largest sum", "larger tail", "skewed or mean"]
CHOICES: tuple[Choice, ...] = ("largest sum", "larger tail", "skewed or mean")

# The index cuts a column's range into at most PARTS of equal width, and each of them into
# cells of about PER_CELL values.
PARTS, PER_CELL = 1024, 4
# The index spans all values but this share at each end, so that a wild one does not widen it.
ENDS = 1e-3


@dataclass(frozen=True)
class Columns:
    """The sorted values of d columns of n rows, and where to look among them.

    sorted
        (d, n) each column ascending.
    cells
        (d, 3): a value is in part (value * unit - low) * inverse. `unit` is a power of two
        that keeps 1e308 and 1e-320 from overflowing or vanishing.
    knots
        (d, parts + 1) the first cell of each part.
    starts
        (d, cells + 1) how many values lie in lower cells.
    spread
        (d,) the interquartile range, in `unit`s; of a column that has none, its range; of
        a constant column, the value's size, or 1 if that is 0.
    skewed_left
        (d,) 1 where the skewness is below 0.
    """

    sorted: npt.NDArray[np.float64]
    cells: npt.NDArray[np.float64]
    knots: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.uint32]
    spread: npt.NDArray[np.float64]
    skewed_left: npt.NDArray[np.uint8]

    def __post_init__(self) -> None:
        """Refuse arrays that lead out of themselves: the kernel follows them unseeing."""
        d, n = self.sorted.shape
        shapes = [a.shape for a in (self.cells, self.spread, self.skewed_left)]
        firsts = [len(self.knots), len(self.starts)]
        if shapes != [(d, 3), (d,), (d,)] or firsts != [d, d] or not n:
            raise ValueError("the arrays are no sorted columns")
        most = self.starts.shape[1] - 1
        for knots, starts in zip(self.knots, self.starts, strict=True):
            used = starts[: int(knots[-1]) + 1]
            if (
                len(knots) < 2
                or knots[-1] > most
                or (knots[1:] <= knots[:-1]).any()
                or (used[1:] < used[:-1]).any()
                or used[-1] > n
            ):
                raise ValueError("the index leads out of its columns")
        if not np.isfinite(self.cells).all() or (self.cells[:, 2] < 0).any():
            raise ValueError("the index is of no range")


def fit_columns(
    X: Rows, choice: Choice, *, n_jobs: int | None = None
) -> tuple[Columns, Values]:
    """Sort and index the columns of X (n, d), n < 2^31; and `tail_scores` of X itself."""
    n, d = X.shape
    threads = threads_of(n_jobs)
    ascending, scores = np.empty((d, n)), np.empty(n)
    left = np.empty(d, dtype=np.uint8)
    _native.fit_tails(X, CHOICES.index(choice), threads, ascending, left, scores)
    units = units_of(ascending[:, 0], ascending[:, -1])
    parts = min(PARTS, n)
    out = int(ENDS * n)
    low, high = ascending[:, out] * units, ascending[:, n - 1 - out] * units
    width = high - low
    with np.errstate(divide="ignore"):
        inverse = np.where(width > 0, parts / width, 0.0)
    inverse[~np.isfinite(inverse)] = 0.0
    cells = np.column_stack([units, low, inverse])
    knots = np.empty((d, parts + 1), dtype=np.uint32)
    starts = np.empty((d, n // PER_CELL + parts + 1), dtype=np.uint32)
    _native.index_columns(ascending, cells, PER_CELL, threads, knots, starts)
    spread = _spreads(ascending, units)
    return Columns(ascending, cells, knots, starts, spread, left), scores


def units_of(low: Values, high: Values) -> Values:
    """The power of two (d,) that brings the larger of |low| and |high| near 1."""
    exponent = np.frexp(np.maximum(np.abs(low), np.abs(high)))[1]
    # Beyond these the power itself is no normal number.
    return np.asarray(np.ldexp(1.0, np.clip(-exponent, -1000, 1000)))


def tail_scores(
    X: Rows, columns: Columns, choice: Choice, *, n_jobs: int | None = None
) -> Values:
    """The score (n,) of each row from the tails of its values, in nats.

    choice
        'largest sum': of the left tails, the right tails, and the tails on the side of
        each column's skewness, the largest sum over the columns. 'larger tail': the sum of
        each column's larger tail. 'skewed or mean': the sum of each column's tail on the
        side of its skewness, or of the mean of both tails if that is larger.
    """
    c = _of(columns, X)
    out = np.empty(len(X))
    _native.tail_scores(
        X,
        c.sorted,
        c.cells,
        c.knots,
        c.starts,
        c.spread,
        c.skewed_left,
        CHOICES.index(choice),
        threads_of(n_jobs),
        out,
    )
    return out


def tails(X: Rows, columns: Columns, *, n_jobs: int | None = None) -> tuple[Rows, Rows]:
    """-log of the share of training values up to each value (n, d), and from it on."""
    c = _of(columns, X)
    left, right = np.empty(X.shape), np.empty(X.shape)
    _native.tails(
        X,
        c.sorted,
        c.cells,
        c.knots,
        c.starts,
        c.spread,
        threads_of(n_jobs),
        left,
        right,
    )
    return left, right


def _of(columns: Columns, X: Rows) -> Columns:
    """The columns, if they are as many as those of X (n, d)."""
    if len(columns.sorted) != X.shape[1]:
        raise ValueError(f"{len(columns.sorted)} sorted columns, X has {X.shape[1]}")
    return columns


def _spreads(ascending: Rows, units: Values) -> Values:
    n = ascending.shape[1]
    unit = ascending[:, [0, n // 4, (3 * n) // 4, n - 1]] * units[:, None]
    quartiles, whole = unit[:, 2] - unit[:, 1], unit[:, 3] - unit[:, 0]
    size = np.where(unit[:, 0] == 0, units, np.abs(unit[:, 0]))
    return np.asarray(np.where(quartiles > 0, quartiles, np.where(whole > 0, whole, size)))
