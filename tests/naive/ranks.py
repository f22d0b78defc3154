"""Tails of empirical distributions, said plainly and slowly."""

import numpy as np


def tails(X, training):
    """-log of the shares of training values up to, and from, each value (n, d)."""
    left, right = np.empty(X.shape), np.empty(X.shape)
    n = len(training)
    for j in range(X.shape[1]):
        known = training[:, j]
        unit = spread(known)
        for i, x in enumerate(X[:, j]):
            upto, since = (known <= x).sum(), (known >= x).sum()
            outside = np.log(n + 1)
            left[i, j] = (
                -np.log(upto / n) if upto else outside + np.log1p((known.min() - x) / unit)
            )
            right[i, j] = (
                -np.log(since / n)
                if since
                else outside + np.log1p((x - known.max()) / unit)
            )
    return left, right


def spread(known):
    ordered, n = np.sort(known), len(known)
    if (iqr := ordered[3 * n // 4] - ordered[n // 4]) > 0:
        return iqr
    return np.ptp(known) or abs(known[0]) or 1.0


def skewness(training):
    gaps = training - training.mean(axis=0)
    gaps[:, np.ptp(training, axis=0) == 0] = 0
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.nan_to_num((gaps**3).mean(axis=0) / gaps.std(axis=0, ddof=1) ** 3)


def scores(X, training, choice):
    left, right = tails(X, training)
    skewed = np.where(skewness(training) < 0, left, right)
    if choice == "larger tail":
        return np.maximum(left, right).sum(axis=1)
    if choice == "skewed or mean":
        return np.maximum(skewed, (left + right) / 2).sum(axis=1)
    return np.max([tail.sum(axis=1) for tail in (left, right, skewed)], axis=0)
