"""Anomalies that a label column names, and which columns tell them by themselves."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vedette.core.advice import Known
from vedette.core.table import Column, Roles, Table
from vedette.profiling.pairs import ranks

MOST_TOLD = 5
RARE = 0.5  # the rarer of two values is the anomaly; equal halves name none
TELLING = 0.6  # an area under the ROC curve
LEAST = 5


def labelled(table: Table, roles: Roles) -> tuple[str, npt.NDArray[np.bool_]] | None:
    """The label and (n,) the rows of its rarer value; None without a label of two values."""
    for column in table:
        if roles[column.name].kind == "label" and column.kind != "time":
            values, counts = np.unique(column.values[~column.missing], return_counts=True)
            if len(values) == 2 and counts.min() < RARE * counts.sum():
                rarer = values[int(np.argmin(counts))]
                return column.name, np.asarray(column.values == rarer)
    return None


def known(table: Table, roles: Roles, label: str, odd: npt.NDArray[np.bool_]) -> Known:
    """How many anomalies are labelled, and what tells them."""
    areas = [
        (c.name, area)
        for c in table
        if roles[c.name].kind == "number" and c.kind == "number"
        if (area := told_apart(c, odd)) is not None and area >= TELLING
    ]
    areas.sort(key=lambda one: -one[1])
    return Known(label, table.rows, int(odd.sum()), tuple(areas[:MOST_TOLD]))


def told_apart(column: Column, odd: npt.NDArray[np.bool_]) -> float | None:
    """The area under the ROC curve of a column, in the direction that tells more."""
    there = np.isfinite(column.values)
    place, mine = ranks(column.values[there]), odd[there]
    m, rest = int(mine.sum()), int((~mine).sum())
    if m < LEAST or rest < LEAST:
        return None
    area = (float(place[mine].sum()) - m * (m + 1) / 2) / (m * rest)
    return max(area, 1 - area)
