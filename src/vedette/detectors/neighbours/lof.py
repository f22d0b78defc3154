"""LocalOutlierFactor: how much thinner a row's surroundings are than its neighbours'.

    reach(x, y) = max(d_k(y), d(x, y))           d_k(y): distance to the k-th neighbour of y
    density(x)  = 1 / (mean of reach(x, y) over the k neighbours y of x)
    factor(x)   = mean of density(y) over the k neighbours y of x / density(x)

About 1 for a usual row, larger for an odder one.

References
----------
.. [1] Breunig, Kriegel, Ng and Sander, "LOF: identifying density-based local outliers",
   SIGMOD 2000, definitions 5 to 7. There all of several equally far k-th neighbours
   count; here, as in scikit-learn, k do: of equally far rows the later ones.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.parameters import check_one_of, check_whole
from vedette.detectors.neighbours.space import (
    Space,
    check_metric,
    fit_space,
    given_turn,
)
from vedette.kernels.search import LARGEST

Places: TypeAlias = npt.NDArray[np.int64]  # (n, k) rows of the training table

ALGORITHMS = ("auto", "ball_tree", "kd_tree", "brute")
# A share of the mean distance to the k-th neighbour, added to what a density is one over:
# among more than k copies the density is large, not infinite.
SOFTENING = 1e-10


class LocalOutlierFactor(Detector):
    """The local outlier factor, of training rows and of new ones alike.

    It assumes that odd rows lie in thinner surroundings than the rows nearest to them; usual
    rows may be dense in one place and thin in another. Among more than `n_neighbors` copies
    of a row, the density is as good as infinite: rows near to them, but not equal, have very
    large factors (finite; a larger `n_neighbors` helps).

    One fitted detector judges the training rows (each by the others) and new rows; scikit-learn
    wants `novelty` to be set for the latter.

    Parameters
    ----------
    n_neighbors
        k. Of fewer training rows, all but one are taken (`n_neighbors_`).
    algorithm, leaf_size
        Accepted as in scikit-learn, without effect: all ways give the same answer.
    metric, p, metric_params
        As in scikit-learn: 'minkowski' (with `p`, 1 or more), 'euclidean' (or 'l2'),
        'manhattan' ('l1', 'cityblock'), 'chebyshev', 'cosine', 'mahalanobis' (`metric_params`
        may give V or VI; by default the covariance of the training rows).
    novelty
        Accepted as in scikit-learn, without effect.
    n_jobs
        Threads; None and -1 are all that the process may use. They change no bit.

    Attributes
    ----------
    negative_outlier_factor_ : (n,) array
        Minus the factors of the training rows, in their order.
    n_neighbors_ : int
        The k that was used.
    n_samples_fit_ : int

    Examples
    --------
    >>> X = [[-1.1], [0.2], [101.1], [0.3]]
    >>> lof = LocalOutlierFactor(n_neighbors=2, contamination=0.25)
    >>> lof.fit_predict(X)
    array([ 1,  1, -1,  1])
    """

    least_rows = 2

    def __init__(
        self,
        n_neighbors: int = 20,
        *,
        algorithm: str = "auto",
        leaf_size: int = 30,
        metric: str = "minkowski",
        p: float = 2,
        metric_params: dict[str, Any] | None = None,
        contamination: float | str = "auto",
        novelty: bool = False,
        scale: str | None = None,
        n_jobs: int | None = None,
    ) -> None:
        self.n_neighbors = n_neighbors
        self.algorithm = algorithm
        self.leaf_size = leaf_size
        self.metric = metric
        self.p = p
        self.metric_params = metric_params
        self.contamination = contamination
        self.novelty = novelty
        self.scale = scale
        self.n_jobs = n_jobs

    def _check_params(self) -> None:
        check_whole("n_neighbors", self.n_neighbors, 1)
        check_one_of("algorithm", self.algorithm, ALGORITHMS)
        check_metric(self.metric, self.p, None, type(self).__name__)

    def _fit(self, X: Matrix) -> None:
        self.n_samples_fit_ = len(X)
        self.n_neighbors_ = min(self.n_neighbors, len(X) - 1)
        turn = given_turn(self.metric_params, self.metric, X.shape[1])
        # Last row first: of equally far rows the search takes the first, and factors in
        # print (those of iris) come from taking the later ones.
        self.space_: Space = fit_space(X[::-1], self.metric, p=float(self.p), turn=turn)
        indices, distances = self._neighbours(X)
        self.reach_: Vector = distances[:, -1].copy()
        self.softening_ = _softening(self.reach_)
        self.density_: Vector = density(indices, distances, self.reach_, self.softening_)
        factors = factor(indices, self.density_, self.density_)
        self.negative_outlier_factor_: Vector = -factors

    def _training_scores(self, X: Matrix) -> Vector:
        return -self.negative_outlier_factor_

    def _unusualness(self, X: Matrix) -> Vector:
        indices, distances = self._neighbours(X)
        own = density(indices, distances, self.reach_, self.softening_)
        return factor(indices, self.density_, own)

    def _neighbours(self, X: Matrix) -> tuple[Places, Matrix]:
        backward, distances = self.space_.nearest(
            X, self.n_neighbors_, in_units=False, n_jobs=self.n_jobs
        )
        return self.n_samples_fit_ - 1 - backward, distances


def density(indices: Places, distances: Matrix, reach: Vector, softening: float) -> Vector:
    """Local reachability density (n,) from neighbours (n, k); `reach` is the d_k of each."""
    far = np.maximum(distances, reach[indices])
    return np.asarray(1 / (np.minimum(_mean(far), LARGEST / 2) + softening))


def factor(indices: Places, densities: Vector, own: Vector) -> Vector:
    """Mean density of the neighbours (n, k) over the own one (n,)."""
    return _mean(densities[indices] / own[:, None])


def _softening(reach: Vector) -> float:
    mean = float(_mean(reach[None])[0])
    return SOFTENING * mean if mean > 0 else SOFTENING


def _mean(values: Matrix) -> Vector:
    """Mean (n,) of each row of values >= 0 (n, k), also where their sum overflows."""
    with np.errstate(over="ignore"):
        return np.asarray(np.minimum((values / values.shape[1]).sum(axis=1), LARGEST))
