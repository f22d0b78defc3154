"""How the values of one column lie: its axis, the counts along it, or its levels."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector
from vedette.core.pictures import Axis, Distribution, Levels
from vedette.core.table import Column, RoleKind

Counts = npt.NDArray[np.int64]

BINS, MANY_BINS = 48, 150  # in the picture of a column, and of a group in it
FEW = 60  # whole numbers in a narrower range have a bin each
SHOWN = 12  # levels of a category
# The axis holds this middle part of the rows, and findings up to its width beyond it.
MIDDLE = (0.005, 0.995)
BEYOND = 1.0
# A column is drawn on a logarithm if its upper part is so many times as wide as its lower.
SKEWED = 8.0
UNMEASURED = ("category", "flag", "key", "code", "label")


def is_measured(column: Column, kind: RoleKind | str) -> bool:
    """Whether its values lie on an axis; else they are levels."""
    return column.kind in ("number", "time") and kind not in UNMEASURED


def numbers_of(column: Column) -> Vector:
    """(n,) its values as numbers: a time in seconds since 1970; NaN where missing."""
    if column.kind == "time":
        seconds = column.values.astype("datetime64[us]").view(np.int64) / 1e6
        return np.where(column.missing, np.nan, seconds)
    return np.asarray(column.values, dtype=np.float64)


def axis_of(
    column: Column, present: Vector, told: Sequence[float], beyond: float = BEYOND
) -> Axis | None:
    """The part of a column that is drawn.

    present
        Its finite values.
    told
        Values that findings speak of: drawn if they are not too far out.
    beyond
        How far: so many widths of the middle part of the rows.
    """
    if not len(present):
        return None
    if column.kind == "time":
        return Axis(float(present.min()), float(present.max()), timed=True)
    low, middle, high = (
        float(v) for v in np.quantile(present, [MIDDLE[0], 0.5, MIDDLE[1]])
    )
    least, most = float(present.min()), float(present.max())
    if low == high:
        low, high = least, most
    log = low > 0 and least > 0 and high - middle > SKEWED * (middle - low) > 0
    if log:
        low, high = math.log(low), math.log(high)
        told = [math.log(v) for v in told if v > 0]
        least, most = math.log(least), math.log(most)
    width = high - low
    if not math.isfinite(width):
        return None
    near = [v for v in told if low - beyond * width <= v <= high + beyond * width]
    low = min(max(least, low - 0.05 * width), *near, low)
    high = max(min(most, high + 0.05 * width), *near, high)
    if log:
        return Axis(math.exp(low), math.exp(high), log=True)
    return Axis(low, high)


def distribution(
    column: Column, told: Sequence[float], beyond: float = BEYOND
) -> Distribution | None:
    """Counts along the axis; None for a column without values."""
    values = numbers_of(column)
    present = values[np.isfinite(values)]
    found = axis_of(column, present, told, beyond)
    if found is None:
        return None
    axis, bins = lattice(found, present, BINS if beyond == BEYOND else MANY_BINS)
    counts, below, above = counted_along(axis, bins, present)
    return Distribution(
        column.name,
        axis,
        tuple(int(c) for c in counts),
        below,
        above,
        len(values) - len(present),
    )


def counted_along(axis: Axis, bins: int, present: Vector) -> tuple[Counts, int, int]:
    """(bins,) finite values in each bin; and how many are below and above the axis."""
    inside = present[(present >= axis.low) & (present <= axis.high)]
    low, high = axis.low, axis.high
    if axis.log:
        inside, low, high = np.log(inside), math.log(low), math.log(high)
    if low == high:
        counts = np.array([len(inside)])
    else:
        counts = np.histogram(inside, bins, (low, high))[0]
    return counts, int((present < axis.low).sum()), int((present > axis.high).sum())


def lattice(axis: Axis, present: Vector, most: int) -> tuple[Axis, int]:
    """Bins that hold as many whole numbers each, where all values are whole."""
    some = present[:: max(1, len(present) // 10_000)]
    if axis.log or axis.timed or not (some == np.round(some)).all():
        return axis, most
    low, high = math.floor(axis.low), math.ceil(axis.high)
    each = 1 if high - low < FEW else math.ceil((high - low + 1) / most)
    bins = math.ceil((high - low + 1) / each)
    return Axis(low - 0.5, low - 0.5 + bins * each), bins


def levels(column: Column) -> Levels | None:
    """The most frequent values of a category; None for a column without values."""
    missing = column.missing
    if column.kind == "text":
        counts = np.bincount(column.values[~missing], minlength=len(column.levels))
        names = [str(level) for level in column.levels]
    else:
        present = column.values[~missing]
        found, first, counts = np.unique(present, return_index=True, return_counts=True)
        rows = np.flatnonzero(~missing)[first]
        names = [str(column.cell(int(row))) for row in rows] if len(found) < 10_000 else []
        if len(found) != len(names):
            return None
    if not names or not counts.any():
        return None
    order = sorted(
        np.flatnonzero(counts).tolist(), key=lambda i: (-int(counts[i]), names[i])
    )
    top = order[:SHOWN]
    return Levels(
        column.name,
        tuple(names[i] for i in top),
        tuple(int(counts[i]) for i in top),
        int(sum(int(counts[i]) for i in order[SHOWN:])),
        len(order) - len(top),
        int(missing.sum()),
    )
