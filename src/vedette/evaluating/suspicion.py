"""Columns that tell the label too well: known only afterwards, or the label by another name.

No figure depends on this, but for the columns that are the label by another name: they are
left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from vedette.core.table import Column, Roles, Table
from vedette.detectors.features import SILENT
from vedette.evaluating.labels import Labels
from vedette.evaluating.sample import Sample, sample_of
from vedette.tables.series import group_codes

Bools = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]
Telling = Literal["same", "filled", "level", "size", "only"]

LEAST_SAME = 2  # anomalies: one alone is often the only one of something
LEAST_TOLD = 5
# How likely a value of no meaning may be to occur in anomalies only, and in how many levels
# it is looked for.
CHANCE, MOST_LEVELS = 1e-6, 1_000


@dataclass(frozen=True)
class Suspicion:
    """A column, and how it tells the label in all rows that were looked at.

    how
        'same': two values, one for each class. 'filled': it has a value in one class only.
        'only': some value occurs in anomalies only, too often for chance. 'level': no value
        occurs in both classes. 'size': all anomalies are larger (or
        smaller) than all usual rows.
    """

    column: str
    how: Telling


def suspicions(
    table: Table,
    roles: Roles,
    odd: Bools,
    rows: Rows,
    *,
    leave_out: Sequence[str] = (),
) -> tuple[Suspicion, ...]:
    """The columns that tell in each of these rows whether it is odd (n,)."""
    found = []
    for column in table:
        if roles[column.name].kind in (*SILENT, "time") or column.name in leave_out:
            continue
        how = told_by(column.take(rows), odd[rows])
        if how is not None:
            found.append(Suspicion(column.name, how))
    return tuple(found)


def without_disguises(
    table: Table, roles: Roles, labels: Labels, *, keys: Sequence[str] | None = None
) -> tuple[Sample, tuple[Suspicion, ...]]:
    """A table with its labels, without what is the label by another name, and without keys.

    keys
        The columns whose values no two parts may share. None: those with the role of a key.

    Returns
    -------
    The sample, and all columns that tell the label too well, those left out among them.
    """
    if keys is None:
        keys = [name for name, role in roles.items() if role.kind == "key"]
    rows = np.flatnonzero(labels.known)
    found = suspicions(table, roles, labels.odd, rows, leave_out=keys)
    same = [one.column for one in found if one.how in ("same", "filled")]
    return sample_of(table, roles, labels, keys=keys, leave_out=[*same, *keys]), found


def told_by(column: Column, odd: Bools) -> Telling | None:
    """How a column tells which of its rows are odd (n,); None if it does not."""
    count = min(int(odd.sum()), int((~odd).sum()))
    if count < LEAST_SAME:
        return None
    missing = column.missing
    if _parted(missing, odd):
        return "filled"
    codes = group_codes(column)
    levels = int(codes.max()) + 1
    of_odd = np.bincount(codes, weights=odd, minlength=levels)
    rows = np.bincount(codes, minlength=levels)
    if not np.logical_or(of_odd == 0, of_odd == rows).all():
        alone = rows[(of_odd == rows) & (rows >= LEAST_TOLD)]
        many = levels > MOST_LEVELS or not len(alone)
        return None if many or odd.mean() ** alone.max() > CHANCE / levels else "only"
    held = np.count_nonzero(rows)
    if held == 2:
        return "same"
    if count < LEAST_TOLD:
        return None
    if column.kind in ("number", "time") and not missing.any():
        values = column.values.astype(np.float64)
        low, high = values[odd], values[~odd]
        if low.max() < high.min() or high.max() < low.min():
            return "size"
    return "level" if held <= count // 2 else None


def _parted(state: Bools, odd: Bools) -> bool:
    return bool((state == odd).all() or (state != odd).all())
