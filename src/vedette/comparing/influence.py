"""How much each row moves a measure: its empirical influence.

With weights w on the rows, the derivative of the measure at w = 1, the weights of anomalies
and of usual rows each adding to what they were (so prevalence stays). The sum of squares of
the influences is the variance that resampling the rows would give (the infinitesimal
jackknife), and their products are covariances between detectors on the same rows. So what a
paired bootstrap estimates is had exactly, in one sorted pass.

    AP    = mean over anomalies i of T_i / (T_i + F_i)
    AUROC = mean over anomalies and usual rows of [s_i > s_k] + [s_i = s_k] / 2
    F1    = 2 hits / (flagged + odd)

T_i and F_i count anomalies and usual rows that score at least as high as i.

References
----------
.. [1] Efron, "The jackknife, the bootstrap and other resampling plans", SIAM 1982, ch. 6.
.. [2] DeLong, DeLong and Clarke-Pearson, "Comparing the areas under two or more correlated
   ROC curves", Biometrics 1988: the same for AUROC.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector

Mask = npt.NDArray[np.bool_]


def ap_influence(odd: Mask, scores: Vector) -> tuple[float, Vector]:
    """Average precision, and (n,) how much each row moves it; at least one row is odd."""
    values, place = np.unique(-scores, return_inverse=True)  # 0 is the highest score
    hits = np.bincount(place[odd], minlength=len(values)).astype(np.float64)
    others = np.bincount(place[~odd], minlength=len(values)).astype(np.float64)
    above, false = np.cumsum(hits), np.cumsum(others)  # T and F at each distinct score
    whole, positives = above + false, hits.sum()
    precision = above / whole
    ap = float((hits * precision).sum() / positives)
    # A row counts in T or F of all anomalies that score no higher than it.
    by_hit = _from_here(hits * false / whole**2)
    by_other = _from_here(hits * above / whole**2)
    moved = np.where(odd, precision[place] - ap + by_hit[place], -by_other[place])
    return ap, _centred(moved / positives, odd)


def auroc_influence(odd: Mask, scores: Vector) -> tuple[float, Vector]:
    """The area under the ROC curve, and (n,) how much each row moves it."""
    values, place = np.unique(scores, return_inverse=True)
    hits = np.bincount(place[odd], minlength=len(values)).astype(np.float64)
    others = np.bincount(place[~odd], minlength=len(values)).astype(np.float64)
    positives, negatives = hits.sum(), others.sum()
    below = (np.cumsum(others) - others / 2) / negatives  # of usual rows, for each score
    over = 1 - (np.cumsum(hits) - hits / 2) / positives  # of anomalies
    auroc = float((hits * below).sum() / positives)
    moved = np.where(
        odd, (below[place] - auroc) / positives, (over[place] - auroc) / negatives
    )
    return auroc, _centred(moved, odd)


def f1_influence(odd: Mask, flagged: Mask) -> tuple[float, Vector]:
    """F1 of the flagged rows, and (n,) how much each row moves it; 0 / 0 is 0."""
    whole = int(np.count_nonzero(flagged)) + int(np.count_nonzero(odd))
    if not whole:
        return 0.0, np.zeros(len(odd))
    f1 = 2 * int(np.count_nonzero(flagged & odd)) / whole
    moved = (2.0 * (flagged & odd) - f1 * (flagged.astype(np.float64) + odd)) / whole
    return f1, _centred(moved, odd)


def _from_here(values: Vector) -> Vector:
    """(m,) the sum from each place to the end."""
    return np.cumsum(values[::-1])[::-1]


def _centred(moved: Vector, odd: Mask) -> Vector:
    """The influences less their mean among anomalies and among usual rows."""
    for rows in (odd, ~odd):
        if rows.any():
            moved[rows] -= moved[rows].mean()
    return moved
