"""What scikit-learn's own suite asks of an estimator and ours do not do, and why.

Both together:

    from sklearn.utils.estimator_checks import check_estimator

    check_estimator(detector, expected_failed_checks=expected_failed_checks(detector))
"""

from __future__ import annotations

from dataclasses import dataclass

from vedette.core.estimator import Estimator
from vedette.thresholds import ContaminationRule, Thresholded, rule_of
from vedette.thresholds.joining import learns_from_labels, unfitted


@dataclass(frozen=True)
class Expected:
    """A check that fails for the classes of these names, where 'own' is their threshold."""

    classes: tuple[str, ...]
    reason: str


BY_A_RULE = ("ZScore", "RobustZScore", "IQRFences", "GeneralizedESD")
NOTHING_ODD = Expected(
    BY_A_RULE,
    "the check fits three clean clouds and wants outliers among their rows; by the rule of "
    "the algorithm itself there are none (with contamination='auto' it passes)",
)
NOTHING_BEYOND = (
    "the check fits three clean clouds and wants outliers among their rows; rules about "
    "usual rows find none there (with the rule 'contamination' it passes)"
)
# By the name of the check.
EXPECTED_FAILED_CHECKS: dict[str, Expected] = {
    "check_outliers_train": NOTHING_ODD,
    "check_outliers_fit_predict": NOTHING_ODD,
}


def expected_failed_checks(detector: Estimator) -> dict[str, str]:
    """The reasons by check, as `check_estimator` takes them, of what fails for a detector."""
    if isinstance(detector, Thresholded):
        reason = _of_thresholded(detector)
        return {} if reason is None else dict.fromkeys(EXPECTED_FAILED_CHECKS, reason)
    if getattr(detector, "contamination", None) != "own":
        return {}
    return {
        check: expected.reason
        for check, expected in EXPECTED_FAILED_CHECKS.items()
        if type(detector).__name__ in expected.classes
    }


def _of_thresholded(model: Thresholded) -> str | None:
    rule = rule_of(model.rule)
    if rule.needs_labels or learns_from_labels(unfitted(model.detector)):
        return "the check fits without labels, and it refuses that"
    if isinstance(rule, ContaminationRule):
        return None
    return NOTHING_BEYOND
