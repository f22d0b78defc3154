"""Compares two results: rows by id, number or content, or else only their reasons.

A row of two tables is the same if its id is. Without ids, the same values in the columns
that a finding speaks of are taken for the same row: rows that were put in between shift the
numbers, but not those. If no row shifted, numbers tell also those whose value changed. If
the tables have other rows altogether (tomorrow's load), only reasons can go on.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from vedette.core import difference as core
from vedette.core.difference import WAYS, Changes, ColumnChange, Pair, Side, Way
from vedette.core.errors import InvalidParameter, unknown
from vedette.core.findings import Fact, Finding, Group
from vedette.core.result import Result
from vedette.report import difference_phrases

T = TypeVar("T", Finding, Group, Fact)
Key = Hashable
# With fewer in common, equal values are chance and not equal rows.
LEAST_COMMON = 0.2


@dataclass(frozen=True, repr=False)
class Difference(core.Difference):
    """What is different between two scans: `findings`, `groups`, `facts`, `columns`."""

    def summary(self) -> str:
        """How many findings are new, gone and as before, in one line."""
        return difference_phrases.headline(self)

    def __repr__(self) -> str:
        return f"<Difference: {self.summary()}>"

    def __str__(self) -> str:
        from vedette.report.difference_screen import render

        return render(self).rstrip("\n")


def compare(before: Result, after: Result, *, by: str | None = None) -> Difference:
    """What is different in the second of two results.

    by
        How rows are matched: "id", "row", "content" or "reason"; None: as the results allow.
    """
    way = chosen(before, after, by)
    reasons = [reasons_of(result) for result in (before, after)]
    if way == "reason":
        findings = by_reason(before.findings, after.findings, *reasons)
    else:
        key = {"id": id_key, "row": row_key, "content": content_key}[way]
        findings = matched(before.findings, after.findings, key)
    return Difference(
        side(before),
        side(after),
        way,
        findings,
        groups(before, after, findings, *reasons, whole=way != "reason"),
        matched(before.facts, after.facts, lambda f: (f.fact, f.columns)),
        tuple(columns(before, after)),
        tuple(notes(before, after)),
    )


def chosen(before: Result, after: Result, by: str | None) -> Way:
    """The way in which rows are matched."""
    if by is not None:
        way = next((way for way in WAYS if way == by), None)
        if way is None:
            raise unknown("way to match rows", str(by), WAYS)
        if way == "id" and not named(before, after):
            raise InvalidParameter(
                "rows cannot be matched by id: not every finding has one of the same column",
                hint="--by content",
            )
        return way
    same_size = before.rows == after.rows
    few = min(len(before.findings), len(after.findings))
    if named(before, after):
        common = matched(before.findings, after.findings, id_key).continuing
        # No id in common and another size: these are other rows, not the same ones mended.
        return "id" if common or same_size or not few else "reason"
    if not few:
        return "row" if same_size else "content"
    pairs = matched(before.findings, after.findings, content_key).continuing
    if len(pairs) < max(1, LEAST_COMMON * few):
        return "reason"
    stayed = all(p.before and p.after and p.before.row == p.after.row for p in pairs)
    return "row" if same_size and stayed else "content"


def named(before: Result, after: Result) -> bool:
    """Whether every finding has an id, from a column of the same name."""
    ids = [
        {n for n, r in result.roles.items() if r.kind == "id"} for result in (before, after)
    ]
    found = (*before.findings, *after.findings)
    return bool(ids[0] & ids[1]) and all(f.id is not None for f in found)


def id_key(finding: Finding) -> Key:
    return (type(finding.id) is str, finding.id)


def row_key(finding: Finding) -> Key:
    return finding.row


def content_key(finding: Finding) -> Key:
    return tuple(sorted((r.column, repr(r.observed)) for r in finding.reasons))


def matched(before: Sequence[T], after: Sequence[T], key: Callable[[T], Key]) -> Changes[T]:
    """Things of equal keys are the same; of several, the first is the first."""
    waiting: dict[Key, list[T]] = defaultdict(list)
    for item in reversed(before):
        waiting[key(item)].append(item)
    new, pairs = [], []
    for item in after:
        if left := waiting[key(item)]:
            pairs.append(Pair(left.pop(), item))
        else:
            new.append(item)
    unmatched = Counter(id(item) for left in waiting.values() for item in left)
    gone = tuple(item for item in before if unmatched[id(item)])
    return Changes(tuple(new), gone, tuple(pairs))


def by_reason(
    before: Sequence[Finding],
    after: Sequence[Finding],
    reasons_before: dict[int, Key],
    reasons_after: dict[int, Key],
) -> Changes[Finding]:
    """Findings go on if their reason does, whatever their number."""
    were = {reasons_before.get(f.group, f.group) for f in before}
    are = {reasons_after.get(f.group, f.group) for f in after}
    held = [reasons_before.get(f.group, f.group) in are for f in before]
    stays = [reasons_after.get(f.group, f.group) in were for f in after]
    pairs = [Pair(None, f) for f, stay in zip(after, stays, strict=True) if stay]
    pairs += [Pair(f, None) for f, hold in zip(before, held, strict=True) if hold]
    return Changes(
        tuple(f for f, stay in zip(after, stays, strict=True) if not stay),
        tuple(f for f, hold in zip(before, held, strict=True) if not hold),
        tuple(pairs),
    )


def reasons_of(result: Result) -> dict[int, Key]:
    """By group, what its rows have in common: a column and a side, or a sort of oddity."""
    first: dict[int, Finding] = {}
    for finding in result.findings:
        first.setdefault(finding.group, finding)
    return {g.group: reason_of(g, first.get(g.group)) for g in result.groups}


def reason_of(group: Group, example: Finding | None) -> Key:
    """The headline without its numbers says which sort; the main reason, which column."""
    if example is None or not example.reasons:
        return ("alike", without_numbers(group.headline))
    main = max(example.reasons, key=lambda r: abs(r.share))
    if main.expected is None and main.low is None:
        return ("whole",)
    if "does not fit" in group.headline or "do not fit" in group.headline:
        return (main.column, "does not fit")
    return (main.column, main.share > 0)


def without_numbers(text: str) -> str:
    return re.sub(r"(?<![\w.])-?\d[\d.,:e-]*", "#", text)


def groups(
    before: Result,
    after: Result,
    findings: Changes[Finding],
    reasons_before: dict[int, Key],
    reasons_after: dict[int, Key],
    *,
    whole: bool,
) -> Changes[Group]:
    """Groups go on that share a row, those with the most first; then those of one reason.

    whole
        The tables have the same rows: then a run of rows is itself, and no other run.
    """
    shared: Counter[tuple[int, int]] = Counter(
        (p.before.group, p.after.group)
        for p in findings.continuing
        if p.before is not None and p.after is not None
    )
    old, new = ({g.group: g for g in result.groups} for result in (before, after))
    ranked = sorted(shared, key=lambda ab: (-shared[ab], min(ab), max(ab)))
    links = [(a, b) for a, b in ranked if a in old and b in new]
    links += [
        (a, b)
        for a, b in sorted(
            ((a, b) for a in old for b in new), key=lambda ab: (min(ab), max(ab))
        )
        if reasons_before[a] == reasons_after[b]
        and not (whole and (old[a].span or new[b].span))
    ]
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for a, b in links:
        if b not in partner and a not in taken:
            partner[b] = a
            taken.add(a)
    return Changes(
        tuple(g for g in after.groups if g.group not in partner),
        tuple(g for g in before.groups if g.group not in taken),
        tuple(Pair(old[partner[g.group]], g) for g in after.groups if g.group in partner),
    )


def columns(before: Result, after: Result) -> Iterator[ColumnChange]:
    """Columns that are not in both, or have another role; in the order of the tables."""
    names: Iterable[str] = dict.fromkeys([*after.roles, *before.roles])
    for name in names:
        kinds = [r.roles[name].kind if name in r.roles else None for r in (before, after)]
        if kinds[0] != kinds[1]:
            yield ColumnChange(name, *kinds)


def notes(before: Result, after: Result) -> Iterator[str]:
    """What was asked for differently."""
    for name in ("fdr", "budget", "seed", "detector", "version"):
        values = [getattr(result, name) for result in (before, after)]
        was, now = ("none" if value is None else value for value in values)
        if was != now:
            yield f"{name} was {was}, is {now}"


def side(result: Result) -> Side:
    return Side(
        result.source,
        result.rows,
        dict(result.roles),
        len(result.findings),
        len(result.groups),
        len(result.facts),
        result.expected_false,
        result.version,
    )
