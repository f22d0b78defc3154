"""KNN: the distance to the rows nearest to a row.

    score(x) = d_k(x)                       'largest': to the k-th nearest training row
             = mean(d_1(x), ..., d_k(x))    'mean'
             = median(d_1(x), ..., d_k(x))  'median'

References
----------
.. [1] Ramaswamy, Rastogi and Shim, "Efficient algorithms for mining outliers from large data
   sets", SIGMOD 2000: the k-th distance.
.. [2] Angiulli and Pizzuti, "Fast outlier detection in high dimensional spaces", PKDD 2002:
   the mean.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vedette.core.arrays import Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.parameters import check_one_of, check_whole
from vedette.detectors.neighbours.space import Space, check_metric, fit_space
from vedette.kernels.search import LARGEST

METHODS = ("largest", "mean", "median")


class KNN(Detector):
    """How far a row is from the training rows nearest to it.

    It assumes that usual rows are close together and odd ones far from them, that the
    metric fits, and that usual rows are of one kind and everywhere about equally dense:
    where they are not, `LocalOutlierFactor` is fairer. A few near rows do not make a row
    usual, and odd rows that come in groups of more than `n_neighbors` stay unseen.

    Parameters
    ----------
    n_neighbors
        k. Of fewer training rows, all but one are taken (`n_neighbors_`).
    method
        'largest', 'mean' or 'median' of the k distances.
    metric
        'euclidean', 'manhattan', 'chebyshev', 'minkowski' (with `p`), 'cosine' (a row of
        zeros is at distance 1 from all others), 'mahalanobis' (covariance of the training
        rows) or 'gower' (numbers and categories). For 'cosine', farther out in the same
        direction is not odder.
    p
        The power of 'minkowski', 1 or more.
    categories
        Columns, by number, that 'gower' takes as categories: different or not.
    n_jobs
        Threads; None and -1 are all that the process may use. They change no bit.

    Attributes
    ----------
    n_neighbors_ : int
        The k that was used.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(500, 2))
    >>> KNN().fit(X).predict([[0.0, 0.0], [9.0, 9.0]])
    array([ 1, -1])
    """

    least_rows = 2

    def __init__(
        self,
        n_neighbors: int = 10,
        *,
        method: str = "largest",
        metric: str = "euclidean",
        p: float = 2,
        categories: Sequence[int] | None = None,
        contamination: float | str = "auto",
        scale: str | None = "robust",
        n_jobs: int | None = None,
    ) -> None:
        self.n_neighbors = n_neighbors
        self.method = method
        self.metric = metric
        self.p = p
        self.categories = categories
        self.contamination = contamination
        self.scale = scale
        self.n_jobs = n_jobs

    def _check_params(self) -> None:
        check_whole("n_neighbors", self.n_neighbors, 1)
        check_one_of("method", self.method, METHODS)
        check_metric(self.metric, self.p, self.categories, type(self).__name__)

    def _fit(self, X: Matrix) -> None:
        self.n_neighbors_ = min(self.n_neighbors, len(X) - 1)
        self.space_: Space = fit_space(
            X, self.metric, p=float(self.p), categories=self.categories
        )
        for column in self.categories or ():
            self.middle_[column] = most_common(X[:, column])

    def _unusualness(self, X: Matrix) -> Vector:
        _, distances = self.space_.nearest(X, self.n_neighbors_, n_jobs=self.n_jobs)
        return joined(distances, self.method)


def joined(distances: Matrix, method: str) -> Vector:
    """One number (n,) of the ascending distances (n, k) of each row."""
    if method == "largest":
        return distances[:, -1].copy()
    k = distances.shape[1]
    if method == "median":
        return np.asarray(distances[:, (k - 1) // 2] / 2 + distances[:, k // 2] / 2)
    with np.errstate(over="ignore"):
        return np.asarray(np.minimum((distances / k).sum(axis=1), LARGEST))


def most_common(values: Vector) -> float:
    """The value that is there most often; between two categories there is no middle."""
    kinds, counts = np.unique(values, return_counts=True)
    return float(kinds[counts.argmax()])
