"""Clusters and far rows in words."""

from __future__ import annotations

import numpy as np

from vedette.clustering.differences import beside, differences
from vedette.clustering.measures import Labels
from vedette.clustering.stability import Stability
from vedette.core.arrays import Vector
from vedette.core.clusters import Assignments, Cluster, Difference, Outlier
from vedette.core.table import Column, Roles, Table, id_column, shown_id
from vedette.core.wording import count, cut, percent, plain, show

MOST_FAR = 100  # rows that are listed
IN_WORDS = 3  # differences
NAMED = 2  # columns of a far row


def described(
    table: Table,
    roles: Roles,
    labels: Labels,
    placed: Assignments,
    means: Vector,
    sigmas: Vector,
    firm: Stability | None,
) -> tuple[Cluster, ...]:
    """Each cluster with what makes it different, the largest first."""
    out = []
    for i in range(len(means)):
        inside = labels == i
        rows = int(inside.sum())
        found = differences(table, roles, inside)
        out.append(
            Cluster(
                number=i + 1,
                rows=rows,
                share=rows / table.rows,
                distance=float(means[i]),
                sigma=float(sigmas[i]),
                outliers=int((inside & placed.outliers).sum()),
                stability=_firm(firm, i),
                differences=found,
                text=in_words(i + 1, rows, table.rows, found),
            )
        )
    return tuple(out)


def _firm(firm: Stability | None, i: int) -> float | None:
    return float(firm.jaccard[i]) if firm and i < len(firm.jaccard) else None


def in_words(number: int, rows: int, of: int, found: tuple[Difference, ...]) -> str:
    """ "cluster 2, 310 rows (31 %): age 64 (others 31), plan = basic in 80 % (others 12 %)"."""
    start = f"cluster {number}, {count(rows, 'row')} ({percent(rows, of)})"
    if not found:
        return start
    return f"{start}: {', '.join(one.text for one in found[:IN_WORDS])}"


def far_rows(
    table: Table, roles: Roles, placed: Assignments, used: tuple[str, ...]
) -> tuple[Outlier, ...]:
    """The rows farthest beyond their cluster's distances, farthest first.

    used
        The columns that take part: those farthest from the cluster's middle are named.
    """
    far = np.flatnonzero(placed.outliers & (placed.clusters > 0))
    order = far[np.argsort(-placed.sigmas[far], kind="stable")][:MOST_FAR]
    taken = set(used)
    columns = [column for column in table if column.name in taken]
    numbers = [c for c in columns if c.kind == "number" and not c.redacted]
    ids = id_column(table, roles)
    usual: dict[int, list[tuple[float, float]]] = {}
    out = []
    for row in order.tolist():
        number = int(placed.clusters[row])
        if number not in usual:
            inside = placed.clusters == number
            usual[number] = [middle_and_spread(c.values[inside]) for c in numbers]
        sigmas, distance = float(placed.sigmas[row]), float(placed.distances[row])
        text = f"{sigmas:.1f} sigma beyond the usual distance of cluster {number}"
        if named := _off(numbers, row, usual[number]):
            text += f": {named}"
        name = shown_id(ids, row)
        out.append(Outlier(int(placed.rows[row]), name, number, sigmas, distance, text))
    return tuple(out)


def middle_and_spread(x: Vector) -> tuple[float, float]:
    """Median, and standard deviation of the middle 98 %; NaN without values."""
    known = x[np.isfinite(x)]
    if not known.size:
        return float("nan"), float("nan")
    low, high = np.quantile(known, (0.01, 0.99))
    scale = float(np.abs([low, high]).max()) or 1.0
    return float(np.median(known)), scale * float((np.clip(known, low, high) / scale).std())


def _off(numbers: list[Column], row: int, usual: list[tuple[float, float]]) -> str:
    """The values of a row that are farthest from the middle of its cluster."""
    off = []
    for column, (middle, spread) in zip(numbers, usual, strict=True):
        value = float(column.values[row])
        gap = abs(value / 2 - middle / 2)
        if np.isfinite(value) and gap > 0:
            off.append((-gap / spread if spread > 0 else -np.inf, column, middle, spread))
    off.sort(key=lambda one: one[0])
    said = []
    for _, column, middle, spread in off[:NAMED]:
        like = (middle - 2 * spread, middle + 2 * spread) if spread > 0 else None
        name = plain(cut(column.name, 40))
        said.append(f"{name} {show(column.held(row))} (usually {beside(middle, like)})")
    return ", ".join(said)
