"""Which columns are named, so that few of the named ones are clean?

Benjamini and Hochberg [1]_ with weights [2]_: of m columns with levels p_i and weights w_i
(mean 1), name the R smallest p_i / w_i, where R is the largest r with

    (p / w)_(r)  <=  q r / m.

The expected share of falsely named columns is then at most q. A named column's gaps are
then walked again at the level w_i q R / m [3]_, so that what is said *within* the named
columns keeps its rate on average over them.

References
----------
.. [1] Benjamini and Hochberg, "Controlling the false discovery rate", JRSS B 57(1), 1995.
.. [2] Genovese, Roeder and Wasserman, "False discovery control with p-value weighting",
   Biometrika 93(3), 2006.
.. [3] Benjamini and Bogomolov, "Selective inference on multiple families of hypotheses",
   JRSS B 76(1), 2014.
"""

from __future__ import annotations

import numpy as np

from vedette.core.arrays import Vector
from vedette.core.errors import InvalidParameter


def choose_columns(
    levels: Vector, weights: Vector | None, q: float
) -> list[tuple[int, float]]:
    """The columns named, by index: (index, level at which to walk its gaps again).

    levels
        p-values of "this column is clean", (m,).
    weights
        Above 0 with mean at most 1, (m,); None: all 1.
    q
        Accepted share of clean columns among the named ones.
    """
    p = np.asarray(levels, dtype=np.float64)
    w = np.ones(len(p)) if weights is None else np.asarray(weights, dtype=np.float64)
    check(p, w, q)
    m = len(p)
    if m == 0:
        return []
    ranked = np.sort(p / w)
    passing = np.flatnonzero(ranked <= q * np.arange(1, m + 1) / m)
    if passing.size == 0:
        return []
    named = int(passing[-1]) + 1
    again = w * q * named / m
    return [(int(i), min(1.0, float(again[i]))) for i in np.flatnonzero(p <= again)]


def check(p: Vector, w: Vector, q: float) -> None:
    if not 0 < q < 1:
        raise InvalidParameter(f"q must be between 0 and 1, got {q}")
    if p.shape != w.shape:
        raise InvalidParameter(f"there are {len(p)} levels but {len(w)} weights")
    if not ((p >= 0) & (p <= 1)).all():
        raise InvalidParameter("levels must be from 0 to 1")
    if len(w) and not ((w > 0).all() and w.mean() <= 1 + 1e-9):
        raise InvalidParameter("weights must be above 0 with a mean of at most 1")
