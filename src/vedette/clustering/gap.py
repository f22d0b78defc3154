"""The gap statistic: the sum of squares against that of rows without clusters.

    gap(k) = mean over b of log W*_kb - log W_k,    s_k = sd_k sqrt(1 + 1/B)

W* are of B tables of as many rows, uniform in the box of the rows along their principal
components. The choice is the least k with gap(k) >= gap(k + 1) - s_(k + 1).

References
----------
.. [1] Tibshirani, Walther and Hastie, "Estimating the number of clusters in a data set via
   the gap statistic", JRSS B 63 (2001), section 3.
"""

from __future__ import annotations

import numpy as np

from vedette.clustering.measures import within
from vedette.clustering.partition import divided
from vedette.core.arrays import Matrix, Vector

REFERENCES = 10
RESTARTS = 2


def gaps(X: Matrix, most: int, seed: int) -> tuple[Vector, Vector]:
    """gap(k) and s_k, k = 1 to `most`; fewer where all rows lie in their centres."""
    logs = _logs(X, most, seed)
    rng = np.random.default_rng(seed)
    made = np.stack(
        [_logs(box_like(X, rng), most, seed + b)[: len(logs)] for b in range(REFERENCES)]
    )
    s = made.std(axis=0) * np.sqrt(1 + 1 / REFERENCES)
    return made.mean(axis=0) - logs, s


def chosen(gap: Vector, s: Vector) -> int | None:
    """The least k whose gap is not clearly below the next one's; None without any."""
    for k in range(len(gap) - 1):
        if gap[k] >= gap[k + 1] - s[k + 1]:
            return k + 1
    return len(gap) or None


def box_like(X: Matrix, rng: np.random.Generator) -> Matrix:
    """As many rows, uniform in the box of X along its principal components."""
    centre = X.mean(axis=0)
    _, _, axes = np.linalg.svd(X - centre, full_matrices=False)
    turned = (X - centre) @ axes.T
    drawn = rng.uniform(turned.min(axis=0), turned.max(axis=0), turned.shape)
    return np.asarray(drawn @ axes + centre)


def _logs(X: Matrix, most: int, seed: int) -> Vector:
    """log W_k for k = 1, 2, ... while it is above 0."""
    out: list[float] = []
    total = 0.0
    for k in range(1, most + 1):
        inside = within(X, divided(X, k, seed % 2**32, restarts=RESTARTS).labels)
        total = total or inside
        if not inside > 1e-12 * total:
            break
        out.append(float(np.log(inside)))
    return np.array(out)
