"""What makes a row odd as a whole, and which value would have made it usual.

The counterfactual of a column comes from the rows most like this one in all other columns:
the range of the column among them, if the row's own value lies outside.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector
from vedette.core.findings import Reason
from vedette.core.redaction import hidden_reason
from vedette.core.table import Roles, Table
from vedette.explain.sentences import usual_if
from vedette.scanning.rows import Space

Rows = npt.NDArray[np.int64]

# A reason names at most so many columns, none of less than this share of it.
MOST_NAMED = 3
LEAST_NAMED = 0.1
# The range among the rows most like it: their middle 95 %.
LOW, HIGH = 0.025, 0.975
# Of a redacted column with fewer values, the side would tell which one it is.
SIDED = 13


def whole_reasons(
    points: Space,
    table: Table,
    roles: Roles,
    place: int,
    row: int,
    segments: Rows | None = None,
) -> tuple[Reason, ...]:
    """The columns that make a row odd, those with the largest shares first.

    place, row
        Of the row: among the points, and in the table.
    segments
        (n,) of the rows: only those of its own are like it.
    """
    shared = shares_of_columns(points, place)
    names, parts = list(shared), np.array(list(shared.values()))
    said: list[Reason] = []
    for j in np.argsort(-parts, kind="stable")[:MOST_NAMED]:
        if parts[j] < LEAST_NAMED and said:
            break
        reason = reason_of(
            points, table, roles, place, row, names[j], float(parts[j]), segments
        )
        column = table[names[j]]
        if column.redacted:
            sided = len(np.unique(column.values[~column.missing])) >= SIDED
            reason = hidden_reason(reason, sided=sided)
        said.append(reason)
    return tuple(said)


def shares_of_columns(points: Space, place: int) -> dict[str, float]:
    """By column, its share in what makes the row odd; they sum to 1."""
    shares, columns = points.shares(place), np.array(points.columns)
    names = dict.fromkeys(points.columns)
    return {name: float(shares[columns == name].sum()) for name in names}


def reason_of(
    points: Space,
    table: Table,
    roles: Roles,
    place: int,
    row: int,
    name: str,
    share: float,
    segments: Rows | None = None,
) -> Reason:
    """One column: how much it counts, what stood there, what rows like it have there."""
    observed = table[name].held(row)
    if roles[name].kind != "number" or not isinstance(observed, int | float):
        return Reason(name, round(share, 4), observed)
    there = np.asarray(table[name].values, dtype=np.float64)
    like = there[points.rows[like_it_in_others(points, place, name, segments)]]
    like = like[np.isfinite(like)]
    if not len(like):
        return Reason(name, round(share, 4), observed)
    low, middle, high = (float(q) for q in np.quantile(like, [LOW, 0.5, HIGH]))
    signed = round(-share if observed < middle else share, 4)
    if low <= observed <= high:
        return Reason(name, signed, observed)
    span = Reason(name, signed, observed, middle, low, high)
    return Reason(name, signed, observed, usual_if=usual_if(span))


def like_it_in_others(
    points: Space, place: int, name: str, segments: Rows | None = None
) -> Rows:
    """(k,) places of the points nearest to one of them in all columns but one."""
    others = np.array(points.columns) != name
    candidates = points.reference[points.reference != place]
    if segments is not None:
        own = segments[points.rows]
        candidates = np.flatnonzero(own == own[place])
        candidates = candidates[candidates != place]
    if not others.any():
        return np.asarray(candidates)
    steps = points.X[candidates][:, others] - points.X[place, others]
    distance: Vector = (steps.astype(np.float64) ** 2).sum(axis=1)
    nearest = np.argsort(distance, kind="stable")[: points.k]
    return np.asarray(candidates[nearest])
