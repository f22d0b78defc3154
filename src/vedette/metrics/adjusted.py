"""Point adjustment: one flagged row makes all rows of its odd range count as found.

It is offered because papers report it, and it misleads: the longer the ranges, the more
surely any scores at all meet each of them once. (Kim, Choi, Choi, Lee and Yoon, 2022, "Towards
a rigorous evaluation of time-series anomaly detection", AAAI.)
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from vedette.metrics.confusion import Confusion, confusion
from vedette.metrics.given import flags, same_length
from vedette.metrics.runs import runs, stretches


class MisleadingMetric(UserWarning):
    """A number that papers report, and that scores drawn at random do well in."""


def point_adjusted(odd: Any, flagged: Any, *, series: Any = None) -> Confusion:
    """The counts after point adjustment, with a warning.

    Parameters
    ----------
    odd, flagged
        (n,) true (or 1) where a row is odd, and where it was called so; rows in order of time.
    series
        (n,) which series a row belongs to; its rows follow each other. None: one series.

    Warns
    -----
    MisleadingMetric
        Always.

    Raises
    ------
    InvalidInput
        If lengths differ, or there is anything but 0 and 1.
    """
    truth, called = flags(odd, "odd"), flags(flagged, "flagged")
    same_length(truth, called, "flagged")
    warnings.warn(
        "point adjustment misleads: one flagged row makes a whole range count as found, so "
        "that scores drawn at random reach a high F1; range_score and vus do not",
        MisleadingMetric,
        stacklevel=2,
    )
    found = runs(truth, stretches(series, len(truth)))
    before = np.concatenate([[0], np.cumsum(called)])
    hit = before[found.ends] - before[found.starts]
    lengths = found.lengths
    adjusted = called.copy()
    starts = np.repeat(found.starts - np.cumsum(lengths) + lengths, lengths)
    rows = starts + np.arange(lengths.sum())
    adjusted[rows] = np.repeat(hit > 0, lengths)
    return confusion(truth, adjusted)
