"""DBSCAN: a row is noise if no dense row lies within eps of it.

A core row has at least min_samples training rows, itself among them, within eps. With C the
core rows,

    score(x) = min over c in C, c not x, of |x - c| / eps

and x is noise if that is beyond 1: exactly DBSCAN's noise, but for core rows that see no
other core row, and are no noise either. So a row that equals a core row has

    score(x) = min(that, core(x) / eps),

with core(x) the distance at which the row has its min_samples.

By default eps is Tukey's upper fence, Q75 + 1.5 (Q75 - Q25), of the distances core(x) of the
training rows: at least three rows in four are core rows.

References
----------
.. [1] Ester, Kriegel, Sander and Xu, "A density-based algorithm for discovering clusters in
   large spatial databases with noise", KDD 1996.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.errors import InvalidParameter, TooLittleData
from vedette.core.parameters import check_whole, is_between
from vedette.detectors.neighbours.linking import clusters_within
from vedette.kernels.centring import Centring, fit_centring
from vedette.kernels.search import SearchTree, build_tree, nearest

Labels = npt.NDArray[np.int64]

# A distance of just eps is within, whichever way it is rounded.
ROUNDING = 1e-9
# Beyond all distances of centred rows, and within float32.
FARTHEST = 1e30


class DBSCANNoise(Detector):
    """How far the nearest core row is, in units of eps: beyond 1 is DBSCAN's noise.

    A training row is not its own neighbour: a core row is scored by the others. The nearest
    rows are searched for by a tree: fast up to about ten columns; with many, or where all
    rows are alike far apart, time grows with the square of the rows. Memory does not.

    Parameters
    ----------
    eps
        The distance within which rows are neighbours, in units of the scaled columns;
        'auto': by the rule above.
    min_samples
        Rows within eps, itself among them, that make a core row; at least 2, as with 1 each
        training row would vouch for itself.
    n_jobs
        Threads; None and -1 are all that the process may use.

    Attributes
    ----------
    eps_ : float
        In units of the scaled columns.
    labels_ : (n,) array of int
        The cluster of each training row; -1 is noise. Clusters and numbers are those of
        scikit-learn's DBSCAN, where no distance is eps to within a billionth.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(500, 2))
    >>> DBSCANNoise().fit(X).predict([[0.0, 0.0], [9.0, 9.0]])
    array([ 1, -1])
    """

    learns_from = 50_000
    own_rule = "noise: no core row within eps"
    least_rows = 2

    def __init__(
        self,
        eps: float | str = "auto",
        min_samples: int = 5,
        *,
        contamination: float | str = "own",
        scale: str | None = "robust",
        n_jobs: int | None = None,
    ) -> None:
        self.eps = eps
        self.min_samples = min_samples
        self.contamination = contamination
        self.scale = scale
        self.n_jobs = n_jobs

    def _check_params(self) -> None:
        check_whole("min_samples", self.min_samples, 2)
        auto = isinstance(self.eps, str) and self.eps == "auto"
        if not auto and not is_between(self.eps, 0, np.inf):
            raise InvalidParameter(f"eps must be 'auto' or a number > 0, got {self.eps!r}")

    def _fit(self, X: Matrix) -> None:
        n, k = len(X), int(self.min_samples) - 1
        if n <= k:
            raise TooLittleData(
                f"X has n_samples = {n}; min_samples = {k + 1} needs as many rows"
            )
        self.centring_: Centring = fit_centring(X)
        rows = self.centring_.values(X)
        indices, distances = nearest(build_tree(rows), rows, k, n_jobs=self.n_jobs)
        least = distances[:, -1]  # core(x)
        self.radius_ = self._radius(least) * (1 + ROUNDING)
        core = least <= self.radius_
        if not core.any():
            raise InvalidParameter(
                f"eps = {self.eps!r} makes no row a core row: the least distance to have "
                f"{k + 1} rows is {self._outside(least.min()):.4g}, the median one "
                f"{self._outside(np.median(least)):.4g}",
                hint="a larger eps, or eps='auto'",
            )
        self.eps_ = self._outside(self.radius_ / (1 + ROUNDING))
        self.cores_: SearchTree = build_tree(rows[core])
        self.core_distances_ = least[core]
        noise = self._reach(rows) > 1.0
        self.labels_: Labels = clusters_within(
            self.radius_, rows, core, noise, indices, distances, self.n_jobs
        )

    def _unusualness(self, X: Matrix) -> Vector:
        return self._reach(self.centring_.values(X))

    def _own_limit(self) -> float:
        return 1.0

    def _radius(self, least: Vector) -> float:
        """eps in units of the centred rows, from the distances core(x) (n,)."""
        if not isinstance(self.eps, str):
            return min(self.centring_.in_own_units(float(self.eps)), FARTHEST)
        low, high = np.quantile(least, [0.25, 0.75])
        fence = float(high + 1.5 * (high - low))
        # Where most rows are copies, any other distance is beyond.
        return fence if fence > 0 else float(least[least > 0].min(initial=1.0)) / 2

    def _outside(self, distance: Any) -> float:
        return float(self.centring_.in_units_of_data(np.array([distance]))[0])

    def _reach(self, rows: Matrix) -> Vector:
        """The score (n,) of centred rows."""
        k = min(2, len(self.core_distances_))
        indices, distances = nearest(
            self.cores_, rows, k, leave_out_equal=False, n_jobs=self.n_jobs
        )
        own = np.minimum(
            self.core_distances_[indices[:, 0]], distances[:, 1] if k > 1 else np.inf
        )
        reach = np.where(distances[:, 0] == 0, own, distances[:, 0])
        return np.asarray(reach / self.radius_)
