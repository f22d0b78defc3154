"""Rows of another table that lack what the learned ones had.

A model that never saw a value missing, or a kind of a category, does not know how little it then
knows: what it expects of the other columns would be as narrow as ever. How far off it is without
the value is seen in the learned rows, if theirs is taken away; its scale is widened by that.
And a column that only counts on lies, in a later table, beyond all that was learned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector
from vedette.detectors.conditional.model import ConditionalModel
from vedette.scanning.encode import Encoded

if TYPE_CHECKING:
    from vedette.scanning.learning import Learned
    from vedette.scanning.views import Fit

Mask = npt.NDArray[np.bool_]

# So many learned rows without a value show how far the others can be known without it.
ENOUGH = 30
# The learned rows that are looked at again, and how far out in them errors are compared.
SAMPLED = 400
FAR = 0.98
# Of so many combinations of what is new, each is looked at by itself; the others as one.
COMBINATIONS = 8
# A running number has each value once, and steps of about one size: between independent values
# of any distribution the standard deviation of the steps is at least their mean.
ONCE = 0.98
EVEN = 0.75
COUNTED = 100


@dataclass(frozen=True, eq=False)
class Gone:
    """What of one feature the learned rows did not have.

    value
        That stands for it: NaN, -1 (a missing kind) or the place after the last kind.
    rows
        (n,) which of the other rows have it.
    """

    part: int
    value: float
    rows: Mask


def widened(fit: Fit, seen: ConditionalModel, parts: Sequence[Encoded]) -> ConditionalModel:
    """The model before other rows, less sure where they hold what it has not learned from."""
    new = [gone for j, part in enumerate(parts) for gone in unknown(fit, part, j)]
    if not new:
        return seen
    factors = {t: np.ones(len(new[0].rows)) for t in fit.z}
    for which, rows in combinations(new):
        for t, factor in doubts(fit, [new[i] for i in which]).items():
            factors[t][rows] = factor
    return seen.revised({}, {t: seen.scale(t) * factor for t, factor in factors.items()})


def unknown(fit: Fit, other: Encoded, j: int) -> list[Gone]:
    """Missing values, and kinds, of which too few were learned from."""
    part = fit.design.parts[j]
    learned, values = part.feature.values, other.feature.values
    if part.feature.kind != "category":
        looked = [(np.nan, np.isnan(learned), np.isnan(values))]
    else:
        last = len(part.way.levels)
        looked = [(-1.0, learned < 0, values < 0)]
        if last:
            looked.append((float(last), learned >= last, values >= last))
    return [
        Gone(j, value, there)
        for value, known, there in looked
        if there.any() and known.sum() < ENOUGH
    ]


def combinations(new: Sequence[Gone]) -> list[tuple[list[int], npt.NDArray[np.int64]]]:
    """What is new together, and the rows with exactly that; rare combinations as one."""
    table = np.column_stack([gone.rows for gone in new])
    kinds, of, counts = np.unique(table, axis=0, return_inverse=True, return_counts=True)
    of = of.reshape(-1)
    some = [k for k in np.argsort(-counts, kind="stable").tolist() if kinds[k].any()]
    found = [
        (np.flatnonzero(kinds[k]).tolist(), np.flatnonzero(of == k))
        for k in some[:COMBINATIONS]
    ]
    if rest := some[COMBINATIONS:]:
        either = np.flatnonzero(kinds[rest].any(axis=0)).tolist()
        found.append((either, np.flatnonzero(np.isin(of, rest))))
    return found


def doubts(fit: Fit, new: Sequence[Gone]) -> dict[int, float]:
    """By target, how many times further off the learned rows are without what is new."""
    n = len(fit.design.parts[0].feature.values)
    rows = np.unique(np.linspace(0, n - 1, SAMPLED).astype(np.int64))
    changed = {}
    for gone in new:
        kind = fit.design.parts[gone.part].feature.values.dtype
        changed[gone.part] = np.full(len(rows), gone.value).astype(kind)
    told = fit.model.predict(rows, changed, targets=list(fit.z))
    factors = {}
    for t, z in fit.z.items():
        without = (fit.y[t][rows] - told.expected(t)) / told.scale(t)
        factors[t] = max(1.0, far(without) / max(far(z[rows]), 1e-12))
    return factors


def far(z: Vector) -> float:
    known = np.abs(z[np.isfinite(z)])
    return float(np.quantile(known, FAR)) if len(known) else 0.0


def running_columns(learned: Learned) -> frozenset[str]:
    """The quantities that are running numbers."""
    return frozenset(
        column.name
        for column in learned.ordered.table
        if learned.roles[column.name].kind == "number"
        and column.kind == "number"
        and running(column.values)
    )


def running(values: Vector) -> bool:
    """Whether a column counts on from row to row, with gaps or without, as numbers of rows do."""
    known = np.sort(values[np.isfinite(values)])
    steps = np.diff(known)
    once = steps[steps > 0]
    if len(known) < COUNTED or len(once) < ONCE * (len(known) - 1):
        return False
    usual = np.sort(once)[: int(np.ceil(ONCE * len(once)))]
    return bool(usual.std() < EVEN * usual.mean())
