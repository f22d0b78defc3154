"""LODA: how rarely a row's random projections occur.

    score(x) = -1/k sum_i log p_i( w_i . z(x) )

z is x with each column centred on its median and divided by its spread (IQR / 1.349), so
units change nothing. Each of k vectors w_i has sqrt(d) weights that are not 0, standard
normal, on random columns. p_i is the share of the training rows in the bin of a histogram
of equal widths over the range of the training rows' projections. An empty bin counts half
a row, as does what is outside of the range; there log(1 + gap) is added, the gap in ranges,
so farther is odder.

A column's contribution is the paper's: how much higher the projections score that use it
than those that do not, as a t statistic.

References
----------
.. [1] Pevny, "Loda: lightweight on-line detector of anomalies", Machine Learning 102
   (2016), 275-304: eq. 4 (score) and 6 (contribution).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.missing import SAMPLE, normal_spread
from vedette.core.parameters import check_whole, seed_of
from vedette.detectors.statistical.hbos import check_bin_count
from vedette.kernels import histograms as kernels
from vedette.kernels.histograms import Cuts
from vedette.kernels.ranks import units_of

EMPTY = 0.5  # rows
# Rows whose scores on every projection are held at a time.
EXPLAINED = 4096


class LODA(Detector):
    """Histograms of sparse random projections.

    Parameters
    ----------
    n_random_cuts
        Number of projections.
    n_bins
        Bins of each projection's histogram, at least 2; 'auto' chooses for each, by the
        penalised likelihood of Birge and Rozenholc (2006) on at most 10,000 rows, from 1 to
        100.
    random_state
        An int, or None for other projections at each fit.
    n_jobs
        Threads; None and -1 are all that the process may use.

    Attributes
    ----------
    cuts_ : vedette.kernels.histograms.Cuts
        The projections and their bins.
    cut_scores_ : (k, 2 + most bins) array
        -log p of the bins, after that of rows below the range and before that of rows
        above.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(500, 2))
    >>> LODA().fit(X).predict([[0.0, 0.0], [9.0, 9.0]])
    array([ 1, -1])
    """

    unit_free = True

    def __init__(
        self,
        n_random_cuts: int = 100,
        n_bins: int | str = 10,
        *,
        contamination: float | str = "auto",
        random_state: int | np.random.RandomState | None = 0,
        scale: str | None = None,
        n_jobs: int | None = None,
    ) -> None:
        self.n_random_cuts = n_random_cuts
        self.n_bins = n_bins
        self.contamination = contamination
        self.random_state = random_state
        self.scale = scale
        self.n_jobs = n_jobs

    def _check_params(self) -> None:
        check_whole("n_random_cuts", self.n_random_cuts, 1)
        check_bin_count(self.n_bins)

    def _fit(self, X: Matrix) -> None:
        rng = np.random.default_rng(seed_of(self.random_state))
        columns, weights = sparse_weights(rng, int(self.n_random_cuts), X.shape[1])
        units = centres_and_spreads(X, self.middle_)
        no_bins = np.empty((0, 3), dtype=np.float32)
        cuts = Cuts(units, columns, weights, no_bins)
        low, high = kernels.cut_ranges(X, cuts, n_jobs=self.n_jobs)
        bins = kernels.cut_bins(low, high, self._bin_counts(X, cuts))
        self.cuts_ = Cuts(units, columns, weights, bins)
        counts = kernels.count_cuts(X, self.cuts_, n_jobs=self.n_jobs)
        self.cut_scores_ = minus_log_shares(counts, bins[:, 2].astype(np.int64), len(X))

    def _unusualness(self, X: Matrix) -> Vector:
        return kernels.score_cuts(X, self.cuts_, self.cut_scores_, n_jobs=self.n_jobs)

    def _parts(self, X: Matrix) -> Matrix:
        """The t statistic of each column (eq. 6)."""
        used = np.zeros((len(self.cuts_.columns), X.shape[1]), dtype=bool)
        np.put_along_axis(used, self.cuts_.columns.astype(np.int64), True, axis=1)
        return np.vstack(
            [
                column_statistics(
                    kernels.score_cuts(
                        X[i : i + EXPLAINED],
                        self.cuts_,
                        self.cut_scores_,
                        each=True,
                        n_jobs=self.n_jobs,
                    ),
                    used,
                )
                for i in range(0, len(X), EXPLAINED)
            ]
        )

    def _bin_counts(self, X: Matrix, cuts: Cuts) -> npt.NDArray[np.int64]:
        if self.n_bins != "auto":
            return np.full(len(cuts.columns), int(self.n_bins))
        some = X[:: -(-len(X) // kernels.SAMPLE)]
        u = cuts.units
        z = np.clip((some * u[:, 0] - u[:, 1]) * u[:, 2], -1e30, 1e30)
        return np.array(
            [
                kernels.best_bin_count((z[:, c] * w).sum(axis=1))
                for c, w in zip(cuts.columns, cuts.weights, strict=True)
            ]
        )


def sparse_weights(
    rng: np.random.Generator, cuts: int, d: int
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
    """Columns and standard normal weights (cuts, floor of sqrt(d)) of each projection."""
    terms = math.isqrt(d)
    columns = np.stack([np.sort(rng.choice(d, terms, replace=False)) for _ in range(cuts)])
    weights = rng.normal(size=(cuts, terms))
    return columns.astype(np.int32), weights.astype(np.float32)


def centres_and_spreads(X: Matrix, middle: Vector) -> Matrix:
    """(d, 3) unit, centre and inverse spread of each column, the last two in units.

    The spread is IQR / 1.349 of at most SAMPLE rows, or the standard deviation where that
    is 0; of a constant column it is the value's size, or 1 if that is 0.
    """
    some = X[:: -(-len(X) // SAMPLE)]
    units = units_of(some.min(axis=0), some.max(axis=0))
    centres = middle * units
    spreads = np.array([normal_spread(column) for column in (some * units).T])
    size = np.where(centres == 0, units, np.abs(centres))
    spreads = np.where(spreads > 0, spreads, size)
    with np.errstate(over="ignore"):
        inverse = np.minimum(1 / spreads, np.finfo(np.float64).max)
    return np.column_stack([units, centres, inverse])


def minus_log_shares(
    counts: npt.NDArray[np.int64], bins: npt.NDArray[np.int64], n: int
) -> npt.NDArray[np.float32]:
    """-log of the share of n rows (cuts, 2 + most bins) below, in and above the bins."""
    scores = np.full((len(counts), counts.shape[1] + 2), -math.log(EMPTY / n))
    for c, used in enumerate(bins):
        scores[c, 1 : 1 + used] = -np.log(np.maximum(counts[c, :used], EMPTY) / n)
    return scores.astype(np.float32)


def column_statistics(scores: Matrix, used: npt.NDArray[np.bool_]) -> Matrix:
    """How much higher the cuts (n, k) score that use a column (k, d), as t (n, d).

    A column that every cut uses, or none, has no other cuts to compare with: its mean score,
    or 0.
    """
    squares = np.square(scores)
    with_, without = _means(scores, squares, used), _means(scores, squares, ~used)
    count, others = used.sum(axis=0), (~used).sum(axis=0)
    error = np.sqrt(with_[1] / np.maximum(count, 1) + without[1] / np.maximum(others, 1))
    gap = with_[0] - without[0]
    # Where both means are certain the gap itself says enough.
    t = np.where(error > 0, gap / np.where(error > 0, error, 1.0), gap)
    return np.where(count == 0, 0.0, np.where(others == 0, with_[0], t))


def _means(
    scores: Matrix, squares: Matrix, used: npt.NDArray[np.bool_]
) -> tuple[Matrix, Matrix]:
    """Mean and variance (n, d) of the scores (n, k) of the cuts that are used (k, d)."""
    count = np.maximum(used.sum(axis=0), 1)
    mean = np.einsum("nk,kd->nd", scores, used.astype(np.float64)) / count
    square = np.einsum("nk,kd->nd", squares, used.astype(np.float64)) / count
    variance = np.maximum(square - np.square(mean), 0.0)
    return mean, variance * count / np.maximum(count - 1, 1)
