"""Which rows are like which: a space in which near rows are comparable.

    number      within 6 robust standard deviations of the median, and then in units of its
                spread within a class: what parts the classes counts for more
    category    a corner for each common level: two levels are `APART` units apart
    gap         a number that is missing stands at the median, and a flag beside it says so

The label is no part of it, nor are ids, texts and columns that were left out.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.core.table import Column, Roles, Table
from vedette.detectors.features import KINDS, fit_features

FAR = 6.0
APART = 2.0
LEVELS = 30  # of a category, the commonest
LEAST_OF_LEVEL = 5  # rows
FLOOR = 0.05  # of the median distance: copies are near, not infinitely near
LEAST_SPREAD = 0.1  # within a class, of that of all rows
LEAST_GAPS = 0.01  # share of rows, for a flag of its own


def likeness(table: Table, roles: Roles, label: str, own: npt.NDArray[np.int64]) -> Matrix:
    """(n, d) rows as points; d may be 0. `own` is the class (n,) of each row."""
    names = [c.name for c in table if roles[c.name].kind in KINDS and c.name != label]
    numbers = fit_features(table, roles, leave_out={label, *names}).matrix(table)
    held = np.clip(np.nan_to_num(numbers), -FAR, FAR)
    parts = [held / _within(held, own)]
    gaps = np.isnan(numbers)
    parts.append(gaps[:, gaps.mean(axis=0) >= LEAST_GAPS] * APART)
    parts += [_corners(table[name]) for name in names]
    points = np.hstack(parts)
    return np.asarray(points[:, np.ptp(points, axis=0) > 0])


def _within(held: Matrix, own: npt.NDArray[np.int64]) -> Vector:
    """(d,) the spread of numbers within a class, pooled over the classes."""
    total = np.zeros(held.shape[1])
    for c in np.unique(own):
        rows = held[own == c]
        low, high = np.percentile(rows, [25, 75], axis=0)
        total += len(rows) / len(held) * ((high - low) / 1.349) ** 2
    return np.asarray(np.maximum(np.sqrt(total), LEAST_SPREAD))


def _corners(column: Column) -> Matrix:
    """(n, k) a column for each common level; two rows of different levels are APART."""
    code = codes(column)[0]
    counts = np.bincount(code + 1)
    common = np.argsort(-counts, kind="stable")[:LEVELS]
    common = common[counts[common] >= LEAST_OF_LEVEL]
    return np.asarray((code[:, None] + 1 == common) * (APART / np.sqrt(2)))


def codes(column: Column) -> tuple[npt.NDArray[np.int64], int]:
    """(n,) which of the k different values each row has, -1 for none; and k."""
    if column.kind == "text":
        return column.values.astype(np.int64), len(column.levels)
    values = column.values.astype(np.int64) if column.kind == "time" else column.values
    code = np.unique(values, return_inverse=True)[1]
    code = np.where(column.missing, -1, code.reshape(-1))
    dense = np.unique(code[code >= 0], return_inverse=True)[1]
    code[code >= 0] = dense
    return code.astype(np.int64), int(code.max(initial=-1)) + 1


def nearest(points: Matrix, k: int) -> npt.NDArray[np.int64]:
    """(n, k) the rows nearest to each row, itself left out."""
    from scipy.spatial import cKDTree

    found = cKDTree(points).query(points, k=k + 1)[1]
    own = found == np.arange(len(points))[:, None]
    own[~own.any(axis=1), -1] = True  # of more copies than k, it may not be among them
    return np.asarray(found[~own].reshape(len(points), k), dtype=np.int64)


def leaning(points: Matrix, inside: npt.NDArray[np.bool_], k: int) -> Vector:
    """(n,) log(r_out / r_in): how much nearer a row is to a class than to the others.

    r is the distance to the k-th nearest row of the class (of the others), the row itself
    left out: where densities are compared by neighbours, this is the log of their ratio, but
    for a factor.
    """
    from scipy.spatial import cKDTree

    distance = []
    for side in (inside, ~inside):
        reach = min(k, int(np.count_nonzero(side)) - 1)
        found = cKDTree(points[side]).query(points, k=[reach, reach + 1])[0]
        distance.append(np.where(side, found[:, 1], found[:, 0]))
    least = FLOOR * np.median(np.concatenate(distance)) + np.finfo(float).tiny
    return np.asarray(np.log(distance[1] + least) - np.log(distance[0] + least))
