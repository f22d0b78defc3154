"""What the tree classifiers share: how rows are handed to them, and their odds.

A leaf of few rows that are all odd does not make certain: half a row of doubt is added to
both classes (Provost and Domingos, "Tree induction for probability-based ranking", Machine
Learning 52, 2003).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.core.errors import InvalidParameter
from vedette.core.parameters import check_positive, check_whole

# The trees compare in float32. What is larger lies beyond every cut anyhow.
LARGEST = float(np.finfo(np.float32).max)
# Starting threads takes longer than growing a tree of fewer rows.
FEW_ROWS = 2_000
MOST_THREADS = 1_024


def within_reach(X: Matrix) -> Matrix:
    """X (n, d) held within float32."""
    return np.clip(X, -LARGEST, LARGEST)


@contextmanager
def large_values() -> Iterator[None]:
    """While this is entered, that a sum of large values is no number goes without saying."""
    with np.errstate(over="ignore", invalid="ignore"):
        yield


def odds_of_leaf(model: Any, X: Matrix) -> Vector:
    """Log-odds (n,) of the anomaly in a row's leaf, by one tree."""
    with large_values():
        rows = within_reach(X)
        share = model.predict_proba(rows)[:, 1]
        return smoothed(share, model.tree_.n_node_samples[model.apply(rows)])


def odds_of_votes(model: Any, X: Matrix) -> Vector:
    """Log-odds (n,) of the anomaly by the mean over trees of its share in the leaf."""
    with large_values():
        share = model.predict_proba(within_reach(X))[:, 1]
    return smoothed(share, len(model.estimators_))


def smoothed(share: Vector, count: int | npt.NDArray[np.int64]) -> Vector:
    """Log-odds (n,) of a share among `count`, half a row of doubt added to both classes."""
    for_it = share * count + 0.5
    against = (1.0 - share) * count + 0.5
    return np.asarray(np.log(for_it) - np.log(against))


def threads(n_jobs: int | None, n: int) -> int:
    """Threads that grow trees of n rows; -1 is all."""
    if n_jobs is None:
        return -1 if n >= FEW_ROWS else 1
    return int(n_jobs) if n_jobs < 0 else min(max(int(n_jobs), 1), MOST_THREADS)


def check_growth(max_depth: int | None, min_samples_leaf: int, max_features: Any) -> None:
    """Refuse what no tree can be grown with."""
    if max_depth is not None:
        check_whole("max_depth", max_depth, 1)
    check_whole("min_samples_leaf", min_samples_leaf, 1)
    if max_features is None or max_features in ("sqrt", "log2"):
        return
    check_positive("max_features", max_features)
    if isinstance(max_features, float) and max_features > 1:
        raise InvalidParameter(
            "max_features must be 'sqrt', 'log2', None, a share in (0, 1] or a whole "
            f"number, got {max_features!r}"
        )
