"""Robust z-score: how far a value is from its column's median, in median deviations.

    M_j = 0.6745 |x_j - median_j| / MAD_j,    MAD_j = median |x - median_j|

    where MAD_j is 0:  M_j = |x_j - median_j| / (1.253314 mean |x - median_j|)

Both factors make M a number of standard deviations where the values are normal. Up to half
of the rows may be wild without moving it.

References
----------
.. [1] Iglewicz and Hoaglin, "How to detect and handle outliers", ASQC Quality Press, 1993:
   M, the limit 3.5, and the mean deviation where more than half the values are one.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from vedette.core.arrays import Vector
from vedette.core.parameters import check_positive
from vedette.detectors.statistical.column_wise import ColumnWise

OF_MEDIAN = 0.6745  # MAD of a standard normal
OF_MEAN = 1.253314  # sqrt(pi / 2): 1 over its mean absolute deviation


class RobustZScore(ColumnWise):
    """The largest distance of a row's values from their columns' medians, in deviations.

    Parameters
    ----------
    threshold
        A row is odd where its score is above this (`contamination='own'`).
    join
        'max' or 'mean' of the columns.

    Examples
    --------
    >>> detector = RobustZScore().fit([[2.1], [2.6], [2.4], [2.5], [2.3], [2.1], [2.3], [9.9]])
    >>> detector.predict([[2.9], [9.9]])
    array([ 1, -1])
    """

    own_rule = "a modified z-score above `threshold` (3.5) in a column"

    def __init__(
        self,
        threshold: float = 3.5,
        *,
        join: str = "max",
        contamination: float | str = "own",
        scale: str | None = None,
    ) -> None:
        self.threshold = threshold
        self.join = join
        self.contamination = contamination
        self.scale = scale

    def _check_params(self) -> None:
        super()._check_params()
        check_positive("threshold", self.threshold)

    def _own_limit(self) -> float:
        return float(self.threshold)

    def _measured(self, x: Vector, j: int) -> tuple[float, Iterator[float]]:
        median = float(np.median(x))
        away = np.abs(x - median)
        return median, _spreads(away)


def _spreads(away: Vector) -> Iterator[float]:
    yield float(np.median(away)) / OF_MEDIAN
    yield OF_MEAN * float(away.mean())
