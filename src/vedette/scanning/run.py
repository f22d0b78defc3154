"""From a table in memory to a result: understand, count, judge, describe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from vedette.core.detector import Detector
from vedette.core.findings import Fact
from vedette.core.progress import Progress
from vedette.core.result import Result
from vedette.core.table import Table
from vedette.scanning.budget import most_surprising
from vedette.scanning.coverage import checked, not_checked, notes, time_text
from vedette.scanning.explaining import Explainer, describer, ids_of
from vedette.scanning.grouping import findings_and_groups
from vedette.scanning.judged import Judged
from vedette.scanning.learning import Learned, learn
from vedette.scanning.segments import Divide, divided, segments_of
from vedette.scanning.settle import settle_candidates
from vedette.tables.agreeing import removed_codes
from vedette.tables.facts import Facts, find_facts
from vedette.tables.facts.compared import BESIDE
from vedette.tables.retyping import with_roles


def scan_table(
    table: Table,
    *,
    fdr: float,
    budget: int | None,
    roles: Mapping[str, str],
    seed: int,
    detector: Detector | None,
    divide: Divide | None = None,
    progress: Progress,
) -> Result:
    """What looks wrong in a table in memory, by what is usual in it.

    divide
        Into segments, within which rows are judged.
    """
    division = None if divide is None else divided(table, divide)
    table, understood = with_roles(table, roles)
    progress("counting facts", 0, None)
    counted = find_facts(table, understood)
    progress("judging", 0, None)
    learned = learn(
        counted.cleaned,
        understood,
        counted.functions,
        seed=seed,
        detector=detector,
        division=division,
        progress=progress,
    )
    learned.codes = removed_codes(table, counted.cleaned)
    learned.broken = broken_rows(learned, counted)
    settle_candidates(learned.judged, fdr, learned.ordered.before)
    learned.found = learned.judged.found()
    if budget is not None:
        most_surprising(learned.judged, budget)
    progress("explaining", 0, None)
    result = described(learned, counted.cleaned, counted.facts, fdr=fdr, budget=budget)
    if division is None:
        return result
    told = segments_of(counted.cleaned, understood, division, result, fdr)
    return replace(result, segments=told)


def described(
    learned: Learned,
    table: Table,
    facts: tuple[Fact, ...],
    *,
    fdr: float,
    budget: int | None,
    learned_from: str = "",
    among: int | None = None,
) -> Result:
    """The result of what was settled, in words.

    table
        The one that was judged, in the order in which it was read.
    learned_from
        Where what is usual comes from, if not from this table.
    among
        So many rows were judged, if not those of `learned` alone.
    """
    judged, ordered = learned.judged, learned.ordered
    about, ids = describer(learned, table.row_numbers), ids_of(learned)
    cases = about.cases()
    n = ordered.table.rows if among is None else among
    findings, groups = findings_and_groups(cases, about, ids, n)
    explainer = Explainer(about, ids, findings, groups, facts, n)
    told = notes(table, learned.functions, ordered.copies)
    return Result(
        source=table.source,
        rows=table.rows,
        roles=learned.roles,
        fdr=None if budget is not None else fdr,
        budget=budget,
        seed=learned.seed,
        findings=findings,
        groups=groups,
        facts=facts,
        expected_false=None if budget is not None else float(f"{fdr * len(findings):.3g}"),
        checked=checked(judged, ordered.series),
        not_checked=not_checked(
            ordered.table, learned.roles, learned.design, judged, ordered.series
        ),
        seconds=0.0,
        time_text=time_text(ordered.table, ordered.series),
        notes=(*told, learned_from) if learned_from else told,
        needed=needed_rows(judged, ordered.table),
        redacted=ordered.table.redacted,
        row_numbers=table.row_numbers,
        row_of_id=explainer.row_of_id,
        explainer=explainer,
        frame=table.frame,
        learned=learned,
    )


def broken_rows(learned: Learned, counted: Facts) -> npt.NDArray[np.int64]:
    """The canonical places of rows that break a rule which the others keep."""
    numbers = counted.cleaned.row_numbers
    original = learned.ordered.rows if numbers is None else numbers[learned.ordered.rows]
    named = [row for known in counted.facts if known.fact in BESIDE for row in known.rows]
    return np.flatnonzero(np.isin(original, named)).astype(np.int64)


def needed_rows(judged: Judged, table: Table) -> int | None:
    """How many rows would do, if none of the columns could be judged for want of rows."""
    if any(view.judged for view in judged.views):
        return None
    # In a series so many rows count as one.
    wanted = [v.upper.needed * v.length for v in judged.views if v.upper.needed]
    if wanted:
        return min(wanted)
    return LEAST_ROWS if table.rows < LEAST_ROWS else None


LEAST_ROWS = 60
