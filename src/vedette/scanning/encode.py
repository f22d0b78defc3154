"""From columns to what the conditional model learns from.

Each column becomes one or more features. Quantities are targets and witnesses; categories,
codes, clocks, angles and calendar parts are witnesses only. A time column is never a witness
itself (it would explain any run of wrong rows away), only its phase: hour, weekday, season.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector
from vedette.core.table import Column, Role, Roles, Table
from vedette.core.wording import join
from vedette.detectors.conditional.model import Feature
from vedette.tables.facts import Function
from vedette.tables.series import Series

# A quantity of at most so many distinct values is judged as a category: it has no tail.
FEW = 10
# One value in more than this share of the rows: whether it is that value, and how large the
# others are, are two questions, and only the second has a tail.
MOSTLY = 0.5
# The others must be so many to be judged by themselves.
OTHERS = 50


# Multiples of this many cells on which people heap what they round, if more than this share
# of all values is there.
HEAPS = (10, 5)
HEAPED = 0.5


@dataclass(frozen=True, eq=False)
class Encoded:
    """One feature and where it comes from.

    usual, hidden
        The value that makes up most of the column and is missing from the feature, if any,
        and (n,) the rows that have it.
    cell
        Width of the lattice on which the values lie; 0 for a continuous column.
    phase
        A part of the time: its row before says nothing of it.
    lag_of
        The part whose row before this is.
    """

    column: str
    label: str
    feature: Feature
    usual: float | None = None
    hidden: npt.NDArray[np.bool_] | None = None
    cell: float = 0.0
    phase: bool = False
    lag_of: int | None = None


@dataclass
class Design:
    """All features of a table, in order, and what could not be judged."""

    parts: list[Encoded] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)  # column -> why it is not judged
    sources: dict[str, int] = field(default_factory=dict)

    def add(
        self,
        column: str,
        values: npt.NDArray[np.generic],
        kind: Literal["number", "few", "category"],
        *,
        label: str = "",
        phase: bool = False,
    ) -> None:
        """A witness: a feature that is not judged itself."""
        source = self.sources.setdefault(column, len(self.sources))
        feature = Feature(values=values, kind=kind, source=source, target=False)
        self.parts.append(Encoded(column, label or column, feature, phase=phase))

    def judge(self, column: str, values: Vector, usual: float | None = None) -> None:
        """A quantity that is judged; where it is mostly one value, only its other values."""
        hidden = values == usual if usual is not None else None
        if hidden is not None:
            values = np.where(hidden, np.nan, values)
        cell = lattice(values[np.isfinite(values)])
        source = self.sources.setdefault(column, len(self.sources))
        feature = Feature(values, "number", source, target=True, resolution=cell)
        self.parts.append(Encoded(column, column, feature, usual, hidden, cell))

    @property
    def features(self) -> list[Feature]:
        return [part.feature for part in self.parts]

    @property
    def targets(self) -> list[int]:
        return [i for i, part in enumerate(self.parts) if part.feature.target]


def encode(
    table: Table,
    roles: Roles,
    functions: Iterable[Function] = (),
    series: Series | None = None,
) -> Design:
    """The features of a table.

    series
        The order of the rows in time: calendar parts that tell it are no witnesses, since a
        day of a month of a year is a time like any other.

    functions
        Columns that others determine exactly. Where they do not is a fact already, so they
        are not judged; and those that are arithmetic are no witnesses either, since what
        rests on an exact relation has no noise to be judged by.
    """
    design = Design()
    determined = {function.column: function for function in functions}
    assembled = series is not None and series.timed and len(series.names) > 1
    timed = assembled or any(role.kind == "time" for role in roles.values())
    if assembled and series is not None:
        add_phases(design, Column(series.names[-1], "time", series.time))
    for column in table:
        role = roles[column.name]
        if role.kind in SILENT:
            continue
        if (function := determined.get(column.name)) is not None:
            design.skipped[column.name] = f"determined by {join(function.of)}"
            if function.kind == "category" and column.kind == "number":
                design.add(column.name, column.values, "number")
            continue
        if role.kind in ("category", "code", "key", "flag"):
            if column.kind == "number" and role.kind == "category":  # few, but in an order
                design.add(column.name, column.values, "few")
            else:
                design.add(column.name, category_codes(column), "category")
            if role.kind in ("category", "flag"):
                design.skipped[column.name] = "a category"
            elif role.kind == "code":
                design.skipped[column.name] = "a code"
        elif role.kind == "time" and column.kind == "time":
            add_phases(design, column)
        elif column.kind == "number":
            add_number(design, column, role, timed)
    return design


SILENT = frozenset({"id", "text", "label", "weight", "ignore", "constant"})


def add_number(design: Design, column: Column, role: Role, timed: bool) -> None:
    """A quantity, or one of the whole numbers that are none."""
    values = column.values
    if role.kind == "clock":
        minutes = np.floor(values / 100) * 60 + values % 100
        add_circle(design, column.name, minutes / 1440, minutes)
        design.skipped[column.name] = "a clock time"
    elif role.kind == "angle":
        add_circle(design, column.name, values / 360, None)
        design.skipped[column.name] = "an angle"
    elif role.kind == "part":
        if not timed:
            design.add(column.name, values, "number")
        design.skipped[column.name] = "a calendar part"
    elif role.kind == "number":
        add_quantity(design, column.name, values)


def add_quantity(design: Design, name: str, values: Vector) -> None:
    present = values[np.isfinite(values)]
    distinct, counts = np.unique(present, return_counts=True)
    if len(distinct) <= 1:
        design.skipped[name] = "one value only"
        return
    if len(distinct) <= FEW:
        design.add(name, values, "few")
        design.skipped[name] = f"{len(distinct)} distinct values"
        return
    most = int(np.argmax(counts))
    if counts[most] > MOSTLY * len(present):
        usual = float(distinct[most])
        if len(present) - counts[most] < OTHERS or len(distinct) - 1 <= FEW:
            design.add(name, usual_codes(values, usual), "category")
            design.skipped[name] = f"nearly always {usual:g}"
            return
        design.judge(name, values, usual)
        return
    design.judge(name, values)


def usual_codes(values: Vector, usual: float) -> npt.NDArray[np.int32]:
    """(n,) 0 for the usual value, 1 for another, -1 for missing."""
    return np.where(np.isnan(values), -1, values != usual).astype(np.int32)


def add_circle(
    design: Design, name: str, turn: Vector, flat: Vector | None, *, phase: bool = False
) -> None:
    """A place on a circle (1 = once around), as cosine and sine; `flat` also as it is."""
    design.add(name, np.cos(2 * np.pi * turn), "number", label=f"{name} (cos)", phase=phase)
    design.add(name, np.sin(2 * np.pi * turn), "number", label=f"{name} (sin)", phase=phase)
    if flat is not None:
        design.add(name, flat, "number", phase=phase)


def add_phases(design: Design, column: Column) -> None:
    """Hour, weekday and season of a time column, where the data show more than one."""
    time = column.values.astype("datetime64[us]")
    missing = np.isnat(time)
    if missing.all():
        return
    day = time.astype("datetime64[D]")
    hour = (time - day) / np.timedelta64(1, "h")
    known = hour[~missing]
    if len(np.unique(np.floor(known))) > 2:
        add_circle(
            design, column.name, hour / 24, np.where(missing, np.nan, hour), phase=True
        )
    number = day.astype(np.int64).astype(np.float64)
    number[missing] = np.nan
    weekday = np.mod(number + 3, 7)
    of_month = (day - day.astype("datetime64[M]")).astype(np.float64)
    if len(np.unique(weekday[~missing])) > 2 and len(np.unique(of_month[~missing])) > 12:
        design.add(
            column.name, weekday, "few", label=f"{column.name} (weekday)", phase=True
        )
    if np.ptp(number[~missing]) > 300:
        season = (day - day.astype("datetime64[Y]")).astype(np.float64)
        season[missing] = np.nan
        add_circle(design, column.name, season / 365.25, season, phase=True)


def category_codes(column: Column) -> npt.NDArray[np.int32]:
    """(n,) codes of a category, most frequent first, -1 for missing."""
    if column.kind == "text":
        raw, k = column.values.astype(np.int64), len(column.levels)
        missing = raw < 0
    else:
        missing = column.missing
        held = column.values.astype(np.int64) if column.kind == "time" else column.values
        levels, raw = np.unique(held, return_inverse=True, equal_nan=True)
        k = len(levels)
    counts = np.bincount(raw[~missing], minlength=k)
    names = [str(level) for level in column.levels] if column.kind == "text" else range(k)
    rank = np.empty(k, dtype=np.int32)
    # By count, then by name: the order of the file must not matter.
    by_name = np.argsort(np.array(names)) if k else np.empty(0, dtype=np.int64)
    rank[by_name[np.argsort(-counts[by_name], kind="stable")]] = np.arange(
        k, dtype=np.int32
    )
    return np.where(missing, -1, rank[np.where(missing, 0, raw)] if k else -1).astype(
        np.int32
    )


def lattice(present: Vector) -> float:
    """Cell width of a column's lattice: the distance to the next lower value, by rows.

    Median over rows, so a few values off the lattice do not change it. 0 for a column whose
    values are mostly distinct: it is continuous for all that can be seen. Where many values
    are heaped on multiples of 5 or 10 cells, as people round, that is the width.
    """
    distinct, counts = np.unique(present, return_counts=True)
    if len(distinct) < 2 or len(distinct) > 0.7 * len(present):
        return 0.0
    gaps = np.diff(distinct)
    order = np.argsort(gaps, kind="stable")
    weight = np.cumsum(counts[1:][order])
    cell = float(gaps[order][np.searchsorted(weight, weight[-1] / 2)])
    for heap in HEAPS:
        places = distinct / (heap * cell)
        on_heap = np.abs(places - np.round(places)) < 0.1 / heap
        if counts[on_heap].sum() > HEAPED * len(present):
            return heap * cell
    return cell
