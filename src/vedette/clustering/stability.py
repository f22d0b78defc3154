"""Whether the same clusters come again when the rows are drawn anew.

Four fifths of the rows are drawn, clusters are found in these alone, and all rows go to
them. The adjusted Rand index compares that with the clusters of all rows: 1 if they are the
same, 0 if they have no more in common than chance gives. For each cluster, the share of
rows that it has in common with the most alike of the new ones (Jaccard).

References
----------
.. [1] Hubert and Arabie, "Comparing partitions", J. Classification 2 (1985).
.. [2] Hennig, "Cluster-wise assessment of cluster stability", CSDA 52 (2007).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vedette.clustering.measures import Labels
from vedette.clustering.model import nearest
from vedette.clustering.partition import Partition
from vedette.core.arrays import Matrix, Vector

TIMES, SHARE = 10, 0.8


@dataclass(frozen=True)
class Stability:
    """Mean index, and mean share (k,) in common, over so many draws."""

    rand: float
    jaccard: Vector
    times: int


def stability(
    X: Matrix, labels: Labels, again: Callable[[Matrix, int], Partition], seed: int
) -> Stability | None:
    """None if there are fewer than two clusters to find again.

    again
        Finds clusters in some rows: called with them and a seed.
    """
    from sklearn.metrics import adjusted_rand_score

    k = int(labels.max()) + 1
    if k < 2:
        return None
    rng = np.random.default_rng(seed)
    rands, shares = [], []
    for time in range(TIMES):
        rows = np.sort(rng.choice(len(X), max(k, int(SHARE * len(X))), replace=False))
        found = nearest(again(X[rows], seed + time), X)
        rands.append(float(adjusted_rand_score(labels, found)))
        shares.append([_in_common(labels == i, found) for i in range(k)])
    return Stability(float(np.mean(rands)), np.mean(shares, axis=0), TIMES)


def _in_common(inside: np.ndarray, found: Labels) -> float:
    both = np.bincount(found[inside] + 1)
    either = inside.sum() + np.bincount(found + 1)[: len(both)] - both
    return float((both[1:] / either[1:]).max()) if len(both) > 1 else 0.0
