"""Whether clusters are apart: fewer rows between two of them than at either one's centre.

Two clusters are looked at along the line on which they differ most (Fisher's discriminant,
Ledoit and Wolf's covariance), with their medians at 0 and 1:

    ratio = (rows in [.4, .6] + 1) / (the fewer of those in [-.1, .1] and [.9, 1.1], + 1)

Pieces of one blob, and of rows that fill a box evenly, have a ratio of about .5 to 1; two
normal clusters 4 sigma apart .3, 5 sigma .1. The line is found by one half of the rows and
the ratio taken from the other, and the other way round: else in many columns every division
would look clear.

Of few rows a ratio may be small by chance: the rows between, of each cluster and the one that
it is least apart from, must be clearly fewer than half of those at the centres (Poisson).

The number of clusters is the most for which every two of them have a ratio below APART.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from vedette.clustering.measures import Labels, centres_of
from vedette.core.arrays import Matrix, Vector

APART = 0.3
LEAST = 3  # rows of a cluster in each half
CHANCE = 0.05


def least_apart(X: Matrix, labels: Labels, half: Labels, enough: float = np.inf) -> float:
    """The largest ratio of any two clusters; 0 for a single one, 1 where too few to tell.

    half
        (n,) 0 or 1: which half of the rows each belongs to.
    enough
        A ratio from which on it does not matter how large it is: looking ends there.
    """
    worst: dict[int, tuple[float, int, int]] = {}
    for i, j in _nearest_first(centres_of(X, labels)):
        between, at = rows_along(X, labels == i, labels == j, half)
        ratio = (between + 1) / (at + 1) if at else 1.0
        for cluster in (i, j):
            worst[cluster] = max(worst.get(cluster, (0.0, 0, 0)), (ratio, between, at))
        if ratio >= enough:
            return ratio
    if not worst:
        return 0.0
    largest = max(worst.values())[0]
    return largest if largest >= APART or not by_chance(set(worst.values())) else 1.0


def by_chance(pairs: set[tuple[float, int, int]]) -> bool:
    """Whether so few rows between may be chance, if there were half as many as at a centre.

    pairs
        The ratio, rows between and at the centre, of each cluster and the one that it is
        least apart from.
    """
    from scipy.stats import poisson

    between = sum(pair[1] for pair in pairs)
    at = sum(pair[2] for pair in pairs)
    return bool(poisson.cdf(between, 0.5 * at) > CHANCE)


def halves(labels: Labels, order: Labels) -> Labels:
    """(n,) 0 or 1: every second row of each cluster, in the given order (n,) of the rows.

    A small cluster has rows in both halves then, whatever the order.
    """
    rows = np.lexsort((order, labels))
    sizes = np.bincount(labels)
    place = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    half = np.empty(len(rows), dtype=np.int64)
    half[rows] = place % 2
    return half


def _nearest_first(centres: Matrix) -> list[tuple[int, int]]:
    pairs = list(combinations(range(len(centres)), 2))
    return sorted(
        pairs, key=lambda ij: float(((centres[ij[0]] - centres[ij[1]]) ** 2).sum())
    )


def rows_along(
    X: Matrix, one: np.ndarray, other: np.ndarray, half: Labels
) -> tuple[int, int]:
    """Rows between two clusters, and at the centre with fewer; 0 there: too few to tell."""
    between = at_one = at_other = 0
    for side in (0, 1):
        here, there = half == side, half != side
        parts = [X[group & where] for where in (there, here) for group in (one, other)]
        if min(map(len, parts)) < LEAST:
            return 0, 0
        axis = discriminant(parts[0], parts[1])
        p, q = parts[2] @ axis, parts[3] @ axis
        low, high = float(np.median(p)), float(np.median(q))
        if not high > low:
            return 0, 0
        t = (np.concatenate([p, q]) - low) / (high - low)
        between += _near(t, 0.5)
        at_one += _near(t, 0.0)
        at_other += _near(t, 1.0)
    return between, min(at_one, at_other)


def _near(t: Vector, place: float) -> int:
    return int((np.abs(t - place) <= 0.1).sum())


def discriminant(A: Matrix, B: Matrix) -> Vector:
    """(d,) the direction from A to B in which they differ most, given how they spread."""
    from sklearn.covariance import ledoit_wolf_shrinkage

    gap = B.mean(axis=0) - A.mean(axis=0)
    spread = np.concatenate([A - A.mean(axis=0), B - B.mean(axis=0)])
    scale = np.sqrt((spread**2).mean(axis=0))
    scale[scale == 0] = 1e-9 * (float(scale.max()) or 1.0)
    white = spread / scale
    shrink = float(ledoit_wolf_shrinkage(white, assume_centered=True))
    covariance = white.T @ white / len(white)
    level = float(np.trace(covariance)) / len(covariance) or 1.0
    covariance = (1 - shrink) * covariance + (shrink + 1e-9) * level * np.eye(
        len(covariance)
    )
    return np.asarray(np.linalg.solve(covariance, gap / scale) / scale)
