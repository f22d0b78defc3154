"""Metrics: how well scores and findings meet what was wrong. Arrays in, numbers out.

    from vedette import metrics
    metrics.confusion(odd, flagged).f1
    metrics.auroc(odd, scores)

Scores are higher where odder. What cannot be known is an error that says why, or 0 where the
field writes 0 for 0 / 0; no function gives NaN.
"""

from vedette.metrics.adjusted import MisleadingMetric, point_adjusted
from vedette.metrics.alarms import FalseAlarms, false_alarms
from vedette.metrics.confusion import Confusion, confusion
from vedette.metrics.curves import (
    PrecisionRecallCurve,
    RocCurve,
    ThresholdCurve,
    precision_recall_curve,
    roc_curve,
    threshold_curve,
)
from vedette.metrics.false_share import FalseShare, false_share, false_shares
from vedette.metrics.lead import LeadTime, before_failures, lead_time
from vedette.metrics.ranges import RangeScore, range_score
from vedette.metrics.ranking import auroc, average_precision, precision_at
from vedette.metrics.volume import Volume, vus

__all__ = [
    "Confusion",
    "FalseAlarms",
    "FalseShare",
    "LeadTime",
    "MisleadingMetric",
    "PrecisionRecallCurve",
    "RangeScore",
    "RocCurve",
    "ThresholdCurve",
    "Volume",
    "auroc",
    "average_precision",
    "before_failures",
    "confusion",
    "false_alarms",
    "false_share",
    "false_shares",
    "lead_time",
    "point_adjusted",
    "precision_at",
    "precision_recall_curve",
    "range_score",
    "roc_curve",
    "threshold_curve",
    "vus",
]
