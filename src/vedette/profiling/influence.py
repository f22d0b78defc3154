"""Means, deviations and correlations, with and without what a scan found."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vedette.core.advice import Influence, Moved, MovedPair
from vedette.core.arrays import Matrix, Vector
from vedette.core.table import Column, Roles, Table
from vedette.profiling.pairs import correlations

LEAST = 0.05  # a correlation that moves less is as it was
MOST_COMPARED, MOST_PAIRS = 100, 20
FEWEST = 3  # values that are left


def influence(
    table: Table, roles: Roles, found: npt.NDArray[np.bool_], fdr: float
) -> Influence:
    """What the rows that were found (n,) do to the numbers of a table.

    Columns whose values may not be shown take no part.
    """
    columns = [c for c in table if measured(c, roles)]
    moved = [one for c in columns if (one := moved_by(c, found)) is not None]
    moved.sort(key=lambda one: -max(abs(np.log(one.inflated or 1.0)), abs(one.shift)))
    return Influence(
        rows=table.rows,
        found=int(found.sum()),
        fdr=fdr,
        columns=tuple(moved),
        pairs=tuple(pairs(columns[:MOST_COMPARED], found)),
    )


def measured(column: Column, roles: Roles) -> bool:
    """Whether a mean of the column says anything, and may be shown."""
    return (
        roles[column.name].kind == "number"
        and column.kind == "number"
        and not column.redacted
    )


def moved_by(column: Column, found: npt.NDArray[np.bool_]) -> Moved | None:
    """The column's moments with and without; None if too few values are left."""
    known = np.isfinite(column.values)
    left = column.values[known & ~found]
    if len(left) < FEWEST:
        return None
    mean, deviation = moments(column.values[known])
    mean_left, deviation_left = moments(left)
    told = mean, mean_left, deviation, deviation_left
    return Moved(column.name, *told) if np.isfinite(told).all() else None


def moments(values: Vector) -> tuple[float, float]:
    """Mean and standard deviation (of n - 1); what overflows is not finite."""
    with np.errstate(over="ignore", invalid="ignore"):
        return float(values.mean()), float(values.std(ddof=1))


def pairs(columns: list[Column], found: npt.NDArray[np.bool_]) -> list[MovedPair]:
    """The correlations that the found rows move, most first."""
    if len(columns) < 2 or not found.any():
        return []
    values = np.stack([np.where(np.isfinite(c.values), c.values, np.nan) for c in columns])
    with_all, rows = correlations(values)
    without, left = correlations(values[:, ~found])
    listed = [
        MovedPair(
            columns[i].name, columns[j].name, float(with_all[i, j]), float(without[i, j])
        )
        for i, j in told(with_all - without, np.minimum(rows, left))
    ]
    return listed[:MOST_PAIRS]


def told(change: Matrix, rows: Matrix) -> list[tuple[int, int]]:
    """Places above the diagonal with a change that matters, largest first."""
    i, j = np.nonzero(np.triu((np.abs(change) >= LEAST) & (rows >= 20), 1))
    order = np.argsort(-np.abs(change[i, j]), kind="stable")
    return [(int(i[k]), int(j[k])) for k in order]
