"""From columns to what the conditional model learns from.

Each column becomes one or more features. Quantities are targets and witnesses; categories,
codes, clocks, angles and calendar parts are witnesses only. A time column is never a witness
itself (it would explain any run of wrong rows away), only its phase: hour, weekday, season.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector
from vedette.core.table import NO_LEVELS, Column, Role, Roles, Table
from vedette.core.wording import join
from vedette.detectors.conditional.feature import Feature
from vedette.tables.facts import Function
from vedette.tables.series import Series

if TYPE_CHECKING:
    from vedette.scanning.segments.within import Within

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


What = Literal["value", "code", "usual", "clock", "angle", "hour", "weekday", "season"]


@dataclass(frozen=True, eq=False)
class Way:
    """How the values of a feature are made from its column, here and in other tables.

    what
        'value': as they are. 'code': places among `levels`, -1 for missing, and after the
        last for a level that is not among them. 'usual': 0 for the usual value, 1 for
        another, -1 for missing. The others are turns of a circle, or parts of a time.
    side
        Of a circle: 'cos', 'sin', or '' for the turn itself.
    usual
        With 'value': it is hidden, as if it were missing.
    """

    what: What
    side: Literal["", "cos", "sin"] = ""
    usual: float | None = None
    levels: npt.NDArray[Any] = field(default_factory=lambda: NO_LEVELS)

    def values(self, column: Column) -> npt.NDArray[np.generic]:
        """(n,) of a column of the same kind as the one it was made for."""
        if self.what == "value":
            if self.usual is None:
                return column.values
            return np.where(column.values == self.usual, np.nan, column.values)
        if self.what == "code":
            return places_of(column, self.levels)
        if self.what == "usual":
            assert self.usual is not None
            return usual_codes(column.values, self.usual)
        flat, whole = turns(column, self.what)
        if not self.side:
            return flat
        turn = 2 * np.pi * (flat / whole)
        return np.asarray(np.cos(turn) if self.side == "cos" else np.sin(turn))


@dataclass(frozen=True, eq=False)
class Encoded:
    """One feature and where it comes from.

    way
        How it is made; that of a row before, how the value before is.
    least
        The lowest value.
    usual, hidden
        The value that makes up most of the column and is missing from the feature, if any,
        and (n,) the rows that have it.
    cell
        Width of the lattice on which the values lie; 0 for a continuous column.
    phase
        A part of the time: its row before says nothing of it.
    lag_of
        The part whose row before this is.
    within
        How it lies in each segment of the rows, if it is judged within them: the feature is
        then in units of the row's own segment.
    """

    column: str
    label: str
    feature: Feature
    way: Way
    usual: float | None = None
    hidden: npt.NDArray[np.bool_] | None = None
    cell: float = 0.0
    phase: bool = False
    lag_of: int | None = None
    least: float = np.nan
    within: Within | None = None

    def in_own_units(self, row: int, value: float) -> float:
        """A value of the feature in a row, in the units of its column."""
        return value if self.within is None else self.within.value(row, value)


@dataclass
class Design:
    """All features of a table, in order, and what could not be judged."""

    parts: list[Encoded] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)  # column -> why it is not judged
    sources: dict[str, int] = field(default_factory=dict)

    def add(
        self,
        column: Column,
        way: Way,
        kind: Literal["number", "few", "category"],
        *,
        label: str = "",
        phase: bool = False,
    ) -> None:
        """A witness: a feature that is not judged itself."""
        name = column.name
        source = self.sources.setdefault(name, len(self.sources))
        feature = Feature(way.values(column), kind=kind, source=source, target=False)
        self.parts.append(Encoded(name, label or name, feature, way, phase=phase))

    def judge(self, column: Column, usual: float | None = None) -> None:
        """A quantity that is judged; where it is mostly one value, only its other values."""
        name, way = column.name, Way("value", usual=usual)
        values = np.asarray(way.values(column), dtype=np.float64)
        hidden = column.values == usual if usual is not None else None
        present = values[np.isfinite(values)]
        cell = lattice(present)
        source = self.sources.setdefault(name, len(self.sources))
        feature = Feature(values, "number", source, target=True, resolution=cell)
        least = float(present.min()) if len(present) else np.nan
        self.parts.append(
            Encoded(name, name, feature, way, usual, hidden, cell, least=least)
        )

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
                design.add(column, Way("value"), "number")
            continue
        if role.kind in ("category", "code", "key", "flag"):
            if column.kind == "number" and role.kind == "category":  # few, but in an order
                design.add(column, Way("value"), "few")
            else:
                design.add(column, Way("code", levels=by_count(column)), "category")
            if role.kind in ("category", "flag"):
                design.skipped[column.name] = "a category"
            elif role.kind == "code":
                design.skipped[column.name] = "a code"
        elif role.kind == "time" and column.kind == "time":
            add_phases(design, column)
        elif column.kind == "number":
            add_number(design, column, role, timed)
    return design


# Why a redacted column is not judged may be said if it does not rest on its values.
SAYABLE = frozenset({"a category", "a code", "a clock time", "an angle", "a calendar part"})


def why_skipped(design: Design, table: Table) -> dict[str, str]:
    """By column, why it is not judged, in words that tell no value of a redacted one."""
    said = {}
    for name, why in design.skipped.items():
        sayable = why in SAYABLE or why.startswith("determined by ")
        hidden = name in table.redacted and not sayable
        said[name] = "not judged" if hidden else why
    return said


SILENT = frozenset({"id", "text", "label", "weight", "ignore", "constant"})


def add_number(design: Design, column: Column, role: Role, timed: bool) -> None:
    """A quantity, or one of the whole numbers that are none."""
    if role.kind == "clock":
        add_circle(design, column, "clock")
        design.skipped[column.name] = "a clock time"
    elif role.kind == "angle":
        add_circle(design, column, "angle", flat=False)
        design.skipped[column.name] = "an angle"
    elif role.kind == "part":
        if not timed:
            design.add(column, Way("value"), "number")
        design.skipped[column.name] = "a calendar part"
    elif role.kind == "number":
        add_quantity(design, column)


def add_quantity(design: Design, column: Column) -> None:
    name, values = column.name, column.values
    present = values[np.isfinite(values)]
    distinct, counts = np.unique(present, return_counts=True)
    if len(distinct) <= 1:
        design.skipped[name] = "one value only"
        return
    if len(distinct) <= FEW:
        design.add(column, Way("value"), "few")
        design.skipped[name] = f"{len(distinct)} distinct values"
        return
    most = int(np.argmax(counts))
    if counts[most] > MOSTLY * len(present):
        usual = float(distinct[most])
        if len(present) - counts[most] < OTHERS or len(distinct) - 1 <= FEW:
            design.add(column, Way("usual", usual=usual), "category")
            design.skipped[name] = f"nearly always {usual:g}"
            return
        design.judge(column, usual)
        return
    design.judge(column)


def usual_codes(values: Vector, usual: float) -> npt.NDArray[np.int32]:
    """(n,) 0 for the usual value, 1 for another, -1 for missing."""
    return np.where(np.isnan(values), -1, values != usual).astype(np.int32)


def add_circle(
    design: Design, column: Column, what: What, *, flat: bool = True, phase: bool = False
) -> None:
    """A place on a circle, as cosine and sine; with `flat` also as it is."""
    for side in ("cos", "sin"):
        label = f"{column.name} ({side})"
        design.add(column, Way(what, side), "number", label=label, phase=phase)
    if flat:
        design.add(column, Way(what), "number", phase=phase)


def add_phases(design: Design, column: Column) -> None:
    """Hour, weekday and season of a time column, where the data show more than one."""
    time = column.values.astype("datetime64[us]")
    known = ~np.isnat(time)
    if not known.any():
        return
    hour, _ = turns(column, "hour")
    if len(np.unique(np.floor(hour[known]))) > 2:
        add_circle(design, column, "hour", phase=True)
    weekday, _ = turns(column, "weekday")
    day = time[known].astype("datetime64[D]")
    of_month = (day - day.astype("datetime64[M]")).astype(np.float64)
    if len(np.unique(weekday[known])) > 2 and len(np.unique(of_month)) > 12:
        label = f"{column.name} (weekday)"
        design.add(column, Way("weekday"), "few", label=label, phase=True)
    if np.ptp(day.astype(np.int64)) > 300:
        add_circle(design, column, "season", phase=True)


def turns(column: Column, what: What) -> tuple[Vector, float]:
    """(n,) how far a value is on a circle, NaN for missing, and how long that is."""
    if what == "clock":
        return np.floor(column.values / 100) * 60 + column.values % 100, 1440.0
    if what == "angle":
        return column.values, 360.0
    time = column.values.astype("datetime64[us]")
    day = time.astype("datetime64[D]")
    if what == "hour":
        return np.asarray((time - day) / np.timedelta64(1, "h"), dtype=np.float64), 24.0
    number = day.astype(np.int64).astype(np.float64)
    number[np.isnat(time)] = np.nan
    if what == "weekday":
        return np.mod(number + 3, 7), 7.0
    year = day.astype("datetime64[Y]").astype("datetime64[D]")
    return number - year.astype(np.int64).astype(np.float64), 365.25


def by_count(column: Column) -> npt.NDArray[Any]:
    """The levels of a category, most frequent first: texts, or numbers or times."""
    if column.kind == "text":
        raw, levels = column.values[column.values >= 0], column.levels
        counts = np.bincount(raw, minlength=len(levels))
    else:
        levels, counts = np.unique(column.values[~column.missing], return_counts=True)
    # By count, then by name: the order of the file must not matter.
    by_name = np.argsort(levels.astype(str) if column.kind == "text" else levels)
    return np.asarray(levels[by_name[np.argsort(-counts[by_name], kind="stable")]])


def places_of(column: Column, levels: npt.NDArray[Any]) -> npt.NDArray[np.int32]:
    """(n,) places of a column's values among levels; -1 for missing, the last + 1 for new."""
    if column.kind == "text":
        place = {level: k for k, level in enumerate(levels.tolist())}
        known = [place.get(level, len(levels)) for level in column.levels.tolist()]
        return np.asarray(np.array([*known, -1], dtype=np.int32)[column.values])
    if not len(levels):
        return np.where(column.missing, -1, 0).astype(np.int32)
    order = np.argsort(levels)
    near = np.minimum(np.searchsorted(levels[order], column.values), len(levels) - 1)
    found = levels[order][near] == column.values
    codes = np.where(found, order[near], len(levels))
    return np.where(column.missing, -1, codes).astype(np.int32)


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
