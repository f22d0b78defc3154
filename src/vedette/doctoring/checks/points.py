"""Rows as points, as distance methods see them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vedette.core.arrays import Matrix
from vedette.core.table import Roles, Table
from vedette.detectors.features import fit_features

MOST = 1_500  # rows that are looked at: distances of all pairs are taken
# Of a column of numbers, more than this share at one value makes it no quantity.
PILED = 0.2


@dataclass(frozen=True, eq=False)
class Points:
    """Some rows of a table in units in which 3 is far out.

    all
        (m, d) all features, missing values at the median.
    numbers
        (m, q) quantities, the width of a cell of a coarse lattice spread out at random.
    names
        (q,) the columns of the quantities.
    rows
        Of the table.
    """

    all: Matrix
    numbers: Matrix
    names: tuple[str, ...]
    rows: int


def points_of(table: Table, roles: Roles, seed: int) -> Points:
    """The points of a table, of at most 1,500 rows at random."""
    rng = np.random.default_rng([seed, 4])
    features = fit_features(table, roles)
    rows = np.sort(rng.permutation(table.rows)[:MOST])
    some = Table(tuple(c.take(rows) for c in table), len(rows), table.source)
    X = np.nan_to_num(features.matrix(some), nan=0.0)
    keep = [
        j
        for j, feature in enumerate(features.made)
        if feature.what == "number" and _continuous(X[:, j])
    ]
    numbers = X[:, keep].copy()
    for j in range(numbers.shape[1]):
        values = np.unique(numbers[:, j])
        cell = float(np.min(np.diff(values))) if len(values) > 1 else 0.0
        numbers[:, j] += cell * (rng.random(len(rows)) - 0.5)
    names = tuple(features.columns[j] for j in keep)
    return Points(X, numbers, names, table.rows)


def _continuous(x: np.ndarray) -> bool:
    _, count = np.unique(x, return_counts=True)
    return bool(len(count) > 10 and count.max() <= PILED * len(x))
