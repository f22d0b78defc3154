"""CBLOF: how far a row is from the centre of its cluster, or of the nearest large one.

Clusters are sorted by size, |C_1| >= |C_2| >= ... . The first b are large, b the least with

    |C_1| + ... + |C_b| >= alpha n   and   |C_b| / |C_(b+1)| >= beta,

or, where no b has both, the first; or else the second; where no b has either, all are large.

    score(x) = |x - centre of its cluster|              x in a large cluster
               |x - nearest centre of a large cluster|  x in a small one

times the size of its cluster if `use_weights`.

References
----------
.. [1] He, Xu and Deng, "Discovering cluster-based local outliers", Pattern Recognition
   Letters 24 (2003), definitions 2 and 3. There it is one condition or the other, and the
   score is always weighted: that finds no outliers close to small clusters.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.parameters import check_number, seed_of
from vedette.detectors.clustering.centres import (
    at,
    centres_and_labels,
    check_n_clusters,
    distances_to,
    some_rows,
)
from vedette.kernels.centring import Centring, fit_centring


class CBLOF(Detector):
    """Cluster-based local outlier factor.

    The score is a distance, in units of the columns where `scale` is None. Many alike
    anomalies may form a large cluster; then they hide themselves. Of more than 100,000
    training rows so many, evenly taken, set centres and sizes.

    Parameters
    ----------
    n_clusters
        Number of clusters, at most one for ten rows; 'auto': the one of 2 to 10 with the
        best silhouette, 1 if that is below .5.
    alpha
        Share of the rows that the large clusters hold, in (0.5, 1).
    beta
        How many times larger the smallest large cluster is than the next, over 1.
    use_weights
        Whether the distance is multiplied by the size of the row's cluster.
    n_init
        Starts of k-means, the best of which counts; 'auto': one.
    random_state
        An int, or None for another seed at each fit.

    Attributes
    ----------
    large_ : (k,) array of bool
        Which clusters are large.
    sizes_ : (k,) array of int
        Their training rows.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(500, 2))
    >>> CBLOF().fit(X).predict([[0.0, 0.0], [9.0, 9.0]])
    array([ 1, -1])
    """

    least_rows = 2

    def __init__(
        self,
        n_clusters: int | str = 8,
        *,
        alpha: float = 0.9,
        beta: float = 5.0,
        use_weights: bool = False,
        n_init: int | str = "auto",
        contamination: float | str = "auto",
        random_state: int | np.random.RandomState | None = 0,
        scale: str | None = "robust",
    ) -> None:
        self.n_clusters = n_clusters
        self.alpha = alpha
        self.beta = beta
        self.use_weights = use_weights
        self.n_init = n_init
        self.contamination = contamination
        self.random_state = random_state
        self.scale = scale

    def _check_params(self) -> None:
        check_n_clusters(self.n_clusters, self.n_init)
        check_number("alpha", self.alpha, 0.5, 1, closed="neither")
        check_number("beta", self.beta, 1, np.inf, closed="neither")

    def _fit(self, X: Matrix) -> None:
        self.centring_: Centring = fit_centring(X)
        rows = self.centring_.values(some_rows(X))
        seed = seed_of(self.random_state, below=2**32)
        centres, labels = centres_and_labels(rows, self.n_clusters, self.n_init, seed)
        self.inner_centres_ = centres
        self.sizes_ = np.bincount(labels)
        self.large_ = large_clusters(self.sizes_, self.alpha, self.beta)

    def _unusualness(self, X: Matrix) -> Vector:
        distances = distances_to(self.centring_.values(X), self.inner_centres_)
        own = distances.argmin(axis=1)
        large = distances[:, self.large_].min(axis=1)
        score = np.where(self.large_[own], at(distances, own), large)
        if self.use_weights:
            score = score * self.sizes_[own]
        return self.centring_.in_units_of_data(score)


def large_clusters(
    sizes: npt.NDArray[np.int64], alpha: float, beta: float
) -> npt.NDArray[np.bool_]:
    """Which clusters (k,) are large."""
    order = np.argsort(-sizes, kind="stable")
    descending = sizes[order]
    most = descending.cumsum()[:-1] >= alpha * descending.sum()
    steep = descending[:-1] >= float(beta) * descending[1:]
    large = np.ones(len(sizes), dtype=bool)
    for enough in (most & steep, most, steep):
        if enough.any():
            large[order[int(np.argmax(enough)) + 1 :]] = False
            break
    return large
