"""What chance does to mean measures of several detectors, and to their differences.

Two things are chance. Which rows the table holds: the influences of the rows, summed over
all tests that a row is in (Sigma, below), clusters of rows that belong together summed first.
And what each test learned from, with which seed: as far as measures differ between tests by
more than their rows explain,

    sd_ij^2 = Sigma_ii + Sigma_jj - 2 Sigma_ij
              + (1 / J + n_test / n_learned) max(0, S_ij - W_ij)

with S_ij the variance of the difference between the J tests, W_ij what their rows explain
of it, and the factor of Nadeau and Bengio for tests that learn from the same rows [1].

Detectors are told apart if |difference| > c sd, with c the 95 % quantile of the largest
|difference| / sd over all pairs under Sigma: it holds for all pairs at once, so also for
those with the detector that came out best [2].

References
----------
.. [1] Nadeau and Bengio, "Inference for the generalization error", Machine Learning 2003.
.. [2] Hothorn, Bretz and Westfall, "Simultaneous inference in general parametric models",
   Biometrical Journal 2008; Hsu, "Multiple comparisons", 1996, ch. 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import EPS, Matrix, Vector
from vedette.core.comparison import Estimate

Rows = npt.NDArray[np.int64]

DRAWS = 20_000
LEVEL = 0.95
NORMAL = 1.959964  # the two-sided 95 % point of a normal
# With no failure in n, the rate is below 3 / n with 95 % confidence (the rule of three).
RULE_OF_THREE = 3.0


@dataclass(frozen=True, eq=False)
class Measured:
    """One measure of D detectors in J tests.

    values
        (J, D).
    mean, sd
        (D,) over the tests, and by chance.
    apart
        (D, D) standard deviations of the differences; 0 where two never differ.
    critical
        Differences beyond so many `apart` are no chance, all pairs at once.
    anomalies
        How many different ones were tested.
    """

    values: Matrix
    mean: Vector
    sd: Vector
    apart: Matrix
    critical: float
    anomalies: int

    def estimate(self, i: int) -> Estimate:
        """The mean of one detector, its interval within 0 and 1."""
        value, sd = float(self.mean[i]), float(self.sd[i])
        if value >= 1:
            return Estimate(1.0, max(0.0, 1 - RULE_OF_THREE / self.anomalies), 1.0)
        if value <= 0:
            return Estimate(0.0, 0.0, min(1.0, RULE_OF_THREE / self.anomalies))
        # On the scale of log-odds, where an interval cannot leave 0 to 1.
        far = student(self.anomalies) * sd
        odds, reach = np.log(value / (1 - value)), far / (value * (1 - value))
        low, high = (1 / (1 + np.exp(-(odds + s * reach))) for s in (-1, 1))
        return Estimate(value, float(low), float(high))

    def difference(self, i: int, j: int) -> Estimate:
        """By how much i is better than j, with an interval that holds for all pairs."""
        value = float(self.mean[i] - self.mean[j])
        reach = self.critical * float(self.apart[i, j])
        return Estimate(value, value - reach, value + reach)


def student(anomalies: int) -> float:
    """The two-sided 95 % point of Student's t for so many anomalies: few vary, and so does sd."""
    from scipy.stats import t

    return float(t.ppf(0.5 + LEVEL / 2, max(1, anomalies - 1)))


def measured(
    values: Matrix,
    influences: Sequence[Matrix],
    clusters: Sequence[Rows],
    anomalies: int,
    reuse: float,
    seed: int,
) -> Measured:
    """What chance does to the mean of `values` (J, D).

    influences, clusters
        By test: (D, m) how much each row moves the measure, and (m,) which cluster the row
        is of; the same number is the same cluster in all tests.
    reuse
        Rows tested over rows learned from, in each test.
    """
    tests, detectors = values.shape
    sigma = _covariance(influences, clusters, detectors) / tests**2
    within = np.mean(
        [
            _covariance([u], [c], detectors)
            for u, c in zip(influences, clusters, strict=True)
        ],
        axis=0,
    )
    between = np.atleast_2d(np.cov(values.T)) if tests > 1 else within
    factor = (1 / tests + reuse) if tests > 1 else 0.0
    own = np.maximum(np.diag(between) - np.diag(within), 0.0)
    rows = _of_differences(sigma)
    extra = factor * np.maximum(_of_differences(between) - _of_differences(within), 0.0)
    return Measured(
        values,
        values.mean(axis=0),
        np.sqrt(np.diag(sigma) + factor * own),
        np.sqrt(rows + extra),
        _critical(sigma, rows, seed),
        anomalies,
    )


def _covariance(
    influences: Sequence[Matrix], clusters: Sequence[Rows], detectors: int
) -> Matrix:
    """(D, D) of the sums over tests, rows of one cluster summed first."""
    names, place = np.unique(np.concatenate(clusters), return_inverse=True)
    together = np.zeros((detectors, len(names)))
    every = np.concatenate(influences, axis=1)
    for i in range(detectors):
        together[i] = np.bincount(place, weights=every[i], minlength=len(names))
    return np.asarray(together @ together.T)


def _of_differences(covariance: Matrix) -> Matrix:
    """(D, D) variances of all differences; what is only rounding is 0."""
    own = np.diag(covariance)
    both = own[:, None] + own[None, :]
    found = both - 2 * covariance
    return np.where(found > 1e4 * EPS * both, found, 0.0)


def _critical(covariance: Matrix, rows: Matrix, seed: int) -> float:
    """The LEVEL quantile of the largest |difference| / sd of normal draws, over all pairs."""
    one, other = np.triu_indices(len(covariance), 1)
    sd = np.sqrt(rows[one, other])
    one, other, sd = one[sd > 0], other[sd > 0], sd[sd > 0]
    if not len(sd):
        return NORMAL
    size, ways = np.linalg.eigh(covariance)
    root = ways * np.sqrt(np.maximum(size, 0.0))
    rng = np.random.default_rng(seed)
    largest = np.zeros(DRAWS)
    drawn = rng.standard_normal((DRAWS, len(covariance))) @ root.T
    for i, j, s in zip(one.tolist(), other.tolist(), sd.tolist(), strict=True):
        np.maximum(largest, np.abs(drawn[:, i] - drawn[:, j]) / s, out=largest)
    return max(NORMAL, float(np.quantile(largest, LEVEL)))
