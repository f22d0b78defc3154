"""A gate as JSON Lines, schema 1: the gate, then its checks."""

from __future__ import annotations

from typing import Any

from vedette.core.gate import Check, Gate
from vedette.report.jsonl import SCHEMA, lines


def dump(gate: Gate) -> str:
    """One `gate`, then a `check` for each, failed ones first."""
    return lines([record(gate), *map(check, gate.checks)])


def record(gate: Gate) -> dict[str, Any]:
    """The outcome, and what was compared with what."""
    return {
        "kind": "gate",
        "schema": SCHEMA,
        "passed": gate.passed,
        "checks": len(gate.checks),
        "failed": len(gate.failed),
        "rows": gate.rows,
        "source": gate.source.name,
        "fitted": gate.fitted.name,
        "fitted_rows": gate.fitted_rows,
        "loads": gate.loads,
        "unit": gate.unit,
        "alpha": gate.alpha,
        "findings": gate.findings,
        "max_findings": gate.max_findings,
        "vedette": gate.version,
    }


def check(one: Check) -> dict[str, Any]:
    """One question asked of the load."""
    return {
        "kind": "check",
        "check": one.check,
        "column": one.column,
        "verdict": one.verdict,
        "observed": one.observed,
        "expected": one.expected,
        "low": one.low,
        "high": one.high,
        "p": None if one.p is None else float(f"{one.p:.3g}"),
        "text": one.text,
    }
