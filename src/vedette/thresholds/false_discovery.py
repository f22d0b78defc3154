"""Which of many p-values to believe, so that few of those believed are false.

Of the k p-values that are found, on average at most a share q is false, if the p-values are
independent or positively dependent on those of usual rows [1]_ [2]_; conformal p-values of
one calibration part are [3]_.

References
----------
.. [1] Benjamini and Hochberg, "Controlling the false discovery rate", JRSS B 57, 1995.
.. [2] Benjamini and Yekutieli, "The control of the false discovery rate in multiple testing
   under dependency", Annals of Statistics 29, 2001.
.. [3] Bates, Candes, Lei, Romano and Sesia, "Testing for outliers with conformal p-values",
   Annals of Statistics 51, 2023.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import EPS, Vector


def conformal_p(scores: Vector, calibration: Vector) -> Vector:
    """(1 + the number of calibration scores that are as great) / (n + 1), (m,).

    `calibration` (n,) is ascending: usual rows that no detector has learned from. For a
    usual row among `scores` the chance of p <= a is at most a, whatever the detector.
    """
    n = len(calibration)
    as_great = n - np.searchsorted(calibration, scores, side="left")
    return np.asarray((1.0 + as_great) / (n + 1.0))


def discoveries(p: Vector, q: float) -> npt.NDArray[np.bool_]:
    """Which of the p-values (m,) are found at a false share of at most q."""
    if len(p) == 0:
        return np.zeros(0, dtype=bool)
    from scipy.stats import false_discovery_control

    # p-values of counts often lie exactly on the line.
    return np.asarray(false_discovery_control(p) <= q * (1 + 8 * EPS))
