"""Parts of labelled rows to leave out in turn; copies of a row are never parted.

A copy that stayed would know the label of the one left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix

Rows: TypeAlias = npt.NDArray[np.int64]


def folds(
    X: Matrix, odd: npt.NDArray[np.bool_], most: int, seed: int | None
) -> list[tuple[Rows, Rows]]:
    """The rows kept and left out, `most` times or as often as the rarer class can be parted.

    Empty if it cannot: if there are fewer than two different rows of a class. Each part has
    about the same share of odd rows.
    """
    _, first, group = np.unique(X, axis=0, return_index=True, return_inverse=True)
    group = group.reshape(len(X))
    order = np.argsort(
        first
    )  # groups as they come in the rows, so that seeds mean the same
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    group = place[group]
    any_odd = np.bincount(group, weights=odd) > 0
    count = int(min(most, *np.bincount(any_odd, minlength=2)))
    return list(_parted(group, any_odd, count, seed)) if count > 1 else []


def _parted(
    group: Rows, any_odd: npt.NDArray[np.bool_], count: int, seed: int | None
) -> Iterator[tuple[Rows, Rows]]:
    from sklearn.model_selection import StratifiedKFold

    parts = StratifiedKFold(count, shuffle=True, random_state=seed)
    for _, left in parts.split(any_odd, any_odd):
        out = np.isin(group, left)
        yield np.flatnonzero(~out), np.flatnonzero(out)
