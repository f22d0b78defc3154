"""Exact nearest rows by a kd-tree: arrays in, arrays out.

Distances are float64 and exact: float32 is only used to rule rows out, with a margin for its
rounding. Results do not depend on the number of threads, on how queries are cut into calls,
or on the instruction set. `level` chooses the set ('base', 'v3', 'v4'); it is there for
tests.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.core.errors import InvalidInput, InvalidParameter
from vedette.kernels import _native
from vedette.kernels.ensemble import BEST_LEVEL, common_exponent, threads_of

METRICS = ("euclidean", "manhattan", "chebyshev", "minkowski")
# In units of the largest reference value, queries are held within this: their squares
# still add up in float64.
FARTHEST = 1e100
LARGEST = float(np.finfo(np.float64).max)


@dataclass(frozen=True)
class SearchTree:
    """n rows of d columns in leaves of up to 128 rows, m leaves; columns d' are cut by.

    rows, index
        (n, d) rows, leaf after leaf, and (n,) their places in the table.
    starts, first
        (m + 1,) where each leaf begins, and (m,) the least place in each.
    blocks
        (m, d', 128) float32 columns of each leaf, relative to its centre.
    low, high, centre, branch_low, branch_high
        (., d') boxes of leaves and of 32 leaves each.
    links, values
        (c, 3), (c,) cuts: column, children (below 0: the leaf ~child), value.
    unit
        Rows were divided by 2^unit, so that squares neither overflow nor vanish.
    """

    rows: Matrix
    index: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]
    first: npt.NDArray[np.int32]
    blocks: npt.NDArray[np.float32]
    low: Matrix
    high: Matrix
    centre: Matrix
    branch_low: Matrix
    branch_high: Matrix
    links: npt.NDArray[np.int32]
    values: Vector
    unit: int

    @classmethod
    def restored(cls, **saved: Any) -> SearchTree:
        """The tree that a file holds, planned anew from its rows.

        The kernel follows a plan without looking, so that of a file is not trusted.

        Raises
        ------
        ValueError
            If the rows are none, or have no place in the table.
        """
        rows, index = saved["rows"], saved["index"]
        categories = rows.shape[1] - saved["low"].shape[1]
        if categories < 0 or not np.array_equal(np.sort(index), np.arange(len(rows))):
            raise ValueError("the rows to search in have no place")
        in_order = np.empty_like(rows)
        in_order[index] = rows
        tree = build_tree(in_order, categories=categories)
        return replace(tree, unit=tree.unit + int(saved["unit"]))


def build_tree(X: npt.ArrayLike, *, categories: int = 0) -> SearchTree:
    """A tree of the rows of X (n, d), finite, to search in.

    categories
        So many of the last columns are not numbers: two rows are 1 farther from each
        other for each in which they differ.
    """
    rows = np.array(X, dtype=np.float64, order="C")
    if rows.ndim != 2 or not len(rows):
        raise InvalidInput(f"X must be rows, got shape {rows.shape}")
    if not np.isfinite(rows).all():
        raise InvalidInput("X must not hold missing or infinite values")
    if len(rows) >= 2**31:
        raise InvalidInput(f"X has {len(rows)} rows; a tree holds at most 2^31 - 1")
    unit = 0 if categories else common_exponent(rows)
    if unit:
        rows = np.ldexp(rows, -unit)
    arrays = _native.build_search_tree(rows, rows.shape[1] - categories)
    return SearchTree(*(*arrays, unit))


def nearest(
    tree: SearchTree,
    X: npt.ArrayLike,
    k: int,
    *,
    metric: str = "euclidean",
    p: float = 2.0,
    leave_out_equal: bool = True,
    in_units: bool = True,
    n_jobs: int | None = None,
    level: str = BEST_LEVEL,
) -> tuple[npt.NDArray[np.int64], Matrix]:
    """Indices (n, k) of the nearest rows of the tree, nearest first, and their distances.

    Among equally near rows the lower index comes first.

    leave_out_equal
        Pass over the first row of the tree that equals the query, if there is one.
    p
        The power of 'minkowski', 1 or more.
    in_units
        Whether distances are in the units of the rows, or divided by 2^unit of the tree:
        those are whole also where the others are subnormal or too large for float64.

    Raises
    ------
    InvalidParameter
        If k is not from 1 to the number of rows that are left, or no such metric is known.
    """
    queries = np.ascontiguousarray(X, dtype=np.float64)
    if queries.ndim != 2 or queries.shape[1] != tree.rows.shape[1]:
        raise InvalidInput(
            f"X {queries.shape} and the tree's rows {tree.rows.shape} must be of equal length"
        )
    if not np.isfinite(queries).all():
        raise InvalidInput("X must not hold missing or infinite values")
    most = len(tree.rows) - int(leave_out_equal)
    if not 1 <= k <= most:
        raise InvalidParameter(f"k must be from 1 to {most}, got {k}")
    metric, p = _simplest(metric, p)
    with np.errstate(over="ignore", under="ignore"):
        if tree.unit:
            queries = np.ldexp(queries, -tree.unit)
        if max(-queries.min(initial=0.0), queries.max(initial=0.0)) > FARTHEST:
            queries = np.clip(queries, -FARTHEST, FARTHEST)
        n = len(queries)
        indices, distances = np.empty((n, k), np.int64), np.empty((n, k))
        t, jobs = tree, threads_of(n_jobs)
        boxes = (t.low, t.high, t.centre, t.branch_low, t.branch_high)
        leaves = (t.rows, t.index, t.starts, t.first, t.blocks)
        arrays = (*leaves, *boxes, t.links, t.values)
        options = (metric, p, k, leave_out_equal, jobs, level)
        _native.search_tree(*arrays, queries, *options, indices, distances)
        if in_units and t.unit:
            distances = np.minimum(np.ldexp(distances, t.unit), LARGEST)
    return indices, distances


def _simplest(metric: str, p: float) -> tuple[str, float]:
    """The metric by its own name where a power has one."""
    if metric not in METRICS:
        raise InvalidParameter(f"metric must be one of {METRICS}, got {metric!r}")
    if metric != "minkowski":
        return metric, 2.0
    if not p >= 1:
        raise InvalidParameter(f"p must be 1 or more, got {p!r}")
    named = {1.0: "manhattan", 2.0: "euclidean", float("inf"): "chebyshev"}
    return named.get(float(p), "minkowski"), float(p)
