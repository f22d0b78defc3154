"""Curves over all thresholds: ROC, precision and recall, and each against the threshold.

A row is flagged at a threshold if its score is that high or higher. Rows of one score are
never parted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from vedette.core.arrays import Vector
from vedette.metrics.given import both_classes, ranks, scored, some_odd


@dataclass(frozen=True)
class RocCurve:
    """From nothing flagged to everything flagged, along falling thresholds.

    false_rate, recall
        (k,) share of the usual rows that are flagged, and of the odd ones; both rising from
        0 to 1. Points on a straight line between others are left out.
    thresholds
        (k,) scores from which on rows are flagged; the first is infinite.
    area
        The AUROC.
    """

    false_rate: Vector
    recall: Vector
    thresholds: Vector
    area: float


@dataclass(frozen=True)
class PrecisionRecallCurve:
    """From the highest score to everything flagged, along falling thresholds.

    precision, recall, thresholds
        (k,) one for each distinct score.
    average
        The average precision: the area under the curve as steps.
    base
        Share of odd rows: the precision of flagging everything, and of random scores.
    """

    precision: Vector
    recall: Vector
    thresholds: Vector
    average: float
    base: float


@dataclass(frozen=True)
class ThresholdCurve:
    """Precision, recall and F1 at each distinct score as threshold, rising; all (k,)."""

    thresholds: Vector
    precision: Vector
    recall: Vector
    f1: Vector


def roc_curve(odd: Any, scores: Any) -> RocCurve:
    """The ROC curve of scores: `odd` (n,) true or 1 where odd, `scores` (n,) higher is odder.

    Raises
    ------
    TooLittleData
        If all rows are odd, or none is.
    InvalidInput
        If lengths differ, or a score is missing.
    """
    from sklearn.metrics import auc
    from sklearn.metrics import roc_curve as computed

    truth, values = scored(odd, scores)
    both_classes(truth, "the ROC curve")
    distinct, which = ranks(values)
    false_rate, recall, at = computed(truth, which)
    thresholds = np.append(np.inf, distinct[at[1:].astype(np.intp)])
    return RocCurve(false_rate, recall, thresholds, float(auc(false_rate, recall)))


def precision_recall_curve(odd: Any, scores: Any) -> PrecisionRecallCurve:
    """The curve of precision against recall; arguments as of `roc_curve`.

    Raises
    ------
    TooLittleData
        If no row is odd.
    InvalidInput
        If lengths differ, or a score is missing.
    """
    truth, values = scored(odd, scores)
    some_odd(truth, "the precision-recall curve")
    along = _at_each(truth, values)
    steps = np.diff(along.recall[::-1], prepend=0.0)
    return PrecisionRecallCurve(
        along.precision[::-1],
        along.recall[::-1],
        along.thresholds[::-1],
        float(steps @ along.precision[::-1]),
        float(truth.mean()),
    )


def threshold_curve(odd: Any, scores: Any) -> ThresholdCurve:
    """Precision, recall and F1 against the threshold; arguments as of `roc_curve`.

    Raises
    ------
    TooLittleData
        If no row is odd.
    InvalidInput
        If lengths differ, or a score is missing.
    """
    truth, values = scored(odd, scores)
    some_odd(truth, "recall")
    return _at_each(truth, values)


def _at_each(truth: Any, values: Vector) -> ThresholdCurve:
    """All in one sorted pass: F1 = 2 hits / (flagged + odd)."""
    distinct, which = ranks(values)
    flagged = np.cumsum(np.bincount(which)[::-1])[::-1]
    hits = np.cumsum(np.bincount(which, weights=truth)[::-1])[::-1]
    total = np.count_nonzero(truth)
    return ThresholdCurve(
        distinct, hits / flagged, hits / total, 2 * hits / (flagged + total)
    )
