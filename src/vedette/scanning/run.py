"""From data to a result: read, understand, count, judge, describe."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.detector import Detector
from vedette.core.errors import InvalidParameter
from vedette.core.result import Result
from vedette.core.table import Roles, Table
from vedette.scanning.budget import most_surprising
from vedette.scanning.coverage import checked, not_checked, notes, time_text
from vedette.scanning.describe import Describer
from vedette.scanning.detected import judge_by
from vedette.scanning.encode import encode
from vedette.scanning.explaining import Explainer
from vedette.scanning.grouping import findings_and_groups
from vedette.scanning.judge import judge
from vedette.scanning.judged import Judged
from vedette.scanning.lags import without_order
from vedette.scanning.order import row_hashes
from vedette.tables.facts import find_facts
from vedette.tables.reading import read
from vedette.tables.retyping import with_roles
from vedette.tables.series import Series, find_series

Rows = npt.NDArray[np.int64]
Progress = Callable[[str, int, int | None], None]

# Where fewer than this share of the rows are distinct, rows are judged once for all copies.
COPIES = 0.8
# Text with more levels than this is not needed to tell rows apart.
LEVELS = 50_000


def scan(
    data: Any,
    *,
    fdr: float = 0.1,
    budget: int | None = None,
    roles: Mapping[str, str] | None = None,
    seed: int = 0,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] | None = None,
    where: str | None = None,
    detector: Detector | None = None,
    progress: Progress | None = None,
) -> Result:
    """Find what looks wrong in a table; the arguments are those of `vedette.scan`.

    detector
        Unfitted; it is fitted here on numbers in units in which 3 is far out
        (`vedette.detectors.features`).

    Raises InvalidInput if the data cannot be read as a table, InvalidParameter and
    UnknownName if an argument cannot be used, or names a column that is not there.
    """
    started = time.perf_counter()
    check(fdr, budget)
    report = progress or (lambda phase, done, total: None)
    table = read(
        data,
        select=select,
        ignore=ignore,
        where=where,
        progress=lambda done, total: report("reading", done, total),
    )
    table, understood = with_roles(table, roles or {})
    report("counting facts", 0, None)
    counted = find_facts(table, understood)
    table = counted.cleaned
    report("judging", 0, None)
    ordered = arrange(table, understood, seed)
    design = encode(ordered.table, understood, counted.functions, ordered.series)
    if ordered.series is not None and ordered.before is not None:
        design = without_order(design, ordered.before, timed=ordered.series.timed)
    if detector is None:
        judged = judge(
            design, ordered.before, ordered.copies, fdr=fdr, seed=seed, progress=report
        )
    else:
        judged = judge_by(
            detector,
            ordered.table,
            understood,
            counted.functions,
            ordered.series,
            ordered.before,
            ordered.copies,
            fdr=fdr,
            seed=seed,
        )
    if budget is not None:
        most_surprising(judged, budget)
    numbers = table.row_numbers if table.row_numbers is not None else np.arange(table.rows)
    about = Describer(
        ordered.table,
        understood,
        judged,
        numbers[ordered.rows],
        ordered.series,
        ordered.copies,
        ordered.before,
    )
    ids = next((ordered.table[c] for c, r in understood.items() if r.kind == "id"), None)
    report("explaining", 0, None)
    findings, groups = findings_and_groups(about.cases(), about, ids, table.rows)
    facts = counted.facts
    explainer = Explainer(about, ids, findings, groups, facts)
    return Result(
        source=table.source,
        rows=table.rows,
        roles=understood,
        fdr=None if budget is not None else fdr,
        budget=budget,
        seed=seed,
        findings=findings,
        groups=groups,
        facts=facts,
        expected_false=None if budget is not None else float(f"{fdr * len(findings):.3g}"),
        checked=checked(judged, ordered.series),
        not_checked=not_checked(table, understood, design, judged, ordered.series),
        seconds=time.perf_counter() - started,
        time_text=time_text(ordered.series),
        notes=notes(table, judged, ordered.copies),
        needed=needed_rows(judged, table),
        row_numbers=table.row_numbers,
        row_of_id=explainer.row_of_id,
        explainer=explainer,
        frame=table.frame,
    )


def check(fdr: float, budget: int | None) -> None:
    if not 0 < fdr < 1:
        raise InvalidParameter(
            f"fdr must be between 0 and 1, got {fdr}", hint="0.1 accepts one false in ten"
        )
    if budget is not None and budget < 1:
        raise InvalidParameter(f"budget must be at least 1 row, got {budget}")


@dataclass(frozen=True, eq=False)
class Ordered:
    """The table in canonical order.

    rows
        (n,) by canonical place, the place in the table as it was read.
    before
        (n,) canonical place of the row before in its series; None where there is no series.
    copies
        (n,) canonical place of the first row with the same content; None where rows are
        mostly distinct or form series.
    """

    table: Table
    rows: Rows
    series: Series | None
    before: Rows | None
    copies: Rows | None


def arrange(table: Table, roles: Roles, seed: int) -> Ordered:
    """Put the rows in an order that depends on what they hold, not on the file."""
    silent = frozenset(
        c.name for c in table if roles[c.name].kind in ("id", "ignore", "label", "constant")
    )
    long = frozenset(c.name for c in table if len(c.levels) > LEVELS)
    content = row_hashes(table, seed, leave_out=silent | long)
    with_ids = row_hashes(table, seed, leave_out=long)
    series = find_series(table, roles)
    if series is None:
        rows = np.lexsort((with_ids, content))
        copies = first_of_copies(content[rows])
        before = None
    else:
        missing = ~series.placed
        rows = np.lexsort((with_ids, content, series.place, series.key, missing))
        series = series.take(rows)
        copies, before = None, series.previous()
    moved = tuple(column.take(rows) for column in table)
    ordered = Table(moved, table.rows, table.source)
    return Ordered(ordered, rows, series, before, copies)


def first_of_copies(content: npt.NDArray[np.uint64]) -> Rows | None:
    """(n,) first row of the same content, of rows sorted by it; None if few repeat."""
    starts = np.flatnonzero(np.diff(content, prepend=~content[:1]))
    if len(starts) >= COPIES * len(content):
        return None
    sizes = np.diff(np.append(starts, len(content)))
    return np.repeat(starts, sizes).astype(np.int64)


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
