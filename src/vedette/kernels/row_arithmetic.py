"""Products and sums by row whose bits do not depend on the other rows of the batch.

A matrix product of BLAS takes another path, and rounds otherwise, for one row than for a
thousand. Here every row goes through the same additions in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from vedette.core.arrays import Matrix, Vector

BLOCK = 16_384  # numbers of a block: two of them stay in the cache


def products(X: Matrix, W: Matrix) -> Matrix:
    """X @ W (n, k) for X (n, d), W (d, k)."""
    n, k = len(X), W.shape[1]
    out = np.zeros((n, k))
    rows = max(1, BLOCK // max(1, k))
    term = np.empty((min(rows, n), k))
    for start in range(0, n, rows):
        part, block = out[start : start + rows], X[start : start + rows]
        for j in range(len(W)):
            here = np.multiply(block[:, j, None], W[j], out=term[: len(part)])
            np.add(part, here, out=part)
    return out


def sums(X: Matrix) -> Vector:
    """X.sum(axis=1) (n,)."""
    total = np.zeros(len(X))
    for column in X.T:
        total += column
    return total


def squared_distances(X: Matrix, Y: Matrix) -> Matrix:
    """Squared Euclidean distance (n, m) of each row of X (n, d) to each of Y (m, d)."""
    out = np.zeros((len(X), len(Y)))
    rows = max(1, BLOCK // max(1, len(Y)))
    term = np.empty((min(rows, len(X)), len(Y)))
    for start in range(0, len(X), rows):
        part, block = out[start : start + rows], X[start : start + rows]
        for j in range(X.shape[1]):
            here = np.subtract(block[:, j, None], Y[:, j], out=term[: len(part)])
            np.multiply(here, here, out=here)
            np.add(part, here, out=part)
    return out


def squared_distances_without(X: Matrix, Y: Matrix, place: Vector) -> Iterator[Matrix]:
    """For each column in turn, `squared_distances` if X had `place` (d,) in that column.

    All d of them take as long as two of `squared_distances`.
    """
    whole = squared_distances(X, Y)
    for j in range(X.shape[1]):
        own, other = X[:, j, None] - Y[:, j], place[j] - Y[:, j]
        yield np.maximum(whole - own * own, 0.0) + other * other
