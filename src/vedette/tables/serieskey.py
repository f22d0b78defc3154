"""The key of series: the column within whose groups no moment comes twice."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vedette.core.table import Column, Roles, Table

OWN_TIMES = 0.98  # of the times distinct: one series, no key needed
REPEATS = 0.005  # of the rows
ROWS_A_GROUP = 10
KEY_ROLES = ("category", "code")


def find_key(table: Table, roles: Roles) -> tuple[str, int] | None:
    """The key with the fewest groups, and how many; None if there are no series to part."""
    times = moments(table, roles)
    if times is None:
        return None
    known = times >= 0
    n = int(known.sum())
    if n == 0 or len(np.unique(times[known])) >= OWN_TIMES * n:
        return None
    candidates = []
    for column in table:
        if roles[column.name].kind in KEY_ROLES:
            codes = numbered(column)
            groups = int(codes.max(initial=-1)) + 1
            if 2 <= groups <= table.rows / ROWS_A_GROUP:
                candidates.append((groups, column.name, codes))
    for groups, name, codes in sorted(candidates, key=lambda c: c[:1]):
        both = known & (codes >= 0)
        pairs = times[both] * groups + codes[both]
        repeats = len(pairs) - len(np.unique(pairs))
        if len(pairs) >= 0.9 * table.rows and repeats <= REPEATS * len(pairs):
            return name, groups
    return None


def moments(table: Table, roles: Roles) -> npt.NDArray[np.int64] | None:
    """(n,) the rows' moments numbered in order, -1 where unknown: the first time column,
    else its calendar parts taken together."""
    for column in table:
        if roles[column.name].kind == "time" and column.kind == "time":
            return numbered(column)
    parts = [c for c in table if roles[c.name].kind == "part" and c.kind == "number"]
    if not parts:
        return None
    together = numbered(parts[0])
    for column in parts[1:]:
        codes = numbered(column)
        width = int(codes.max(initial=0)) + 1
        gone = (together < 0) | (codes < 0)
        together = np.where(gone, -1, together * width + codes)
    return together


def numbered(column: Column) -> npt.NDArray[np.int64]:
    """(n,) the values as 0, 1, 2, ...; -1 where missing."""
    if column.kind == "text":
        return np.asarray(column.values.astype(np.int64))
    codes = np.full(len(column), -1, dtype=np.int64)
    known = ~column.missing
    codes[known] = np.unique(column.values[known], return_inverse=True)[1]
    return codes
