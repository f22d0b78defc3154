"""What a gate says of one load: its checks, each with what was expected, and the outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vedette.core.findings import Value
from vedette.core.table import Source

Verdict = Literal["pass", "warn", "fail", "not checked"]

CHECKS = (
    *("schema", "volume", "fresh", "gap", "stretch", "repeat"),
    *("missing", "new", "range", "shift", "rows"),
)


def verdict(good: bool) -> Verdict:
    """ "pass" or "fail"."""
    return "pass" if good else "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One question asked of a load.

    check
        Its name, one of `CHECKS`.
    observed, expected, low, high
        In the column's own units (shares as numbers from 0 to 1, times as ISO 8601). The
        check passes from `low` to `high`; where there is no such range they are None.
    p
        How likely something at least this far out is in a clean load; None if counted.
    """

    check: str
    column: str | None
    verdict: Verdict
    text: str
    observed: Value = None
    expected: Value = None
    low: Value = None
    high: Value = None
    p: float | None = None


@dataclass(frozen=True)
class Gate:
    """Whether a load may pass, and why not.

    loads, unit
        How many loads like this one the fitted table holds, and what one is: "day".
    checks
        Failed ones first, then warnings, those that passed, those not checked.
    findings, max_findings
        Rows that look wrong, and how many may; None if rows were not judged.
    """

    source: Source
    rows: int
    fitted: Source
    fitted_rows: int
    loads: int
    unit: str
    alpha: float
    checks: tuple[Check, ...]
    findings: int | None
    max_findings: int | None
    version: str = ""

    @property
    def passed(self) -> bool:
        """Whether no check failed."""
        return not self.failed

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that failed."""
        return self.of("fail")

    def of(self, verdict: Verdict) -> tuple[Check, ...]:
        """The checks that ended so."""
        return tuple(check for check in self.checks if check.verdict == verdict)

    def __bool__(self) -> bool:
        """A gate is true if the load passes."""
        return self.passed
