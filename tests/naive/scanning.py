"""Obvious slow versions of what the scan computes fast."""

import numpy as np


def rank_correlation(values, before):
    """Spearman's correlation of each value with the one before it."""
    pairs = [
        (values[i], values[b])
        for i, b in enumerate(before)
        if b >= 0 and np.isfinite(values[i]) and np.isfinite(values[b])
    ]
    a, b = (mean_ranks(side) for side in zip(*pairs, strict=True))
    return np.corrcoef(a, b)[0, 1]


def mean_ranks(values):
    return [
        np.mean([i + 1 for i, other in enumerate(sorted(values)) if other == value])
        for value in values
    ]


def least_squares(slopes, y):
    """Value at 0, and its leverage 1 / n + ..., of ordinary least squares."""
    A = np.column_stack([np.ones(len(y)), slopes])
    coefficients = np.linalg.lstsq(A, y, rcond=None)[0]
    at = np.eye(A.shape[1])[0]
    return coefficients[0], at @ np.linalg.inv(A.T @ A) @ at


def nearest_rows(row, numbers, weights, k):
    """The k rows with the smallest weighted distance, the first of equal ones first."""
    squares = [
        (
            sum(
                (w * (a - b)) ** 2 for w, a, b in zip(weights, x, numbers[row], strict=True)
            ),
            i,
        )
        for i, x in enumerate(numbers)
        if i != row and not np.isnan(x).any()
    ]
    return [i for _, i in sorted(squares)[:k]]


def lattice(values):
    """The median over rows, but for those of the lowest value, of the distance below."""
    steps = []
    for x in values:
        lower = [other for other in values if other < x]
        if lower:
            steps.append(x - max(lower))
    return sorted(steps)[(len(steps) - 1) // 2]


def bisquare_regression(slopes, y, rounds=200):
    """Value at 0 of a linear fit, each residual weighted by Tukey's bisquare."""
    A = np.column_stack([np.ones(len(y)), slopes])
    residual = y - np.median(y)
    for _ in range(rounds):
        size = 1.4826 * np.median(np.abs(residual))
        weight = np.clip(1 - (residual / (4.685 * size)) ** 2, 0, None)  # its own root
        coefficients = np.linalg.lstsq(A * weight[:, None], y * weight, rcond=None)[0]
        residual = y - A @ coefficients
    return coefficients[0]


class Gaussian:
    """A conditional model that knows the distribution: rows ~ N(0, covariance)."""

    def __init__(self, X, covariance):
        self.X = X
        self.precision = np.linalg.inv(covariance)
        self.sd = 1 / np.sqrt(np.diag(self.precision))

    def z(self, x):
        """(d,) deviations of one row from what its other values imply."""
        return (self.precision @ x) * self.sd

    def predict(self, rows, changed, *, targets):
        x = self.X[rows[0]].copy()
        for t, value in changed.items():
            x[t] = value[0] if np.isfinite(value[0]) else 0.0
        return GaussianPrediction(x - self.z(x) * self.sd, self.sd)


class GaussianPrediction:
    def __init__(self, middle, sd):
        self.middle, self.sd = middle, sd

    def expected(self, t):
        return self.middle[[t]]

    def scale(self, t):
        return self.sd[[t]]

    def range(self, t):
        return tuple(self.middle[[t]] + k * self.sd[t] for k in (0.0, -1.96, 1.96))
