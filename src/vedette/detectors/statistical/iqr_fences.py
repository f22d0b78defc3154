"""IQR fences: how far beyond the quartiles of its column a value is.

    f_j = max(Q1_j - x_j, x_j - Q3_j) / (Q3_j - Q1_j)

is below 0 between the quartiles, -1/2 midway, and beyond 1.5 an outlier (3: "far out"). Of
normal values 0.7 % are. Quartiles are interpolated linearly between values.

References
----------
.. [1] Tukey, "Exploratory data analysis", Addison-Wesley, 1977, section 2D: inner fences
   1.5 and outer fences 3 steps beyond the hinges.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from vedette.core.arrays import Vector
from vedette.core.parameters import check_positive
from vedette.detectors.statistical.column_wise import ColumnWise

NORMAL_IQR = 1.3489795  # of a standard normal


class IQRFences(ColumnWise):
    """The largest distance of a row's values beyond their columns' quartiles, in IQRs.

    Where the quartiles are one value, their distance is taken from the standard deviation:
    1.349 of them, as of normal values.

    Parameters
    ----------
    factor
        A row is odd where its score is above this (`contamination='own'`).
    join
        'max' or 'mean' of the columns.

    Examples
    --------
    >>> detector = IQRFences().fit([[1.0], [2.0], [3.0], [4.0], [5.0]])  # Q1 = 2, Q3 = 4
    >>> detector.unusualness([[3.0], [4.0], [7.0], [8.0]])
    array([-0.5,  0. ,  1.5,  2. ])
    >>> detector.predict([[7.0], [8.0]])
    array([ 1, -1])
    """

    own_rule = "more than `factor` (1.5) interquartile ranges beyond a column's quartiles"
    # The distance from midway between the quartiles is half an IQR at either of them.
    inside = 0.5

    def __init__(
        self,
        factor: float = 1.5,
        *,
        join: str = "max",
        contamination: float | str = "own",
        scale: str | None = None,
    ) -> None:
        self.factor = factor
        self.join = join
        self.contamination = contamination
        self.scale = scale

    def _check_params(self) -> None:
        super()._check_params()
        check_positive("factor", self.factor)

    def _own_limit(self) -> float:
        return float(self.factor)

    def _measured(self, x: Vector, j: int) -> tuple[float, Iterator[float]]:
        low, high = (float(q) for q in np.quantile(x, [0.25, 0.75]))
        return (low + high) / 2, _spreads(x, high - low)


def _spreads(x: Vector, width: float) -> Iterator[float]:
    yield width
    yield NORMAL_IQR * float(x.std())
