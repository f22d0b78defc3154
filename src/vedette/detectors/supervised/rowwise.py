"""Products whose bits do not depend on how many rows are computed together.

A matrix product of a numerical library takes other paths for other numbers of rows, and its
last bits differ; sums that run over the columns in their order do not.
"""

from __future__ import annotations

import numpy as np

from vedette.core.arrays import Matrix

# Columns summed at a time. NumPy's einsum parts longer sums where its buffer ends, and that
# depends on the number of rows.
BLOCK = 1024


def product(X: Matrix, W: Matrix) -> Matrix:
    """X (n, d) times W (d, h), each row by itself."""
    out = np.zeros((len(X), W.shape[1]))
    for j in range(0, X.shape[1], BLOCK):
        out += np.einsum("ij,jk->ik", X[:, j : j + BLOCK], W[j : j + BLOCK])
    return out
