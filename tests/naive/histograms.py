"""Histograms of columns and of random projections, said plainly and slowly."""

import numpy as np


def hbos(X, training, n_bins, alpha, tol):
    """The summands (n, d) of the score."""
    out = np.empty(X.shape)
    for j in range(X.shape[1]):
        known = training[:, j]
        low, high = known.min(), known.max()
        if low == high:
            size = abs(low) or 1.0
            gap = np.abs(X[:, j] - low) / size
            worst = -np.log2(alpha) + np.log2(1 + gap)
            out[:, j] = np.where(gap == 0, -np.log2(1 + alpha), worst)
            continue
        counts = np.histogram(known, n_bins, (low, high))[0]
        scores = -np.log2(counts / len(known) * n_bins + alpha)
        for i, x in enumerate(X[:, j]):
            far = max(low - x, x - high) / (high - low) * n_bins
            if far > tol:
                out[i, j] = -np.log2(alpha) + np.log2(1 + (far - tol) / n_bins)
            else:
                at = int(np.clip((x - low) / (high - low) * n_bins, 0, n_bins - 1))
                out[i, j] = scores[at]
    return out


def projections(X, cuts):
    """(n, cuts) in float32, terms added in order."""
    unit, centre, inverse = cuts.units.T
    z = np.clip((X * unit - centre) * inverse, -1e30, 1e30).astype(np.float32)
    out = np.zeros((len(X), len(cuts.columns)), dtype=np.float32)
    for c, (columns, weights) in enumerate(zip(cuts.columns, cuts.weights, strict=True)):
        for column, weight in zip(columns, weights, strict=True):
            out[:, c] += weight * z[:, column]
    return out


def places(X, cuts):
    """Where each projection (n, cuts) lies, in bins."""
    low, inverse, _ = cuts.bins.T
    return (projections(X, cuts) - low) * inverse


def counts(X, cuts):
    most = int(cuts.bins[:, 2].max())
    out = np.zeros((len(cuts.bins), most), dtype=np.int64)
    for c, (at, bins) in enumerate(zip(places(X, cuts).T, cuts.bins[:, 2], strict=True)):
        for place in at:
            out[c, int(np.clip(place, 0, bins - 1))] += 1
    return out


def scores(X, cuts, table):
    """(n, cuts) the score of each row in each cut."""
    out = np.empty((len(X), len(cuts.bins)))
    for c, (at, bins) in enumerate(zip(places(X, cuts).T, cuts.bins[:, 2], strict=True)):
        for i, place in enumerate(at):
            if place < 0:
                out[i, c] = table[c, 0] + np.log1p(-place / bins)
            elif place > bins:
                out[i, c] = table[c, int(bins) + 1] + np.log1p((place - bins) / bins)
            else:
                out[i, c] = table[c, 1 + int(min(place, bins - 1))]
    return out


def bin_count(values, most):
    """Birge and Rozenholc's number of bins."""
    n = len(values)
    gains = []
    for bins in range(1, 1 + min(most, int(n / np.log(n)))):
        counts = np.histogram(values, bins)[0]
        likelihood = sum(c * np.log(bins * c / n) for c in counts if c)
        gains.append(likelihood - (bins - 1 + np.log(bins) ** 2.5))
    return 1 + int(np.argmax(gains))
