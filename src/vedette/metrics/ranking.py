"""How well scores rank odd rows before usual ones: without any threshold."""

from __future__ import annotations

from typing import Any

import numpy as np

from vedette.core.errors import InvalidParameter
from vedette.metrics.given import both_classes, ranks, scored, some_odd


def auroc(odd: Any, scores: Any) -> float:
    """Chance that an odd row scores above a usual one; equal scores count half.

    Constant scores give .5. (Hanley and McNeil, 1982.)

    Parameters
    ----------
    odd
        (n,) true (or 1) where a row is odd.
    scores
        (n,), higher is odder. Infinite ones rank first or last.

    Raises
    ------
    TooLittleData
        If all rows are odd, or none is.
    InvalidInput
        If lengths differ, or a score is missing.

    Examples
    --------
    >>> auroc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
    0.75
    """
    from sklearn.metrics import roc_auc_score

    truth, values = scored(odd, scores)
    both_classes(truth, "AUROC")
    return float(roc_auc_score(truth, ranks(values)[1]))


def average_precision(odd: Any, scores: Any) -> float:
    """Mean precision at the ranks of the odd rows; rows of one score are taken at once.

    Of constant or random scores it is the share of odd rows, so it is read beside that share.

    Parameters
    ----------
    odd
        (n,) true (or 1) where a row is odd.
    scores
        (n,), higher is odder. Infinite ones rank first or last.

    Raises
    ------
    TooLittleData
        If no row is odd.
    InvalidInput
        If lengths differ, or a score is missing.

    Examples
    --------
    >>> round(average_precision([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]), 4)
    0.8333
    """
    from sklearn.metrics import average_precision_score

    truth, values = scored(odd, scores)
    some_odd(truth, "average precision")
    return float(average_precision_score(truth, ranks(values)[1]))


def precision_at(odd: Any, scores: Any, n: int | None = None) -> float:
    """Share of odd rows among the `n` of the highest scores.

    If rows of one score compete for the last places, each gets its part of them: the mean
    over all their orders. So the order of the rows changes nothing.

    Parameters
    ----------
    odd
        (n,) true (or 1) where a row is odd.
    scores
        (n,), higher is odder.
    n
        How many rows are looked at; None: as many as are odd.

    Raises
    ------
    InvalidParameter
        If `n` is not 1 to the number of rows.
    TooLittleData
        If `n` is None and no row is odd.

    Examples
    --------
    >>> precision_at([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], 2)
    0.5
    """
    truth, values = scored(odd, scores)
    if n is None:
        some_odd(truth, "precision at n")
        n = int(np.count_nonzero(truth))
    if (
        isinstance(n, bool)
        or not isinstance(n, int | np.integer)
        or not 1 <= n <= len(truth)
    ):
        raise InvalidParameter(f"n must be a whole number from 1 to {len(truth)}, got {n}")
    edge = np.partition(values, len(values) - n)[len(values) - n]
    above, tied = values > edge, values == edge
    places = n - np.count_nonzero(above)
    part = np.count_nonzero(truth & tied) * places / np.count_nonzero(tied)
    return float((np.count_nonzero(truth & above) + part) / n)
