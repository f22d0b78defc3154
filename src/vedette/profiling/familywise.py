"""Many comparisons at one level of error, spent where a change is hard to see.

A change worth telling is far beyond chance in some comparisons whatever level they get, and in
others hardly. Most of the level is divided as makes the mean power of all comparisons largest
(Spjotvoll, 1972; Roeder and Wasserman, 2009), the rest evenly, so that none is blind to
smaller changes. The weights depend on numbers of rows and on frequencies in both tables
together, never on the difference, so Holm's procedure (1979) holds the level whatever depends
on what.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

EVENLY = 0.2  # of the level is divided evenly
# Beyond these a comparison sees the change whatever its level, or not at all.
EASIEST, HOPELESS = 12.0, 0.5


def weights(expected: Numbers, alpha: float) -> Numbers:
    """Shares (t,) of the level, which sum to 1.

    expected
        (t,) how many standard errors a change worth telling is in each comparison, over 0.
    """
    from scipy.optimize import brentq
    from scipy.special import ndtr

    z = np.clip(expected, HOPELESS, EASIEST)

    def levels(slope: float) -> Numbers:
        # Where power grows equally with the level: c = z / 2 + slope / z.
        return np.asarray(np.minimum(2 * ndtr(-(z / 2 + slope / z)), 1.0))

    top = EASIEST * 40.0
    slope = brentq(lambda one: float(levels(one).sum()) - alpha, -top, top)
    best = levels(slope)
    return np.asarray((1 - EVENLY) * best / best.sum() + EVENLY / len(z))


def holm(p: Numbers, share: Numbers) -> Numbers:
    """Adjusted p (t,): a comparison is beyond chance where its own is at most the level.

    share
        (t,) weights, over 0.
    """
    order = np.argsort(p / share, kind="stable")
    left = np.cumsum(share[order][::-1])[::-1]
    steps = np.maximum.accumulate(p[order] / share[order] * left)
    found = np.empty(len(p))
    found[order] = np.minimum(steps, 1.0)
    return found
