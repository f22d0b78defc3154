"""Centres of clusters by scikit-learn's k-means, and distances to them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.core.errors import InvalidParameter
from vedette.core.parameters import check_whole
from vedette.detectors.quietly import quietly

Labels = npt.NDArray[np.int64]

# Centres are sought among at most so many rows, evenly taken: more hardly move them.
MOST = 100_000
# A cluster for every so many rows at most.
ROWS_EACH = 10
# 'auto': silhouettes of so many rows, for up to so many clusters. Below WEAK a structure
# "is weak and could be artificial" (Kaufman and Rousseeuw, Finding Groups in Data, 1990).
SILHOUETTE_ROWS, MOST_CLUSTERS, WEAK = 2_000, 10, 0.5


def check_n_clusters(n_clusters: object, n_init: object) -> None:
    """Refuse what is neither 'auto' nor a whole number from 1 on."""
    if not (isinstance(n_clusters, str) and n_clusters == "auto"):
        if isinstance(n_clusters, str):
            raise InvalidParameter(
                f"n_clusters must be 'auto' or a whole number >= 1, got {n_clusters!r}"
            )
        check_whole("n_clusters", n_clusters, 1)
    if not (isinstance(n_init, str) and n_init == "auto"):
        check_whole("n_init", n_init, 1)


def some_rows(X: Matrix) -> Matrix:
    """At most MOST rows of X, evenly taken."""
    return X if len(X) <= MOST else X[np.linspace(0, len(X) - 1, MOST).astype(np.int64)]


def centres_and_labels(
    X: Matrix, n_clusters: int | str, n_init: int | str, seed: int
) -> tuple[Matrix, Labels]:
    """Centres (k, d) of the rows of X (n, d), and the centre (n,) of each row.

    There is at most one cluster for ROWS_EACH rows, and none without rows.
    """
    most = max(1, len(X) // ROWS_EACH)
    if isinstance(n_clusters, str):
        wanted = _by_silhouette(X, min(most, MOST_CLUSTERS), n_init, seed)
    else:
        wanted = min(int(n_clusters), most)
    model = _k_means(X, wanted, n_init, seed)
    labels = np.asarray(model.labels_, dtype=np.int64)
    used, labels = np.unique(labels, return_inverse=True)
    return np.asarray(model.cluster_centers_[used]), labels


def distances_to(X: Matrix, centres: Matrix) -> Matrix:
    """Euclidean distances (n, k), each row's by itself."""
    out = np.empty((len(X), len(centres)))
    for k, centre in enumerate(centres):
        gap = X - centre
        out[:, k] = np.sqrt(np.einsum("ij,ij->i", gap, gap))
    return out


def at(distances: Matrix, labels: Labels) -> Vector:
    """The distance (n,) to the centre of each row's label."""
    return np.asarray(np.take_along_axis(distances, labels[:, None], axis=1)[:, 0])


def _by_silhouette(X: Matrix, most: int, n_init: int | str, seed: int) -> int:
    """The number of clusters with the best mean silhouette; 1 if all are weak."""
    from sklearn.metrics import silhouette_score

    best, chosen = WEAK, 1
    some = X[:: -(-len(X) // SILHOUETTE_ROWS)]
    for k in range(2, min(most, len(some) - 1) + 1):
        labels = _k_means(some, k, n_init, seed).labels_
        if len(np.unique(labels)) < k:
            break
        score = float(silhouette_score(some, labels))
        if score > best:
            best, chosen = score, k
    return chosen


def _k_means(X: Matrix, k: int, n_init: int | str, seed: int) -> Any:
    from sklearn.cluster import KMeans

    with quietly():  # there may be fewer distinct rows than clusters
        return KMeans(k, n_init=n_init, random_state=seed).fit(X)
