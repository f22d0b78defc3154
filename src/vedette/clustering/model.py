"""What tells the cluster of any row of a table like the one that clusters were found in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from vedette.clustering.measures import Labels
from vedette.clustering.partition import Partition
from vedette.clustering.space import Space
from vedette.core.arrays import Matrix, Vector
from vedette.core.clusters import Assignments
from vedette.core.errors import InvalidInput, InvalidParameter
from vedette.core.table import Column, Kind, Source, Table
from vedette.detectors.clustering.centres import at, distances_to
from vedette.detectors.clustering.kmeans import sigmas_of
from vedette.tables.agreeing import stored_like

AT_ONCE = 50_000  # rows


@dataclass(frozen=True, eq=False)
class ClusterModel:
    """Where the clusters of a table are, in its own columns.

    kinds
        How each column that takes part is stored ('number', 'text', ...).
    means, sigmas
        (k,) of the distances of the learned rows to their centre.
    rows
        Of the table that was learned from, called `source`.
    na
        What stood for a missing value in it.
    """

    space: Space
    partition: Partition
    kinds: dict[str, Kind]
    means: Vector
    sigmas: Vector
    n_sigma: float
    algorithm: str
    rows: int
    source: str
    version: str
    redacted: tuple[str, ...] = ()
    na: tuple[str | float, ...] = ()

    @property
    def k(self) -> int:
        """How many clusters there are."""
        return len(self.partition.centres)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that a table must have."""
        return self.space.columns

    def __repr__(self) -> str:
        return f"<ClusterModel of {self.source}: {self.k} clusters, {self.rows:,} rows>"

    def check(self) -> None:
        """Refuse a model whose parts do not fit together.

        Raises
        ------
        ValueError
            Of what a damaged file holds.
        """
        k, d = self.partition.centres.shape
        if not (self.means.shape == self.sigmas.shape == (k,)) or (self.sigmas <= 0).any():
            raise ValueError(f"it has distances of {self.means.shape} for {k} clusters")
        empty = Table(
            tuple(_empty(name, kind) for name, kind in self.kinds.items()),
            0,
            Source("", ""),
        )
        if self.space.points(empty).shape != (0, d):
            raise ValueError(f"its columns make no points of {d} numbers")
        core = self.partition.core
        if core is not None and (
            self.partition.core_labels is None
            or self.partition.reach is None
            or core.shape != (len(self.partition.core_labels), d)
            or not np.isin(self.partition.core_labels, np.arange(k)).all()
            or self.partition.reach.shape != (k,)
        ):
            raise ValueError("its rows do not fit its clusters")

    def place(self, table: Table) -> Assignments:
        """Which cluster each row of a table is in, and how far from its centre.

        Raises
        ------
        InvalidInput
            If a column is not there, or holds something else than it did.
        """
        labels = np.empty(table.rows, dtype=np.int64)
        distances = np.empty(table.rows)
        fitting = replace(
            table, columns=tuple(self._column(table, c) for c in self.columns)
        )
        for start in range(0, table.rows, AT_ONCE):
            rows = np.arange(start, min(start + AT_ONCE, table.rows))
            part = replace(
                fitting, columns=tuple(c.take(rows) for c in fitting), rows=len(rows)
            )
            points = self.space.points(part)
            labels[rows] = nearest(self.partition, points)
            distances[rows] = to_centres(self.partition, points, labels[rows])
        return assignments(table, labels, distances, self.means, self.sigmas, self.n_sigma)

    def assign(
        self,
        data: Any,
        *,
        where: str | None = None,
        na: Iterable[Any] | None = None,
        encoding: str | None = None,
    ) -> Assignments:
        """Which cluster each row of other data is in; the arguments are those of `scan`."""
        from vedette.tables.reading import read

        markers = list(self.na) if na is None else list(na)
        return self.place(read(data, where=where, na=markers or None, encoding=encoding))

    def _column(self, table: Table, name: str) -> Column:
        kind = self.kinds[name]
        try:
            return stored_like(table[name], _empty(name, kind))
        except InvalidParameter as error:
            raise InvalidInput(
                f"{table.source.name} differs from {self.source}: {error.message}",
                hint="if something stands for missing values there, name it: na (--na)",
            ) from None


def _empty(name: str, kind: Kind) -> Column:
    """A column of a kind without rows."""
    dtype = {"text": "int32", "time": "datetime64[us]"}.get(kind, "float64")
    return Column(name, kind, np.zeros(0, dtype=dtype))


def nearest(partition: Partition, points: Matrix) -> Labels:
    """(n,) the cluster of each row, from 0; -1 for none."""
    if not len(partition.centres):
        return np.full(len(points), -1, dtype=np.int64)
    if partition.mixture is not None:
        return np.asarray(partition.mixture.log_densities(points).argmax(axis=1))
    if partition.core is None or partition.core_labels is None or partition.reach is None:
        return np.asarray(distances_to(points, partition.centres).argmin(axis=1))
    from sklearn.neighbors import NearestNeighbors

    found = NearestNeighbors(n_neighbors=1).fit(partition.core).kneighbors(points)
    labels = partition.core_labels[found[1][:, 0]]
    return np.where(found[0][:, 0] <= partition.reach[labels], labels, -1)


def to_centres(partition: Partition, points: Matrix, labels: Labels) -> Vector:
    """(n,) distances to the own centre; NaN for rows in no cluster."""
    if not len(partition.centres):
        return np.full(len(points), np.nan)
    own = at(distances_to(points, partition.centres), np.maximum(labels, 0))
    return np.where(labels >= 0, own, np.nan)


def spread_of(distances: Vector, labels: Labels, k: int) -> tuple[Vector, Vector]:
    """Means and standard deviations (k,) of the distances of each cluster's rows."""
    if not k:
        return np.zeros(0), np.zeros(0)
    inside = [distances[labels == i] for i in range(k)]
    means = np.array([values.mean() if len(values) else 0.0 for values in inside])
    some = [values if len(values) else np.zeros(1) for values in inside]
    return means, sigmas_of(some, means)


def assignments(
    table: Table,
    labels: Labels,
    distances: Vector,
    means: Vector,
    sigmas: Vector,
    n_sigma: float,
) -> Assignments:
    """What is said of every row."""
    there = labels >= 0
    beyond = np.full(len(labels), np.nan)
    beyond[there] = (distances[there] - means[labels[there]]) / sigmas[labels[there]]
    numbers = np.arange(table.rows) if table.row_numbers is None else table.row_numbers
    far = ~there | (np.nan_to_num(beyond) > n_sigma)
    return Assignments(numbers, labels + 1, distances, beyond, far)
