"""k-means distance: how far a row is from its own centre, in sigmas of its own cluster.

With k the cluster of x, that is the one whose centre is nearest,

    score(x) = (|x - centre_k| - mean_k) / sigma_k,

mean_k and sigma_k over the distances of that cluster's training rows to their centre. A row
is odd beyond n_sigma.

A few far rows get a cluster of their own, and would be close to its centre. So a cluster
with a small share of the rows has no say: its rows belong to the nearest of the others, and
do not count for that one's mean and sigma.

References
----------
.. [1] Lloyd, "Least squares quantization in PCM", IEEE Trans. Information Theory 28 (1982).
"""

from __future__ import annotations

import numpy as np

from vedette.core.arrays import Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.parameters import check_number, check_positive, seed_of
from vedette.detectors.clustering.centres import (
    at,
    centres_and_labels,
    check_n_clusters,
    distances_to,
    some_rows,
)
from vedette.kernels.centring import Centring, fit_centring

# Distances that vary by less than this share of the mean distance are all alike.
ALIKE = 1e-6


class KMeansDistance(Detector):
    """Distance to the own centre, in sigmas of the own cluster's distances.

    Of more than 100,000 training rows so many, evenly taken, set centres and sigmas.

    Parameters
    ----------
    n_clusters
        Number of clusters, at most one for ten rows; 'auto': the one of 2 to 10 with the
        best silhouette, 1 if that is below .5.
    n_sigma
        A row beyond so many sigmas is odd.
    min_share
        Clusters with a smaller share of the training rows have no say (nor do clusters with
        less than half an even share, if that is less).
    n_init
        Starts of k-means, the best of which counts; 'auto': one.
    random_state
        An int, or None for another seed at each fit.

    Attributes
    ----------
    centres_ : (k, d) array
        Of the clusters that have a say, in units of the scaled columns.
    sizes_, means_, sigmas_ : (k,) arrays
        Their training rows, and the mean and standard deviation of the distances.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(500, 2))
    >>> KMeansDistance().fit(X).predict([[0.0, 0.0], [9.0, 9.0]])
    array([ 1, -1])
    """

    own_rule = "farther from the own centre than n_sigma sigmas of the cluster's distances"
    least_rows = 2

    def __init__(
        self,
        n_clusters: int | str = 8,
        n_sigma: float = 3.0,
        *,
        min_share: float = 0.05,
        n_init: int | str = "auto",
        contamination: float | str = "own",
        random_state: int | np.random.RandomState | None = 0,
        scale: str | None = "robust",
    ) -> None:
        self.n_clusters = n_clusters
        self.n_sigma = n_sigma
        self.min_share = min_share
        self.n_init = n_init
        self.contamination = contamination
        self.random_state = random_state
        self.scale = scale

    def _check_params(self) -> None:
        check_n_clusters(self.n_clusters, self.n_init)
        check_number("min_share", self.min_share, 0, 0.5, closed="left")
        check_positive("n_sigma", self.n_sigma)

    def _fit(self, X: Matrix) -> None:
        self.centring_: Centring = fit_centring(X)
        rows = self.centring_.values(some_rows(X))
        seed = seed_of(self.random_state, below=2**32)
        centres, labels = centres_and_labels(rows, self.n_clusters, self.n_init, seed)
        sizes = np.bincount(labels)
        enough = sizes >= len(rows) * min(self.min_share, 0.5 / len(sizes))
        distances = at(distances_to(rows, centres), labels)
        inside = [distances[labels == k] for k in np.flatnonzero(enough)]
        self.inner_centres_ = centres[enough]
        self.sizes_ = sizes[enough]
        self.means_ = np.array([values.mean() for values in inside])
        self.sigmas_ = sigmas_of(inside, self.means_)

    @property
    def centres_(self) -> Matrix:
        inner = self.inner_centres_ + self.centring_.centre
        return np.ldexp(inner, self.centring_.unit)

    def _unusualness(self, X: Matrix) -> Vector:
        distances = distances_to(self.centring_.values(X), self.inner_centres_)
        own = distances.argmin(axis=1)
        return np.asarray((at(distances, own) - self.means_[own]) / self.sigmas_[own])

    def _own_limit(self) -> float:
        return float(self.n_sigma)


def sigmas_of(inside: list[Vector], means: Vector) -> Vector:
    """Standard deviation (k,) of each cluster's distances.

    Where all distances are alike it is that of all clusters together; where that is 0 too,
    the mean distance; and 1 where all rows are copies.
    """
    sizes = np.array([len(values) for values in inside])
    sigmas = np.array([values.std() for values in inside])
    mean = float((sizes * means).sum() / sizes.sum())
    pooled = float(np.sqrt((sizes * sigmas**2).sum() / sizes.sum()))
    if pooled <= ALIKE * mean:
        pooled = mean or 1.0
    return np.where(sigmas <= ALIKE * mean, pooled, sigmas)
