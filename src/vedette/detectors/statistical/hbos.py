"""HBOS: how low a row's bins are in the histograms of the columns.

    score(x) = sum_j -log2( h_j(x_j) + alpha )

h_j is the height of the bin of x_j: its share of the training rows over its share of the
column's range, so 1 is as many rows as if all values came equally often. The paper divides
by the highest bin, which adds a constant to every row's score, and has no alpha, so that an
empty bin is infinitely odd. A histogram with densities in the column's own units is the same
where the range is 1; this one does not depend on units.

Up to `tol` bin widths outside of the range a value belongs to the last bin. Beyond, its
height is 0, and the distance goes on telling:

    -log2(alpha) + log2(1 + gap)

with the gap in ranges of the column. So farther is odder, and what is outside is odder than
the emptiest bin.

References
----------
.. [1] Goldstein and Dengel, "Histogram-based outlier score (HBOS): a fast unsupervised
   anomaly detection algorithm", KI 2012, poster and demo track, pp. 59-63.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.errors import InvalidParameter
from vedette.core.parameters import check_number, check_one_of, is_whole
from vedette.kernels import histograms as kernels
from vedette.kernels.histograms import Bins

BINS = ("width", "mass")


class HBOS(Detector):
    """Histogram-based outlier score: columns as if they were independent.

    Very fast, and blind to rare combinations of usual values. Units change nothing, so
    nothing is scaled.

    Parameters
    ----------
    n_bins
        Bins of each column, at least 2; 'auto' chooses for each column, by the penalised
        likelihood of Birge and Rozenholc (2006) on at most 10,000 rows, from 1 to 100.
    alpha
        Added to every height, in (0, 1]: an empty bin has the score -log2(alpha).
    tol
        How far outside of the range, in widths of the last bin, a value still belongs to
        that bin, in [0, 1].
    bins
        'width': bins of equal width. 'mass': bins of as equally many rows as ties allow
        (the paper's dynamic histograms), which see gaps within the range of columns with
        long tails.
    n_jobs
        Threads; None and -1 are all that the process may use.

    Attributes
    ----------
    bins_ : vedette.kernels.histograms.Bins
        The bins of equal width; of bins of equal mass, only their range.
    edges_ : list of (b + 1,) arrays
        The edges of the bins of equal mass, from 0 to 1 over the range.
    bin_scores_ : (d, most bins) array
        The score of each bin.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(500, 2))
    >>> HBOS().fit(X).predict([[0.0, 0.0], [9.0, 9.0]])
    array([ 1, -1])
    """

    unit_free = True

    def __init__(
        self,
        n_bins: int | str = 10,
        *,
        alpha: float = 0.1,
        tol: float = 0.5,
        bins: str = "width",
        contamination: float | str = "auto",
        scale: str | None = None,
        n_jobs: int | None = None,
    ) -> None:
        self.n_bins = n_bins
        self.alpha = alpha
        self.tol = tol
        self.bins = bins
        self.contamination = contamination
        self.scale = scale
        self.n_jobs = n_jobs

    def _check_params(self) -> None:
        check_bin_count(self.n_bins)
        check_number("alpha", self.alpha, 0, 1)
        check_number("tol", self.tol, 0, 1, closed="both")
        check_one_of("bins", self.bins, BINS)

    def _fit(self, X: Matrix) -> None:
        low, high = kernels.ranges(X, n_jobs=self.n_jobs)
        wanted = _bin_counts(X, self.n_bins)
        if self.bins == "mass":
            self._fit_mass(X, low, high, wanted)
            return
        self.bins_: Bins = kernels.fit_bins(low, high, wanted, self.tol)
        counts = kernels.count_bins(X, self.bins_, n_jobs=self.n_jobs)
        share = counts / len(X)
        self.bin_scores_: Matrix = -np.log2(share * self.bins_.bins[:, 3:4] + self.alpha)

    def _fit_mass(
        self, X: Matrix, low: Vector, high: Vector, wanted: npt.NDArray[np.int64]
    ) -> None:
        self.bins_ = kernels.fit_bins(low, high, np.ones_like(wanted), 0.0)
        place = self._places(X)
        made = [
            equal_mass(*column) for column in zip(place.T, wanted.tolist(), strict=True)
        ]
        self.edges_: list[Vector] = [edges for edges, _ in made]
        self.bin_scores_ = np.zeros((len(made), max(len(h) for _, h in made)))
        for j, (_, heights) in enumerate(made):
            self.bin_scores_[j, : len(heights)] = -np.log2(heights + self.alpha)

    def _unusualness(self, X: Matrix) -> Vector:
        if self.bins == "mass":
            # Columns are added one by one: the same bits whatever the number of rows.
            return np.asarray(np.add.reduce(list(self._parts(X).T)))
        return kernels.score_bins(
            X, self.bins_, self.bin_scores_, self._worst(), n_jobs=self.n_jobs
        )

    def _parts(self, X: Matrix) -> Matrix:
        """The summands of the score: exact."""
        if self.bins == "width":
            return kernels.bin_scores(
                X, self.bins_, self.bin_scores_, self._worst(), n_jobs=self.n_jobs
            )
        place, parts = self._places(X), np.empty(X.shape)
        for j, edges in enumerate(self.edges_):
            parts[:, j] = mass_scores(
                place[:, j], edges, self.bin_scores_[j], self.tol, self._worst()
            )
        return parts

    def _worst(self) -> float:
        return float(-np.log2(self.alpha))

    def _places(self, X: Matrix) -> Matrix:
        """X (n, d) with the training values from 0 to 1, or all at 0 in a still column."""
        unit, low = self.bins_.bins[:, 0], self.bins_.edges[0]
        inverse = self.bins_.bins[:, 2]  # there is one bin: that of the range
        with np.errstate(over="ignore"):
            place = (X * unit - low) * inverse
        return np.asarray(np.clip(place, -1e300, 1e300))


def check_bin_count(n_bins: object) -> None:
    """Refuse a number of bins that is neither 'auto' nor at least 2."""
    if n_bins != "auto" and not (is_whole(n_bins) and 2 <= n_bins <= 65_536):
        raise InvalidParameter(
            f"n_bins must be 'auto' or a whole number from 2 to 65536, got {n_bins!r}"
        )


def equal_mass(place: Vector, count: int) -> tuple[Vector, Vector]:
    """Edges (b + 1,) and heights (b,) of about `count` bins of equally many values (n,).

    A value that alone fills a bin has one of its own, half way to the values beside it, so
    that those do not pass for as common.
    """
    values = np.unique(place)
    if len(values) == 1:
        return np.array([0.0, 0.0]), np.array([1.0])
    steps = np.quantile(place, np.linspace(0, 1, count + 1), method="lower")
    edges, times = np.unique(steps, return_counts=True)
    between = values[:-1] + np.diff(values) / 2
    full = np.searchsorted(values, edges[times > 1])
    own = np.concatenate([between[full[full > 0] - 1], between[full[full < len(between)]]])
    edges = np.unique(np.concatenate([values[[0, -1]], edges[times == 1], own]))
    counts = np.histogram(place, edges)[0]
    return edges, counts / len(place) / np.maximum(np.diff(edges), 1e-300)


def mass_scores(
    place: Vector, edges: Vector, scores: Vector, tol: float, worst: float
) -> Vector:
    """The score (n,) of each value's bin; beyond the last bin it grows with the gap."""
    bin = np.clip(np.searchsorted(edges, place, side="right") - 1, 0, len(edges) - 2)
    near = tol * np.diff(edges)[[0, -1]]
    gap = np.maximum(edges[0] - near[0] - place, place - edges[-1] - near[1])
    beyond = worst + np.log2(1 + np.maximum(gap, 0))
    return np.where(gap > 0, beyond, scores[bin])


def _bin_counts(X: Matrix, n_bins: int | str) -> npt.NDArray[np.int64]:
    if n_bins == "auto":
        return np.array([kernels.best_bin_count(column) for column in X.T])
    return np.full(X.shape[1], int(n_bins))
