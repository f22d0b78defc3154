"""What a scan said, against what is known of its table."""

from __future__ import annotations

from collections import Counter
from typing import Any

from worlds import World

Outcome = dict[str, Any]  # plain JSON

LISTS = ("total", "found", "column_right", "in_facts")
SINGLE = ("spike", "broken_correlation", "wrong_category", "unit_error")


def judge(world: World, result: Any) -> Outcome:
    """Counts of one scan.

    units, false_units
        A finding is one unit; a group of rows that are `alike` is one, and false if fewer
        than half of its rows are planted.
    kinds
        By planted kind: rows planted, rows found (as a finding or in a group), rows found
        whose finding blames the planted column first, rows named by any fact.
    gaussian, other
        Cells planted one by one in columns whose noise is Gaussian-like, or is not:
        [planted, found].
    pairs
        Broken category pairs: [planted, named by a fact 'rule_broken'].
    """
    wrong = world.wrong_rows
    blamed = {f.row: _columns(f) for f in result.findings}
    alike = [g for g in result.groups if g.alike]
    grouped = {row for g in alike for row in g.rows}
    false_groups = sum(2 * len(wrong.intersection(g.rows)) < len(g.rows) for g in alike)
    false_rows = [row for row in blamed if row not in wrong]
    return {
        "findings": len(blamed),
        "alike": len(alike),
        "alike_rows": len(grouped),
        "units": len(blamed) + len(alike),
        "false_units": len(false_rows) + false_groups,
        "blamed": dict(Counter(_named(f) for f in result.findings).most_common(4)),
        "false_blamed": dict(
            Counter(_named(f) for f in result.findings if f.row not in wrong).most_common(4)
        ),
        "grouped": [g.headline for g in alike][:3],
        "facts": dict(Counter(f.fact for f in result.facts)),
        **_recall(world, result, blamed, grouped),
    }


def _columns(finding: Any) -> tuple[str, ...]:
    return tuple(reason.column for reason in finding.reasons)


def _named(finding: Any) -> str:
    """The blamed column; the row as a whole where several share the blame."""
    columns = _columns(finding)
    return columns[0] if columns else "(row)"


def _recall(
    world: World, result: Any, blamed: dict[int, tuple[str, ...]], grouped: set[int]
) -> Outcome:
    facts = {row for fact in result.facts for row in fact.rows}
    broken = {
        row for fact in result.facts if fact.fact == "rule_broken" for row in fact.rows
    }
    cells: dict[tuple[int, int], list[Any]] = {}  # a cluster has several cells in a row
    for p in world.planted:
        cells.setdefault((p.event, p.row), []).append(p)
    kinds: dict[str, list[int]] = {}
    cell = {True: [0, 0], False: [0, 0]}  # by: is the column's noise Gaussian-like
    pairs = [0, 0]
    for (_, row), planted in cells.items():
        kind = planted[0].kind
        found = row in blamed or row in grouped
        right = blamed.get(row, ("",))[0] in {p.column for p in planted}
        count = kinds.setdefault(kind, [0, 0, 0, 0])
        for i, hit in enumerate((True, found, right, row in facts)):
            count[i] += hit
        if kind in SINGLE:
            count = cell[planted[0].column in world.gaussian_like]
            count[0], count[1] = count[0] + 1, count[1] + found
        if kind == "category_pair":
            pairs = [pairs[0] + 1, pairs[1] + (row in broken)]
    return {
        "kinds": kinds,
        "gaussian": cell[True],
        "other": cell[False],
        "pairs": pairs,
        "events": _events(world, set(blamed) | grouped),
    }


def _events(world: World, found: set[int]) -> dict[str, list[int]]:
    """By kind of several rows: [events, with any row found, with the first row found]."""
    rows: dict[tuple[str, int], list[int]] = {}
    for p in world.planted:
        rows.setdefault((p.kind, p.event), []).append(p.row)
    out: dict[str, list[int]] = {}
    for (kind, _), members in rows.items():
        if kind in ("run", "dropped_run", "level_shift", "shifted_cluster"):
            count = out.setdefault(kind, [0, 0, 0])
            count[0] += 1
            count[1] += bool(found.intersection(members))
            count[2] += members[0] in found
    return out
