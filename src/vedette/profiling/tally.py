"""What is counted of one column over all rows, a stretch at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector
from vedette.core.hashes import Hash, bits, mixed
from vedette.core.pictures import Axis
from vedette.core.table import Column, RoleKind
from vedette.profiling import shape
from vedette.tables.picturing import (
    BINS,
    axis_of,
    counted_along,
    is_measured,
    lattice,
    numbers_of,
)

KEPT = 4096  # smallest hashes: a standard error of 1.6 %
FEW, VALUES_EACH = 20, 3  # different values: of fewer, and of a bin where they are few
MOST_LEVELS = 10_000  # of a column, that are counted each


@dataclass(eq=False)
class Distinct:
    """How many different values there are: exact up to `KEPT`, then estimated.

    The k smallest of uniform hashes tell how dense all of them are (Bar-Yossef et al.,
    "Counting distinct elements in a data stream", 2002).
    """

    least: Hash = field(default_factory=lambda: np.empty(0, dtype=np.uint64))
    full: bool = False

    def add(self, column: Column) -> None:
        """Join the values of a stretch; missing ones aside."""
        hashes = mixed(bits(column)[~column.missing])
        if self.full:
            hashes = hashes[hashes < self.least[-1]]
        joined = np.unique(np.concatenate([self.least, hashes]))
        self.full = self.full or len(joined) > KEPT
        self.least = joined[:KEPT]

    @property
    def estimate(self) -> int:
        if not self.full:
            return len(self.least)
        return round((KEPT - 1) / (float(self.least[-1]) + 1) * 2.0**64)


@dataclass(frozen=True, eq=False)
class Plan:
    """How a column is counted, from the rows that were looked at closely.

    ordered
        Its values there, sorted: numbers and times as numbers (seconds), else empty.
    axis, bins
        Of its histogram; None where values are levels.
    levels
        (k,) numbers that are counted each, sorted; empty for texts, whose codes are counted.
    exponent
        The power of two that brings its values near 1.
    fences
        Beyond which values are far out.
    """

    column: Column
    kind: RoleKind
    ordered: Vector
    axis: Axis | None
    bins: int
    levels: Vector
    exponent: int
    fences: tuple[float, float] | None

    @property
    def measured(self) -> bool:
        """Whether its values lie on an axis."""
        return is_measured(self.column, self.kind)


def planned(column: Column, kind: RoleKind) -> Plan:
    """The plan of a column, which is without codes for missing."""
    empty = np.empty(0)
    if column.kind == "text":
        return Plan(column, kind, empty, None, 0, empty, 0, None)
    values = numbers_of(column)
    ordered = np.sort(values[np.isfinite(values)])
    if not len(ordered):
        return Plan(column, kind, ordered, None, 0, empty, 0, None)
    exponent = -int(np.frexp(max(abs(ordered[0]), abs(ordered[-1])))[1])
    if is_measured(column, kind):
        axis, bins = axis_of(column, ordered, ()), 0
        if axis is not None:
            axis, bins = lattice(axis, ordered, BINS)
            bins = without_comb(axis, bins, ordered)
        return Plan(
            column, kind, ordered, axis, bins, empty, exponent, shape.fences(ordered)
        )
    levels = ordered[np.append(True, np.diff(ordered) > 0)]
    counted = levels if len(levels) <= MOST_LEVELS else empty
    return Plan(column, kind, ordered, None, 0, counted, exponent, None)


def without_comb(axis: Axis, bins: int, ordered: Vector) -> int:
    """So few bins that none is empty only because no value can be written there."""
    inside = ordered[(ordered >= axis.low) & (ordered <= axis.high)]
    different = int(np.count_nonzero(np.diff(inside))) + 1
    if bins != BINS or not FEW < different < VALUES_EACH * BINS:
        return bins
    return max(FEW // 2, different // VALUES_EACH)


@dataclass(eq=False)
class Tally:
    """Counts of one column, over the rows that were added."""

    plan: Plan
    rows: int = 0
    missing: int = 0
    misfits: int = 0
    codes: int = 0
    low: float = np.inf
    high: float = -np.inf
    zeros: int = 0
    negative: int = 0
    far: int = 0
    below: int = 0
    above: int = 0
    moments: shape.Moments = field(default_factory=shape.Moments)
    counts: npt.NDArray[np.int64] = field(init=False)
    distinct: Distinct | None = None

    def __post_init__(self) -> None:
        k = self.plan.bins or len(self.plan.levels) or len(self.plan.column.levels)
        self.counts = np.zeros(k, dtype=np.int64)

    @property
    def present(self) -> int:
        return self.rows - self.missing - self.misfits - self.codes

    def add(self, column: Column, cleaned: Column) -> None:
        """Join a stretch: the column as it stands, and without codes for missing."""
        lost = column.missing
        gone = int(lost.sum())
        self.rows += len(column)
        self.misfits += len(column.misfit_rows)
        self.missing += gone - len(column.misfit_rows)
        if cleaned is not column:
            self.codes += int(cleaned.missing.sum()) - gone
        if self.distinct is not None:
            self.distinct.add(cleaned)
        if cleaned.kind == "text":
            self._add_codes(cleaned.values)
            return
        values = numbers_of(cleaned)
        self._add_numbers(values[np.isfinite(values)])

    def _add_codes(self, codes: npt.NDArray[Any]) -> None:
        k = len(self.counts)
        if k:
            self.counts += np.bincount(codes[(codes >= 0) & (codes < k)], minlength=k)

    def _add_numbers(self, values: Vector) -> None:
        if not len(values):
            return
        self.low = min(self.low, float(values.min()))
        self.high = max(self.high, float(values.max()))
        if self.plan.axis is not None:
            counts, below, above = counted_along(self.plan.axis, self.plan.bins, values)
            self.counts += counts
            self.below += below
            self.above += above
        elif len(self.plan.levels):
            place = np.searchsorted(self.plan.levels, values)
            place[place == len(self.plan.levels)] = 0
            known = self.plan.levels[place] == values
            self.counts += np.bincount(place[known], minlength=len(self.counts))
        if self.plan.column.kind == "time":
            return
        self.zeros += int((values == 0).sum())
        self.negative += int((values < 0).sum())
        if self.plan.fences is not None:
            low, high = self.plan.fences
            self.far += int(((values < low) | (values > high)).sum())
        with np.errstate(over="ignore", invalid="ignore", under="ignore"):
            self.moments.add(np.ldexp(values, self.plan.exponent))
