"""INNE, DBSCAN and HDBSCAN scores, said plainly and slowly."""

import numpy as np

from naive.ensemble import distances


def isolation(x, sample):
    """1 - r(nearest of c) / r(c) for the smallest sphere over x, 1 if there is none."""
    between = distances(sample, sample)
    np.fill_diagonal(between, np.inf)
    radius, nearest = between.min(axis=1), between.argmin(axis=1)
    covers = distances(x[None], sample)[0] <= radius * (1 + 1e-6)
    if not covers.any():
        return 1.0
    c = int(np.where(covers, radius, np.inf).argmin())
    return 1 - radius[nearest[c]] / radius[c] if radius[c] > 0 else 0.0


def inne(X, samples, own):
    """Mean (n,) of `isolation` over the samples that do not hold the row."""
    out = []
    for x in X:
        values = [isolation(x, sample) for sample in samples]
        held = [
            ((sample == x).all(axis=1) & mine).any()
            for sample, mine in zip(samples, own, strict=True)
        ]
        unseen = [v for v, h in zip(values, held, strict=True) if not h]
        out.append(np.mean(unseen or values))
    return np.array(out)


def core_distance(X, min_samples):
    """Distance (n,) at which each row has min_samples rows, itself among them."""
    return np.sort(distances(X, X), axis=1)[:, min_samples - 1]


def dbscan_reach(X, eps, min_samples):
    """Distance (n,) of training rows to the nearest other core row, in units of eps."""
    between, core = distances(X, X), core_distance(X, min_samples)
    np.fill_diagonal(between, np.inf)
    reach = between[:, core <= eps].min(axis=1)
    return np.where(core <= eps, np.minimum(reach, core), reach) / eps


def hdbscan_reach(X, labels, min_samples):
    """a(x) / the cluster's largest a(x), for training rows X and their labels."""
    between, core = distances(X, X), core_distance(X, min_samples)
    np.fill_diagonal(between, np.inf)
    mutual = np.maximum(between, np.maximum(core[:, None], core[None, :]))
    mutual[:, labels < 0] = np.inf
    reach = mutual.min(axis=1)
    latest = np.array([reach[labels == k].max() for k in range(labels.max() + 1)])
    reached = [labels[row <= least] for row, least in zip(mutual, reach, strict=True)]
    return reach / [max(latest[clusters]) for clusters in reached]
