"""Small tables that every detector should understand, and some that are hard."""

from __future__ import annotations

import numpy as np

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


def hard_tables() -> dict[str, Matrix]:
    """Tables by what is hard about them; none holds missing values."""
    X = cloud()
    n, d = X.shape
    constant, collinear, all_ties = X.copy(), X.copy(), np.round(X)
    constant[:, 1] = 0.1
    collinear[:, 2] = X[:, 0] + X[:, 1]
    mostly_one = np.zeros((n, d))
    mostly_one[:3] = X[:3]
    return {
        "one row": X[:1],
        "two rows": X[:2],
        "two equal rows": np.repeat(X[:1], 2, axis=0),
        "three rows": X[:3],
        "one column": X[:, :1],
        "a constant column": constant,
        "only constant columns": np.full((n, d), 0.1),
        "a duplicated column": np.column_stack([X, X[:, 0]]),
        "a collinear column": collinear,
        "duplicated rows": np.repeat(X[:20], 10, axis=0),
        "ties everywhere": all_ties,
        "mostly one value": mostly_one,
        "more columns than rows": cloud(20, 50),
        "values near 1e308": X / np.abs(X).max() * 1.7e308,
        "both signs of 1e308": np.where(X.mean() < X, 1.7e308, -1.7e308),
        "one value of 1e308": np.vstack([X, np.full((1, d), 1.7e308)]),
        "subnormal values": X * 1e-320,
        "a large offset": X + 1e12,
    }
