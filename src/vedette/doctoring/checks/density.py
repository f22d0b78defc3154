"""Whether usual rows are about equally dense everywhere."""

from __future__ import annotations

import numpy as np

from vedette.core.arrays import Matrix
from vedette.core.diagnosis import Assumption
from vedette.core.remedies import take
from vedette.core.wording import count
from vedette.doctoring.checks.points import Points
from vedette.kernels.search import build_tree, nearest

NEIGHBOURS = 10
DRAWS = 5
LEAST = 200
# The spread of local distances, over that of a normal cloud with the same covariance.
EVEN, UNEVEN = 1.35, 1.6


def density(points: Points, seed: int) -> Assumption:
    """How much the distance to the tenth neighbour differs from place to place.

    Compared with normal clouds of the same covariance: there it differs too, from the
    middle to the rim.
    """
    X = points.numbers
    m, d = X.shape
    if m < LEAST or d < 1:
        text = f"{count(m, 'row')} of {count(d, 'quantity')}: too few to tell"
        return Assumption("density", "not known", None, UNEVEN, text)
    rng = np.random.default_rng([seed, 5])
    root = _root(np.cov(X, rowvar=False).reshape(d, d))
    clouds = [_spread(rng.standard_normal((m, d)) @ root) for _ in range(DRAWS)]
    found = _spread(X)
    ratio = found / float(np.mean(clouds))
    text = (
        f"sparse places are {np.exp(found):.1f} times as wide as dense ones; "
        f"{np.exp(np.mean(clouds)):.1f} times in a normal cloud"
    )
    if ratio < EVEN:
        return Assumption("density", "holds", ratio, UNEVEN, text)
    advice = f"{take('density')}: it compares a row with its own neighbourhood"
    if ratio < UNEVEN:
        return Assumption("density", "not known", ratio, UNEVEN, text, advice)
    return Assumption("density", "fails", ratio, UNEVEN, text, advice)


def _root(covariance: Matrix) -> Matrix:
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray((vectors * np.sqrt(np.maximum(values, 0.0))).T)


def _spread(X: Matrix) -> float:
    """The logarithm of the ratio of local distances, of the sparsest tenth to the densest."""
    _, distances = nearest(build_tree(X), X, NEIGHBOURS)
    away = distances[:, -1]
    low, high = np.quantile(away[away > 0], (0.1, 0.9)) if (away > 0).any() else (1.0, 1.0)
    return float(np.log(high / low))
