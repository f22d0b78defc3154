"""A comparison as JSON Lines, schema 1: the comparison, detectors, pairs. No time is in it."""

from __future__ import annotations

from typing import Any

from vedette.core.comparison import Agreement, Comparison, Contender, Estimate
from vedette.report import comparison_phrases
from vedette.report.jsonl import SCHEMA, lines

DIGITS = 6


def dump(found: Comparison) -> str:
    """One `comparison`, a `contender` for each detector, an `agreement` for each pair."""
    told = [record(found), *map(contender, found.contenders)]
    return lines([*told, *map(agreement, found.agreements)])


def record(found: Comparison) -> dict[str, Any]:
    """What was compared, and how."""
    best = found.best
    return {
        "kind": "comparison",
        "schema": SCHEMA,
        "rows": found.rows,
        "columns": found.columns,
        "way": found.way,
        "label": found.label,
        "anomalies": found.anomalies,
        "chance": rounded(found.chance),
        "tests": found.tests,
        "split": found.split,
        "top": found.top,
        "best": None if best is None else best.detector,
        "alike": [c.detector for c in found.alike],
        "default": found.default,
        "worth_naming": found.worth_naming,
        "detectors": len(found.contenders),
        "headline": comparison_phrases.headline(found),
        "advice": comparison_phrases.advice(found),
        "notes": list(found.notes),
        "seed": found.seed,
        "source": found.source.name,
        "vedette": found.version,
    }


def contender(one: Contender) -> dict[str, Any]:
    """One detector."""
    return {
        "kind": "contender",
        "detector": one.detector,
        "family": one.family,
        "rank": one.rank,
        "tied": one.tied,
        "ap": estimate(one.ap),
        "auroc": estimate(one.auroc),
        "f1": estimate(one.f1),
        "behind": estimate(one.behind),
        "ahead_of_default": estimate(one.ahead_of_default),
        "agreement": rounded(one.agreement),
        "overlap": rounded(one.overlap),
        "stable_seeds": rounded(one.stable_seeds),
        "stable_halves": rounded(one.stable_halves),
        "kinds": {kind: rounded(ap) for kind, ap in one.kinds},
        "learns_labels": one.learns_labels,
        "learned_from": one.learned_from,
        "reason": one.reason or None,
    }


def agreement(pair: Agreement) -> dict[str, Any]:
    """Two detectors."""
    return {
        "kind": "agreement",
        "one": pair.one,
        "other": pair.other,
        "correlation": rounded(pair.correlation),
        "overlap": rounded(pair.overlap),
    }


def estimate(found: Estimate | None) -> list[float | None] | None:
    """A value, and its interval's ends."""
    if found is None:
        return None
    return [rounded(found.value), rounded(found.low), rounded(found.high)]


def rounded(x: float | None) -> float | None:
    return None if x is None else round(x, DIGITS) + 0.0
