"""How many clusters there are: what every way of counting says, and the choice.

The choice is the largest number of clusters that all are apart (`separation`): it alone of
the seven needs no assumption on shapes but that there are fewer rows between clusters than
in them, and can say 1. The others are shown beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vedette.clustering import gap
from vedette.clustering.adapting import adapted
from vedette.clustering.measures import (
    MOST_PAIRS_OF,
    Labels,
    calinski_harabasz,
    davies_bouldin,
    silhouettes,
    within,
)
from vedette.clustering.partition import divided, fit_mixture
from vedette.clustering.separation import APART, halves, least_apart
from vedette.core.arrays import Matrix
from vedette.core.clusters import Criterion

# A cluster has so many of the rows at least; fewer, far away, are outliers.
LEAST_SHARE, LEAST_ROWS = 0.01, 5
ROUNDS = 3  # of setting far rows aside
MOST_ASIDE = 0.05
GAP_ROWS, BIC_ROWS = 1_000, 2_000
ROWS_EACH = 5  # a cluster for so many rows at most

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Counted:
    """The ways of counting, the choice, and the rows (n,) that had a say in it."""

    criteria: tuple[Criterion, ...]
    k: int
    rows: Labels


def count_clusters(
    X: Matrix, filled: Matrix, most: int, algorithm: str, seed: int, tell: Tell
) -> Counted:
    """Look at 1 to `most` clusters of the rows X (n, d).

    filled
        The same rows, columns of few values spread: by these it is told what is apart.
    """
    rng = np.random.default_rng(seed)
    most = highest(X, most)
    rows = usual_rows(X, most, seed)
    X, filled = X[rows], filled[rows]
    order = rng.permutation(len(X))
    some = _some(len(X), MOST_PAIRS_OF, rng)
    steps = 2 * most
    found: dict[str, list[tuple[int, float]]] = {name: [] for name in _NAMES}
    for k in range(1, most + 1):
        labels = divided(X, k, seed % 2**32, algorithm).labels
        found["elbow"].append((k, within(X, labels)))
        if k > 1:
            shadow = float(silhouettes(X, labels, some).mean())
            found["silhouette"].append((k, shadow))
            _add(found["davies_bouldin"], k, davies_bouldin(X, labels))
            _add(found["calinski_harabasz"], k, calinski_harabasz(X, labels))
        found["separation"].append((k, _ratio(filled, labels, order, k)))
        tell(k, steps)
    found["bic"] = _bics(X[_some(len(X), BIC_ROWS, rng)], most, seed)
    gap_k, found["gap"] = _gaps(X[_some(len(X), GAP_ROWS, rng)], most, seed)
    tell(steps, steps)
    said: dict[str, int | None] = {
        "separation": largest_apart(found["separation"]),
        "elbow": knee(found["elbow"]),
        "silhouette": _best(found["silhouette"], highest=True),
        "davies_bouldin": _best(found["davies_bouldin"], highest=False),
        "calinski_harabasz": _best(found["calinski_harabasz"], highest=True),
        "gap": gap_k,
        "bic": _best(found["bic"], highest=False),
    }
    criteria = tuple(
        Criterion(name, tuple(found[name]), said[name], name in _CAN_SAY_NONE)
        for name in _NAMES
    )
    return Counted(criteria, largest_apart(found["separation"]), rows)


def apart(X: Matrix, filled: Matrix, most: int, seed: int) -> int:
    """The most clusters of k-means that all are apart: the choice alone (`count_clusters`)."""
    rng = np.random.default_rng(seed)
    most = highest(X, most)
    rows = usual_rows(X, most, seed)
    X, filled = X[rows], filled[rows]
    order = rng.permutation(len(X))
    return largest_apart(
        [
            (
                k,
                _ratio(
                    filled,
                    divided(X, k, seed % 2**32, restarts=3).labels,
                    order,
                    k,
                    enough=APART,
                ),
            )
            for k in range(1, most + 1)
        ]
    )


def metric(filled: Matrix, most: int, seed: int) -> Matrix | None:
    """(d, d) the metric of the most clusters that are apart in one of their own.

    None if no clusters are apart in any.
    """
    rng = np.random.default_rng(seed)
    most = highest(filled, most)
    X = filled[usual_rows(filled, most, seed)]
    order = rng.permutation(len(X))
    for k in range(most, 1, -1):
        labels, weights = adapted(X, k, seed)
        if _ratio(X, labels, order, k, enough=APART) < APART:
            return weights
    return None


def highest(X: Matrix, most: int) -> int:
    """The largest number of clusters that can be looked for."""
    return min(most, max(1, len(X) // ROWS_EACH), len(np.unique(X, axis=0)))


_NAMES = (
    *("separation", "elbow", "silhouette", "davies_bouldin"),
    *("calinski_harabasz", "gap", "bic"),
)
_CAN_SAY_NONE = ("separation", "gap", "bic")


def usual_rows(X: Matrix, most: int, seed: int) -> Labels:
    """The rows that are in no tiny cluster: a few far ones would get clusters of their own."""
    rows = np.arange(len(X))
    least = max(2, int(LEAST_SHARE * len(X)))
    for _ in range(ROUNDS):
        labels = divided(X[rows], most, seed % 2**32, restarts=2).labels
        kept = np.bincount(labels)[labels] >= least
        if kept.all() or kept.sum() < (1 - MOST_ASIDE) * len(X):
            break
        rows = rows[kept]
    return rows


def largest_apart(ratios: list[tuple[int, float]]) -> int:
    """The largest number of clusters that all are apart; 1 if none are."""
    return max((k for k, ratio in ratios if ratio < APART), default=1)


def knee(sums: list[tuple[int, float]]) -> int | None:
    """The k at which the curve bends most: farthest below the line between its ends.

    None if there are fewer than three points, or nothing falls. The rule is that of
    Satopaa et al., "Finding a 'kneedle' in a haystack", ICDCS workshops (2011).
    """
    if len(sums) < 3 or not sums[0][1] > sums[-1][1]:
        return None
    k, w = np.array(sums, dtype=np.float64).T
    below = 1 - (k - k[0]) / (k[-1] - k[0]) - (w - w[-1]) / (w[0] - w[-1])
    return int(k[int(np.argmax(below))])


def _ratio(
    X: Matrix, labels: Labels, order: Labels, k: int, enough: float = np.inf
) -> float:
    sizes = np.bincount(labels)
    if len(sizes) < k or sizes.min() < max(
        LEAST_ROWS if k > 1 else 0, LEAST_SHARE * len(X)
    ):
        return 1.0
    return least_apart(X, labels, halves(labels, order), enough)


def _add(values: list[tuple[int, float]], k: int, value: float | None) -> None:
    if value is not None:
        values.append((k, value))


def _best(values: list[tuple[int, float]], *, highest: bool) -> int | None:
    if not values:
        return None
    sign = -1 if highest else 1
    return min(values, key=lambda pair: (sign * pair[1], pair[0]))[0]


def _bics(X: Matrix, most: int, seed: int) -> list[tuple[int, float]]:
    """The lower BIC of a full and a diagonal mixture, by number of Gaussians."""
    from vedette.detectors.quietly import quietly

    if len(X) < 3 or not X.var(axis=0).any():
        return []
    with quietly():
        return [
            (k, float(fit_mixture(X, k, seed % 2**32).bic(X)))
            for k in range(1, min(most, len(X) // 2) + 1)
        ]


def _gaps(X: Matrix, most: int, seed: int) -> tuple[int | None, list[tuple[int, float]]]:
    if most < 2:
        return None, []
    values, spread = gap.gaps(X, most, seed)
    pairs = [(k + 1, float(value)) for k, value in enumerate(values)]
    return gap.chosen(values, spread), pairs


def _some(n: int, most: int, rng: np.random.Generator) -> Labels:
    return np.arange(n) if n <= most else np.sort(rng.choice(n, most, replace=False))
