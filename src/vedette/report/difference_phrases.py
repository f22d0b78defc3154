"""What every face says of two scans in the same words."""

from __future__ import annotations

from dataclasses import dataclass

from vedette.core import wording
from vedette.core.difference import Difference, Side
from vedette.core.findings import Fact, Finding, Group
from vedette.report import phrases


@dataclass(frozen=True)
class Entry:
    """A group, so many rows of it, and the most surprising of them."""

    group: Group
    rows: int
    example: Finding | None
    known: bool  # the reason is in both scans


def headline(found: Difference) -> str:
    """How many rows are new, gone and as before, in one sentence."""
    new, gone = len(found.findings.new), len(found.findings.gone)
    stay = sum(pair.after is not None for pair in found.findings.continuing)
    alike = sum(g.alike for g in found.groups.new)
    if not (new or gone or alike or found.groups.gone):
        return f"Nothing is new and nothing is gone; {continuing(stay)}"
    also = f", with {wording.count(alike, 'new group')} of rows alike" if alike else ""
    return (
        f"{wording.count(new, 'finding')} {'is' if new == 1 else 'are'} new{also}; "
        f"{gone:,} {'is' if gone == 1 else 'are'} gone; {continuing(stay)}"
    )


def continuing(n: int) -> str:
    return f"{n:,} {'continues' if n == 1 else 'continue'}"


def way(found: Difference) -> str:
    """How rows were matched."""
    ids = [
        name
        for name, role in found.after.roles.items()
        if role.kind == "id" and name in found.before.roles
    ]
    return {
        "id": f"rows matched by {wording.join(ids[:1]) or 'id'}",
        "row": "rows matched by number: none moved",
        "content": "rows matched by the values that the findings speak of",
        "reason": "other rows: compared by reason, not one by one",
    }[found.by]


def extent(side: Side) -> str:
    """How large a table is, and how much is wrong in it."""
    size = phrases.extent(side.rows, len(side.roles))
    return f"{size}, {wording.count(side.findings, 'finding')}"


def column_changes(found: Difference) -> list[str]:
    """Columns that came, went, or are taken for something else."""
    said = []
    for change in found.columns:
        name = wording.show(change.column)
        if change.before is None:
            said.append(f"{name} is new ({change.after})")
        elif change.after is None:
            said.append(f"{name} is gone ({change.before})")
        else:
            said.append(f"{name} was {change.before}, is {change.after}")
    return said


def new(found: Difference) -> list[Entry]:
    """The groups of the second scan with new rows."""
    groups = [*found.groups.new, *(p.after for p in found.groups.continuing if p.after)]
    return entries(groups, found.findings.new, found.groups.new)


def gone(found: Difference) -> list[Entry]:
    """The groups of the first scan with rows that are gone."""
    groups = [*found.groups.gone, *(p.before for p in found.groups.continuing if p.before)]
    return entries(groups, found.findings.gone, found.groups.gone)


def entries(
    groups: list[Group], findings: tuple[Finding, ...], alone: tuple[Group, ...]
) -> list[Entry]:
    numbers = {group.group for group in alone}
    said = []
    for group in sorted(groups, key=lambda g: g.group):
        mine = [finding for finding in findings if finding.group == group.group]
        if mine or (group.alike and group.group in numbers):
            rows = len(mine) or group.count
            example = mine[0] if mine else None
            said.append(Entry(group, rows, example, group.group not in numbers))
    return said


def fact_changes(found: Difference) -> list[tuple[str, str]]:
    """Facts that came, went or count other numbers of rows: what happened, and the fact."""
    said = [("new", fact.text) for fact in found.facts.new]
    said += [("gone", fact.text) for fact in found.facts.gone]
    for pair in found.changed_facts:
        if pair.before is not None and pair.after is not None:
            said.append(("changed", changed(pair.before, pair.after)))
    return said


def changed(before: Fact, after: Fact) -> str:
    more = after.count - before.count
    return f"{after.text} ({abs(more):,} {'more' if more > 0 else 'fewer'})"


def example(finding: Finding, found: Difference) -> str:
    """A finding in one short line: "r00123: latency_ms 898.2, expected 118 (106 to 131)"."""
    reason, roles = phrases.main_reason(finding), found.after.roles
    name = phrases.row_name(finding.row, finding.id)
    if reason is None:
        return name
    seen = f"{name}: {wording.show(reason.column)} {phrases.observed(reason, roles)}"
    return ", ".join(part for part in (seen, phrases.expected(reason, roles)) if part)
