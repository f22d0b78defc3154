"""Clusters of DBSCAN: core rows linked by steps of at most eps, and what borders on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix
from vedette.kernels.search import SearchTree, build_tree, nearest

Labels = npt.NDArray[np.int64]
Index = npt.NDArray[np.integer[Any]]
Mask = npt.NDArray[np.bool_]
Pairs = tuple[Index, Index]

LINKS = 10_000_000  # looked at together, about
# Of smaller groups every link is listed; of larger ones it is only asked whether they touch.
LARGE = 1_000
BATCH = 4_096


def clusters_within(
    eps: float,
    X: Matrix,
    core: Mask,
    noise: Mask,
    indices: Index,
    distances: Matrix,
    n_jobs: int | None = None,
) -> Labels:
    """The cluster (n,) of each centred row of X (n, d), -1 for noise.

    Clusters count from the one with the first core row; a border row that touches several
    belongs to the first of them, as in scikit-learn.

    indices, distances
        (n, k) some near rows of each: links that need not be searched for.
    """
    from sklearn.neighbors import NearestNeighbors

    at = np.flatnonzero(core)
    rows = X[at]
    place = np.full(len(X), -1)
    place[at] = np.arange(len(at))
    near = core[indices[at]] & (distances[at] <= eps)
    groups = _joined(np.arange(len(at)), (np.nonzero(near)[0], place[indices[at][near]]))
    search = NearestNeighbors(radius=eps).fit(rows)
    large = np.bincount(groups)[groups] >= LARGE
    for pairs in _links(search, rows, np.flatnonzero(~large)):
        groups = _joined(groups, pairs)
    groups = _touching(eps, rows, groups, np.flatnonzero(large), n_jobs)
    labels = np.full(len(X), -1, dtype=np.int64)
    labels[at] = _by_first(groups)
    border = np.flatnonzero(~core & ~noise)
    for ends, links in _links(search, X, border):
        found = np.full(len(X), len(X))
        np.minimum.at(found, ends, labels[at][links])
        labels[border] = np.where(found < len(X), found, labels)[border]
    # Touched but for rounding: as its nearest core row.
    lost = border[labels[border] < 0]
    if lost.size:
        beside, _ = nearest(build_tree(rows), X[lost], 1, leave_out_equal=False)
        labels[lost] = labels[at][beside[:, 0]]
    return labels


def _touching(
    eps: float, X: Matrix, groups: Labels, members: Index, n_jobs: int | None
) -> Labels:
    """Groups (m,) once those with members within eps of each other are one."""
    names, sizes = np.unique(groups[members], return_counts=True)
    parts = [X[members[groups[members] == g]] for g in names[np.argsort(-sizes)]]
    starts = [members[groups[members] == g][:1] for g in names[np.argsort(-sizes)]]
    trees = [build_tree(part) for part in parts]
    for i in range(len(parts)):
        for j in range(i):
            apart = groups[starts[i]] != groups[starts[j]]
            if apart and _touch(eps, parts[i], parts[j], trees[j], n_jobs):
                groups = _joined(groups, (starts[i], starts[j]))
    return groups


def _touch(
    eps: float, one: Matrix, other: Matrix, tree: SearchTree, n_jobs: int | None
) -> bool:
    """Whether some row of one is within eps of some row of the other."""
    beside = np.maximum(other.min(axis=0) - one, one - other.max(axis=0))
    close = one[(beside <= eps).all(axis=1)]
    for start in range(0, len(close), BATCH):
        _, found = nearest(
            tree, close[start : start + BATCH], 1, leave_out_equal=False, n_jobs=n_jobs
        )
        if (found <= eps).any():
            return True
    return False


def _links(search: Any, X: Matrix, rows: Index) -> Iterator[Pairs]:
    """Rows and the fitted rows within eps of them, some at a time."""
    start, size = 0, 256
    while start < len(rows):
        some = rows[start : start + size]
        found = search.radius_neighbors(X[some], return_distance=False)
        counts = np.array([len(f) for f in found])
        if counts.sum():
            yield np.repeat(some, counts), np.concatenate(found)
        start += len(some)
        size = int(np.clip(LINKS * len(some) / max(counts.sum(), 1), 64, 16_384))


def _joined(groups: Labels, pairs: Pairs) -> Labels:
    """Groups (m,) of rows once those of each pair of rows are one."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    count = int(groups.max()) + 1
    one, other = groups[pairs[0]], groups[pairs[1]]
    differ = one != other
    ends = (one[differ], other[differ])
    graph = coo_array((np.ones(len(ends[0]), dtype=bool), ends), shape=(count, count))
    _, joined = connected_components(graph, directed=False)
    return np.asarray(joined[groups], dtype=np.int64)


def _by_first(groups: Labels) -> Labels:
    """The same groups, numbered in the order of their first rows."""
    _, first, inverse = np.unique(groups, return_index=True, return_inverse=True)
    order = np.empty(len(first), dtype=np.int64)
    order[np.argsort(first)] = np.arange(len(first))
    return order[inverse]
