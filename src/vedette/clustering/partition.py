"""Rows divided into clusters, by any of the algorithms, all of scikit-learn.

References
----------
.. [1] Lloyd (1982), Least squares quantization in PCM; Arthur and Vassilvitskii (2007),
   k-means++. [2] Sculley (2010), Web-scale k-means clustering. [3] Ester et al. (1996),
   DBSCAN. [4] Campello, Moulavi and Sander (2013), HDBSCAN. [5] Ward (1963).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.clustering.measures import Labels, centres_of
from vedette.core.arrays import Matrix, Vector
from vedette.detectors.clustering.centres import distances_to
from vedette.detectors.quietly import quietly

ALGORITHMS = ("kmeans", "minibatch", "gmm", "hierarchical", "dbscan", "hdbscan")
COUNTED = ("kmeans", "minibatch", "gmm", "hierarchical")  # they are told how many
RESTARTS = 10
# Rows up to which each is affordable: of more, so many are taken, and the rest follows.
MOST = {"hierarchical": 5_000, "dbscan": 20_000, "hdbscan": 20_000, "gmm": 50_000}
MOST_FEATURES_FULL = 20


@dataclass(frozen=True)
class Mixture:
    """A mixture of Gaussians: weights (k,), means (k, d), and the factors (k, d, d) or
    (k, d) of the inverse covariances."""

    log_weights: Vector
    means: Matrix
    factors: npt.NDArray[np.float64]

    def log_densities(self, X: Matrix) -> Matrix:
        """(n, k) log of weight times density, but for a constant."""
        out = np.empty((len(X), len(self.means)))
        for i, (mean, factor) in enumerate(zip(self.means, self.factors, strict=True)):
            gap = X - mean
            white = gap @ factor if factor.ndim == 2 else gap * factor
            scale = np.diag(factor) if factor.ndim == 2 else factor
            out[:, i] = np.log(scale).sum() - 0.5 * (white**2).sum(axis=1)
        return out + self.log_weights


@dataclass(frozen=True)
class Partition:
    """Labels (n,) from 0, -1 for none, and what tells the label of other rows.

    centres
        (k, d) means of the rows.
    mixture
        Of a mixture: rows go to the densest.
    core, core_labels, reach
        Of densities: rows go to the cluster of the nearest core row within reach (k,).
    """

    labels: Labels
    centres: Matrix
    mixture: Mixture | None = None
    core: Matrix | None = None
    core_labels: Labels | None = None
    reach: Vector | None = None


def divided(
    X: Matrix,
    k: int,
    seed: int,
    algorithm: str = "kmeans",
    restarts: int = RESTARTS,
    start: Matrix | None = None,
) -> Partition:
    """k clusters of the rows X (n, d), fewer if there are fewer different rows.

    start
        (k, d) centres that k-means begins with, instead of several random ones.
    """
    if k == 1:
        return _by_labels(X, np.zeros(len(X), dtype=np.int64))
    with quietly():
        if algorithm == "gmm":
            return _mixture(X, k, seed)
        if algorithm == "hierarchical":
            from sklearn.cluster import AgglomerativeClustering

            return _by_labels(X, AgglomerativeClustering(k).fit(X).labels_)
        from sklearn.cluster import KMeans, MiniBatchKMeans

        given: dict[str, Any] = {"n_init": restarts, "random_state": seed}
        if start is not None and len(start) == k:
            given |= {"n_init": 1, "init": start}
        if algorithm == "minibatch":
            model: Any = MiniBatchKMeans(k, batch_size=4_096, **given)
        else:
            model = KMeans(k, **given)
        found = _by_labels(X, model.fit(X).labels_)
        if algorithm != "minibatch":
            return found
        # Its centres are not the means of their rows: rows go to the nearest of these.
        return replace(found, labels=distances_to(X, found.centres).argmin(axis=1))


def _by_labels(X: Matrix, labels: npt.NDArray[Any]) -> Partition:
    """Clusters without empty ones, larger first."""
    _, labels, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    order = np.argsort(-sizes, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    labels = place[labels].astype(np.int64)
    return Partition(labels, centres_of(X, labels))


def _mixture(X: Matrix, k: int, seed: int) -> Partition:
    model = fit_mixture(X, k, seed)
    mixture = Mixture(
        np.log(np.maximum(model.weights_, 1e-300)),
        np.asarray(model.means_),
        np.asarray(model.precisions_cholesky_),
    )
    labels = mixture.log_densities(X).argmax(axis=1)
    used, sizes = np.unique(labels, return_counts=True)
    order = used[np.argsort(-sizes, kind="stable")]
    mixture = Mixture(
        mixture.log_weights[order], mixture.means[order], mixture.factors[order]
    )
    labels = mixture.log_densities(X).argmax(axis=1).astype(np.int64)
    return Partition(labels, centres_of(X, labels), mixture)


def fit_mixture(X: Matrix, k: int, seed: int) -> Any:
    """The mixture of k Gaussians of scikit-learn with the lower BIC: full or diagonal."""
    from sklearn.mixture import GaussianMixture

    spread = float(X.var(axis=0).mean()) or 1.0
    kinds = ["diag"] if X.shape[1] > MOST_FEATURES_FULL else ["full", "diag"]
    models = [
        GaussianMixture(
            k, covariance_type=kind, reg_covar=1e-4 * spread, random_state=seed
        ).fit(X)
        for kind in kinds
    ]
    return min(models, key=lambda model: float(model.bic(X)))


def by_density(X: Matrix, algorithm: str, *, eps: float | None, least: int) -> Partition:
    """Clusters as dense regions, however many there are; rows between them have none.

    eps
        Of DBSCAN: how far neighbours are apart at most; None: the knee of the distances to
        the neighbour number `least`.
    least
        Rows that make a dense place (DBSCAN), or a cluster (HDBSCAN).
    """
    from sklearn.cluster import DBSCAN, HDBSCAN

    least = max(2, min(least, len(X)))
    if len(X) < 3:
        return _by_labels(X, np.zeros(len(X), dtype=np.int64))
    with quietly():
        if algorithm == "dbscan":
            eps = knee_distance(X, least) if eps is None else eps
            labels = DBSCAN(eps=max(eps, 1e-12), min_samples=least).fit(X).labels_
        else:
            labels = (
                HDBSCAN(min_cluster_size=least, allow_single_cluster=True, copy=True)
                .fit(X)
                .labels_
            )
    there = labels >= 0
    out = np.full(len(X), -1, dtype=np.int64)
    if not there.any():
        return Partition(out, np.zeros((0, X.shape[1])))
    inside = _by_labels(X[there], labels[there])
    out[there] = inside.labels
    reach = _reach(X[there], inside.labels, eps)
    return Partition(out, inside.centres, None, X[there], inside.labels, reach)


def knee_distance(X: Matrix, least: int) -> float:
    """Where the sorted distances to the `least`-th neighbour bend most upwards."""
    from sklearn.neighbors import NearestNeighbors

    some = X if len(X) <= 20_000 else X[:: -(-len(X) // 20_000)]
    found = NearestNeighbors(n_neighbors=min(least, len(some))).fit(some)
    far = np.sort(found.kneighbors(some)[0][:, -1])
    rise = far[-1] - far[0]
    if not rise > 0:
        return float(far[-1]) or 1.0
    along = np.linspace(0, 1, len(far))
    return float(far[int(np.argmax(along - (far - far[0]) / rise))])


def _reach(X: Matrix, labels: Labels, eps: float | None) -> Vector:
    """(k,) how far from a row of a cluster another still belongs to it."""
    k = int(labels.max()) + 1
    if eps is not None:
        return np.full(k, float(eps))
    from sklearn.neighbors import NearestNeighbors

    near = NearestNeighbors(n_neighbors=min(2, len(X))).fit(X).kneighbors(X)[0][:, -1]
    return np.array([float(near[labels == i].max()) for i in range(k)])
