"""Z-score: how many standard deviations a value is from its column's mean.

    z_j = |x_j - mean_j| / sd_j,    sd_j^2 = sum (x - mean_j)^2 / n

The oldest rule of all, and one that outliers weaken themselves: they raise the mean and the
standard deviation they are measured by. In n rows no z exceeds sqrt(n - 1), so that with 10
rows or fewer nothing is ever beyond 3. `RobustZScore` is free of it.

References
----------
.. [1] Shiffler, "Maximum Z scores and outliers", The American Statistician 42(1), 1988: the
   limit, there (n - 1) / sqrt(n) as the deviation is divided by n - 1.
"""

from __future__ import annotations

from collections.abc import Iterator

from vedette.core.arrays import Vector
from vedette.core.parameters import check_positive
from vedette.detectors.statistical.column_wise import ColumnWise
from vedette.detectors.statistical.growing import Growing, Moments, standard


class ZScore(Growing, ColumnWise):
    """The largest distance of a row's values from their columns' means, in their deviations.

    Parameters
    ----------
    threshold
        A row is odd where its score is above this (`contamination='own'`). Of usual
        (normal) values 0.27 % are beyond 3, so with many columns many rows are.
    join
        'max' or 'mean' of the columns.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(500, 2))
    >>> ZScore().fit(X).predict([[0.0, 0.0], [0.0, 4.0]])
    array([ 1, -1])
    """

    own_rule = "more than `threshold` (3) standard deviations from a column's mean"

    def __init__(
        self,
        threshold: float = 3.0,
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

    def _use(self, seen: Moments) -> None:
        self._measure_by(standard(seen))

    def _measured(self, x: Vector, j: int) -> tuple[float, Iterator[float]]:
        return float(x.mean()), iter([float(x.std())])
