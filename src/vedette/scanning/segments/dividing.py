"""Which segment each row is in: by the values of a column, or by what a model says."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from vedette.core.errors import InvalidParameter
from vedette.core.redaction import REDACTED
from vedette.core.segments import Division
from vedette.core.table import Column, Table
from vedette.core.wording import count, show

Divide = Callable[[Table], Division]

# Fewer rows do not say where the middle half of a segment lies.
LEAST = 20
# A number with more values than this is a quantity.
MOST_NUMBERS = 200
MISSING = "(missing)"


def named_by(column: str) -> Divide:
    """Segments are the values of a column."""
    return lambda table: by_column(table, column)


def by_column(table: Table, name: str) -> Division:
    """The rows by the values of a column; those without a value are a segment.

    Larger segments come first; of equally large ones, by name.

    Raises
    ------
    UnknownName
        If there is no such column.
    InvalidParameter
        If its values are no segments.
    """
    column = table[name]
    codes, rows_of = places(column)
    if (column.kind == "number" and len(rows_of) > MOST_NUMBERS) or column.kind == "time":
        kind = "times" if column.kind == "time" else "numbers"
        raise InvalidParameter(
            f"{name!r} has {len(rows_of):,} {kind}: they are no segments",
            hint="name a column of few kinds, or let `vedette cluster FILE --save-model "
            "groups.vedette` find groups: --by groups.vedette",
        )
    names = [column.held(row) for row in rows_of]
    shown = [show(value, longest=60) for value in names]
    sizes = np.bincount(codes[codes >= 0], minlength=len(names))
    order = sorted(range(len(names)), key=lambda i: (-int(sizes[i]), shown[i]))
    place = np.empty(len(names) + 1, dtype=np.int64)
    place[order] = np.arange(len(names))
    place[-1] = -1
    codes = place[codes]
    said = [names[i] for i in order]
    if column.redacted:
        said = [f"{REDACTED} {i + 1}" for i in range(len(said))]
    if (codes < 0).any():
        codes = np.where(codes < 0, len(said), codes)
        said.append(MISSING)
    return Division(name, codes, tuple(said), column=name)


def places(column: Column) -> tuple[np.ndarray, list[int]]:
    """(n,) codes of a column's values, -1 for missing; and a row that has each."""
    if column.kind == "text":
        codes = column.values.astype(np.int64)
        there = np.unique(codes[codes >= 0])
        place = np.full(len(column.levels) + 1, -1, dtype=np.int64)
        place[there] = np.arange(len(there))
        codes = place[codes]
    else:
        missing = column.missing
        codes = np.full(len(missing), -1, dtype=np.int64)
        _, of = np.unique(column.values[~missing], return_inverse=True)
        codes[~missing] = of
    known = np.flatnonzero(codes >= 0)
    _, first = np.unique(codes[known], return_index=True)
    return codes, known[first].tolist()


def divided(table: Table, divide: Divide) -> Division:
    """The segments of a table.

    Raises
    ------
    InvalidParameter
        If there is but one, or all are too small to judge a row by.
    """
    found = divide(table)
    sizes = found.sizes
    there = int((sizes > 0).sum())
    if there < 2:
        some = "one segment" if there else "no segment"
        many = table.rows != 1
        rows = f"all {count(table.rows, 'row')} are" if many else "the only row is"
        raise InvalidParameter(
            f"{rows} in {some} of {found.by!r}",
            hint="without --by they are judged against each other",
        )
    if not (sizes >= LEAST).any():
        raise InvalidParameter(
            f"{found.by!r} has {there:,} segments, and none has {LEAST} rows: the "
            f"largest has {int(sizes.max())}",
            hint="name a column of fewer kinds, with more rows of each",
        )
    return found
