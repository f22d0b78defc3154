"""Tables with odd rows whose answer is known, for tests of several detectors."""

from __future__ import annotations

import numpy as np
from sklearn.datasets import make_moons


def blob_and_noise():
    """100 rows of a tight cloud, then 20 spread over [-4, 4]^2; 1 for the latter."""
    rng = np.random.RandomState(42)
    X = np.r_[0.3 * rng.randn(100, 2), rng.uniform(low=-4, high=4, size=(20, 2))]
    return X, np.repeat([0, 1], [100, 20])


def moons(seed=0, noise=300):
    """Two moons and rows at random around and between them; which those are."""
    rng = np.random.default_rng(seed)
    X, _ = make_moons(1000, noise=0.05, random_state=seed)
    strange = rng.uniform([-1.5, -1.0], [2.5, 1.5], size=(noise, 2))
    clear = np.linalg.norm(strange[:, None] - X, axis=2).min(axis=1) > 0.15
    return np.vstack([X, strange[clear]]), np.repeat([0, 1], [1000, clear.sum()])


def broken_correlation(n=1000):
    """Six columns of one factor; 50 rows where one of them does not follow it."""
    rng = np.random.default_rng(3)
    factor = rng.normal(size=(n, 1))
    X = factor + 0.05 * rng.normal(size=(n, 6))
    odd = rng.normal(size=(50, 1)) + 0.05 * rng.normal(size=(50, 6))
    odd[:, 2] = rng.permutation(X[:50, 2])  # a usual value that does not fit the others
    return X, odd


# The numbers of the symbols say nothing of their order in the cycle.
NAMES = np.array([0.0, 2, 5, 1, 4, 3])


def cycles(n, length, seed, *, backwards=False):
    """Sequences that go round six symbols, from any, and stay at each for a random time."""
    rng = np.random.default_rng(seed)
    moves = rng.random((n, length)) < 0.5
    turns = (rng.integers(0, 6, (n, 1)) + np.cumsum(moves, axis=1)) % 6
    return NAMES[turns[:, ::-1] if backwards else turns]


def imbalanced(seed, out=2.5):
    """2,000 rows, 3 % odd: mildly apart in two columns of five, not in the others."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(2000, 5))
    odd = np.arange(2000) < 60
    X[odd, :2] += [out, -out]
    return X, odd
