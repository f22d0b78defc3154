"""So many standard deviations beyond the mean of the usual rows' scores."""

from __future__ import annotations

import numpy as np

from vedette.core.parameters import check_positive
from vedette.thresholds.rule import Part, Rule

# The median absolute deviation of a normal sample is this part of its standard deviation.
NORMAL_MAD = 0.6744897501960817


class SigmaRule(Rule):
    """Mean of the scores + n standard deviations, of the rows that are not known to be odd.

    Odd rows that nobody labelled move the mean and widen the deviation; the robust form
    takes the median, and the median absolute deviation over 0.6745, which up to half of the
    rows cannot move at will. Neither says how often a usual row is flagged: scores are
    seldom normal.

    Parameters
    ----------
    n
        How many, above 0.
    robust
        Whether the centre is the median and the spread that of the middle half.
    """

    name = "sigma"
    held_out = False

    def __init__(self, n: float = 3.0, *, robust: bool = False) -> None:
        self.n = n
        self.robust = robust

    def _check_params(self) -> None:
        check_positive("n", self.n)

    def _learn(self, part: Part) -> float:
        scores = part.usual if len(part.usual) else part.scores
        # In units of the largest, so that squares of 1e308 do not overflow.
        largest = float(np.abs(scores).max()) or 1.0
        x = scores / largest
        centre, spread = (_median_and_mad if self.robust else _mean_and_deviation)(x)
        if spread == 0:
            self.notes_.append(
                "the scores do not spread: every row with a greater score than most is "
                "flagged"
            )
        return min((centre + self.n * spread) * largest, float(np.finfo(np.float64).max))

    def _typed(self) -> list[float]:
        return [self.n]

    def __str__(self) -> str:
        return f"robust-{super().__str__()}" if self.robust else super().__str__()


def _mean_and_deviation(x: np.ndarray) -> tuple[float, float]:
    # Means of equal numbers are off by rounding, which would flag them all.
    return (float(x[0]), 0.0) if x.min() == x.max() else (float(x.mean()), float(x.std()))


def _median_and_mad(x: np.ndarray) -> tuple[float, float]:
    centre = float(np.median(x))
    return centre, float(np.median(np.abs(x - centre))) / NORMAL_MAD
