"""Small tables that every detector should understand, and some that are hard."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix


def cloud(n: int = 200, d: int = 3, *, seed: int = 0) -> Matrix:
    """Rows of a correlated Gaussian cloud, (n, d), whatever the seed well conditioned."""
    rng = np.random.default_rng([seed, d])
    # The turn depends on d alone: clouds of other seeds come from one distribution.
    shape = np.random.default_rng(d)
    turn, _ = np.linalg.qr(shape.normal(size=(d, d)))
    spreads = shape.uniform(0.5, 2.0, size=d)
    return np.asarray(rng.normal(size=(n, d)) * spreads @ turn + 5.0)


def far_row(X: Matrix) -> Matrix:
    """A row (1, d) that is 20 standard deviations out in every column of X."""
    return np.asarray((X.mean(axis=0) + 20 * X.std(axis=0))[None, :])


def hard_tables() -> dict[str, npt.NDArray[Any]]:
    """Tables by what is hard about them; those of `gaps()` hold missing values."""
    return few_rows() | columns_alike() | ties() | extremes() | arrays() | gaps()


def few_rows() -> dict[str, Matrix]:
    X = cloud()
    return {
        "one row": X[:1],
        "two rows": X[:2],
        "two equal rows": np.repeat(X[:1], 2, axis=0),
        "three rows": X[:3],
        "one column": X[:, :1],
        "more columns than rows": cloud(20, 50),
    }


def columns_alike() -> dict[str, Matrix]:
    X = cloud()
    constant, collinear = X.copy(), X.copy()
    constant[:, 1] = 0.1
    collinear[:, 2] = X[:, 0] + X[:, 1]
    return {
        "a constant column": constant,
        "only constant columns": np.full(X.shape, 0.1),
        "a duplicated column": np.column_stack([X, X[:, 0]]),
        "a collinear column": collinear,
    }


def ties() -> dict[str, Matrix]:
    X = cloud()
    mostly_one = np.zeros(X.shape)
    mostly_one[:3] = X[:3]
    return {
        "duplicated rows": np.repeat(X[:20], 10, axis=0),
        "ties everywhere": np.round(X),
        "mostly one value": mostly_one,
    }


def extremes() -> dict[str, Matrix]:
    X = cloud()
    return {
        "values near 1e308": X / np.abs(X).max() * 1.7e308,
        "both signs of 1e308": np.where(X.mean() < X, 1.7e308, -1.7e308),
        "one value of 1e308": np.vstack([X, np.full((1, X.shape[1]), 1.7e308)]),
        "subnormal values": X * 1e-320,
        "a large offset": X + 1e12,
    }


def arrays() -> dict[str, npt.NDArray[Any]]:
    X = cloud()
    read_only = X.copy()
    read_only.flags.writeable = False
    return {
        "integers": np.round(X * 8).astype(np.int64),
        "float16": X.astype(np.float16),
        "Fortran order": np.asfortranarray(X),
        "read-only": read_only,
    }


def gaps() -> dict[str, Matrix]:
    X = cloud()
    column, row, most = X.copy(), X.copy(), X.copy()
    column[:, 1] = np.nan
    row[7] = np.nan
    most[1:, 2] = np.nan
    return {
        "a column all missing": column,
        "a row all missing": row,
        "one value in a column": most,
        "all missing": np.full(X.shape, np.nan),
    }


def with_an_odd_row() -> dict[str, npt.NDArray[Any]]:
    """Tables by what is hard about them, whose last row is far out in every column."""
    X = cloud()
    far = far_row(X)
    collinear, half = X.copy(), X.copy()
    collinear[:, 2] = X[:, 0] + X[:, 1]
    half[::2, 1] = np.nan
    return {
        "all others equal": np.vstack([np.full(X.shape, 0.1), np.full(far.shape, 9.0)]),
        "copies": np.vstack([np.repeat(X[:20], 10, axis=0), far]),
        "a collinear column": np.vstack([collinear, far_row(collinear)]),
        "half of a column missing": np.vstack([half, far]),
        "one value of 1e308": np.vstack([X, np.full(far.shape, 1.7e308)]),
        "subnormal values": np.vstack([X, far]) * 1e-320,
        "integers": np.round(np.vstack([X, far]) * 8).astype(np.int64),
    }


def wide_table() -> Matrix:
    """30 rows of 10,000 columns."""
    return np.asarray(np.random.default_rng(0).normal(size=(30, 10_000)))
