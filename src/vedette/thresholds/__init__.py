"""Where to cut scores: rules that are learned from scores and join any detector.

from vedette.thresholds import Thresholded, rule_of

rule = rule_of("best-f1").fit(scores, odd)
rule.threshold_, rule.flags(other_scores)

model = Thresholded("gaussian", "best-f1").fit(X, y)
model.predict(other_rows)
"""

from __future__ import annotations

from vedette.thresholds.alarms import AlarmsPerDayRule, days_of
from vedette.thresholds.best_f import BestFRule
from vedette.thresholds.conformal import ConformalRule
from vedette.thresholds.contamination import ContaminationRule
from vedette.thresholds.cost import CostRule
from vedette.thresholds.epsilon import log10_epsilon
from vedette.thresholds.naming import rule_of
from vedette.thresholds.rule import Rule
from vedette.thresholds.sigma import SigmaRule
from vedette.thresholds.tail import TailRule
from vedette.thresholds.thresholded import Thresholded

__all__ = [
    "AlarmsPerDayRule",
    "BestFRule",
    "ConformalRule",
    "ContaminationRule",
    "CostRule",
    "Rule",
    "SigmaRule",
    "TailRule",
    "Thresholded",
    "days_of",
    "log10_epsilon",
    "rule_of",
]
