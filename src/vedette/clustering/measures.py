"""How good a division into clusters is.

    WCSS            sum over rows of |x - own centre|^2
    silhouette      mean of (b - a) / max(a, b): a the mean distance to the own cluster's
                    rows, b to those of the next one; 0 for a cluster of one row
    Davies-Bouldin  mean over i of max over j of (s_i + s_j) / d_ij: s the mean distance to
                    the centre, d between centres
    Calinski-H.     between / (k - 1) over within / (n - k) sums of squares

References
----------
.. [1] Rousseeuw, "Silhouettes", J. Computational and Applied Mathematics 20 (1987).
.. [2] Davies and Bouldin, "A cluster separation measure", IEEE TPAMI 1 (1979).
.. [3] Calinski and Harabasz, "A dendrite method for cluster analysis", Comm. Stat. 3 (1974).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector

Labels = npt.NDArray[np.int64]
# Silhouettes take the distances of all pairs.
MOST_PAIRS_OF = 2_000


def centres_of(X: Matrix, labels: Labels) -> Matrix:
    """The mean (k, d) of each cluster 0, 1, ...; none may be empty."""
    k = int(labels.max()) + 1
    if not X.shape[1]:
        return np.zeros((k, 0))
    sums = np.stack([np.bincount(labels, x, minlength=k) for x in X.T], axis=1)
    return np.asarray(sums / np.bincount(labels, minlength=k)[:, None])


def within(X: Matrix, labels: Labels) -> float:
    """The sum of squared distances of rows to the means of their clusters."""
    return float(((X - centres_of(X, labels)[labels]) ** 2).sum())


def silhouettes(X: Matrix, labels: Labels, rows: Labels | None = None) -> Vector:
    """The silhouette of each row (or of `rows` among themselves); 0 where k is 1 or n."""
    from sklearn.metrics import silhouette_samples

    if rows is not None:
        X, labels = X[rows], labels[rows]
    if not 1 < len(np.unique(labels)) < len(X):
        return np.zeros(len(X))
    return np.nan_to_num(np.asarray(silhouette_samples(X, labels), dtype=np.float64))


def davies_bouldin(X: Matrix, labels: Labels) -> float | None:
    """None where it has no meaning: k is 1 or n, or two centres coincide."""
    from sklearn.metrics import davies_bouldin_score

    if not 1 < len(np.unique(labels)) < len(X):
        return None
    return float(davies_bouldin_score(X, labels))


def calinski_harabasz(X: Matrix, labels: Labels) -> float | None:
    """None where k is 1 or n, or all rows lie in their centres."""
    from sklearn.metrics import calinski_harabasz_score

    if not 1 < len(np.unique(labels)) < len(X) or not within(X, labels) > 0:
        return None
    return float(calinski_harabasz_score(X, labels))
