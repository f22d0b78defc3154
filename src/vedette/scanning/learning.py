"""What is learned from a table before anything in it is accused: all that judges a row.

The same serves to judge the rows of that table, to explain any of them later, and to judge
rows of other tables (`extending`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.detector import Detector
from vedette.core.progress import Progress
from vedette.core.segments import Division
from vedette.core.table import NO_ROWS, Roles, Table
from vedette.scanning.detected import judge_by
from vedette.scanning.encode import Design, encode
from vedette.scanning.judge import judge
from vedette.scanning.judged import NOTHING, Found, Judged
from vedette.scanning.lags import without_order
from vedette.scanning.order import row_hashes
from vedette.scanning.segments.within import within_segments
from vedette.tables.facts import Function
from vedette.tables.series import Series, find_series

Rows = npt.NDArray[np.int64]

# Where fewer than this share of the rows are distinct, rows are judged once for all copies.
COPIES = 0.8
# Text with more levels than this is not needed to tell rows apart.
LEVELS = 50_000


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


def arrange(table: Table, roles: Roles, seed: int, *, in_order: bool = True) -> Ordered:
    """Put the rows in an order that depends on what they hold, not on the file."""
    silent = frozenset(
        c.name for c in table if roles[c.name].kind in ("id", "ignore", "label", "constant")
    )
    long = frozenset(c.name for c in table if len(c.levels) > LEVELS)
    content = row_hashes(table, seed, leave_out=silent | long)
    with_ids = row_hashes(table, seed, leave_out=long)
    series = find_series(table, roles) if in_order else None
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
    ordered = Table(moved, table.rows, table.source, redacted=table.redacted)
    return Ordered(ordered, rows, series, before, copies)


def first_of_copies(content: npt.NDArray[np.uint64]) -> Rows | None:
    """(n,) first row of the same content, of rows sorted by it; None if few repeat."""
    starts = np.flatnonzero(np.diff(content, prepend=~content[:1]))
    if len(starts) >= COPIES * len(content):
        return None
    sizes = np.diff(np.append(starts, len(content)))
    return np.repeat(starts, sizes).astype(np.int64)


@dataclass(eq=False, repr=False)
class Learned:
    """A table in canonical order, and by what its rows are judged.

    functions
        Columns that others determine.
    design
        How its columns become what the conditional model learns from.
    judged
        Models and views; what was found by them, once it is settled.
    found
        The rows that are no part of what is usual.
    broken
        Rows that break a rule which the others keep.
    codes
        By column, values that stand for a missing one.
    division
        The segments of the rows, in canonical order, if they were judged within them.
    """

    ordered: Ordered
    roles: Roles
    functions: tuple[Function, ...]
    design: Design
    judged: Judged
    seed: int
    found: Found = NOTHING
    broken: Rows = field(default_factory=lambda: NO_ROWS)
    codes: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict)
    division: Division | None = None


def learn(
    table: Table,
    roles: Roles,
    functions: tuple[Function, ...],
    *,
    seed: int,
    detector: Detector | None = None,
    in_order: bool = True,
    division: Division | None = None,
    progress: Progress = lambda *_: None,
) -> Learned:
    """Learn what is usual in a table whose codes for missing are taken out.

    detector
        Unfitted; then it alone judges the rows, by what it is fitted on here.
    in_order
        Whether the row before a row is here too, where rows form series.
    division
        The segments within which rows are judged, in the order of the table.
    """
    ordered = arrange(table, roles, seed, in_order=in_order)
    design = encode(ordered.table, roles, functions, ordered.series)
    if division is not None:
        division = replace(division, codes=division.codes[ordered.rows])
        design = within_segments(design, division, seed)
    if ordered.series is not None and ordered.before is not None:
        design = without_order(design, ordered.before, timed=ordered.series.timed)
    if detector is None:
        judged = judge(design, ordered.before, ordered.copies, seed=seed, progress=progress)
    else:
        judged = judge_by(
            detector,
            ordered.table,
            roles,
            functions,
            ordered.series,
            ordered.before,
            ordered.copies,
            seed=seed,
        )
    return Learned(ordered, roles, functions, design, judged, seed, division=division)
