"""Whether usual rows are one population, or several with emptiness between."""

from __future__ import annotations

import numpy as np

from vedette.core.arrays import Matrix, Vector
from vedette.core.diagnosis import Assumption
from vedette.core.remedies import take
from vedette.core.wording import count, percent
from vedette.doctoring.checks.points import Points

LEAST = 200
# A homogeneous table is called otherwise with at most this probability.
ALPHA = 0.01
# Windows on the line between two centres, in parts of their distance.
WIDTH = 0.25
STARTS, ROUNDS = 5, 30
# A group is one from this share of the rows on.
SMALLEST = 0.05


def groups(points: Points, seed: int) -> Assumption:
    """Whether there is a valley between the two halves into which rows fall best.

    The line between the centres of two clusters is found in one half of the rows. On it,
    the rows of the other half are counted near both centres and midway: where there is one
    peak, the middle is no emptier than both sides, so a count that is far below both is as
    unlikely as the binomial distribution says.
    """
    X = points.numbers
    m, d = X.shape
    if m < LEAST or d < 1:
        text = f"{count(m, 'row')} of {count(d, 'quantity')}: too few to tell"
        return Assumption("groups", "not known", None, ALPHA, text)
    order = np.random.default_rng([seed, 6]).permutation(m)
    first, second = X[order[: m // 2]], X[order[m // 2 :]]
    centres, share = _two(first, seed)
    p, valley = _valley((second - centres[0]) @ (centres[1] - centres[0]), centres)
    if p < ALPHA and min(share, 1 - share) >= SMALLEST:
        text = (
            f"rows fall into groups: midway between the largest two there are "
            f"{percent(valley)} as many rows as at their centres"
        )
        advice = (
            f"a distance to one centre misleads: {take('groups')}; or judge groups by "
            "themselves: --where"
        )
        return Assumption("groups", "fails", p, ALPHA, text, advice)
    text = "rows form one group: no emptiness between its halves"
    return Assumption("groups", "holds", p, ALPHA, text)


def _two(X: Matrix, seed: int) -> tuple[Matrix, float]:
    """The centres (2, d) of two clusters, and the share of rows in the second."""
    from scipy.cluster.vq import kmeans2

    least, best = np.inf, (X[:2], 0.0)
    for start in range(STARTS):
        rng = np.random.default_rng([seed, 7, start])
        centres, label = kmeans2(X, 2, iter=ROUNDS, minit="++", missing="raise", rng=rng)
        within = float(np.square(X - centres[label]).sum())
        if within < least:
            least, best = within, (np.asarray(centres), float(label.mean()))
    return best


def _valley(along: Vector, centres: Matrix) -> tuple[float, float]:
    """p of a middle as empty under one peak, and the middle's count over the sides' mean."""
    from scipy.special import bdtr

    length = float(np.square(centres[1] - centres[0]).sum())
    if not length > 0:
        return 1.0, 1.0
    at = along / length  # 0 and 1 at the centres
    left, middle, right = (
        int((np.abs(at - where) < WIDTH / 2).sum()) for where in (0.0, 0.5, 1.0)
    )
    p = max(float(bdtr(middle, middle + side, 0.5)) for side in (left, right))
    sides = (left + right) / 2
    return p, middle / sides if sides else 1.0
