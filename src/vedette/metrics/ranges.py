"""Precision and recall of ranges of a series: a range that is met in part counts in part.

    recall(R_i)    = a [R_i is met at all] + (1 - a) c(R_i) sum_j w(R_i, R_i and P_j)
    precision(P_j) = c(P_j) sum_i w(P_j, P_j and R_i)

w is the share of a range that is met, in which rows weigh by their position; c is 1 if the
range is met by one range, and falls with their number. The mean over the ranges is given.

Tatbul, Lee, Zdonik, Alam and Gottschlich (2018), "Precision and recall for time series",
NeurIPS, equations 3 to 8 and figure 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from vedette.core.arrays import Vector
from vedette.core.errors import InvalidParameter, unknown
from vedette.metrics.given import flags, same_length, share
from vedette.metrics.runs import Places, Runs, runs, stretches

Bias = Literal["flat", "front", "middle", "back"]
Cardinality = Literal["reciprocal", "one"]

BIASES = ("flat", "front", "middle", "back")
CARDINALITIES = ("reciprocal", "one")


@dataclass(frozen=True)
class RangeScore:
    """Range-based precision and recall, and of how many ranges.

    odd, flagged
        Ranges of odd rows, and of flagged ones.
    met
        Ranges of odd rows of which at least one row is flagged.
    """

    precision: float
    recall: float
    odd: int
    flagged: int
    met: int

    @property
    def f1(self) -> float:
        """Harmonic mean of both; 0 if both are 0."""
        return share(2 * self.precision * self.recall, self.precision + self.recall)

    @property
    def undefined(self) -> tuple[str, ...]:
        """Which of precision and recall are 0 only because there is no range."""
        wholes = {"precision": self.flagged, "recall": self.odd}
        return tuple(name for name, whole in wholes.items() if not whole)


def range_score(
    odd: Any,
    flagged: Any,
    *,
    alpha: float = 0.0,
    bias: Bias = "flat",
    precision_bias: Bias = "flat",
    cardinality: Cardinality = "reciprocal",
    series: Any = None,
) -> RangeScore:
    """Range-based precision and recall of flagged rows.

    With `alpha=0`, flat bias and ranges of one row each they are precision and recall.

    Parameters
    ----------
    odd, flagged
        (n,) true (or 1) where a row is odd, and where it was called so; rows in order of time.
    alpha
        From 0 to 1: how much it counts that a range is met at all.
    bias
        Which rows of an odd range weigh most: all the same ("flat"), the first ("front": an
        early alarm is worth more), those in the "middle", or the last ("back").
    precision_bias
        The same for flagged ranges. The paper keeps it flat: no row of an alarm is worse.
    cardinality
        A range that is met by x others counts 1/x ("reciprocal"), or as if by one ("one").
    series
        (n,) which series a row belongs to; its rows follow each other. No range goes from
        one into the next. None: there is one series.

    Raises
    ------
    InvalidInput
        If lengths differ, or there is anything but 0 and 1.
    InvalidParameter
        If `alpha` is not a share.
    UnknownName
        If a bias or cardinality is not one of those.

    Examples
    --------
    >>> range_score([0, 1, 1, 1, 1, 0, 0, 0], [0, 0, 1, 1, 0, 0, 1, 0])
    RangeScore(precision=0.5, recall=0.5, odd=1, flagged=2, met=1)
    """
    truth, called = flags(odd, "odd"), flags(flagged, "flagged")
    same_length(truth, called, "flagged")
    _check(alpha, (bias, precision_bias), cardinality)
    stretch = stretches(series, len(truth))
    real, found = runs(truth, stretch), runs(called, stretch)
    met, weight = _overlaps(real, found, bias, cardinality)
    recalls = alpha * (met > 0) + (1 - alpha) * weight
    precisions = _overlaps(found, real, precision_bias, cardinality)[1]
    return RangeScore(
        precision=share(float(precisions.sum()), len(found)),
        recall=share(float(recalls.sum()), len(real)),
        odd=len(real),
        flagged=len(found),
        met=int(np.count_nonzero(met)),
    )


def _check(alpha: float, biases: tuple[str, ...], cardinality: str) -> None:
    if not 0 <= alpha <= 1:
        raise InvalidParameter(f"alpha must be from 0 to 1, got {alpha}")
    for bias in biases:
        if bias not in BIASES:
            raise unknown("bias", bias, BIASES)
    if cardinality not in CARDINALITIES:
        raise unknown("cardinality", cardinality, CARDINALITIES)


def _overlaps(of: Runs, others: Runs, bias: str, cardinality: str) -> tuple[Places, Vector]:
    """For each range: by how many others it is met, and the weighted share that is met."""
    first = np.searchsorted(others.ends, of.starts, side="right")
    last = np.searchsorted(others.starts, of.ends, side="left")
    met: Places = np.maximum(last - first, 0).astype(np.int64)
    # One entry for each pair of ranges that meet: `i` of these with `j` of the others.
    i = np.repeat(np.arange(len(of)), met)
    j = np.arange(met.sum()) - np.repeat(np.cumsum(met) - met, met) + first[i]
    begin = np.maximum(of.starts[i], others.starts[j]) - of.starts[i]
    end = np.minimum(of.ends[i], others.ends[j]) - of.starts[i]
    lengths = of.lengths[i]
    part = _weight_of_first(end, lengths, bias) - _weight_of_first(begin, lengths, bias)
    whole = _weight_of_first(lengths, lengths, bias)
    summed = np.bincount(i, part / whole, minlength=len(of))
    pieces = np.maximum(met, 1) if cardinality == "reciprocal" else 1
    return met, np.asarray(summed / pieces, dtype=np.float64)


def _weight_of_first(k: Places, length: Places, bias: str) -> Vector:
    """The weights of the first k positions of ranges, together."""
    if bias == "flat":
        return k.astype(np.float64)
    if bias == "back":  # 1, 2, ... length
        return k * (k + 1) / 2
    if bias == "front":  # length, ... 2, 1
        return k * (2 * length - k + 1) / 2
    half = length // 2  # 1, 2, ... 2, 1
    whole = (length - half) * (half + 1)
    left = length - k
    return np.where(k <= half, k * (k + 1) / 2, whole - left * (left + 1) / 2)
