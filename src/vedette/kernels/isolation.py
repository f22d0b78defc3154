"""Isolation forests, grown on rows in C order and scored in blocks.

Scores do not depend on the number of threads, on how the rows are cut into calls, or on the
machine's instruction set. `level` chooses the set ('base', 'v3', 'v4'); it is there for tests.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.kernels import _native
from vedette.kernels.ensemble import BEST_LEVEL, threads_of

Rows = npt.NDArray[np.float64]  # (n, d); for growing also float32
Paths = npt.NDArray[np.float64]  # (n,)


@dataclass(frozen=True)
class Forest:
    """Trees as flat arrays of m nodes, one tree after the other, each from its root.

    left
        (m,) int32: in its tree, the node where rows go whose measure is <= value; others go
        to the next one. 0: a leaf.
    value
        (m,) the cut; at a leaf its depth and the expected path length of its rows.
    columns
        (m, 1) the column measured; (m, terms) int32 those of a plane.
    weights
        (m * terms,) a plane measures the sum of weights times columns; empty: one column.
    starts
        (trees + 1,) where each tree begins.
    n_columns
        Columns of a row.
    """

    left: npt.NDArray[np.int32]
    value: npt.NDArray[np.float64]
    columns: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float64]
    starts: npt.NDArray[np.int64]
    n_columns: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getstate__(self) -> dict[str, Any]:
        return {f.name: getattr(self, f.name) for f in fields(self)}

    @cached_property
    def scorer(self) -> Any:
        """The forest as the scoring kernel takes it: made when first asked for, not saved."""
        arrays = (self.left, self.value, self.columns, self.weights, self.starts)
        return _native.isolation_scorer(*arrays, self.n_columns)


def grow(
    X: Rows,
    *,
    trees: int,
    sample: int,
    seed: int,
    bootstrap: bool = False,
    features: int | None = None,
    terms: int = 0,
    max_depth: int,
    first: int = 0,
    n_jobs: int | None = None,
) -> Forest:
    """Grow trees `first` .. `first + trees - 1` of a seed, each on a sample of X (n, d).

    sample, features
        Rows (with replacement, if `bootstrap`) and columns (None: all) that a tree sees.
    terms
        0: cuts of one column (Liu, Ting and Zhou, 2008); else planes of so many columns
        (Hariri, Carrasco Kind and Brunner, 2019).
    """
    d = X.shape[1]
    threads = threads_of(n_jobs)
    left, value, columns, weights, starts = _native.grow_isolation(
        X, sample, bootstrap, features or d, max_depth, terms, seed, first, trees, threads
    )
    return Forest(left, value, columns, weights, starts, d)


def joined(one: Forest, other: Forest) -> Forest:
    """The trees of both forests of the same kind and columns."""
    return Forest(
        np.concatenate([one.left, other.left]),
        np.concatenate([one.value, other.value]),
        np.concatenate([one.columns, other.columns]),
        np.concatenate([one.weights, other.weights]),
        np.concatenate([one.starts, other.starts[1:] + one.starts[-1]]),
        one.n_columns,
    )


def mean_path(
    X: Rows, forest: Forest, *, n_jobs: int | None = None, level: str = BEST_LEVEL
) -> Paths:
    """Mean path length (n,) of each row of X (n, d) over the trees.

    A tree's path length is rounded to 2^-11 (a coarser power of two where one is above 32),
    so whole depths are exact.
    """
    out = np.empty(len(X))
    forest.scorer.mean_path(X, threads_of(n_jobs), level, out)
    return out
