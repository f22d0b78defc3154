"""Histograms of columns and of random projections: arrays in, arrays out.

All take float64 rows in C order. Results do not depend on the number of threads, on how the
rows are cut into calls, or on the machine's instruction set. `level` chooses the set
('base', 'v3', 'v4'); it is there for tests.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vedette.kernels import _native
from vedette.kernels.ensemble import BEST_LEVEL, threads_of
from vedette.kernels.ranks import units_of

Rows = npt.NDArray[np.float64]  # (n, d)
Values = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Counts = npt.NDArray[np.int64]

_NONE = np.empty((0, 1))
# A range of projections that is no wider has one bin.
NARROWEST = 1e-6
# 'auto' tries so many bins on so many rows, evenly taken.
MOST_BINS, SAMPLE = 100, 10_000


# Columns


@dataclass(frozen=True)
class Bins:
    """Bins of equal width over the range of each of d columns.

    bins
        (d, 5): a value is in bin (value * unit - low) * inverse of so many, and belongs to
        the last bin if it is no farther outside than the tolerance, in bins. `unit` is a
        power of two that keeps 1e308 and 1e-320 from overflowing or vanishing.
    edges
        (2, d) the smallest and the largest training value, times `unit`.
    """

    bins: Rows
    edges: Rows

    def __post_init__(self) -> None:
        """Refuse arrays of other shapes: the kernel takes them as they are."""
        if self.bins.shape != (self.edges.shape[1], 5) or len(self.edges) != 2:
            raise ValueError("the arrays are no bins")

    def fit_in(self, scores: Rows, X: Rows) -> None:
        """Refuse scores (d, most bins) in which some bin of a column of X has no place."""
        many, d = self.bins[:, 3], X.shape[1]
        if len(many) != d or len(scores) != d or not _are_counts(many, scores.shape[1]):
            raise ValueError("the bins are of other columns, or have no scores")


def fit_bins(
    low: Values, high: Values, counts: npt.NDArray[np.int64], tolerance: float
) -> Bins:
    """`counts` (d,) bins over the ranges from low (d,) to high.

    A constant column has one bin, for its one value; how far another one is is told in
    units of that value, or in ones if that is 0.
    """
    units = units_of(low, high)
    edges = np.stack([low * units, high * units])
    width = edges[1] - edges[0]
    still = width == 0
    size = np.where(edges[0] == 0, units, np.abs(edges[0]))
    many = np.where(still, 1, counts)
    # From infinitely far up every value is outside, and compared with the edges.
    starts = np.where(still, np.inf, edges[0])
    inverse = many / np.where(still, size, width)
    near = np.where(still, 0.0, tolerance)
    return Bins(np.column_stack([units, starts, inverse, many, near]), edges)


def ranges(X: Rows, *, n_jobs: int | None = None) -> tuple[Values, Values]:
    """Smallest and largest value (d,) of each column of X (n, d)."""
    out = np.empty((2, X.shape[1]))
    _native.ranges(X, threads_of(n_jobs), out)
    return out[0], out[1]


def count_bins(X: Rows, bins: Bins, *, n_jobs: int | None = None) -> Counts:
    """How many values of each column are in each bin (d, most bins)."""
    width = int(bins.bins[:, 3].max())
    counts = np.empty((X.shape[1], width), dtype=np.int64)
    _native.count_bins(X, bins.bins, threads_of(n_jobs), counts)
    return counts


def score_bins(
    X: Rows,
    bins: Bins,
    scores: Rows,
    worst: float,
    *,
    n_jobs: int | None = None,
) -> Values:
    """The sum (n,) over the columns of the score of each value's bin.

    scores
        (d, most bins).
    worst
        The score just outside of all bins; log2(1 + gap) is added, the gap in ranges of
        the column.
    """
    bins.fit_in(scores, X)
    out = np.empty(len(X))
    _native.score_bins(
        X, bins.bins, bins.edges, scores, worst, threads_of(n_jobs), out, _NONE
    )
    return out


def bin_scores(
    X: Rows,
    bins: Bins,
    scores: Rows,
    worst: float,
    *,
    n_jobs: int | None = None,
) -> Rows:
    """The summands (n, d) of `score_bins`."""
    bins.fit_in(scores, X)
    out, each = np.empty(len(X)), np.empty(X.shape)
    _native.score_bins(
        X, bins.bins, bins.edges, scores, worst, threads_of(n_jobs), out, each
    )
    return each


def _are_counts(many: npt.NDArray[np.floating], most: int) -> bool:
    """Whether all are whole numbers from 1 to `most` (NaN is none)."""
    return bool(((many >= 1) & (many <= most) & (many == np.floor(many))).all())


def best_bin_count(values: Values) -> int:
    """How many bins of equal width describe the values (n,) best: 1 to MOST_BINS.

    The penalised likelihood of Birge and Rozenholc, "How many bins should be put in a
    regular histogram", ESAIM Probability and Statistics 10 (2006): the largest
    sum_b N_b log(D N_b / n) - (D - 1 + log(D)^2.5) over D <= n / log(n).
    """
    values = values[:: -(-len(values) // SAMPLE)] if len(values) > SAMPLE else values
    n = len(values)
    unit = float(units_of(values.min()[None], values.max()[None])[0])
    place = values * unit - values.min() * unit
    if place.max() == 0:
        return 1
    place /= place.max()
    best, found = -np.inf, 1
    for bins in range(1, 1 + max(1, min(MOST_BINS, int(n / np.log(max(n, 3)))))):
        counts = np.bincount(np.minimum((place * bins).astype(np.int64), bins - 1))
        counts = counts[counts > 0]
        gain = float((counts * np.log(bins * counts / n)).sum())
        gain -= bins - 1 + np.log(bins) ** 2.5
        if gain > best:
            best, found = gain, bins
    return found


# Random projections


@dataclass(frozen=True)
class Cuts:
    """Sparse projections of centred rows, and their bins.

    units
        (d, 3): a value enters as (value * unit - centre) * inverse spread, in float32.
    columns, weights
        (cuts, terms) what each projection adds up.
    bins
        (cuts, 3): a projection is in bin (projection - low) * inverse of so many.
    """

    units: Rows
    columns: npt.NDArray[np.int32]
    weights: Singles
    bins: Singles

    def fit_in(self, scores: Singles, X: Rows) -> None:
        """Refuse cuts of other columns than those of X, or bins that have no scores."""
        cuts, d = len(self.columns), X.shape[1]
        if (
            (len(self.units), self.units.shape[1]) != (d, 3)
            or self.weights.shape != self.columns.shape
            or self.bins.shape != (cuts, 3)
            or len(scores) != cuts
            or not ((self.columns >= 0) & (self.columns < d)).all()
            or not _are_counts(self.bins[:, 2], scores.shape[1] - 2)
        ):
            raise ValueError("the cuts are of other columns, or have no scores")


def cut_ranges(
    X: Rows, cuts: Cuts, *, n_jobs: int | None = None, level: str = BEST_LEVEL
) -> tuple[Singles, Singles]:
    """Smallest and largest projection (cuts,) of the rows of X (n, d)."""
    out = np.empty((2, len(cuts.columns)), dtype=np.float32)
    _native.cut_ranges(
        X, cuts.units, cuts.columns, cuts.weights, threads_of(n_jobs), level, out
    )
    return out[0], out[1]


def cut_bins(low: Singles, high: Singles, counts: npt.NDArray[np.int64]) -> Singles:
    """`counts` (cuts,) bins over the ranges from low (cuts,) to high."""
    wide = high - low > NARROWEST
    width = np.where(wide, high - low, np.float32(1))
    start = np.where(wide, low, low - np.float32(0.5))
    many = np.where(wide, counts, 1).astype(np.float32)
    inverse = many / width
    # The largest projection must not fall outside by rounding.
    while (over := wide & ((high - start) * inverse > many)).any():
        inverse[over] = np.nextafter(inverse[over], np.float32(0))
    return np.column_stack([start, inverse, many]).astype(np.float32)


def count_cuts(
    X: Rows, cuts: Cuts, *, n_jobs: int | None = None, level: str = BEST_LEVEL
) -> Counts:
    """How many rows are in each bin (cuts, most bins)."""
    counts = np.empty((len(cuts.bins), int(cuts.bins[:, 2].max())), dtype=np.int64)
    _native.count_cuts(
        X,
        cuts.units,
        cuts.columns,
        cuts.weights,
        cuts.bins,
        threads_of(n_jobs),
        level,
        counts,
    )
    return counts


def score_cuts(
    X: Rows,
    cuts: Cuts,
    scores: Singles,
    *,
    each: bool = False,
    n_jobs: int | None = None,
    level: str = BEST_LEVEL,
) -> Values:
    """The mean (n,) over the cuts of the score of each row's bin; with `each`, all (n, cuts).

    scores
        (cuts, 2 + most bins): of the rows below the range, of the bins, of the rows above
        it. To the first and last log(1 + gap) is added, the gap in ranges.
    """
    cuts.fit_in(scores, X)
    out = np.empty(len(X))
    every = np.empty((len(X), len(cuts.bins))) if each else _NONE
    _native.score_cuts(
        X,
        cuts.units,
        cuts.columns,
        cuts.weights,
        cuts.bins,
        scores,
        threads_of(n_jobs),
        level,
        out,
        every,
    )
    return every if each else out
