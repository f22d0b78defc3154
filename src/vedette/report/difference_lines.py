"""A difference as JSON Lines: a `diff`, then a `change` for each thing that is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from vedette.core.difference import Changes, Difference, Side
from vedette.core.findings import Fact, Finding, Group
from vedette.report import jsonl


def dump(found: Difference) -> str:
    """The difference, one JSON object a line."""
    return jsonl.lines(records(found))


def records(found: Difference) -> Iterator[dict[str, Any]]:
    """The objects in their order: findings, groups, facts; of each the new, gone, continuing."""
    yield header(found)
    findings, groups, facts = found.findings, found.groups, found.facts
    yield from changes("finding", findings, jsonl.finding)
    yield from changes("group", groups, jsonl.group)
    yield from changes("fact", facts, jsonl.fact)


def header(found: Difference) -> dict[str, Any]:
    """What was compared, how, and how much is different."""
    return {
        "kind": "diff",
        "schema": jsonl.SCHEMA,
        "before": side(found.before),
        "after": side(found.after),
        "by": found.by,
        "findings": counts(found.findings),
        "groups": counts(found.groups),
        "facts": {**counts(found.facts), "changed": len(found.changed_facts)},
        "columns": [
            {"name": c.column, "before": c.before, "after": c.after} for c in found.columns
        ],
        "notes": list(found.notes),
    }


def side(one: Side) -> dict[str, Any]:
    """One of the two scans."""
    return {
        "source": one.source.name,
        "rows": one.rows,
        "findings": one.findings,
        "groups": one.groups,
        "facts": one.facts,
        "expected_false": one.expected_false,
        "vedette": one.version,
    }


def counts(all_of: Changes[Any]) -> dict[str, int]:
    """How many are new, gone, and in the second as in the first."""
    stay = sum(pair.after is not None for pair in all_of.continuing)
    return {"new": len(all_of.new), "gone": len(all_of.gone), "continuing": stay}


def changes(
    of: str, all_of: Changes[Any], told: Callable[[Any], dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """One object for each finding, group or fact."""

    def one(
        change: str,
        before: Finding | Group | Fact | None,
        after: Finding | Group | Fact | None,
    ) -> dict[str, Any]:
        return {
            "kind": "change",
            "of": of,
            "change": change,
            "before": None if before is None else told(before),
            "after": None if after is None else told(after),
        }

    yield from (one("new", None, item) for item in all_of.new)
    yield from (one("gone", item, None) for item in all_of.gone)
    yield from (one("continuing", p.before, p.after) for p in all_of.continuing)
