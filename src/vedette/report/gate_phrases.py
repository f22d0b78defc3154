"""What every face says of a gate in the same words."""

from __future__ import annotations

from vedette.core import wording
from vedette.core.gate import Gate


def headline(gate: Gate) -> str:
    """ "passes: 31 checks", "fails 2 of 31 checks"."""
    asked = len(gate.checks) - len(gate.of("not checked"))
    warned = len(gate.of("warn"))
    also = f", with {wording.count(warned, 'warning')}" if warned else ""
    if gate.passed:
        return f"passes {wording.count(asked, 'check')}{also}"
    return f"fails {len(gate.failed):,} of {wording.count(asked, 'check')}{also}"


def basis(gate: Gate) -> str:
    """What the load was compared with: "demo.csv: 10,000 rows, 35 days"."""
    loads = f", {wording.count(gate.loads, gate.unit)}" if gate.unit != "table" else ""
    return f"{gate.fitted.name}: {wording.count(gate.fitted_rows, 'row')}{loads}"


def passed(gate: Gate) -> str:
    """The checks that passed, each kind with its columns counted."""
    counts: dict[str, int] = {}
    for check in gate.of("pass"):
        counts[check.check] = counts.get(check.check, 0) + 1
    columns = {check.check for check in gate.of("pass") if check.column is not None}
    return ", ".join(
        f"{name} ({wording.count(n, 'column')})" if name in columns else name
        for name, n in counts.items()
    )
