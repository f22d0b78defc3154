"""Results of scans as they could be, made by hand: what the faces are tested on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vedette.core.findings import Explanation, Fact, Finding, Group, Judgement, Reason
from vedette.core.result import Result
from vedette.core.table import Role, RoleKind, Source

KINDS: dict[str, RoleKind] = {
    "row_id": "id",
    "ts": "time",
    "region": "category",
    "product": "category",
    "country": "category",
    "currency": "category",
    "requests": "number",
    "latency_ms": "number",
    "errors": "number",
    "cpu_pct": "number",
    "mem_pct": "number",
    "revenue": "number",
    "session_s": "number",
}

# group, row, observed, expected, low, high, column, given, surprise, capped
EXAMPLES: tuple[tuple[Any, ...], ...] = (
    (1, 5789, 898.2, 118.237, 106.1, 131.4, "latency_ms", ("requests",), 7.0, True),
    (2, 6008, 40, 333.2, 301.0, 368.2, "requests", ("ts",), 6.5, True),
    (3, 3533, 1352.75, 285.7, 240.2, 331.0, "revenue", ("product", "requests"), 5.8, False),
    (4, 3855, 22.5, 58.1, 52.0, 64.2, "cpu_pct", ("requests",), 4.9, False),
)
HEADLINES = (
    "latency_ms far above what the other columns imply",
    "requests fell to 40 for an hour from 2026-01-21 20:00",
    "revenue does not fit product and requests",
    "cpu_pct no longer follows requests; each value alone is usual",
)
COUNTS = (15, 12, 10, 15)


def orders(**changed: Any) -> Result:
    """Four groups of findings and three facts in a table of 10,000 rows."""
    findings = tuple(sorted(_findings(), key=lambda f: (-f.surprise, f.row)))
    groups = tuple(_group(i, findings) for i in range(4))
    result = Result(
        source=Source("orders.csv", "CSV", 900_000),
        rows=10_000,
        roles={name: Role(kind, f"looks like a {kind}") for name, kind in KINDS.items()},
        fdr=0.1,
        budget=None,
        seed=0,
        findings=findings,
        groups=groups,
        facts=(
            Fact(
                "sentinel",
                ("session_s",),
                10,
                tuple(range(0, 1000, 100)),
                "session_s = -1 in 10 rows; all others are 2.9 or more: a code?",
                3.0,
            ),
            Fact(
                "rule_broken",
                ("country", "currency"),
                4,
                (17, 400, 3533, 8000),
                "currency is EUR for DE in 1,745 of 1,749 rows; 4 differ: r00017...",
                2.0,
            ),
            Fact(
                "missing",
                ("latency_ms",),
                298,
                tuple(range(298)),
                "latency_ms is missing in 298 rows (3.0 %)",
                1.0,
            ),
        ),
        expected_false=5.0,
        checked=("7 numbers", "4 categories", "whole rows"),
        not_checked=("seasons longer than a week (35 days of data)",),
        seconds=1.4,
        time_text="every 5 min",
        row_of_id=row_of_id,
        explainer=explainer,
        version="0.1.0",
    )
    return replace(result, **changed)


def _findings() -> list[Finding]:
    return [
        _finding(example, row=example[1] + step, surprise=example[8] - 0.01 * step)
        for example, count in zip(EXAMPLES, COUNTS, strict=True)
        for step in range(count)
    ]


def _finding(example: tuple[Any, ...], row: int, surprise: float) -> Finding:
    group, _, observed, expected, low, high, column, given, _, capped = example
    sign = 1 if observed > expected else -1
    reason = Reason(
        column, 0.9 * sign, observed, expected, low, high, given, f"{column} from {low}"
    )
    text = f"{column} is {observed}, expected {expected}"
    other = Reason("mem_pct", 0.1, 50.0)
    return Finding(row, f"r{row:05d}", surprise, capped, group, (other, reason), text)


def _group(i: int, findings: tuple[Finding, ...]) -> Group:
    rows = tuple(f.row for f in findings if f.group == i + 1)
    names = tuple(n for n in KINDS if n in HEADLINES[i].replace(";", "").split())
    top = max((f for f in findings if f.group == i + 1), key=lambda f: f.surprise)
    return Group(
        group=i + 1,
        count=len(rows),
        rows=rows,
        text=f"{len(rows)} rows: {HEADLINES[i]}.",
        headline=HEADLINES[i],
        surprise=top.surprise,
        capped=top.capped,
        span=(min(rows), max(rows)) if i == 1 else None,
        emphasis=names,
    )


def row_of_id(id: str) -> int | None:
    return int(id[1:]) if id.startswith("r") and id[1:].isdigit() else None


def explainer(row: int) -> Explanation:
    """What there is to say of a row: five cells of it."""
    result = orders()
    finding = next((f for f in result.findings if f.row == row), None)
    return Explanation(
        row=row,
        id=f"r{row:05d}",
        finding=finding,
        group=result.groups[finding.group - 1] if finding else None,
        judgements=(
            Judgement(
                "cpu_pct", 22.5, 58.1, 52.0, 64.2, 4.9, False, ("requests", "mem_pct")
            ),
            Judgement("requests", 333.2, 320.0, 290.0, 350.0, 0.4, False, ("ts",)),
            Judgement("country", "DE", "DE", None, None, 0.1, False, ("currency",)),
            Judgement("latency_ms", None, None, None, None, None, note="missing"),
            Judgement(
                "row_id", f"r{row:05d}", None, None, None, None, note="names the row"
            ),
        ),
        surprise_of_row=3.2,
        facts=tuple(f for f in result.facts if row in f.rows),
        comparable=(12, 99, 1042),
        comparable_text="150 rows like it have cpu_pct from 51 to 65",
        text="cpu_pct is 22.5; with requests 333 it is 52 to 64 in such rows.",
    )


def nothing(**changed: Any) -> Result:
    """A scan that found nothing and has no fact to tell."""
    changes = {"findings": (), "groups": (), "facts": (), "expected_false": 0.0, **changed}
    return orders(**changes)


def alike(n: int = 50, **changed: Any) -> Result:
    """A cluster: one group, no findings."""
    group = Group(
        group=1,
        count=n,
        rows=tuple(range(100, 100 + n)),
        text=f"{n} rows alike, unlike the rest: high requests with low cpu_pct.",
        headline="high requests with low cpu_pct",
        surprise=5.2,
        capped=False,
        alike=True,
        emphasis=("requests", "cpu_pct"),
    )
    return nothing(groups=(group,), **changed)


def crowded(groups: int = 200, columns: int = 5_000, facts: int = 300) -> Result:
    """More of everything than fits on a screen."""
    base = orders()
    roles = {f"measurement_{i:04d}": Role("number") for i in range(columns)}
    finding, group, fact = base.findings[0], base.groups[0], base.facts[0]
    return orders(
        roles=roles,
        findings=tuple(replace(finding, row=i, group=i + 1) for i in range(groups)),
        groups=tuple(
            replace(
                group, group=i + 1, headline="measurement_0001 " * 20, count=10**i % 7 + 1
            )
            for i in range(groups)
        ),
        facts=tuple(replace(fact, text=f"fact {i} " * 30) for i in range(facts)),
        notes=("a note that goes on " * 20,) * 3,
        not_checked=("something that takes many words to be said " * 4,) * 10,
    )
