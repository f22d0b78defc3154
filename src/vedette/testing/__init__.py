"""Checks of what every detector promises, for ours and for yours.

    from vedette.testing import checks_for

    @pytest.mark.parametrize("check", checks_for(MyDetector()), ids=lambda c: c.__name__)
    def test_keeps_every_promise_of_a_detector(check):
        check(MyDetector())

`check_detector(MyDetector())` runs them all and tells every promise that is broken. The
same of a scan of tables, a function from data to a Result: `scan_checks`, `check_scan`; of a
rule that draws a line through scores: `rule_checks`, `check_rule`.
"""

from __future__ import annotations

from vedette.testing.checks import Check, check_detector, checks_for
from vedette.testing.rules import RuleCheck, check_rule, rule_checks
from vedette.testing.scan_promises.asked import Scan
from vedette.testing.scans import ScanCheck, check_scan, scan_checks
from vedette.testing.scikit_learn import EXPECTED_FAILED_CHECKS, expected_failed_checks

__all__ = [
    "EXPECTED_FAILED_CHECKS",
    "Check",
    "RuleCheck",
    "Scan",
    "ScanCheck",
    "check_detector",
    "check_rule",
    "check_scan",
    "checks_for",
    "expected_failed_checks",
    "rule_checks",
    "scan_checks",
]
