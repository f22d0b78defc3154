"""Findings that share a reason, put together: runs, columns, rows alike and crowds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from vedette.calibrate.tail import surprise
from vedette.core.findings import Finding, Group
from vedette.core.redaction import REDACTED
from vedette.core.table import Column, shown_id
from vedette.core.wording import count, join, show
from vedette.explain.sentences import (
    Place,
    alike_headline,
    cell_headline,
    crowd_headline,
    redacted_headline,
    run_headline,
    wholes_headline,
)
from vedette.scanning.decide import Charge
from vedette.scanning.describe import RUN, Case, Describer
from vedette.scanning.judged import Whole

Rows = npt.NDArray[np.int64]

__all__ = ["findings_and_groups"]


def findings_and_groups(
    cases: Sequence[Case], about: Describer, ids: Column | None, n: int
) -> tuple[tuple[Finding, ...], tuple[Group, ...]]:
    """Findings, most surprising first, and their groups, most surprising first."""
    ranked = sorted(cases, key=lambda c: (c.log10_p, int(about.original[c.row])))
    bundles = bundled(ranked, about)
    drafts = [draft(some, about, n) for some in bundles]
    drafts += [alike_draft(some, about, n) for some in about.judged.alike]
    drafts += [crowd_draft(crowd, about, n) for crowd in about.judged.crowds]
    order = sorted(
        range(len(drafts)), key=lambda i: (-drafts[i].surprise, -drafts[i].count, i)
    )
    number = {id_: place + 1 for place, id_ in enumerate(order)}
    groups = tuple(replace(drafts[i], group=number[i]) for i in order)
    group_of = {case.row: number[i] for i, some in enumerate(bundles) for case in some}
    findings = tuple(finding(case, group_of[case.row], about, ids, n) for case in ranked)
    return findings, groups


def bundled(ranked: Sequence[Case], about: Describer) -> list[list[Case]]:
    """Cases by what they share: a run of consecutive rows, or a column, side and sort."""
    left = list(ranked)
    bundles = runs(left, about)
    in_runs = {case.row for run in bundles for case in run}
    by_reason: dict[tuple[object, ...], list[Case]] = {}
    for case in left:
        if case.row not in in_runs:
            key = reason_key(case)
            by_reason.setdefault(key, []).append(case)
    return bundles + list(by_reason.values())


def reason_key(case: Case) -> tuple[object, ...]:
    """What a case shares with others: its column, and its side where the side is the point."""
    if case.kind == "whole":
        return (case.kind,)
    if case.place.usual:
        return (case.column, "does not fit")
    return (case.column, case.above)


def runs(cases: Sequence[Case], about: Describer) -> list[list[Case]]:
    """Consecutive rows of one series, wrong in one column on one side."""
    if about.series is None:
        return []
    found: list[list[Case]] = []
    by_reason: dict[tuple[str, bool], list[Case]] = {}
    for case in cases:
        if case.kind == "cell":
            by_reason.setdefault((case.column, case.above), []).append(case)
    for some in by_reason.values():
        some.sort(key=lambda c: c.row)
        start = 0
        for i in range(1, len(some) + 1):
            if i == len(some) or not follows(some[i - 1], some[i], about):
                if i - start >= RUN:
                    found.append(some[start:i])
                start = i
    return found


def follows(a: Case, b: Case, about: Describer) -> bool:
    assert about.series is not None
    return b.row == a.row + 1 and about.series.key[a.row] == about.series.key[b.row]


def draft(some: Sequence[Case], about: Describer, n: int) -> Group:
    """A group of findings, not yet numbered."""
    worst = min(some, key=lambda c: c.log10_p)
    ordered = sorted(some, key=lambda c: c.row)
    span = None
    if worst.kind == "whole":
        headline, emphasis = whole_headline(some)
    elif is_span(ordered, about):
        span = (int(about.original[ordered[0].row]), int(about.original[ordered[-1].row]))
        headline, emphasis = span_headline(ordered, worst, about), (worst.column,)
    else:
        given = shared_given(some)
        if worst.reasons[0].observed == REDACTED:
            headline = redacted_headline(worst.column, given)
        else:
            headline = cell_headline(worst.column, given, worst.above, shared_place(some))
        emphasis = (worst.column, *given)
    rows = listed([about.original[r] for c in some for r in about.rows_of(c.row)])
    return group_of(rows, worst.text, headline, emphasis, worst.log10_p, n, span=span)


def group_of(
    rows: tuple[int, ...],
    text: str,
    headline: str,
    emphasis: tuple[str, ...],
    log10_p: float,
    n: int,
    *,
    alike: bool = False,
    span: tuple[int, int] | None = None,
    size: int | None = None,
) -> Group:
    """A group as it is said, its surprise capped by the n rows of the table.

    size
        How many rows it has, if `rows` are only some of them.
    """
    seen, capped = surprise(np.array([log10_p]), n)
    return Group(
        0,
        len(rows) if size is None else size,
        rows,
        text,
        headline,
        round(float(seen[0]), 3),
        bool(capped[0]),
        alike,
        span,
        emphasis,
    )


def whole_headline(some: Sequence[Case]) -> tuple[str, tuple[str, ...]]:
    if len(some) > 1:
        column = main_column(some)
        return wholes_headline(column), (column,) if column else ()
    names = tuple(reason.column for reason in some[0].reasons)
    return f"a row unlike any other in {join(names)}", names


def main_column(some: Sequence[Case]) -> str:
    """The column with the greatest part in more than half of these rows; "" if none has."""
    main = Counter(
        max(case.reasons, key=lambda reason: abs(reason.share)).column
        for case in some
        if case.reasons
    )
    column, rows = max(main.items(), key=lambda item: item[1], default=("", 0))
    return column if 2 * rows > len(some) else ""


def span_headline(ordered: Sequence[Case], worst: Case, about: Describer) -> str:
    first = about.when(ordered[0].row)
    column, value = about.table[worst.column], ""
    if not column.redacted:
        seen = [column.cell(c.row) for c in ordered]
        numbers = [float(v) for v in seen if isinstance(v, int | float)]
        low, high = min(numbers), max(numbers)
        value = show(low) if low == high else f"{show(low)} to {show(high)}"
    return run_headline(worst.column, first, len(ordered), value, worst.above)


def is_span(ordered: Sequence[Case], about: Describer) -> bool:
    if about.series is None or len(ordered) < RUN:
        return False
    return all(follows(a, b, about) for a, b in pairwise(ordered))


def shared_given(some: Sequence[Case]) -> tuple[str, ...]:
    """The columns that most expectations of a group rest on, at most two."""
    counts: dict[str, int] = {}
    for case in some:
        for name in case.given:
            counts[name] = counts.get(name, 0) + 1
    common = sorted(counts, key=lambda name: -counts[name])
    return tuple(name for name in common if 2 * counts[name] > len(some))[:2]


def shared_place(some: Sequence[Case]) -> Place:
    usual = sum(c.place.usual for c in some) * 2 > len(some)
    return Place(usual, extreme=any(c.place.extreme for c in some))


def alike_draft(some: Sequence[Whole], about: Describer, n: int) -> Group:
    """A cluster of rows unlike the rest."""
    rows = listed([about.original[r] for w in some for r in about.rows_of(w.row)])
    worst = min(some, key=lambda w: w.log10_p)
    reasons = about.whole_reasons(worst.place, worst.row)
    names = tuple(reason.column for reason in reasons)
    said = join([f"{r.column} = {show(r.observed)}" for r in reasons])
    text = f"{count(len(rows), 'row')} alike, unlike the rest; one of them: {said}"
    headline = alike_headline(len(rows), names)
    return group_of(rows, text, headline, names, worst.log10_p, n, alike=True)


def crowd_draft(crowd: Charge, about: Describer, n: int) -> Group:
    """More rows beyond one gap of a column than single errors would be."""
    view = crowd.view
    rows = listed(
        [about.original[r] for row in crowd.rows for r in about.rows_of(int(row))]
    )
    values = np.asarray(about.table[view.column].values, dtype=np.float64)[crowd.rows]
    edge = show(float(np.nanmin(values) if crowd.sign > 0 else np.nanmax(values)))
    if about.table[view.column].redacted:
        edge = "the rest"
    size = len(rows) if crowd.everywhere is None else crowd.count
    headline = crowd_headline(view.column, size, crowd.sign > 0, edge)
    text = f"{headline}: too many to be single errors"
    level = float(np.log10(max(view.level, 1e-300)))
    return group_of(rows, text, headline, (view.column,), level, n, alike=True, size=size)


def listed(rows: Sequence[np.int64]) -> tuple[int, ...]:
    return tuple(sorted({int(r) for r in rows}))


def finding(
    case: Case, group: int, about: Describer, ids: Column | None, n: int
) -> Finding:
    seen, capped = surprise(np.array([case.log10_p]), n)
    return Finding(
        int(about.original[case.row]),
        shown_id(ids, case.row),
        round(float(seen[0]), 3),
        bool(capped[0]),
        group,
        case.reasons,
        case.text,
    )
