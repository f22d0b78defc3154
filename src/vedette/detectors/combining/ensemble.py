"""Ensemble: three views of how odd a row is, joined.

    near(x)    mean over samples of the distance to the nearest row of the sample
    cuts(x)    2^(-h(x) / c), h the mean path length in trees of fair random cuts
    tails(x)   sum over columns of -log of the share of values at least as far out

Each is brought to z = (s - median) / (IQR / 1.349) of the training rows, held within
[-3, 8], and the mean of the three is the score. Beyond 8 a thousandth of log(z / 8) is
added: farther stays odder, but no single view outvotes the others.

They fail in different places. Distances see rows far from all others and combinations of
values, but what one column says drowns among many columns; tails see each column by itself
and add up what they say, in whatever units and however heavy; cuts lie between.

References
----------
.. [1] Pang, Ting and Albrecht, "LeSiNN: detecting anomalies by identifying least similar
   nearest neighbours", ICDM Workshops 2015: `near`.
.. [2] Liu, Ting and Zhou, "Isolation forest", ICDM 2008, eq. 2: the score of `cuts`.
.. [3] Cortes, "Revisiting randomized choices in isolation forests", arXiv:2110.13402: the
   cuts, random mixes of two columns placed by pooled gain.
.. [4] Li, Zhao, Hu, Botta, Ionescu and Chen, "ECOD: unsupervised outlier detection using
   empirical cumulative distribution functions", IEEE TKDE 2022: `tails`, here the larger
   tail of each column.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.core.detector import CHUNK, Detector
from vedette.core.errors import InvalidInput
from vedette.core.parameters import check_whole, seed_of
from vedette.detectors.combining.robust_z import RobustUnits, robust_units
from vedette.kernels import ensemble as kernels
from vedette.kernels import ranks
from vedette.kernels.ensemble import Forest, Rows
from vedette.kernels.sampling import (
    first_of_copies,
    half_at_most,
    rows_of_samples,
    samples_of,
)

NEAR_SAMPLE = 32  # rows of a sample for `near`
TREE_SAMPLE = 256  # rows of a sample for `cuts`
# `tails` counts among at most so many rows, a sample of the training rows.
TAIL_SAMPLE = 10_000
HELD = 8.0  # the most that a view says before it is bent
LARGER_TAIL: ranks.Choice = "larger tail"

NAMES = ("near", "cuts", "tails")


class Ensemble(Detector):
    """Nearest rows of samples, a forest of fair cuts and the tails of columns, joined.

    A training row is judged by what has not seen it: it is left out of its own neighbours,
    and trees that have seen it do not count; among the values of a column it counts as one
    of all. An equal row is treated as that training row, so scoring the training rows again
    gives what `fit` gave; of copies, one is left out.

    Missing values (NaN) are allowed. One stands as far from the column's median as a value
    as rare as it: where half the rows lack a value, that is 0.67 of a standard deviation;
    where none did, 3 and more. So a gap is odd where gaps are rare, and never most usual.

    Parameters
    ----------
    n_estimators
        Number of samples for `near`, and of trees for `cuts` that judge a training row
        (in small tables more are grown, as a row is not judged by trees that saw it).
    random_state
        An int, or None for another seed at each fit. The same int gives the same bits for
        any number of threads.
    n_jobs
        Threads; None and -1 are all that the process may use.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(500, 2))
    >>> detector = Ensemble().fit(X)
    >>> detector.predict([[0.0, 0.0], [9.0, 9.0]])
    array([ 1, -1])
    """

    least_rows = 2

    def __init__(
        self,
        n_estimators: int = 100,
        *,
        contamination: float | str = "auto",
        random_state: int | np.random.RandomState | None = 0,
        scale: str | None = "robust",
        n_jobs: int | None = None,
    ) -> None:
        self.n_estimators = n_estimators
        self.contamination = contamination
        self.random_state = random_state
        self.scale = scale
        self.n_jobs = n_jobs

    def components(self, X: object) -> Matrix:
        """The three raw scores (n, 3) in the order of NAMES, higher is odder."""
        rows = self._border(X)
        return np.vstack(
            [
                self._components(self._prepared(rows[i : i + CHUNK]))
                for i in range(0, len(rows), CHUNK)
            ]
        )

    def fit_components(self) -> Matrix:
        """The three raw scores (n, 3) of the training rows, in their order."""
        self._check_fitted()
        return self.training_components_.copy()

    def _check_params(self) -> None:
        check_whole("n_estimators", self.n_estimators, 1)

    def _fit(self, X: Matrix) -> None:
        rng = np.random.default_rng(seed_of(self.random_state))
        self.unit_ = 0 if self.scale is not None else kernels.common_exponent(X)
        rows = self._rows(X)
        hashes = kernels.row_hashes(rows)
        first = first_of_copies(hashes)
        self._fit_near(rows, first, rng)
        self._fit_cuts(rows, first, hashes, rng)
        self._fit_tails(rows, rng)
        parts = [self._of_rows(rows[i : i + CHUNK]) for i in range(0, len(rows), CHUNK)]
        self.training_components_ = np.vstack(parts)
        self.units_: RobustUnits = robust_units(self.training_components_)

    def _training_scores(self, X: Matrix) -> Vector:
        return self._joined(self.training_components_)

    def _unusualness(self, X: Matrix) -> Vector:
        return self._joined(self._components(X))

    def _joined(self, components: Matrix) -> Vector:
        return np.asarray(self.units_.held(components, HELD).mean(axis=1))

    def _components(self, X: Matrix) -> Matrix:
        return self._of_rows(self._rows(X))

    def _rows(self, X: Matrix) -> Rows:
        """Scaled rows as the kernels take them, in float32."""
        if self.unit_:
            with np.errstate(over="ignore"):
                X = np.ldexp(X, -self.unit_)
        return kernels.as_rows(X)

    def _of_rows(self, rows: Rows) -> Matrix:
        return np.column_stack([self._near(rows), self._cuts(rows), self._tails(rows)])

    # near

    def _fit_near(
        self, rows: Rows, first: npt.NDArray[np.bool_], rng: np.random.Generator
    ) -> None:
        size = half_at_most(len(rows), NEAR_SAMPLE)
        self.near_rows_, self.near_own_ = rows_of_samples(
            rng, rows, first, self.n_estimators, size
        )
        self.near_size_ = size

    def _near(self, rows: Rows) -> Vector:
        return kernels.nearest_of_samples(
            rows, self.near_rows_, self.near_own_, self.near_size_, n_jobs=self.n_jobs
        )

    # cuts

    def _fit_cuts(
        self,
        rows: Rows,
        first: npt.NDArray[np.bool_],
        hashes: npt.NDArray[np.uint64],
        rng: np.random.Generator,
    ) -> None:
        size = half_at_most(len(rows), TREE_SAMPLE)
        # So many trees that about n_estimators of them have not seen a training row.
        trees = math.ceil(self.n_estimators * len(rows) / (len(rows) - size))
        self.forest_: Forest = kernels.grow_forest(
            rows,
            samples_of(rng, len(rows), trees, size),
            max_depth=max(1, math.ceil(math.log2(size))),
            seed=int(rng.integers(2**63)),
            first=first,
            hashes=hashes,
            n_jobs=self.n_jobs,
        )

    def _cuts(self, rows: Rows) -> Vector:
        usual = kernels.expected_path(self.forest_.size)
        path = kernels.path_length(rows, self.forest_, n_jobs=self.n_jobs)
        # A row that every tree has seen is judged by none: as deep as an average one.
        path = np.where(path < 0, usual, path)
        return np.asarray(2.0 ** (-path / max(usual, 1.0)))

    # tails

    def _fit_tails(self, rows: Rows, rng: np.random.Generator) -> None:
        if len(rows) > TAIL_SAMPLE:
            rows = rows[rng.choice(len(rows), TAIL_SAMPLE, replace=False)]
        self.tails_, _ = ranks.fit_columns(
            rows.astype(np.float64), LARGER_TAIL, n_jobs=self.n_jobs
        )

    def _tails(self, rows: Rows) -> Vector:
        if not hasattr(self, "tails_"):
            raise InvalidInput(
                "this ensemble was fitted by an earlier version, which had other views",
                hint="fit it again",
            )
        return ranks.tail_scores(
            rows.astype(np.float64), self.tails_, LARGER_TAIL, n_jobs=self.n_jobs
        )
