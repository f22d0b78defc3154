"""Nearest rows and what stands on them, said plainly and slowly."""

import numpy as np


def distances(rows, query, metric, p=2.0, categories=0):
    """Of the rows (n,) to one; so many last columns are categories, compared one by one."""
    numbers = rows.shape[1] - categories
    words = (rows[:, numbers:] != query[numbers:]).sum(axis=1)
    gaps = np.abs(rows[:, :numbers] - query[:numbers])
    if metric == "euclidean":
        return np.sqrt((gaps**2).sum(axis=1)) + words
    if metric == "manhattan":
        return gaps.sum(axis=1) + words
    if metric == "chebyshev":
        return gaps.max(axis=1) + words
    return (gaps**p).sum(axis=1) ** (1 / p) + words


def nearest(rows, queries, k, metric="euclidean", p=2.0, leave_out=True, categories=0):
    """Indices and distances (n, k) by distance, then by index."""
    indices, nearest = [], []
    for query in queries:
        away = distances(rows, query, metric, p, categories)
        order = list(np.argsort(away, kind="stable"))
        equal = np.flatnonzero((rows == query).all(axis=1))
        if leave_out and len(equal):
            order.remove(equal[0])
        indices.append(order[:k])
        nearest.append(away[order[:k]])
    return np.array(indices), np.array(nearest)


def local_outlier_factors(X, k):
    """Of the rows of X, which has no ties (Breunig et al., definitions 5 to 7)."""
    indices, distances = nearest(X, X, k)
    densities = []
    for i in range(len(X)):
        reach = [
            max(distances[j][-1], d) for j, d in zip(indices[i], distances[i], strict=True)
        ]
        densities.append(1 / np.mean(reach))
    densities = np.array(densities)
    return np.array([densities[indices[i]].mean() / densities[i] for i in range(len(X))])


def gower(X, categories):
    """(n, n) mean over columns of |difference| / range, or of being different."""
    n, d = X.shape
    out = np.zeros((n, n))
    for j in range(d):
        gaps = np.abs(X[:, j, None] - X[None, :, j])
        out += (gaps > 0) if j in categories else gaps / np.ptp(X[:, j])
    return out / d
