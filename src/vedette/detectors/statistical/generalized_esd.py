"""Generalised ESD: how many outliers a column has, and which.

    R_i      = max |x - mean| / sd     of the n - i + 1 values left; the farthest is removed
    lambda_i = (n - i) t / sqrt((n - i - 1 + t^2) (n - i + 1))

where t is the quantile 1 - alpha / (2 (n - i + 1)) of Student's t with n - i - 1 degrees of
freedom. There are as many outliers as the largest i with R_i > lambda_i: looking at all i
up to `max_outliers`, several outliers do not hide each other. With one it is Grubbs' test.

A row is scored by the column without its outliers (n' values, mean m, deviation s):

    |x - m| / (s t' sqrt(1 + 1/n'))

with t' the quantile 1 - alpha / (2 (n' + 1)) for n' - 1 degrees of freedom. Above 1 it would
be the outlier that R finds, were it added to them: that is Grubbs' test, solved for x.

References
----------
.. [1] Rosner, "Percentage points for a generalized ESD many-outlier procedure",
   Technometrics 25(2), 1983.
.. [2] Grubbs, "Sample criteria for testing outlying observations", Annals of Mathematical
   Statistics 21(1), 1950.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.core.parameters import check_number, check_whole
from vedette.core.scaling import Scaler
from vedette.detectors.statistical.column_wise import ROUNDING, ColumnWise

# Below, critical values overflow.
LEAST_ALPHA = 1e-100
SHARE, MOST = 0.1, 1_000  # of the rows, the outliers that are looked for by default


class GeneralizedESD(ColumnWise):
    """The largest distance of a row's values from their columns' means, in critical values.

    Mean and standard deviation are those of a column without the outliers that were found
    in it. The test takes the values for normal; it keeps its level from about 25 rows on.

    Parameters
    ----------
    max_outliers
        Outliers that are looked for in a column, at most n - 2; 1 is Grubbs' test. None: a
        tenth of the rows, at least 1 and at most 1,000.
    alpha
        The chance that a table of normal columns has any outlier: each of d columns is
        tested at alpha / d (Bonferroni).
    join
        'max' or 'mean' of the columns.

    Attributes
    ----------
    statistics_, critical_values_ : (k, d) arrays
        R and lambda. R is 0 where the values left are one.
    outliers_ : (d,) array
        Outliers found in each column.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.r_[np.random.default_rng(0).normal(size=50), 7.0, 8.0][:, None]
    >>> detector = GeneralizedESD(max_outliers=5).fit(X)
    >>> int(detector.outliers_[0]), detector.predict(X)[-3:].tolist()
    (2, [1, -1, -1])
    """

    least_rows = 3
    own_rule = "an outlier of a column in Grubbs' test against its rows without outliers"

    def __init__(
        self,
        max_outliers: int | None = None,
        *,
        alpha: float = 0.05,
        join: str = "max",
        contamination: float | str = "own",
        scale: str | None = None,
    ) -> None:
        self.max_outliers = max_outliers
        self.alpha = alpha
        self.join = join
        self.contamination = contamination
        self.scale = scale

    def _check_params(self) -> None:
        super()._check_params()
        if self.max_outliers is not None:
            check_whole("max_outliers", self.max_outliers, 1)
        check_number("alpha", self.alpha, LEAST_ALPHA, 1, closed="left")

    def _own_limit(self) -> float:
        return 1.0

    def _learned(self, X: Matrix) -> Scaler:
        n, d = X.shape
        some = min(max(1, int(SHARE * n)), MOST)
        k = min(some if self.max_outliers is None else int(self.max_outliers), n - 2)
        level = self.alpha / d
        self.critical_values_: Matrix = np.repeat(
            critical_values(n, k, level)[:, None], d, axis=1
        )
        self.statistics_: Matrix = np.zeros((k, d))
        self.outliers_ = np.zeros(d, dtype=np.int64)
        columns = super()._learned(X)
        limits = grubbs_limits(n - self.outliers_, level)
        return replace(columns, spread=columns.spread * limits)

    def _measured(self, x: Vector, j: int) -> tuple[float, Iterator[float]]:
        k = len(self.critical_values_)
        statistics, means, deviations = removals(np.sort(x), k)
        beyond = np.flatnonzero(statistics > self.critical_values_[:, j])
        found = int(beyond[-1]) + 1 if beyond.size else 0
        self.statistics_[:, j] = statistics
        self.outliers_[j] = found
        # Where those left are one value, the deviation before the last was removed.
        return float(means[found]), iter(deviations[found::-1].tolist())


def removals(x: Vector, k: int) -> tuple[Vector, Vector, Vector]:
    """R (k,) of sorted values x (n,), and mean and deviation (k + 1,) before and after each."""
    n = len(x)
    statistics, means, deviations = np.zeros(k), np.zeros(k + 1), np.zeros(k + 1)
    # What stays whatever is removed is summed once.
    core = x[k : n - k] if n > 2 * k else x[:0]
    core_mean = float(core.mean()) if core.size else 0.0
    core_squares = float(np.square(core - core_mean).sum())
    low, high = 0, n
    for i in range(k + 1):
        ends = np.concatenate([x[low:k], x[n - k : high]]) if core.size else x[low:high]
        count = core.size + ends.size
        mean = core_mean + float((ends - core_mean).sum()) / count
        squares = core_squares + core.size * (mean - core_mean) ** 2
        deviation = np.sqrt((squares + float(np.square(ends - mean).sum())) / (count - 1))
        means[i] = mean
        if deviation <= ROUNDING * abs(mean):
            means[i:] = mean
            break
        deviations[i] = deviation
        if i < k:
            below, above = mean - x[low], x[high - 1] - mean
            statistics[i] = max(below, above) / deviation
            low, high = (low + 1, high) if below > above else (low, high - 1)
    return statistics, means, deviations


def critical_values(n: int, k: int, alpha: float) -> Vector:
    """lambda (k,) for n values (Rosner, 1983, eq. 2.5)."""
    from scipy.special import stdtrit

    left = n - np.arange(k, dtype=np.float64)  # n - i + 1
    t = -stdtrit(left - 2, alpha / (2 * left))
    return np.asarray((left - 1) * t / np.sqrt((left - 2 + t * t) * left))


def grubbs_limits(n: npt.NDArray[np.int64], alpha: float) -> Vector:
    """How far from the mean of n values, in their deviations, one more is an outlier."""
    from scipy.special import stdtrit

    t = -stdtrit(n - 1.0, alpha / (2 * (n + 1.0)))
    return np.asarray(t * np.sqrt(1 + 1.0 / n))
