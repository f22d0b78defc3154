"""Nearest rows, forests and their friends: arrays in, arrays out.

All take float32 rows in C order. Results do not depend on the number of threads, on how the
rows are cut into calls, or on the machine's instruction set. `level` chooses the set
('base', 'v3', 'v4'); it is there for tests.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.errors import InvalidInput, InvalidParameter
from vedette.kernels import _native, threads

Rows = npt.NDArray[np.float32]  # (n, d)
Scores = npt.NDArray[np.float64]  # (n,)

BEST_LEVEL: str = _native.best_level()
MAX_STACK = 66  # values that wait for their siblings while a tree is evaluated
# Squares of values within this still add up in float32.
FARTHEST = 1e15
_NONE = np.empty(0, dtype=np.int64)


def threads_of(n_jobs: int | None) -> int:
    """How many threads `n_jobs` means: None and -1 are all that the process may use."""
    if n_jobs is None:
        return threads()
    return max(1, threads() + 1 + n_jobs if n_jobs < 0 else n_jobs)


def as_rows(X: npt.ArrayLike) -> Rows:
    """X as float32 rows in C order, within -FARTHEST .. FARTHEST."""
    rows = np.asarray(X)
    if rows.size and max(-rows.min(), rows.max()) > FARTHEST:
        rows = np.clip(rows, -FARTHEST, FARTHEST)
    with np.errstate(under="ignore"):
        return np.ascontiguousarray(rows, dtype=np.float32)


def row_hashes(X: Rows) -> npt.NDArray[np.uint64]:
    """A number (n,) for the bits of each row: equal rows have equal numbers."""
    out = np.empty(len(X), dtype=np.uint64)
    _native.row_hashes(X, out)
    return out


def nearest_of_samples(
    X: Rows,
    references: Rows,
    own: npt.NDArray[np.uint8],
    size: int,
    *,
    n_jobs: int | None = None,
    level: str = BEST_LEVEL,
) -> Scores:
    """Mean over samples of the Euclidean distance to the nearest row of each sample.

    references
        (samples * size, d): the rows of the samples, one sample after the other.
    own
        (samples * size,) 1 where an equal query is that very row, and passes it over. A
        sample with no row left does not count; with no sample left the distance is 0.
    """
    out = np.empty(len(X))
    _native.nearest_of_samples(X, references, own, size, threads_of(n_jobs), level, out)
    return out


def mean_neighbour_distance(
    X: npt.ArrayLike,
    reference: npt.ArrayLike,
    k: int,
    *,
    leave_out_equal: bool | npt.ArrayLike = True,
    n_jobs: int | None = None,
    level: str = BEST_LEVEL,
) -> Scores:
    """Mean Euclidean distance (n,) of each row of X to its k nearest reference rows.

    X, reference
        (n, d) and (m, d), finite. They are centred in float64; distances are float32.
    leave_out_equal
        True passes over one reference row that equals the query, if there is one; an
        array (n,) of indices passes over that reference row for each query (-1: none).

    Raises
    ------
    InvalidParameter
        If k is not from 1 to the number of reference rows that are left.
    """
    queries, rows, unit, left_out, equal = _prepare(X, reference, k, leave_out_equal)
    mean = np.empty(len(queries))
    no_index, no_distance = np.empty((0, k), np.int32), np.empty((0, k), np.float32)
    threads = threads_of(n_jobs)
    _native.neighbours(
        queries, rows, k, left_out, equal, threads, level, no_index, no_distance, mean
    )
    return np.ldexp(mean, unit)


def nearest_rows(
    X: npt.ArrayLike,
    reference: npt.ArrayLike,
    k: int,
    *,
    leave_out_equal: bool | npt.ArrayLike = True,
    n_jobs: int | None = None,
    level: str = BEST_LEVEL,
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
    """Indices (n, k) of the nearest reference rows, nearest first, and their distances.

    Among equally near rows the lower index comes first. Arguments and errors are those of
    `mean_neighbour_distance`.
    """
    queries, rows, unit, left_out, equal = _prepare(X, reference, k, leave_out_equal)
    n = len(queries)
    indices, distances = np.empty((n, k), np.int32), np.empty((n, k), np.float32)
    threads = threads_of(n_jobs)
    _native.neighbours(
        queries, rows, k, left_out, equal, threads, level, indices, distances, np.empty(0)
    )
    with np.errstate(over="ignore"):
        return indices, np.ldexp(distances, unit)


def _prepare(
    X: npt.ArrayLike, reference: npt.ArrayLike, k: int, leave_out: bool | npt.ArrayLike
) -> tuple[Rows, Rows, int, npt.NDArray[np.int64], bool]:
    queries = np.asarray(X, dtype=np.float64)
    rows = np.asarray(reference, dtype=np.float64)
    if queries.ndim != 2 or rows.ndim != 2 or queries.shape[1] != rows.shape[1]:
        raise InvalidInput(
            f"X {queries.shape} and reference {rows.shape} must be rows of equal length"
        )
    if not (np.isfinite(queries).all() and np.isfinite(rows).all()):
        raise InvalidInput("X and reference must not hold missing or infinite values")
    equal = leave_out is True
    left_out = _NONE
    if not isinstance(leave_out, bool):
        left_out = np.ascontiguousarray(leave_out, dtype=np.int64)
        if left_out.shape != (len(queries),):
            raise InvalidInput(
                f"leave_out_equal has shape {left_out.shape}, X has {len(queries)} rows"
            )
    most = len(rows) - (1 if equal or left_out.size else 0)
    if not 1 <= k <= most:
        raise InvalidParameter(f"k must be from 1 to {most}, got {k}")
    # A power of two rounds nothing and keeps squares from overflowing or vanishing.
    unit = common_exponent(rows)
    queries, rows = np.ldexp(queries, -unit), np.ldexp(rows, -unit)
    centre = np.median(rows, axis=0)
    return as_rows(queries - centre), as_rows(rows - centre), unit, left_out, equal


def common_exponent(X: npt.NDArray[np.float64]) -> int:
    """The power of two next above the largest value of X; NaN does not count."""
    largest = float(np.nanmax(np.abs(X), initial=0.0))
    return int(np.frexp(largest)[1])


@dataclass(frozen=True)
class Forest:
    """Trees as flat arrays, each in postorder.

    cuts
        (c, 3) int32: columns f and g, and which sides wait on the evaluation's stack.
    values
        (c, 4) float32: slope, cut, left and right leaf value. Rows with
        x[f] + slope * x[g] <= cut go left.
    starts
        (trees + 1,) where each tree begins.
    leaf
        (trees,) the value of a tree that has no cut.
    bag_hashes, bag_starts, bag_trees
        Training rows by hash, and the trees that have seen each.
    size
        Rows that a tree has seen.
    """

    cuts: npt.NDArray[np.int32]
    values: npt.NDArray[np.float32]
    starts: npt.NDArray[np.int64]
    leaf: npt.NDArray[np.float32]
    bag_hashes: npt.NDArray[np.uint64]
    bag_starts: npt.NDArray[np.int64]
    bag_trees: npt.NDArray[np.int32]
    size: int

    @classmethod
    def restored(cls, **saved: Any) -> Forest:
        """The forest that a file holds.

        Raises
        ------
        ValueError
            If its arrays lead out of themselves: the kernel follows them without looking.
        """
        forest = cls(**saved)
        c, trees, known = len(forest.cuts), len(forest.leaf), len(forest.bag_hashes)
        shapes = (forest.cuts.shape, forest.values.shape, forest.leaf.shape)
        whole = (forest.cuts, forest.starts, forest.bag_starts)
        if (
            shapes != ((c, 3), (c, 4), (trees,))
            or [a.dtype for a in whole] != [np.int32, np.int64, np.int64]
            or (forest.cuts < 0).any()
        ):
            raise ValueError("the arrays are no forest")
        _check_runs(forest.starts, trees, c)
        _check_runs(forest.bag_starts, known, len(forest.bag_trees))
        _check_stack(forest.cuts[:, 2], forest.starts)
        return forest

    def state(self) -> dict[str, Any]:
        """The fields by name: what it takes to build the forest again."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def _check_runs(starts: npt.NDArray[np.int64], count: int, length: int) -> None:
    """Refuse what does not part `length` things into `count` runs."""
    whole = starts.shape == (count + 1,) and starts[0] == 0 and starts[-1] == length
    if not whole or (np.diff(starts) < 0).any():
        raise ValueError("the arrays are no forest")


def _check_stack(waiting: npt.NDArray[np.int32], starts: npt.NDArray[np.int64]) -> None:
    """Refuse trees that take more from the evaluation's stack than they put on it."""
    height = np.append(0, np.cumsum(1 - (waiting & 1) - (waiting >> 1)))
    before = np.repeat(height[starts[:-1]], np.diff(starts))
    own = height[1:] - before
    if (waiting > 3).any() or (own < 1).any() or (own > MAX_STACK).any():
        raise ValueError("the arrays are no forest")


def grow_forest(
    X: Rows,
    samples: npt.NDArray[np.int64],
    *,
    max_depth: int,
    seed: int,
    first: npt.NDArray[np.bool_],
    hashes: npt.NDArray[np.uint64],
    n_jobs: int | None = None,
) -> Forest:
    """Grow a tree on each sample (trees, size) of the rows of X.

    first
        (n,) whether a row is the first of its copies: an equal query is that row, and is
        not judged by the trees that have seen it.
    hashes
        (n,) from `row_hashes`.
    """
    trees, size = samples.shape
    room = trees * max(size - 1, 1)
    cuts = np.empty((room, 3), dtype=np.int32)
    values = np.empty((room, 4), dtype=np.float32)
    starts = np.empty(trees + 1, dtype=np.int64)
    leaf = np.empty(trees, dtype=np.float32)
    used = _native.grow_forest(
        X, samples, max_depth, seed, threads_of(n_jobs), cuts, values, starts, leaf
    )
    bag = _bag(samples, first, hashes)
    return Forest(cuts[:used].copy(), values[:used].copy(), starts, leaf, *bag, size)


def _bag(
    samples: npt.NDArray[np.int64],
    first: npt.NDArray[np.bool_],
    hashes: npt.NDArray[np.uint64],
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    rows = samples.ravel()
    trees = np.repeat(np.arange(len(samples), dtype=np.int32), samples.shape[1])
    rows, trees = rows[first[rows]], trees[first[rows]]
    order = np.lexsort((trees, hashes[rows]))
    seen, starts = np.unique(hashes[rows[order]], return_index=True)
    return seen, np.append(starts, len(rows)).astype(np.int64), trees[order]


def path_length(
    X: Rows, forest: Forest, *, n_jobs: int | None = None, level: str = BEST_LEVEL
) -> Scores:
    """Mean path length (n,) over the trees that have not seen the row; -1 if all have."""
    f = forest
    if f.cuts.size and f.cuts[:, :2].max() >= X.shape[1]:
        raise InvalidInput(f"the forest cuts other columns than the {X.shape[1]} of X")
    out = np.empty(len(X))
    bag = (f.bag_hashes, f.bag_starts, f.bag_trees)
    threads = threads_of(n_jobs)
    _native.mean_path(X, f.cuts, f.values, f.starts, f.leaf, *bag, threads, level, out)
    return out


def expected_path(n: float) -> float:
    """Mean path length of an unsuccessful search among n rows (Liu et al., 2008, eq. 1)."""
    return float(_native.expected_path(n))
