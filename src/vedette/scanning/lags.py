"""The row before as a witness, where the rows of a table form series.

A value that follows the one before it is judged by it: without that the spread is that of the
whole series, and a spike within it stays unseen. The lags are added only where what is left
unexplained without them still remembers the row before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from vedette.calibrate.blocks import pearson, ranks
from vedette.core.arrays import Vector
from vedette.scanning.encode import Design, Encoded

Rows = npt.NDArray[np.int64]

# Ranks of this many pairs tell an autocorrelation to .01.
PAIRS = 100_000
LEAST = 0.1
SIGMAS = 4.0
# Rows are sorted by a column if less than this share of its steps goes the other way, and
# grouped by it if it moves at less than this share of the steps.
ONE_WAY = 0.05
MOVING = 0.2


def lag_correlation(values: Vector, before: Rows) -> float:
    """Correlation of the ranks of the values with those of the row before."""
    later = np.flatnonzero(before >= 0)
    later = later[np.isfinite(values[later]) & np.isfinite(values[before[later]])]
    if len(later) < 30:
        return 0.0
    later = later[:: max(1, len(later) // PAIRS)]
    return pearson(ranks(values[later]), ranks(values[before[later]]))


def remembered(design: Design, z: Mapping[int, Vector], before: Rows) -> list[int]:
    """The parts whose row before says something of them; empty if no judged one does."""
    n = len(before)
    floor = max(LEAST, SIGMAS / np.sqrt(max(n, 1)))
    kept, judged = [], False
    for i, part in enumerate(design.parts):
        if part.feature.kind == "category" or part.phase:
            continue
        values = z[i] if i in z else np.asarray(part.feature.values, dtype=np.float64)
        if abs(lag_correlation(values, before)) > floor:
            kept.append(i)
            judged |= part.feature.target
    return kept if judged else []


def without_order(design: Design, before: Rows, *, timed: bool) -> Design:
    """The design without those columns judged that the rows are merely sorted or grouped by.

    A column that only rises (or only falls) along the series, but for fresh starts, counts
    something: its jumps are no errors. And where a running number, not a time, says in which
    order the rows were written, a column that stays the same over long stretches is part of
    how the file was put together.
    """
    parts = []
    skipped = dict(design.skipped)
    for part in design.parts:
        if part.feature.target and is_order(np.asarray(part.feature.values), before, timed):
            skipped[part.column] = "the rows are sorted or grouped by it"
            part = replace(part, feature=replace(part.feature, target=False))
        parts.append(part)
    return Design(parts, skipped, dict(design.sources))


def is_order(values: Vector, before: Rows, timed: bool) -> bool:
    """Whether nearly all steps from row to row go one way, or without a time go nowhere."""
    later = np.flatnonzero(before >= 0)
    steps = values[later] - values[before[later]]
    steps = steps[np.isfinite(steps)]
    moving = steps[steps != 0]
    if len(steps) < 30 or not len(moving):
        return False
    up = float(np.mean(moving > 0))
    grouped = not timed and len(moving) < MOVING * len(steps)
    return grouped or min(up, 1 - up) < ONE_WAY


def with_lags(design: Design, which: list[int], before: Rows) -> Design:
    """The design with the value before of some parts as further witnesses."""
    longer = Design(list(design.parts), dict(design.skipped), dict(design.sources))
    known = before >= 0
    for i in which:
        part = design.parts[i]
        values = whole(part)
        lagged = np.where(known, values[before], np.nan)
        source = len(longer.sources)
        longer.sources[f"{part.label} before"] = source
        feature = replace(
            part.feature, values=lagged, source=source, target=False, lag_of=i
        )
        label = f"{part.label} before"
        longer.parts.append(
            Encoded(part.column, label, feature, part.way, cell=part.cell, lag_of=i)
        )
    return longer


def whole(part: Encoded) -> Vector:
    """The values of a part with its usual value put back: a lag is what was there."""
    values = np.asarray(part.feature.values, dtype=np.float64)
    if part.usual is None or part.hidden is None:
        return values
    return np.where(part.hidden, part.usual, values)
