"""A metric in which clusters are about as wide in every direction, found with the clusters.

k-means takes clusters for round. Where they are longer one way than another, or columns
that tell nothing are as wide as those that tell, it cuts the large ones and joins the small.
So rows are divided, weighed by the inverse of the covariance within the parts (Ledoit and
Wolf's), and divided anew, until the same parts come again.

References
----------
.. [1] Art, Gnanadesikan and Kettenring, "Data-based metrics for cluster analysis", Utilitas
   Mathematica 21A (1982).
"""

from __future__ import annotations

import numpy as np

from vedette.clustering.measures import Labels, centres_of
from vedette.clustering.partition import divided
from vedette.core.arrays import Matrix

TURNS, RESTARTS = 6, 3
SAME = 0.999  # adjusted Rand index


def adapted(X: Matrix, k: int, seed: int) -> tuple[Labels, Matrix]:
    """k clusters of the rows X (n, d), and the metric: rows times it (d, d) are compared."""
    from sklearn.metrics import adjusted_rand_score

    labels = divided(X, k, seed % 2**32, restarts=RESTARTS).labels
    weights = whitening(X, labels)
    for _ in range(TURNS if k > 1 else 0):
        before = labels
        labels = divided(X @ weights, k, seed % 2**32, restarts=RESTARTS).labels
        if adjusted_rand_score(before, labels) > SAME:
            break
        weights = whitening(X, labels)
    return labels, weights


def whitening(X: Matrix, labels: Labels) -> Matrix:
    """(d, d): times it, rows have the identity as their covariance within clusters."""
    from sklearn.covariance import ledoit_wolf_shrinkage

    inside = X - centres_of(X, labels)[labels]
    scale = inside.std(axis=0)
    scale[scale == 0] = float(scale.max()) or 1.0
    inside = inside / scale
    shrink = float(ledoit_wolf_shrinkage(inside, assume_centered=True)) + 1e-6
    covariance = inside.T @ inside / len(inside)
    level = float(np.trace(covariance)) / len(covariance) or 1.0
    covariance = (1 - shrink) * covariance + shrink * level * np.eye(len(covariance))
    values, directions = np.linalg.eigh(covariance)
    return np.asarray(
        directions / np.sqrt(np.maximum(values, 1e-12 * level)) / scale[:, None]
    )
